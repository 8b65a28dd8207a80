//! Settings of a queue: which there are, what they may hold, and the operations that read and write them.

use std::collections::BTreeMap;

use rusqlite::Transaction;
use serde::Deserialize;
use serde_json::{Value, json};

use super::queue::{Queue, is_fifo, name_in_arn};
use crate::aws::json::{Fault, Request};

/// Settings as a request gives them: all are texts.
pub(super) type Given = BTreeMap<String, String>;

/// Name, least, most, default. Seconds, and bytes for `MaximumMessageSize` (1 KiB to 1 MiB = 1,048,576).
const NUMBERS: [(&str, i64, i64, i64); 5] = [
    ("DelaySeconds", 0, 900, 0),
    ("MaximumMessageSize", 1024, 1_048_576, 1_048_576),
    ("MessageRetentionPeriod", 60, 14 * 24 * 3600, 4 * 24 * 3600),
    ("ReceiveMessageWaitTimeSeconds", 0, 20, 0),
    ("VisibilityTimeout", 0, 12 * 3600, 30),
];

/// Name, allowed texts, of which the first is the default. FIFO queues only.
const FIFO_CHOICES: [(&str, [&str; 2]); 3] = [
    ("ContentBasedDeduplication", ["false", "true"]),
    ("DeduplicationScope", ["queue", "messageGroup"]),
    ("FifoThroughputLimit", ["perQueue", "perMessageGroupId"]),
];

/// The settings of a queue, where they differ from the defaults or were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attributes(Given);

/// Where messages go that were received too often.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Redrive {
    /// The name of the dead-letter queue.
    pub(super) target: String,
    /// How often a message is received before it goes there.
    pub(super) receives: i64,
}

impl Attributes {
    /// Read from the table.
    pub(super) fn stored(json: &str) -> Self {
        Self(serde_json::from_str(json).unwrap_or_default())
    }

    /// As the table holds them.
    pub(super) fn to_json(&self) -> String {
        json!(self.0).to_string()
    }

    /// These settings of the queue `name` with those `given` put over them, each checked.
    pub(super) fn with(
        mut self,
        transaction: &Transaction<'_>,
        name: &str,
        given: Given,
    ) -> Result<Self, Fault> {
        for (key, value) in given {
            if key == "RedrivePolicy" && value.is_empty() {
                self.0.remove(&key);
                continue;
            }
            let value = match key.as_str() {
                "RedrivePolicy" => redrive_policy(transaction, name, &value)?,
                _ => checked(name, &key, value)?,
            };
            self.0.insert(key, value);
        }
        if self.text("FifoThroughputLimit") == "perMessageGroupId"
            && self.text("DeduplicationScope") != "messageGroup"
        {
            return Err(bad_value("FifoThroughputLimit"));
        }
        Ok(self)
    }

    /// The first setting of `asked` that is another one here.
    pub(super) fn first_different<'a>(&self, asked: &'a Self) -> Option<&'a str> {
        asked.0.iter().find(|(key, value)| self.text(key) != **value).map(|(key, _)| key.as_str())
    }

    /// A setting's text, its default when it was never given, or empty.
    pub(super) fn text(&self, key: &str) -> String {
        if let Some(value) = self.0.get(key) {
            return value.clone();
        }
        let number = NUMBERS.iter().find(|number| number.0 == key).map(|number| number.3.to_string());
        let choice =
            || FIFO_CHOICES.iter().find(|choice| choice.0 == key).map(|choice| choice.1[0].to_owned());
        number.or_else(choice).unwrap_or_default()
    }

    /// A number setting; 0 if there is none of this name.
    pub(super) fn number(&self, key: &str) -> i64 {
        self.text(key).parse().unwrap_or_default()
    }

    /// Where and when messages are given up.
    pub(super) fn redrive(&self) -> Option<Redrive> {
        let policy: Value = serde_json::from_str(self.0.get("RedrivePolicy")?).ok()?;
        let target = name_in_arn(policy["deadLetterTargetArn"].as_str()?)?.to_owned();
        Some(Redrive { target, receives: policy["maxReceiveCount"].as_i64()? })
    }
}

fn checked(name: &str, key: &str, value: String) -> Result<String, Fault> {
    if let Some((_, least, most, _)) = NUMBERS.iter().find(|number| number.0 == key) {
        let number = value.parse::<i64>().map_err(|_| bad_value(key))?;
        if !(*least..=*most).contains(&number) {
            return Err(bad_value(key));
        }
        return Ok(number.to_string());
    }
    match FIFO_CHOICES.iter().find(|choice| choice.0 == key) {
        Some((_, allowed)) if is_fifo(name) => {
            if allowed.contains(&value.as_str()) {
                Ok(value)
            } else {
                Err(bad_value(key))
            }
        }
        _ => Err(unknown(key)),
    }
}

