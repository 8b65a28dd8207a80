//! The Lambda `employee-sync`: adapters built once, then one event after the other.

use std::sync::Arc;

use jiff::Timestamp;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde_json::Value;
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
    let world = Arc::new(world(&config, clients, SystemClock)?);
    let handler = service_fn(move |event: LambdaEvent<Value>| {
        let world = Arc::clone(&world);
        async move {
            let milliseconds = i64::try_from(event.context.deadline).unwrap_or(i64::MAX);
            let deadline = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX);
            let request_id = &event.context.request_id;
            let span = telemetry::invocation(request_id, event.context.xray_trace_id.as_deref());
            let handled = employee_sync::handle(&*world, event.payload, deadline, request_id);
            Box::pin(handled.instrument(span)).await.map_err(Error::from)
        }
    });
    lambda_runtime::run(handler).await
}
