//! What the gateway says by itself, in API Gateway's own words.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::token::BadToken;

/// Why a request gets no answer of the function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No token came along.
    NoToken,
    /// One that does not hold.
    BadToken(BadToken),
    /// The body ended before its end.
    Unreadable,
    /// The body is too long.
    TooLarge,
    /// The function failed, or answered what is no response.
    Failed,
    /// The function is still at work.
    TooSlow,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, message) = match self {
            Self::NoToken | Self::BadToken(_) => (StatusCode::UNAUTHORIZED, "Unauthorized"),
            Self::Unreadable => (StatusCode::BAD_REQUEST, "Bad Request"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"),
            Self::Failed => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
            Self::TooSlow => (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        };
        let challenge = match self {
            Self::NoToken => Some("Bearer".to_owned()),
            // Without commas, as API Gateway sends it: see its "Troubleshooting issues with HTTP API JWT authorizers".
            Self::BadToken(reason) => {
                Some(format!(r#"Bearer scope="" error="invalid_token" error_description="{reason}""#))
            }
            _ => None,
        };
        let challenge = challenge.map(|challenge| [(header::WWW_AUTHENTICATE, challenge)]);
        let body = json!({"message": message}).to_string();
        (status, [(header::CONTENT_TYPE, "application/json")], challenge, body).into_response()
    }
}
