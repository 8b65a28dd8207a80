//! What is sent on the bus during a story, heard as a rule's target hears it.

use anyhow::Context as _;
use aws_sdk_eventbridge::types::{SqsParameters, Target};
use aws_sdk_sqs::types::QueueAttributeName;
use serde_json::Value;
use shared::wiring::Clients;

use crate::world::World;

/// The queue that hears the bus where the services are not ours and can't be looked into.
const QUEUE: &str = "heard.fifo";

/// Has everything that the system sends kept in a queue.
pub(crate) async fn subscribe(clients: &Clients) -> anyhow::Result<()> {
    let create = clients.sqs.create_queue().queue_name(QUEUE);
    let create = create
        .attributes(QueueAttributeName::FifoQueue, "true")
        .attributes(QueueAttributeName::ContentBasedDeduplication, "true");
    let url = create.send().await?.queue_url.context("no queue URL")?;
    let asked = clients.sqs.get_queue_attributes().queue_url(url);
    let attributes = asked.attribute_names(QueueAttributeName::QueueArn).send().await?.attributes;
    let arn = attributes.as_ref().and_then(|attributes| attributes.get(&QueueAttributeName::QueueArn));
    // One group, so that the order is kept.
    let group = SqsParameters::builder().message_group_id("heard").build();
    let target = Target::builder().id("heard").arn(arn.context("no queue ARN")?).sqs_parameters(group);
    let bus = &clients.event_bridge;
    bus.put_rule().name("heard").event_pattern(r#"{"source": ["pento.personio"]}"#).send().await?;
    bus.put_targets().rule("heard").targets(target.build()?).send().await?;
    Ok(())
}

/// Somebody who hears what is sent on the bus.
#[derive(Debug, Default)]
pub struct Listener {
    heard: usize,
}

impl Listener {
    /// The events since the last look.
    ///
    /// # Errors
    /// When the queue that hears the bus does not answer.
    pub async fn listen(&mut self, world: &World) -> anyhow::Result<Vec<Value>> {
        let Some(sent) = world.cloud.sent_events() else { return drain(&world.cloud.clients.sqs).await };
        let new = sent.all().split_off(self.heard);
        self.heard += new.len();
        Ok(new)
    }
}

async fn drain(sqs: &aws_sdk_sqs::Client) -> anyhow::Result<Vec<Value>> {
    let url = sqs.get_queue_url().queue_name(QUEUE).send().await?.queue_url.context("no queue URL")?;
    let mut events = Vec::new();
    loop {
        let received = sqs.receive_message().queue_url(&url).max_number_of_messages(10).send().await?;
        let messages = received.messages.unwrap_or_default();
        if messages.is_empty() {
            return Ok(events);
        }
        for message in messages {
            events.push(serde_json::from_str(message.body.as_deref().unwrap_or_default())?);
            sqs.delete_message().queue_url(&url).set_receipt_handle(message.receipt_handle).send().await?;
        }
    }
}
