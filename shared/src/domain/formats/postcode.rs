//! Postcodes: of the United Kingdom in HMRC's grammar, of other countries as text.

use super::{Canonical, Parsed, text};
use crate::domain::problem::ProblemCode;

/// A UK postcode in upper case with one blank before its last three characters: HMRC's strict pattern for workplaces,
/// `GIR 0AA`, or `BFPO` and one to four digits. Only case and blanks are repaired; the letter O stays a letter.
///
/// # Errors
/// [`ProblemCode::PostcodeInvalid`].
pub fn parse(text: &str) -> Parsed {
    let compact = compact(text);
    geographic(&compact)
        .or_else(|| special(&compact))
        .map(Canonical::clean)
        .ok_or(ProblemCode::PostcodeInvalid)
}

/// The UK postcode of a workplace: only what HMRC's pattern of the element `WorkplacePostcode` takes, so neither
/// `GIR 0AA` nor `BFPO`.
///
/// # Errors
/// [`ProblemCode::WorkplacePostcodeInvalid`].
pub fn parse_workplace(text: &str) -> Parsed {
    geographic(&compact(text)).map(Canonical::clean).ok_or(ProblemCode::WorkplacePostcodeInvalid)
}

/// The postcode of an address outside the UK (the Isle of Man and the Channel Islands are outside): kept as text for
/// the address label, never sent to HMRC.
///
/// # Errors
/// Those of [`text::parse`].
pub fn parse_abroad(text: &str) -> Parsed {
    text::parse(text)
}

fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

fn geographic(compact: &str) -> Option<String> {
    let (outward, inward) = compact.split_at_checked(compact.len().checked_sub(3)?)?;
    let fits = is_outward(outward.as_bytes()) && is_inward(inward.as_bytes());
    fits.then(|| format!("{outward} {inward}"))
}

/// `[A-Z]([0-9]|[0-9]{2}|([A-HJ-Y][0-9]{1,2})|([0-9][A-Z])|([A-HJ-Y][0-9]?[A-Z]))`, the part before the blank.
fn is_outward(bytes: &[u8]) -> bool {
    let second = |byte: u8| byte.is_ascii_uppercase() && !matches!(byte, b'I' | b'Z');
    let digit_or_letter = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    match *bytes {
        [a, b] => a.is_ascii_uppercase() && b.is_ascii_digit(),
        [a, b, c] => a.is_ascii_uppercase() && (b.is_ascii_digit() || second(b)) && digit_or_letter(c),
        [a, b, c, d] => a.is_ascii_uppercase() && second(b) && c.is_ascii_digit() && digit_or_letter(d),
        _ => false,
    }
}

/// `[0-9][ABD-HJLNP-UW-Z]{2}`, the part behind the blank.
fn is_inward(bytes: &[u8]) -> bool {
    let letter =
        |byte: u8| byte.is_ascii_uppercase() && !matches!(byte, b'C' | b'I' | b'K' | b'M' | b'O' | b'V');
    matches!(*bytes, [a, b, c] if a.is_ascii_digit() && letter(b) && letter(c))
}

/// The historic Girobank postcode and the numbers of the British Forces Post Office.
fn special(compact: &str) -> Option<String> {
    if compact == "GIR0AA" {
        return Some("GIR 0AA".to_owned());
    }
    let number = compact.strip_prefix("BFPO")?;
    let fits = matches!(number.len(), 1..=4) && number.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| format!("BFPO {number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_get_capitals_and_one_blank() {
        let table = [
            ("LS1 4AP", "LS1 4AP"),
            ("ls14ap", "LS1 4AP"),
            (" l s 1  4 a p ", "LS1 4AP"),
            ("SW1A 2AA", "SW1A 2AA"),
            ("sw1a2aa", "SW1A 2AA"),
            ("W1A 1HQ", "W1A 1HQ"),
            ("M1 1AE", "M1 1AE"),
            ("B33 8TH", "B33 8TH"),
            ("CR2\u{a0}6XH", "CR2 6XH"),
            ("DN551PT", "DN55 1PT"),
            ("BX1 1LT", "BX1 1LT"),
            ("JE2 3AB", "JE2 3AB"),
            ("BF1 2AT", "BF1 2AT"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), Ok(Canonical::clean(expected)), "{text:?}");
            assert_eq!(parse_workplace(text), Ok(Canonical::clean(expected)), "{text:?}");
        }
    }

    #[test]
    fn homes_may_have_postcodes_that_workplaces_have_not() {
        let table = [
            ("gir0aa", "GIR 0AA"),
            ("GIR 0AA", "GIR 0AA"),
            ("BFPO 1", "BFPO 1"),
            ("bfpo5", "BFPO 5"),
            ("BFPO 5501", "BFPO 5501"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), Ok(Canonical::clean(expected)), "{text:?}");
            assert_eq!(parse_workplace(text), Err(ProblemCode::WorkplacePostcodeInvalid), "{text:?}");
        }
    }

    #[test]
    fn other_texts_are_no_uk_postcodes() {
        for text in [
            "",
            "LS1",
            "4AP",
            "LS1 4A",
            "LS1 4APP",
            "LS1-4AP",
            "LS1 4A P X",
            "LS1 4IP",
            "SW1A OAA",
            "SW1A 2AC",
            "SW1A 2IA",
            "SW1A 2KA",
            "SW1A 2MA",
            "SW1A 2OA",
            "SW1A 2VA",
            "SW1A 2AV",
            "AI1 1AA",
            "AZ1 1AA",
            "ZZ99 3VZ",
            "1A1 1AA",
            "A111 1AA",
            "AAAA 1AA",
            "A1AA 1AA",
            "BFPO",
            "BFPO 12345",
            "BFPO A",
            "BFPO -1",
            "GIR 0AB",
            "10115",
            "1012 AB",
            "D-10115",
            "n/a",
            "LS1 4ÄP",
            "ＬＳ1 4AP",
            "LS1 ٤AP",
        ] {
            assert_eq!(parse(text), Err(ProblemCode::PostcodeInvalid), "{text:?}");
            assert_eq!(parse_workplace(text), Err(ProblemCode::WorkplacePostcodeInvalid), "{text:?}");
        }
    }

    #[test]
    fn postcodes_abroad_are_text() {
        for (text, expected) in
            [("10115", "10115"), (" 1012 ab ", "1012 ab"), ("D-10115", "D-10115"), ("JE2 3AB", "JE2 3AB")]
        {
            assert_eq!(parse_abroad(text), Ok(Canonical::clean(expected)), "{text:?}");
        }
        assert_eq!(parse_abroad("1\u{0}2"), Err(ProblemCode::TextNotPrintable));
        assert_eq!(parse_abroad(&"1".repeat(256)), Err(ProblemCode::TextTooLong));
    }
}
