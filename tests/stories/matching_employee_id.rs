//! M1: the value of the match attribute, as trimmed text, is the Employee ID.

use serde_json::{Value, json};
use shared::domain::plan::Outcome;
use tests::world::{World, flawless};

#[tokio::test]
async fn the_match_value_becomes_the_employee_id_or_that_person_fails() -> anyhow::Result<()> {
    let longest = "x".repeat(35);
    let rows: [(Value, Result<&str, &str>); 16] = [
        (json!("E-0017"), Ok("E-0017")),
        (json!("  A 17\t"), Ok("A 17")),
        (json!("0017"), Ok("0017")),
        (json!(17), Ok("17")),
        (json!(0), Ok("0")),
        // 2^53 + 1: a 64-bit float would make it an even number.
        (json!(9_007_199_254_740_993_u64), Ok("9007199254740993")),
        (json!(18_446_744_073_709_551_615_u64), Ok("18446744073709551615")),
        (json!(longest), Ok(&longest)),
        (json!("x".repeat(36)), Err("employee_id_invalid")),
        (json!("Müller"), Err("employee_id_invalid")),
        (json!("a_b"), Err("employee_id_invalid")),
        (json!(17.5), Err("employee_id_invalid")),
        (json!(-3), Err("employee_id_invalid")),
        (json!(true), Err("employee_id_invalid")),
        (json!(["E-1"]), Err("employee_id_invalid")),
        (json!({"type": "X", "attributes": {"id": 1, "name": "E-2"}}), Err("employee_id_invalid")),
    ];
    let world = World::of(flawless(rows.len() as u64)?).await?;
    let people = world.people();
    for (person, (value, _)) in people.iter().zip(&rows) {
        world.put(*person, "employee_id", value.clone())?;
    }
    let run = world.connect_and_save().await?;
    assert_eq!(World::tally(&run), [8, 0, 0, 0, 0, 8]);
    let judged = world.judged(&run).await?;
    for (person, (value, expected)) in people.iter().zip(&rows) {
        match expected {
            Ok(id) => {
                assert_eq!(judged[person], (Outcome::Created, ""), "{value}");
                let employee = world.held(id).await?;
                let linked = employee.personio_id.as_ref().map(ToString::to_string);
                assert_eq!(linked, Some(person.to_string()), "{value}");
            }
            Err(code) => assert_eq!(judged[person], (Outcome::Failed, *code), "{value}"),
        }
    }
    assert_eq!(world.employees().await?.len(), 8);
    Ok(())
}

#[tokio::test]
async fn two_ids_beyond_2_to_the_53_that_a_float_would_confuse_are_two_people() -> anyhow::Result<()> {
    let world = World::of(flawless(2)?).await?;
    let ids = [9_007_199_254_740_992_u64, 9_007_199_254_740_993];
    for (person, id) in world.people().into_iter().zip(ids) {
        let mut record = world.delete(person)?;
        record.id = id;
        record.attributes.set("id", json!(id));
        world.personio.edit(|company| company.add_person(record));
    }
    world.connect().await?;
    let mut settings = world.suggested().await?;
    settings.match_attribute = "id".into();
    let run = world.save(&settings).await?;
    assert_eq!(World::tally(&run), [2, 0, 0, 0, 0, 0]);
    let held: Vec<_> = world.employees().await?.iter().map(|e| e.employee_id.to_string()).collect();
    assert_eq!(held, ["9007199254740992", "9007199254740993"]);
    Ok(())
}
