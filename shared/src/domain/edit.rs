//! Adding and editing an employee by hand, directly in Pento (section 6 of the design).
//!
//! A document is read whole, and everything wrong with it is told at once; its values go through the parsers that
//! Personio's go through. What people enter stands until the next sync, which overwrites mapped fields (rule V1): an
//! edited employee has no fingerprint, so that the next sync looks closely.

mod bank;
mod detail;
mod document;
mod problems;
mod values;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde_json::Value;

use super::{
    employee::{Change, Employee},
    field::{Field, FieldValue, Fields},
    formats::modulus::WeightTable,
    ids::EmployeeId,
    input::{InputError, Reader},
    plan::Write,
    problem::ProblemCode,
    settings::Settings,
};

/// What an edit is made under.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The tenant's settings; the defaults before the first save.
    pub settings: &'a Settings,
    /// The operator's table for the modulus check of bank details, where there is one.
    pub weights: Option<&'a WeightTable>,
    /// The date in London.
    pub today: Date,
    /// When the last whole run judged (rule S3).
    pub last_judged_at: Option<Timestamp>,
}

/// A valid edit: `{"fields"?, "include_holiday_pay_in_pension"?}`, read against the employee it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The fields named in the document; `None` blanks one.
    entered: BTreeMap<Field, Option<FieldValue>>,
    /// What the parsers remarked. With one half of the bank details entered, also what concerns both.
    remarks: Vec<(ProblemCode, Field)>,
    holiday_pay: HolidayPay,
}

/// What a document says about `include_holiday_pay_in_pension`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HolidayPay {
    NotNamed,
    Blank,
    Given(bool),
}

/// A valid new employee: `{"employee_id", "fields", "include_holiday_pay_in_pension"?}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEmployee {
    employee_id: EmployeeId,
    edit: Edit,
}

impl Edit {
    /// Reads the document of a new employee. A value is a text or null; null and blank text leave the field blank.
    ///
    /// # Errors
    /// Everything that is wrong, each with its JSON pointer. No error holds a value.
    pub fn read_new(document: &Value, context: &Context<'_>) -> Result<NewEmployee, Vec<InputError>> {
        let mut reader = Reader::default();
        let (employee_id, draft) = document::new(document, &mut reader);
        let edit = values::read(draft, &Fields::default(), context, &mut reader);
        let read = reader.finish((employee_id, edit))?;
        match read {
            (Some(employee_id), edit) => Ok(NewEmployee { employee_id, edit }),
            // Unreachable by construction: an Employee ID that can't be read is an error of the reader.
            (None, _) => Err(Vec::new()),
        }
    }

    /// Reads the document of an edit of this employee. A key that is missing leaves its part alone; a null or blank
    /// text blanks a field. The Employee ID may be repeated.
    ///
    /// # Errors
    /// Everything that is wrong, each with its JSON pointer; also a value that would silently change one of a field
    /// not named in the document. No error holds a value.
    pub fn read_patch(
        document: &Value,
        stored: &Employee,
        context: &Context<'_>,
    ) -> Result<Self, Vec<InputError>> {
        let mut reader = Reader::default();
        let draft = document::patch(document, &stored.employee_id, &mut reader);
        let edit = values::read(draft, &stored.fields, context, &mut reader);
        reader.finish(edit)
    }

    /// What has to be written to the employee that the edit was read against; `None` when that changes nothing.
    #[must_use]
    pub fn write(&self, stored: &Employee, context: &Context<'_>) -> Option<Write> {
        let (next, changes) = self.carried_out(stored, context);
        (next != *stored).then(|| {
            let version = stored.version + 1;
            // The time first: it is derived by the fingerprint (rule S3).
            let next = next.in_its_time(context.last_judged_at);
            let employee = Employee { fingerprint: None, version, ..next };
            Write { employee, expected: Some(stored.version), changes }
        })
    }

    fn carried_out(&self, before: &Employee, context: &Context<'_>) -> (Employee, Vec<Change>) {
        let mut next = before.clone();
        let mut changes = Vec::new();
        for (field, new) in &self.entered {
            if next.fields.get(*field) != new.as_ref() {
                let old = next.fields.set(*field, new.clone());
                changes.push(Change { field: *field, old, new: new.clone() });
            }
        }
        self.decide_holiday_pay(&mut next, context);
        next.problems = problems::after(self, before, &next.fields, &changes, context.today);
        (next, changes)
    }

    /// S2: the first termination date brings the tenant's setting, unless people decide in the same breath.
    fn decide_holiday_pay(&self, next: &mut Employee, context: &Context<'_>) {
        match self.holiday_pay {
            HolidayPay::NotNamed => {}
            HolidayPay::Blank => next.include_holiday_pay_in_pension = None,
            HolidayPay::Given(flag) => next.include_holiday_pay_in_pension = Some(flag),
        }
        let dated = matches!(self.entered.get(&Field::TerminationDate), Some(Some(_)));
        if dated && !next.leaver_noted {
            next.leaver_noted = true;
            if !matches!(self.holiday_pay, HolidayPay::Given(_)) {
                next.include_holiday_pay_in_pension = Some(context.settings.include_holiday_pay_in_pension);
            }
        }
    }
}

impl NewEmployee {
    /// What has to be written: version 1, on the condition that no employee has this Employee ID.
    #[must_use]
    pub fn write(&self, context: &Context<'_>) -> Write {
        let (employee, _) = self.edit.carried_out(&Employee::new(self.employee_id.clone()), context);
        Write { employee: Employee { version: 1, ..employee }, expected: None, changes: Vec::new() }
    }
}

#[cfg(test)]
mod tests;
