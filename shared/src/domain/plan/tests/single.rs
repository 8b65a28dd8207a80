//! One person judged alone, as *Sync now* and a write conflict do.

use super::{employee_id, personio_id, world::*};
use crate::domain::{
    employee::Employee,
    field::Field,
    filter::Operator,
    plan::{
        Decision, Other, Outcome, Sighting, judge_absent, judge_now, known_person, needs_roster,
        other_claimant, settles,
    },
    problem::ProblemCode,
    reason::Reason,
};

/// *Sync now* on row `id`, with all others of the roster looked at or none.
fn now(world: &World, id: &str, with_others: bool) -> Decision {
    let row = world.rows.iter().find(|row| row.id == id).unwrap();
    let person = world.person(row);
    let by_id = person.employee_id.as_ref().ok().and_then(|id| world.employees.get(id)).cloned();
    let linked = world.employees.values().find(|e| e.personio_id.as_ref() == Some(&person.personio_id));
    let linked = linked.filter(|linked| by_id.as_ref() != Some(linked)).cloned();
    let other = |row: &Row| {
        let person = world.person(row);
        Other { personio_id: person.personio_id, employee_id: person.employee_id.ok() }
    };
    let others = if with_others { world.rows.iter().map(other).collect() } else { Vec::new() };
    judge_now(&world.context(), Sighting { person, by_id, linked, others })
}

/// With the whole roster looked at, *Sync now* says of a person what the run would say, and marks whom it would mark.
#[test]
fn sync_now_judges_and_marks_as_a_run_does() {
    let changes: [fn(Row) -> Row; 11] = [
        |row| row,
        |row| row.text("city", "York"),
        |row| row.blank("city").absent("country"),
        |row| row.text(STATUS, "inactive"),
        |row| row.absent(STATUS),
        |row| row.blank(MATCH),
        |row| row.text(MATCH, "_"),
        |row| row.text(MATCH, "E9"),
        |row| row.text(MATCH, "E2"),
        |row| row.text("termination_date", EARLIER_YEAR),
        |row| row.text("termination_date", EARLIER_YEAR).text(MATCH, "E3"),
    ];
    for change in changes {
        for start in [vec![row("2", "E2")], vec![row("1", "E1"), row("2", "E2")]] {
            let mut world = synced(start);
            world.settings.filters = vec![filter(STATUS, Operator::Is, &["inactive"])];
            world.rows = vec![change(row("1", "E1")), row("2", "E2")];
            let (alone, whole) = (now(&world, "1", true), world.plan().decisions.remove(0));
            assert_eq!((alone.outcome, &alone.reason), (whole.outcome, &whole.reason));
            assert_eq!((&alone.problems, &alone.employee_id), (&whole.problems, &whole.employee_id));
            if whole.outcome != Outcome::Unchanged {
                assert_eq!(alone.write, whole.write);
            }
        }
    }
}

#[test]
fn s3_somebody_found_equal_is_written_for_the_time_alone() {
    let world = synced([row("1", "E1")]);
    let before = world.employee("E1").clone();
    let decision = now(&world, "1", false);
    let write = decision.write.unwrap();
    assert_eq!((decision.outcome, write.changes.len()), (Outcome::Unchanged, 0));
    let expected =
        Employee { last_synced_at: Some(world.context().now), version: before.version + 1, ..before };
    assert_eq!(write.employee, expected);
}

#[test]
fn m2_the_roster_is_looked_through_unless_the_person_is_linked_and_single() {
    let world = synced([row("1", "E1")]);
    let person = world.person(&world.rows[0]);
    let own = world.employee("E1").clone();
    let stranger = Employee { personio_id: Some(personio_id("7")), ..own.clone() };
    let double = Employee { sync_reason: Some(Reason::EmployeeIdDuplicate), ..own.clone() };
    for (employee, expected) in
        [(Some(&own), false), (Some(&stranger), true), (Some(&double), true), (None, true)]
    {
        assert_eq!(needs_roster(&MATCH.into(), &person, employee), expected);
        assert!(!needs_roster(&"id".into(), &person, employee), "Personio's ids are unique");
    }
    assert_eq!(other_claimant(&person, Some(&own)), None);
    assert_eq!(other_claimant(&person, Some(&stranger)), Some(&personio_id("7")));
}

#[test]
fn m2_two_people_with_one_id_both_fail_and_neither_is_touched() {
    let mut world = synced([row("1", "E1")]);
    world.rows = vec![row("1", "E1").text("city", "York"), row("2", "E1")];
    for id in ["1", "2"] {
        let decision = now(&world, id, true);
        assert_eq!((decision.outcome, decision.reason), (Outcome::Failed, Some(Reason::EmployeeIdDuplicate)));
        assert!(decision.write.is_none_or(|write| write.changes.is_empty()));
    }
}

