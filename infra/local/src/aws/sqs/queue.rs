//! Queues: names, addresses, and the operations that make and find them.

use rusqlite::{OptionalExtension as _, Transaction};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    attributes::{Attributes, Given},
    invalid,
};
use crate::aws::{
    ACCOUNT, REGION,
    json::{Fault, Request},
};

/// One queue.
pub(super) struct Queue {
    /// Its name; FIFO queues end in `.fifo`.
    pub(super) name: String,
    /// Its settings.
    pub(super) attributes: Attributes,
    /// When it was made, ms.
    pub(super) created: i64,
    /// When its settings were changed, ms.
    pub(super) modified: i64,
    /// When it was purged, ms.
    pub(super) purged: Option<i64>,
}

impl Queue {
    /// The queue at `url`. The host is not looked at: ports change from start to start, and old URLs stay good.
    pub(super) fn find(transaction: &Transaction<'_>, url: &str) -> Result<Self, Fault> {
        let mut parts = url.rsplit('/');
        let name = parts.next().unwrap_or_default();
        if parts.next() != Some(ACCOUNT) {
            return Err(does_not_exist());
        }
        Self::named(transaction, name)?.ok_or_else(does_not_exist)
    }

    /// The queue called `name`, if there is one.
    pub(super) fn named(transaction: &Transaction<'_>, name: &str) -> Result<Option<Self>, Fault> {
        let found = transaction
            .query_row(
                "SELECT name, attributes, created, modified, purged FROM queues WHERE name = ?1",
                [name],
                |row| {
                    let attributes = Attributes::stored(&row.get::<_, String>(1)?);
                    let (name, created, modified) = (row.get(0)?, row.get(2)?, row.get(3)?);
                    Ok(Self { name, attributes, created, modified, purged: row.get(4)? })
                },
            )
            .optional()?;
        Ok(found)
    }

    /// Whether order and deduplication are kept.
    pub(super) fn is_fifo(&self) -> bool {
        is_fifo(&self.name)
    }

    /// Its ARN.
    pub(super) fn arn(&self) -> String {
        arn(&self.name)
    }
}

/// Whether a queue of this name is FIFO.
pub(super) fn is_fifo(name: &str) -> bool {
    name.strip_suffix(".fifo").is_some()
}

/// The ARN of the queue called `name`.
pub(super) fn arn(name: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
}

/// The name in an ARN of this account and region.
pub(super) fn name_in_arn(text: &str) -> Option<&str> {
    let name = text.rsplit(':').next()?;
    (arn(name) == text).then_some(name)
}

fn does_not_exist() -> Fault {
    Fault::new("QueueDoesNotExist", "The specified queue does not exist.")
}

fn address(host: &str, name: &str) -> Value {
    json!({"QueueUrl": format!("http://{host}/{ACCOUNT}/{name}")})
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct CreateQueue {
    queue_name: String,
    #[serde(default)]
    attributes: Given,
}

/// `CreateQueue`: the same call again answers the same; other settings are refused.
pub(super) fn create(transaction: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let CreateQueue { queue_name: name, attributes: mut given } = request.read()?;
    check_name(&name)?;
    match (given.remove("FifoQueue").as_deref(), is_fifo(&name)) {
        (Some("true"), true) | (None, false) => {}
        (Some("true"), false) => {
            return Err(invalid(
                "QueueName",
                "The name of a FIFO queue can only include alphanumeric characters, hyphens, or \
                    underscores, must end with .fifo suffix and be 1 to 80 in length.",
            ));
        }
        (None, true) => {
            return Err(invalid("QueueName", "Only FIFO queues end in .fifo; set FifoQueue to true."));
        }
        (Some(_), _) => {
            return Err(Fault::new("InvalidAttributeValue", "Invalid value for the parameter FifoQueue."));
        }
    }
    let settings = Attributes::default().with(transaction, &name, given)?;
    match Queue::named(transaction, &name)? {
        None => {
            let sql = "INSERT INTO queues (name, attributes, created, modified) VALUES (?1, ?2, ?3, ?3)";
            transaction.execute(sql, (&name, settings.to_json(), now))?;
        }
        Some(existing) => {
            if let Some(attribute) = existing.attributes.first_different(&settings) {
                let message = format!(
                    "A queue already exists with the same name and a different value for attribute \
                        {attribute}"
                );
                return Err(Fault::new("QueueNameExists", message));
            }
        }
    }
    Ok(address(&request.host, &name))
}

/// Characters of a queue's name, `.fifo` included.
const LONGEST_NAME: usize = 80;

fn check_name(name: &str) -> Result<(), Fault> {
    let stem = name.strip_suffix(".fifo").unwrap_or(name);
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if stem.is_empty() || name.len() > LONGEST_NAME || !stem.chars().all(good) {
        return Err(invalid(
            "QueueName",
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        ));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct GetQueueUrl {
    queue_name: String,
}

/// `GetQueueUrl`.
pub(super) fn url(transaction: &Transaction<'_>, request: &Request) -> Result<Value, Fault> {
    let GetQueueUrl { queue_name } = request.read()?;
    let queue = Queue::named(transaction, &queue_name)?.ok_or_else(does_not_exist)?;
    Ok(address(&request.host, &queue.name))
}
