//! A queue and its dead letters, as SQS has them.

use aws_sdk_sqs::{
    Client,
    types::{Message, MessageSystemAttributeName, QueueAttributeName},
};
use serde_json::Value;
use shared::{aws::code, ports::StoreError};

use crate::Failure;

/// SQS hands out ten at once.
const BATCH: i32 = 10;

/// Seconds during which nobody else receives a letter that is being moved or looked at.
const HOLD_SECONDS: i32 = 60;

/// Seconds to wait for a letter: a short poll asks only some of SQS's servers, and may miss one that is there.
const WAIT_SECONDS: i32 = 1;

/// One queue with its dead letters.
pub(crate) struct Queues {
    client: Client,
    url: String,
    dead_letters: String,
}

/// One dead letter, in our hands.
pub(crate) struct Letter {
    /// SQS's id of it, another one each time it is sent.
    pub(crate) id: String,
    /// Its group: the tenant.
    pub(crate) group: Option<String>,
    /// What it says.
    pub(crate) body: String,
    receipt: String,
}

fn failed(operation: &'static str, cause: impl Into<String>) -> StoreError {
    StoreError::Unavailable { service: "SQS", operation, cause: cause.into() }
}

impl Queues {
    /// The queue at `url`, with the dead letters at that URL, or those its redrive policy names.
    pub(crate) async fn find(
        client: Client,
        url: String,
        dead_letters: Option<String>,
    ) -> Result<Self, Failure> {
        let dead_letters = match dead_letters {
            Some(url) => url,
            None => named_by_policy(&client, &url).await?,
        };
        Ok(Self { client, url, dead_letters })
    }

    /// How many letters there are, roughly.
    pub(crate) async fn count(&self) -> Result<u64, StoreError> {
        let name = QueueAttributeName::ApproximateNumberOfMessages;
        let get =
            self.client.get_queue_attributes().queue_url(&self.dead_letters).attribute_names(name.clone());
        let got = get.send().await.map_err(|error| failed("count the dead letters", code(&error)))?;
        let count = got.attributes.unwrap_or_default().remove(&name);
        Ok(count.and_then(|count| count.parse().ok()).unwrap_or(0))
    }

    /// The next letters, `most` at most, in their order; none when all that can be had are in our hands.
    pub(crate) async fn receive(&self, most: u32) -> Result<Vec<Letter>, StoreError> {
        let receive = self
            .client
            .receive_message()
            .queue_url(&self.dead_letters)
            .max_number_of_messages(i32::try_from(most).unwrap_or(BATCH).min(BATCH))
            .visibility_timeout(HOLD_SECONDS)
            .wait_time_seconds(WAIT_SECONDS)
            .message_system_attribute_names(MessageSystemAttributeName::MessageGroupId);
        let received = receive.send().await.map_err(|error| failed("receive dead letters", code(&error)))?;
        received.messages.unwrap_or_default().into_iter().map(letter).collect()
    }

    /// Sends the letter to its queue, in its group, then deletes it. Answers the id it has now.
    ///
    /// The deduplication id is made of the id of the letter: new with every death, so that it is never taken for the
    /// request it once was; and the same when the deletion fails and the letter is moved again.
    pub(crate) async fn move_back(&self, letter: &Letter, group: &str) -> Result<String, StoreError> {
        let what = "send a dead letter to its queue";
        let send = self
            .client
            .send_message()
            .queue_url(&self.url)
            .message_group_id(group)
            .message_deduplication_id(format!("redriven-{}", letter.id))
            .message_body(&letter.body);
        let answer = send.send().await.map_err(|error| failed(what, code(&error)))?;
        let delete =
            self.client.delete_message().queue_url(&self.dead_letters).receipt_handle(&letter.receipt);
        delete.send().await.map_err(|error| failed("delete a dead letter that was sent", code(&error)))?;
        Ok(answer.message_id.unwrap_or_default())
    }

    /// Lets others have the letters again. A letter that can't be let go comes back by itself.
    pub(crate) async fn let_go(&self, letters: &[Letter]) {
        for letter in letters {
            let change =
                self.client.change_message_visibility().queue_url(&self.dead_letters).visibility_timeout(0);
            let _ = change.receipt_handle(&letter.receipt).send().await;
        }
    }
}

fn letter(message: Message) -> Result<Letter, StoreError> {
    let missing = || failed("receive dead letters", "a letter without an id or a receipt");
    let group = MessageSystemAttributeName::MessageGroupId;
    Ok(Letter {
        id: message.message_id.ok_or_else(missing)?,
        group: message.attributes.and_then(|mut attributes| attributes.remove(&group)),
        body: message.body.unwrap_or_default(),
        receipt: message.receipt_handle.ok_or_else(missing)?,
    })
}

async fn named_by_policy(client: &Client, url: &str) -> Result<String, Failure> {
    let name = QueueAttributeName::RedrivePolicy;
    let get = client.get_queue_attributes().queue_url(url).attribute_names(name.clone());
    let got = get.send().await.map_err(|error| failed("read the queue's redrive policy", code(&error)))?;
    let policy = got.attributes.unwrap_or_default().remove(&name);
    let policy = policy.and_then(|policy| serde_json::from_str::<Value>(&policy).ok());
    // arn:aws:sqs:<region>:<account>:<name>
    let arn = policy.as_ref().and_then(|policy| policy["deadLetterTargetArn"].as_str());
    let Some(name) = arn.and_then(|arn| arn.rsplit(':').next()) else {
        return Err(Failure::new(
            "the queue has no redrive policy, so nothing names its dead letters",
            "Is the URL right? Else give their URL by --sync-dead-letters-url or --payslip-dead-letters-url.",
        ));
    };
    let found = client.get_queue_url().queue_name(name).send().await;
    let found = found.map_err(|error| failed("find the dead letters", code(&error)))?;
    Ok(found.queue_url.ok_or_else(|| failed("find the dead letters", "no URL"))?)
}
