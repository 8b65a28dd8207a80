//! Building society roll numbers.

use crate::domain::{
    formats::{Canonical, Parsed, dash::is_dash},
    problem::ProblemCode,
};

/// What the GOV.UK Design System's pattern "Bank details" allows.
const MAX_LENGTH: usize = 18;

/// Reads a roll number: 1 to 18 letters, digits, blanks, hyphens, slashes and full stops, with a letter or digit among
/// them. Canonical: as given, each dash as a hyphen and each run of white space as one blank; case is the society's.
///
/// # Errors
/// [`ProblemCode::RollNumberInvalid`].
pub fn parse(text: &str) -> Parsed {
    let hyphenated: String = text.chars().map(|c| if is_dash(c) { '-' } else { c }).collect();
    let roll_number = hyphenated.split_whitespace().collect::<Vec<_>>().join(" ");
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '/' | '.');
    let fits = (1..=MAX_LENGTH).contains(&roll_number.len())
        && roll_number.chars().all(allowed)
        && roll_number.contains(|c: char| c.is_ascii_alphanumeric());
    if fits { Ok(Canonical::clean(roll_number)) } else { Err(ProblemCode::RollNumberInvalid) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roll_numbers() {
        for (text, roll_number) in [
            ("A-123456/7", "A-123456/7"),
            ("a–123456.7", "a-123456.7"),
            ("12  34\u{a0}56", "12 34 56"),
            ("1", "1"),
            ("123456789012345678", "123456789012345678"),
        ] {
            assert_eq!(parse(text), Ok(Canonical::clean(roll_number)), "{text:?}");
        }
        for text in ["1234567890123456789", "A_1", "A#1", "Ä1", "-", "../.", "A\u{0}1", ""] {
            assert_eq!(parse(text), Err(ProblemCode::RollNumberInvalid), "{text:?}");
        }
    }
}
