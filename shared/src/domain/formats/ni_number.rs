//! National Insurance numbers: HMRC's schema element `NINO`.

use super::{Canonical, Parsed, dash::is_dash};
use crate::domain::problem::ProblemCode;

/// Reads a National Insurance number. White space, dashes and dots between its characters don't matter, nor does case.
///
/// Canonical: nine characters, `AB654321C`. HMRC's schema would take a blank as suffix; here the suffix is needed.
///
/// # Errors
/// - [`ProblemCode::NiNumberTemporary`]: a temporary number (`TN`, six digits, perhaps a letter) or a temporary
///   reference of two digits, a letter and five digits (NIM39110 of HMRC's National Insurance Manual).
/// - [`ProblemCode::NiNumberPrefixInvalid`]: the shape is right, the first two letters are never issued.
/// - [`ProblemCode::NiNumberSuffixMissing`]: right but for the missing ninth character.
/// - [`ProblemCode::NiNumberInvalid`]: anything else. Digits that look like letters are not repaired.
pub fn parse(text: &str) -> Parsed {
    let number: String =
        text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c) && *c != '.').collect::<String>();
    let number = number.to_ascii_uppercase();
    if is_temporary(number.as_bytes()) {
        return Err(ProblemCode::NiNumberTemporary);
    }
    let (first, second, suffix) = match number.as_bytes() {
        [first, second, digits @ .., suffix] if is_body(*first, *second, digits) => {
            (*first, *second, Some(*suffix))
        }
        [first, second, digits @ ..] if is_body(*first, *second, digits) => (*first, *second, None),
        _ => return Err(ProblemCode::NiNumberInvalid),
    };
    if suffix.is_some_and(|suffix| !(b'A'..=b'D').contains(&suffix)) {
        return Err(ProblemCode::NiNumberInvalid);
    }
    if !is_issued_prefix(first, second) {
        return Err(ProblemCode::NiNumberPrefixInvalid);
    }
    if suffix.is_none() {
        return Err(ProblemCode::NiNumberSuffixMissing);
    }
    if is_suspicious(&number) {
        Ok(Canonical::with(number, ProblemCode::NiNumberSuspicious))
    } else {
        Ok(Canonical::clean(number))
    }
}

/// Two letters and six digits.
fn is_body(first: u8, second: u8, digits: &[u8]) -> bool {
    first.is_ascii_uppercase()
        && second.is_ascii_uppercase()
        && digits.len() == 6
        && digits.iter().all(u8::is_ascii_digit)
}

/// The prefixes that NIM39110 allows; the schema's pattern names the same 373 of 676.
fn is_issued_prefix(first: u8, second: u8) -> bool {
    const NEVER: &[u8] = b"DFIQUV";
    const NEVER_TOGETHER: [[u8; 2]; 7] = [*b"BG", *b"GB", *b"KN", *b"NK", *b"NT", *b"TN", *b"ZZ"];
    !NEVER.contains(&first)
        && !NEVER.contains(&second)
        && second != b'O'
        && !NEVER_TOGETHER.contains(&[first, second])
}

/// `TN` with a date of birth and perhaps a letter for the sex, or a reference such as `11 A1 11 11`.
fn is_temporary(number: &[u8]) -> bool {
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    match number {
        [b'T', b'N', rest @ ..] => match rest {
            [date @ .., letter] if letter.is_ascii_uppercase() => date.len() == 6 && digits(date),
            _ => rest.len() == 6 && digits(rest),
        },
        [a, b, letter, rest @ ..] => {
            digits(&[*a, *b]) && letter.is_ascii_uppercase() && rest.len() == 5 && digits(rest)
        }
        _ => false,
    }
}

/// Well formed, yet invented or not a person's: the two fakes HMRC received thousands of times and their two crosses,
/// one digit six times, and the prefixes that NIM39110 keeps for administration.
fn is_suspicious(number: &str) -> bool {
    const FAKES: [&str; 4] = ["AB123456", "AA111111", "AA123456", "AB111111"];
    const ADMINISTRATIVE: [&str; 6] = ["CR", "MW", "NC", "PP", "PY", "PZ"];
    let (prefix, digits) = (&number[..2], &number[2..8]);
    FAKES.contains(&&number[..8])
        || ADMINISTRATIVE.contains(&prefix)
        || digits.bytes().all(|digit| digits.as_bytes()[0] == digit)
}

