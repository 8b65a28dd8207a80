//! The FIFO queues of sync requests and of payslips: one message group per tenant, so that its runs come one at a time
//! (rule W3), and its payslips too.

use aws_sdk_sqs::{Client, types::SendMessageBatchRequestEntry};
use serde::Serialize;

use crate::{
    aws::code,
    config::variable,
    domain::{ids::TenantId, run::SyncRequest},
    ports::{PayslipMessage, SendPayslips, SendRequests, StoreError},
};

/// SQS takes ten messages at once.
const BATCH: usize = 10;

const SEND_SYNCS: &str = "send sync requests";
const SEND_PAYSLIPS: &str = "send payslip requests";
const BRING_BACK: &str = "bring a message back soon";

/// Sends to the queues.
#[derive(Debug, Clone)]
pub struct Queue {
    client: Client,
    sync_url: String,
    payslip_url: Option<String>,
}

impl Queue {
    /// Uses the queues at these URLs; without the second one nothing can be sent to it.
    #[must_use]
    pub const fn new(client: Client, sync_url: String, payslip_url: Option<String>) -> Self {
        Self { client, sync_url, payslip_url }
    }

    fn payslip_url(&self, operation: &'static str) -> Result<&str, StoreError> {
        let cause = || format!("{} is not set", variable::PAYSLIP_QUEUE_URL);
        self.payslip_url.as_deref().ok_or_else(|| failed(operation, cause()))
    }

    async fn send_all<M: Serialize + Sync>(
        &self,
        url: &str,
        operation: &'static str,
        messages: &[(M, String)],
        tenant: fn(&M) -> &TenantId,
    ) -> Result<(), StoreError> {
        let mut refused = None;
        for messages in messages.chunks(BATCH) {
            let mut batch = self.client.send_message_batch().queue_url(url);
            for (at, (message, deduplication)) in messages.iter().enumerate() {
                let not_built = || failed(operation, "message not built");
                let entry = SendMessageBatchRequestEntry::builder()
                    .id(at.to_string())
                    .message_group_id(tenant(message).as_str())
                    .message_deduplication_id(deduplication)
                    .message_body(serde_json::to_string(message).map_err(|_| not_built())?)
                    .build()
                    .map_err(|_| not_built())?;
                batch = batch.entries(entry);
            }
            let sent = batch.send().await.map_err(|error| failed(operation, code(&error)))?;
            // One message that is refused must not keep the others from being sent.
            refused = refused.or_else(|| sent.failed.into_iter().next());
        }
        refused.map_or(Ok(()), |refused| Err(failed(operation, refused.code)))
    }

    async fn bring_back(&self, url: &str, receipt: &str, seconds: u16) -> Result<(), StoreError> {
        let change = self.client.change_message_visibility().queue_url(url).receipt_handle(receipt);
        match change.visibility_timeout(i32::from(seconds)).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(failed(BRING_BACK, code(&error))),
        }
    }
}

fn failed(operation: &'static str, cause: impl Into<String>) -> StoreError {
    StoreError::Unavailable { service: "SQS", operation, cause: cause.into() }
}

impl SendRequests for Queue {
    async fn send(&self, requests: &[(SyncRequest, String)]) -> Result<(), StoreError> {
        self.send_all(&self.sync_url, SEND_SYNCS, requests, |request| &request.tenant_id).await
    }

    async fn retry_in(&self, receipt: &str, seconds: u16) -> Result<(), StoreError> {
        self.bring_back(&self.sync_url, receipt, seconds).await
    }
}

impl SendPayslips for Queue {
    async fn send_payslips(&self, messages: &[(PayslipMessage, String)]) -> Result<(), StoreError> {
        let url = self.payslip_url(SEND_PAYSLIPS)?;
        self.send_all(url, SEND_PAYSLIPS, messages, PayslipMessage::tenant_id).await
    }

    async fn retry_payslip_in(&self, receipt: &str, seconds: u16) -> Result<(), StoreError> {
        self.bring_back(self.payslip_url(BRING_BACK)?, receipt, seconds).await
    }
}
