//! Dates against each other.

use jiff::civil::Date;

use super::{Finding, date, has_age};
use crate::domain::{
    field::{Field, Fields},
    problem::ProblemCode,
};

/// No child under 13 may be employed, with exceptions for the stage that payroll hardly meets.
const YOUNGEST_AT_START: i16 = 13;
/// "Over 100" begins with the 101st birthday.
const TOO_OLD: i16 = 101;

/// The person left before they came. Leaving on the first day is possible.
pub(super) fn termination_before_start(fields: &Fields, _today: Date) -> Option<Finding> {
    let (start, termination) = (date(fields, Field::StartDate)?, date(fields, Field::TerminationDate)?);
    (termination < start).then_some((ProblemCode::TerminationBeforeStart, Field::TerminationDate))
}

/// Younger than 13 at the start date, or over 100 today.
pub(super) fn birth_unlikely(fields: &Fields, today: Date) -> Option<Finding> {
    let birth = date(fields, Field::DateOfBirth)?;
    let too_young =
        date(fields, Field::StartDate).is_some_and(|start| !has_age(birth, YOUNGEST_AT_START, start));
    (too_young || has_age(birth, TOO_OLD, today))
        .then_some((ProblemCode::DateOfBirthUnlikely, Field::DateOfBirth))
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]
    fn nobody_leaves_before_they_came() {
        const FOUND: &[Finding] = &[(ProblemCode::TerminationBeforeStart, Field::TerminationDate)];
        for (start, termination, expected) in [
            ("2024-09-02", "2024-09-01", FOUND),
            ("2024-09-02", "2024-09-02", &[]),
            ("2024-09-02", "2024-09-03", &[]),
            ("2024-09-02", "", &[]),
            ("", "2024-09-01", &[]),
        ] {
            finds(&[(Field::StartDate, start), (Field::TerminationDate, termination)], expected);
        }
    }

    #[test]
    fn unlikely_ages() {
        const FOUND: &[Finding] = &[(ProblemCode::DateOfBirthUnlikely, Field::DateOfBirth)];
        // Category C fits the oldest and is not looked at for the youngest. Today is 22 November 2026.
        for (birth, start, expected) in [
            ("2011-09-02", "2024-09-02", &[] as &[Finding]),
            ("2011-09-03", "2024-09-02", FOUND),
            ("2025-01-01", "2024-09-02", FOUND),
            ("2025-01-01", "", &[]),
            ("1925-11-23", "2024-09-02", &[]),
            ("1925-11-22", "2024-09-02", FOUND),
            ("1925-11-22", "", FOUND),
            ("", "2024-09-02", &[]),
        ] {
            finds(
                &[(Field::DateOfBirth, birth), (Field::StartDate, start), (Field::NiCategory, "C")],
                expected,
            );
        }
    }
}
