//! The AWS side of the system on this machine: the services (embedded, or at an address given), and in them the
//! table, the queues and the bucket that `template.yaml` makes on AWS.

use std::path::PathBuf;

use anyhow::Context as _;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_s3::{
    primitives::ByteStream,
    types::{BucketLocationConstraint, CreateBucketConfiguration},
};
use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::json;
use shared::{config::Config, dynamo::schema, files::FileStore, wiring::Clients};

use crate::aws::{self, Endpoints, SentEvents, StandIns};

/// The table's name.
pub const TABLE: &str = "pento-personio";
/// The payslip bucket's name, unless it is another one [elsewhere](Elsewhere).
pub const BUCKET: &str = "pento-personio-payslips";
/// The queue of sync requests.
pub const SYNC_QUEUE: &str = "pento-personio-sync.fifo";
/// Where sync requests end that failed too often.
pub const SYNC_DEAD_LETTERS: &str = "pento-personio-sync-dead-letters.fifo";
/// The queue of payslips.
pub const PAYSLIP_QUEUE: &str = "pento-personio-payslips.fifo";
/// Where payslips' requests end that failed too often.
pub const PAYSLIP_DEAD_LETTERS: &str = "pento-personio-payslips-dead-letters.fifo";

/// Receives of one sync request before it goes to the dead-letter queue, as in the template.
const MAX_RECEIVES: u32 = 5;
/// The same of a payslip, which waits for Personio for hours.
const PAYSLIP_MAX_RECEIVES: u32 = 50;
/// Seconds until a message that was not deleted is delivered again. On AWS it is six times the function's time-out;
/// here a killed process is replaced at once, and its lease lasts 60 s.
const VISIBILITY_SECONDS: u32 = 30;
/// The same of a payslip: nobody else shall take it up while it is sent and, after an unclear answer, asked for during
/// 2 + 5 + 10 + 20 s.
const PAYSLIP_VISIBILITY_SECONDS: u32 = 120;

/// Services that are not embedded, and as whom to use them.
#[derive(Debug, Clone)]
pub struct Elsewhere {
    /// Where they listen.
    pub endpoints: Endpoints,
    /// Whose account it is.
    pub credentials: Credentials,
    /// The payslip bucket's name: no two accounts may have one of the same name.
    pub bucket: String,
}

impl Elsewhere {
    /// All services at one address, under the credentials of the embedded ones.
    #[must_use]
    pub fn at(url: &str) -> Self {
        let endpoints = Endpoints::all_at(url);
        Self { endpoints, credentials: embedded_credentials(), bucket: BUCKET.into() }
    }
}

/// The services, and the names of what is in them.
#[derive(Debug)]
pub struct Cloud {
    /// Where the services listen.
    pub endpoints: Endpoints,
    /// The payslip bucket's name.
    pub bucket: String,
    /// The real SDK clients the functions use.
    pub clients: Clients,
    /// URL of the queue of sync requests.
    pub sync_queue: String,
    /// URL of its dead-letter queue.
    pub dead_letters: String,
    /// URL of the queue of payslips.
    pub payslip_queue: String,
    /// URL of its dead-letter queue.
    pub payslip_dead_letters: String,
    credentials: Credentials,
    stand_ins: Option<StandIns>,
}

impl Cloud {
    /// Starts the embedded services, or uses those at `address`, and makes table, queues and bucket where missing.
    ///
    /// # Errors
    /// When the services can't be started or don't answer.
    pub async fn start(data_dir: Option<PathBuf>, address: Option<&str>) -> anyhow::Result<Self> {
        if let Some(url) = address {
            return Self::elsewhere(Elsewhere::at(url)).await;
        }
        let stand_ins = StandIns::start(aws::Config { data_dir, clock: crate::clock::system() }).await?;
        let endpoints = stand_ins.endpoints().clone();
        let (credentials, bucket) = (embedded_credentials(), BUCKET.into());
        Self::furnish(Elsewhere { endpoints, credentials, bucket }, Some(stand_ins)).await
    }

    /// Uses services that are there already, and makes table, queues and bucket where missing.
    ///
    /// # Errors
    /// When the services don't answer.
    pub async fn elsewhere(services: Elsewhere) -> anyhow::Result<Self> {
        Self::furnish(services, None).await
    }

    async fn furnish(services: Elsewhere, stand_ins: Option<StandIns>) -> anyhow::Result<Self> {
        let Elsewhere { endpoints, credentials, bucket: bucket_name } = services;
        let sdk_config = |endpoint: &str| sdk_config(endpoint, credentials.clone());
        let clients = Clients {
            dynamodb: aws_sdk_dynamodb::Client::new(&sdk_config(&endpoints.dynamodb)),
            secrets_manager: aws_sdk_secretsmanager::Client::new(&sdk_config(&endpoints.secretsmanager)),
            event_bridge: aws_sdk_eventbridge::Client::new(&sdk_config(&endpoints.eventbridge)),
            s3: s3_client(&sdk_config(&endpoints.s3)),
            sqs: aws_sdk_sqs::Client::new(&sdk_config(&endpoints.sqs)),
        };
        schema::create_table(&clients.dynamodb, TABLE).await.context("making the table")?;
        let queue = async |name, dead_letters, visibility, receives| {
            let made = queue(&clients.sqs, name, dead_letters, visibility, receives).await;
            made.context("making the queues")
        };
        let (sync_queue, dead_letters) =
            queue(SYNC_QUEUE, SYNC_DEAD_LETTERS, VISIBILITY_SECONDS, MAX_RECEIVES).await?;
        let (payslip_queue, payslip_dead_letters) =
            queue(PAYSLIP_QUEUE, PAYSLIP_DEAD_LETTERS, PAYSLIP_VISIBILITY_SECONDS, PAYSLIP_MAX_RECEIVES)
                .await?;
        bucket(&clients.s3, &bucket_name).await.context("making the bucket")?;
        Ok(Self {
            endpoints,
            bucket: bucket_name,
            credentials,
            clients,
            sync_queue,
            dead_letters,
            payslip_queue,
            payslip_dead_letters,
            stand_ins,
        })
    }

