//! The Lambda `settings-api`: adapters built once, then one request after the other.

use std::sync::Arc;

use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;
use settings_api::Api;
use shared::{
    aws,
    config::{self, Config},
    system::SystemClock,
    telemetry,
    wiring::{Clients, world},
};
use tracing::Instrument as _;

// One thread: below 1,769 MB a Lambda has less than one core.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start_json(&config::log_level(), config::stack_name());
    let config = Config::from_env()?;
    let clients = Clients::new(&aws::config().await);
    let api = Arc::new(Api::new(Arc::new(world(&config, clients, SystemClock)?)));
    let handler = service_fn(move |event: LambdaEvent<Value>| {
        let api = Arc::clone(&api);
        let span = telemetry::invocation(&event.context.request_id, event.context.xray_trace_id.as_deref());
        async move { Box::pin(api.handle(event.payload).instrument(span)).await.map_err(Error::from) }
    });
    lambda_runtime::run(handler).await
}
