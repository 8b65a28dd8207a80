//! The sync's function: requests off the queue, the hour in both of its forms, and what is neither.

use anyhow::ensure;
use local::cloud::SYNC_QUEUE;
use serde_json::json;
use shared::domain::run::RunOutcome;

use crate::{
    function::Function,
    stage::{MARK, Stage, refused, unreadable_batch, well},
};

/// The run that the settings asked for, and two hours.
pub(crate) async fn sync(stage: &Stage, function: &mut Function) -> anyhow::Result<()> {
    let created = run(stage, function).await?.created;
    let employees = stage.employees().await?;
    ensure!(created > 0 && employees.len() as u64 == created, "{created} of {}", employees.len());
    let of_marked = |text: &str| text.contains(MARK);
    let names =
        employees.iter().filter_map(|employee| employee.fields.text(shared::domain::field::Field::LastName));
    ensure!(names.filter(|name| of_marked(name)).count() > 0, "nobody is marked, so no mark can leak");

    let hour = json!({"kind": "hourly"});
    ensure!(well(function.call(hour).await?)? == json!({"sync_requests": 1}), "the hour asks for nothing");
    let counts = run(stage, function).await?;
    ensure!(counts.unchanged == created && counts.created == 0, "the hour changes somebody: {counts:?}");

    let scheduled = json!({
        "version": "0", "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa", "detail-type": "Scheduled Event",
        "source": "aws.events", "account": "000000000000", "time": "2026-11-22T10:00:00Z", "region": "eu-west-2",
        "resources": ["arn:aws:events:eu-west-2:000000000000:rule/hour"], "detail": {},
    });
    ensure!(well(function.call(scheduled).await?)? == json!({"sync_requests": 1}), "nor does the event");
    let counts = run(stage, function).await?;
    ensure!(counts.unchanged == created && counts.created == 0, "the event changes somebody: {counts:?}");

    refused(function.call(json!({"kind": MARK})).await?, "the field \"kind\" must be \"hourly\"")?;
    refused(function.call(json!({"x": MARK})).await?, "it has none of the fields")?;
    let answer = well(function.call(unreadable_batch(SYNC_QUEUE)).await?)?;
    ensure!(answer["batchItemFailures"][0]["itemIdentifier"] == "m-1", "not tried again: {answer}");
    Ok(())
}

/// Works the queue off, and answers what the run counted.
async fn run(stage: &Stage, function: &mut Function) -> anyhow::Result<shared::domain::plan::Counts> {
    let worked = stage.work(function, &stage.cloud.sync_queue, SYNC_QUEUE, 1).await?;
    ensure!(worked == 1, "{worked} requests");
    let run = stage.latest_run().await?;
    ensure!(run.outcome == RunOutcome::Succeeded, "the run: {:?} {:?}", run.outcome, run.reason);
    let finished = stage.announced("SyncRunFinished")?;
    let told = finished.iter().any(|detail| detail["run_id"] == run.id.to_string());
    ensure!(told, "nobody is told of the run");
    Ok(run.counts)
}
