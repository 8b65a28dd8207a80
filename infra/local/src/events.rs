//! EventBridge and the event-source mapping on this machine: they build the same event JSON as AWS and call the same
//! handlers.

use std::{sync::Arc, time::Duration};

use aws_sdk_sqs::types::{DeleteMessageBatchRequestEntry, Message, MessageSystemAttributeName};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use shared::{
    files::FileStore,
    ports::{Clock as _, DueTenants, PayslipFiles},
    run::World,
    system::SystemClock,
    wiring::RealWorld,
};
use tokio::{sync::watch, task::JoinHandle};

/// The functions as they run here.
pub type LocalWorld = RealWorld<SystemClock>;

/// A Lambda's longest life.
const LAMBDA_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// Seconds a poll waits for a message.
const POLL_SECONDS: i32 = 1;
/// A queue that does not answer is left alone for a moment.
const AFTER_FAILED_POLL: Duration = Duration::from_secs(1);

/// Why an event reached nobody.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// No rule of the template matches it.
    #[error(
        "no rule matches this event: its \"kind\", or its \"source\" and \"detail-type\", are of no event this system takes"
    )]
    NoRule,
    /// The function failed; on AWS the event would be tried again.
    #[error("the function failed: {0}")]
    Function(String),
}

/// Delivers an event as the bus would: the hour to `employee-sync`, a finalised payroll to `payslip-push`.
///
/// # Errors
/// [`DeliveryError`] when no rule matches, or the function fails.
pub async fn route<W: World, F: PayslipFiles>(
    world: &W,
    files: &F,
    event: Value,
) -> Result<Value, DeliveryError>
where
    W::Store: DueTenants,
{
    if event["detail-type"] == "PayrollFinalised" && event["source"] == "pento.payroll" {
        let failed = |error: payslip_push::Error| DeliveryError::Function(error.to_string());
        return payslip_push::handle(world, files, event, deadline(world)).await.map_err(failed);
    }
    deliver(world, event).await
}

/// Delivers the hour.
///
/// # Errors
/// [`DeliveryError`] when the event is another one, or the function fails.
pub async fn deliver<W: World>(world: &W, event: Value) -> Result<Value, DeliveryError>
where
    W::Store: DueTenants,
{
    let scheduled = event["detail-type"] == "Scheduled Event";
    if !(scheduled || event.get("kind").is_some()) {
        return Err(DeliveryError::NoRule);
    }
    let failed = |error: employee_sync::Error| DeliveryError::Function(error.to_string());
    employee_sync::handle(world, event, deadline(world), &invocation()).await.map_err(failed)
}

/// The hour, every `interval`, first after one interval, until `stopped`.
#[must_use]
pub fn clockwork(
    world: Arc<LocalWorld>,
    interval: SignedDuration,
    mut stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        let every = Duration::try_from(interval).unwrap_or(Duration::from_hours(1));
        loop {
            tokio::select! {
                _ = stopped.changed() => return,
                () = tokio::time::sleep(every) => {}
            }
            if let Err(error) = deliver(&*world, json!({"kind": "hourly"})).await {
                tracing::error!(%error, "the hourly event failed");
            }
        }
    })
}

/// Polls the queue and hands batches to the function, as Lambda's event-source mapping does, until `stopped`.
#[must_use]
pub fn poller(
    world: Arc<LocalWorld>,
    sqs: aws_sdk_sqs::Client,
    queue: String,
    stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        // Nothing is cut off: a message in hand is finished, and a poll that waits is short.
        while !*stopped.borrow() {
            if let Err(error) = poll(&*world, &sqs, &queue, POLL_SECONDS).await {
                tracing::error!(%error, "a poll failed");
                tokio::time::sleep(AFTER_FAILED_POLL).await;
            }
        }
    })
}

/// The same for the queue of payslips.
#[must_use]
pub fn payslip_poller(
    world: Arc<LocalWorld>,
    files: FileStore,
    sqs: aws_sdk_sqs::Client,
    queue: String,
    stopped: watch::Receiver<bool>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        while !*stopped.borrow() {
            if let Err(error) = poll_payslips(&*world, &files, &sqs, &queue, POLL_SECONDS).await {
                tracing::error!(%error, "a poll of payslips failed");
                tokio::time::sleep(AFTER_FAILED_POLL).await;
            }
        }
    })
}

