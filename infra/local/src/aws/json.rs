//! The AWS JSON protocols 1.0 and 1.1: one POST for each operation, which the header `X-Amz-Target` names.
//!
//! Source: <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>.

use std::{future::Future, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::DefaultBodyLimit,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Bytes of a request: an SQS batch of 1 MiB in which each character is written as `\uXXXX`, and its frame.
const LARGEST_REQUEST: usize = 6 * 1_048_576 + 65_536;

/// One service that speaks the protocol.
pub(super) trait Service: Send + Sync + 'static {
    /// What stands before the operation in `X-Amz-Target`, full stop included.
    const TARGET: &'static str;
    /// The content type of the protocol's version.
    const CONTENT_TYPE: &'static str;
    /// What stands before an error's name in `__type`.
    const NAMESPACE: &'static str;

    /// The older name of an error, which clients of a service that once spoke the query protocol look for.
    fn query_code(code: &str) -> Option<String>;

    /// Answers one call.
    fn call(&self, operation: &str, request: Request) -> impl Future<Output = Result<Value, Fault>> + Send;
}

/// The input of one call. No `Debug`: it may hold secrets or personal data.
pub(super) struct Request {
    body: Bytes,
    /// The address the caller used, `127.0.0.1:<port>`.
    pub(super) host: String,
}

impl Request {
    /// The input as `T`.
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Fault> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let text = error.to_string();
            // These messages name fields only; the others may quote a value.
            let known = text.starts_with("unknown field") || text.starts_with("missing field");
            let text = if known { text } else { "the request can't be read".into() };
            Fault::new("SerializationException", text)
        })
    }
}

/// An error as AWS reports it. Messages never hold bodies, secrets or other data of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    status: StatusCode,
    /// The error's name, such as `QueueDoesNotExist`.
    pub(super) code: &'static str,
    /// What is wrong.
    pub(super) message: String,
}

impl Fault {
    /// A fault of the caller (status 400).
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
    }

    /// The stand-in is being shut down (status 503).
    pub(super) fn stopped() -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self { status, code: "ServiceUnavailable", message: "stopped".into() }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        tracing::error!(%error, "the database of an AWS stand-in failed");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self { status, code: "InternalFailure", message: "the stand-in's database failed".into() }
    }
}

/// A router that answers for `service` at any path.
pub(super) fn router<S: Service>(service: S) -> Router {
    let service = Arc::new(service);
    let answer = async move |headers: HeaderMap, body: Bytes| {
        let answer = answer(service.as_ref(), &headers, body).await;
        written::<S>(answer)
    };
    Router::new().fallback(answer).layer(DefaultBodyLimit::max(LARGEST_REQUEST))
}

async fn answer<S: Service>(service: &S, headers: &HeaderMap, body: Bytes) -> Result<Value, Fault> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::AUTHORIZATION).is_none() {
        let status = StatusCode::FORBIDDEN;
        let message = "Missing Authentication Token".into();
        return Err(Fault { status, code: "MissingAuthenticationTokenException", message });
    }
    let target = text(header::HeaderName::from_static("x-amz-target")).unwrap_or_default();
    let operation = target.strip_prefix(S::TARGET).ok_or_else(unknown_operation)?;
    let host = text(header::HOST).unwrap_or_default().to_owned();
    service.call(operation, Request { body, host }).await
}

/// The answer to an operation that AWS may have, and this stand-in has not.
pub(super) fn unknown_operation() -> Fault {
    Fault::new("UnknownOperationException", "this stand-in does not offer the operation")
}

fn written<S: Service>(answer: Result<Value, Fault>) -> Response {
    let fault = match answer {
        Ok(output) => {
            return ([(header::CONTENT_TYPE, S::CONTENT_TYPE)], output.to_string()).into_response();
        }
        Err(fault) => fault,
    };
    let kind = format!("{}{}", S::NAMESPACE, fault.code);
    // The SDKs read either spelling.
    let body = serde_json::json!({"__type": kind, "message": fault.message}).to_string();
    let mut response = (fault.status, [(header::CONTENT_TYPE, S::CONTENT_TYPE)], body).into_response();
    if let Some(code) = S::query_code(fault.code) {
        let who = if fault.status.is_server_error() { "Receiver" } else { "Sender" };
        if let Ok(value) = format!("{code};{who}").parse() {
            response.headers_mut().insert("x-amzn-query-error", value);
        }
    }
    response
}
