//! E-mail addresses.

use super::{Canonical, Parsed, text};
use crate::domain::problem::ProblemCode;

/// HMRC's limits: 3 to 254 characters.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=254;

/// An e-mail address, kept as given: HMRC's pattern `[^@'<>"]+@[^@'<>"]+`, no blanks or invisible characters, and a
/// domain of at least two labels. Whoever compares addresses does so without regard to case.
///
/// An apostrophe is legal in mail and refused by HMRC, so it is refused here.
///
/// # Errors
/// [`ProblemCode::EmailInvalid`].
pub fn parse(text: &str) -> Parsed {
    let text = text.trim();
    let allowed = |c: char| {
        !matches!(c, '\'' | '<' | '>' | '"') && !c.is_whitespace() && !c.is_control() && !is_hidden(c)
    };
    let fits = LENGTH.contains(&text.chars().count()) && text.chars().all(allowed);
    match text.split_once('@') {
        Some((local, domain)) if fits && !local.is_empty() && is_domain(domain) => Ok(Canonical::clean(text)),
        _ => Err(ProblemCode::EmailInvalid),
    }
}

/// Two or more labels without signs. International domains may have any letter.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || !c.is_ascii())
    };
    text.contains('.') && text.split('.').all(is_label)
}

/// What nobody sees and no mail server takes.
fn is_hidden(c: char) -> bool {
    text::is_invisible(c) || matches!(c, '\u{200c}' | '\u{200d}' | char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_as_given() {
        let longest = format!("{}@example.com", "a".repeat(254 - 12));
        for text in [
            "amelia.clarke@example.co.uk",
            "Amelia.Clarke@Example.co.uk",
            "a@b.c",
            "amelia+payroll@example.com",
            "a_b%c@my-mail.example.com",
            "zoë@müller.example",
            &longest,
        ] {
            assert_eq!(parse(text), Ok(Canonical::clean(text)), "{text:?}");
        }
        assert_eq!(parse("  a@b.co\n"), Ok(Canonical::clean("a@b.co")));
    }

    #[test]
    fn other_texts_are_no_addresses() {
        let too_long = format!("{}@example.com", "a".repeat(255 - 12));
        for text in [
            "",
            "a",
            "@",
            "a@",
            "@b.co",
            "a@b",
            "a.b.co",
            "a@b@c.co",
            "a b@c.co",
            "a@b .co",
            "a@b.",
            "a@.co",
            "a@b..co",
            "o'brien@example.com",
            "\"a\"@example.com",
            "Amelia <a@b.co>",
            "a@b.co; c@d.co",
            "a@b.co;",
            "a@b.co,c",
            "a@b_c.co",
            "a\u{200b}@b.co",
            "a@b.co\u{feff}",
            "a\u{a0}@b.co",
            "a\0@b.co",
            "n/a",
            &too_long,
        ] {
            assert_eq!(parse(text), Err(ProblemCode::EmailInvalid), "{text:?}");
        }
    }
}
