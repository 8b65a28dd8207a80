//! Stand-ins of one test, their clock, and SDK clients.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use jiff::Timestamp;
use local::aws::{ACCESS_KEY_ID, Config, Endpoints, REGION, SECRET_ACCESS_KEY, StandIns};

/// 2026-04-01T09:00:00Z, where the clock of each test starts.
pub(crate) const START: i64 = 1_775_034_000_000;

/// A clock that tests move.
#[derive(Debug, Clone)]
pub(crate) struct TestClock(Arc<AtomicI64>);

impl TestClock {
    pub(crate) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(START)))
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// As when a machine's clock is set right.
    pub(crate) fn turn_back(&self, time: Duration) {
        self.0.fetch_sub(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    pub(crate) fn config(&self, data_dir: Option<PathBuf>) -> Config {
        let clock = Arc::clone(&self.0);
        let now = move || Timestamp::from_millisecond(clock.load(Ordering::SeqCst)).unwrap();
        Config { data_dir, clock: Arc::new(now) }
    }
}

/// One implementation of the services: the stand-ins, or what the environment names.
#[derive(Debug)]
pub(crate) struct Aws {
    endpoints: Endpoints,
    /// `None` where time can't be moved.
    clock: Option<TestClock>,
    stand_ins: Option<StandIns>,
}

impl Aws {
    /// Stand-ins in memory.
    pub(crate) async fn embedded() -> Self {
        let clock = TestClock::new();
        let stand_ins = StandIns::start(clock.config(None)).await.unwrap();
        Self { endpoints: stand_ins.endpoints().clone(), clock: Some(clock), stand_ins: Some(stand_ins) }
    }

    /// Another implementation, all services at one address.
    pub(crate) fn at(url: &str) -> Self {
        Self { endpoints: Endpoints::all_at(url), clock: None, stand_ins: None }
    }

    /// Clients of stand-ins that the test holds itself.
    pub(crate) fn of(stand_ins: &StandIns) -> Self {
        Self { endpoints: stand_ins.endpoints().clone(), clock: None, stand_ins: None }
    }

    pub(crate) fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Lets time pass: at once where the clock can be moved.
    pub(crate) async fn pass(&self, time: Duration) {
        match &self.clock {
            Some(clock) => clock.pass(time),
            None => tokio::time::sleep(time + Duration::from_millis(100)).await,
        }
    }

    pub(crate) async fn shutdown(mut self) {
        self.stand_ins.take().unwrap().shutdown().await;
    }
}

macro_rules! client {
    ($name:ident, $sdk:ident $(, $more:ident($value:expr))*) => {
        impl Aws {
            pub(crate) fn $name(&self) -> $sdk::Client {
                use $sdk::config::{BehaviorVersion, Builder, Credentials, Region, retry::RetryConfig};
                let credentials = Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "test");
                let config = Builder::new()
                    .behavior_version(BehaviorVersion::latest())
                    .region(Region::new(REGION))
                    .credentials_provider(credentials)
                    .retry_config(RetryConfig::disabled())
                    // Plain HTTP: reading the trust store would take longer than most tests.
                    .http_client(aws_smithy_http_client::Builder::new().build_http())
                    .endpoint_url(&self.endpoints.$name)
                    $(.$more($value))*;
                $sdk::Client::from_conf(config.build())
            }
        }
    };
}

client!(dynamodb, aws_sdk_dynamodb);
client!(eventbridge, aws_sdk_eventbridge);
client!(s3, aws_sdk_s3, force_path_style(true));
client!(secretsmanager, aws_sdk_secretsmanager);
client!(sqs, aws_sdk_sqs);

/// The code of an error that AWS answered; panics if the call succeeded or never arrived.
macro_rules! code {
    ($call:expr) => {{
        let error = $call.send().await.expect_err("this call fails").into_service_error();
        aws_sdk_sqs::error::ProvideErrorMetadata::code(&error).expect("AWS names the error").to_owned()
    }};
}
pub(crate) use code;
