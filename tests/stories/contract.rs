//! What we ask of Personio fits its contract, in every call of a day.

use jiff::SignedDuration;
use personio_sim::contract;
use shared::{
    domain::ids::PersonioId,
    ports::{Access, Clock as _, ReadPersonio as _},
    run::World as _,
};
use tests::world::{World, flawless};

#[tokio::test]
async fn every_request_fits_the_contract_and_names_the_app() -> anyhow::Result<()> {
    let world = World::of(flawless(230)?).await?;
    world.connect_and_save().await?;
    world.hour().await?;
    let deadline = world.clock.now() + SignedDuration::from_mins(1);
    let access = Access::new(world.credentials(), deadline);
    let wanted = world.suggested().await?.wanted();
    let first = world.personio.edit(|company| company.people()[0].id);
    let id = PersonioId::new(first.to_string());
    let found = world.inside.personio().employee(&access, &wanted, &id).await?;
    assert_eq!(found.map(|record| record.personio_id), Some(id));

    let seen = world.personio.requests();
    let paths: Vec<_> = seen.iter().map(|request| request.path.as_str()).collect();
    let calls = |path: &str| paths.iter().filter(|seen| **seen == path).count();
    assert_eq!(calls("/v1/auth"), 1, "one token serves the whole day");
    assert_eq!(calls("/v1/company/employees"), 2 * 3, "two runs of three pages");
    assert_eq!(calls("/v1/company/employees/attributes"), 1);
    for request in &seen {
        assert_eq!(contract::check_request(request), Ok(()));
        assert!(!request.credentials_in_query, "credentials belong into the body");
        assert!(request.names_app || request.path == "/v1/auth", "{} does not name the app", request.path);
    }
    Ok(())
}
