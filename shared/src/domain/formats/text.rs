//! Free text on one line, and the passport number.

use std::borrow::Cow;

use super::{Canonical, Parsed, charset};
use crate::domain::problem::ProblemCode;

/// What one Pento field holds: the width of Personio's own single-line attributes.
pub const MAX_LENGTH: usize = 255;

/// Free text: trimmed, on one line; the lines of a multi-line text are joined by `, `.
///
/// # Errors
/// [`ProblemCode::TextNotPrintable`] for control characters, damaged characters, or when nothing visible is left;
/// [`ProblemCode::TextTooLong`] beyond [`MAX_LENGTH`] characters.
pub fn parse(text: &str) -> Parsed {
    one_line(text, ", ").map(Canonical::clean)
}

/// A passport number: 1 to 35 characters of charset G with a letter or digit among them (element `PassportNumber` of
/// HMRC's schema). Kept as written; countries differ too much to say more.
///
/// # Errors
/// [`ProblemCode::PassportNumberInvalid`].
pub fn parse_passport_number(text: &str) -> Parsed {
    const MAX_PASSPORT_LENGTH: usize = 35;
    let number = one_line(text, " ").map_err(|_| ProblemCode::PassportNumberInvalid)?;
    let fits = number.len() <= MAX_PASSPORT_LENGTH
        && number.chars().all(charset::is_g)
        && number.contains(|c: char| c.is_ascii_alphanumeric());
    if fits { Ok(Canonical::clean(number)) } else { Err(ProblemCode::PassportNumberInvalid) }
}

/// The text on one line: lines are trimmed and joined by `separator`, every kind of blank becomes a plain one,
/// invisible characters are taken out. The errors are those of [`parse`].
pub(super) fn one_line(text: &str, separator: &str) -> Result<String, ProblemCode> {
    let visible = without_invisible(text);
    let lines: Vec<&str> =
        visible.split(is_line_break).map(str::trim).filter(|line| !line.is_empty()).collect();
    let mut joined = String::with_capacity(visible.len());
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            // "12 Station Road,<line break>Leeds" has its comma already.
            let end = joined.trim_end_matches([',', ' ']).len();
            if separator.starts_with(',') {
                joined.truncate(end);
            }
            if !joined.is_empty() {
                joined.push_str(separator);
            }
        }
        joined.extend(line.chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
    }
    let damaged = |c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER;
    if joined.is_empty() || joined.contains(damaged) {
        Err(ProblemCode::TextNotPrintable)
    } else if joined.chars().count() > MAX_LENGTH {
        Err(ProblemCode::TextTooLong)
    } else {
        Ok(joined)
    }
}

/// The text with every run of blanks as one blank, for names and addresses.
pub(super) fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Characters that come along when people copy from web pages and documents and that nobody sees: soft hyphen,
/// zero-width blank, direction marks, word joiner, byte order mark. The joiners U+200C and U+200D shape letters of
/// some scripts and stay.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn without_invisible(text: &str) -> Cow<'_, str> {
    if text.contains(is_invisible) { Cow::Owned(text.replace(is_invisible, "")) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_one_trimmed_line() {
        let table = [
            ("Finance", "Finance"),
            ("  Finance ", "Finance"),
            ("Research & Development", "Research & Development"),
            ("Größe · 北京", "Größe · 北京"),
            ("two  blanks", "two  blanks"),
            ("a\tb", "a b"),
            ("a\u{a0}b", "a b"),
            ("Flat 3\n12 Station Road", "Flat 3, 12 Station Road"),
            ("Flat 3,\r\n12 Station Road ,\r\n\r\nLeeds\n", "Flat 3, 12 Station Road, Leeds"),
            (",\nLeeds", "Leeds"),
            ("Leeds,", "Leeds,"),
            ("a\u{2028}b", "a, b"),
            ("\u{feff}Leeds\u{200b}", "Leeds"),
            ("Le\u{ad}eds", "Leeds"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), Ok(Canonical::clean(expected)), "{text:?}");
        }
    }

    #[test]
    fn text_has_no_control_characters_and_an_end() {
        for text in
            ["a\0b", "\u{1b}[31m", "a\u{7f}", "a\u{9f}b", "M\u{fffd}ller", "\u{200b}", "\u{feff}\n", ""]
        {
            assert_eq!(parse(text), Err(ProblemCode::TextNotPrintable), "{text:?}");
        }
        assert_eq!(parse(&"ä".repeat(255)), Ok(Canonical::clean("ä".repeat(255))));
        assert_eq!(parse(&"ä".repeat(256)), Err(ProblemCode::TextTooLong));
        // The separators count: 127 + 2 + 127 characters.
        assert_eq!(
            parse(&format!("{}\n{}", "a".repeat(127), "b".repeat(127))),
            Err(ProblemCode::TextTooLong)
        );
    }

    #[test]
    fn passport_numbers_are_kept_as_written() {
        for text in ["533401372", "C01X00T47", "AB 123/456-7", "a", &"9".repeat(35)] {
            assert_eq!(parse_passport_number(text), Ok(Canonical::clean(text)), "{text:?}");
        }
        assert_eq!(parse_passport_number("53340\u{a0}1372"), Ok(Canonical::clean("53340 1372")));
        for text in ["", "-", "???", "№ 1", "12_34", "Ä123", "1\u{0}2", &"9".repeat(36)] {
            assert_eq!(parse_passport_number(text), Err(ProblemCode::PassportNumberInvalid), "{text:?}");
        }
    }
}
