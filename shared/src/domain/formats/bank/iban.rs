//! International bank account numbers (ISO 13616), of which the British hold sort code and account number.

use iban::{Iban, IbanLike as _};

use super::Account;
use crate::domain::{formats::dash::is_dash, problem::ProblemCode};

/// The shortest IBAN in use, Norway's, has fifteen characters. Shorter texts are taken for a mistyped number instead.
const SHORTEST: usize = 15;

/// Reads `text` as an IBAN; `None` when it does not look like one (two letters, two digits, and long enough).
/// White space, dashes, case and a leading "IBAN" don't matter.
///
/// # Errors
/// - [`ProblemCode::IbanInvalid`]: the check digits, the country or its shape are wrong.
/// - [`ProblemCode::IbanForeign`]: valid, and not of a British account.
pub(super) fn read(text: &str) -> Option<Result<Account, ProblemCode>> {
    let squeezed: String = text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).collect();
    let upper = squeezed.to_ascii_uppercase();
    let iban = upper.strip_prefix("IBAN").map_or(upper.as_str(), |rest| rest.trim_start_matches(':'));
    looks_like_one(iban.as_bytes()).then(|| account(iban))
}

fn looks_like_one(text: &[u8]) -> bool {
    text.len() >= SHORTEST
        && text[..2].iter().all(u8::is_ascii_uppercase)
        && text[2..4].iter().all(u8::is_ascii_digit)
}

fn account(text: &str) -> Result<Account, ProblemCode> {
    let iban: Iban = text.parse().map_err(|_| ProblemCode::IbanInvalid)?;
    if iban.country_code() != "GB" {
        return Err(ProblemCode::IbanForeign);
    }
    // GBkk BBBB SSSSSS AAAAAAAA: the country's shape has been checked, so all are ASCII and in place.
    let electronic = iban.electronic_str();
    match (electronic.get(8..14), electronic.get(14..22)) {
        (Some(sort_code), Some(number)) => Ok(Account { sort_code: sort_code.into(), number: number.into() }),
        _ => Err(ProblemCode::IbanInvalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// (sort code, account number) of a readable IBAN, or why not; `None` when it is no IBAN at all.
    fn parts(text: &str) -> Option<Result<(String, String), ProblemCode>> {
        read(text).map(|read| read.map(|account| (account.sort_code, account.number)))
    }

    #[test]
    fn a_british_iban_names_an_account() {
        for text in [
            "GB29NWBK60161331926819",
            "GB29 NWBK 6016 1331 9268 19",
            "gb29 nwbk 60 1613 31926819",
            "GB29-NWBK-6016-1331-9268-19",
            "IBAN GB29 NWBK 6016 1331 9268 19",
            "IBAN: GB29NWBK60161331926819",
        ] {
            assert_eq!(parts(text), Some(Ok(("601613".into(), "31926819".into()))), "{text:?}");
        }
    }

    #[test]
    fn others_are_refused() {
        for (text, code) in [
            ("GB28NWBK60161331926819", ProblemCode::IbanInvalid),
            ("GB29NWBK6016133192681", ProblemCode::IbanInvalid),
            ("GB29NWBK601613319268190", ProblemCode::IbanInvalid),
            ("GB29NWBK60161331926891", ProblemCode::IbanInvalid),
            ("ZZ29NWBK60161331926819", ProblemCode::IbanInvalid),
            ("DE89370400440532013000", ProblemCode::IbanForeign),
            ("DE88370400440532013000", ProblemCode::IbanInvalid),
            ("NO9386011117947", ProblemCode::IbanForeign),
            ("IE29 AIBK 9311 5212 3456 78", ProblemCode::IbanForeign),
        ] {
            assert_eq!(parts(text), Some(Err(code)), "{text:?}");
        }
    }

    #[test]
    fn a_number_is_no_iban() {
        for text in
            ["601613", "31926819", "AB123456C", "GB29NWBK601613", "IBAN", "äöü", "GBXXNWBK60161331926819"]
        {
            assert_eq!(parts(text), None, "{text:?}");
        }
    }
}
