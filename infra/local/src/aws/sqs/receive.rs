//! `ReceiveMessage`: choosing messages, giving up on those received too often, waiting for new ones.

use std::time::Duration;

use rusqlite::{Row, Transaction};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::{
    Sqs,
    attributes::Redrive,
    invalid,
    message_attributes::{MessageAttributes, md5},
    queue::{Queue, arn},
    receipt::{handle, receipt},
    send::sequence_number,
};
use crate::aws::json::{Fault, Request};

/// How often a long poll looks for messages whose time has come: the injected clock wakes nobody when it moves.
const LOOK_EVERY: Duration = Duration::from_millis(100);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ReceiveMessage {
    queue_url: String,
    max_number_of_messages: Option<i64>,
    visibility_timeout: Option<i64>,
    wait_time_seconds: Option<u64>,
    /// The older name of the next.
    #[serde(default)]
    attribute_names: Vec<String>,
    #[serde(default)]
    message_system_attribute_names: Vec<String>,
    #[serde(default)]
    message_attribute_names: Vec<String>,
}

impl Sqs {
    /// `ReceiveMessage`: answers when there is a message, when the wait is over, or at shutdown.
    pub(super) async fn receive(&self, request: &Request) -> Result<Value, Fault> {
        let call: ReceiveMessage = request.read()?;
        check(&call)?;
        let started = Instant::now();
        let mut stopped = self.stopped.clone();
        loop {
            // Listening starts before looking, so that nothing is missed in between.
            let changed = self.changed.notified();
            let now = self.now().as_millisecond();
            let (taken, wait) = self.store.transact(|transaction| take(transaction, &call, now))?;
            if !taken.is_empty() {
                return Ok(json!({"Messages": taken}));
            }
            let left = Duration::from_secs(wait).saturating_sub(started.elapsed());
            if left.is_zero() {
                return Ok(json!({}));
            }
            tokio::select! {
                () = changed => {}
                () = tokio::time::sleep(left.min(LOOK_EVERY)) => {}
                _ = stopped.wait_for(|stopped| *stopped) => return Ok(json!({})),
            }
        }
    }
}

fn check(call: &ReceiveMessage) -> Result<(), Fault> {
    if call.max_number_of_messages.is_some_and(|most| !(1..=10).contains(&most)) {
        return Err(invalid("MaxNumberOfMessages", "Must be between 1 and 10, if provided."));
    }
    if call.visibility_timeout.is_some_and(|seconds| !(0..=43_200).contains(&seconds)) {
        return Err(invalid(
            "VisibilityTimeout",
            "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
        ));
    }
    if call.wait_time_seconds.is_some_and(|seconds| seconds > 20) {
        return Err(invalid("WaitTimeSeconds", "Must be >= 0 and <= 20, if provided."));
    }
    Ok(())
}

/// The messages to hand out now, and how many seconds to wait for if there are none.
fn take(transaction: &Transaction<'_>, call: &ReceiveMessage, now: i64) -> Result<(Vec<Value>, u64), Fault> {
    let queue = Queue::find(transaction, &call.queue_url)?;
    let settings = &queue.attributes;
    let wait = call
        .wait_time_seconds
        .unwrap_or_else(|| settings.number("ReceiveMessageWaitTimeSeconds").unsigned_abs());
    let oldest = now - settings.number("MessageRetentionPeriod") * 1000;
    transaction.execute("DELETE FROM messages WHERE queue = ?1 AND sent <= ?2", (&queue.name, oldest))?;

    let most = call.max_number_of_messages.unwrap_or(1);
    let redrive = settings.redrive();
    let chosen = loop {
        let candidates = candidates(transaction, &queue, now, most)?;
        let Some(redrive) = &redrive else { break candidates };
        let (given_up, kept): (Vec<_>, Vec<_>) =
            candidates.into_iter().partition(|message| message.received >= redrive.receives);
        if given_up.is_empty() {
            break kept;
        }
        for message in given_up {
            give_up(transaction, &queue, redrive, message.id, now)?;
        }
    };

    let seconds = call.visibility_timeout.unwrap_or_else(|| settings.number("VisibilityTimeout"));
    let mut taken = Vec::with_capacity(chosen.len());
    for message in chosen {
        let receipt = receipt();
        transaction.execute(
            "UPDATE messages SET receipt = ?2, visible = ?3, received = received + 1,
                    first_received = COALESCE(first_received, ?4) WHERE id = ?1",
            (message.id, &receipt, now + seconds * 1000, now),
        )?;
        taken.push(message.written(&queue, &receipt, call, now));
    }
    Ok((taken, wait))
}

