//! `SendMessage` and `SendMessageBatch`: checking, deduplicating, storing.

use data_encoding::HEXLOWER;
use rusqlite::{OptionalExtension as _, Transaction};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    batch, invalid,
    message_attributes::{MessageAttributes, md5},
    missing,
    queue::Queue,
};
use crate::aws::json::{Fault, Request};

/// Bytes of all messages of a batch together: 1 MiB.
const LARGEST_BATCH: usize = 1_048_576;

/// How long a deduplication id is remembered, ms.
const REMEMBERED: i64 = 5 * 60 * 1000;

/// A message to send: the whole request, or one entry of a batch.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Outgoing {
    #[serde(default)]
    queue_url: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    message_body: String,
    delay_seconds: Option<i64>,
    #[serde(default)]
    message_attributes: MessageAttributes,
    message_group_id: Option<String>,
    message_deduplication_id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct SendMessageBatch {
    queue_url: String,
    #[serde(default)]
    entries: Vec<Outgoing>,
}

/// `SendMessage`.
pub(super) fn one(transaction: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let message: Outgoing = request.read()?;
    let queue = Queue::find(transaction, &message.queue_url)?;
    send(transaction, &queue, &message, now)
}

/// `SendMessageBatch`.
pub(super) fn batch(transaction: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let SendMessageBatch { queue_url, entries } = request.read()?;
    let queue = Queue::find(transaction, &queue_url)?;
    let mut size = 0;
    for entry in &entries {
        size += entry.message_body.len() + entry.message_attributes.checked_size().unwrap_or(0);
    }
    if size > LARGEST_BATCH {
        let message =
            format!("Batch requests cannot be longer than 1048576 bytes. You have sent {size} bytes.");
        return Err(Fault::new("BatchRequestTooLong", message));
    }
    batch::each(&entries, |entry| &entry.id, |entry| send(transaction, &queue, entry, now))
}

fn send(transaction: &Transaction<'_>, queue: &Queue, message: &Outgoing, now: i64) -> Result<Value, Fault> {
    check_body(queue, message)?;
    let delay = match message.delay_seconds {
        None => queue.attributes.number("DelaySeconds"),
        Some(0) => 0,
        Some(_) if queue.is_fifo() => {
            return Err(invalid(
                "DelaySeconds",
                "The request include parameter that is not valid for this queue type.",
            ));
        }
        Some(delay @ 1..=900) => delay,
        Some(_) => return Err(invalid("DelaySeconds", "DelaySeconds must be >= 0 and <= 900.")),
    };
    check_id("MessageGroupId", message.message_group_id.as_deref())?;
    check_id("MessageDeduplicationId", message.message_deduplication_id.as_deref())?;

    let mut output = json!({"MD5OfMessageBody": md5(&message.message_body)});
    if let Some(digest) = message.message_attributes.md5() {
        output["MD5OfMessageAttributes"] = digest.into();
    }
    let sent = if queue.is_fifo() {
        send_in_order(transaction, queue, message, now, delay)?
    } else {
        if message.message_deduplication_id.is_some() {
            return Err(invalid(
                "MessageDeduplicationId",
                "The request include parameter that is not valid for this queue type.",
            ));
        }
        insert(transaction, queue, message, None, now, delay)?
    };
    output["MessageId"] = sent.message_id.into();
    if queue.is_fifo() {
        output["SequenceNumber"] = sequence_number(sent.id).into();
    }
    Ok(output)
}

/// The twenty digits AWS shows for a message's place in its queue.
pub(super) fn sequence_number(id: i64) -> String {
    format!("{id:020}")
}

struct Sent {
    id: i64,
    message_id: String,
}

/// Stores the message of a FIFO queue unless its deduplication id came within five minutes.
fn send_in_order(
    transaction: &Transaction<'_>,
    queue: &Queue,
    message: &Outgoing,
    now: i64,
    delay: i64,
) -> Result<Sent, Fault> {
    let group = message.message_group_id.as_deref().ok_or_else(|| missing("MessageGroupId"))?;
    let by_content = || HEXLOWER.encode(&Sha256::digest(message.message_body.as_bytes()));
    let deduplication_id = match &message.message_deduplication_id {
        Some(id) => id.clone(),
        None if queue.attributes.text("ContentBasedDeduplication") == "true" => by_content(),
        None => {
            let reason = "The queue should either have ContentBasedDeduplication enabled or \
                MessageDeduplicationId provided explicitly";
            return Err(Fault::new("InvalidParameterValue", reason));
        }
    };
    let scope = if queue.attributes.text("DeduplicationScope") == "messageGroup" { group } else { "" };

    transaction.execute("DELETE FROM sent WHERE until <= ?1", [now])?;
    let known = transaction
        .query_row(
            "SELECT sequence, message_id FROM sent WHERE queue = ?1 AND scope = ?2 AND deduplication_id = ?3",
            (&queue.name, scope, &deduplication_id),
            |row| Ok(Sent { id: row.get(0)?, message_id: row.get(1)? }),
        )
        .optional()?;
    if let Some(known) = known {
        return Ok(known);
    }
    let sent = insert(transaction, queue, message, Some(&deduplication_id), now, delay)?;
    transaction.execute(
        "INSERT INTO sent (queue, scope, deduplication_id, message_id, sequence, until)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        (&queue.name, scope, &deduplication_id, &sent.message_id, sent.id, now + REMEMBERED),
    )?;
    Ok(sent)
}

fn insert(
    transaction: &Transaction<'_>,
    queue: &Queue,
    message: &Outgoing,
    deduplication_id: Option<&str>,
    now: i64,
    delay: i64,
) -> Result<Sent, Fault> {
    let message_id = Uuid::new_v4().to_string();
    transaction.execute(
        "INSERT INTO messages (queue, message_id, body, attributes, group_id, deduplication_id, sent, visible)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        (
            &queue.name,
            &message_id,
            &message.message_body,
            json!(message.message_attributes).to_string(),
            &message.message_group_id,
            deduplication_id,
            now,
            now + delay * 1000,
        ),
    )?;
    Ok(Sent { id: transaction.last_insert_rowid(), message_id })
}

fn check_body(queue: &Queue, message: &Outgoing) -> Result<(), Fault> {
    let body = &message.message_body;
    if body.is_empty() {
        return Err(missing("MessageBody"));
    }
    // The characters of XML 1.0.
    let allowed = |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    if !body.chars().all(allowed) {
        return Err(Fault::new("InvalidMessageContents", "Invalid characters in the message body"));
    }
    let most = queue.attributes.number("MaximumMessageSize");
    let size = body.len() + message.message_attributes.checked_size()?;
    if i64::try_from(size).is_ok_and(|size| size <= most) {
        return Ok(());
    }
    let reason =
        format!("One or more parameters are invalid. Reason: Message must be shorter than {most} bytes.");
    Err(Fault::new("InvalidParameterValue", reason))
}

/// Characters of a group or deduplication id.
const LONGEST_ID: usize = 128;

fn check_id(parameter: &str, id: Option<&str>) -> Result<(), Fault> {
    let good = |id: &str| (1..=LONGEST_ID).contains(&id.len()) && id.chars().all(|c| c.is_ascii_graphic());
    if id.is_none_or(good) {
        return Ok(());
    }
    Err(invalid(parameter, "can only include alphanumeric and punctuation characters. 1 to 128 in length."))
}
