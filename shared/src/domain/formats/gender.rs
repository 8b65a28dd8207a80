//! The gender HMRC asks for (element `Gender`): M or F, as on official documents.

use super::{Canonical, Parsed, fold};
use crate::domain::problem::ProblemCode;

/// `M` for male, m and männlich; `F` for female, f and weiblich; in any case.
///
/// Everything else is invalid: Personio's "diverse" has no counterpart at HMRC, and no guess is made from a title, a
/// salutation or a name.
///
/// # Errors
/// [`ProblemCode::GenderInvalid`].
pub fn parse(text: &str) -> Parsed {
    match fold::unaccented(text.trim()).as_str() {
        "m" | "male" | "mannlich" | "maennlich" => Ok(Canonical::clean("M")),
        "f" | "female" | "weiblich" => Ok(Canonical::clean("F")),
        _ => Err(ProblemCode::GenderInvalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_male_and_female_only() {
        let table = [
            ("M", "M"),
            ("m", "M"),
            ("male", "M"),
            ("Male", "M"),
            ("MALE", "M"),
            ("männlich", "M"),
            ("Ma\u{308}nnlich", "M"),
            ("maennlich", "M"),
            ("F", "F"),
            ("f", "F"),
            ("female", "F"),
            (" Female ", "F"),
            ("weiblich", "F"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), Ok(Canonical::clean(expected)), "{text:?}");
        }
        for text in [
            "",
            "diverse",
            "divers",
            "undefined",
            "other",
            "x",
            "w",
            "d",
            "man",
            "woman",
            "Herr",
            "Frau",
            "Mr",
            "Ms",
            "m/f",
            "m?",
            "f.",
            "(f)",
            "non-binary",
            "unknown",
            "1",
            "0",
            "\u{41c}",
            "\u{ff2d}",
            "ｆ",
        ] {
            assert_eq!(parse(text), Err(ProblemCode::GenderInvalid), "{text:?}");
        }
    }
}
