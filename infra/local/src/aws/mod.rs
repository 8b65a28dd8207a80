//! Stand-ins of the AWS services on loopback: the production code reaches them with the real SDK clients.
//!
//! DynamoDB is `dynoxide`, S3 is `s3s-fs`; Secrets Manager, SQS and EventBridge are ours and serve the operations this
//! system uses, nothing else. They keep their state in one folder, or in memory when there is none; EventBridge only
//! the latest events, in memory.

mod dynamodb;
mod event_bridge;
mod folder;
mod json;
mod s3;
mod secrets_manager;
mod serve;
mod sqs;
mod store;

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context as _;
use jiff::Timestamp;
use tokio::{sync::watch, task::JoinSet};

pub use event_bridge::SentEvents;
use folder::Folder;
use serve::serve;
use store::Store;

/// The region the stand-ins are in. They answer callers that sign for another one just the same.
pub const REGION: &str = "eu-west-2";

/// The account of every ARN and queue URL.
pub const ACCOUNT: &str = "000000000000";

/// The access key id to sign with. Only S3 checks the signature.
pub const ACCESS_KEY_ID: &str = "local";

/// The secret access key to sign with.
pub const SECRET_ACCESS_KEY: &str = "local";

/// How long [`StandIns::shutdown`] waits for requests under way.
const PATIENCE: Duration = Duration::from_secs(3);

/// Tells the stand-ins of SQS and Secrets Manager the time, so that tests can move it.
///
/// The waits of long polling are real time, and so is the clock of DynamoDB's TTL.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What the stand-ins need to start.
#[derive(Clone)]
pub struct Config {
    /// Where state is kept between starts, in its subfolder `aws` that only the owner may enter. `None` keeps it in
    /// memory (S3: in a temporary folder) and forgets it.
    pub data_dir: Option<PathBuf>,
    /// The clock; [`crate::clock::system`] outside tests.
    pub clock: Clock,
}

/// Where the stand-ins listen, each `http://127.0.0.1:<port>`: values for `AWS_ENDPOINT_URL_*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// DynamoDB.
    pub dynamodb: String,
    /// `EventBridge`.
    pub eventbridge: String,
    /// S3; buckets are in the path (`force_path_style`).
    pub s3: String,
    /// SQS. Queue URLs begin with the address the caller used.
    pub sqs: String,
    /// Secrets Manager.
    pub secretsmanager: String,
}

impl Endpoints {
    /// All services at one address.
    #[must_use]
    pub fn all_at(url: &str) -> Self {
        let url = || url.trim_end_matches('/').to_owned();
        Self { dynamodb: url(), eventbridge: url(), s3: url(), sqs: url(), secretsmanager: url() }
    }
}

/// The running stand-ins. Dropped without [`StandIns::shutdown`], they stop in the middle of requests.
#[derive(Debug)]
pub struct StandIns {
    endpoints: Endpoints,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
    stores: [Arc<Store>; 2],
    sent: SentEvents,
    _folder: Folder,
}

impl StandIns {
    /// Starts all of them on free ports, independent of any others that run.
    ///
    /// # Errors
    ///
    /// When the data folder can't be made or read, is used by another process, or was written by another version;
    /// when no loopback port is free.
    pub async fn start(config: Config) -> anyhow::Result<Self> {
        let folder = Folder::open(config.data_dir.as_deref())?;
        // First of all, because this store also locks the folder against a second process.
        let queues = Arc::new(Store::open(folder.file("sqs.sqlite").as_deref(), sqs::SCHEMA)?);
        let secrets =
            Arc::new(Store::open(folder.file("secrets-manager.sqlite").as_deref(), secrets_manager::SCHEMA)?);
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();

        let dynamodb =
            dynamodb::start(folder.file("dynamodb.sqlite").as_deref(), &mut tasks, stopped.clone()).await?;
        let s3 = serve(s3::router(folder.s3())?, &mut tasks, stopped.clone()).await.context("S3")?;
        let service = sqs::Sqs::new(Arc::clone(&queues), Arc::clone(&config.clock), stopped.clone());
        let sqs = serve(json::router(service), &mut tasks, stopped.clone()).await.context("SQS")?;
        let sent = SentEvents::default();
        let service = event_bridge::EventBridge::new(sent.clone(), Arc::clone(&config.clock));
        let eventbridge =
            serve(json::router(service), &mut tasks, stopped.clone()).await.context("EventBridge")?;
        let service = secrets_manager::SecretsManager::new(Arc::clone(&secrets), config.clock);
        let secretsmanager =
            serve(json::router(service), &mut tasks, stopped).await.context("Secrets Manager")?;

        let endpoints = Endpoints { dynamodb, eventbridge, s3, sqs, secretsmanager };
        Ok(Self { endpoints, stop, tasks, stores: [queues, secrets], sent, _folder: folder })
    }

    /// The latest events on the bus.
    #[must_use]
    pub const fn sent_events(&self) -> &SentEvents {
        &self.sent
    }

    /// Where they listen.
    #[must_use]
    pub const fn endpoints(&self) -> &Endpoints {
        &self.endpoints
    }

    /// Stops: long polls answer at once, other requests under way may finish within three seconds, files are closed.
    /// Afterwards the same folder can be opened again.
    pub async fn shutdown(mut self) {
        self.stop.send_replace(true);
        let finished = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(PATIENCE, finished).await.is_err() {
            tracing::warn!("stopped the AWS stand-ins in the middle of a request");
        }
        self.tasks.shutdown().await;
    }
}

impl Drop for StandIns {
    fn drop(&mut self) {
        // Connections may outlive their server by a moment; the files must not.
        for store in &self.stores {
            store.close();
        }
    }
}
