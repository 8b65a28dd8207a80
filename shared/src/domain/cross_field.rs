//! What two fields say about each other: warnings only, so no value is lost by them.
//!
//! The caller passes the fields as they will be stored, in canonical form. A field without a value, or with one that is
//! not canonical, gives no warning but those about its absence.

mod address;
mod dates;
mod ni_category;
mod person;
mod state_pension_age;
mod tax;

use jiff::civil::Date;

use super::{
    field::{Field, Fields},
    problem::ProblemCode,
};

/// One finding: what, and the field it is shown at.
type Finding = (ProblemCode, Field);

/// Each looks at one thing and knows nothing of the others.
const CHECKS: &[fn(&Fields, Date) -> Option<Finding>] = &[
    ni_category::not_for_gender,
    ni_category::not_for_birth_date,
    ni_category::needs_workplace_postcode,
    ni_category::not_for_age,
    ni_category::perhaps_stale,
    tax::starter_declaration_contradicts_tax_code,
    dates::termination_before_start,
    dates::birth_unlikely,
    person::title_contradicts_gender,
    address::second_line_missing,
];

/// All warnings between the fields of one employee, in a fixed order; `today` is the day in London.
#[must_use]
pub fn check(fields: &Fields, today: Date) -> Vec<(ProblemCode, Field)> {
    CHECKS.iter().filter_map(|check| check(fields, today)).collect()
}

/// A field's value as a date.
fn date(fields: &Fields, field: Field) -> Option<Date> {
    fields.text(field)?.parse().ok()
}

/// The day on which a person born on `birth` completes `years`. For 29 February in a common year that is 1 March.
/// `None` beyond the calendar.
fn birthday(birth: Date, years: i16) -> Option<Date> {
    let year = birth.year().checked_add(years)?;
    Date::new(year, birth.month(), birth.day()).or_else(|_| Date::new(year, 3, 1)).ok()
}

/// Whether a person born on `birth` has completed `years` on `day`.
fn has_age(birth: Date, years: i16, day: Date) -> bool {
    birthday(birth, years).is_some_and(|birthday| birthday <= day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::problem::Severity;

    /// The day of all tests here.
    pub(super) const TODAY: Date = jiff::civil::date(2026, 11, 22);

    /// Fields that no check finds anything in, with some of them changed; an empty text blanks.
    pub(super) fn person(changes: &[(Field, &str)]) -> Fields {
        let mut fields: Fields = Field::ALL.iter().map(|field| (*field, field.example().into())).collect();
        fields.set(Field::TerminationDate, None);
        for (field, text) in changes {
            fields.set(*field, (!text.is_empty()).then(|| (*text).into()));
        }
        fields
    }

    /// Asserts what is found after `changes`.
    #[track_caller]
    pub(super) fn finds(changes: &[(Field, &str)], expected: &[Finding]) {
        assert_eq!(check(&person(changes), TODAY), expected, "{changes:?}");
    }

    #[test]
    fn nothing_is_found_where_nothing_is_wrong() {
        finds(&[], &[]);
    }

    #[test]
    fn all_findings_are_warnings_and_come_together() {
        let found = check(
            &person(&[
                (Field::Gender, "M"),
                (Field::NiCategory, "E"),
                (Field::WorkplacePostcode, ""),
                (Field::DateOfBirth, "2020-01-01"),
                (Field::TaxCode, "BR"),
                (Field::TerminationDate, "2020-01-01"),
                (Field::AddressLine2, ""),
                (Field::Country, "FR"),
            ]),
            TODAY,
        );
        assert_eq!(
            found,
            [
                (ProblemCode::NiCategoryNotForGender, Field::NiCategory),
                (ProblemCode::NiCategoryNotForBirthDate, Field::NiCategory),
                (ProblemCode::NiCategoryNeedsWorkplacePostcode, Field::NiCategory),
                (ProblemCode::NiCategoryPerhapsStale, Field::NiCategory),
                (ProblemCode::StarterDeclarationContradictsTaxCode, Field::StarterDeclaration),
                (ProblemCode::TerminationBeforeStart, Field::TerminationDate),
                (ProblemCode::DateOfBirthUnlikely, Field::DateOfBirth),
                (ProblemCode::TitleContradictsGender, Field::Title),
                (ProblemCode::AddressLineMissing, Field::AddressLine2),
            ]
        );
        assert!(found.iter().all(|(code, _)| code.severity() == Severity::Warning));
    }

    #[test]
    fn of_nothing_only_the_missing_address_line_is_found() {
        assert_eq!(
            check(&Fields::default(), TODAY),
            [(ProblemCode::AddressLineMissing, Field::AddressLine2)]
        );
    }

    #[test]
    fn birthdays_of_the_29_february_are_1_march_in_common_years() {
        let leapling = jiff::civil::date(2004, 2, 29);
        assert_eq!(birthday(leapling, 16), Some(jiff::civil::date(2020, 2, 29)));
        assert_eq!(birthday(leapling, 21), Some(jiff::civil::date(2025, 3, 1)));
        assert!(!has_age(leapling, 21, jiff::civil::date(2025, 2, 28)));
        assert!(has_age(leapling, 21, jiff::civil::date(2025, 3, 1)));
        assert_eq!(birthday(Date::MAX, 1), None);
    }
}
