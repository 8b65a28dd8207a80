//! NI category against gender, date of birth, age and workplace.

use jiff::civil::{Date, date as day};

use super::{Finding, date, has_age, state_pension_age::state_pension_day};
use crate::domain::{
    field::{Field, Fields},
    problem::ProblemCode,
};

/// Reduced rate, for women who chose it before they married or were widowed, up to 1977.
const REDUCED: &[&str] = &["B", "E", "I", "T"];
/// Freeports F, I, L, S; investment zones D, E, K, N.
const SPECIAL_SITES: &[&str] = &["F", "I", "L", "S", "N", "E", "D", "K"];
/// C, and its forms in freeports (S), investment zones (K) and at sea (W).
const OVER_PENSION_AGE: &[&str] = &["C", "S", "K", "W"];
/// The first day of birth that is too late for the reduced rate.
const TOO_LATE_FOR_REDUCED: Date = day(1961, 4, 6);

/// HMRC 7849: reduced-rate categories are women's.
pub(super) fn not_for_gender(fields: &Fields, _today: Date) -> Option<Finding> {
    let contradicts = is_one_of(fields, REDUCED) && fields.text(Field::Gender) == Some("M");
    contradicts.then_some((ProblemCode::NiCategoryNotForGender, Field::NiCategory))
}

/// HMRC 7955: reduced-rate categories are for people born up to 5 April 1961.
pub(super) fn not_for_birth_date(fields: &Fields, _today: Date) -> Option<Finding> {
    let birth = date(fields, Field::DateOfBirth)?;
    let contradicts = is_one_of(fields, REDUCED) && birth >= TOO_LATE_FOR_REDUCED;
    contradicts.then_some((ProblemCode::NiCategoryNotForBirthDate, Field::NiCategory))
}

/// HMRC 7954: freeport and investment-zone categories need the postcode of the workplace.
pub(super) fn needs_workplace_postcode(fields: &Fields, _today: Date) -> Option<Finding> {
    let lacks = is_one_of(fields, SPECIAL_SITES) && fields.text(Field::WorkplacePostcode).is_none();
    lacks.then_some((ProblemCode::NiCategoryNeedsWorkplacePostcode, Field::NiCategory))
}

/// X ends at 16, M and Z at 21, H at 25; from State Pension age on C, S, K or W is right.
pub(super) fn not_for_age(fields: &Fields, today: Date) -> Option<Finding> {
    let birth = date(fields, Field::DateOfBirth)?;
    let category = fields.text(Field::NiCategory)?;
    let outgrown = match category {
        "X" => has_age(birth, 16, today),
        "M" | "Z" => has_age(birth, 21, today),
        "H" => has_age(birth, 25, today),
        _ => false,
    };
    let pensionable = state_pension_day(birth).is_some_and(|pension| pension <= today);
    let contradicts = outgrown || (pensionable && !OVER_PENSION_AGE.contains(&category));
    contradicts.then_some((ProblemCode::NiCategoryNotForAge, Field::NiCategory))
}

/// D and E were "contracted out" letters until April 2016; old HR records still hold them.
pub(super) fn perhaps_stale(fields: &Fields, _today: Date) -> Option<Finding> {
    is_one_of(fields, &["D", "E"]).then_some((ProblemCode::NiCategoryPerhapsStale, Field::NiCategory))
}

fn is_one_of(fields: &Fields, categories: &[&str]) -> bool {
    fields.text(Field::NiCategory).is_some_and(|category| categories.contains(&category))
}

#[cfg(test)]
mod tests {
    use super::super::{
        check,
        tests::{TODAY, person},
    };
    use super::*;

    const ALL: &str = "ABCDEFGHIJKLMNPQRSTVWXYZ";

    /// The letters for which `code` is found after `changes`.
    fn letters(code: ProblemCode, changes: &[(Field, &str)]) -> String {
        let found = |letter: &char| {
            let mut fields = person(changes);
            fields.set(Field::NiCategory, Some(letter.to_string().into()));
            check(&fields, TODAY).contains(&(code, Field::NiCategory))
        };
        ALL.chars().filter(found).collect()
    }

    #[test]
    fn reduced_rates_are_for_women_born_before_6_april_1961() {
        let code = ProblemCode::NiCategoryNotForGender;
        assert_eq!(letters(code, &[(Field::Gender, "M")]), "BEIT");
        assert_eq!(letters(code, &[(Field::Gender, "F")]), "");
        assert_eq!(letters(code, &[(Field::Gender, "")]), "");
        let code = ProblemCode::NiCategoryNotForBirthDate;
        assert_eq!(letters(code, &[(Field::DateOfBirth, "1961-04-05")]), "");
        assert_eq!(letters(code, &[(Field::DateOfBirth, "1961-04-06")]), "BEIT");
        assert_eq!(letters(code, &[(Field::DateOfBirth, "")]), "");
    }

    #[test]
    fn special_sites_need_a_workplace_postcode() {
        let code = ProblemCode::NiCategoryNeedsWorkplacePostcode;
        assert_eq!(letters(code, &[(Field::WorkplacePostcode, "")]), "DEFIKLNS");
        assert_eq!(letters(code, &[]), "");
    }

    #[test]
    fn d_and_e_are_perhaps_stale() {
        assert_eq!(letters(ProblemCode::NiCategoryPerhapsStale, &[]), "DE");
    }

    #[test]
    fn categories_end_with_a_birthday() {
        // Today is 22 November 2026.
        for (birth, found) in [
            ("2010-11-23", ""),
            ("2010-11-22", "X"),
            ("2005-11-23", "X"),
            ("2005-11-22", "MXZ"),
            ("2001-11-23", "MXZ"),
            ("2001-11-22", "HMXZ"),
            ("1990-04-23", "HMXZ"),
            ("", ""),
        ] {
            assert_eq!(
                letters(ProblemCode::NiCategoryNotForAge, &[(Field::DateOfBirth, birth)]),
                found,
                "{birth}"
            );
        }
    }

    #[test]
    fn over_state_pension_age_only_four_letters_are_right() {
        let code = ProblemCode::NiCategoryNotForAge;
        let all_but_four: String = ALL.chars().filter(|letter| !"CSKW".contains(*letter)).collect();
        // Born 22 July 1960: 66 years and 4 months on 22 November 2026.
        assert_eq!(letters(code, &[(Field::DateOfBirth, "1960-07-22")]), all_but_four);
        assert_eq!(letters(code, &[(Field::DateOfBirth, "1960-07-23")]), "HMXZ");
        assert_eq!(letters(code, &[(Field::DateOfBirth, "1950-01-01")]), all_but_four);
    }
}
