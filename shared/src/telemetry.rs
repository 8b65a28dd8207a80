//! The log: JSON lines, one event each, with tenant, run id and request id; never personal data.

use tracing_subscriber::EnvFilter;

/// What is kept quiet whatever the level: these crates log headers and frames, and a header may hold a token.
const QUIET: &str = "hyper=warn,h2=warn,rustls=warn,reqwest=warn,aws_smithy_runtime=warn,aws_smithy_runtime_api=warn,\
                     aws_sdk_dynamodb=warn,aws_sdk_sqs=warn,aws_sdk_secretsmanager=warn,aws_sdk_s3=warn,aws_config=warn,\
                     lambda_runtime=warn,dynoxide=warn,s3s=warn,s3s_fs=warn";

fn filter(level: &str) -> EnvFilter {
    let level = match level {
        "error" | "warn" | "info" | "debug" => level,
        "trace" => "debug",
        _ => "info",
    };
    EnvFilter::new(format!("{level},{QUIET}"))
}

/// Starts the log of a Lambda. Called once, before anything else.
pub fn start_json(level: &str) {
    // A second call is harmless: the first log goes on.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(false)
        .with_env_filter(filter(level))
        .without_time()
        .try_init();
}

/// Starts the log of a terminal, on standard error.
pub fn start_plain(level: &str) {
    let _ = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter(level))
        .with_target(false)
        .try_init();
}
