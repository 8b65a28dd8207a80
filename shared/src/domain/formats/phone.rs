//! Telephone numbers.

use super::{Canonical, Parsed};
use crate::domain::problem::ProblemCode;

/// HMRC takes up to 35 characters; shorter than 3 is no number anywhere.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=35;

/// A telephone number, kept as given: 3 to 35 digits, blanks and `+ ( ) - . /` with three digits or more, and
/// optionally `ext` or `ext.` and the digits of an extension. A blank of another kind becomes a plain one.
///
/// # Errors
/// [`ProblemCode::PhoneInvalid`].
pub fn parse(text: &str) -> Parsed {
    let text: String =
        text.trim().chars().map(|c| if c.is_whitespace() && !c.is_control() { ' ' } else { c }).collect();
    let number = without_extension(&text).unwrap_or(&text);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let allowed = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '(' | ')' | '-' | '.' | '/');
    if LENGTH.contains(&text.len()) && digits >= 3 && number.chars().all(allowed) {
        Ok(Canonical::clean(text))
    } else {
        Err(ProblemCode::PhoneInvalid)
    }
}

/// What stands before `ext 12` or `ext. 12` at the end.
fn without_extension(text: &str) -> Option<&str> {
    let rest = text.trim_end_matches(|c: char| c.is_ascii_digit());
    if rest.len() == text.len() {
        return None;
    }
    let rest = rest.trim_end_matches(' ');
    let rest = rest.strip_suffix('.').unwrap_or(rest);
    let (number, word) = rest.split_at_checked(rest.len().checked_sub(3)?)?;
    word.eq_ignore_ascii_case("ext").then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_as_given() {
        for text in [
            "020 7946 0018",
            "+44 20 7946 0018",
            "+44 (0)20 7946 0018",
            "(020) 7946-0018",
            "020.7946.0018",
            "030/901820",
            "999",
            "020 7946 0018 ext 12",
            "020 7946 0018 Ext. 1234",
            "02079460018ext5",
            &"1".repeat(35),
        ] {
            assert_eq!(parse(text), Ok(Canonical::clean(text)), "{text:?}");
        }
        assert_eq!(parse(" 020\u{a0}7946 "), Ok(Canonical::clean("020 7946")));
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in [
            "",
            "99",
            "---",
            "(+)",
            "12 -",
            "n/a",
            "see CRM",
            "020 7946 0018 x12",
            "020 7946 0018 ext",
            "ext 1234",
            "12 ext 345",
            "tel:020 7946 0018",
            "020 7946 0018 ext 1 ext 2",
            "020 7946 0018, 020 7946 0019",
            "020\n7946",
            "020 7946 OO18",
            "٠٢٠٧٩٤٦",
            "０２０",
            "\u{41c}ext 123",
            "020_7946",
            &"1".repeat(36),
        ] {
            assert_eq!(parse(text), Err(ProblemCode::PhoneInvalid), "{text:?}");
        }
    }
}
