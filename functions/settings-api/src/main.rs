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

// One thread: below 1,769 MB a Lambda has less than one core.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    telemetry::start_json(&config::log_level());
    let config = Config::from_env()?;
    let clients = Clients::new(&aws::config().await);
    let api = Arc::new(Api::new(Arc::new(world(&config, clients, SystemClock)?)));
    let handler = service_fn(move |event: LambdaEvent<Value>| {
        let api = Arc::clone(&api);
        async move { api.handle(event.payload).await.map_err(Error::from) }
    });
    lambda_runtime::run(handler).await
}
