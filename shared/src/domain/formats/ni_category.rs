//! NI category letters: HMRC's schema element `NIlettersAndValues/NIletter`.

use super::{Canonical, Parsed};
use crate::domain::problem::ProblemCode;

/// The 24 letters of the schema: all but O and U.
const LETTERS: &str = "ABCDEFGHIJKLMNPQRSTVWXYZ";

/// Reads an NI category: one letter, in either case. Canonical: upper case.
///
/// # Errors
/// [`ProblemCode::NiCategoryInvalid`] when it is not exactly one of the 24 letters.
pub fn parse(text: &str) -> Parsed {
    let mut letters = text.chars();
    match (letters.next().map(|c| c.to_ascii_uppercase()), letters.next()) {
        (Some(letter), None) if LETTERS.contains(letter) => Ok(Canonical::clean(letter)),
        _ => Err(ProblemCode::NiCategoryInvalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_but_two() {
        for letter in 'A'..='Z' {
            let expected = match letter {
                'O' | 'U' => Err(ProblemCode::NiCategoryInvalid),
                _ => Ok(Canonical::clean(letter)),
            };
            assert_eq!(parse(&letter.to_string()), expected, "{letter}");
            assert_eq!(parse(&letter.to_ascii_lowercase().to_string()), expected, "{letter} in lower case");
        }
    }

    #[test]
    fn one_letter_only() {
        for text in ["AA", "A1", "1", "0", "-", "Ä", "ı", "Ａ", "AB", "A B", "", "Category A"] {
            assert_eq!(parse(text), Err(ProblemCode::NiCategoryInvalid), "{text:?}");
        }
    }
}
