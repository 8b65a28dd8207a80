//! `POST /v1/auth`, `POST /v2/auth/token`, `POST /v2/auth/revoke`.

use axum::{
    body::Body,
    extract::{RawQuery, State as Held},
    http::{HeaderMap, HeaderValue, Response, header::CONTENT_TYPE},
    response::IntoResponse,
};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;
use tokio::time::Instant;

use super::{
    answers::{Refusal, json_answer},
    guard, page,
};
use crate::{
    state::{Shared, State},
    tokens::Family,
};

#[derive(Default, Deserialize)]
struct Pair {
    client_id: Option<String>,
    client_secret: Option<String>,
}

/// `POST /v1/auth`, JSON or form. Credentials in the query are refused, as Personio announced for all of them.
pub(super) async fn v1(
    Held(shared): Held<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Refusal> {
    let mut state = shared.lock();
    guard::limit(&mut state, Family::V1, |limits| &mut limits.auth)?;
    guard::app(&state, Family::V1, &headers)?;
    let query = query.unwrap_or_default();
    let in_query = page::pairs(&query).any(|(name, _)| name == "client_id" || name == "client_secret");
    let pair = if in_query { Pair::default() } else { read(&headers, &body) };
    let (Some(client_id), Some(client_secret)) = (pair.client_id, pair.client_secret) else {
        return Err(Refusal::new(Family::V1, 403, "Wrong credentials"));
    };
    if !state.tokens.are_ours(&client_id, &client_secret) {
        return Err(Refusal::new(Family::V1, 403, "Wrong credentials"));
    }
    let lifetime = state.options.token_lifetime;
    let (token, left) = state.tokens.issue(Family::V1, Instant::now(), lifetime);
    let data = if state.options.announce_lifetime {
        json!({"token": token, "expires_in": left.as_secs(), "scope": scope(&state)})
    } else {
        json!({"token": token})
    };
    Ok(json_answer(200, &json!({"success": true, "data": data})))
}

fn scope(state: &State) -> String {
    state.options.permissions.iter().map(|permission| permission.scope()).collect::<Vec<_>>().join(" ")
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.starts_with("application/x-www-form-urlencoded")
}

fn read(headers: &HeaderMap, body: &[u8]) -> Pair {
    if !is_form(headers) {
        return serde_json::from_slice(body).unwrap_or_default();
    }
    let field = |wanted: &str| {
        url::form_urlencoded::parse(body)
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    Pair { client_id: field("client_id"), client_secret: field("client_secret") }
}

/// `POST /v2/auth/token`, form only. Its errors have the shape of OAuth.
pub(super) async fn v2(Held(shared): Held<Shared>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let mut state = shared.lock();
    if let Err(refusal) = guard::limit(&mut state, Family::V2, |limits| &mut limits.token) {
        return refusal.into_response();
    }
    if let Err(refusal) = guard::app(&state, Family::V2, &headers) {
        return refusal.into_response();
    }
    if !is_form(&headers) {
        return oauth_error("invalid_request", &[]);
    }
    let field = |wanted: &str| {
        url::form_urlencoded::parse(&body)
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let needed = ["grant_type", "client_id", "client_secret"];
    let missing: Vec<_> =
        needed.into_iter().filter(|name| field(name).is_none_or(|value| value.is_empty())).collect();
    if !missing.is_empty() {
        return oauth_error("invalid_request", &missing);
    }
    if field("grant_type").as_deref() != Some("client_credentials") {
        return oauth_error("unsupported_grant_type", &[]);
    }
    if !state
        .tokens
        .are_ours(&field("client_id").unwrap_or_default(), &field("client_secret").unwrap_or_default())
    {
        return oauth_error("invalid_client", &[]);
    }
    let granted = scope(&state);
    let asked = field("scope").unwrap_or_else(|| granted.clone());
    if !asked.split(' ').filter(|one| !one.is_empty()).all(|one| granted.split(' ').any(|held| held == one)) {
        return oauth_error("invalid_scope", &[]);
    }
    let lifetime = state.options.token_lifetime;
    let (token, left) = state.tokens.issue(Family::V2, Instant::now(), lifetime);
    let body =
        json!({"access_token": token, "token_type": "Bearer", "expires_in": left.as_secs(), "scope": asked});
    json_answer(200, &body)
}

fn oauth_error(error: &str, missing: &[&str]) -> Response<Body> {
    let body = json!({
        "timestamp": "2026-01-01T00:00:00Z",
        "trace_id": "00000000000000000000000000000000",
        "error": error,
        "error_description": "The request was refused.",
        "meta": if missing.is_empty() { json!({}) } else { json!({"missing_parameters": missing}) },
    });
    let mut answer = json_answer(400, &body);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    answer
}

/// `POST /v2/auth/revoke`: 200 and nothing, whatever the token. Personio's own does not always revoke either.
pub(super) async fn revoke() -> Response<Body> {
    Response::new(Body::empty())
}
