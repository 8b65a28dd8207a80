//! G2: credentials that Personio refuses, and permissions it does not give.

use personio_sim::{Fault, Permission as Scope, Route, What};
use secrecy::ExposeSecret as _;
use serde_json::json;
use shared::domain::{
    connection::{ConnectionReason, ConnectionStatus, Permission},
    run::{RunOutcome, RunReason},
};
use tests::world::World;

/// Puts Personio's present credentials into Secrets Manager, as an operator does who rotates them there.
async fn rotate_behind_our_back(world: &World) -> anyhow::Result<()> {
    let credentials = world.credentials();
    let secret = json!({
        "client_id": credentials.client_id,
        "client_secret": credentials.client_secret.expose_secret(),
    });
    let put = world.cloud.clients.secrets_manager.put_secret_value();
    put.secret_id(format!("pento-personio/{}", world.tenant))
        .secret_string(secret.to_string())
        .send()
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_refused_credential_breaks_the_connection_and_is_tried_ever_more_rarely() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let before = world.employees().await?;
    world.personio.rotate_credentials();
    let mut tried = Vec::new();
    for hour in 1..=41 {
        if let Some(run) = world.next_hour().await? {
            assert_eq!(run.outcome, RunOutcome::Failed, "hour {hour}");
            assert_eq!(run.reason, Some(RunReason::CredentialsRejected), "hour {hour}");
            tried.push(hour);
        }
    }
    // Refused in the first hour; then after 1, 2, 4, 8 and 24 hours.
    assert_eq!(tried, [1, 2, 4, 8, 16, 40]);
    let connection = world.connection().await?;
    assert_eq!(connection.status, ConnectionStatus::Broken);
    assert_eq!(connection.reason, Some(ConnectionReason::CredentialsRejected));
    assert_eq!(world.employees().await?, before);

    world.connect().await?;
    let connection = world.connection().await?;
    assert_eq!((connection.status, connection.reason), (ConnectionStatus::Active, None), "healed at once");
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn sync_all_tries_a_broken_connection_at_once_and_a_good_login_heals_it() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.personio.rotate_credentials();
    world.hour().await?;
    let by_hand = world.sync_all().await?;
    assert_eq!(by_hand.reason, Some(RunReason::CredentialsRejected), "not yet, but it did try");
    assert_eq!(world.connection().await?.refusals, 1, "and puts no later try off");
    rotate_behind_our_back(&world).await?;
    let run = world.sync_all().await?;
    assert_eq!((run.outcome, World::tally(&run)), (RunOutcome::Succeeded, [0, 0, 2, 0, 0, 0]));
    let connection = world.connection().await?;
    assert_eq!(
        (connection.status, connection.reason, connection.refusals),
        (ConnectionStatus::Active, None, 0)
    );
    Ok(())
}

#[tokio::test]
async fn credentials_rotated_behind_a_warm_process_are_noticed_within_the_run() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.personio.rotate_credentials();
    rotate_behind_our_back(&world).await?;
    let run = world.hour().await?;
    assert_eq!((run.outcome, World::tally(&run)), (RunOutcome::Succeeded, [0, 0, 2, 0, 0, 0]));
    assert_eq!(world.connection().await?.status, ConnectionStatus::Active);
    Ok(())
}

#[tokio::test]
async fn a_missing_permission_fails_the_run_and_leaves_the_connection_active() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let before = world.employees().await?;
    world.personio.revoke(Scope::EmployeesRead);
    for _ in 0..2 {
        let run = world.hour().await?;
        assert_eq!((run.outcome, run.reason), (RunOutcome::Failed, Some(RunReason::PermissionMissing)));
        let connection = world.connection().await?;
        assert_eq!((connection.status, connection.reason), (ConnectionStatus::Active, None));
        assert_eq!(connection.permissions.employees_read, Permission::Missing);
    }
    assert_eq!(world.employees().await?, before);
    world.personio.grant(Scope::EmployeesRead);
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    assert_eq!(world.connection().await?.permissions.employees_read, Permission::Granted);
    Ok(())
}

#[tokio::test]
async fn a_token_that_expires_is_renewed_and_two_refusals_in_a_row_break_the_connection() -> anyhow::Result<()>
{
    let world = World::settled(2).await?;
    let list = Route::exact("/v1/company/employees");
    world.personio.expire_tokens();
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    world.personio.fault(Fault::once(list.clone(), What::TokenExpired));
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    world.personio.fault(Fault::always(list, What::TokenExpired));
    assert_eq!(world.hour().await?.reason, Some(RunReason::CredentialsRejected));
    assert_eq!(world.connection().await?.status, ConnectionStatus::Broken);
    Ok(())
}
