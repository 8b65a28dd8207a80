//! The shapes of answers, errors above all: each family has its own.

use axum::{
    body::Body,
    http::{
        HeaderValue, Response, StatusCode, Uri,
        header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER},
    },
    response::IntoResponse,
};
use serde_json::{Value, json};

use crate::{
    fault::{self, What},
    tokens::Family,
};

const JSON: &str = "application/json";
const PROBLEM: &str = "application/problem+json";

/// JSON with a status.
pub(super) fn json_answer(status: u16, body: &Value) -> Response<Body> {
    typed(status, JSON, body.to_string())
}

/// Bytes that are JSON already.
pub(super) fn raw_json(body: Vec<u8>) -> Response<Body> {
    typed(200, JSON, body)
}

fn typed(status: u16, content_type: &'static str, body: impl Into<Body>) -> Response<Body> {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    answer
}

/// Adds the token as the header that v1 answers still echo. Clients must ignore it.
pub(super) fn echo_token(mut answer: Response<Body>, token: &str) -> Response<Body> {
    if let Ok(value) = HeaderValue::from_str(&format!("Bearer {token}")) {
        answer.headers_mut().insert(AUTHORIZATION, value);
    }
    answer
}

/// A request that is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    family: Family,
    status: u16,
    code: u16,
    message: String,
    error_data: Option<Box<Value>>,
    retry_after: Option<String>,
}

impl Refusal {
    pub(super) fn new(family: Family, status: u16, message: impl Into<String>) -> Self {
        Self { family, status, code: 0, message: message.into(), error_data: None, retry_after: None }
    }

    /// The number inside the body, which is 0 more often than not.
    pub(super) fn code(mut self, code: u16) -> Self {
        self.code = code;
        self
    }

    /// What is wrong with each field.
    pub(super) fn error_data(mut self, data: Value) -> Self {
        self.error_data = Some(Box::new(data));
        self
    }

    pub(super) fn retry_after(mut self, seconds: Option<String>) -> Self {
        self.retry_after = seconds;
        self
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response<Body> {
        let mut answer = match self.family {
            Family::V1 => {
                let mut error = json!({"code": self.code, "message": self.message});
                if let (Some(data), Some(error)) = (self.error_data, error.as_object_mut()) {
                    error.insert("error_data".to_owned(), *data);
                }
                json_answer(self.status, &json!({"success": false, "error": error}))
            }
            Family::V2 => typed(self.status, PROBLEM, problem(&self.message, "bad_request").to_string()),
        };
        if let Some(value) = self.retry_after.and_then(|value| HeaderValue::from_str(&value).ok()) {
            answer.headers_mut().insert(RETRY_AFTER, value);
        }
        answer
    }
}

fn problem(detail: &str, kind: &str) -> Value {
    json!({
        "personio_trace_id": "00000000-0000-4000-8000-000000000000",
        "timestamp": "2026-01-01T00:00:00Z",
        "errors": [{
            "title": "Request refused",
            "detail": detail,
            "type": format!("https://developer.personio.de/v2.0/page/public-api-error-codes#{kind}"),
            "_meta": {},
        }],
    })
}

/// A path that does not exist, or not with this method. In v2 the type tells it from a person who does not exist.
pub(super) async fn not_found(uri: Uri) -> Response<Body> {
    if uri.path().starts_with("/v2/") {
        let detail = format!("The endpoint with {} was not found.", uri.path());
        return typed(404, PROBLEM, problem(&detail, "apinot_found").to_string());
    }
    Refusal::new(Family::V1, 404, "Not Found").code(404).into_response()
}

/// The answer of a fault that stands in for the real one.
pub(super) fn faulty(what: &What, family: Family) -> Response<Body> {
    match what {
        What::Status(status, fault::Body::Error) => {
            Refusal::new(family, *status, "Es ist ein Problem aufgetreten ").into_response()
        }
        What::Status(status, fault::Body::Html) => {
            let page =
                format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
            typed(*status, "text/html; charset=utf-8", page)
        }
        What::Status(status, fault::Body::Empty) => {
            let mut answer = typed(*status, JSON, Body::empty());
            answer.headers_mut().remove(CONTENT_TYPE);
            answer
        }
        What::Status(status, fault::Body::Text(text)) => typed(*status, JSON, text.clone()),
        What::TooMany(wait) => Refusal::new(family, 429, "Too Many Requests")
            .code(429)
            .retry_after(Some(wait.clone()))
            .into_response(),
        What::WrongJson => json_answer(200, &json!({"success": true, "data": "nothing", "metadata": []})),
        _ => {
            let error = json!({"code": 0, "message": "Es ist ein Problem aufgetreten "});
            json_answer(200, &json!({"success": false, "error": error}))
        }
    }
}
