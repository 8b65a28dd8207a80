//! Sort code and account number together.

use super::{
    Account, NOT_PAID_ACCOUNT_NUMBER, NOT_PAID_SORT_CODE,
    account_number::{self, AccountNumberInput},
    is_all_zeros, non_standard,
    sort_code::{self, SortCodeInput},
};
use crate::domain::{
    attribute::Source,
    formats::{Canonical, Parsed},
    problem::ProblemCode,
};

/// Reads sort code and account number together, each as [`super::parse_sort_code`] and [`super::parse_account_number`]
/// read it alone, and answers both in the same order.
///
/// `None` in gives `None` out: an IBAN in one field never fills the other, which may be unmapped or cleared on purpose.
/// With both at hand:
/// - an IBAN in either place and the other field must name the same account;
/// - nine or ten digits are converted by their bank's rule, with [`ProblemCode::AccountNumberConverted`] on both values
///   when the sort code changes too;
/// - 11-11-11 / 12345678 is valid, with [`ProblemCode::BankDetailsNotPaid`] on the account number.
///
/// # Errors
/// Those of the two parsers; [`ProblemCode::BankDetailsContradictIban`] on both when they disagree;
/// [`ProblemCode::AccountNumberNeedsSortCode`] on the account number when the bank of a long one is not known.
#[must_use]
pub fn parse(
    sort_code: Option<(&str, Source)>,
    account_number: Option<(&str, Source)>,
) -> (Option<Parsed>, Option<Parsed>) {
    match (sort_code, account_number) {
        (Some((sort, sort_source)), Some((account, account_source))) => {
            let (sort, account) =
                both(sort_code::read(sort, sort_source), account_number::read(account, account_source));
            (Some(sort), Some(account))
        }
        (sort, account) => (
            sort.map(|(text, source)| sort_code::parse(text, source)),
            account.map(|(text, source)| account_number::parse(text, source)),
        ),
    }
}

fn both(
    sort: Result<SortCodeInput, ProblemCode>,
    account: Result<AccountNumberInput, ProblemCode>,
) -> (Parsed, Parsed) {
    let contradiction =
        (Err(ProblemCode::BankDetailsContradictIban), Err(ProblemCode::BankDetailsContradictIban));
    let (sort, account) = match (sort, account) {
        (Ok(sort), Ok(account)) => (sort, account),
        (sort, account) => {
            return (
                sort.map(SortCodeInput::into_canonical),
                account.and_then(AccountNumberInput::into_canonical),
            );
        }
    };
    // What the IBANs among the two say must be what both say in the end.
    let named: Vec<Account> = [sort.named(), account.named()].into_iter().flatten().cloned().collect();
    let sort = sort.into_canonical();
    let (sort, account) = match account {
        AccountNumberInput::Long(long) => match non_standard::standardise(&sort.text, &long) {
            Some(converted) => mark_converted(sort, converted),
            None => return (Ok(sort), Err(ProblemCode::AccountNumberNeedsSortCode)),
        },
        account => match account.into_canonical() {
            Ok(account) => (sort, account),
            Err(code) => return (Ok(sort), Err(code)),
        },
    };
    if named.iter().any(|named| named.sort_code != sort.text || named.number != account.text) {
        return contradiction;
    }
    if is_all_zeros(&account.text) {
        return (Ok(sort), Err(ProblemCode::AccountNumberInvalid));
    }
    let account = mark_not_paid(&sort, account);
    (Ok(sort), Ok(account))
}

/// The converted account, with the warning on whatever the conversion has changed.
fn mark_converted(sort: Canonical, converted: Account) -> (Canonical, Canonical) {
    let mut warnings = sort.warnings;
    if sort.text != converted.sort_code {
        warnings.push(ProblemCode::AccountNumberConverted);
    }
    (
        Canonical { text: converted.sort_code, warnings },
        Canonical::with(converted.number, ProblemCode::AccountNumberConverted),
    )
}

fn mark_not_paid(sort: &Canonical, mut account: Canonical) -> Canonical {
    if sort.text == NOT_PAID_SORT_CODE && account.text == NOT_PAID_ACCOUNT_NUMBER {
        account.warnings.push(ProblemCode::BankDetailsNotPaid);
    }
    account
}

#[cfg(test)]
mod tests {
    use super::*;

    const IBAN: &str = "GB29 NWBK 6016 1331 9268 19";
    /// The account of `IBAN` with another sort code, and with another account number.
    const OTHER_SORT_CODE: &str = "GB73 NWBK 6016 1431 9268 19";

    fn text(sort: &str, account: &str) -> (Parsed, Parsed) {
        let (sort, account) = parse(Some((sort, Source::Text)), Some((account, Source::Text)));
        (sort.unwrap(), account.unwrap())
    }

