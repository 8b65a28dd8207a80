//! The queues and the hour.

use anyhow::Context as _;
use aws_sdk_sqs::types::QueueAttributeName;
use local::{cloud, events};
use serde_json::{Value, json};
use tests::world::{World, flawless};

use super::{all_of, properties};

/// A queue that a function works off, in the template and on this machine.
struct Worked {
    function: &'static str,
    source: &'static str,
    queue: (&'static str, &'static str),
    url: fn(&cloud::Cloud) -> &str,
    dead_letters: (&'static str, &'static str),
    batch: u64,
}

const WORKED: [Worked; 2] = [
    Worked {
        function: "EmployeeSync",
        source: "SyncRequests",
        queue: ("SyncQueue", cloud::SYNC_QUEUE),
        url: |cloud| &cloud.sync_queue,
        dead_letters: ("SyncDeadLetters", cloud::SYNC_DEAD_LETTERS),
        // One run has the function's life to itself.
        batch: 1,
    },
    Worked {
        function: "PayslipPush",
        source: "PayslipRequests",
        queue: ("PayslipQueue", cloud::PAYSLIP_QUEUE),
        url: |cloud| &cloud.payslip_queue,
        dead_letters: ("PayslipDeadLetters", cloud::PAYSLIP_DEAD_LETTERS),
        batch: 10,
    },
];

#[tokio::test]
async fn the_queues_are_those_of_one_machine_but_for_their_patience() -> anyhow::Result<()> {
    let world = World::of(flawless(0)?).await?;
    for worked in WORKED {
        let (function, queue) = (properties(worked.function)?, properties(worked.queue.0)?);
        let seconds = |value: &Value| value.as_u64().context("no number of seconds");
        let (visibility, life) = (seconds(&queue["VisibilityTimeout"])?, seconds(&function["Timeout"])?);
        assert_eq!(life, 900);
        assert!(visibility >= 6 * life, "{visibility} s is less than six times {life} s");

        let url = (worked.url)(&world.cloud);
        let asked = world.cloud.clients.sqs.get_queue_attributes().queue_url(url);
        let asked = asked.attribute_names(QueueAttributeName::RedrivePolicy).send().await?;
        let redrive = asked.attributes.unwrap_or_default().remove(&QueueAttributeName::RedrivePolicy);
        let redrive: Value = serde_json::from_str(&redrive.context("no redrive policy")?)?;
        let receives = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
        let deployed = receives(&queue["RedrivePolicy"]["maxReceiveCount"]).context("no maxReceiveCount")?;
        assert_eq!(Some(deployed), receives(&redrive["maxReceiveCount"]));
        let (dead_letters, _) = worked.dead_letters;
        assert_eq!(queue["RedrivePolicy"]["deadLetterTargetArn"], format!("GetAtt {dead_letters}.Arn"));
        assert!(
            seconds(&queue["MessageRetentionPeriod"])? > deployed * visibility,
            "a request ends as a dead letter"
        );

        for (name, local_name) in [worked.queue, worked.dead_letters] {
            let queue = properties(name)?;
            let name = queue["QueueName"].as_str().context("no name")?;
            assert_eq!(name.replace("Sub ${AWS::StackName}", "pento-personio"), local_name);
            assert_eq!(queue["FifoQueue"], true);
        }
        let source = &function["Events"][worked.source]["Properties"];
        assert_eq!(source["Queue"], format!("GetAtt {}.Arn", worked.queue.0));
        assert_eq!(source["BatchSize"], worked.batch);
        assert_eq!(source["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
    }
    Ok(())
}

#[test]
fn every_queue_is_encrypted_and_dead_letters_are_kept_for_as_long_as_can_be() -> anyhow::Result<()> {
    for (name, queue) in all_of("AWS::SQS::Queue")? {
        assert_eq!(queue["SqsManagedSseEnabled"], true, "{name}");
        if name.ends_with("DeadLetters") {
            assert_eq!(queue["MessageRetentionPeriod"], 14 * 86_400, "{name}");
        }
    }
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
