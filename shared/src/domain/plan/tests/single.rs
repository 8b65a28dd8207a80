//! One person judged alone, as *Sync now* and a write conflict do.

use super::{employee_id, personio_id, world::*};
use crate::domain::{
    employee::{Employee, Index},
    field::Field,
    filter::Operator,
    plan::{Decision, Outcome, judge_one},
    reason::Reason,
};

/// Judges row `id` with the employee of its Employee ID and the entries of that one and the linked one.
fn judge(world: &World, id: &str) -> Decision {
    let row = world.rows.iter().find(|row| row.id == id).unwrap();
    let person = world.person(row);
    let employee = person.employee_id.as_ref().ok().and_then(|id| world.employees.get(id)).cloned();
    let linked = world.employees.values().find(|e| e.personio_id.as_ref() == Some(&person.personio_id));
    let index: Index = employee.iter().chain(linked).map(Employee::entry).collect();
    judge_one(&world.context(), person, employee, &index)
}

/// What a whole plan says, and what one person's own judgement says, are the same.
#[test]
fn one_person_alone_is_judged_as_in_a_whole_plan() {
    let changes: [fn(Row) -> Row; 10] = [
        |row| row,
        |row| row.text("city", "York"),
        |row| row.blank("city").absent("country"),
        |row| row.text(STATUS, "inactive"),
        |row| row.absent(STATUS),
        |row| row.blank(MATCH),
        |row| row.text(MATCH, "_"),
        |row| row.text(MATCH, "E9"),
        |row| row.text("termination_date", EARLIER_YEAR),
        |row| row.text("termination_date", EARLIER_YEAR).text(MATCH, "E3"),
    ];
    for change in changes {
        for start in [vec![], vec![row("1", "E1")]] {
            let mut world = synced(start);
            world.settings.filters = vec![filter(STATUS, Operator::Is, &["inactive"])];
            world.rows = vec![change(row("1", "E1"))];
            if world.try_plan().is_err() {
                continue;
            }
            let (alone, whole) = (judge(&world, "1"), world.plan().decisions.remove(0));
            assert_eq!((alone.outcome, &alone.reason), (whole.outcome, &whole.reason));
            assert_eq!((&alone.problems, &alone.employee_id), (&whole.problems, &whole.employee_id));
            // Alone, only the employee of the same Employee ID is at hand to be marked.
            if whole.employee_id.is_some_and(|id| world.employees.contains_key(&id)) {
                assert_eq!(alone.write, whole.write);
            }
        }
    }
}

#[test]
fn m7_marks_nobody_who_merely_holds_the_new_id() {
    let mut world = synced([row("1", "E1")]);
    world.add_by_hand("E2", &[(Field::City, "York")]);
    world.row("1", |row| row.text(MATCH, "E2"));
    let decision = judge(&world, "1");
    let reason = Reason::EmployeeIdChanged { from: employee_id("E1"), to: employee_id("E2") };
    assert_eq!((decision.outcome, decision.reason), (Outcome::Failed, Some(reason)));
    assert_eq!(decision.write, None);
}

#[test]
fn x1_does_not_mark_an_employee_linked_to_somebody_else() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    world.settings.filters = vec![filter(STATUS, Operator::Is, &["inactive"])];
    world.row("1", |row| row.text(MATCH, "E2").text(STATUS, "inactive"));
    let decision = judge(&world, "1");
    assert_eq!((decision.outcome, decision.write), (Outcome::Excluded, None));
    assert_eq!(world.employee("E2").personio_id, Some(personio_id("2")));
}
