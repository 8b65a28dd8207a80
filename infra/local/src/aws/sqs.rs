//! SQS: the operations this system uses, with FIFO groups, deduplication, redrive and stale receipts as on AWS.
//!
//! Source of the rules: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html> and the
//! developer guide. Not offered: tags, policies, KMS, `ReceiveRequestAttemptId`, limits of messages in flight.

mod attributes;
mod batch;
mod message_attributes;
mod queue;
mod receipt;
mod receive;
mod send;
mod settle;

use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{Notify, watch};

use super::{
    Clock,
    json::{Fault, Request, Service, unknown_operation},
    store::Store,
};

/// The tables. Times are milliseconds since 1970. A message is in flight while it has a receipt and is not visible
/// yet; `id` grows with each message, which is the order of a FIFO queue.
pub(super) const SCHEMA: &str = "
    CREATE TABLE queues (
        name TEXT PRIMARY KEY, attributes TEXT NOT NULL,
        created INTEGER NOT NULL, modified INTEGER NOT NULL, purged INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, message_id TEXT NOT NULL,
        body TEXT NOT NULL, attributes TEXT NOT NULL, group_id TEXT, deduplication_id TEXT,
        sent INTEGER NOT NULL, visible INTEGER NOT NULL, received INTEGER NOT NULL DEFAULT 0,
        first_received INTEGER, receipt TEXT, came_from TEXT
    ) STRICT;
    CREATE INDEX messages_of_queue ON messages (queue, id);
    CREATE INDEX messages_of_group ON messages (queue, group_id, visible);
    CREATE TABLE sent (
        queue TEXT NOT NULL, scope TEXT NOT NULL, deduplication_id TEXT NOT NULL,
        message_id TEXT NOT NULL, sequence INTEGER NOT NULL, until INTEGER NOT NULL,
        PRIMARY KEY (queue, scope, deduplication_id)
    ) STRICT, WITHOUT ROWID;
";

/// The service.
pub(super) struct Sqs {
    store: Arc<Store>,
    clock: Clock,
    /// Wakes long polls when a message may have become receivable.
    changed: Notify,
    stopped: watch::Receiver<bool>,
}

impl Sqs {
    /// Serves the queues of `store`; long polls end when `stopped`.
    pub(super) fn new(store: Arc<Store>, clock: Clock, stopped: watch::Receiver<bool>) -> Self {
        Self { store, clock, changed: Notify::new(), stopped }
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }
}

impl Service for Sqs {
    const TARGET: &'static str = "AmazonSQS.";
    const CONTENT_TYPE: &'static str = "application/x-amz-json-1.0";
    const NAMESPACE: &'static str = "com.amazonaws.sqs#";

    fn query_code(code: &str) -> Option<String> {
        Some(match code {
            "QueueDoesNotExist" => "AWS.SimpleQueueService.NonExistentQueue".into(),
            "QueueNameExists" => "QueueAlreadyExists".into(),
            "BatchEntryIdsNotDistinct"
            | "BatchRequestTooLong"
            | "EmptyBatchRequest"
            | "InvalidBatchEntryId"
            | "MessageNotInflight"
            | "PurgeQueueInProgress"
            | "TooManyEntriesInBatchRequest"
            | "UnsupportedOperation" => format!("AWS.SimpleQueueService.{code}"),
            _ => code.into(),
        })
    }

    async fn call(&self, operation: &str, request: Request) -> Result<Value, Fault> {
        if operation == "ReceiveMessage" {
            return self.receive(&request).await;
        }
        let now = self.now().as_millisecond();
        let output = self.store.transact(|transaction| match operation {
            "CreateQueue" => queue::create(transaction, &request, now),
            "GetQueueUrl" => queue::url(transaction, &request),
            "GetQueueAttributes" => attributes::get(transaction, &request, now),
            "SetQueueAttributes" => attributes::set(transaction, &request, now),
            "SendMessage" => send::one(transaction, &request, now),
            "SendMessageBatch" => send::batch(transaction, &request, now),
            "DeleteMessage" => settle::delete(transaction, &request, now),
            "DeleteMessageBatch" => settle::delete_batch(transaction, &request, now),
            "ChangeMessageVisibility" => settle::change_visibility(transaction, &request, now),
            "ChangeMessageVisibilityBatch" => settle::change_visibility_batch(transaction, &request, now),
            "PurgeQueue" => purge(transaction, &request, now),
            _ => Err(unknown_operation()),
        })?;
        self.changed.notify_waiters();
        Ok(output)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PurgeQueue {
    queue_url: String,
}

/// Milliseconds between two purges of a queue.
const PURGE_EVERY: i64 = 60 * 1000;

fn purge(transaction: &rusqlite::Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let PurgeQueue { queue_url } = request.read()?;
    let queue = queue::Queue::find(transaction, &queue_url)?;
    if queue.purged.is_some_and(|purged| now < purged + PURGE_EVERY) {
        let message = "Only one PurgeQueue operation on the queue is allowed every 60 seconds.";
        return Err(Fault::new("PurgeQueueInProgress", message));
    }
    transaction.execute("DELETE FROM messages WHERE queue = ?1", [&queue.name])?;
    transaction.execute("UPDATE queues SET purged = ?2 WHERE name = ?1", (&queue.name, now))?;
    Ok(json!({}))
}

/// AWS's error for a parameter with an impossible value.
fn invalid(parameter: &str, reason: &str) -> Fault {
    Fault::new(
        "InvalidParameterValue",
        format!("The value for parameter {parameter} is invalid. Reason: {reason}"),
    )
}

/// AWS's error for a parameter that is not there.
fn missing(parameter: &str) -> Fault {
    Fault::new("MissingParameter", format!("The request must contain the parameter {parameter}."))
}