    /// A field without remark, as a function so that the tables below stay short.
    const CLEAN: fn(&str) -> Parsed = |text| Ok(Canonical::clean(text));

    #[test]
    fn an_ordinary_pair_is_read_as_each_alone() {
        assert_eq!(text("20-29-59", "63748472"), (CLEAN("202959"), CLEAN("63748472")));
        assert_eq!(
            text("20-29-59", "1234567"),
            (CLEAN("202959"), Ok(Canonical::with("01234567", ProblemCode::AccountNumberPadded)))
        );
        assert_eq!(
            parse(Some(("40004", Source::Number)), Some(("190", Source::Number))),
            (
                Some(Ok(Canonical::with("040004", ProblemCode::SortCodePadded))),
                Some(Ok(Canonical::with("00000190", ProblemCode::AccountNumberPadded)))
            )
        );
    }

    #[test]
    fn one_of_two_is_read_alone_and_never_fills_the_other() {
        assert_eq!(parse(Some((IBAN, Source::Text)), None), (Some(CLEAN("601613")), None));
        assert_eq!(parse(None, Some((IBAN, Source::Text))), (None, Some(CLEAN("31926819"))));
        assert_eq!(
            parse(None, Some(("1234567890", Source::Text))),
            (None, Some(Err(ProblemCode::AccountNumberNeedsSortCode)))
        );
        assert_eq!(parse(None, None), (None, None));
    }

    #[test]
    fn one_invalid_field_does_not_spoil_the_other() {
        assert_eq!(text("x", "63748472"), (Err(ProblemCode::SortCodeInvalid), CLEAN("63748472")));
        assert_eq!(text("202959", "x"), (CLEAN("202959"), Err(ProblemCode::AccountNumberInvalid)));
        assert_eq!(
            text("x", "1234567890"),
            (Err(ProblemCode::SortCodeInvalid), Err(ProblemCode::AccountNumberNeedsSortCode))
        );
        assert_eq!(text(IBAN, "x"), (CLEAN("601613"), Err(ProblemCode::AccountNumberInvalid)));
    }

    #[test]
    fn an_iban_agrees_with_the_other_field_or_both_are_refused() {
        let both = || (CLEAN("601613"), CLEAN("31926819"));
        assert_eq!(text(IBAN, IBAN), both());
        assert_eq!(text(IBAN, "31926819"), both());
        assert_eq!(text("60-16-13", IBAN), both());
        let contradiction =
            (Err(ProblemCode::BankDetailsContradictIban), Err(ProblemCode::BankDetailsContradictIban));
        for (sort, account) in [
            (IBAN, "31926818"),
            ("60-16-14", IBAN),
            (IBAN, OTHER_SORT_CODE),
            (OTHER_SORT_CODE, IBAN),
            (IBAN, "0131926818"),
        ] {
            assert_eq!(text(sort, account), contradiction, "{sort} {account}");
        }
        assert_eq!(text(IBAN, "DE89370400440532013000"), (CLEAN("601613"), Err(ProblemCode::IbanForeign)));
    }

    #[test]
    fn long_numbers_are_converted_where_the_bank_is_known() {
        let converted = |number: &str| Ok(Canonical::with(number, ProblemCode::AccountNumberConverted));
        assert_eq!(text("60-16-13", "01-23456789"), (CLEAN("601613"), converted("23456789")));
        assert_eq!(text("08-90-00", "1234567890"), (CLEAN("089000"), converted("12345678")));
        assert_eq!(text("08-61-19", "1234567890"), (CLEAN("086119"), converted("12345678")));
        assert_eq!(text("72-00-00", "123456789"), (converted("720001"), converted("23456789")));
        assert_eq!(text(IBAN, "0131926819"), (CLEAN("601613"), converted("31926819")));
        for (sort, account) in [("202959", "1234567890"), ("601613", "123456789"), ("720000", "1234567890")] {
            assert_eq!(
                text(sort, account),
                (CLEAN(sort), Err(ProblemCode::AccountNumberNeedsSortCode)),
                "{sort} {account}"
            );
        }
        assert_eq!(text("601613", "1200000000"), (CLEAN("601613"), Err(ProblemCode::AccountNumberInvalid)));
    }

    #[test]
    fn the_pair_that_is_not_paid_is_valid_with_a_warning() {
        let not_paid = Ok(Canonical::with("12345678", ProblemCode::BankDetailsNotPaid));
        assert_eq!(text("11-11-11", "12345678"), (CLEAN("111111"), not_paid));
        assert_eq!(text("11-11-12", "12345678"), (CLEAN("111112"), CLEAN("12345678")));
        assert_eq!(text("11-11-11", "12345679"), (CLEAN("111111"), CLEAN("12345679")));
    }
}