/// The policy in one spelling (`maxReceiveCount` as a number), if its target exists and is of the queue's kind.
fn redrive_policy(transaction: &Transaction<'_>, name: &str, value: &str) -> Result<String, Fault> {
    let bad = |reason: &str| {
        Fault::new("InvalidParameterValue", format!("RedrivePolicy is invalid. Reason: {reason}"))
    };
    let policy: BTreeMap<String, Value> =
        serde_json::from_str(value).map_err(|_| bad("Redrive policy is not a valid JSON map."))?;
    let arn = policy.get("deadLetterTargetArn").and_then(Value::as_str).unwrap_or_default();
    let receives = match policy.get("maxReceiveCount") {
        Some(Value::String(text)) => text.parse().ok(),
        Some(number) => number.as_i64(),
        None => None,
    };
    let receives = receives
        .filter(|count| (1..=1000).contains(count))
        .ok_or_else(|| bad("Invalid value for maxReceiveCount: a number from 1 to 1000."))?;
    let target = name_in_arn(arn).ok_or_else(|| bad("Dead letter target does not exist."))?;
    if target == name {
        return Err(bad("A queue can't be its own dead letter target."));
    }
    if Queue::named(transaction, target)?.is_none() {
        return Err(bad("Dead letter target does not exist."));
    }
    if is_fifo(target) != is_fifo(name) {
        return Err(bad("Dead-letter queue must be same type of queue as the source."));
    }
    Ok(json!({"deadLetterTargetArn": arn, "maxReceiveCount": receives}).to_string())
}

fn bad_value(key: &str) -> Fault {
    Fault::new("InvalidAttributeValue", format!("Invalid value for the parameter {key}."))
}

fn unknown(key: &str) -> Fault {
    Fault::new("InvalidAttributeName", format!("Unknown Attribute {key}."))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct SetQueueAttributes {
    queue_url: String,
    attributes: Given,
}

/// `SetQueueAttributes`.
pub(super) fn set(transaction: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let SetQueueAttributes { queue_url, attributes } = request.read()?;
    let queue = Queue::find(transaction, &queue_url)?;
    let before = queue.attributes.number("DelaySeconds");
    let settings = queue.attributes.with(transaction, &queue.name, attributes)?;
    let later = (settings.number("DelaySeconds") - before) * 1000;
    let sql = "UPDATE queues SET attributes = ?2, modified = ?3 WHERE name = ?1";
    transaction.execute(sql, (&queue.name, settings.to_json(), now))?;
    if is_fifo(&queue.name) {
        // A new delay counts for messages that wait in a FIFO queue, and for later ones only elsewhere.
        let sql = "UPDATE messages SET visible = visible + ?2 WHERE queue = ?1 AND received = 0";
        transaction.execute(sql, (&queue.name, later))?;
    }
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct GetQueueAttributes {
    queue_url: String,
    #[serde(default)]
    attribute_names: Vec<String>,
}

/// `GetQueueAttributes`. The counts are exact here, and approximate on AWS.
pub(super) fn get(transaction: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let GetQueueAttributes { queue_url, attribute_names: names } = request.read()?;
    let queue = Queue::find(transaction, &queue_url)?;
    let all = every(transaction, &queue, now)?;
    if let Some(name) = names.iter().find(|name| *name != "All" && !READABLE.contains(&name.as_str())) {
        return Err(unknown(name));
    }
    let wanted = |name: &str| names.iter().any(|wanted| wanted == "All" || wanted == name);
    let chosen: BTreeMap<_, _> = all.into_iter().filter(|(name, _)| wanted(name)).collect();
    Ok(if chosen.is_empty() { json!({}) } else { json!({"Attributes": chosen}) })
}

const READABLE: [&str; 16] = [
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
    "ContentBasedDeduplication",
    "CreatedTimestamp",
    "DeduplicationScope",
    "DelaySeconds",
    "FifoQueue",
    "FifoThroughputLimit",
    "LastModifiedTimestamp",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "QueueArn",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
    "VisibilityTimeout",
];

fn every(transaction: &Transaction<'_>, queue: &Queue, now: i64) -> Result<Given, Fault> {
    let (visible, delayed, in_flight): (i64, i64, i64) = transaction.query_row(
        "SELECT COUNT(*) FILTER (WHERE visible <= ?2),
                COUNT(*) FILTER (WHERE visible > ?2 AND receipt IS NULL),
                COUNT(*) FILTER (WHERE visible > ?2 AND receipt IS NOT NULL)
         FROM messages WHERE queue = ?1",
        (&queue.name, now),
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let mut all = queue.attributes.0.clone();
    for key in NUMBERS.iter().map(|number| number.0) {
        all.insert(key.into(), queue.attributes.text(key));
    }
    if queue.is_fifo() {
        all.insert("FifoQueue".into(), "true".into());
        for (key, _) in FIFO_CHOICES {
            all.insert(key.into(), queue.attributes.text(key));
        }
    }
    all.insert("QueueArn".into(), queue.arn());
    all.insert("ApproximateNumberOfMessages".into(), visible.to_string());
    all.insert("ApproximateNumberOfMessagesDelayed".into(), delayed.to_string());
    all.insert("ApproximateNumberOfMessagesNotVisible".into(), in_flight.to_string());
    all.insert("CreatedTimestamp".into(), (queue.created / 1000).to_string());
    all.insert("LastModifiedTimestamp".into(), (queue.modified / 1000).to_string());
    Ok(all)
}
