//! M4 and M6: Employee IDs of people who left.

use jiff::SignedDuration;
use serde_json::json;
use shared::domain::{employee::SyncState, field::Field, plan::Outcome::*};
use tests::world::World;

/// From November 2026 into May 2027, which is the next tax year.
const INTO_NEXT_TAX_YEAR: SignedDuration = SignedDuration::from_hours(24 * 170);

#[tokio::test]
async fn the_id_of_a_leaver_given_to_somebody_else_is_refused_and_nothing_is_written() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let leaver = world.people()[1];
    world.put(leaver, "termination_date", "2026-10-30T00:00:00+00:00")?;
    assert_eq!(World::tally(&world.hour().await?), [0, 1, 2, 0, 0, 0]);
    world.delete(leaver)?;
    let successor = world.join(70);
    world.put(successor, "employee_id", "E0002")?;
    world.put(successor, "last_name", "Somebodyelse")?;
    world.put(successor, "date_of_birth", "1988-02-29")?;
    let before = world.held("E0002").await?;

    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 0, 2, 0, 0, 1]);
    assert_eq!(world.judged(&run).await?[&successor], (Failed, "employee_id_reused"));
    let after = world.held("E0002").await?;
    assert_eq!((&after.fields, &after.personio_id), (&before.fields, &before.personio_id));
    assert_eq!(world.employees().await?.len(), 3, "a terminated employee's ID never creates another");
    Ok(())
}

#[tokio::test]
async fn the_same_person_back_under_a_new_personio_id_is_updated_and_linked_anew() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let leaver = world.people()[1];
    world.put(leaver, "termination_date", "2026-10-30T00:00:00+00:00")?;
    world.hour().await?;
    let back = world.enter_anew(leaver)?;
    world.put(back, "termination_date", json!(null))?;
    // One contradiction is a marriage.
    world.put(back, "last_name", "Newname")?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 1, 2, 0, 0, 0]);
    let employee = world.held("E0002").await?;
    assert_eq!(employee.personio_id.map(|id| id.to_string()), Some(back.to_string()));
    assert_eq!(employee.fields.text(Field::LastName), Some("Newname"));
    assert_eq!(employee.fields.get(Field::TerminationDate), None);
    Ok(())
}

#[tokio::test]
async fn who_left_in_an_earlier_tax_year_is_left_alone_until_the_date_changes() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let leaver = world.people()[1];
    world.put(leaver, "termination_date", "2026-10-30")?;
    world.hour().await?;
    world.clock.advance(INTO_NEXT_TAX_YEAR);
    world.put(leaver, "job_title", "Changed")?;
    let before = world.held("E0002").await?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 0, 1, 0, 1, 0]);
    assert_eq!(world.judged(&run).await?[&leaver], (Skipped, "terminated_in_previous_tax_year"));
    let after = world.held("E0002").await?;
    assert_eq!((&after.fields, after.sync_state), (&before.fields, SyncState::Skipped));

    // Both dates have to lie there: a date of this tax year is news.
    world.put(leaver, "termination_date", "2027-04-06")?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 1, 1, 0, 0, 0]);
    let after = world.held("E0002").await?;
    assert_eq!(after.fields.text(Field::TerminationDate), Some("2027-04-06"));
    assert_eq!(after.fields.text(Field::JobTitle), Some("Changed"));

    // And so is a date moved back into the earlier year.
    world.put(leaver, "termination_date", "2027-04-05")?;
    assert_eq!(World::tally(&world.hour().await?), [0, 1, 1, 0, 0, 0]);
    assert_eq!(world.text("E0002", Field::TerminationDate).await?.as_deref(), Some("2027-04-05"));
    Ok(())
}

#[tokio::test]
async fn who_left_before_pento_knew_them_is_created_for_this_tax_year_only() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let rows = [("2026-04-05", false), ("2026-04-06", true), ("2026-11-21", true), ("2027-01-31", true)];
    for (at, (date, _)) in rows.iter().enumerate() {
        let person = world.join(80 + at as u64);
        world.put(person, "termination_date", format!("{date}T00:00:00+00:00"))?;
    }
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [3, 0, 1, 0, 1, 0]);
    let (people, judged) = (world.people(), world.judged(&run).await?);
    for (person, (date, created)) in people[1..].iter().zip(rows) {
        let expected = if created { (Created, "") } else { (Skipped, "terminated_in_previous_tax_year") };
        assert_eq!(judged[person], expected, "{date}");
    }
    assert_eq!(world.employees().await?.len(), 4);
    Ok(())
}
