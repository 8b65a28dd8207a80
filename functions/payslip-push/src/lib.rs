//! Lambda 3. Two kinds of event reach it, and it decides nothing: it translates them for [`shared::run::payslips`].
//!
//! - `PayrollFinalised` of source `pento.payroll` from the event bus. Becomes one request for each payslip.
//! - An SQS batch of those requests. Each becomes one upload; the answer names the messages to be tried again.
//!
//! Anything else is refused loudly: the invocation fails and says which field it could not understand.

use std::collections::HashSet;

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use shared::{
    ports::{Clock, PayslipFiles, PayslipMessage, SendPayslips, StoreError},
    run::{
        World,
        payslips::{self, Accepted, Pushed, Refusal},
    },
};

/// Why an invocation failed. Lambda, the bus or the queue tries again, and the dead-letter queue keeps the rest.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No event this function knows.
    #[error("unknown event: {0}")]
    UnknownEvent(&'static str),
    /// A payroll that can't be taken in; the event ends on the dead-letter queue.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The table, the bucket or the queue did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Handles one event. `deadline` is when Lambda may stop the process.
///
/// # Errors
/// [`Error`], for payrolls and for unknown events. Single messages of a batch fail in the answer.
pub async fn handle<W: World, F: PayslipFiles>(
    world: &W,
    files: &F,
    event: Value,
    deadline: Timestamp,
) -> Result<Value, Error> {
    if event.get("Records").is_some() {
        let wrong = |_| Error::UnknownEvent("the field \"Records\" is no list of SQS messages");
        let batch: SqsEvent = serde_json::from_value(event).map_err(wrong)?;
        if batch.records.iter().any(|message| message.event_source.as_deref() != Some("aws:sqs")) {
            return Err(Error::UnknownEvent("the field \"Records[].eventSource\" must be \"aws:sqs\""));
        }
        let mut answer = SqsBatchResponse::default();
        answer.batch_item_failures =
            push_batch(world, files, batch.records, deadline).await.into_iter().map(failure).collect();
        return Ok(serde_json::to_value(answer).unwrap_or_default());
    }
    let text = |key: &str| event.get(key).and_then(Value::as_str);
    if text("detail-type") != Some("PayrollFinalised") || text("source") != Some("pento.payroll") {
        return Err(Error::UnknownEvent(
            "the fields \"detail-type\" and \"source\" must be \"PayrollFinalised\" and \"pento.payroll\"",
        ));
    }
    let detail = event.get("detail").unwrap_or(&Value::Null);
    match Box::pin(payslips::finalise(world, files, detail)).await? {
        Accepted::Payslips(payslips) => Ok(json!({"payslips": payslips})),
        Accepted::Refused(refusal) => {
            tracing::error!(%refusal, "a finalised payroll is refused");
            Err(refusal.into())
        }
    }
}

/// What one message may need at the worst: an upload that times out, and the list asked four times. Messages that this
/// invocation has no such time left for go on in the next.
const LONGEST_MESSAGE: SignedDuration = SignedDuration::from_secs(240);

/// Pushes each message in its order; answers the ids of those to be tried again. After a failure the later messages of
/// the same tenant are not touched: what keeps one from being sent keeps the others too.
async fn push_batch<W: World, F: PayslipFiles>(
    world: &W,
    files: &F,
    messages: Vec<SqsMessage>,
    deadline: Timestamp,
) -> Vec<String> {
    let mut failed = Vec::new();
    let mut stopped = HashSet::new();
    for message in messages {
        let id = message.message_id.clone().unwrap_or_default();
        let group = message.attributes.get("MessageGroupId").cloned();
        let waits = group.as_ref().is_some_and(|group| stopped.contains(group));
        let out_of_time = world.clock().now().duration_until(deadline) < LONGEST_MESSAGE;
        let again = if waits || out_of_time { Some(0) } else { one(world, files, &message, deadline).await };
        if let Some(seconds) = again {
            retry_in(world, &message, seconds).await;
            stopped.extend(group);
            failed.push(id);
        }
    }
    failed
}

/// Pushes one message; answers after how many seconds it has to come again, if it has to.
async fn one<W: World, F: PayslipFiles>(
    world: &W,
    files: &F,
    message: &SqsMessage,
    deadline: Timestamp,
) -> Option<u16> {
    let id = message.message_id.as_deref().unwrap_or("");
    let body = message.body.as_deref().unwrap_or("");
    let Ok(told) = serde_json::from_str::<PayslipMessage>(body) else {
        tracing::error!(message_id = id, "a message is no payslip request; it goes to the dead-letter queue");
        return Some(0);
    };
    let came_before = times(message) > 1;
    let pushed = match &told {
        PayslipMessage::Push(request) => {
            Box::pin(payslips::push(world, files, request, came_before, deadline)).await.map(Some)
        }
        PayslipMessage::BatchEnd(end) => payslips::batch_end(world, end).await.map(|()| None),
    };
    match pushed {
        Ok(None | Some(Pushed::Done(_))) => None,
        Ok(Some(Pushed::Unknown)) => {
            tracing::error!(
                message_id = id,
                "a payslip request names none that is in the ledger; it is dropped"
            );
            None
        }
        Ok(Some(Pushed::Later(seconds))) => Some(seconds.saturating_mul(times(message)).min(MOST_SECONDS)),
        Err(error) => {
            tracing::error!(tenant = %told.tenant_id(), %error, "the payslip will be tried again");
            Some(FAILED_SECONDS.saturating_mul(times(message)).min(MOST_SECONDS))
        }
    }
}

/// Seconds until a message comes again after a service of ours failed, for the first time.
const FAILED_SECONDS: u16 = 15;
/// The longest wait between two tries: with 50 tries a payslip waits for Personio for 12 hours before it is a dead letter.
const MOST_SECONDS: u16 = 900;

/// How often the message has come.
fn times(message: &SqsMessage) -> u16 {
    let received = message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok());
    received.unwrap_or(1).max(1)
}

async fn retry_in<W: World>(world: &W, message: &SqsMessage, seconds: u16) {
    let Some(receipt) = &message.receipt_handle else { return };
    if let Err(error) = world.queue().retry_payslip_in(receipt, seconds).await {
        tracing::warn!(%error, "the message comes again only after its whole visibility time-out");
    }
}

fn failure(id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id;
    failure
}
