//! Lambda 2: the HTTP API of the integration (section 6 of the design).
//!
//! It decides nothing: a request is translated for [`shared::run`], and the answer back into HTTP. API Gateway has
//! checked the token and hands over its claims; which tenant is meant stands in the claim `tenant_id` and nowhere else.
//!
//! Every route is one function with its description beside it; the router and the `OpenAPI` document are both made from
//! that description, so they can't differ. Beside it, under `/app`, are the pages, which call the API from a browser.

mod caller;
mod event;
mod examples;
mod front;
mod input;
mod openapi;
mod page;
mod problem;
mod refusals;
mod routes;
mod views;

use std::sync::Arc;

use axum::Router;
use lambda_http::{Adapter, Context, LambdaEvent, request::LambdaRequest, tower::Service as _};
use serde_json::Value;
use shared::run::World;

/// The API over one world of adapters. Built once per process.
#[derive(Debug, Clone)]
pub struct Api {
    router: Router,
}

/// An event that is no request of API Gateway's HTTP API, payload format 2.0.
#[derive(Debug, thiserror::Error)]
#[error("unknown event: it is no HTTP API request of payload format 2.0")]
pub struct UnknownEvent;

impl Api {
    /// Serves this world.
    #[must_use]
    pub fn new<W: World + 'static>(world: Arc<W>) -> Self {
        Self { router: front::router(world) }
    }

    /// Answers one event of API Gateway (HTTP API, payload format 2.0) with its response, both as JSON.
    ///
    /// # Errors
    /// [`UnknownEvent`] for anything else.
    pub async fn handle(&self, event: Value) -> Result<Value, UnknownEvent> {
        let request = event::read(event).ok_or(UnknownEvent)?;
        let event = LambdaEvent::new(LambdaRequest::ApiGatewayV2(request), Context::default());
        let call = Adapter::from(self.router.clone()).call(event);
        let Ok(answer) = call.await;
        serde_json::to_value(answer).map_err(|_| UnknownEvent)
    }
}
