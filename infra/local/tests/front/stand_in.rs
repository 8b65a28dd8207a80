//! A function to stand behind the gateway, and a caller to stand before it.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, Request, StatusCode, header, request},
};
use jiff::Timestamp;
use local::{
    front,
    gateway::{Failed, Function, Gateway},
    token::{DEVELOPER, Signer},
};
use serde_json::{Value, json};
use tower::ServiceExt as _;

/// 2026-04-01T09:00:00.250Z, which is always now.
pub(crate) const NOW: i64 = 1_775_034_000_250;
/// The signer's key, for tokens it would never sign.
pub(crate) const KEY: &[u8] = b"a key of 32 bytes, for tests only";
/// The name the front is called by.
pub(crate) const HOST: &str = "127.0.0.1:8080";

pub(crate) fn now() -> Timestamp {
    Timestamp::from_millisecond(NOW).unwrap()
}

pub(crate) fn signer() -> Signer {
    Signer::with_key(KEY)
}

/// A value for `Authorization` that holds.
pub(crate) fn bearer() -> String {
    format!("Bearer {}", signer().sign("demo", "personio:read", DEVELOPER, now()).unwrap())
}

/// A function that answers at once.
pub(crate) struct Answers<A>(pub(crate) A);

impl<A: Fn(Value) -> Result<Value, Failed> + Send + Sync + 'static> Function for Answers<A> {
    async fn invoke(&self, event: Value) -> Result<Value, Failed> {
        self.0(event)
    }
}

/// A function that answers with the event it got.
pub(crate) fn echo() -> impl Function {
    Answers(|event: Value| Ok(json!({"statusCode": 200, "headers": {}, "body": event.to_string()})))
}

/// A function that always answers this.
pub(crate) fn says(answer: Value) -> impl Function {
    Answers(move |_| Ok(answer.clone()))
}

/// A function that no request may reach: one that does is answered with 500.
pub(crate) fn unreachable() -> impl Function {
    Answers(|_| Err(Failed))
}

/// A front without routes for developers.
pub(crate) fn front<F: Function>(function: F) -> Router {
    front_for(function, None)
}

/// A front that pages of this origin may call.
pub(crate) fn front_for<F: Function>(function: F, allowed: Option<&str>) -> Router {
    let allowed = allowed.map(|origin| origin.parse().unwrap());
    front::router(Router::new(), Gateway::new(function, Arc::new(signer()), Arc::new(now), allowed))
}

/// A request to the front by its name.
pub(crate) fn request(method: &str, target: &str) -> request::Builder {
    Request::builder().method(method).uri(target).header(header::HOST, HOST)
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap()
    }

    /// The header's values, in order.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
    }

    /// Every header that CORS knows, by name.
    pub(crate) fn cors(&self) -> Vec<(&str, &str)> {
        let all = self.headers.iter().filter(|(name, _)| name.as_str().starts_with("access-control-"));
        let mut all: Vec<_> = all.map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        all.sort_unstable();
        all
    }

    /// Status and code of a problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), ["application/problem+json"]);
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        (self.status.as_u16(), problem["code"].as_str().unwrap().to_owned())
    }
}

pub(crate) async fn ask(front: &Router, request: Request<Body>) -> Answer {
    let answer = front.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    Answer { status: parts.status, headers: parts.headers, body: to_bytes(body, usize::MAX).await.unwrap() }
}
