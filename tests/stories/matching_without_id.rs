//! M2: people without an Employee ID, or with somebody else's, fail alone; an unreadable match attribute fails the run.

use serde_json::{Value, json};
use shared::domain::{
    employee::SyncState,
    field::Field,
    plan::Outcome::Failed,
    run::{RunOutcome, RunReason},
};
use tests::world::World;

#[tokio::test]
async fn without_a_value_that_person_fails_and_keeps_every_field() -> anyhow::Result<()> {
    let world = World::settled(6).await?;
    let people = world.people();
    let before = world.employees().await?;
    for (person, empty) in people.iter().zip([json!(null), json!(""), json!("  \t"), json!([])]) {
        world.put(*person, "employee_id", empty)?;
    }
    world.hide(people[4], "employee_id")?;
    for person in &people {
        world.put(*person, "job_title", "Changed")?;
    }
    let run = world.hour().await?;
    assert_eq!(run.outcome, RunOutcome::Succeeded);
    assert_eq!(World::tally(&run), [0, 1, 0, 0, 0, 5]);
    let judged = world.judged(&run).await?;
    for person in &people[..4] {
        assert_eq!(judged[person], (Failed, "employee_id_missing"));
    }
    assert_eq!(judged[&people[4]], (Failed, "match_attribute_not_readable"));
    for (before, after) in before.iter().zip(world.employees().await?).take(5) {
        assert_eq!(after.fields, before.fields, "{}", before.employee_id);
        assert_eq!(after.sync_state, SyncState::Failed);
    }
    assert_eq!(world.text("E0006", Field::JobTitle).await?.as_deref(), Some("Changed"));
    Ok(())
}

#[tokio::test]
async fn two_people_with_one_employee_id_both_fail_and_neither_is_touched() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let people = world.people();
    let newcomer = world.join(50);
    // One of them is in Pento, the other is not; " e0002" would be another ID, " E0002 " is not.
    world.put(newcomer, "employee_id", " E0002 ")?;
    world.put(people[1], "job_title", "Changed")?;
    let before = world.held("E0002").await?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 0, 2, 0, 0, 2]);
    let judged = world.judged(&run).await?;
    assert_eq!(judged[&people[1]], (Failed, "employee_id_duplicate"));
    assert_eq!(judged[&newcomer], (Failed, "employee_id_duplicate"));
    let after = world.held("E0002").await?;
    assert_eq!((&after.fields, &after.personio_id), (&before.fields, &before.personio_id));
    assert_eq!(world.employees().await?.len(), 3);

    world.put(newcomer, "employee_id", "E0004")?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [1, 1, 2, 0, 0, 0], "settled in Personio, both are synced again");
    Ok(())
}

#[tokio::test]
async fn a_duplicate_counts_even_when_the_other_one_is_excluded() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let people = world.people();
    let newcomer = world.join(50);
    world.put(newcomer, "employee_id", "E0002")?;
    world.put(newcomer, "include_in_uk_payroll", "No")?;
    let filter = world.filter_on("include_in_uk_payroll", shared::domain::filter::Operator::Is, &["No"])?;
    let run = world.change_settings(|settings| settings.filters.push(filter)).await?;
    assert_eq!(World::tally(&run), [0, 0, 2, 1, 0, 1]);
    let judged = world.judged(&run).await?;
    assert_eq!(judged[&people[1]], (Failed, "employee_id_duplicate"));
    assert_eq!(judged[&newcomer].1, "excluded");
    Ok(())
}

#[tokio::test]
async fn a_match_attribute_absent_from_every_record_fails_the_run_and_touches_nobody() -> anyhow::Result<()> {
    let world = World::settled(4).await?;
    let before = world.employees().await?;
    for person in world.people() {
        world.put(person, "job_title", "Changed")?;
    }
    world.untick("employee_id")?;
    let run = world.hour().await?;
    assert_eq!(run.outcome, RunOutcome::Failed);
    let Some(RunReason::MatchAttributeNotReadable { attribute }) = &run.reason else {
        anyhow::bail!("another reason: {:?}", run.reason)
    };
    assert_eq!((&attribute.key, &*attribute.label), (&world.key("employee_id")?, "Employee ID"));
    assert_eq!(World::tally(&run), [0; 6]);
    assert_eq!(world.employees().await?, before);

    world.tick("employee_id")?;
    assert_eq!(World::tally(&world.hour().await?), [0, 4, 0, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn the_filters_are_asked_before_the_employee_id() -> anyhow::Result<()> {
    let world = World::settled(4).await?;
    let people = world.people();
    // M8: excluded, not readable by the filter, without an ID; each in its turn.
    let rows: [(&str, Option<Value>, &str); 3] = [
        ("excluded", Some(json!("No")), "excluded"),
        ("unreadable filter", None, "filter_attribute_not_readable"),
        ("included", Some(json!("Yes")), "employee_id_missing"),
    ];
    for (person, (_, value, _)) in people.iter().zip(&rows) {
        world.put(*person, "employee_id", "")?;
        match value {
            Some(value) => world.put(*person, "include_in_uk_payroll", value.clone())?,
            None => world.hide(*person, "include_in_uk_payroll")?,
        }
    }
    let filter = world.filter_on("include_in_uk_payroll", shared::domain::filter::Operator::Is, &["No"])?;
    let run = world.change_settings(|settings| settings.filters.push(filter)).await?;
    let judged = world.judged(&run).await?;
    for (person, (name, _, code)) in people.iter().zip(&rows) {
        assert_eq!(judged[person].1, *code, "{name}");
    }
    assert_eq!(World::tally(&run), [0, 0, 1, 1, 1, 1]);
    Ok(())
}
