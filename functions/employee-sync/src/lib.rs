//! Lambda 1. Two kinds of event reach it, and it decides nothing: it translates them for [`shared::run`].
//!
//! - The hour: `{"kind": "hourly"}` from EventBridge Scheduler, or a plain EventBridge scheduled event. Becomes one
//!   sync request per tenant that is due.
//! - An SQS batch of sync requests. Each becomes one run; the answer names the messages to be tried again.
//!
//! Anything else is refused loudly: the invocation fails and says which field it could not understand.

use std::collections::HashSet;

use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent, SqsMessage};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use shared::{
    domain::run::SyncRequest,
    ports::{DueTenants, SendRequests, StoreError},
    run::{World, dispatch, employee_sync},
};

/// Why an invocation failed. Lambda, the queue or the schedule tries again, and the dead-letter queue keeps the rest.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No event this function knows.
    #[error("unknown event: {0}")]
    UnknownEvent(&'static str),
    /// The table or the queue did not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Handles one event. `deadline` is when Lambda may stop the process; `invocation` is this invocation's id.
///
/// # Errors
/// [`Error`], for the hour and for unknown events. Single messages of a batch fail in the answer.
pub async fn handle<W: World>(
    world: &W,
    event: Value,
    deadline: Timestamp,
    invocation: &str,
) -> Result<Value, Error>
where
    W::Store: DueTenants,
{
    match Event::parse(event)? {
        Event::Hourly { id } => {
            let sent = Box::pin(dispatch::hourly(world, id.as_deref().unwrap_or(invocation))).await?;
            Ok(json!({"sync_requests": sent}))
        }
        Event::Messages(messages) => {
            let failed = batch(world, messages, deadline).await;
            let mut answer = SqsBatchResponse::default();
            answer.batch_item_failures = failed.into_iter().map(failure).collect();
            Ok(serde_json::to_value(answer).unwrap_or_default())
        }
    }
}

/// The events this function knows.
enum Event {
    /// `id` is EventBridge's, the same for each delivery of one event.
    Hourly {
        id: Option<String>,
    },
    Messages(Vec<SqsMessage>),
}

impl Event {
    fn parse(event: Value) -> Result<Self, Error> {
        let text = |key: &str| event.get(key).and_then(Value::as_str);
        if let Some(kind) = event.get("kind") {
            return match kind.as_str() {
                Some("hourly") => Ok(Self::Hourly { id: None }),
                _ => Err(Error::UnknownEvent("the field \"kind\" must be \"hourly\"")),
            };
        }
        if let Some(detail_type) = event.get("detail-type") {
            let scheduled = detail_type == "Scheduled Event"
                && matches!(text("source"), Some("aws.events" | "aws.scheduler"));
            return if scheduled {
                Ok(Self::Hourly { id: text("id").map(ToOwned::to_owned) })
            } else {
                Err(Error::UnknownEvent(
                    "the field \"detail-type\" must be \"Scheduled Event\" of source \"aws.events\"",
                ))
            };
        }
        if event.get("Records").is_some() {
            let wrong = |_| Error::UnknownEvent("the field \"Records\" is no list of SQS messages");
            let batch: SqsEvent = serde_json::from_value(event).map_err(wrong)?;
            let from_sqs = |message: &SqsMessage| message.event_source.as_deref() == Some("aws:sqs");
            return if batch.records.iter().all(from_sqs) {
                Ok(Self::Messages(batch.records))
            } else {
                Err(Error::UnknownEvent("the field \"Records[].eventSource\" must be \"aws:sqs\""))
            };
        }
        Err(Error::UnknownEvent("it has none of the fields \"kind\", \"detail-type\" and \"Records\""))
    }
}

/// Runs each message in its order; answers the ids of those to be tried again. After a failure the later messages of
/// the same tenant are not touched, or they would overtake.
async fn batch<W: World>(world: &W, messages: Vec<SqsMessage>, deadline: Timestamp) -> Vec<String> {
    let mut failed = Vec::new();
    let mut stopped = HashSet::new();
    for message in messages {
        let id = message.message_id.clone().unwrap_or_default();
        let group = message.attributes.get("MessageGroupId").cloned();
        let waits = group.as_ref().is_some_and(|group| stopped.contains(group));
        if waits || !one(world, &message, deadline).await {
            retry_soon(world, &message).await;
            stopped.extend(group);
            failed.push(id);
        }
    }
    failed
}

/// Whether the message is done with.
async fn one<W: World>(world: &W, message: &SqsMessage, deadline: Timestamp) -> bool {
    let id = message.message_id.as_deref().unwrap_or("");
    let request = match request(message.body.as_deref().unwrap_or("")) {
        Ok(request) => request,
        Err(problem) => {
            tracing::error!(
                message_id = id,
                problem,
                "a message is no sync request; it goes to the dead-letter queue"
            );
            return false;
        }
    };
    // A run is a large future; on the heap it does not travel with every caller.
    match Box::pin(employee_sync::run(world, &request, deadline)).await {
        Ok(employee_sync::Ended::Busy) => {
            tracing::warn!(tenant = %request.tenant_id, run_id = %request.run_id, "another run holds the lease");
            false
        }
        Ok(_) => true,
        Err(error) => {
            tracing::error!(tenant = %request.tenant_id, run_id = %request.run_id, %error, "the run will be tried again");
            false
        }
    }
}

/// Seconds until a failed message comes again, by how often it has come: it holds its tenant's group up meanwhile. The
/// fifth failure sends it to the dead-letter queue.
const RETRY_SECONDS: [u16; 4] = [15, 30, 60, 120];

async fn retry_soon<W: World>(world: &W, message: &SqsMessage) {
    let Some(receipt) = &message.receipt_handle else { return };
    let received =
        message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse::<usize>().ok());
    let hopeless = request(message.body.as_deref().unwrap_or("")).is_err();
    let step = received.unwrap_or(1).saturating_sub(1).min(RETRY_SECONDS.len() - 1);
    let seconds = if hopeless { 0 } else { RETRY_SECONDS[step] };
    if let Err(error) = world.queue().retry_in(receipt, seconds).await {
        tracing::warn!(%error, "the message comes again only after its whole visibility time-out");
    }
}

