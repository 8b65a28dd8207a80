//! Tax codes: HMRC's schema element `TaxCode` with its attributes `TaxRegime` and `BasisNonCumulative`.

use super::{Canonical, Parsed};
use crate::domain::problem::ProblemCode;

/// Reads a tax code: regime `S` or `C`, code, and how a non-cumulative basis is marked (`W1/M1`, `W1M1`, `WK1`, `W1`,
/// `MTH1`, `M1` or `X`). White space and case don't matter.
///
/// Canonical: regime and code without a blank, then ` X` when non-cumulative: `1257L`, `K475`, `S1257L X`.
///
/// The letter O stands in no tax code, so it is read as the digit 0, with [`ProblemCode::TaxCodeRepaired`].
/// [`ProblemCode::TaxCodeUnusual`] marks D2 to D8 without the Scottish S, and numbers above 9999.
///
/// # Errors
/// [`ProblemCode::TaxCodeInvalid`] for everything else, `1383M1` among it: it may be 1383M with a slip or a number
/// that lost its letter before M1.
pub fn parse(text: &str) -> Parsed {
    let spelled: String =
        text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_uppercase();
    let mut warnings = Vec::new();
    let repaired = spelled.replace('O', "0");
    if repaired != spelled {
        warnings.push(ProblemCode::TaxCodeRepaired);
    }
    let code = TaxCode::read(&repaired).ok_or(ProblemCode::TaxCodeInvalid)?;
    if code.is_unusual() {
        warnings.push(ProblemCode::TaxCodeUnusual);
    }
    Ok(Canonical { text: code.canonical(), warnings })
}

/// A tax code, taken apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct TaxCode<'a> {
    /// `S` for Scotland, `C` for Wales.
    pub(crate) regime: Option<char>,
    /// HMRC's value of two to seven characters: `1257L`, `BR`, `0T`, `NT`, `D0` to `D8`, `K475`.
    pub(crate) code: &'a str,
    /// Each pay period for itself.
    pub(crate) non_cumulative: bool,
}

impl<'a> TaxCode<'a> {
    /// Takes the canonical form apart; `None` for any other text.
    pub(crate) fn from_canonical(text: &'a str) -> Option<Self> {
        match text.strip_suffix(" X") {
            Some(rest) => Self::read(rest)
                .filter(|code| !code.non_cumulative)
                .map(|code| Self { non_cumulative: true, ..code }),
            None => Self::read(text).filter(|code| !code.non_cumulative),
        }
    }

    /// Reads upper-case text without white space.
    fn read(text: &'a str) -> Option<Self> {
        let (regime, rest) = match text.as_bytes().first() {
            Some(b'S') => (Some('S'), &text[1..]),
            Some(b'C') => (Some('C'), &text[1..]),
            _ => (None, text),
        };
        // Longer marks first: M1 also ends W1/M1.
        let mark =
            ["W1/M1", "W1M1", "WK1", "W1", "MTH1", "M1", "X"].into_iter().find(|mark| rest.ends_with(mark));
        let code = mark.and_then(|mark| rest.strip_suffix(mark)).unwrap_or(rest);
        is_code(code).then_some(Self { regime, code, non_cumulative: mark.is_some() })
    }

    fn canonical(self) -> String {
        let regime = self.regime.map(String::from).unwrap_or_default();
        let basis = if self.non_cumulative { " X" } else { "" };
        format!("{regime}{}{basis}", self.code)
    }

    /// Whether all pay is taxed at one rate: BR and D0 to D8.
    pub(crate) fn is_flat_rate(self) -> bool {
        self.code == "BR" || self.code.starts_with('D')
    }

    /// Possible by the schema, and probably a slip.
    fn is_unusual(self) -> bool {
        let above_d1 = self.code.strip_prefix('D').is_some_and(|rate| rate >= "2");
        // The number stands first or after K and has no leading zero, so five digits are above 9999.
        let digits = self.code.bytes().filter(u8::is_ascii_digit).count();
        (above_d1 && self.regime != Some('S')) || digits >= 5
    }
}

