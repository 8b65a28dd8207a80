//! One tenant's failure never touches another's run (guard G2).

use shared::{
    domain::{
        connection::{ConnectionReason, ConnectionStatus},
        ids::TenantId,
        run::{RunOutcome, RunReason},
    },
    ports::{Credentials, ReadEmployees, ReadTenant, Secrets},
    run::World as _,
};
use tests::world::{World, flawless};

#[tokio::test]
async fn a_refused_tenant_is_broken_and_the_other_goes_on() -> anyhow::Result<()> {
    let mut world = World::of(flawless(5)?).await?;
    let (good, bad) = (TenantId::parse("good")?, TenantId::parse("bad")?);
    for tenant in [&good, &bad] {
        world.tenant = tenant.clone();
        world.connect_and_save().await?;
    }
    let wrong = Credentials { client_id: "papi-wrong".into(), client_secret: "wrong".to_owned().into() };
    world.inside.secrets().put_credentials(&bad, &wrong).await?;
    let employees_before = world.employees().await?;

    world.tenant = good.clone();
    let run = world.hour().await?;
    assert_eq!((run.outcome, run.counts.unchanged), (RunOutcome::Succeeded, 5));
    assert_eq!(world.connection().await?.status, ConnectionStatus::Active);

    world.tenant = bad;
    let failed = world.latest().await?.unwrap();
    assert_eq!((failed.outcome, failed.reason), (RunOutcome::Failed, Some(RunReason::CredentialsRejected)));
    let connection = world.connection().await?;
    assert_eq!(connection.status, ConnectionStatus::Broken);
    assert_eq!(connection.reason, Some(ConnectionReason::CredentialsRejected));
    assert_eq!(world.employees().await?, employees_before, "nothing of the broken tenant is touched");
    Ok(())
}

#[tokio::test]
async fn tenants_share_a_table_and_nothing_else() -> anyhow::Result<()> {
    let mut world = World::of(flawless(4)?).await?;
    let (one, other) = (TenantId::parse("one")?, TenantId::parse("one-more")?);
    world.tenant = one.clone();
    world.connect_and_save().await?;
    let store = world.inside.store();
    assert_eq!(store.index(&one).await?.len(), 4);
    assert!(store.index(&other).await?.is_empty());
    assert_eq!(store.settings(&other).await?, None);
    assert_eq!(store.connection(&other).await?, None);
    assert_eq!(store.runs(&other, None, 10).await?, []);
    let ids: Vec<_> = store.index(&one).await?.iter().map(|entry| entry.employee_id.clone()).collect();
    assert_eq!(store.employees(&other, &ids).await?, []);
    assert_eq!(world.inside.secrets().credentials(&other).await?.map(|_| ()), None);
    Ok(())
}