    /// Has events sent to another address, such as one that fails.
    pub fn announce_at(&mut self, url: &str) {
        self.clients.event_bridge =
            aws_sdk_eventbridge::Client::new(&sdk_config(url, self.credentials.clone()));
    }

    /// The latest events on the bus; `None` where the services are not ours and can't be looked into.
    #[must_use]
    pub fn sent_events(&self) -> Option<&SentEvents> {
        self.stand_ins.as_ref().map(StandIns::sent_events)
    }

    /// The files of payslips.
    #[must_use]
    pub fn files(&self) -> FileStore {
        FileStore::new(self.clients.s3.clone(), Some(self.bucket.clone()))
    }

    /// What the template would put into the functions' environment; the headers and the weight table may be set here as
    /// there.
    #[must_use]
    pub fn config(&self, personio_url: &str) -> Config {
        let from_environment = Config::local();
        Config {
            table_name: TABLE.into(),
            sync_queue_url: self.sync_queue.clone(),
            payslip_queue_url: Some(self.payslip_queue.clone()),
            payslip_bucket: Some(self.bucket.clone()),
            personio_base_url: personio_url.into(),
            ..from_environment
        }
    }

    /// Puts a file into the payslip bucket, as payroll does; one of the same key is replaced.
    ///
    /// # Errors
    /// When S3 refuses or does not answer.
    pub async fn put_file(&self, key: &str, bytes: impl Into<ByteStream>) -> anyhow::Result<()> {
        let put = self.clients.s3.put_object().bucket(&self.bucket).key(key).body(bytes.into());
        put.send().await.context("putting a file into the bucket")?;
        Ok(())
    }

    /// Stops the embedded services; their files are whole afterwards.
    pub async fn shutdown(self) {
        if let Some(stand_ins) = self.stand_ins {
            stand_ins.shutdown().await;
        }
    }
}

fn embedded_credentials() -> Credentials {
    Credentials::from_keys(aws::ACCESS_KEY_ID, aws::SECRET_ACCESS_KEY, None)
}

fn sdk_config(endpoint: &str, credentials: Credentials) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static(aws::REGION))
        .credentials_provider(aws_credential_types::provider::SharedCredentialsProvider::new(credentials))
        .sleep_impl(shared::aws::sleep())
        .time_source(shared::aws::time_source())
        .retry_config(aws_config::retry::RetryConfig::standard())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .endpoint_url(endpoint)
        .build()
}

fn s3_client(config: &SdkConfig) -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::config::Builder::from(config).force_path_style(true);
    aws_sdk_s3::Client::from_conf(config.build())
}

/// A FIFO queue and its dead-letter queue, by their URLs.
async fn queue(
    sqs: &aws_sdk_sqs::Client,
    name: &str,
    dead_letters: &str,
    visibility_seconds: u32,
    max_receives: u32,
) -> anyhow::Result<(String, String)> {
    let create =
        |name: &str| sqs.create_queue().queue_name(name).attributes(QueueAttributeName::FifoQueue, "true");
    let dead = create(dead_letters).send().await?.queue_url.context("no queue URL")?;
    let attributes =
        sqs.get_queue_attributes().queue_url(&dead).attribute_names(QueueAttributeName::QueueArn);
    let attributes = attributes.send().await?.attributes.unwrap_or_default();
    let arn = attributes.get(&QueueAttributeName::QueueArn).context("no queue ARN")?;
    let redrive = json!({"deadLetterTargetArn": arn, "maxReceiveCount": max_receives}).to_string();
    let queue = create(name)
        .attributes(QueueAttributeName::RedrivePolicy, redrive)
        .attributes(QueueAttributeName::VisibilityTimeout, visibility_seconds.to_string());
    Ok((queue.send().await?.queue_url.context("no queue URL")?, dead))
}

async fn bucket(s3: &aws_sdk_s3::Client, name: &str) -> anyhow::Result<()> {
    if s3.head_bucket().bucket(name).send().await.is_err() {
        // Outside us-east-1 S3 wants to be told the region that it is asked in.
        let here = BucketLocationConstraint::from(aws::REGION);
        let here = CreateBucketConfiguration::builder().location_constraint(here).build();
        s3.create_bucket().bucket(name).create_bucket_configuration(here).send().await?;
    }
    Ok(())
}
