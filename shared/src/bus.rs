//! The event bus that others listen on.

use std::time::Duration;

use aws_sdk_eventbridge::{Client, types::PutEventsRequestEntry};

use crate::{
    aws::code,
    domain::{
        announcement::{Announcement, SOURCE},
        ids::TenantId,
    },
    ports::{Announce, StoreError},
};

/// EventBridge takes ten events at once, and 256 KB of them: ours have 2 KB at most, of an employee with every field.
const BATCH: usize = 10;

/// Tries of events that EventBridge took no hold of although it answered; failed calls the SDK repeats itself.
const TRIES: u32 = 4;
/// The wait before the second try, doubled before each later one.
const FIRST_WAIT: Duration = Duration::from_millis(100);

const OPERATION: &str = "send events";

/// Sends to one bus.
#[derive(Debug, Clone)]
pub struct Bus {
    client: Client,
    name: String,
}

impl Bus {
    /// Uses the bus of this name.
    #[must_use]
    pub const fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }

    /// Sends ten events at most. EventBridge may take some of them and throttle others: only those are sent again.
    async fn send(&self, mut entries: Vec<PutEventsRequestEntry>) -> Result<(), StoreError> {
        let mut wait = FIRST_WAIT;
        for attempt in 1.. {
            let sent = self.client.put_events().set_entries(Some(entries.clone())).send().await;
            let answers = sent.map_err(|error| failed(code(&error)))?.entries.unwrap_or_default();
            let refused = answers.iter().find_map(|answer| answer.error_code.clone());
            let mut answers = answers.into_iter();
            entries.retain(|_| answers.next().is_none_or(|answer| answer.event_id.is_none()));
            if entries.is_empty() {
                break;
            }
            if attempt == TRIES {
                return Err(failed(refused.unwrap_or_else(|| "no answer".to_owned())));
            }
            tokio::time::sleep(wait).await;
            wait *= 2;
        }
        Ok(())
    }
}

fn failed(cause: String) -> StoreError {
    StoreError::Unavailable { service: "EventBridge", operation: OPERATION, cause }
}

impl Announce for Bus {
    async fn announce(&self, tenant: &TenantId, announcements: &[Announcement]) -> Result<(), StoreError> {
        for announcements in announcements.chunks(BATCH) {
            let entry = |announcement: &Announcement| {
                let detail = serde_json::to_string(&announcement.detail(tenant))
                    .map_err(|_| failed("event not built".to_owned()))?;
                Ok(PutEventsRequestEntry::builder()
                    .event_bus_name(&self.name)
                    .source(SOURCE)
                    .detail_type(announcement.detail_type())
                    .detail(detail)
                    .build())
            };
            self.send(announcements.iter().map(entry).collect::<Result<_, StoreError>>()?).await?;
        }
        Ok(())
    }
}
