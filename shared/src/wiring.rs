//! Puts the adapters together: once per process, the same on Lambda and on one machine.

use std::{fs, sync::Arc};

use url::Url;

use crate::{
    bus::Bus,
    config::{Config, ConfigError, variable},
    domain::formats::modulus::{WeightTable, WeightTableError},
    dynamo::Table,
    files::FileStore,
    personio::{self, PersonioClient, PersonioConfig},
    ports::Clock,
    queue::Queue,
    run::Outside,
    secrets::SecretStore,
};

/// The AWS clients the functions need.
#[derive(Debug, Clone)]
pub struct Clients {
    /// For the table.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// For the credentials.
    pub secrets_manager: aws_sdk_secretsmanager::Client,
    /// For the event bus.
    pub event_bridge: aws_sdk_eventbridge::Client,
    /// For the files of payslips.
    pub s3: aws_sdk_s3::Client,
    /// For the queues.
    pub sqs: aws_sdk_sqs::Client,
}

impl Clients {
    /// Builds all of them on one configuration.
    #[must_use]
    pub fn new(config: &aws_config::SdkConfig) -> Self {
        Self {
            dynamodb: aws_sdk_dynamodb::Client::new(config),
            secrets_manager: aws_sdk_secretsmanager::Client::new(config),
            event_bridge: aws_sdk_eventbridge::Client::new(config),
            s3: aws_sdk_s3::Client::new(config),
            sqs: aws_sdk_sqs::Client::new(config),
        }
    }
}

/// The world of real adapters.
pub type RealWorld<C> = Outside<PersonioClient, Table, SecretStore, Queue, Bus, C>;

/// Why a process can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A variable is missing or makes no sense.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Personio's address or headers.
    #[error("the Personio client can't be built")]
    Personio(#[from] personio::ConfigError),
    /// The operator's weight table can't be read.
    #[error("the weight table of the modulus check can't be read")]
    Weights(#[from] WeightTableError),
}

/// Builds the world.
///
/// # Errors
/// [`StartError`], naming what has to be set right.
pub fn world<C: Clock + Clone + 'static>(
    config: &Config,
    clients: Clients,
    clock: C,
) -> Result<RealWorld<C>, StartError> {
    let wrong = |variable, problem| ConfigError { variable, problem };
    let base_url =
        Url::parse(&config.personio_base_url).map_err(|_| wrong(variable::PERSONIO_BASE_URL, "is no URL"))?;
    let personio = PersonioConfig {
        base_url,
        partner_id: config.personio_partner_id.clone(),
        app_id: config.personio_app_id.clone(),
    };
    Ok(Outside {
        personio: PersonioClient::new(personio, Arc::new(clock.clone()))?,
        store: Table::new(clients.dynamodb, config.table_name.clone()),
        secrets: SecretStore::new(clients.secrets_manager, config.secret_prefix.clone()),
        queue: Queue::new(clients.sqs, config.sync_queue_url.clone(), config.payslip_queue_url.clone()),
        bus: Bus::new(clients.event_bridge, config.event_bus_name.clone()),
        weights: weights(config)?,
        clock,
    })
}

/// The files of payslips.
#[must_use]
pub fn files(config: &Config, clients: &Clients) -> FileStore {
    FileStore::new(clients.s3.clone(), config.payslip_bucket.clone())
}

fn weights(config: &Config) -> Result<Option<WeightTable>, StartError> {
    let Some(file) = &config.modulus_weights_file else { return Ok(None) };
    let unreadable = |variable| move |_| ConfigError { variable, problem: "names a file that can't be read" };
    let rows = fs::read_to_string(file).map_err(unreadable(variable::MODULUS_WEIGHTS_FILE))?;
    let substitutions = match &config.modulus_substitutions_file {
        Some(file) => fs::read_to_string(file).map_err(unreadable(variable::MODULUS_SUBSTITUTIONS_FILE))?,
        None => String::new(),
    };
    Ok(Some(WeightTable::parse(&rows, &substitutions)?))
}
