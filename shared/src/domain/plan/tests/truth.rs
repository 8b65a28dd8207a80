//! The truth table of the laws: what the rules M1 to M8, X1, X3, V1 to V4 and R2 say of one person, written from the
//! rules.

use std::collections::BTreeSet;

use super::{personio_id, world::*};
use crate::domain::{
    employee::{Employee, SyncState},
    field::Field,
    ids::EmployeeId,
    plan::{Outcome, Plan},
    reason::Reason,
    roster::Completeness,
    tax_year::tax_year_start,
};

/// What the rules say of one person: the outcome (`None`: created, updated or unchanged) and the reason's code.
fn truth(world: &World, row: &Row) -> (Option<Outcome>, Option<&'static str>) {
    let of_row = |row: &Row| world.person(row);
    let person = of_row(row);
    let value = |row: &Row, field| of_row(row).incoming.values.text(field).map(str::to_owned);
    let failed = |code| (Some(Outcome::Failed), Some(code));
    let skipped = |code| (Some(Outcome::Skipped), Some(code));
    let year = tax_year_start(world.today);
    let is_earlier = |date: &str| date.parse::<jiff::civil::Date>().unwrap() < year;

    if row.holds(STATUS, "inactive") {
        return (Some(Outcome::Excluded), Some("excluded"));
    }
    if row.lacks("team") {
        return skipped("filter_attribute_not_readable");
    }
    let Some(id) = key_of(row) else {
        return if row.lacks(MATCH) {
            failed("match_attribute_not_readable")
        } else if row.holds(MATCH, "E_1") {
            failed("employee_id_invalid")
        } else {
            failed("employee_id_missing")
        };
    };
    if world.rows.iter().filter(|other| key_of(other).as_ref() == Some(&id)).count() > 1 {
        return failed("employee_id_duplicate");
    }
    let own = Some(&person.personio_id);
    if world.employees.values().any(|e| e.personio_id.as_ref() == own && e.employee_id != id) {
        return failed("employee_id_changed");
    }
    let sent = value(row, Field::TerminationDate);
    let Some(employee) = world.employees.get(&id) else {
        let gone = sent.is_some_and(|date| is_earlier(&date));
        return if gone { skipped("terminated_in_previous_tax_year") } else { (None, None) };
    };
    let linked = world.rows.iter().find(|row| employee.personio_id == Some(personio_id(&row.id)));
    let moved_on = linked.is_some_and(|linked| key_of(linked).is_some_and(|key| key != id));
    let differ = |field| match (value(row, field), employee.fields.text(field)) {
        (Some(sent), Some(stored)) => sent != stored,
        _ => false,
    };
    let telling = [Field::LastName, Field::DateOfBirth, Field::NationalInsuranceNumber];
    let contradictions = telling.into_iter().filter(|field| differ(*field)).count();
    if employee.personio_id.as_ref() != own && (moved_on || contradictions >= 2) {
        let terminated = employee.termination_date().is_some_and(|date| date < world.today);
        return failed(if terminated { "employee_id_reused" } else { "identity_conflict" });
    }
    let stored = employee.fields.text(Field::TerminationDate).map(str::to_owned);
    let result = if row.lacks("termination_date") { stored.clone() } else { sent };
    if [stored, result].iter().all(|date| date.as_deref().is_some_and(is_earlier)) {
        return skipped("terminated_in_previous_tax_year");
    }
    (None, None)
}

fn key_of(row: &Row) -> Option<EmployeeId> {
    row.texts(MATCH).and_then(|text| EmployeeId::parse(text).ok())
}

/// Compares a plan with the truth table, and what it left of the employees with what it found.
pub(super) fn check_against_rules(before: &World, plan: &Plan, after: &World) {
    for (row, decision) in before.rows.iter().zip(&plan.decisions) {
        let (outcome, code) = truth(before, row);
        assert_eq!(decision.reason.as_ref().map(Reason::code), code, "person {}", row.id);
        let Some(id) = &decision.employee_id else { continue };
        let (was, is) = (before.employees.get(id), after.employees.get(id));
        if let Some(outcome) = outcome {
            assert_eq!(decision.outcome, outcome, "person {}", row.id);
            assert_eq!(decision.changes(), [], "person {}", row.id);
            continue;
        }
        let is = is.unwrap();
        let same = |was: &Employee| {
            was.fields == is.fields && was.include_holiday_pay_in_pension == is.include_holiday_pay_in_pension
        };
        let expected = match was {
            None => Outcome::Created,
            Some(was) if same(was) => Outcome::Unchanged,
            Some(_) => Outcome::Updated,
        };
        assert_eq!(decision.outcome, expected, "person {}", row.id);
        let state = if after.is_departed(is) { SyncState::Skipped } else { SyncState::Ok };
        assert_eq!(is.sync_state, state);
        check_values(row, was, is);
    }
    let written: BTreeSet<_> = plan
        .decisions
        .iter()
        .filter(|d| matches!(d.outcome, Outcome::Created | Outcome::Updated | Outcome::Unchanged))
        .filter_map(|decision| decision.employee_id.as_ref())
        .collect();
    for (id, was) in &before.employees {
        if !written.contains(id) {
            after.assert_untouched(before, id.as_str());
        }
        assert_eq!(after.employees[id].fields.get(Field::CostCentre), was.fields.get(Field::CostCentre));
    }
    let ids: BTreeSet<_> = before.rows.iter().map(|row| personio_id(&row.id)).collect();
    let keys: BTreeSet<_> = before.rows.iter().filter_map(key_of).collect();
    for employee in before.employees.values().filter(|e| !keys.contains(&e.employee_id)) {
        let Some(link) = employee.personio_id.as_ref().filter(|link| !ids.contains(*link)) else { continue };
        let gone = plan.decisions.iter().any(|decision| {
            decision.outcome == Outcome::NotInPersonio && decision.personio_id.as_ref() == Some(link)
        });
        assert_eq!(gone, before.completeness == Completeness::Complete, "{link}");
    }
}

/// V1, V2 and V4 for the two fields that vary.
fn check_values(row: &Row, was: Option<&Employee>, is: &Employee) {
    assert_eq!(is.personio_id, Some(personio_id(&row.id)));
    let kept = was.and_then(|was| was.fields.text(Field::City));
    let city = if row.lacks("city") { kept } else { row.texts("city") };
    assert_eq!(is.fields.text(Field::City), city);
    let abroad = is.fields.text(Field::Country).is_some_and(|country| country != "GB");
    let postcode =
        if abroad { row.texts("postcode") } else { row.texts("postcode").filter(|text| *text == "LS1 4AP") };
    assert_eq!(is.fields.text(Field::Postcode), postcode);
}
