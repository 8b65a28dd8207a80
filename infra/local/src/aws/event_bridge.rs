//! `EventBridge`: takes events, and keeps the latest to be looked at. Nothing listens here; rules are the template's.
//!
//! Source of the rules: <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    ACCOUNT, Clock, REGION,
    json::{Fault, Request, Service, unknown_operation},
};

/// Events of one call.
const MOST_ENTRIES: usize = 10;
/// Bytes of one call's events: 256 KB.
const MOST_BYTES: usize = 256 * 1024;
/// Events that are kept; the oldest go first.
const KEPT: usize = 10_000;

/// The latest events, as a rule's target would get them.
#[derive(Debug, Clone, Default)]
pub struct SentEvents(Arc<Mutex<VecDeque<Value>>>);

impl SentEvents {
    /// All that are kept, oldest first.
    #[must_use]
    pub fn all(&self) -> Vec<Value> {
        self.kept().iter().cloned().collect()
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Value>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The service.
pub(super) struct EventBridge {
    sent: SentEvents,
    clock: Clock,
}

impl EventBridge {
    /// Keeps what it takes in `sent`.
    pub(super) const fn new(sent: SentEvents, clock: Clock) -> Self {
        Self { sent, clock }
    }

    fn put(&self, request: &Request) -> Result<Value, Fault> {
        let PutEvents { entries } = request.read()?;
        if entries.is_empty() || entries.len() > MOST_ENTRIES {
            return Err(Fault::new("ValidationException", "Entries must be 1 to 10 events"));
        }
        let size = |entry: &Entry| {
            [&entry.source, &entry.detail_type, &entry.detail]
                .into_iter()
                .flatten()
                .map(String::len)
                .sum::<usize>()
        };
        if entries.iter().map(size).sum::<usize>() > MOST_BYTES {
            return Err(Fault::new("ValidationException", "the events have more than 256 KB"));
        }
        let answers: Vec<_> = entries.into_iter().map(|entry| self.take(entry)).collect();
        let failed = answers.iter().filter(|answer| answer.get("ErrorCode").is_some()).count();
        Ok(json!({"FailedEntryCount": failed, "Entries": answers}))
    }

    fn take(&self, entry: Entry) -> Value {
        let refused = |code: &str, message: &str| json!({"ErrorCode": code, "ErrorMessage": message});
        let (Some(source), Some(detail_type), Some(detail)) = (entry.source, entry.detail_type, entry.detail)
        else {
            return refused("InvalidArgument", "Source, DetailType and Detail are required");
        };
        let Some(detail) = serde_json::from_str::<Value>(&detail).ok().filter(Value::is_object) else {
            return refused("MalformedDetail", "Detail is malformed.");
        };
        let id = uuid::Uuid::new_v4().to_string();
        let mut kept = self.sent.kept();
        if kept.len() == KEPT {
            kept.pop_front();
        }
        kept.push_back(json!({
            "version": "0", "id": id, "detail-type": detail_type, "source": source, "account": ACCOUNT,
            "time": (self.clock)(), "region": REGION, "resources": [], "detail": detail,
        }));
        json!({"EventId": id})
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutEvents {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    source: Option<String>,
    detail_type: Option<String>,
    detail: Option<String>,
}

impl Service for EventBridge {
    const TARGET: &'static str = "AWSEvents.";
    const CONTENT_TYPE: &'static str = "application/x-amz-json-1.1";
    const NAMESPACE: &'static str = "";

    fn query_code(_: &str) -> Option<String> {
        None
    }

    async fn call(&self, operation: &str, request: Request) -> Result<Value, Fault> {
        match operation {
            "PutEvents" => self.put(&request),
            _ => Err(unknown_operation()),
        }
    }
}
