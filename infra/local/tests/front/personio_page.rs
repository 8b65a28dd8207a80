//! The page of the simulated Personio: for browsers alone, and nothing in it from elsewhere.

use axum::body::Body;

use crate::{
    personio::personio,
    stand_in::{Answer, ask, request},
};

/// What browsers send when somebody opens an address.
const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

async fn get(path: &str, accept: Option<&str>) -> Answer {
    let (_personio, front) = personio();
    let mut request = request("GET", path);
    if let Some(accept) = accept {
        request = request.header("accept", accept);
    }
    ask(&front, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_browser_gets_the_page_and_everybody_else_json() {
    for (accept, kind) in [
        (Some(BROWSER), "text/html; charset=utf-8"),
        (Some("TEXT/HTML;q=0.5"), "text/html; charset=utf-8"),
        (None, "application/json"),
        (Some("*/*"), "application/json"),
        (Some("application/json"), "application/json"),
        (Some("text/*"), "application/json"),
    ] {
        let answer = get("/dev/personio", accept).await;
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, vec![kind]), "{accept:?}");
        assert_eq!(answer.header("vary"), ["accept"]);
    }
}

#[tokio::test]
async fn the_page_allows_nothing_inline_and_nothing_from_elsewhere() {
    for path in ["/dev/personio", "/dev/personio/page/personio.js", "/dev/personio/page/personio.css"] {
        let answer = get(path, Some(BROWSER)).await;
        let [policy] = answer.header("content-security-policy")[..] else { panic!("{path}: one policy") };
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(answer.header("x-content-type-options"), ["nosniff"]);
        keeps_to_the_policy(path, answer.text());
    }
}

fn keeps_to_the_policy(name: &str, text: &str) {
    for forbidden in
        ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "style=\"", "http://", "https://"]
    {
        assert!(!text.contains(forbidden), "{name} has {forbidden}");
    }
}

#[tokio::test]
async fn every_file_that_another_names_is_there() {
    let mut open = vec!["personio.js".to_owned()];
    let mut seen = Vec::new();
    while let Some(name) = open.pop() {
        let answer = get(&format!("/dev/personio/page/{name}"), None).await;
        assert_eq!(answer.header("content-type"), ["text/javascript; charset=utf-8"], "{name}");
        keeps_to_the_policy(&name, answer.text());
        let names = answer.text().split("from './").skip(1).filter_map(|rest| rest.split('\'').next());
        for next in names.map(ToOwned::to_owned) {
            if !seen.contains(&next) && !open.contains(&next) {
                open.push(next);
            }
        }
        seen.push(name);
    }
    assert!(seen.iter().any(|name| name == "value.js"), "{seen:?}");
}

#[tokio::test]
async fn nothing_but_its_files_is_found() {
    for name in
        ["nothing.js", "../Cargo.toml", "..%2fCargo.toml", "%2fetc%2fhosts.js", ".hidden.js", "person"]
    {
        let answer = get(&format!("/dev/personio/page/{name}"), Some(BROWSER)).await;
        assert_eq!(answer.status.as_u16(), 404, "{name}");
    }
}
