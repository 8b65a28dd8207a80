//! Account numbers of nine and ten digits, which a few banks once gave out.
//!
//! How to shorten them is published in Vocalink's "Validating account numbers: UK modulus checking", section 2.1.2.
//! *Whose* a sort code is, is not published there: the authoritative directory (EISCD) is licensed. The ranges below are
//! kept narrow on purpose. A range too narrow costs an HR person a correction; one too wide pays a stranger.

use super::Account;

/// A bank with numbers of its own length.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Bank {
    /// Ten digits: the last eight count.
    NatWest,
    /// Ten digits: the first eight count.
    CoOperative,
    /// Ten digits: the first eight count.
    LeedsBuildingSociety,
    /// Nine digits: the first replaces the last digit of the sort code, the last eight count. Santander's, formerly
    /// Alliance & Leicester Commercial Bank (Girobank).
    SantanderGirobank,
}

/// Inclusive ranges of sort codes and the bank behind them.
///
/// - National Westminster Bank: 01 (once District Bank), 50 to 56 and 60-00 to 60-82, as in the public lists of sort
///   codes. Lists that give it all of 50 to 66 are not followed: agency banks sit from 60-83 on (60-83-71 is Starling).
/// - The Co-operative Bank: 08-90 to 08-99. The rest of 08 belongs to other members and agencies.
/// - Leeds Building Society: 08-61-19 alone (HMRC Tax Credits Manual, TCM0314260).
/// - Santander, formerly Alliance & Leicester: 72 (TCM0314040).
const RANGES: &[(&str, &str, Bank)] = &[
    ("010000", "019999", Bank::NatWest),
    ("086119", "086119", Bank::LeedsBuildingSociety),
    ("089000", "089999", Bank::CoOperative),
    ("500000", "569999", Bank::NatWest),
    ("600000", "608299", Bank::NatWest),
    ("720000", "729999", Bank::SantanderGirobank),
];

/// Sort codes inside these ranges through which a building society is paid: a ten-digit number there is a customer's
/// reference at the society, not an account. 60-60-04 was Lambeth Building Society's (TCM0314260); there may be more.
const SPONSORED: &[&str] = &["606004"];

fn bank_of(sort_code: &str) -> Option<Bank> {
    if SPONSORED.contains(&sort_code) {
        return None;
    }
    // Text of equal length orders as its number does.
    RANGES.iter().find(|(first, last, _)| (*first..=*last).contains(&sort_code)).map(|(_, _, bank)| *bank)
}

/// Converts nine or ten digits into the standard account; `None` when the bank is unknown or has no numbers of that
/// length. `sort_code` has six digits, `long_number` has digits only.
pub(super) fn standardise(sort_code: &str, long_number: &str) -> Option<Account> {
    let (bank, length) = (bank_of(sort_code)?, long_number.len());
    let (sort_code, number) = match (bank, length) {
        (Bank::NatWest, 10) => (sort_code.to_owned(), long_number.get(2..)?),
        (Bank::CoOperative | Bank::LeedsBuildingSociety, 10) => (sort_code.to_owned(), long_number.get(..8)?),
        (Bank::SantanderGirobank, 9) => {
            let (first, rest) = long_number.split_at_checked(1)?;
            (format!("{}{first}", sort_code.get(..5)?), rest)
        }
        _ => return None,
    };
    Some(Account { sort_code, number: number.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_sort_code() {
        use Bank::{CoOperative, LeedsBuildingSociety, NatWest, SantanderGirobank};
        for (sort_code, bank) in [
            ("009999", None),
            ("010000", Some(NatWest)),
            ("019999", Some(NatWest)),
            ("020000", None),
            ("086118", None),
            ("086119", Some(LeedsBuildingSociety)),
            ("086120", None),
            ("088999", None),
            ("089000", Some(CoOperative)),
            ("089999", Some(CoOperative)),
            ("090000", None),
            ("202959", None),
            ("499999", None),
            ("500000", Some(NatWest)),
            ("569999", Some(NatWest)),
            ("570000", None),
            ("599999", None),
            ("600000", Some(NatWest)),
            ("606003", Some(NatWest)),
            ("606004", None),
            ("606005", Some(NatWest)),
            ("608299", Some(NatWest)),
            ("608300", None),
            ("608371", None),
            ("719999", None),
            ("720000", Some(SantanderGirobank)),
            ("729999", Some(SantanderGirobank)),
            ("730000", None),
        ] {
            assert_eq!(bank_of(sort_code), bank, "{sort_code}");
        }
    }

    #[test]
    fn each_bank_shortens_its_own_way_and_its_own_length_only() {
        for (sort_code, long, expected) in [
            ("601613", "0123456789", Some(("601613", "23456789"))),
            ("089999", "1234567890", Some(("089999", "12345678"))),
            ("086119", "1234567890", Some(("086119", "12345678"))),
            ("720000", "123456789", Some(("720001", "23456789"))),
            ("720005", "923456789", Some(("720009", "23456789"))),
            ("601613", "123456789", None),
            ("089999", "123456789", None),
            ("086119", "123456789", None),
            ("720000", "1234567890", None),
            ("202959", "1234567890", None),
            ("202959", "123456789", None),
            ("606004", "1234567890", None),
        ] {
            let account = standardise(sort_code, long).map(|account| (account.sort_code, account.number));
            let expected = expected.map(|(sort_code, number)| (sort_code.to_owned(), number.to_owned()));
            assert_eq!(account, expected, "{sort_code} {long}");
        }
    }
}
