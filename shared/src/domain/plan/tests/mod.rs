//! The planner against the rules of the design (sections 3 to 5), in a small pretend world. Written from the rules,
//! not from the code.

mod absence;
mod display;
mod duplicates;
mod filters;
mod guard;
mod identity;
mod laws;
mod matching;
mod pending;
mod random;
mod single;
mod times;
mod truth;
mod values;
mod world;

use super::{Outcome, Plan};
use crate::domain::{
    field::Field,
    ids::{EmployeeId, PersonioId},
    problem::ProblemCode,
    reason::Reason,
};

/// The outcome and reason of the person with this Personio id.
#[track_caller]
fn verdict(plan: &Plan, personio_id: &str) -> (Outcome, Option<Reason>) {
    let decision = world::decision(plan, personio_id);
    (decision.outcome, decision.reason.clone())
}

/// The fields that change, with their old and new texts.
#[track_caller]
fn changes(plan: &Plan, personio_id: &str) -> Vec<(Field, Option<String>, Option<String>)> {
    let text =
        |value: &Option<crate::domain::field::FieldValue>| value.as_ref().map(|v| v.expose().to_owned());
    world::decision(plan, personio_id)
        .changes()
        .iter()
        .map(|change| (change.field, text(&change.old), text(&change.new)))
        .collect()
}

/// The problems by field and code.
#[track_caller]
fn problems(plan: &Plan, personio_id: &str) -> Vec<(Field, ProblemCode)> {
    world::decision(plan, personio_id).problems.iter().map(|problem| (problem.field, problem.code)).collect()
}

/// One change as [`changes`] lists it; an empty text is a blank.
fn change(field: Field, old: &str, new: &str) -> (Field, Option<String>, Option<String>) {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (field, text(old), text(new))
}

fn employee_id(text: &str) -> EmployeeId {
    EmployeeId::parse(text).unwrap()
}

fn personio_id(text: &str) -> PersonioId {
    PersonioId::new(text)
}
