//! Who is who (rules M4-M7).

use jiff::civil::Date;

use crate::domain::{
    employee::Employee,
    field::{Field, FieldValue},
    person::Person,
    reason::Reason,
    tax_year::tax_year_start,
};

/// The fields that tell two people apart, where both sides have a value.
const TELLING: [Field; 3] = [Field::LastName, Field::DateOfBirth, Field::NationalInsuranceNumber];

/// M5: one contradiction may be a marriage or a corrected mistake; two are another person.
const CONTRADICTIONS_OF_A_STRANGER: usize = 2;

/// M4 and M5: why this person must not be written to this employee, if so.
pub(super) fn stranger(person: &Person, employee: &Employee, today: Date) -> Option<Reason> {
    if employee.personio_id.as_ref() == Some(&person.personio_id) {
        return None;
    }
    let fields: Vec<_> = TELLING.into_iter().filter(|field| contradicts(person, employee, *field)).collect();
    if fields.len() < CONTRADICTIONS_OF_A_STRANGER {
        None
    } else if employee.termination_date().is_some_and(|date| date < today) {
        Some(Reason::EmployeeIdReused)
    } else {
        Some(Reason::IdentityConflict { fields })
    }
}

fn contradicts(person: &Person, employee: &Employee, field: Field) -> bool {
    let differ = |a: &FieldValue, b: &FieldValue| a.expose().to_lowercase() != b.expose().to_lowercase();
    match (person.incoming.values.get(field), employee.fields.get(field)) {
        (Some(incoming), Some(stored)) => differ(incoming, stored),
        _ => false,
    }
}

/// Whether a termination date lies in an earlier tax year than today.
pub(super) fn left_in_earlier_tax_year(termination: Option<Date>, today: Date) -> bool {
    termination.is_some_and(|date| date < tax_year_start(today))
}

/// The termination date an employee would have after this person is written: what comes, or what stays.
pub(super) fn resulting_termination(person: &Person, stored: Option<Date>) -> Option<Date> {
    let incoming = &person.incoming;
    match incoming.values.text(Field::TerminationDate) {
        Some(text) => text.parse().ok(),
        None if incoming.blank.contains(Field::TerminationDate) => None,
        None => stored,
    }
}