/// One poll of the queue of sync requests: waits so many seconds for a message, hands it to the function and deletes it
/// unless the function asks for it again. Answers whether there was a message.
///
/// # Errors
/// When the queue or the function fails; the message comes again.
pub async fn poll<W: World>(
    world: &W,
    sqs: &aws_sdk_sqs::Client,
    queue: &str,
    seconds: i32,
) -> anyhow::Result<bool>
where
    W::Store: DueTenants,
{
    let messages = receive(sqs, queue, 1, seconds).await?;
    if messages.is_empty() {
        return Ok(false);
    }
    let event = batch(&messages, crate::cloud::SYNC_QUEUE);
    let answer = employee_sync::handle(world, event, deadline(world), &invocation()).await?;
    delete_done(sqs, queue, &messages, &answer).await?;
    Ok(true)
}

/// Payslips in one batch, as in the template.
const PAYSLIPS_AT_ONCE: i32 = 10;

/// The same of the queue of payslips.
///
/// # Errors
/// When the queue or the function fails; the messages come again.
pub async fn poll_payslips<W: World, F: PayslipFiles>(
    world: &W,
    files: &F,
    sqs: &aws_sdk_sqs::Client,
    queue: &str,
    seconds: i32,
) -> anyhow::Result<bool> {
    let messages = receive(sqs, queue, PAYSLIPS_AT_ONCE, seconds).await?;
    if messages.is_empty() {
        return Ok(false);
    }
    let event = batch(&messages, crate::cloud::PAYSLIP_QUEUE);
    let answer = payslip_push::handle(world, files, event, deadline(world)).await?;
    delete_done(sqs, queue, &messages, &answer).await?;
    Ok(true)
}

/// Takes up to so many messages off a queue, waiting so many seconds for one.
///
/// # Errors
/// When the queue does not answer.
pub async fn receive(
    sqs: &aws_sdk_sqs::Client,
    queue: &str,
    most: i32,
    seconds: i32,
) -> anyhow::Result<Vec<Message>> {
    let receive =
        sqs.receive_message().queue_url(queue).max_number_of_messages(most).wait_time_seconds(seconds);
    let received = receive.message_system_attribute_names(MessageSystemAttributeName::All).send().await?;
    Ok(received.messages.unwrap_or_default())
}

/// The event of a batch of messages.
#[must_use]
pub fn batch(messages: &[Message], queue: &str) -> Value {
    json!({"Records": messages.iter().map(|message| record(message, queue)).collect::<Vec<_>>()})
}

/// Deletes the messages that the function is done with.
///
/// # Errors
/// When the queue does not answer.
pub async fn delete_done(
    sqs: &aws_sdk_sqs::Client,
    queue: &str,
    messages: &[Message],
    answer: &Value,
) -> anyhow::Result<()> {
    let failed: Vec<_> = answer["batchItemFailures"].as_array().into_iter().flatten().collect();
    let is_done = |message: &&Message| {
        !failed.iter().any(|failure| failure["itemIdentifier"] == json!(message.message_id))
    };
    let delete = |(at, message): (usize, &Message)| {
        let entry = DeleteMessageBatchRequestEntry::builder().id(at.to_string());
        entry.set_receipt_handle(message.receipt_handle.clone()).build().ok()
    };
    let entries: Vec<_> = messages.iter().filter(is_done).enumerate().filter_map(delete).collect();
    if !entries.is_empty() {
        sqs.delete_message_batch().queue_url(queue).set_entries(Some(entries)).send().await?;
    }
    Ok(())
}

/// A message in the shape of Lambda's SQS event.
fn record(message: &Message, queue: &str) -> Value {
    let attributes: serde_json::Map<String, Value> = message
        .attributes
        .iter()
        .flatten()
        .map(|(name, value)| (name.as_str().to_owned(), json!(value)))
        .collect();
    json!({
        "messageId": message.message_id,
        "receiptHandle": message.receipt_handle,
        "body": message.body,
        "attributes": attributes,
        "messageAttributes": {},
        "md5OfBody": message.md5_of_body,
        "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws:sqs:{}:{}:{}", crate::aws::REGION, crate::aws::ACCOUNT, queue),
        "awsRegion": crate::aws::REGION,
    })
}

fn deadline<W: World>(world: &W) -> Timestamp {
    world.clock().now().saturating_add(LAMBDA_LIFE).unwrap_or(Timestamp::MAX)
}

fn invocation() -> String {
    uuid::Uuid::new_v4().to_string()
}
