//! Rule S1: whether payroll can pay an employee, and what is missing.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    attribute::{AttributeRef, Catalogue},
    employee,
    field::{Field, Fields},
    mapping::is_uk,
    problem::{Problem, ProblemCode},
    settings::Settings,
};

/// The state of an employee in payroll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Every required field is present and valid.
    Ready,
    /// A required field is missing or invalid.
    Pending,
    /// The termination date lies before today in London.
    Terminated,
}

/// Why a required field has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockerCode {
    /// Personio has no value.
    Missing,
    /// Personio's value can't be used.
    Invalid,
    /// No attribute is mapped.
    NotMapped,
    /// Personio does not send the attribute.
    NotReadable,
}

/// One thing that keeps an employee from being ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocker {
    /// The required field.
    pub field: Field,
    /// Why it has no value.
    pub code: BlockerCode,
    /// Where the value should come from.
    pub attribute: Option<AttributeRef>,
    /// What to do, for a payroll person.
    pub hint: String,
}

/// The required fields of an employee with these values: the postcode only where UK rules apply.
fn required(fields: &Fields) -> impl Iterator<Item = Field> {
    let in_uk = is_uk(fields.text(Field::Country));
    Field::ALL
        .iter()
        .copied()
        .filter(move |field| field.is_required() && (in_uk || *field != Field::Postcode))
}

/// Whether every required field has a value. Values are valid by construction: only parsed ones are stored.
#[must_use]
pub fn is_complete(fields: &Fields) -> bool {
    lacking(fields).next().is_none()
}

/// The required fields without a value, in the order of the fields.
pub fn lacking(fields: &Fields) -> impl Iterator<Item = Field> {
    required(fields).filter(|field| fields.get(*field).is_none())
}

/// The status on a day (the date in London).
#[must_use]
pub fn status(fields: &Fields, today: Date) -> Status {
    if employee::date(fields, Field::TerminationDate).is_some_and(|date| date < today) {
        Status::Terminated
    } else if is_complete(fields) {
        Status::Ready
    } else {
        Status::Pending
    }
}

/// What keeps an employee from being ready, in the order of the fields. A value kept by rule V4 counts as present.
#[must_use]
pub fn blockers(
    fields: &Fields,
    problems: &[Problem],
    settings: &Settings,
    catalogue: &Catalogue,
) -> Vec<Blocker> {
    let blocker = |field: Field| {
        let attribute = settings.mapping.get(&field).map(|key| catalogue.refer(key));
        let problem = problems.iter().find(|problem| {
            problem.field == field
                && (problem.is_error() || problem.code == ProblemCode::AttributeNotReadable)
        });
        let (code, hint) = match (&attribute, problem.map(|problem| problem.code)) {
            (None, _) => (
                BlockerCode::NotMapped,
                format!("Map a Personio attribute to {}, or enter it in Pento.", field.label()),
            ),
            (Some(_), Some(code @ ProblemCode::AttributeNotReadable)) => {
                (BlockerCode::NotReadable, code.hint().to_owned())
            }
            (Some(_), Some(code)) => (BlockerCode::Invalid, code.hint().to_owned()),
            (Some(attribute), None) => {
                (BlockerCode::Missing, format!("Enter \"{}\" in Personio. {}", attribute.label, field.help()))
            }
        };
        Blocker { field, code, attribute, hint }
    };
    lacking(fields).map(blocker).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn complete() -> Fields {
        Field::ALL
            .iter()
            .filter(|field| field.is_required())
            .map(|field| (*field, field.example().into()))
            .collect()
    }

    fn without(field: Field) -> Fields {
        let mut fields = complete();
        fields.set(field, None);
        fields
    }

    #[test]
    fn each_required_field_makes_ready_or_pending() {
        let today = date(2026, 11, 22);
        assert_eq!(status(&complete(), today), Status::Ready);
        let required: Vec<_> =
            Field::ALL.iter().filter(|field| field.is_required()).map(|field| field.key()).collect();
        assert_eq!(
            required,
            [
                "first_name",
                "last_name",
                "gender",
                "date_of_birth",
                "national_insurance_number",
                "ni_category",
                "tax_code",
                "start_date",
                "email",
                "address_line_1",
                "city",
                "postcode",
                "country",
                "bank_sort_code",
                "bank_account_number"
            ]
        );
        for field in Field::ALL.iter().filter(|field| field.is_required()) {
            assert_eq!(status(&without(*field), today), Status::Pending, "{field}");
        }
    }

    #[test]
    fn the_postcode_is_required_in_the_uk_and_where_the_country_is_blank() {
        let mut fields = without(Field::Postcode);
        assert!(!is_complete(&fields));
        fields.set(Field::Country, Some("DE".into()));
        assert!(is_complete(&fields));
        fields.set(Field::Country, None);
        let settings = Settings::default();
        let blocked: Vec<_> =
            blockers(&fields, &[], &settings, &Catalogue::default()).iter().map(|b| b.field).collect();
        assert_eq!(blocked, [Field::Postcode, Field::Country]);
    }

    #[test]
    fn terminated_begins_the_day_after_the_termination_date() {
        let mut fields = complete();
        fields.set(Field::TerminationDate, Some("2026-11-22".into()));
        assert_eq!(status(&fields, date(2026, 11, 22)), Status::Ready);
        assert_eq!(status(&fields, date(2026, 11, 23)), Status::Terminated);
    }

    #[test]
    fn a_blocker_says_why_and_where() {
        let mut settings = Settings::default();
        settings.mapping.insert(Field::TaxCode, "dynamic_1".into());
        let attribute = Some(AttributeRef { key: "dynamic_1".into(), label: "dynamic_1".into() });
        let check = |problem: Option<ProblemCode>, settings: &Settings, code: BlockerCode| {
            let problems: Vec<_> = problem
                .map(|code| Problem { code, field: Field::TaxCode, attribute: attribute.clone() })
                .into_iter()
                .collect();
            let found = blockers(&without(Field::TaxCode), &problems, settings, &Catalogue::default());
            assert_eq!(found.iter().map(|b| (b.field, b.code)).collect::<Vec<_>>(), [(Field::TaxCode, code)]);
        };
        check(None, &settings, BlockerCode::Missing);
        check(Some(ProblemCode::TaxCodeInvalid), &settings, BlockerCode::Invalid);
        check(Some(ProblemCode::AttributeNotReadable), &settings, BlockerCode::NotReadable);
        check(None, &Settings::default(), BlockerCode::NotMapped);
    }
}
