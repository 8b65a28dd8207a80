//! What must hold for every plan, whatever it was made of. Every test plan has to pass; a run checks it in debug
//! builds.

use std::collections::HashSet;

use super::{Outcome, Plan};
use crate::domain::{
    employee::{Employee, SyncState},
    field::Field,
    roster::Completeness,
    settings::Settings,
};

/// Everything wrong with a plan, in sentences without personal data; empty for a good one. `before` answers with
/// the employee as it was.
#[must_use]
pub fn check(plan: &Plan, settings: &Settings, before: impl Fn(&str) -> Option<Employee>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut people = HashSet::new();
    let mut written = HashSet::new();
    for (at, decision) in plan.decisions.iter().enumerate() {
        let mut say = |what: &str| wrong.push(format!("decision {at} ({}): {what}", decision.outcome.key()));
        if let Some(id) = &decision.personio_id
            && decision.outcome != Outcome::NotInPersonio
            && !people.insert(id.clone())
        {
            say("the person is judged twice");
        }
        let acts = matches!(decision.outcome, Outcome::Created | Outcome::Updated | Outcome::Unchanged);
        if acts == decision.reason.is_some() {
            say("everybody has exactly one action or reason");
        }
        if decision.outcome == Outcome::NotInPersonio && plan.completeness != Completeness::Complete {
            say("an incomplete roster concludes nothing about people it did not see");
        }
        let Some(write) = &decision.write else {
            if matches!(decision.outcome, Outcome::Created | Outcome::Updated) {
                say("an action without a write");
            }
            continue;
        };
        let id = write.employee.employee_id.as_str();
        if !written.insert(id.to_owned()) {
            say("an employee is written twice");
        }
        let old = before(id);
        if write.expected != old.as_ref().map(|employee| employee.version) {
            say("the expected version is not the one that was read");
        }
        if write.employee.version != write.expected.unwrap_or(0) + 1 {
            say("the version does not go up by one");
        }
        if (decision.outcome == Outcome::Created) != old.is_none() {
            say("created is who was not there, and nobody else");
        }
        if !acts
            && (!write.changes.is_empty()
                || old.as_ref().is_some_and(|old| old.fields != write.employee.fields))
        {
            say("whoever has a reason keeps every field");
        }
        if acts != (write.employee.sync_state == SyncState::Ok) {
            say("the sync state belongs to another outcome");
        }
        if decision.outcome == Outcome::Unchanged && !write.changes.is_empty() {
            say("unchanged with changes");
        }
        if write.changes.iter().any(|change| change.old == change.new) {
            say("a change changes nothing");
        }
        let Some(old) = old else { continue };
        let unmapped = |field: Field| !settings.mapping.contains_key(&field);
        for field in Field::ALL.iter().copied() {
            let (was, is) = (old.fields.get(field), write.employee.fields.get(field));
            if was != is && unmapped(field) {
                say("a field that is not mapped is touched");
            }
            let logged = write.changes.iter().find(|change| change.field == field);
            if logged.map(|change| (change.old.as_ref(), change.new.as_ref()))
                != (was != is).then_some((was, is))
            {
                say("the changes are not what is written");
            }
        }
    }
    wrong
}