/// A message that may be received. No `Debug`: bodies may be personal data.
struct Stored {
    id: i64,
    message_id: String,
    body: String,
    attributes: MessageAttributes,
    group_id: Option<String>,
    deduplication_id: Option<String>,
    sent: i64,
    received: i64,
    first_received: Option<i64>,
    came_from: Option<String>,
}

/// The first `most` messages that may be received. In a FIFO queue a group with a message in flight is closed, and
/// so are the messages behind one that waits.
fn candidates(
    transaction: &Transaction<'_>,
    queue: &Queue,
    now: i64,
    most: i64,
) -> Result<Vec<Stored>, Fault> {
    let mut statement = transaction.prepare_cached(
        "SELECT id, message_id, body, attributes, group_id, deduplication_id, sent, received,
                first_received, came_from
         FROM messages AS message WHERE queue = ?1 AND visible <= ?2 AND (?3 = 0 OR NOT EXISTS (
             SELECT 1 FROM messages AS other
             WHERE other.queue = ?1 AND other.group_id = message.group_id AND other.visible > ?2
                   AND (other.receipt IS NOT NULL OR other.id < message.id)))
         ORDER BY id LIMIT ?4",
    )?;
    let rows = statement.query_map((&queue.name, now, queue.is_fifo(), most), stored)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn stored(row: &Row<'_>) -> rusqlite::Result<Stored> {
    Ok(Stored {
        id: row.get(0)?,
        message_id: row.get(1)?,
        body: row.get(2)?,
        attributes: serde_json::from_str(&row.get::<_, String>(3)?).unwrap_or_default(),
        group_id: row.get(4)?,
        deduplication_id: row.get(5)?,
        sent: row.get(6)?,
        received: row.get(7)?,
        first_received: row.get(8)?,
        came_from: row.get(9)?,
    })
}

/// Moves a message to the dead-letter queue. It keeps its id, age and number of receives; in a FIFO queue it gets a
/// new place and a new age.
fn give_up(
    transaction: &Transaction<'_>,
    queue: &Queue,
    redrive: &Redrive,
    id: i64,
    now: i64,
) -> Result<(), Fault> {
    transaction.execute(
        "INSERT INTO messages (queue, message_id, body, attributes, group_id, deduplication_id, sent, visible,
                               received, first_received, came_from)
         SELECT ?2, message_id, body, attributes, group_id, deduplication_id,
                CASE WHEN ?5 THEN ?3 ELSE sent END, ?3, received, first_received, ?4
         FROM messages WHERE id = ?1",
        (id, &redrive.target, now, arn(&queue.name), queue.is_fifo()),
    )?;
    transaction.execute("DELETE FROM messages WHERE id = ?1", [id])?;
    Ok(())
}

impl Stored {
    fn written(self, queue: &Queue, receipt: &str, call: &ReceiveMessage, now: i64) -> Value {
        let mut message = json!({
            "MessageId": self.message_id,
            "ReceiptHandle": handle(&queue.name, self.id, receipt),
            "MD5OfBody": md5(&self.body),
        });
        let attributes = self.attributes.chosen(&call.message_attribute_names);
        if let Some(digest) = attributes.md5() {
            message["MD5OfMessageAttributes"] = digest.into();
            message["MessageAttributes"] = json!(attributes);
        }
        let mut system = Map::new();
        let mut put = |name: &str, value: Option<String>| {
            let mut asked = call.attribute_names.iter().chain(&call.message_system_attribute_names);
            if let (Some(value), true) = (value, asked.any(|asked| asked == "All" || asked == name)) {
                system.insert(name.into(), value.into());
            }
        };
        put("SenderId", Some("local".into()));
        put("SentTimestamp", Some(self.sent.to_string()));
        put("ApproximateReceiveCount", Some((self.received + 1).to_string()));
        put("ApproximateFirstReceiveTimestamp", Some(self.first_received.unwrap_or(now).to_string()));
        put("MessageGroupId", self.group_id);
        put("MessageDeduplicationId", self.deduplication_id);
        put("SequenceNumber", queue.is_fifo().then(|| sequence_number(self.id)));
        put("DeadLetterQueueSourceArn", self.came_from);
        if !system.is_empty() {
            message["Attributes"] = system.into();
        }
        message["Body"] = self.body.into();
        message
    }
}
