//! The second address line.

use jiff::civil::Date;

use super::Finding;
use crate::domain::{
    field::{Field, Fields},
    problem::ProblemCode,
};

/// HMRC wants two address lines for people without a National Insurance number (7823) and for people abroad (7825).
///
/// It also wants them for every new starter (7829), whom this does not warn about: that would be nearly everyone with a
/// short address, and the city serves as second line when a submission is built.
pub(super) fn second_line_missing(fields: &Fields, _today: Date) -> Option<Finding> {
    let abroad = fields.text(Field::Country).is_some_and(|country| country != "GB");
    let wanted = abroad || fields.text(Field::NationalInsuranceNumber).is_none();
    (wanted && fields.text(Field::AddressLine2).is_none())
        .then_some((ProblemCode::AddressLineMissing, Field::AddressLine2))
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]
    fn who_needs_a_second_line() {
        const FOUND: &[Finding] = &[(ProblemCode::AddressLineMissing, Field::AddressLine2)];
        for (ni_number, country, line_2, expected) in [
            ("AB654321C", "GB", "", &[] as &[Finding]),
            ("AB654321C", "", "", &[]),
            ("AB654321C", "FR", "", FOUND),
            ("AB654321C", "FR", "Flat 3", &[]),
            ("", "GB", "", FOUND),
            ("", "", "", FOUND),
            ("", "GB", "Flat 3", &[]),
        ] {
            finds(
                &[
                    (Field::NationalInsuranceNumber, ni_number),
                    (Field::Country, country),
                    (Field::AddressLine2, line_2),
                ],
                expected,
            );
        }
    }
}
