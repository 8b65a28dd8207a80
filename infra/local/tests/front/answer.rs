//! The function's answer on its way back.

use axum::body::Body;
use local::gateway::Failed;
use serde_json::{Value, json};

use crate::stand_in::{Answer, Answers, ask, front, request, says};

async fn answered(answer: Value) -> Answer {
    ask(&front(says(answer)), request("GET", "/app").body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn status_headers_cookies_and_text_are_those_of_the_function() {
    let answer = answered(json!({
        "statusCode": 422,
        "headers": {"Content-Type": "application/problem+json", "etag": "\"7\"", "content-length": "4711"},
        "multiValueHeaders": {},
        "cookies": ["a=1; Path=/", "b=2"],
        "body": "{\"city\":\"Zoë\"}",
        "isBase64Encoded": false,
    }))
    .await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.header("content-type"), ["application/problem+json"]);
    assert_eq!(answer.header("etag"), ["\"7\""]);
    assert_eq!(answer.header("set-cookie"), ["a=1; Path=/", "b=2"]);
    assert_eq!(answer.text(), "{\"city\":\"Zoë\"}");
    assert_ne!(answer.header("content-length"), ["4711"]);
}

#[tokio::test]
async fn base64_is_decoded() {
    let answer = answered(json!({
        "statusCode": 200,
        "headers": {"content-type": "image/png"},
        "cookies": [],
        "body": "AJ+Slg==",
        "isBase64Encoded": true,
    }))
    .await;
    assert_eq!((answer.status.as_u16(), &*answer.body), (200, &[0, 159, 146, 150][..]));
}

#[tokio::test]
async fn an_answer_may_have_a_status_and_nothing_else() {
    let answer = answered(json!({"statusCode": 204})).await;
    assert_eq!((answer.status.as_u16(), answer.text()), (204, ""));
}

#[tokio::test]
async fn what_is_no_response_is_an_error_of_the_gateway() {
    for wrong in [
        json!(null),
        json!({}),
        json!({"statusCode": "200"}),
        json!({"statusCode": 99}),
        json!({"statusCode": 200, "headers": {"no name": "x"}}),
        json!({"statusCode": 200, "headers": {"x": "line\nbreak"}}),
        json!({"statusCode": 200, "cookies": ["line\nbreak"]}),
        json!({"statusCode": 200, "body": {"city": "Leeds"}}),
        json!({"statusCode": 200, "body": "no base64", "isBase64Encoded": true}),
    ] {
        assert_failed(&answered(wrong.clone()).await, &wrong.to_string());
    }
}

#[tokio::test]
async fn a_function_that_fails_or_panics_is_an_error_of_the_gateway() {
    let asked = || request("GET", "/app").body(Body::empty()).unwrap();
    assert_failed(&ask(&front(Answers(|_| Err(Failed))), asked()).await, "fails");
    assert_failed(&ask(&front(Answers(|_| panic!("on purpose"))), asked()).await, "panics");
}

fn assert_failed(answer: &Answer, why: &str) {
    assert_eq!(answer.status, 500, "{why}");
    assert_eq!(answer.header("content-type"), ["application/json"], "{why}");
    assert_eq!(answer.text(), r#"{"message":"Internal Server Error"}"#, "{why}");
}
