//! The FIFO queue of sync requests: one message group per tenant, so that its runs come one at a time (rule W3).

use aws_sdk_sqs::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::SendMessageBatchRequestEntry,
};

use crate::{
    domain::run::SyncRequest,
    ports::{SendRequests, StoreError},
};

/// SQS takes ten messages at once.
const BATCH: usize = 10;

/// Sends to one queue.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    url: String,
}

impl Queue {
    /// Uses the queue at `url`.
    #[must_use]
    pub const fn new(client: Client, url: String) -> Self {
        Self { client, url }
    }
}

fn failed(cause: impl Into<String>) -> StoreError {
    StoreError::Unavailable { service: "SQS", operation: "send sync requests", cause: cause.into() }
}

fn code<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    let code = error.as_service_error().and_then(ProvideErrorMetadata::code);
    code.unwrap_or("no answer").to_owned()
}

impl SendRequests for Queue {
    async fn send(&self, requests: &[(SyncRequest, String)]) -> Result<(), StoreError> {
        let mut refused = None;
        for requests in requests.chunks(BATCH) {
            let mut batch = self.client.send_message_batch().queue_url(&self.url);
            for (at, (request, deduplication)) in requests.iter().enumerate() {
                let body = serde_json::to_string(request).map_err(|_| failed("message not built"))?;
                let entry = SendMessageBatchRequestEntry::builder()
                    .id(at.to_string())
                    .message_group_id(request.tenant_id.as_str())
                    .message_deduplication_id(deduplication)
                    .message_body(body)
                    .build()
                    .map_err(|_| failed("message not built"))?;
                batch = batch.entries(entry);
            }
            let sent = batch.send().await.map_err(|error| failed(code(&error)))?;
            // One tenant's message that is refused must not keep the others' from being sent.
            refused = refused.or_else(|| sent.failed.into_iter().next());
        }
        refused.map_or(Ok(()), |refused| Err(failed(refused.code)))
    }

    async fn retry_in(&self, receipt: &str, seconds: u16) -> Result<(), StoreError> {
        let change = self.client.change_message_visibility().queue_url(&self.url).receipt_handle(receipt);
        match change.visibility_timeout(i32::from(seconds)).send().await {
            Ok(_) => Ok(()),
            Err(error) => {
                let cause = code(&error);
                Err(StoreError::Unavailable { service: "SQS", operation: "bring a message back soon", cause })
            }
        }
    }
}