#[cfg(test)]
mod tests {
    use regex_lite::Regex;

    use super::*;

    #[test]
    fn spellings_of_one_number() {
        for text in [
            "AB654321C",
            "ab654321c",
            "AB 65 43 21 C",
            "AB-65-43-21-C",
            "AB.65.43.21.C",
            "AB–654321–c",
            "a b6543 21\u{a0}C",
        ] {
            assert_eq!(parse(text), Ok(Canonical::clean("AB654321C")), "{text:?}");
        }
    }

    #[test]
    fn each_wrong_number_has_its_own_reason() {
        use ProblemCode::{
            NiNumberInvalid as Invalid, NiNumberPrefixInvalid as Prefix, NiNumberSuffixMissing as Suffix,
            NiNumberTemporary as Temporary,
        };
        for (text, code) in [
            ("AB654321", Suffix),
            ("AB 65 43 21", Suffix),
            ("QQ123456C", Prefix),
            ("QQ123456", Prefix),
            ("DA654321A", Prefix),
            ("AO654321A", Prefix),
            ("BG654321A", Prefix),
            ("ZZ654321A", Prefix),
            ("TN010190M", Temporary),
            ("TN010190", Temporary),
            ("tn 01 01 90 f", Temporary),
            ("TN654321A", Temporary),
            ("11 a1 11 11", Temporary),
            ("63T12345", Temporary),
            ("TN01019", Invalid),
            ("TN0101900M", Invalid),
            ("111 a1 11 11", Invalid),
            ("AB654321E", Invalid),
            ("AB6543210", Invalid),
            ("QQ654321E", Invalid),
            ("AB65432", Invalid),
            ("AB65432C", Invalid),
            ("AB6543217C", Invalid),
            ("A8654321C", Invalid),
            ("ABO54321C", Invalid),
            ("AB65４321C", Invalid),
            ("ÄB654321C", Invalid),
            ("AB/65/43/21/C", Invalid),
            ("654321", Invalid),
            ("-", Invalid),
            ("n/a", Invalid),
        ] {
            assert_eq!(parse(text), Err(code), "{text:?}");
        }
    }

    #[test]
    fn suspicious_numbers_are_kept_with_a_warning() {
        for text in [
            "AB123456C",
            "AA111111A",
            "AA123456D",
            "AB111111B",
            "JK222222A",
            "JK000000A",
            "CR654321A",
            "MW654321A",
            "NC654321A",
            "PP654321A",
            "PY654321A",
            "PZ654321A",
        ] {
            assert_eq!(parse(text), Ok(Canonical::with(text, ProblemCode::NiNumberSuspicious)), "{text:?}");
        }
        for text in ["AC123456C", "AB123457C", "JK222223A", "RC654321A", "PX654321A"] {
            assert_eq!(parse(text), Ok(Canonical::clean(text)), "{text:?}");
        }
    }

    /// The pattern of schema `FullPaymentSubmission-2026-v1-0.xsd`, with the suffix that we insist on.
    #[test]
    fn the_373_prefixes_are_those_of_the_schema() {
        let schema = Regex::new(concat!(
            "^([ACEHJLMOPRSWXY][A-CEGHJ-NPR-TW-Z]|B[A-CEHJ-NPR-TW-Z]|G[ACEGHJ-NPR-TW-Z]|[KT][A-CEGHJ-MPR-TW-Z]",
            "|N[A-CEGHJL-NPR-SW-Z]|Z[A-CEGHJ-NPR-TW-Y])[0-9]{6}[A-D]$"
        ))
        .unwrap();
        let mut accepted = 0;
        for first in 'A'..='Z' {
            for second in 'A'..='Z' {
                let number = format!("{first}{second}654321A");
                assert_eq!(parse(&number).is_ok(), schema.is_match(&number), "{first}{second}");
                accepted += usize::from(parse(&number).is_ok());
            }
        }
        assert_eq!(accepted, 373);
    }
}
