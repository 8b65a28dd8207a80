//! Ending or prolonging the receiving of a message: `DeleteMessage`, `ChangeMessageVisibility`, and their batches.

use rusqlite::Transaction;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    batch, invalid, missing,
    queue::Queue,
    receipt::{Shown, expired, look_up},
};
use crate::aws::json::{Fault, Request};

/// The whole request, or one entry of a batch.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Received {
    #[serde(default)]
    queue_url: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    receipt_handle: String,
    visibility_timeout: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Batch {
    queue_url: String,
    #[serde(default)]
    entries: Vec<Received>,
}

type Work = fn(&Transaction<'_>, &Queue, &Received, i64) -> Result<Value, Fault>;

/// `DeleteMessage`.
pub(super) fn delete(t: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    single(t, request, now, delete_one)
}

/// `DeleteMessageBatch`.
pub(super) fn delete_batch(t: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    several(t, request, now, delete_one)
}

/// `ChangeMessageVisibility`.
pub(super) fn change_visibility(t: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    single(t, request, now, change_one)
}

/// `ChangeMessageVisibilityBatch`.
pub(super) fn change_visibility_batch(
    t: &Transaction<'_>,
    request: &Request,
    now: i64,
) -> Result<Value, Fault> {
    several(t, request, now, change_one)
}

fn single(transaction: &Transaction<'_>, request: &Request, now: i64, work: Work) -> Result<Value, Fault> {
    let received: Received = request.read()?;
    let queue = Queue::find(transaction, &received.queue_url)?;
    work(transaction, &queue, &received, now)
}

fn several(transaction: &Transaction<'_>, request: &Request, now: i64, work: Work) -> Result<Value, Fault> {
    let Batch { queue_url, entries } = request.read()?;
    let queue = Queue::find(transaction, &queue_url)?;
    batch::each(&entries, |entry| &entry.id, |entry| work(transaction, &queue, entry, now))
}

/// Standard queues take a handle that counts no more without a word and delete nothing; FIFO queues refuse it.
fn delete_one(
    transaction: &Transaction<'_>,
    queue: &Queue,
    received: &Received,
    now: i64,
) -> Result<Value, Fault> {
    match look_up(transaction, queue, handle(received)?, now)? {
        Shown::Latest { in_flight: false, .. } | Shown::Stale if queue.is_fifo() => return Err(expired()),
        Shown::Latest { id, .. } => {
            transaction.execute("DELETE FROM messages WHERE id = ?1", [id])?;
        }
        Shown::Stale | Shown::Gone => {}
    }
    Ok(json!({}))
}

fn change_one(
    transaction: &Transaction<'_>,
    queue: &Queue,
    received: &Received,
    now: i64,
) -> Result<Value, Fault> {
    let seconds = received.visibility_timeout.ok_or_else(|| missing("VisibilityTimeout"))?;
    if !(0..=43_200).contains(&seconds) {
        return Err(invalid("VisibilityTimeout", "Must be between 0 and 43200."));
    }
    match look_up(transaction, queue, handle(received)?, now)? {
        Shown::Latest { id, in_flight: true } => {
            let sql = "UPDATE messages SET visible = ?2 WHERE id = ?1";
            transaction.execute(sql, (id, now + seconds * 1000))?;
            Ok(json!({}))
        }
        Shown::Latest { in_flight: false, .. } | Shown::Stale if queue.is_fifo() => Err(expired()),
        Shown::Latest { in_flight: false, .. } => {
            Err(Fault::new("MessageNotInflight", "The message referred to isn't in flight."))
        }
        Shown::Stale | Shown::Gone => Err(invalid(
            "ReceiptHandle",
            "Message does not exist or is not available for visibility timeout change.",
        )),
    }
}

fn handle(received: &Received) -> Result<&str, Fault> {
    if received.receipt_handle.is_empty() {
        return Err(missing("ReceiptHandle"));
    }
    Ok(&received.receipt_handle)
}
