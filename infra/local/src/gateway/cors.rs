//! CORS as API Gateway's `CorsConfiguration` does it, for one origin.
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html>

use std::str::FromStr;

use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    response::Response,
};
use url::Url;

const METHODS: HeaderValue = HeaderValue::from_static("GET,PUT,POST,PATCH,DELETE");
const HEADERS: HeaderValue = HeaderValue::from_static("authorization,content-type,if-match");
const EXPOSED: HeaderValue = HeaderValue::from_static("etag,retry-after");
/// Seconds a browser may remember a preflight: ten minutes.
const MAX_AGE: HeaderValue = HeaderValue::from_static("600");

/// Every header of CORS that an answer may have.
const OURS: [HeaderName; 6] = [
    header::ACCESS_CONTROL_ALLOW_CREDENTIALS,
    header::ACCESS_CONTROL_ALLOW_HEADERS,
    header::ACCESS_CONTROL_ALLOW_METHODS,
    header::ACCESS_CONTROL_ALLOW_ORIGIN,
    header::ACCESS_CONTROL_EXPOSE_HEADERS,
    header::ACCESS_CONTROL_MAX_AGE,
];

/// An origin as browsers write it: `https://pento.example`, or `http://localhost:5173`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(HeaderValue);

/// A text that is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an origin such as https://pento.example or http://localhost:5173, without a path")]
pub struct NoOrigin;

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let url = Url::parse(text).map_err(|_| NoOrigin)?;
        let origin = url.origin().ascii_serialization();
        // A path, a query or a user would be dropped silently.
        let is_whole = url.as_str() == format!("{origin}/");
        if !is_whole || !matches!(url.scheme(), "http" | "https") {
            return Err(NoOrigin);
        }
        HeaderValue::from_str(&origin).map(Self).map_err(|_| NoOrigin)
    }
}

/// Whether a browser asks beforehand what it may send. Such a request reaches neither authorizer nor function.
pub(super) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    let has = |name: HeaderName| headers.contains_key(name);
    *method == Method::OPTIONS && has(header::ORIGIN) && has(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// The configuration.
pub(super) struct Cors {
    allowed: Origin,
}

impl Cors {
    pub(super) fn new(allowed: Origin) -> Self {
        Self { allowed }
    }

    /// The answer to a preflight: empty, and without a word of CORS for an origin that is not allowed.
    pub(super) fn preflight(&self, origin: Option<&HeaderValue>) -> Response {
        let mut answer = Response::new(Body::empty());
        *answer.status_mut() = StatusCode::NO_CONTENT;
        if self.allows(origin) {
            let headers = answer.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, self.allowed.0.clone());
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HEADERS);
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        }
        answer
    }

    /// Marks any other answer, refusals too. What the function says of CORS is dropped, as on AWS.
    pub(super) fn mark(&self, headers: &mut HeaderMap, origin: Option<&HeaderValue>) {
        for name in OURS {
            headers.remove(name);
        }
        if self.allows(origin) {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, self.allowed.0.clone());
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    fn allows(&self, origin: Option<&HeaderValue>) -> bool {
        origin == Some(&self.allowed.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_scheme_a_host_and_a_port() {
        for (text, origin) in [
            ("https://pento.example", Some("https://pento.example")),
            ("https://pento.example/", Some("https://pento.example")),
            ("HTTP://Localhost:5173", Some("http://localhost:5173")),
            ("https://pento.example:443", Some("https://pento.example")),
            ("https://pento.example/app", None),
            ("https://pento.example?x", None),
            ("https://somebody@pento.example", None),
            ("ftp://pento.example", None),
            ("file:///app", None),
            ("pento.example", None),
            ("*", None),
            ("null", None),
            ("", None),
        ] {
            let expected = origin.map(|origin| Origin(HeaderValue::from_static(origin))).ok_or(NoOrigin);
            assert_eq!(text.parse(), expected, "{text:?}");
        }
    }
}
