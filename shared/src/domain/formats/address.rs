//! Address lines: kept in full, and rewritten in what HMRC prints.

use super::{Canonical, Parsed, charset, printable::printable, text};
use crate::domain::problem::ProblemCode;

/// HMRC's limit of an address line (element `Line`).
pub const RTI_MAX_LENGTH: usize = 35;

/// A line of an address, a city or a county, with single blanks; several lines are joined by `, `. Warns when HMRC's
/// form of it differs ([`ProblemCode::AddressLineNotPrintable`]) or is longer than 35 characters
/// ([`ProblemCode::AddressLineTooLongForRti`]): nothing is cut here.
///
/// # Errors
/// [`ProblemCode::AddressLineInvalid`] when the line has no letter or digit that HMRC can print;
/// [`ProblemCode::TextNotPrintable`] and [`ProblemCode::TextTooLong`] as for any text.
pub fn parse(text: &str) -> Parsed {
    let line = text::single_spaced(&text::one_line(text, ", ")?);
    let printed = rti_line(&line);
    if printed.is_empty() {
        return Err(ProblemCode::AddressLineInvalid);
    }
    let mut warnings = Vec::new();
    if printed != line {
        warnings.push(ProblemCode::AddressLineNotPrintable);
    }
    if printed.len() > RTI_MAX_LENGTH {
        warnings.push(ProblemCode::AddressLineTooLongForRti);
    }
    Ok(Canonical { text: line, warnings })
}

/// The line as HMRC takes it: charset G, beginning with a letter or digit. `Königstraße 12½` is `Konigstrasse 12 1/2`.
/// Empty when there is no letter or digit. Not cut to 35 characters.
#[must_use]
pub fn rti_line(line: &str) -> String {
    let printed = printable(line, charset::is_g);
    printed.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use ProblemCode::{
        AddressLineInvalid, AddressLineNotPrintable, AddressLineTooLongForRti, TextNotPrintable, TextTooLong,
    };

    use super::*;

    #[test]
    fn lines_are_kept_and_have_a_form_for_hmrc() {
        let table = [
            ("12 Station Road", "12 Station Road"),
            ("3, \"Mill\" (a) & B/C; 5-7: D+E=F*!%?", "3, \"Mill\" (a) & B/C; 5-7: D+E=F*!%?"),
            ("St John's Wood", "St John's Wood"),
            ("St John\u{2019}s Wood", "St John's Wood"),
            ("5\u{2013}7 High Street", "5-7 High Street"),
            ("12½ High Street", "12 1/2 High Street"),
            ("Königstraße 5", "Konigstrasse 5"),
            ("Flat #3", "Flat 3"),
            ("Flat 3 @ The Mill_House", "Flat 3 The MillHouse"),
            ("'The Cottage'", "The Cottage'"),
            ("(rear) 5 High Street", "rear) 5 High Street"),
            ("\u{201e}Haus\u{201c} 5", "Haus\" 5"),
            ("北京路 5", "BeiJingLu 5"),
            ("🏠 5 High Street", "5 High Street"),
        ];
        for (line, expected) in table {
            assert_eq!(rti_line(line), expected, "{line:?}");
            let parsed = if line == expected {
                Canonical::clean(line)
            } else {
                Canonical::with(line, AddressLineNotPrintable)
            };
            assert_eq!(parse(line), Ok(parsed), "{line:?}");
        }
    }

    #[test]
    fn lines_become_one_with_single_blanks() {
        for (text, expected) in [
            (" 12  Station\u{a0}Road ", "12 Station Road"),
            ("Flat 3\n12 Station Road", "Flat 3, 12 Station Road"),
            ("Flat 3,\r\n12 Station Road\r\n", "Flat 3, 12 Station Road"),
        ] {
            assert_eq!(parse(text), Ok(Canonical::clean(expected)), "{text:?}");
        }
    }

    #[test]
    fn long_lines_are_kept() {
        assert_eq!(parse(&"a".repeat(35)), Ok(Canonical::clean("a".repeat(35))));
        assert_eq!(parse(&"a".repeat(36)), Ok(Canonical::with("a".repeat(36), AddressLineTooLongForRti)));
        let line = format!("{}ß", "a".repeat(34));
        let warnings = vec![AddressLineNotPrintable, AddressLineTooLongForRti];
        assert_eq!(parse(&line), Ok(Canonical { text: line, warnings }));
        assert_eq!(parse(&"a".repeat(256)), Err(TextTooLong));
    }

    #[test]
    fn a_line_says_something() {
        for text in ["-", "...", "?", "😀", "&", "---"] {
            assert_eq!(parse(text), Err(AddressLineInvalid), "{text:?}");
        }
        assert_eq!(parse("5 High\u{7}Street"), Err(TextNotPrintable));
    }
}
