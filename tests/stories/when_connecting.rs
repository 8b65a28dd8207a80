//! W1: nothing is imported before settings are saved, and every save starts a run.

use serde_json::json;
use shared::{
    domain::{
        connection::{ConnectionStatus, Permission},
        run::{RunOutcome, RunReason, Trigger},
    },
    run::connection::ConnectError,
};
use tests::world::{World, flawless};

#[tokio::test]
async fn connecting_reads_the_catalogue_and_saving_starts_the_run() -> anyhow::Result<()> {
    let world = World::of(flawless(3)?).await?;
    let catalogue = world.connect().await?;
    assert_eq!(catalogue.iter().count(), world.personio.company().attributes.len());
    let connection = world.connection().await?;
    assert_eq!(connection.status, ConnectionStatus::AwaitingSettings);
    assert_eq!(connection.permissions.employees_read, Permission::Granted);
    assert_eq!(world.strike().await?, json!({"sync_requests": 0}));
    let by_hand = world.sync_all().await?;
    assert_eq!((by_hand.outcome, by_hand.reason), (RunOutcome::Skipped, Some(RunReason::AwaitingSettings)));
    assert!(world.employees().await?.is_empty());

    let id = world.save_only(&world.suggested().await?).await?;
    let queued = world.run(id).await?;
    assert_eq!((queued.trigger, queued.outcome), (Trigger::Settings, RunOutcome::Queued), "readable at once");
    assert_eq!(world.connection().await?.status, ConnectionStatus::Active);
    world.work().await?;
    assert_eq!(World::tally(&world.run(id).await?), [3, 0, 0, 0, 0, 0]);

    assert_eq!(world.strike().await?, json!({"sync_requests": 1}));
    world.work().await?;
    assert_eq!(world.latest().await?.map(|run| run.trigger), Some(Trigger::Hourly));
    Ok(())
}

#[tokio::test]
async fn reconnecting_with_kept_settings_is_active_at_once() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.personio.rotate_credentials();
    world.connect().await?;
    assert_eq!(world.connection().await?.status, ConnectionStatus::Active);
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn refused_credentials_store_nothing() -> anyhow::Result<()> {
    let world = World::of(flawless(1)?).await?;
    let wrong = shared::ports::Credentials { client_secret: "wrong".into(), ..world.credentials() };
    let deadline = shared::ports::Clock::now(&world.clock) + jiff::SignedDuration::from_mins(1);
    let refused = shared::run::connection::connect(&world.inside, &world.tenant, wrong, deadline).await.err();
    assert_eq!(refused, Some(ConnectError::Personio(shared::ports::PersonioError::CredentialsRejected)));
    assert_eq!(world.dump().await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn a_request_for_a_tenant_who_never_connected_is_skipped() -> anyhow::Result<()> {
    let world = World::of(flawless(1)?).await?;
    let request = world.request_by(Trigger::Hourly);
    let again =
        world.hand_over(&[serde_json::to_string(&request)?], jiff::SignedDuration::from_mins(5)).await?;
    assert_eq!(again, [""; 0]);
    let run = world.run(request.run_id).await?;
    assert_eq!((run.outcome, run.reason), (RunOutcome::Skipped, Some(RunReason::NotConnected)));
    assert_eq!(world.personio.request_count(), 0);
    Ok(())
}
