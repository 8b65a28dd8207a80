//! A person whose every attribute is garbage: only that person's fields are blanked, and nobody else is touched.

use serde_json::{Value, json};
use shared::domain::{field::Field, plan::Outcome, run::RunOutcome};
use tests::world::World;

fn garbage() -> Vec<(&'static str, Value)> {
    vec![
        ("a 10 kB text", json!("x".repeat(10_000))),
        ("emoji", json!("\u{1f9a9}\u{200d}\u{1f525}")),
        ("control characters", json!("\u{0}\u{7}\u{1b}[31m")),
        ("a number", json!(-17.25)),
        ("a huge number", json!(1.7e300)),
        ("a boolean", json!(true)),
        ("a list", json!([1, [2, [3]], {"a": null}])),
        ("an object", json!({"a": {"b": [1, 2]}, "value": "x"})),
        ("an object without use", json!({"type": "X", "attributes": {"name": {}, "id": []}})),
        ("HTML", json!("<script>alert(1)</script>")),
        ("SQL", json!("'; DROP TABLE employees; --")),
    ]
}

/// What a made-up text may fill, because these fields are free text, or nearly: everything else has a grammar it breaks.
const FREE: [Field; 10] = [
    Field::PreferredName,
    Field::Nationality,
    Field::JobTitle,
    Field::Department,
    Field::CostCentre,
    Field::Office,
    Field::EmploymentType,
    Field::PassportNumber,
    Field::BuildingSocietyRollNumber,
    Field::BankAccountName,
];

/// Whether this garbage may stand in this field.
fn is_lawful(field: Field, text: &str) -> bool {
    match field {
        // Three digits and such signs are a number.
        Field::Phone => text == "-17.25",
        // HMRC takes digits and most signs in an address.
        Field::AddressLine1 | Field::AddressLine2 | Field::City | Field::County => {
            text.chars().any(|c| c.is_ascii_alphanumeric())
        }
        // The word is a yes, and it consists of letters.
        Field::PostgraduateLoan | Field::FirstName | Field::MiddleName | Field::LastName => text == "true",
        other => FREE.contains(&other),
    }
}

#[tokio::test]
async fn garbage_in_every_attribute_blanks_the_fields_of_that_person_only() -> anyhow::Result<()> {
    let garbage = garbage();
    let world = World::settled(garbage.len() as u64 + 2).await?;
    let (people, before) = (world.people(), world.employees().await?);
    let match_key = world.key("employee_id")?;
    // An hour for each: together they would blank more than guard G1 lets through.
    let mut unlawful = Vec::new();
    for (at, (what, value)) in garbage.iter().enumerate() {
        let keys: Vec<_> = world.personio.company().attributes.into_iter().map(|one| one.key).collect();
        for key in keys.iter().filter(|key| &***key != "id" && ***key != *match_key.as_str()) {
            world.personio.edit(|company| company.set(people[at], key, value.clone()));
        }
        let run = world.hour().await?;
        assert_eq!(run.outcome, RunOutcome::Succeeded, "{what}");
        let unchanged = garbage.len() as u64 + 1;
        assert_eq!(World::tally(&run), [0, 1, unchanged, 0, 0, 0], "{what}");
        let employee = world.held(before[at].employee_id.as_str()).await?;
        for (field, value) in employee.fields.iter() {
            if !is_lawful(field, value.expose()) {
                unlawful.push(format!("{what}: {field}"));
            }
            assert!(value.expose().chars().count() <= 255, "{what}: {field} is too long");
            assert!(!value.expose().chars().any(char::is_control), "{what}: {field}");
        }
        for field in Field::ALL.iter().filter(|field| employee.fields.get(**field).is_none()) {
            let told = employee.problems.iter().any(|problem| problem.field == *field && problem.is_error());
            // An object without a name, or a list without a value, is as good as empty.
            let silent = !(told || value.is_object() || before[at].fields.get(*field).is_none());
            if silent {
                unlawful.push(format!("{what}: {field} is silent"));
            }
        }
        let others = world.employees().await?;
        assert_eq!(others[at + 1..], before[at + 1..], "{what}: the others are not even written");
    }
    assert_eq!(unlawful, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn garbage_in_the_match_attribute_fails_that_person_and_keeps_every_field() -> anyhow::Result<()> {
    let garbage = garbage();
    let world = World::settled(garbage.len() as u64 + 1).await?;
    let before = world.employees().await?;
    for (person, (_, value)) in world.people().into_iter().zip(&garbage) {
        world.put(person, "employee_id", value.clone())?;
    }
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 0, 1, 0, 0, garbage.len() as u64]);
    assert!(world.judged(&run).await?.values().all(|(outcome, _)| *outcome == Outcome::Failed));
    let after = world.employees().await?;
    assert!(before.iter().zip(&after).all(|(before, after)| before.fields == after.fields));
    Ok(())
}
