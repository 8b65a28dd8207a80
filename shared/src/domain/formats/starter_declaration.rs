//! Starter declarations: HMRC's schema element `Starter/StartDec`, the statement of the starter checklist.

use super::{Canonical, Parsed, dash::is_dash};
use crate::domain::problem::ProblemCode;

/// Reads a starter declaration: `A`, `Statement A`, `Declaration A`, or either followed by a dash, a colon, a full stop
/// or a closing bracket and an explanation (`A - first job since 6 April`). Case doesn't matter. Canonical: `A`, `B`, `C`.
///
/// The sign after the letter is needed: "A second job" begins with an article and means C.
///
/// # Errors
/// [`ProblemCode::StarterDeclarationInvalid`] for everything else, `A - B` among it.
pub fn parse(text: &str) -> Parsed {
    let upper = text.to_ascii_uppercase();
    let statement = ["STATEMENT", "DECLARATION"]
        .into_iter()
        .find_map(|word| upper.strip_prefix(word))
        .filter(|rest| rest.starts_with(char::is_whitespace))
        .map_or(upper.as_str(), str::trim_start);
    let mut rest = statement.chars();
    match rest.next() {
        Some(letter @ 'A'..='C') if is_explanation(rest.as_str()) => Ok(Canonical::clean(letter)),
        _ => Err(ProblemCode::StarterDeclarationInvalid),
    }
}

/// Nothing, or a sign and anything but a second letter of the same kind.
fn is_explanation(rest: &str) -> bool {
    let mut words = rest.trim_start().chars();
    match words.next() {
        None => true,
        Some(sign) if is_dash(sign) || matches!(sign, ':' | '.' | ')') => {
            !matches!(words.as_str().trim(), "A" | "B" | "C")
        }
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for (text, letter) in [
            ("A", "A"),
            ("b", "B"),
            ("C", "C"),
            ("Statement A", "A"),
            ("statement  b", "B"),
            ("Declaration C", "C"),
            ("A - first job since 6 April", "A"),
            ("B – now the only job", "B"),
            ("C: another job or pension", "C"),
            ("A-first job", "A"),
            ("c) pension", "C"),
            ("B.", "B"),
            ("Statement B - now the only job", "B"),
            ("A - a first job", "A"),
        ] {
            assert_eq!(parse(text), Ok(Canonical::clean(letter)), "{text:?}");
        }
    }

    #[test]
    fn nothing_is_guessed() {
        for text in [
            "D",
            "1",
            "AB",
            "A B",
            "A/B",
            "A - B",
            "A-b",
            "A second job",
            "Another job",
            "Currently only job",
            "Statement",
            "StatementA",
            "Statement D",
            "Statement A B",
            "- A",
            "Ä",
            "yes",
            "none",
            "",
        ] {
            assert_eq!(parse(text), Err(ProblemCode::StarterDeclarationInvalid), "{text:?}");
        }
    }
}