/// Reads a sync request, or names the field that is wrong.
fn request(body: &str) -> Result<SyncRequest, &'static str> {
    #[derive(Deserialize)]
    struct Loose {
        tenant_id: Option<Value>,
        trigger: Option<Value>,
        run_id: Option<Value>,
        requested_at: Option<Value>,
    }
    let strict: Result<SyncRequest, _> = serde_json::from_str(body);
    strict.map_err(|_| {
        let Ok(loose) = serde_json::from_str::<Loose>(body) else { return "the body is no JSON object" };
        let reads = |value: Option<Value>, check: fn(Value) -> bool| value.is_some_and(check);
        if !reads(loose.tenant_id, |v| serde_json::from_value::<shared::domain::ids::TenantId>(v).is_ok()) {
            "the field \"tenant_id\" is missing or no tenant id"
        } else if !reads(loose.trigger, |v| serde_json::from_value::<shared::domain::run::Trigger>(v).is_ok())
        {
            "the field \"trigger\" is missing or unknown"
        } else if !reads(loose.run_id, |v| serde_json::from_value::<shared::domain::ids::RunId>(v).is_ok()) {
            "the field \"run_id\" is missing or no UUID"
        } else if !reads(loose.requested_at, |v| serde_json::from_value::<Timestamp>(v).is_ok()) {
            "the field \"requested_at\" is missing or no instant"
        } else {
            "the field \"part\" is no number"
        }
    })
}

fn failure(id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id;
    failure
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(event: Value, expected: &str) {
        match Event::parse(event) {
            Ok(Event::Hourly { id }) => {
                assert_eq!(expected, id.map_or("hourly".to_owned(), |id| format!("hourly {id}")));
            }
            Ok(Event::Messages(messages)) => assert_eq!(expected, format!("{} messages", messages.len())),
            Err(error) => assert_eq!(expected, error.to_string()),
        }
    }

    #[test]
    fn both_forms_of_the_hour_and_the_batch_are_understood() {
        check(json!({"kind": "hourly"}), "hourly");
        check(
            json!({"id": "e1", "detail-type": "Scheduled Event", "source": "aws.events", "detail": {}}),
            "hourly e1",
        );
        check(json!({"Records": [{"messageId": "m", "body": "{}", "eventSource": "aws:sqs"}]}), "1 messages");
    }

    #[test]
    fn other_events_are_refused_by_the_field_that_is_wrong() {
        check(json!({"kind": "daily"}), "unknown event: the field \"kind\" must be \"hourly\"");
        check(
            json!({"detail-type": "EC2 Instance State-change Notification", "source": "aws.ec2"}),
            "unknown event: the field \"detail-type\" must be \"Scheduled Event\" of source \"aws.events\"",
        );
        check(
            json!({"Records": [{"messageId": "m", "eventSource": "aws:s3"}]}),
            "unknown event: the field \"Records[].eventSource\" must be \"aws:sqs\"",
        );
        check(json!({"Records": 7}), "unknown event: the field \"Records\" is no list of SQS messages");
        for other in [json!({}), json!([]), json!("x"), json!(null)] {
            check(
                other,
                "unknown event: it has none of the fields \"kind\", \"detail-type\" and \"Records\"",
            );
        }
    }

    #[test]
    fn a_wrong_message_is_named_by_its_field() {
        let good = json!({
            "tenant_id": "acme", "trigger": "hourly", "run_id": "019ab3c4-0000-7000-8000-000000000000",
            "requested_at": "2026-11-22T10:00:00Z",
        });
        assert!(request(&good.to_string()).is_ok());
        let with = |key: &str, value: Value| {
            let mut bad = good.clone();
            bad[key] = value;
            request(&bad.to_string()).unwrap_err()
        };
        assert_eq!(with("tenant_id", json!("a/b")), "the field \"tenant_id\" is missing or no tenant id");
        assert_eq!(with("trigger", json!("now")), "the field \"trigger\" is missing or unknown");
        assert_eq!(with("run_id", json!(7)), "the field \"run_id\" is missing or no UUID");
        assert_eq!(
            with("requested_at", json!("today")),
            "the field \"requested_at\" is missing or no instant"
        );
        assert_eq!(with("part", json!("x")), "the field \"part\" is no number");
        assert_eq!(request("<html>").unwrap_err(), "the body is no JSON object");
    }
}
