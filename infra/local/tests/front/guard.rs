//! Pages of other sites and names of other machines.

use std::sync::Arc;

use axum::{Router, body::Body, http::Request, routing::get};
use local::{front, gateway::Gateway};

use crate::stand_in::{HOST, ask, echo, now, signer};

const PAGE: &str = "https://pento.example";

/// A front with one route for developers, which the page may call.
fn guarded() -> Router {
    let gateway = Gateway::new(echo(), Arc::new(signer()), Arc::new(now), Some(PAGE.parse().unwrap()));
    front::router(Router::new().route("/here", get(|| async { "here" })), gateway)
}

#[tokio::test]
async fn only_this_machine_may_call_and_its_routes_for_developers_no_page_of_another_site() {
    let front = guarded();
    let refused = (403, Some("local_use_only".to_owned()));
    let passed = (200, None);
    for (path, host, origin, expected) in [
        ("/dev/here", HOST, None, &passed),
        ("/dev/here", "localhost:8080", None, &passed),
        ("/dev/here", "localhost", None, &passed),
        ("/dev/here", "[::1]:8080", None, &passed),
        ("/dev/here", HOST, Some("http://127.0.0.1:8080"), &passed),
        ("/app", HOST, None, &passed),
        ("/app", HOST, Some(PAGE), &passed),
        ("/v1/openapi.json", HOST, Some(PAGE), &passed),
        // As on AWS: answered, and unreadable for that page, for nothing is said of CORS.
        ("/v1/openapi.json", HOST, Some("https://elsewhere.example"), &passed),
        ("/dev/here", HOST, Some(PAGE), &refused),
        ("/dev/here", HOST, Some("https://elsewhere.example"), &refused),
        ("/dev/here", HOST, Some("http://localhost:8080"), &refused),
        ("/dev/here", HOST, Some("null"), &refused),
        ("/dev/here", "elsewhere.example", None, &refused),
        ("/dev/here", "elsewhere.example:8080", Some("http://elsewhere.example:8080"), &refused),
        ("/dev/here", "127.0.0.1.elsewhere.example", None, &refused),
        ("/dev/nowhere", "elsewhere.example", None, &refused),
        ("/app", "elsewhere.example", None, &refused),
        ("/v1/openapi.json", "elsewhere.example", Some(PAGE), &refused),
        ("/v1/x", "", None, &refused),
    ] {
        let mut asked = Request::builder().uri(path).header("host", host);
        if let Some(origin) = origin {
            asked = asked.header("origin", origin);
        }
        let answer = ask(&front, asked.body(Body::empty()).unwrap()).await;
        let found = (answer.status.as_u16(), (answer.status == 403).then(|| answer.problem().1));
        assert_eq!(&found, expected, "{path} {host} {origin:?}");
    }
}

#[tokio::test]
async fn what_is_not_below_dev_stays_out_of_the_function() {
    let front = guarded();
    for (method, path, expected) in [
        ("GET", "/dev", (404, "not_found")),
        ("GET", "/dev/", (404, "not_found")),
        ("GET", "/dev/nowhere", (404, "not_found")),
        ("GET", "/dev/personio", (404, "not_found")),
        ("POST", "/dev/here", (405, "method_not_allowed")),
    ] {
        let asked = Request::builder().method(method).uri(path).header("host", HOST);
        let answer = ask(&front, asked.body(Body::empty()).unwrap()).await;
        let (status, code) = answer.problem();
        assert_eq!((status, &*code), expected, "{method} {path}");
    }
}
