//! V5: what is not mapped is never stored, and a field that is no longer mapped is left alone.

use shared::domain::{
    field::Field::{JobTitle, PassportNumber},
    filter::Operator,
};
use tests::world::{World, flawless};

/// A text that nobody else has.
const MARK: &str = "MARKED7F3A";

#[tokio::test]
async fn values_that_are_not_mapped_never_reach_the_table() -> anyhow::Result<()> {
    let world = World::of(flawless(4)?).await?;
    let people = world.people();
    for person in &people {
        for meaning in ["notes", "german_tax_id", "emergency_contact", "passport_number", "laptop"] {
            world.put(*person, meaning, format!("{MARK} {meaning}"))?;
        }
        world.put(*person, "job_title", "CONTROL9B2C")?;
    }
    // The value of a filter's attribute is looked at and dropped, too.
    world.put(people[1], "laptop", format!("{MARK} excluded"))?;
    world.put(people[2], "employee_id", "")?;
    world.connect().await?;
    let mut settings = world.suggested().await?;
    settings.mapping.remove(&PassportNumber);
    settings.filters.push(world.filter_on("laptop", Operator::Contains, &["excluded"])?);
    let run = world.save(&settings).await?;
    assert_eq!(World::tally(&run), [2, 0, 0, 1, 0, 1]);
    let dump = world.dump().await?;
    let with = |text: &str| dump.iter().filter(|item| item.contains(text)).count();
    assert_eq!(with(MARK), 0);
    // Two employees and their log entries: the search finds what is there.
    assert_eq!(with("CONTROL9B2C"), 4);
    Ok(())
}

#[tokio::test]
async fn a_field_that_is_no_longer_mapped_is_never_touched_again() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let before = world.employees().await?;
    let run = world.change_settings(|settings| drop(settings.mapping.remove(&JobTitle))).await?;
    assert_eq!(World::tally(&run), [0, 0, 2, 0, 0, 0]);
    for person in world.people() {
        world.put(person, "job_title", MARK)?;
    }
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    let after = world.employees().await?;
    assert!(before.iter().zip(&after).all(|(before, after)| before.fields == after.fields));
    let key = world.key("job_title")?;
    world.change_settings(|settings| drop(settings.mapping.insert(JobTitle, key))).await?;
    assert_eq!(
        world.text("E0001", JobTitle).await?.as_deref(),
        Some(MARK),
        "mapped again, it is synced again"
    );
    Ok(())
}
