//! Sort codes.

use super::{Account, iban, is_all_zeros, is_digits};
use crate::domain::{
    attribute::Source,
    formats::{Canonical, Parsed, dash::is_dash},
    problem::ProblemCode,
};

/// What a text in the place of a sort code turned out to be.
pub(super) enum SortCodeInput {
    /// Six digits, and what was noticed.
    Digits { code: String, warning: Option<ProblemCode> },
    /// A British IBAN.
    Iban(Account),
}

/// Reads a sort code: `202959`, `20-29-59`, `20 29 59`, `20.29.59`, `20/29/59`, any dash, any spacing; or a British
/// IBAN, of which the sort code is taken. Canonical: six digits.
///
/// Of a number, one leading zero may be missing: it is put back with [`ProblemCode::SortCodePadded`]. Two can't be:
/// no sort code begins with 00.
///
/// # Errors
/// [`ProblemCode::SortCodeInvalid`] (six noughts, fractions, exponents and separated thousands among it),
/// [`ProblemCode::IbanInvalid`], [`ProblemCode::IbanForeign`].
pub fn parse(text: &str, source: Source) -> Parsed {
    read(text, source).map(SortCodeInput::into_canonical)
}

pub(super) fn read(text: &str, source: Source) -> Result<SortCodeInput, ProblemCode> {
    let (code, warning) = match source {
        Source::Number if is_digits(text) && text.len() == 5 => {
            (format!("0{text}"), Some(ProblemCode::SortCodePadded))
        }
        Source::Number if is_digits(text) && text.len() == 6 => (text.to_owned(), None),
        Source::Number => return Err(ProblemCode::SortCodeInvalid),
        Source::Text => match iban::read(text) {
            Some(account) => return checked(account?),
            None => (six_digits(text).ok_or(ProblemCode::SortCodeInvalid)?, None),
        },
    };
    if is_all_zeros(&code) {
        Err(ProblemCode::SortCodeInvalid)
    } else {
        Ok(SortCodeInput::Digits { code, warning })
    }
}

/// An IBAN's account, unless its sort code is nothing but noughts.
fn checked(account: Account) -> Result<SortCodeInput, ProblemCode> {
    if is_all_zeros(&account.sort_code) {
        return Err(ProblemCode::SortCodeInvalid);
    }
    Ok(SortCodeInput::Iban(account))
}

/// Six digits in a row, or three pairs with a sign between them.
fn six_digits(text: &str) -> Option<String> {
    let mut compact: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    // Places 2 and 5 of dd-dd-dd.
    if compact.len() == 8 && separates(compact[2]) && separates(compact[5]) {
        compact.remove(5);
        compact.remove(2);
    }
    let digits: String = compact.into_iter().collect();
    (digits.len() == 6 && is_digits(&digits)).then_some(digits)
}

fn separates(c: char) -> bool {
    is_dash(c) || matches!(c, '.' | '/')
}

impl SortCodeInput {
    /// The account that an IBAN names.
    pub(super) fn named(&self) -> Option<&Account> {
        match self {
            Self::Iban(account) => Some(account),
            Self::Digits { .. } => None,
        }
    }

    pub(super) fn into_canonical(self) -> Canonical {
        match self {
            Self::Digits { code, warning } => {
                Canonical { text: code, warnings: warning.into_iter().collect() }
            }
            Self::Iban(account) => Canonical::clean(account.sort_code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for text in [
            "202959",
            "20-29-59",
            "20 29 59",
            "20.29.59",
            "20/29/59",
            "20–29–59",
            "20—29—59",
            "20−29−59",
            "20 - 29 - 59",
            "2029 59",
            "20\u{a0}29\u{a0}59",
            "20-29/59",
        ] {
            assert_eq!(parse(text, Source::Text), Ok(Canonical::clean("202959")), "{text:?}");
        }
        assert_eq!(parse("01-00-04", Source::Text), Ok(Canonical::clean("010004")));
        assert_eq!(parse("11-11-11", Source::Text), Ok(Canonical::clean("111111")));
        assert_eq!(parse("GB29 NWBK 6016 1331 9268 19", Source::Text), Ok(Canonical::clean("601613")));
    }

    #[test]
    fn a_number_gets_its_leading_zero_back() {
        assert_eq!(
            parse("40004", Source::Number),
            Ok(Canonical::with("040004", ProblemCode::SortCodePadded))
        );
        assert_eq!(parse("202959", Source::Number), Ok(Canonical::clean("202959")));
    }

    #[test]
    fn what_is_no_sort_code() {
        for text in [
            "20295",
            "2029590",
            "20-29-5",
            "20-2959",
            "2029.59",
            "2-02959",
            "20--29-59",
            "-202959",
            "20-29-59-",
            "202,959",
            "202959.0",
            "2.02959e5",
            "000000",
            "00-00-00",
            "ABCDEF",
            "20-29-5O",
            "２０２９５９",
            "20_29_59",
            "n/a",
            "-",
        ] {
            assert_eq!(parse(text, Source::Text), Err(ProblemCode::SortCodeInvalid), "{text:?}");
        }
        for text in ["4004", "0", "00000", "000000", "2029590", "202959.0", "2.02959e5", "-20295", "20-29-59"]
        {
            assert_eq!(parse(text, Source::Number), Err(ProblemCode::SortCodeInvalid), "{text:?}");
        }
        assert_eq!(parse("GB28NWBK60161331926819", Source::Text), Err(ProblemCode::IbanInvalid));
        assert_eq!(parse("DE89370400440532013000", Source::Text), Err(ProblemCode::IbanForeign));
    }
}
