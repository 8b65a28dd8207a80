//! The system that is worked on: table, queues, bucket, secrets.

use aws_config::Region;
use shared::{
    aws,
    config::{Config, variable},
    domain::ids::TenantId,
    dynamo::Table,
    secrets::SecretStore,
    system::SystemClock,
    wiring::Clients,
};

use crate::{Failure, args::PlaceArgs, args::WhichQueue, files::Files, stack_file};

/// The system, and whether it may be written to.
pub(crate) struct Stack {
    clients: Clients,
    place: PlaceArgs,
    prefix: String,
    /// Tells the time.
    pub(crate) clock: SystemClock,
    /// Nothing is written.
    pub(crate) dry_run: bool,
}

impl Stack {
    /// Takes what the command line and the environment say; calls nobody.
    pub(crate) async fn open(place: PlaceArgs, dry_run: bool) -> Result<Self, Failure> {
        let place = match &place.stack_file {
            Some(file) => stack_file::fill(file, place.clone())?,
            None => place,
        };
        let mut config = aws::config().await;
        if let Some(region) = &place.region {
            config = config.into_builder().region(Region::new(region.clone())).build();
        }
        if config.region().is_none() {
            return Err(Failure::usage(
                "it is not known in which region the system is",
                "Give --region, or set AWS_REGION.",
            ));
        }
        let prefix = place.secret_prefix.clone().filter(|prefix| !prefix.is_empty());
        let prefix = prefix.unwrap_or_else(|| Config::local().secret_prefix);
        Ok(Self { clients: Clients::new(&config), place, prefix, clock: SystemClock, dry_run })
    }

    /// The table.
    pub(crate) fn store(&self) -> Result<Table, Failure> {
        let not_said = || not_said("table", "--table", variable::TABLE_NAME);
        let name = said(self.place.table.as_ref()).ok_or_else(not_said)?;
        Ok(Table::new(self.clients.dynamodb.clone(), name))
    }

    /// The secrets.
    pub(crate) fn secrets(&self) -> SecretStore {
        SecretStore::new(self.clients.secrets_manager.clone(), self.prefix.clone())
    }

    /// The client of the secrets, and the name of a tenant's.
    pub(crate) fn secret(&self, tenant: &TenantId) -> (&aws_sdk_secretsmanager::Client, String) {
        (&self.clients.secrets_manager, format!("{}{tenant}", self.prefix))
    }

    /// The payslips' files, where it is said in which bucket they are.
    pub(crate) fn files(&self) -> Option<Files> {
        Some(Files::new(self.clients.s3.clone(), said(self.place.bucket.as_ref())?))
    }

    /// The client of the queues, the URL of one, and of its dead letters where it is said.
    pub(crate) fn queue(
        &self,
        which: WhichQueue,
    ) -> Result<(aws_sdk_sqs::Client, String, Option<String>), Failure> {
        let place = &self.place;
        let (url, dead_letters, what, option, variable) = match which {
            WhichQueue::Sync => (
                &place.sync_queue_url,
                &place.sync_dead_letters_url,
                "queue of sync requests",
                "--sync-queue-url",
                variable::SYNC_QUEUE_URL,
            ),
            WhichQueue::Payslips => (
                &place.payslip_queue_url,
                &place.payslip_dead_letters_url,
                "queue of payslips",
                "--payslip-queue-url",
                variable::PAYSLIP_QUEUE_URL,
            ),
        };
        let url = said(url.as_ref()).ok_or_else(|| not_said(what, option, variable))?;
        Ok((self.clients.sqs.clone(), url, said(dead_letters.as_ref())))
    }
}

/// An empty text says nothing.
fn said(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn not_said(what: &str, option: &str, variable: &str) -> Failure {
    Failure::usage(
        format!("it is not said which {what}"),
        format!("Give {option} or --stack-file, or set {variable}."),
    )
}
