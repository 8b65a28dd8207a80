//! M5 and M7: who is who, when Personio's ids and the Employee IDs do not go together.

use serde_json::json;
use shared::domain::{
    employee::{Employee, SyncState},
    field::Field::{self, DateOfBirth, LastName, NationalInsuranceNumber},
    ids::EmployeeId,
    plan::Outcome::Failed,
    reason::Reason,
};
use tests::world::World;

/// What the person under a new Personio id brings, and the contradictions that make them a stranger; none: the same
/// person.
type Row = (&'static [(&'static str, &'static str)], &'static [Field]);

#[tokio::test]
async fn two_contradictions_on_an_active_employee_are_a_conflict_and_one_is_not() -> anyhow::Result<()> {
    let rows: [Row; 7] = [
        (&[], &[]),
        (&[("last_name", "Other")], &[]),
        (&[("date_of_birth", "1988-02-29")], &[]),
        (&[("last_name", "Other"), ("date_of_birth", "1988-02-29")], &[LastName, DateOfBirth]),
        (
            &[("last_name", "Other"), ("national_insurance_number", "XA 82 41 17 B")],
            &[LastName, NationalInsuranceNumber],
        ),
        // An empty side contradicts nothing.
        (&[("last_name", "Other"), ("national_insurance_number", "")], &[]),
        (
            &[
                ("last_name", "Other"),
                ("date_of_birth", "1988-02-29"),
                ("national_insurance_number", "XA824118B"),
            ],
            &[LastName, DateOfBirth, NationalInsuranceNumber],
        ),
    ];
    let world = World::settled(rows.len() as u64).await?;
    let old = world.people();
    let before = world.employees().await?;
    let mut new = Vec::new();
    for (person, (changes, _)) in old.iter().zip(&rows) {
        let id = world.enter_anew(*person)?;
        for (meaning, value) in *changes {
            world.put(id, meaning, *value)?;
        }
        world.put(id, "job_title", "Changed")?;
        new.push(id);
    }
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 4, 0, 0, 0, 3]);
    let judged = world.judged(&run).await?;
    let after = world.employees().await?;
    for (at, (changes, conflict)) in rows.iter().enumerate() {
        let (before, after, linked) = (&before[at], &after[at], after[at].personio_id.as_ref());
        if conflict.is_empty() {
            assert_eq!(linked.map(ToString::to_string), Some(new[at].to_string()), "{changes:?}");
            assert_eq!(after.fields.text(Field::JobTitle), Some("Changed"), "{changes:?}");
        } else {
            assert_eq!(judged[&new[at]], (Failed, "identity_conflict"), "{changes:?}");
            assert_eq!(after.sync_reason, Some(Reason::IdentityConflict { fields: conflict.to_vec() }));
            assert_eq!(linked.map(ToString::to_string), Some(old[at].to_string()), "{changes:?}");
            assert_eq!(after.fields, before.fields, "{changes:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn an_employee_added_by_hand_is_met_by_the_same_rule() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let by_hand = |id: &str, last_name: &str| -> anyhow::Result<Employee> {
        let mut employee = Employee::new(EmployeeId::parse(id)?);
        employee.fields.set(LastName, Some(last_name.into()));
        employee.fields.set(DateOfBirth, Some("1970-01-01".into()));
        Ok(employee)
    };
    let (same, stranger) = (world.join(90), world.join(91));
    world.put(same, "last_name", "Meadow")?;
    world.add(by_hand("E0002", "MEADOW")?).await?;
    world.add(by_hand("E0003", "Nobody")?).await?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 1, 1, 0, 0, 1]);
    assert_eq!(world.judged(&run).await?[&stranger], (Failed, "identity_conflict"));
    assert_eq!(world.held("E0002").await?.personio_id.map(|id| id.to_string()), Some(same.to_string()));
    let untouched = world.held("E0003").await?;
    assert_eq!(untouched.personio_id, None);
    assert_eq!(untouched.fields, by_hand("E0003", "Nobody")?.fields);
    Ok(())
}

#[tokio::test]
async fn a_changed_employee_id_names_both_ids_and_writes_nothing() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let person = world.people()[1];
    world.put(person, "employee_id", "E0099")?;
    world.put(person, "job_title", "Changed")?;
    let before = world.held("E0002").await?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 0, 2, 0, 0, 1]);
    let row = world.outcomes(&run).await?.into_iter().find(|row| row.reason.is_some());
    let reason =
        Reason::EmployeeIdChanged { from: EmployeeId::parse("E0002")?, to: EmployeeId::parse("E0099")? };
    assert_eq!(row.and_then(|row| row.reason), Some(reason.clone()));
    assert_eq!(world.employee("E0099").await?, None);
    let after = world.held("E0002").await?;
    assert_eq!(after.fields, before.fields);
    assert_eq!((after.sync_state, after.sync_reason), (SyncState::Failed, Some(reason)));

    world.put(person, "employee_id", "E0002")?;
    assert_eq!(World::tally(&world.hour().await?), [0, 1, 2, 0, 0, 0], "taken back, the person is synced");
    assert_eq!(world.text("E0002", Field::JobTitle).await?.as_deref(), Some("Changed"));
    Ok(())
}

#[tokio::test]
async fn two_people_who_swap_their_ids_both_fail() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let people = world.people();
    let before: Vec<_> = world.employees().await?.into_iter().map(|e| (e.employee_id, e.fields)).collect();
    world.put(people[0], "employee_id", json!("E0002"))?;
    world.put(people[1], "employee_id", json!("E0001"))?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 0, 0, 0, 0, 2]);
    let judged = world.judged(&run).await?;
    assert!(people.iter().all(|person| judged[person] == (Failed, "employee_id_changed")), "{judged:?}");
    let after: Vec<_> = world.employees().await?.into_iter().map(|e| (e.employee_id, e.fields)).collect();
    assert_eq!(after, before);
    Ok(())
}
