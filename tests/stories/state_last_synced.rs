//! S3: the time of the last run that found or made an employee equal to Personio.

use personio_sim::{Fault, Permission, Route, What};
use shared::domain::filter::Operator::Is;
use tests::world::World;

#[tokio::test]
async fn it_moves_with_every_run_that_judged_the_person_ok_and_with_no_other() -> anyhow::Result<()> {
    let world = World::settled(4).await?;
    let people = world.people();
    let run = world.hour().await?;
    for id in ["E0001", "E0002", "E0003", "E0004"] {
        assert_eq!(world.synced_at(id).await?, run.started_at, "{id}: an unchanged hour counts");
    }
    let whole = run.started_at;
    // Excluded, failed, gone: their time stands still while the first one's moves on.
    world.put(people[1], "include_in_uk_payroll", "No")?;
    world.put(people[2], "employee_id", "")?;
    world.delete(people[3])?;
    let filter = world.filter_on("include_in_uk_payroll", Is, &["No"])?;
    world.change_settings(|settings| settings.filters.push(filter)).await?;
    for _ in 0..2 {
        let run = world.hour().await?;
        assert_eq!(world.synced_at("E0001").await?, run.started_at);
        for id in ["E0002", "E0003", "E0004"] {
            assert_eq!(world.synced_at(id).await?, whole, "{id}");
        }
    }
    let last = world.synced_at("E0001").await?;

    // Runs that judged nobody move nobody's time: failed, held, paused.
    world.personio.revoke(Permission::EmployeesRead);
    world.hour().await?;
    world.personio.grant(Permission::EmployeesRead);
    world.untick("employee_id")?;
    world.hour().await?;
    world.tick("employee_id")?;
    world.personio.fault(Fault::once(
        Route::exact("/v1/company/employees"),
        What::Status(400, personio_sim::Body::Error),
    ));
    world.hour().await?;
    world.change_settings(|settings| settings.paused = true).await?;
    world.hour().await?;
    assert_eq!(world.synced_at("E0001").await?, last);
    let run = world.change_settings(|settings| settings.paused = false).await?;
    assert_eq!(world.synced_at("E0001").await?, run.started_at);
    Ok(())
}

#[tokio::test]
async fn a_held_run_moves_nobodys_time_and_a_hand_edit_waits_for_the_next_run() -> anyhow::Result<()> {
    let world = World::settled(6).await?;
    let run = world.hour().await?;
    for person in world.people() {
        world.put(person, "tax_code", "")?;
    }
    world.hour().await?;
    assert_eq!(world.synced_at("E0001").await?, run.started_at);
    Ok(())
}
