//! How long a body may be, and a call may take.

use std::{future::pending, time::Duration};

use axum::body::Body;
use local::gateway::{Failed, Function};
use serde_json::Value;
use tokio::time::Instant;

use crate::stand_in::{ask, bearer, echo, front, request, unreachable};

const TEN_MEGABYTES: usize = 10 * 1024 * 1024;

#[tokio::test]
async fn a_body_above_10_mb_is_refused_and_one_of_10_mb_is_not() {
    let asked = |bytes: usize| {
        request("POST", "/v1/x").header("authorization", bearer()).body(Body::from(vec![b'x'; bytes]))
    };
    let refused = ask(&front(unreachable()), asked(TEN_MEGABYTES + 1).unwrap()).await;
    assert_eq!(refused.status, 413);
    assert_eq!(refused.header("content-type"), ["application/json"]);
    assert_eq!(refused.text(), r#"{"message":"Request Entity Too Large"}"#);
    let taken = ask(&front(echo()), asked(TEN_MEGABYTES).unwrap()).await;
    assert_eq!(taken.status, 200);
    assert_eq!(taken.json()["body"].as_str().unwrap().len(), TEN_MEGABYTES);
}

#[tokio::test]
async fn who_has_no_token_is_told_that_first() {
    let asked = request("POST", "/v1/x").body(Body::from(vec![b'x'; TEN_MEGABYTES + 1])).unwrap();
    assert_eq!(ask(&front(unreachable()), asked).await.status, 401);
}

/// Works on and on.
struct Endless;

impl Function for Endless {
    async fn invoke(&self, _: Value) -> Result<Value, Failed> {
        pending().await
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_is_given_up_after_30_seconds() {
    let begin = Instant::now();
    let answer = ask(&front(Endless), request("GET", "/app").body(Body::empty()).unwrap()).await;
    assert_eq!(begin.elapsed().as_secs(), 30);
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("content-type"), ["application/json"]);
    assert_eq!(answer.text(), r#"{"message":"Service Unavailable"}"#);
}

/// Takes 29 seconds.
struct Slow;

impl Function for Slow {
    async fn invoke(&self, _: Value) -> Result<Value, Failed> {
        tokio::time::sleep(Duration::from_secs(29)).await;
        Ok(serde_json::json!({"statusCode": 204}))
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_of_29_seconds_is_waited_for() {
    let answer = ask(&front(Slow), request("GET", "/app").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 204);
}
