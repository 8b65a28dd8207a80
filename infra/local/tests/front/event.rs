//! The event the function gets.

use axum::body::Body;
use serde_json::{Value, json};

use crate::stand_in::{ask, bearer, echo, front, request};

/// The event of a request. Its id is invented by the gateway, which tells it to the caller too.
async fn event(asked: axum::http::Request<Body>) -> Value {
    let answer = ask(&front(echo()), asked).await;
    assert_eq!(answer.status, 200);
    let mut event = answer.json();
    let id = event["requestContext"]["requestId"].take();
    assert_eq!(answer.header("apigw-requestid"), [id.as_str().unwrap()]);
    event["requestContext"]["requestId"] = "(told to the caller)".into();
    event
}

#[tokio::test]
async fn everything_a_request_has_is_in_the_event() {
    let asked = request("PATCH", "/v1/employees/UK%2F001%20%C3%A9?q=a%20b&q=c%2Cd&x=1+2&flag&q=%C3%A9")
        .header("authorization", bearer())
        .header("user-agent", "a test")
        .header("content-type", "application/json")
        .header("X-Several", "one")
        .header("x-several", "two, three")
        .header("cookie", "a=1; b=2")
        .header("cookie", "c=3;d=%20")
        .body(Body::from(r#"{"fields": {"city": "Zoë's"}}"#));
    let expected = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/v1/employees/UK/001 é",
        "rawQueryString": "q=a%20b&q=c%2Cd&x=1+2&flag&q=%C3%A9",
        "cookies": ["a=1", "b=2", "c=3", "d=%20"],
        "headers": {
            "authorization": bearer(),
            "content-type": "application/json",
            "host": "127.0.0.1:8080",
            "user-agent": "a test",
            "x-several": "one,two, three",
        },
        "queryStringParameters": {"q": "a b,c,d,é", "x": "1 2", "flag": ""},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "authorizer": {"jwt": {
                "claims": {
                    "iss": "http://localhost/pento-personio",
                    "aud": "pento-personio",
                    "sub": "local-developer",
                    "iat": "1775034000",
                    "exp": "1775077200",
                    "tenant_id": "demo",
                    "scope": "personio:read",
                },
                "scopes": null,
            }},
            "domainName": "localhost",
            "domainPrefix": "localhost",
            "http": {
                "method": "PATCH",
                "path": "/v1/employees/UK/001 é",
                "protocol": "HTTP/1.1",
                "sourceIp": "127.0.0.1",
                "userAgent": "a test",
            },
            "requestId": "(told to the caller)",
            "routeKey": "$default",
            "stage": "$default",
            "time": "01/Apr/2026:09:00:00 +0000",
            "timeEpoch": 1_775_034_000_250_i64,
        },
        "body": r#"{"fields": {"city": "Zoë's"}}"#,
        "isBase64Encoded": false,
    });
    assert_eq!(event(asked.unwrap()).await, expected);
}

#[tokio::test]
async fn what_a_request_does_not_have_is_absent() {
    let expected = json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/app",
        "rawQueryString": "",
        "headers": {"host": "127.0.0.1:8080"},
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": "localhost",
            "domainPrefix": "localhost",
            "http": {
                "method": "GET", "path": "/app", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "",
            },
            "requestId": "(told to the caller)",
            "routeKey": "$default",
            "stage": "$default",
            "time": "01/Apr/2026:09:00:00 +0000",
            "timeEpoch": 1_775_034_000_250_i64,
        },
        "isBase64Encoded": false,
    });
    assert_eq!(event(request("GET", "/app").body(Body::empty()).unwrap()).await, expected);
}

#[tokio::test]
async fn a_body_that_is_no_text_comes_as_base64() {
    let event = event(request("POST", "/app").body(Body::from(vec![0, 159, 146, 150])).unwrap()).await;
    assert_eq!((&event["body"], &event["isBase64Encoded"]), (&json!("AJ+Slg=="), &json!(true)));
}

#[tokio::test]
async fn the_function_reads_the_event_as_its_request() {
    let asked = request("GET", "/v1/openapi.json?a=%20").header("cookie", "a=1; b=2").body(Body::empty());
    let event: aws_lambda_events::apigw::ApiGatewayV2httpRequest =
        serde_json::from_value(event(asked.unwrap()).await).unwrap();
    assert_eq!(event.raw_path.as_deref(), Some("/v1/openapi.json"));
    assert_eq!(event.raw_query_string.as_deref(), Some("a=%20"));
    assert_eq!(event.cookies.unwrap(), ["a=1", "b=2"]);
    assert_eq!(event.request_context.http.method, "GET");
}
