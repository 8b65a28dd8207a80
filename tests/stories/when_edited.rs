//! W4: somebody edits an employee between the plan and the write.

use shared::domain::{
    employee::{Change, Employee, SyncState},
    field::Field::{City, JobTitle, Nationality, PassportNumber},
    ids::EmployeeId,
    plan::Outcome::{Failed, Updated},
};
use tests::world::World;

const PERSON: &str = "/v1/company/employees/";

#[tokio::test]
async fn an_edit_in_between_is_read_again_and_that_person_planned_anew() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    world.change_settings(|settings| drop(settings.mapping.remove(&Nationality))).await?;
    let people = world.people();
    for person in &people {
        world.put(*person, "job_title", "Changed")?;
    }
    let city = world.held("E0002").await?.fields.get(City).cloned();
    world.personio.forget_requests();
    let run = world
        .sync_all_while(async |number| {
            if number == 1 {
                world
                    .edit("E0002", |employee| {
                        employee.fields.set(City, Some("Handtown".into()));
                        employee.fields.set(Nationality, Some("Handish".into()));
                    })
                    .await?;
            }
            Ok(())
        })
        .await?;
    assert_eq!(World::tally(&run), [0, 3, 0, 0, 0, 0]);
    let asked: Vec<_> =
        world.personio.requests().into_iter().filter(|r| r.path.starts_with(PERSON)).collect();
    assert_eq!(asked.len(), 1, "Personio is asked again about that person only");
    let after = world.held("E0002").await?;
    assert_eq!(after.fields.get(City), city.as_ref(), "Personio is the truth");
    assert_eq!(after.fields.text(Nationality), Some("Handish"), "what is not mapped is not lost");
    assert_eq!(after.fields.text(JobTitle), Some("Changed"));
    let log = world.change_log("E0002").await?;
    assert_eq!(log[0].changes.len(), 2);
    assert_eq!(log[0].changes[0], Change { field: City, old: Some("Handtown".into()), new: city });
    let rows = world.outcomes(&run).await?;
    assert!(rows.iter().all(|row| row.outcome == Updated && row.reason.is_none()));
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 3, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn an_employee_added_by_hand_in_between_is_met_not_overwritten_blindly() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    world.change_settings(|settings| drop(settings.mapping.remove(&PassportNumber))).await?;
    let _ = world.join(30);
    let run = world
        .sync_all_while(async |number| {
            if number == 1 {
                let mut employee = Employee::new(EmployeeId::parse("E0002")?);
                employee.fields.set(PassportNumber, Some("BYHAND1".into()));
                world.add(employee).await?;
            }
            Ok(())
        })
        .await?;
    assert_eq!(World::tally(&run), [0, 1, 1, 0, 0, 0], "updated, for it was there by then");
    let after = world.held("E0002").await?;
    assert_eq!(after.fields.text(PassportNumber), Some("BYHAND1"));
    assert_eq!((after.sync_state, after.version), (SyncState::Ok, 2));
    Ok(())
}

#[tokio::test]
async fn somebody_who_keeps_editing_is_left_to_the_next_run() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let people = world.people();
    for person in &people {
        world.put(*person, "job_title", "Changed")?;
    }
    let run = world
        .sync_all_while(async |number| {
            world
                .edit("E0002", |employee| {
                    employee.fields.set(City, Some(format!("City {number}").into()));
                })
                .await?;
            Ok(())
        })
        .await?;
    assert_eq!(World::tally(&run), [0, 1, 0, 0, 0, 1], "the other one is written");
    assert_eq!(world.judged(&run).await?[&people[1]], (Failed, "write_conflict"));
    // The first try, and three more.
    assert_eq!(world.text("E0002", City).await?.as_deref(), Some("City 4"));
    assert_ne!(world.text("E0002", JobTitle).await?.as_deref(), Some("Changed"));
    assert_eq!(World::tally(&world.hour().await?), [0, 1, 1, 0, 0, 0]);
    assert_eq!(world.text("E0002", JobTitle).await?.as_deref(), Some("Changed"));
    Ok(())
}
