//! What one person's values make of an employee (rules V1-V5, S2), and what a mark does.

use super::{Context, Decision, Outcome, Write};
use crate::domain::{
    employee::{Change, Employee, SyncState},
    field::Field,
    fingerprint::Fingerprint,
    mapping::settle_postcode,
    person::{Incoming, Person},
    problem::Problem,
    reason::Reason,
};

/// Creates the employee, or makes it equal to the person.
pub(super) fn values(context: &Context<'_>, person: Person, stored: Option<&Employee>) -> Decision {
    let fingerprint = Fingerprint::of_values(&person);
    let Person { personio_id, employee_id, incoming, mut problems, .. } = person;
    let expected = stored.map(|employee| employee.version);
    let Some(mut next) = stored.cloned().or_else(|| employee_id.clone().ok().map(Employee::new)) else {
        // Unreachable by construction: without an Employee ID nobody gets here.
        return Decision {
            personio_id: Some(personio_id),
            employee_id: None,
            outcome: Outcome::Failed,
            reason: Some(Reason::EmployeeIdMissing),
            problems,
            write: None,
        };
    };

    let mut changes = set_fields(&mut next, incoming, context, &mut problems);
    if expected.is_none() {
        changes.clear();
    }
    note_leaver(&mut next, context);
    next.personio_id = Some(personio_id.clone());
    next.problems.clone_from(&problems);
    next.sync_state = SyncState::Ok;
    next.sync_reason = None;
    next.fingerprint = Some(fingerprint);

    let outcome = match stored {
        None => Outcome::Created,
        Some(before)
            if changes.is_empty()
                && before.include_holiday_pay_in_pension == next.include_holiday_pay_in_pension =>
        {
            Outcome::Unchanged
        }
        Some(_) => Outcome::Updated,
    };
    let employee_id = Some(next.employee_id.clone());
    let write = (stored != Some(&next)).then(|| {
        next.last_synced_at = Some(context.now);
        next.version += 1;
        Write { employee: next, expected, changes }
    });
    Decision { personio_id: Some(personio_id), employee_id, outcome, reason: None, problems, write }
}

fn set_fields(
    next: &mut Employee,
    incoming: Incoming,
    context: &Context<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut set = |next: &mut Employee, field, new: Option<_>| {
        if next.fields.get(field) != new.as_ref() {
            let old = next.fields.set(field, new.clone());
            changes.push(Change { field, old, new });
        }
    };
    for field in incoming.blank.iter() {
        set(next, field, None);
    }
    for (field, value) in incoming.values {
        set(next, field, Some(value));
    }
    if let Some(raw) = incoming.postcode {
        let (value, code) = settle_postcode(raw.expose(), &next.fields);
        set(next, Field::Postcode, value);
        if let Some(code) = code {
            let attribute =
                context.settings.mapping.get(&Field::Postcode).map(|key| context.catalogue.refer(key));
            problems.push(Problem { code, field: Field::Postcode, attribute });
            problems.sort_by_key(|problem| (problem.field, problem.code));
        }
    }
    changes.sort_by_key(|change| change.field);
    changes
}

/// S2: the first termination date brings the tenant's setting; what people set afterwards stays.
fn note_leaver(next: &mut Employee, context: &Context<'_>) {
    if !next.leaver_noted && next.fields.get(Field::TerminationDate).is_some() {
        next.leaver_noted = true;
        next.include_holiday_pay_in_pension = Some(context.settings.include_holiday_pay_in_pension);
    }
}

/// Marks an employee with a reason and touches nothing else; `None` when it already is.
pub(super) fn mark(
    context: &Context<'_>,
    stored: Employee,
    state: SyncState,
    reason: &Reason,
) -> Option<Write> {
    let fingerprint = Fingerprint::of_reason(reason);
    if stored.sync_state == state && stored.fingerprint.as_ref() == Some(&fingerprint) {
        return None;
    }
    let employee = Employee {
        sync_state: state,
        sync_reason: Some(reason.clone()),
        fingerprint: Some(fingerprint),
        ..stored.in_its_time(context.last_judged_at)
    };
    Some(bookkeeping(employee))
}

/// Detaches an employee from the time of the tenant's runs: it keeps the time it has now, and the next run that sees
/// the person looks closely.
pub(super) fn stand_still(context: &Context<'_>, stored: Employee) -> Write {
    bookkeeping(Employee { fingerprint: None, ..stored.in_its_time(context.last_judged_at) })
}

/// S3: found equal to Personio by a look at this person alone, which no run of the tenant stands for. Touches no field.
pub(super) fn touch(context: &Context<'_>, stored: Employee) -> Write {
    bookkeeping(Employee { last_synced_at: Some(context.now), ..stored })
}

/// A write that changes no field.
fn bookkeeping(employee: Employee) -> Write {
    let expected = Some(employee.version);
    Write { employee: Employee { version: employee.version + 1, ..employee }, expected, changes: Vec::new() }
}
