//! One person judged alone, for *Sync now*: by the same rules as in a whole plan, with as little of the roster as they
//! need.

use super::{
    Context, Decision, Outcome, apply,
    planner::{First, decision, first_judgement, judge_employee, marked, somebody_elses},
};
use crate::domain::{
    attribute::AttributeKey,
    employee::Employee,
    ids::{EmployeeId, PersonioId},
    person::Person,
    problem::{Problem, ProblemCode},
    reason::Reason,
};

/// What was looked at for one person.
#[derive(Debug, Clone)]
pub struct Sighting {
    /// The person, freshly read from Personio.
    pub person: Person,
    /// The employee with the person's Employee ID.
    pub by_id: Option<Employee>,
    /// The employee linked to the Personio id, where it is another one.
    pub linked: Option<Employee>,
    /// Whoever else of Personio was looked at.
    pub others: Vec<Other>,
}

/// Somebody else of Personio: all that rules M2, M5 and M7 ask of the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// Personio's id.
    pub personio_id: PersonioId,
    /// The Employee ID, where there is one.
    pub employee_id: Option<EmployeeId>,
}

/// Which person of Personio is asked for first for an employee: the linked one; else, where people are matched by
/// Personio's own `id`, the one whose id it is. `None`: only the roster tells.
#[must_use]
pub fn known_person(match_attribute: &AttributeKey, employee: &Employee) -> Option<PersonioId> {
    let matched_by_id = match_attribute.as_str() == "id";
    let of_id = || matched_by_id.then(|| PersonioId::new(employee.employee_id.as_str()));
    employee.personio_id.clone().or_else(of_id)
}

/// Whether the person asked for first (`None`: Personio has nobody) settles who the employee is. Where people are matched
/// by another attribute, the Employee ID may meanwhile be somebody else's: a person who was entered anew, say.
#[must_use]
pub fn settles(match_attribute: &AttributeKey, employee: &Employee, person: Option<&Person>) -> bool {
    let holds_id = person.is_some_and(|person| person.employee_id.as_ref() == Ok(&employee.employee_id));
    match_attribute.as_str() == "id" || holds_id
}

/// M2: whether the roster has to be looked through for others with the same Employee ID. Personio's own `id` is
/// unique. Somebody who is linked already is written with their own values, and the next run sees a new double; but
/// one that was seen is not undone by a look at half of it. And nobody is created, nor takes an employee over, unseen.
#[must_use]
pub fn needs_roster(match_attribute: &AttributeKey, person: &Person, by_id: Option<&Employee>) -> bool {
    let is_linked = by_id.is_some_and(|employee| employee.personio_id.as_ref() == Some(&person.personio_id));
    let was_double = by_id.is_some_and(|employee| employee.sync_reason == Some(Reason::EmployeeIdDuplicate));
    match_attribute.as_str() != "id" && person.employee_id.is_ok() && (!is_linked || was_double)
}

/// M5, M7: the person whose employee somebody else would write to. What Personio says of that person decides.
#[must_use]
pub fn other_claimant<'a>(person: &Person, by_id: Option<&'a Employee>) -> Option<&'a PersonioId> {
    by_id?.personio_id.as_ref().filter(|id| **id != person.personio_id)
}

/// Judges one person. Somebody found equal is written too, for the time alone (rule S3).
#[must_use]
pub fn judge_now(context: &Context<'_>, sighting: Sighting) -> Decision {
    let Sighting { mut person, by_id, linked, others } = sighting;
    keep_double_warnings(&mut person, by_id.as_ref());
    let is_linked =
        by_id.as_ref().is_some_and(|found| found.personio_id.as_ref() == Some(&person.personio_id));
    let linked_entry = linked.as_ref().or(by_id.as_ref().filter(|_| is_linked)).map(Employee::entry);
    let entry = by_id.as_ref().map(Employee::entry);
    let shared = others.iter().any(|other| {
        other.personio_id != person.personio_id
            && other.employee_id.as_ref() == person.employee_id.as_ref().ok()
            && other.employee_id.is_some()
    });
    let first = first_judgement(context, &person, shared, linked_entry.as_ref(), entry.as_ref());
    let is_unchanged = matches!(first, First::Unchanged);
    let reason = match first {
        First::Reason(outcome, reason) => Some((outcome, reason)),
        First::Look => entry.as_ref().and_then(|entry| {
            let linked_person =
                others.iter().find(|other| Some(&other.personio_id) == entry.personio_id.as_ref())?;
            let reason = somebody_elses(entry, linked_person.employee_id.as_ref()?, context.today)?;
            Some((Outcome::Failed, reason))
        }),
        First::Unchanged | First::Create => None,
    };
    if let Some((outcome, reason)) = reason {
        // An employee linked to somebody else is not this person's to mark.
        let unclaimed =
            |employee: &Employee| employee.personio_id.as_ref().is_none_or(|id| *id == person.personio_id);
        return match linked.or(by_id.filter(unclaimed)) {
            Some(employee) => marked(context, person, outcome, reason, employee),
            None => decision(person, outcome, Some(reason)),
        };
    }
    let stored = by_id.clone();
    let judged = if is_unchanged {
        decision(person, Outcome::Unchanged, None)
    } else {
        judge_employee(context, person, by_id)
    };
    match (judged.outcome, &judged.write, stored) {
        (Outcome::Unchanged, None, Some(stored)) => {
            Decision { write: Some(apply::touch(context, stored)), ..judged }
        }
        _ => judged,
    }
}

/// R2: Personio holds nobody for this employee. It stays as it is; whoever was synced before is marked.
#[must_use]
pub fn judge_absent(context: &Context<'_>, employee: Employee) -> Decision {
    let reason = Reason::NotInPersonio;
    let (personio_id, employee_id) = (employee.personio_id.clone(), Some(employee.employee_id.clone()));
    let state = crate::domain::employee::SyncState::NotInPersonio;
    let write = if personio_id.is_some() { apply::mark(context, employee, state, &reason) } else { None };
    Decision {
        personio_id,
        employee_id,
        outcome: Outcome::NotInPersonio,
        reason: Some(reason),
        problems: Vec::new(),
        write,
    }
}

/// The same e-mail or NI number on two people can only be seen over the whole roster: what was seen there stands
/// while the value does.
fn keep_double_warnings(person: &mut Person, by_id: Option<&Employee>) {
    let Some(stored) = by_id else { return };
    let is_double = |problem: &&Problem| {
        matches!(problem.code, ProblemCode::EmailDuplicate | ProblemCode::NiNumberDuplicate)
            && person.incoming.values.get(problem.field).is_some()
            && person.incoming.values.get(problem.field) == stored.fields.get(problem.field)
    };
    let kept: Vec<_> = stored.problems.iter().filter(is_double).cloned().collect();
    person.problems.extend(kept);
    person.problems.sort_by_key(|problem| (problem.field, problem.code));
    person.problems.dedup();
}
