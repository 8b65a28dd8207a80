//! The name on an account.

use crate::domain::{
    formats::{Canonical, Parsed},
    problem::ProblemCode,
};

/// What a BACS payment instruction carries of the account's name (field 11, 18 characters).
const BACS_LENGTH: usize = 18;

/// What Pento stores of any text.
const MAX_LENGTH: usize = 255;

/// Reads an account name: any printable text. Canonical: each run of white space as one blank; letters are kept as they
/// are. Beyond 18 characters the full name is kept, with [`ProblemCode::AccountNameTooLong`].
///
/// # Errors
/// [`ProblemCode::TextNotPrintable`] for control characters, [`ProblemCode::TextTooLong`] beyond 255 characters.
pub fn parse(text: &str) -> Parsed {
    if text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
        return Err(ProblemCode::TextNotPrintable);
    }
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0..=BACS_LENGTH => Ok(Canonical::clean(name)),
        length if length <= MAX_LENGTH => Ok(Canonical::with(name, ProblemCode::AccountNameTooLong)),
        _ => Err(ProblemCode::TextTooLong),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_with_single_blanks() {
        for (text, name) in [
            ("A R CLARKE", "A R CLARKE"),
            ("A  R\tClarke", "A R Clarke"),
            ("Zoë Müller", "Zoë Müller"),
            ("123456789012345678", "123456789012345678"),
            ("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ", "ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ"),
        ] {
            assert_eq!(parse(text), Ok(Canonical::clean(name)), "{text:?}");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        for length in [19, 255] {
            let name = "Ä".repeat(length);
            assert_eq!(
                parse(&name),
                Ok(Canonical::with(name.clone(), ProblemCode::AccountNameTooLong)),
                "{length}"
            );
        }
        assert_eq!(parse(&"Ä".repeat(256)), Err(ProblemCode::TextTooLong));
    }

    #[test]
    fn control_characters_are_refused() {
        for text in ["A\u{0}B", "A\u{1b}[31m", "A\u{7f}"] {
            assert_eq!(parse(text), Err(ProblemCode::TextNotPrintable), "{text:?}");
        }
    }
}