/// Person 2 comes with the Employee ID of an employee whose own person is still there under another one.
#[test]
fn m7_an_employee_whose_person_is_still_there_is_not_taken_over() {
    let mut world = synced([row("1", "E1")]);
    world.rows = vec![row("1", "E9"), row("2", "E1")];
    let decision = now(&world, "2", true);
    assert_eq!(decision.reason, Some(Reason::IdentityConflict { fields: vec![] }));
    assert_eq!(decision.write, None);
}

#[test]
fn m7_the_linked_employee_is_marked_when_its_person_has_another_id() {
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| row.text(MATCH, "E9"));
    let decision = now(&world, "1", false);
    let reason = Reason::EmployeeIdChanged { from: employee_id("E1"), to: employee_id("E9") };
    assert_eq!((decision.outcome, decision.reason.clone()), (Outcome::Failed, Some(reason)));
    let write = decision.write.unwrap();
    assert_eq!(
        (write.employee.employee_id, write.employee.sync_reason),
        (employee_id("E1"), decision.reason)
    );
}

#[test]
fn m7_marks_nobody_who_merely_holds_the_new_id() {
    let mut world = synced([row("1", "E1")]);
    world.add_by_hand("E2", &[(Field::City, "York")]);
    world.row("1", |row| row.text(MATCH, "E2"));
    let decision = now(&world, "1", false);
    let reason = Reason::EmployeeIdChanged { from: employee_id("E1"), to: employee_id("E2") };
    assert_eq!((decision.outcome, decision.reason), (Outcome::Failed, Some(reason)));
    assert_eq!(decision.write.map(|write| write.employee.employee_id), Some(employee_id("E1")));
}

#[test]
fn x1_does_not_mark_an_employee_linked_to_somebody_else() {
    let mut world = synced([row("2", "E2")]);
    world.settings.filters = vec![filter(STATUS, Operator::Is, &["inactive"])];
    world.rows = vec![row("1", "E2").text(STATUS, "inactive")];
    let decision = now(&world, "1", false);
    assert_eq!((decision.outcome, decision.write), (Outcome::Excluded, None));
}

#[test]
fn who_an_employee_is_in_personio_is_settled_by_the_id_or_by_the_roster() {
    let world = synced([row("1", "E1")]);
    let (own, person) = (world.employee("E1").clone(), world.person(&world.rows[0]));
    let unlinked = Employee { personio_id: None, ..own.clone() };
    let other = world.person(&row("1", "E9"));
    for (matching, employee, expected) in [
        (MATCH, &own, Some(personio_id("1"))),
        (MATCH, &unlinked, None),
        ("id", &own, Some(personio_id("1"))),
        ("id", &unlinked, Some(personio_id("E1"))),
    ] {
        assert_eq!(known_person(&matching.into(), employee), expected, "{matching}");
    }
    for (matching, person, expected) in [
        (MATCH, Some(&person), true),
        (MATCH, Some(&other), false),
        (MATCH, None, false),
        ("id", Some(&other), true),
        ("id", None, true),
    ] {
        assert_eq!(settles(&matching.into(), &own, person), expected, "{matching}");
    }
}

/// A warning that only the whole roster can give is not lost by a look at one person, until the value changes.
#[test]
fn warnings_about_doubles_stand_while_the_value_does() {
    let mut world = synced([
        row("1", "E1").text("email", "a@example.com"),
        row("2", "E2").text("email", "a@example.com"),
    ]);
    let double =
        |decision: &Decision| decision.problems.iter().any(|p| p.code == ProblemCode::EmailDuplicate);
    let decision = now(&world, "1", false);
    assert_eq!((decision.outcome, double(&decision)), (Outcome::Unchanged, true));
    world.row("1", |row| row.text("email", "b@example.com"));
    let decision = now(&world, "1", false);
    assert_eq!((decision.outcome, double(&decision)), (Outcome::Updated, false));
}

#[test]
fn r2_whoever_is_gone_is_marked_if_ever_synced() {
    let mut world = synced([row("1", "E1")]);
    world.add_by_hand("E2", &[]);
    let gone = judge_absent(&world.context(), world.employee("E1").clone());
    assert_eq!((gone.outcome, gone.reason), (Outcome::NotInPersonio, Some(Reason::NotInPersonio)));
    assert_eq!(gone.write.unwrap().changes, []);
    let never = judge_absent(&world.context(), world.employee("E2").clone());
    assert_eq!((never.outcome, never.write), (Outcome::NotInPersonio, None));
}