/// HMRC's value: `([1-9][0-9]{0,5}[LMNPTY])|(BR)|(0T)|(NT)|(D[0-8])|([K][1-9][0-9]{0,5})`.
fn is_code(code: &str) -> bool {
    match code.as_bytes() {
        b"BR" | b"0T" | b"NT" | [b'D', b'0'..=b'8'] => true,
        [b'K', number @ ..] | [number @ .., b'L' | b'M' | b'N' | b'P' | b'T' | b'Y'] => {
            matches!(number, [b'1'..=b'9', rest @ ..] if rest.len() <= 5 && rest.iter().all(u8::is_ascii_digit))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_and_their_canonical_form() {
        for (text, canonical) in [
            ("1257L", "1257L"),
            ("1257 l", "1257L"),
            ("s1257l m1", "S1257L X"),
            ("C1257L", "C1257L"),
            ("CBR X", "CBR X"),
            ("BR", "BR"),
            ("BRX", "BR X"),
            ("SK475 W1/M1", "SK475 X"),
            ("K475", "K475"),
            ("SD3", "SD3"),
            ("SD8", "SD8"),
            ("D0", "D0"),
            ("D1 W1", "D1 X"),
            ("0T", "0T"),
            ("S0T M1", "S0T X"),
            ("NT", "NT"),
            ("NT M1", "NT X"),
            ("1257L W1M1", "1257L X"),
            ("1257L wk1", "1257L X"),
            ("1257L Mth 1", "1257L X"),
            ("1257L W1 / M1", "1257L X"),
            ("1383M", "1383M"),
            ("1383M M1", "1383M X"),
            ("1131N", "1131N"),
            ("500T", "500T"),
            ("1P", "1P"),
            ("9Y", "9Y"),
            ("9999L", "9999L"),
            ("K9999", "K9999"),
        ] {
            assert_eq!(parse(text), Ok(Canonical::clean(canonical)), "{text:?}");
        }
    }

    #[test]
    fn the_letter_o_is_read_as_nought() {
        for (text, canonical) in [
            ("OT", "0T"),
            ("ot m1", "0T X"),
            ("DO", "D0"),
            ("SDO", "SD0"),
            ("SOT", "S0T"),
            ("11OOL", "1100L"),
            ("K1O", "K10"),
        ] {
            assert_eq!(parse(text), Ok(Canonical::with(canonical, ProblemCode::TaxCodeRepaired)), "{text:?}");
        }
    }

    #[test]
    fn unusual_codes_are_kept_with_a_warning() {
        for (text, canonical) in [
            ("D2", "D2"),
            ("CD2", "CD2"),
            ("D8", "D8"),
            ("10000L", "10000L"),
            ("S10000L", "S10000L"),
            ("K10000", "K10000"),
            ("999999T M1", "999999T X"),
        ] {
            assert_eq!(parse(text), Ok(Canonical::with(canonical, ProblemCode::TaxCodeUnusual)), "{text:?}");
        }
        assert_eq!(
            parse("1OOOOL"),
            Ok(Canonical {
                text: "10000L".into(),
                warnings: vec![ProblemCode::TaxCodeRepaired, ProblemCode::TaxCodeUnusual]
            })
        );
    }

    #[test]
    fn what_hmrc_does_not_know_is_invalid() {
        for text in [
            "1257",
            "L1257",
            "1257Q",
            "D9",
            "D",
            "DD0",
            "K0",
            "K",
            "0L",
            "L",
            "K0475",
            "0125L",
            "1383M1",
            "1383 M1",
            "1257L1",
            "1257L M1 X",
            "1257L W1/X",
            "SC1257L",
            "CS1257L",
            "S",
            "C",
            "X",
            "M1",
            "W1/M1",
            "BR0",
            "0BR",
            "00T",
            "ONT",
            "K475L",
            "1000000L",
            "K1000000",
            "12.57L",
            "1257L/M1",
            "1257L-M1",
            "1257é",
            "１257L",
            "NONE",
            "n/a",
        ] {
            assert_eq!(parse(text), Err(ProblemCode::TaxCodeInvalid), "{text:?}");
        }
    }

    #[test]
    fn the_canonical_form_is_taken_apart_and_nothing_else() {
        let code = TaxCode::from_canonical("S1257L X").unwrap();
        assert!((code.regime, code.code, code.non_cumulative) == (Some('S'), "1257L", true));
        let code = TaxCode::from_canonical("K475").unwrap();
        assert!((code.regime, code.code, code.non_cumulative) == (None, "K475", false));
        for text in ["1257LX", "1257LX X", "1257L M1", "1257l", "", " X"] {
            assert!(TaxCode::from_canonical(text).is_none(), "{text:?}");
        }
    }
}
