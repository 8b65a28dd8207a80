//! Pages of another origin.

use axum::body::Body;
use local::gateway::Failed;
use serde_json::json;

use crate::stand_in::{Answers, ask, bearer, echo, front, front_for, request, says, unreachable};

const PAGE: &str = "https://pento.example";
const OTHER: &str = "https://elsewhere.example";

/// What an answer that is no preflight says of CORS.
const READABLE: [(&str, &str); 2] =
    [("access-control-allow-origin", PAGE), ("access-control-expose-headers", "etag,retry-after")];

fn preflight(target: &str, origin: &str) -> axum::http::Request<Body> {
    let asked = request("OPTIONS", target).header("origin", origin);
    let asked = asked.header("access-control-request-method", "PUT");
    asked.header("access-control-request-headers", "authorization,if-match").body(Body::empty()).unwrap()
}

#[tokio::test]
async fn a_preflight_of_the_page_is_answered_by_the_gateway_without_a_token() {
    let front = front_for(unreachable(), Some(PAGE));
    for target in ["/v1/integrations/personio/settings", "/app"] {
        let answer = ask(&front, preflight(target, PAGE)).await;
        assert_eq!((answer.status.as_u16(), answer.text()), (204, ""));
        let expected = [
            ("access-control-allow-headers", "authorization,content-type,if-match"),
            ("access-control-allow-methods", "GET,PUT,POST,PATCH,DELETE"),
            ("access-control-allow-origin", PAGE),
            ("access-control-max-age", "600"),
        ];
        assert_eq!(answer.cors(), expected, "{target}");
    }
}

#[tokio::test]
async fn a_preflight_of_another_origin_gets_no_permission() {
    let front = front_for(unreachable(), Some(PAGE));
    for origin in [OTHER, "null", "https://pento.example.evil.example", "http://pento.example"] {
        let answer = ask(&front, preflight("/v1/x", origin)).await;
        assert_eq!((answer.status.as_u16(), answer.text()), (204, ""));
        assert_eq!(answer.cors(), [], "{origin}");
    }
}

#[tokio::test]
async fn the_page_may_read_every_answer_refusals_too() {
    let get = |token: Option<String>| {
        let mut asked = request("GET", "/v1/x").header("origin", PAGE);
        if let Some(token) = token {
            asked = asked.header("authorization", token);
        }
        asked.body(Body::empty()).unwrap()
    };
    let works = front_for(echo(), Some(PAGE));
    let fails = front_for(Answers(|_| Err(Failed)), Some(PAGE));
    for (front, token, status) in [
        (&works, Some(bearer()), 200),
        (&works, None, 401),
        (&works, Some("Bearer x".into()), 401),
        (&fails, Some(bearer()), 500),
    ] {
        let answer = ask(front, get(token)).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.cors(), READABLE, "{status}");
    }
}

#[tokio::test]
async fn what_the_function_says_of_cors_counts_for_nothing_where_it_is_configured() {
    let generous = json!({"statusCode": 200, "headers": {
        "access-control-allow-origin": "*", "access-control-allow-credentials": "true",
    }});
    let front = front_for(says(generous), Some(PAGE));
    for (origin, expected) in [(Some(PAGE), &READABLE[..]), (Some(OTHER), &[]), (None, &[])] {
        let mut asked = request("GET", "/app");
        if let Some(origin) = origin {
            asked = asked.header("origin", origin);
        }
        let answer = ask(&front, asked.body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.cors()), (200, expected.to_vec()), "{origin:?}");
    }
}

#[tokio::test]
async fn an_options_request_that_is_no_preflight_is_one_like_any_other() {
    let front = front_for(echo(), Some(PAGE));
    let asked = request("OPTIONS", "/v1/x").header("authorization", bearer()).header("origin", PAGE);
    let answer = ask(&front, asked.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["requestContext"]["http"]["method"], "OPTIONS");
}

#[tokio::test]
async fn without_a_configured_origin_nothing_is_said_of_cors() {
    let answer = ask(&front(unreachable()), preflight("/v1/x", PAGE)).await;
    assert_eq!((answer.status.as_u16(), answer.cors()), (401, vec![]));
    let asked = request("GET", "/app").header("origin", PAGE).body(Body::empty()).unwrap();
    let answer = ask(&front(echo()), asked).await;
    assert_eq!((answer.status.as_u16(), answer.cors()), (200, vec![]));
}
