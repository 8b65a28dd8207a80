//! The HTTP front of this machine: loopback only, for local use only.
//!
//! - `GET /dev/token?tenant=T&scope=S`: a signed token, as text; with `&sub=U` for that user.
//! - `GET /dev/info`: where the services are and how to sign for them.
//! - `POST /dev/events`: an EventBridge event, delivered as AWS would.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Query, Request, State},
    http::{StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    aws,
    cloud::{self, Cloud},
    events::{self, DeliveryError, LocalWorld},
    token::{DEVELOPER, Signer},
};

/// What the front shows.
#[derive(Clone)]
struct Shown {
    world: Arc<LocalWorld>,
    signer: Arc<Signer>,
    info: Arc<Value>,
}

/// The routes.
pub fn router(world: Arc<LocalWorld>, cloud: &Cloud, personio_url: &str) -> Router {
    let info = json!({
        "endpoints": {
            "s3": cloud.endpoints.s3,
            "dynamodb": cloud.endpoints.dynamodb,
            "sqs": cloud.endpoints.sqs,
            "secretsmanager": cloud.endpoints.secretsmanager,
        },
        "table": cloud::TABLE,
        "bucket": cloud::BUCKET,
        "queues": {"sync": cloud.sync_queue, "sync_dead_letters": cloud.dead_letters},
        "region": aws::REGION,
        "access_key_id": aws::ACCESS_KEY_ID,
        "secret_access_key": aws::SECRET_ACCESS_KEY,
        "personio_url": personio_url,
    });
    let shown = Shown { world, signer: Arc::new(Signer::new()), info: Arc::new(info) };
    Router::new()
        .route("/dev/token", get(token))
        .route("/dev/info", get(|State(shown): State<Shown>| async move { Json((*shown.info).clone()) }))
        .route("/dev/events", post(event))
        .fallback(|| async {
            problem(StatusCode::NOT_FOUND, "not_found", "Here are /dev/info, /dev/token and /dev/events.")
        })
        .layer(middleware::from_fn(local_callers_only))
        .with_state(shown)
}

/// A page of another site must not reach these routes through somebody's browser, by a name that leads here or by a
/// request across sites.
async fn local_callers_only(request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let across = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let same_site = across.is_none_or(|origin| origin.strip_prefix("http://") == Some(host));
    if matches!(name, "127.0.0.1" | "localhost" | "[::1]") && same_site {
        next.run(request).await
    } else {
        problem(StatusCode::FORBIDDEN, "local_use_only", "Only this machine may call this address.")
    }
}

#[derive(Deserialize)]
struct TokenQuery {
    tenant: Option<String>,
    scope: Option<String>,
    sub: Option<String>,
}

async fn token(State(shown): State<Shown>, Query(query): Query<TokenQuery>) -> Response {
    let Some(tenant) = query.tenant.filter(|tenant| !tenant.is_empty()) else {
        let detail = "Say for which tenant: /dev/token?tenant=demo&scope=personio:admin";
        return problem(StatusCode::UNPROCESSABLE_ENTITY, "tenant_required", detail);
    };
    let scope = query.scope.unwrap_or_default();
    let sub = query.sub.filter(|sub| !sub.is_empty());
    let sub = sub.as_deref().unwrap_or(DEVELOPER);
    match shown.signer.sign(&tenant, &scope, sub, crate::clock::now()) {
        Ok(token) => token.into_response(),
        Err(_) => problem(StatusCode::INTERNAL_SERVER_ERROR, "not_signed", "The token could not be signed."),
    }
}

async fn event(State(shown): State<Shown>, body: Bytes) -> Response {
    let Ok(event) = serde_json::from_slice::<Value>(&body) else {
        return problem(StatusCode::BAD_REQUEST, "malformed_json", "The body is no JSON.");
    };
    match events::deliver(&*shown.world, event).await {
        Ok(answer) => (StatusCode::ACCEPTED, Json(answer)).into_response(),
        Err(error @ DeliveryError::NoRule) => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, "no_rule", &error.to_string())
        }
        Err(error @ DeliveryError::Function(_)) => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, "event_refused", &error.to_string())
        }
    }
}

/// An error in the form of RFC 9457.
fn problem(status: StatusCode, code: &str, detail: &str) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "code": code,
        "detail": detail,
    });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
