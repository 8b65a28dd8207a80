//! A run that nears the end of its Lambda's life goes on in a continuation and loses nothing.

use std::time::Duration;

use jiff::SignedDuration;
use shared::{
    domain::{employee::SyncState, run::RunOutcome},
    ports::{ReadEmployees, WriteTenant},
    run::World as _,
};
use tests::world::{World, flawless};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_out_of_time_is_finished_by_its_continuation() -> anyhow::Result<()> {
    let people = 400;
    let world = World::of(flawless(people)?).await?;
    world.connect().await?;
    let settings = world.suggested().await?;
    world.inside.store().put_settings(&world.tenant, 0, &settings).await?;
    let connection = world.connection().await?;
    let active = shared::domain::connection::ConnectionStatus::Active;
    let connection = shared::domain::connection::Connection { status: active, ..connection };
    world.inside.store().put_connection(&world.tenant, &connection).await?;

    // As soon as the first employees are written, all but the last seconds of the Lambda are gone.
    let request = world.request();
    let time_flies = async {
        while world.inside.store().index(&world.tenant).await?.is_empty() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        world.clock.advance(SignedDuration::from_mins(14) + SignedDuration::from_secs(50));
        anyhow::Ok(())
    };
    let (answer, flown) = tokio::join!(world.invoke(&request), time_flies);
    flown?;
    assert_eq!(answer?["batchItemFailures"], serde_json::json!([]));
    let handed_over = world.run(request.run_id).await?;
    assert_eq!(handed_over.outcome, RunOutcome::Running);
    let written = world.employees().await?.len() as u64;
    assert!(0 < written && written < people, "{written} of {people} were written before the end");

    world.work().await?;
    let run = world.run(request.run_id).await?;
    assert_eq!(run.outcome, RunOutcome::Succeeded);
    assert_eq!((run.counts.read, run.counts.created, run.counts.unchanged), (people, people, 0));
    assert_eq!(world.outcomes(&run).await?.len() as u64, people);
    let employees = world.employees().await?;
    assert_eq!(employees.len() as u64, people);
    assert!(employees.iter().all(|employee| employee.sync_state == SyncState::Ok && employee.version == 1));
    Ok(())
}
