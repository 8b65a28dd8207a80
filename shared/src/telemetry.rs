//! The log: JSON lines, one event each, with time, tenant, run id, request id and trace id; never personal data.

use tracing::Span;
use tracing_subscriber::{
    EnvFilter, Layer as _, filter::filter_fn, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::metrics::{EmbeddedMetrics, is_metric};

/// What is kept quiet whatever the level: these crates log headers and frames, and a header may hold a token. The runtime's
/// span around an invocation is kept, for what it says of a failure stands in that one alone.
const QUIET: &str = "hyper=warn,h2=warn,rustls=warn,reqwest=warn,aws_smithy_runtime=warn,aws_smithy_runtime_api=warn,\
                     aws_sdk_dynamodb=warn,aws_sdk_eventbridge=warn,aws_sdk_sqs=warn,aws_sdk_secretsmanager=warn,\
                     aws_sdk_s3=warn,aws_config=warn,lambda_runtime=warn,\
                     lambda_runtime::layers::trace=info,dynoxide=warn,s3s=warn,s3s_fs=warn";

fn filter(level: &str) -> EnvFilter {
    let level = match level {
        "error" | "warn" | "info" | "debug" => level,
        "trace" => "debug",
        _ => "info",
    };
    EnvFilter::new(format!("{level},{QUIET}"))
}

/// Starts the log of a Lambda, and its metrics where it is one of a stack. Called once, before anything else.
pub fn start_json(level: &str, stack: Option<String>) {
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(true)
        .with_span_list(true)
        .with_filter(filter(level))
        .with_filter(filter_fn(|metadata| !is_metric(metadata)));
    // Counted whatever the level of the log.
    let metrics =
        stack.map(|stack| EmbeddedMetrics::new(stack, std::io::stdout).with_filter(filter_fn(is_metric)));
    // A second call is harmless: the first log goes on.
    let _ = tracing_subscriber::registry().with(lines).with(metrics).try_init();
}

/// Starts the log of a terminal, on standard error.
pub fn start_plain(level: &str) {
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_filter(filter(level))
        .with_filter(filter_fn(|metadata| !is_metric(metadata)));
    let _ = tracing_subscriber::registry().with(lines).try_init();
}

/// Surrounds one invocation of a Lambda, so that every line of it can be found by request and by trace.
#[must_use]
pub fn invocation(request_id: &str, trace_id: Option<&str>) -> Span {
    tracing::info_span!("invocation", request_id, trace_id)
}
