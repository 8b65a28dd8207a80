//! Account numbers.

use super::{Account, iban, is_all_zeros, is_digits};
use crate::domain::{
    attribute::Source,
    formats::{Canonical, Parsed, dash::is_dash},
    problem::ProblemCode,
};

/// What a text in the place of an account number turned out to be.
pub(super) enum AccountNumberInput {
    /// Eight digits, and what was noticed.
    Digits { number: String, warning: Option<ProblemCode> },
    /// Nine or ten digits, which mean different things at different banks.
    Long(String),
    /// A British IBAN.
    Iban(Account),
}

/// Reads an account number: six to eight digits with any spacing and dashes, or a British IBAN, of which the account
/// number is taken. Canonical: eight digits.
///
/// Six or seven digits are filled up from the left with [`ProblemCode::AccountNumberPadded`], as Vocalink's
/// "Validating account numbers" (2.1.2) says. A number has lost all its leading zeros, so one of any length up to seven
/// is filled up.
///
/// # Errors
/// - [`ProblemCode::AccountNumberNeedsSortCode`]: nine or ten digits; see [`super::parse_pair`].
/// - [`ProblemCode::AccountNumberInvalid`]: anything else, noughts only, fractions and exponents among it.
/// - [`ProblemCode::IbanInvalid`], [`ProblemCode::IbanForeign`].
pub fn parse(text: &str, source: Source) -> Parsed {
    read(text, source)?.into_canonical()
}

pub(super) fn read(text: &str, source: Source) -> Result<AccountNumberInput, ProblemCode> {
    let (digits, shortest) = match source {
        Source::Number if is_digits(text) => (text.to_owned(), 1),
        Source::Number => return Err(ProblemCode::AccountNumberInvalid),
        Source::Text => match iban::read(text) {
            Some(account) => return checked(account?),
            None => (spaced_digits(text).ok_or(ProblemCode::AccountNumberInvalid)?, 6),
        },
    };
    if is_all_zeros(&digits) {
        return Err(ProblemCode::AccountNumberInvalid);
    }
    match digits.len() {
        8 => Ok(AccountNumberInput::Digits { number: digits, warning: None }),
        9 | 10 => Ok(AccountNumberInput::Long(digits)),
        length if (shortest..8).contains(&length) => Ok(AccountNumberInput::Digits {
            number: format!("{digits:0>8}"),
            warning: Some(ProblemCode::AccountNumberPadded),
        }),
        _ => Err(ProblemCode::AccountNumberInvalid),
    }
}

/// An IBAN's account, unless its number is nothing but noughts.
fn checked(account: Account) -> Result<AccountNumberInput, ProblemCode> {
    if is_all_zeros(&account.number) {
        return Err(ProblemCode::AccountNumberInvalid);
    }
    Ok(AccountNumberInput::Iban(account))
}

/// The digits of a text that begins and ends with one and has only white space and dashes between them. Full stops are
/// no separators here: `6374847.0` is a damaged number.
fn spaced_digits(text: &str) -> Option<String> {
    let is_edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let digits: String = text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).collect();
    (is_edge(text.chars().next()) && is_edge(text.chars().next_back()) && is_digits(&digits))
        .then_some(digits)
}

impl AccountNumberInput {
    /// The account that an IBAN names.
    pub(super) fn named(&self) -> Option<&Account> {
        match self {
            Self::Iban(account) => Some(account),
            Self::Digits { .. } | Self::Long(_) => None,
        }
    }

    pub(super) fn into_canonical(self) -> Parsed {
        match self {
            Self::Digits { number, warning } => {
                Ok(Canonical { text: number, warnings: warning.into_iter().collect() })
            }
            Self::Iban(account) => Ok(Canonical::clean(account.number)),
            Self::Long(_) => Err(ProblemCode::AccountNumberNeedsSortCode),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn padded(text: &str) -> Canonical {
        Canonical::with(text, ProblemCode::AccountNumberPadded)
    }

    #[test]
    fn spellings() {
        for text in ["63748472", "6374 8472", "63 74 84 72", "6374-8472", "6374–8472", "63748\u{a0}472"] {
            assert_eq!(parse(text, Source::Text), Ok(Canonical::clean("63748472")), "{text:?}");
        }
        assert_eq!(parse("00000190", Source::Text), Ok(Canonical::clean("00000190")));
        assert_eq!(parse("GB29 NWBK 6016 1331 9268 19", Source::Text), Ok(Canonical::clean("31926819")));
        assert_eq!(parse("63748472", Source::Number), Ok(Canonical::clean("63748472")));
    }

    #[test]
    fn short_numbers_are_filled_up_with_a_warning() {
        assert_eq!(parse("1234567", Source::Text), Ok(padded("01234567")));
        assert_eq!(parse("123 456", Source::Text), Ok(padded("00123456")));
        assert_eq!(parse("012345", Source::Text), Ok(padded("00012345")));
        assert_eq!(parse("1234567", Source::Number), Ok(padded("01234567")));
        assert_eq!(parse("12345", Source::Number), Ok(padded("00012345")));
        assert_eq!(parse("190", Source::Number), Ok(padded("00000190")));
    }

    #[test]
    fn long_numbers_need_their_sort_code() {
        for (text, source) in [
            ("123456789", Source::Text),
            ("1234567890", Source::Text),
            ("01-23456789", Source::Text),
            ("1234567890", Source::Number),
        ] {
            assert_eq!(parse(text, source), Err(ProblemCode::AccountNumberNeedsSortCode), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_account_number() {
        for text in [
            "12345",
            "12345678901",
            "00000000",
            "000000",
            "0000000000",
            "6374847.0",
            "63748472.0",
            "6.3748472e7",
            "63,748,472",
            "-63748472",
            "63748472-",
            "6374847X",
            "６３７４８４７２",
            "n/a",
            "-",
        ] {
            assert_eq!(parse(text, Source::Text), Err(ProblemCode::AccountNumberInvalid), "{text:?}");
        }
        for text in ["0", "12345678901", "63748472.0", "6.3748472e7", "6374 8472", "-6374847"] {
            assert_eq!(parse(text, Source::Number), Err(ProblemCode::AccountNumberInvalid), "{text:?}");
        }
        assert_eq!(parse("GB28NWBK60161331926819", Source::Text), Err(ProblemCode::IbanInvalid));
        assert_eq!(parse("DE89370400440532013000", Source::Text), Err(ProblemCode::IbanForeign));
    }
}
