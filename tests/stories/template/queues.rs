//! The queues and the hour.

use anyhow::Context as _;
use aws_sdk_sqs::types::QueueAttributeName;
use local::{cloud, events};
use serde_json::{Value, json};
use tests::world::{World, flawless};

use super::properties;

#[tokio::test]
async fn the_queues_are_those_of_one_machine_but_for_their_patience() -> anyhow::Result<()> {
    let (function, queue) = (properties("EmployeeSync")?, properties("SyncQueue")?);
    let seconds = |value: &Value| value.as_u64().context("no number of seconds");
    let (visibility, life) = (seconds(&queue["VisibilityTimeout"])?, seconds(&function["Timeout"])?);
    assert_eq!(life, 900);
    assert!(visibility >= 6 * life, "{visibility} s is less than six times {life} s");

    let world = World::of(flawless(0)?).await?;
    let asked = world.cloud.clients.sqs.get_queue_attributes().queue_url(&world.cloud.sync_queue);
    let asked = asked.attribute_names(QueueAttributeName::RedrivePolicy).send().await?;
    let redrive = asked.attributes.unwrap_or_default().remove(&QueueAttributeName::RedrivePolicy);
    let redrive: Value = serde_json::from_str(&redrive.context("no redrive policy")?)?;
    let receives = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
    let deployed = receives(&queue["RedrivePolicy"]["maxReceiveCount"]).context("no maxReceiveCount")?;
    assert_eq!(Some(deployed), receives(&redrive["maxReceiveCount"]));
    assert_eq!(queue["RedrivePolicy"]["deadLetterTargetArn"], "GetAtt SyncDeadLetters.Arn");
    assert!(
        seconds(&queue["MessageRetentionPeriod"])? > deployed * visibility,
        "a request ends as a dead letter"
    );

    let dead_letters = properties("SyncDeadLetters")?;
    for (queue, local_name) in [(&queue, cloud::SYNC_QUEUE), (&dead_letters, cloud::SYNC_DEAD_LETTERS)] {
        let name = queue["QueueName"].as_str().context("no name")?;
        assert_eq!(name.replace("Sub ${AWS::StackName}", "pento-personio"), local_name);
        assert_eq!((&queue["FifoQueue"], &queue["SqsManagedSseEnabled"]), (&json!(true), &json!(true)));
    }
    let source = &function["Events"]["SyncRequests"]["Properties"];
    assert_eq!(source["Queue"], "GetAtt SyncQueue.Arn");
    assert_eq!(source["BatchSize"], 1);
    assert_eq!(source["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
    Ok(())
}

#[tokio::test]
async fn the_hour_of_the_template_is_one_the_function_takes() -> anyhow::Result<()> {
    let hour = &properties("EmployeeSync")?["Events"]["Hourly"]["Properties"];
    assert_eq!(hour["ScheduleExpression"], "rate(1 hour)");
    assert_eq!(hour["DeadLetterConfig"], json!({"Arn": "GetAtt HourlyDeadLetters.Arn"}));
    let payload: Value = serde_json::from_str(hour["Input"].as_str().context("no payload")?)?;
    assert_eq!(payload, json!({"kind": "hourly"}));

    let world = World::of(flawless(1)?).await?;
    world.connect_and_save().await?;
    assert_eq!(events::deliver(&world.inside, payload).await?, json!({"sync_requests": 1}));
    Ok(())
}
