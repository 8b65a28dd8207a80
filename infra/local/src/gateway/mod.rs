//! API Gateway's HTTP API, as far as it stands between a caller and the function `settings-api`.
//!
//! It checks the token, builds the event of payload format 2.0, calls the function and turns its answer back into HTTP.
//! What it refuses it refuses with API Gateway's own words, so that a client sees here what it will see on AWS:
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html>.
//!
//! Headers that say what lies between caller and gateway (`x-forwarded-*`, `x-amzn-trace-id`) are not added: nothing
//! lies there.

mod answer;
mod authorizer;
mod body;
mod cors;
mod event;
mod refusal;

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use serde_json::Value;
use settings_api::Api;

use self::{cors::Cors, event::Arrival, refusal::Refusal};
use crate::{aws::Clock, token::Signer};

pub use self::cors::{NoOrigin, Origin};

/// How long a call may take. API Gateway waits 30 s for an integration of an HTTP API and no longer; the quota can't be
/// raised: <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html>.
const LONGEST_CALL: Duration = Duration::from_secs(30);

/// The header by which API Gateway names a request to whoever asks about it.
const REQUEST_ID: HeaderName = HeaderName::from_static("apigw-requestid");

/// What stands behind the gateway: takes an event of payload format 2.0 and answers with a response of that format.
pub trait Function: Send + Sync + 'static {
    /// Calls it once.
    fn invoke(&self, event: Value) -> impl Future<Output = Result<Value, Failed>> + Send;
}

/// The function ended without an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the function ended without an answer")]
pub struct Failed;

impl Function for Api {
    /// A call is a task of its own, as it is a process on AWS: if it panics, the gateway still answers.
    async fn invoke(&self, event: Value) -> Result<Value, Failed> {
        let api = self.clone();
        let call = tokio::spawn(async move { api.handle(event).await });
        call.await.map_err(|_| Failed)?.map_err(|_| Failed)
    }
}

/// The gateway before one function.
pub struct Gateway<F> {
    function: Arc<F>,
    signer: Arc<Signer>,
    clock: Clock,
    cors: Option<Cors>,
}

impl<F: Function> Gateway<F> {
    /// A gateway that takes the tokens of this signer, valid by this clock. Pages of `allowed` may call it from a
    /// browser; without one no CORS header is ever sent.
    #[must_use]
    pub fn new(function: F, signer: Arc<Signer>, clock: Clock, allowed: Option<Origin>) -> Self {
        Self { function: Arc::new(function), signer, clock, cors: allowed.map(Cors::new) }
    }

    /// Every path leads to the function.
    pub fn router(self) -> Router {
        Router::new().fallback(answer).with_state(Arc::new(self))
    }

    /// One request, from its token to the function's answer.
    async fn pass(&self, request: Request, id: &str) -> Result<Response, Refusal> {
        let (parts, body) = request.into_parts();
        // Read before anything is refused: a caller that is still sending would miss the answer.
        let body = body::read(body).await;
        let at = (self.clock)();
        let path = event::path(&parts.uri);
        let claims = if authorizer::needs_token(&path) {
            Some(authorizer::claims(&self.signer, &parts.headers, at)?)
        } else {
            None
        };
        let arrival = Arrival { parts: &parts, path: &path, body: &body?, claims: claims.as_ref(), at, id };
        self.invoke(arrival.event()).await
    }

    /// Calls the function in a task of its own. As on AWS it ends its work though nobody waits for it any more, and its
    /// panic takes nobody along.
    async fn invoke(&self, event: Value) -> Result<Response, Refusal> {
        let function = Arc::clone(&self.function);
        let call = tokio::spawn(async move { function.invoke(event).await });
        let ended = tokio::time::timeout(LONGEST_CALL, call).await.map_err(|_| Refusal::TooSlow)?;
        // What a panic says may hold data of the request.
        let answered = ended.map_err(|_| "the function panicked");
        let answered = answered.and_then(|result| result.map_err(|Failed| "the function failed"));
        let answered = answered.and_then(|answer| {
            answer::translate(&answer).ok_or("the function's answer is no response of payload format 2.0")
        });
        answered.map_err(|reason| {
            tracing::error!(reason, "a call of the API failed");
            Refusal::Failed
        })
    }
}

async fn answer<F: Function>(State(gateway): State<Arc<Gateway<F>>>, request: Request) -> Response {
    let origin = request.headers().get(header::ORIGIN).cloned();
    if let Some(cors) = &gateway.cors
        && cors::is_preflight(request.method(), request.headers())
    {
        return cors.preflight(origin.as_ref());
    }
    let id = uuid::Uuid::new_v4().to_string();
    let mut answer = gateway.pass(request, &id).await.unwrap_or_else(Refusal::into_response);
    if let Some(cors) = &gateway.cors {
        cors.mark(answer.headers_mut(), origin.as_ref());
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        answer.headers_mut().insert(REQUEST_ID, id);
    }
    answer
}
