//! Hand edits, without a table.

mod document;
mod laws;
mod problems;
mod state;
mod values;

use jiff::civil::date;
use serde_json::{Value, json};

use super::*;
use crate::domain::{
    employee::SyncState, fingerprint::Fingerprint, ids::PersonioId, problem::Problem, reason::Reason,
};

const TODAY: Date = date(2026, 11, 22);

/// What is wrong with a document: pointer and code of each error.
type Wrong = Vec<(String, &'static str)>;

fn context(settings: &Settings) -> Context<'_> {
    Context { settings, weights: None, today: TODAY, last_judged_at: None }
}

/// An employee whom the last sync made equal to Personio: every field has its example.
fn stored() -> Employee {
    let mut employee = Employee::new(EmployeeId::parse("E0001").unwrap());
    employee.fields = Field::ALL.iter().map(|field| (*field, field.example().into())).collect();
    employee.fields.set(Field::TerminationDate, None);
    employee.personio_id = Some(PersonioId::new("17"));
    employee.sync_state = SyncState::Ok;
    employee.fingerprint = Some(Fingerprint::of_reason(&Reason::EmployeeIdMissing));
    employee.version = 7;
    employee
}

/// The same with other values; an empty text is a blank field.
fn stored_with(fields: &[(Field, &str)]) -> Employee {
    let mut employee = stored();
    for (field, text) in fields {
        employee.fields.set(*field, (!text.is_empty()).then(|| (*text).into()));
    }
    employee
}

fn wrong(errors: Vec<InputError>) -> Wrong {
    errors.into_iter().map(|error| (error.pointer, error.code.key())).collect()
}

/// A document that edits these fields; an empty text is null.
fn naming(fields: &[(Field, &str)]) -> Value {
    let value = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
    let fields: serde_json::Map<_, _> =
        fields.iter().map(|(field, text)| (field.key().to_owned(), value(text))).collect();
    json!({"fields": fields})
}

/// What is written when the employee is edited so; `None` for nothing.
fn written(employee: &Employee, document: &Value) -> Result<Option<Write>, Wrong> {
    let settings = Settings::default();
    let context = context(&settings);
    Ok(Edit::read_patch(document, employee, &context).map_err(wrong)?.write(employee, &context))
}

/// The employee after an edit that writes something.
fn edited(employee: &Employee, fields: &[(Field, &str)]) -> Employee {
    written(employee, &naming(fields)).unwrap().expect("something to write").employee
}

/// What an edit is refused for.
fn refused(employee: &Employee, fields: &[(Field, &str)]) -> Wrong {
    written(employee, &naming(fields)).unwrap_err()
}

fn at(field: Field, code: ProblemCode) -> (String, &'static str) {
    (format!("/fields/{field}"), code.key())
}
