//! The least that can be a function on AWS: it answers every event with nothing. The functions of the product are
//! measured against it, for what a start takes depends on the machine.

use lambda_runtime::{Error, LambdaEvent, run, service_fn};
use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    run(service_fn(answer)).await
}

async fn answer(_event: LambdaEvent<Value>) -> Result<Value, Error> {
    Ok(Value::Null)
}
