//! X1 and X3: whoever matches a filter is skipped, stays as is, and is told why.

use serde_json::{Value, json};
use shared::domain::{
    employee::SyncState,
    field::Field::JobTitle,
    filter::Operator::{self, *},
    plan::Outcome::{Excluded, Skipped},
    reason::Reason,
};
use tests::world::World;

#[tokio::test]
async fn a_filter_added_later_excludes_and_explains_and_removed_it_lets_the_person_sync() -> anyhow::Result<()>
{
    let world = World::settled(3).await?;
    let person = world.people()[1];
    world.put(person, "include_in_uk_payroll", "No")?;
    world.put(person, "job_title", "Changed")?;
    let newcomer = world.join(40);
    world.put(newcomer, "include_in_uk_payroll", " no ")?;
    let before = world.held("E0002").await?;
    let filter = world.filter_on("include_in_uk_payroll", Is, &["No"])?;
    let run = world.change_settings(|settings| settings.filters.push(filter.clone())).await?;
    assert_eq!(World::tally(&run), [0, 0, 2, 2, 0, 0]);
    let reason = Reason::Excluded { filter, description: "Include in UK payroll is No".into() };
    let rows = world.outcomes(&run).await?;
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.outcome == Excluded && row.reason.as_ref() == Some(&reason)));
    let after = world.held("E0002").await?;
    assert_eq!(after.fields, before.fields, "stays as is");
    assert_eq!((after.sync_state, after.sync_reason), (SyncState::Excluded, Some(reason)));
    assert_eq!(world.employee("E0004").await?, None, "is not created");

    let unchanged = world.employees().await?;
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 2, 0, 0]);
    assert_eq!(world.employees().await?, unchanged, "the mark is written once");

    let run = world.change_settings(|settings| settings.filters.clear()).await?;
    assert_eq!(World::tally(&run), [1, 1, 2, 0, 0, 0]);
    let synced = world.held("E0002").await?;
    assert_eq!(synced.fields.text(JobTitle), Some("Changed"));
    assert_eq!((synced.sync_state, synced.sync_reason), (SyncState::Ok, None));
    Ok(())
}

#[tokio::test]
async fn any_one_filter_is_enough_and_the_switch_ignores_them_all() -> anyhow::Result<()> {
    let world = World::settled(4).await?;
    let people = world.people();
    world.put(people[0], "include_in_uk_payroll", "No")?;
    world.put(people[1], "country", "Spain")?;
    world.put(people[2], "include_in_uk_payroll", "No")?;
    world.put(people[2], "country", "Spain")?;
    // One matching filter is enough, even when the other one can't be asked.
    world.hide(people[1], "include_in_uk_payroll")?;
    let filters = vec![
        world.filter_on("include_in_uk_payroll", Is, &["No"])?,
        world.filter_on("country", IsNot, &["United Kingdom"])?,
    ];
    let run = world.change_settings(|settings| settings.filters = filters).await?;
    assert_eq!(World::tally(&run), [0, 0, 1, 3, 0, 0]);
    let why: Vec<_> = world.outcomes(&run).await?.into_iter().filter_map(|row| row.reason).collect();
    let why: Vec<_> = why.iter().map(ToString::to_string).collect();
    assert_eq!(
        why,
        [
            "excluded: Include in UK payroll is No",
            "excluded: Country is not United Kingdom",
            "excluded: Include in UK payroll is No"
        ]
    );
    let run = world.change_settings(|settings| settings.exclusions_enabled = false).await?;
    assert_eq!((run.counts.excluded, run.counts.read), (0, 4));
    assert!(world.employees().await?.iter().all(|employee| employee.sync_state == SyncState::Ok));
    let run = world.change_settings(|settings| settings.exclusions_enabled = true).await?;
    assert_eq!(run.counts.excluded, 3);
    Ok(())
}

#[tokio::test]
async fn a_filter_that_cannot_be_asked_neither_creates_nor_updates() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let filter = world.filter_on("country", IsNot, &["United Kingdom"])?;
    world.change_settings(|settings| settings.filters.push(filter)).await?;
    let newcomer = world.join(40);
    for person in world.people() {
        world.put(person, "job_title", "Changed")?;
    }
    let before = world.employees().await?;
    world.untick("country")?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 0, 0, 0, 3, 0]);
    let judged = world.judged(&run).await?;
    assert_eq!(judged.len(), 3);
    assert!(judged.values().all(|found| *found == (Skipped, "filter_attribute_not_readable")));
    assert!(judged.contains_key(&newcomer));
    for (before, after) in before.iter().zip(world.employees().await?) {
        assert_eq!((&after.fields, after.sync_state), (&before.fields, SyncState::Skipped));
    }
    world.tick("country")?;
    assert_eq!(World::tally(&world.hour().await?), [1, 2, 0, 0, 0, 0]);
    Ok(())
}

/// Attribute, its value, the filter, and whether that person is excluded.
type Row = (&'static str, Value, Operator, &'static [&'static str], bool);

#[tokio::test]
async fn tags_names_dates_and_numbers_are_compared_as_what_they_are() -> anyhow::Result<()> {
    let office = |name: &str| json!({"type": "Office", "attributes": {"id": 5, "name": name}});
    let rows: [Row; 18] = [
        ("languages", json!("English,Welsh"), Is, &["welsh"], true),
        ("languages", json!("[\"English\",\"Welsh\"]"), Is, &["Welsh"], true),
        ("languages", json!(["English", "Welsh"]), IsOneOf, &["Urdu", "Welsh"], true),
        ("languages", json!("English,Welsh"), IsNot, &["Welsh"], false),
        ("languages", json!("English"), IsNotOneOf, &["Urdu", "Welsh"], true),
        ("languages", json!(""), IsEmpty, &[], true),
        ("diet", json!("No nuts, please,Vegetarian"), Is, &["No nuts, please"], true),
        ("diet", json!("No nuts, please,Vegetarian"), Is, &["No nuts"], false),
        ("office", office("Leeds"), Is, &["leeds"], true),
        ("office", office("Leeds"), IsNot, &["Leeds"], false),
        ("office", office("Leeds Central"), Contains, &["central"], true),
        ("supervisor", json!(null), IsEmpty, &[], true),
        ("country", json!(""), IsNot, &["United Kingdom"], true),
        ("start_date", json!("2026-04-05T00:00:00+01:00"), Before, &["2026-04-06"], true),
        ("start_date", json!("2026-04-06T00:00:00+01:00"), Before, &["2026-04-06"], false),
        ("start_date", json!("2026-04-06T00:00:00+01:00"), On, &["2026-04-06"], true),
        ("locker", json!(9), LessThan, &["10"], true),
        ("locker", json!(10), GreaterThan, &["10"], false),
    ];
    let world = World::settled(2).await?;
    let person = world.people()[1];
    for (meaning, value, operator, values, excluded) in rows {
        world.put(person, meaning, value.clone())?;
        let filter = world.filter_on(meaning, operator, values)?;
        let run = world.change_settings(|settings| settings.filters = vec![filter]).await?;
        let found = world.judged(&run).await?.get(&person).is_some_and(|found| found.1 == "excluded");
        assert_eq!(found, excluded, "{meaning} {value} {operator:?} {values:?}");
    }
    Ok(())
}
