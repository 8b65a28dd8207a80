//! R2: who was synced before and is absent from a complete roster is told, never terminated or deleted.

use shared::domain::{
    employee::{Employee, SyncState},
    field::Field::{JobTitle, TerminationDate},
    ids::EmployeeId,
    plan::Outcome::NotInPersonio,
    reason::Reason,
};
use tests::world::World;

#[tokio::test]
async fn a_person_gone_from_personio_is_marked_and_healed_when_they_come_back() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    world.add(Employee::new(EmployeeId::parse("BY-HAND")?)).await?;
    let person = world.people()[1];
    let record = world.delete(person)?;
    let before = world.held("E0002").await?;
    let synced = world.synced_at("E0002").await?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 0, 2, 0, 0, 0]);
    assert_eq!(run.counts.read, 2);
    let judged = world.judged(&run).await?;
    assert_eq!(judged.into_iter().collect::<Vec<_>>(), [(person, (NotInPersonio, "not_in_personio"))]);
    let after = world.held("E0002").await?;
    assert_eq!(
        (after.sync_state, after.sync_reason),
        (SyncState::NotInPersonio, Some(Reason::NotInPersonio))
    );
    assert_eq!(after.fields, before.fields);
    assert_eq!(after.fields.get(TerminationDate), None);
    assert_eq!(world.synced_at("E0002").await?, synced, "its time stands still");
    assert_eq!(world.held("BY-HAND").await?.sync_state, SyncState::Never, "never synced, never missed");

    let once = world.employees().await?;
    world.hour().await?;
    assert_eq!(world.employees().await?, once, "the mark is written once");

    world.personio.edit(|company| company.add_person(record));
    world.put(person, "job_title", "Back")?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 1, 2, 0, 0, 0]);
    let back = world.held("E0002").await?;
    assert_eq!((back.sync_state, back.sync_reason.as_ref()), (SyncState::Ok, None));
    assert_eq!(back.fields.text(JobTitle), Some("Back"));
    Ok(())
}

#[tokio::test]
async fn everybody_gone_at_once_deletes_nobody() -> anyhow::Result<()> {
    let world = World::settled(8).await?;
    let before = world.employees().await?;
    for person in world.people() {
        world.delete(person)?;
    }
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0; 6]);
    let after = world.employees().await?;
    assert_eq!(after.len(), 8);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!((&before.fields, after.sync_state), (&after.fields, SyncState::NotInPersonio));
    }
    Ok(())
}

#[tokio::test]
async fn the_status_in_personio_terminates_nobody() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.put(world.people()[0], "status", "inactive")?;
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    assert_eq!(world.text("E0001", TerminationDate).await?, None);
    Ok(())
}
