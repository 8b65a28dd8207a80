//! V1: Personio is the source of truth, field by field, and the log says who changed what.

use serde_json::json;
use shared::{
    domain::{
        employee::Change,
        field::Field::{self, City, JobTitle, Nationality},
    },
    ports::Actor,
};
use tests::world::World;

#[tokio::test]
async fn a_hand_edit_of_a_mapped_field_is_overwritten_and_of_another_one_stays() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    // Nationality is not mapped any more: what stands there belongs to Pento.
    world.change_settings(|settings| drop(settings.mapping.remove(&Nationality))).await?;
    let before = world.held("E0001").await?;
    world
        .edit("E0001", |employee| {
            employee.fields.set(City, Some("Handtown".into()));
            employee.fields.set(Nationality, Some("Handish".into()));
        })
        .await?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 1, 1, 0, 0, 0]);
    let after = world.held("E0001").await?;
    assert_eq!(after.fields.get(City), before.fields.get(City));
    assert_eq!(after.fields.text(Nationality), Some("Handish"));

    let log = world.change_log("E0001").await?;
    let city = before.fields.get(City).cloned();
    assert_eq!(log.len(), 3, "creation, hand edit, and the run that took it back");
    assert_eq!(log[0].by, Actor::Run(run.id));
    assert_eq!(log[0].changes, [Change { field: City, old: Some("Handtown".into()), new: city.clone() }]);
    assert_eq!(log[1].by, Actor::User("olga".into()));
    assert_eq!(log[1].changes[0], Change { field: City, old: city, new: Some("Handtown".into()) });
    Ok(())
}

#[tokio::test]
async fn one_changed_attribute_changes_one_field_of_one_employee_with_one_log_entry() -> anyhow::Result<()> {
    let rows = [
        (Field::FirstName, json!(" Zoë "), "Zoë"),
        (Field::NationalInsuranceNumber, json!("xa 82-41-17 b"), "XA824117B"),
        (Field::BankSortCode, json!("11-11-11"), "111111"),
        (Field::TaxCode, json!("s1257l w1"), "S1257L X"),
        (Field::DateOfBirth, json!("1981-02-03T00:00:00+00:00"), "1981-02-03"),
        (Field::Gender, json!("Female"), "F"),
        (Field::WeeklyHours, json!(0), "0"),
        (Field::Postcode, json!("ls14ap"), "LS1 4AP"),
        (JobTitle, json!("Changed"), "Changed"),
    ];
    let world = World::settled(2).await?;
    let person = world.people()[0];
    for (field, _, _) in &rows {
        world.set(person, *field, json!(""))?;
    }
    // Blanked first, so that every row is a change whatever was invented.
    world.hour().await?;
    for (field, value, canonical) in rows {
        let (before, log_before) = (world.employees().await?, world.change_log("E0001").await?.len());
        world.set(person, field, value)?;
        let run = world.hour().await?;
        assert_eq!(World::tally(&run), [0, 1, 1, 0, 0, 0], "{field}");
        let after = world.employees().await?;
        assert_eq!(after[1], before[1], "{field}: the other one is not even written");
        let mut expected = before[0].fields.clone();
        expected.set(field, Some(canonical.into()));
        assert_eq!(after[0].fields, expected, "{field}");
        assert_eq!(after[0].version, before[0].version + 1, "{field}");
        let log = world.change_log("E0001").await?;
        assert_eq!(log.len(), log_before + 1, "{field}");
        assert_eq!(log[0].by, Actor::Run(run.id), "{field}");
        assert_eq!(log[0].changes, [Change { field, old: None, new: Some(canonical.into()) }], "{field}");
    }
    Ok(())
}
