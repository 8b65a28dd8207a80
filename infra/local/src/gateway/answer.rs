//! The function's answer as HTTP.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::Value;

/// What the connection says about itself is the server's to say.
const OF_THE_CONNECTION: [HeaderName; 3] =
    [header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING];

/// A response of payload format 2.0. Always with a status: ours never relies on API Gateway to make one up.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    status_code: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    cookies: Vec<String>,
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// The response; `None` when the answer is none.
pub(super) fn translate(answer: &Value) -> Option<Response> {
    let answer = Answer::deserialize(answer).ok()?;
    let body = answer.body.unwrap_or_default();
    let body =
        if answer.is_base64_encoded { BASE64.decode(body.as_bytes()).ok()? } else { body.into_bytes() };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(answer.status_code).ok()?;
    for (name, value) in &answer.headers {
        let name: HeaderName = name.parse().ok()?;
        if !OF_THE_CONNECTION.contains(&name) {
            response.headers_mut().insert(name, HeaderValue::from_str(value).ok()?);
        }
    }
    for cookie in &answer.cookies {
        response.headers_mut().append(header::SET_COOKIE, HeaderValue::from_str(cookie).ok()?);
    }
    Some(response)
}
