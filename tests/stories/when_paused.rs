//! W2: a paused tenant's runs write nothing, and a run under way stops before its next write.

use shared::{
    domain::{
        field::Field::JobTitle,
        run::{RunOutcome, RunReason, Trigger},
    },
    ports::WriteTenant as _,
};
use tests::world::{World, flawless};

#[tokio::test]
async fn hourly_save_and_manual_runs_are_skipped_while_paused() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let person = world.people()[0];
    let before = world.employees().await?;
    world.put(person, "job_title", "Changed")?;
    let saved = world.change_settings(|settings| settings.paused = true).await?;
    world.personio.forget_requests();
    let runs = [saved, world.hour().await?, world.sync_all().await?];
    for (run, trigger) in runs.iter().zip([Trigger::Settings, Trigger::Hourly, Trigger::Manual]) {
        assert_eq!(run.trigger, trigger);
        assert_eq!((run.outcome, run.reason.clone()), (RunOutcome::Skipped, Some(RunReason::Paused)));
        assert_eq!(World::tally(run), [0; 6]);
    }
    assert_eq!(world.personio.request_count(), 0);
    assert_eq!(world.employees().await?, before);

    let run = world.change_settings(|settings| settings.paused = false).await?;
    assert_eq!(World::tally(&run), [0, 1, 1, 0, 0, 0]);
    assert_eq!(world.text("E0001", JobTitle).await?.as_deref(), Some("Changed"));
    Ok(())
}

#[tokio::test]
async fn pausing_stops_a_run_under_way_before_its_next_write_and_unpausing_completes() -> anyhow::Result<()> {
    let world = World::of(flawless(200)?).await?;
    world.connect().await?;
    let settings = world.suggested().await?;
    world.inside.store.put_settings(&world.tenant, 0, &settings).await?;
    let run = world
        .sync_all_while(async |number| {
            // The first wave is on its way: four transactions of twenty.
            if number == 1 {
                let paused = shared::domain::settings::Settings { paused: true, ..settings.clone() };
                world.inside.store.put_settings(&world.tenant, 1, &paused).await?;
            }
            Ok(())
        })
        .await?;
    assert_eq!((run.outcome, run.reason.clone()), (RunOutcome::Skipped, Some(RunReason::Paused)));
    assert_eq!(World::tally(&run), [80, 0, 0, 0, 0, 0]);
    assert_eq!(world.employees().await?.len(), 80);

    let run = world.change_settings(|settings| settings.paused = false).await?;
    assert_eq!((run.outcome, World::tally(&run)), (RunOutcome::Succeeded, [120, 0, 80, 0, 0, 0]));
    assert_eq!(world.employees().await?.len(), 200);
    Ok(())
}

#[tokio::test]
async fn other_settings_saved_meanwhile_stop_the_run_of_the_old_ones() -> anyhow::Result<()> {
    let world = World::of(flawless(120)?).await?;
    world.connect().await?;
    let settings = world.suggested().await?;
    world.inside.store.put_settings(&world.tenant, 0, &settings).await?;
    let run = world
        .sync_all_while(async |number| {
            if number == 1 {
                let mut other = settings.clone();
                other.mapping.remove(&JobTitle);
                world.inside.store.put_settings(&world.tenant, 1, &other).await?;
            }
            Ok(())
        })
        .await?;
    assert_eq!((run.outcome, run.reason.clone()), (RunOutcome::Skipped, Some(RunReason::SettingsChanged)));
    assert_eq!(World::tally(&run), [80, 0, 0, 0, 0, 0]);
    // The run that a save starts goes on by the new ones.
    assert_eq!(World::tally(&world.sync_all().await?), [40, 0, 80, 0, 0, 0]);
    assert_eq!(world.text("E0120", JobTitle).await?, None);
    assert!(world.text("E0001", JobTitle).await?.is_some());
    Ok(())
}
