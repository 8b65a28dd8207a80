//! AWS clients, built once per process.
//!
//! Start-up matters on Lambda, and most of it is the trust store: the operating system's has some 150 files to parse.
//! The services used here are all signed by Amazon's own roots, so those of the Mozilla list that are Amazon's are
//! taken from the program itself. Where an endpoint is overridden (a stand-in, a proxy) the system's store is used.

use aws_config::{BehaviorVersion, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use std::time::Duration;

/// Amazon Trust Services' roots 1 to 4 and Starfield Services Root CA - G2, as published.
const AMAZON_ROOTS: &[u8] = include_bytes!("aws/amazon_roots.pem");

/// Tries of one call before it counts as failed. The SDK waits in between, up to 20 s.
const TRIES: u32 = 5;

/// The configuration all clients share: credentials and region from the environment, one pool of connections.
pub async fn config() -> SdkConfig {
    let own_endpoints = crate::config::has_endpoint_override();
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .retry_config(RetryConfig::standard().with_max_attempts(TRIES))
        .timeout_config(
            TimeoutConfig::builder()
                .connect_timeout(Duration::from_secs(3))
                .operation_attempt_timeout(Duration::from_secs(15))
                .build(),
        );
    if !own_endpoints && let Some(context) = amazon_context() {
        let http = Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
            .tls_context(context)
            .build_https();
        loader = loader.http_client(http);
    }
    loader.load().await
}

/// Trusts Amazon's roots alone; `None` leaves the SDK its default, should the list ever not be readable.
fn amazon_context() -> Option<TlsContext> {
    let roots = TrustStore::empty().with_pem_certificate(AMAZON_ROOTS);
    TlsContext::builder().with_trust_store(roots).build().ok()
}

/// What a failed call is known by: the service's code, never its message, for that may quote values.
pub fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
    code.unwrap_or("no answer").to_owned()
}

/// How SDK clients wait, for configurations built by hand.
#[must_use]
pub fn sleep() -> aws_smithy_async::rt::sleep::SharedAsyncSleep {
    aws_smithy_async::rt::sleep::SharedAsyncSleep::new(aws_smithy_async::rt::sleep::TokioSleep::new())
}

/// How SDK clients tell the time, for configurations built by hand.
#[must_use]
pub fn time_source() -> aws_smithy_async::time::SharedTimeSource {
    aws_smithy_async::time::SharedTimeSource::new(aws_smithy_async::time::SystemTimeSource::new())
}
