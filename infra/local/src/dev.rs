//! What a developer needs on this machine, and nobody has on AWS. Loopback only, for local use only.
//!
//! - `GET /dev/token?tenant=T&scope=S`: a signed token, as text; with `&sub=U` for that user.
//! - `GET /dev/info`: where the services are and how to sign for them.
//! - `POST /dev/events`: an EventBridge event, delivered as AWS would.
//! - `GET /dev/events?tenant=T`: the latest events that the functions have sent to the bus, oldest first.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use serde_json::{Value, json};
use shared::files::FileStore;

use crate::{
    aws::{self, SentEvents},
    cloud::{self, Cloud},
    events::{self, DeliveryError, LocalWorld},
    front::problem,
    token::{DEVELOPER, Signer},
};

/// What the routes stand on.
#[derive(Clone)]
struct Shown {
    world: Arc<LocalWorld>,
    files: FileStore,
    sent: Option<SentEvents>,
    signer: Arc<Signer>,
    info: Arc<Value>,
}

/// The routes, as they stand under `/dev`.
pub fn routes(world: Arc<LocalWorld>, cloud: &Cloud, personio_url: &str, signer: Arc<Signer>) -> Router {
    let info = json!({
        "endpoints": {
            "s3": cloud.endpoints.s3,
            "dynamodb": cloud.endpoints.dynamodb,
            "sqs": cloud.endpoints.sqs,
            "eventbridge": cloud.endpoints.eventbridge,
            "secretsmanager": cloud.endpoints.secretsmanager,
        },
        "table": cloud::TABLE,
        "bucket": cloud.bucket,
        "queues": {
            "sync": cloud.sync_queue,
            "sync_dead_letters": cloud.dead_letters,
            "payslips": cloud.payslip_queue,
            "payslips_dead_letters": cloud.payslip_dead_letters,
        },
        "region": aws::REGION,
        "access_key_id": aws::ACCESS_KEY_ID,
        "secret_access_key": aws::SECRET_ACCESS_KEY,
        "personio_url": personio_url,
    });
    let sent = cloud.sent_events().cloned();
    let shown = Shown { world, files: cloud.files(), sent, signer, info: Arc::new(info) };
    Router::new()
        .route("/token", get(token))
        .route("/info", get(|State(shown): State<Shown>| async move { Json((*shown.info).clone()) }))
        .route("/events", get(sent_events).post(event))
        .with_state(shown)
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

#[derive(Deserialize)]
struct SentQuery {
    tenant: Option<String>,
}

async fn sent_events(State(shown): State<Shown>, Query(query): Query<SentQuery>) -> Response {
    let Some(sent) = shown.sent else {
        let detail = "These AWS services are not the embedded ones, and their bus can't be looked into.";
        return problem(StatusCode::NOT_FOUND, "events_unknown", detail);
    };
    let wanted =
        |event: &Value| query.tenant.as_ref().is_none_or(|tenant| event["detail"]["tenant_id"] == **tenant);
    let items: Vec<_> = sent.all().into_iter().filter(wanted).collect();
    Json(json!({"items": items})).into_response()
}

async fn event(State(shown): State<Shown>, body: Bytes) -> Response {
    let Ok(event) = serde_json::from_slice::<Value>(&body) else {
        return problem(StatusCode::BAD_REQUEST, "malformed_json", "The body is no JSON.");
    };
    match events::route(&*shown.world, &shown.files, event).await {
        Ok(answer) => (StatusCode::ACCEPTED, Json(answer)).into_response(),
        Err(error @ DeliveryError::NoRule) => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, "no_rule", &error.to_string())
        }
        Err(error @ DeliveryError::Function(_)) => {
            problem(StatusCode::UNPROCESSABLE_ENTITY, "event_refused", &error.to_string())
        }
    }
}
