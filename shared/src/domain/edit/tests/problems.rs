//! What an edit does to an employee's problems.

use super::*;
use crate::domain::{attribute::AttributeRef, formats::modulus::WeightTable, problem::ProblemCode as Code};
use Field::{
    BankAccountNumber as Account, BankSortCode as Sort, City, NiCategory, StartDate, TaxCode, TerminationDate,
};

/// A problem that a sync found.
fn synced(field: Field, code: Code) -> Problem {
    Problem { code, field, attribute: Some(AttributeRef { key: "dynamic_1".into(), label: "Field".into() }) }
}

/// A problem of a value entered by hand.
fn by_hand(field: Field, code: Code) -> Problem {
    Problem { code, field, attribute: None }
}

fn with(employee: Employee, problems: Vec<Problem>) -> Employee {
    Employee { problems, ..employee }
}

/// The problems after an edit.
fn problems(employee: &Employee, fields: &[(Field, &str)]) -> Vec<Problem> {
    written(employee, &naming(fields))
        .unwrap()
        .map_or_else(|| employee.problems.clone(), |w| w.employee.problems)
}

#[test]
fn a_remark_is_a_problem_without_attribute() {
    for (field, text, code) in [
        (TaxCode, "1257OL", Code::TaxCodeRepaired),
        (TaxCode, "D4", Code::TaxCodeUnusual),
        (Account, "123456", Code::AccountNumberPadded),
        (Field::LastName, "Unknown", Code::NamePlaceholder),
        (Field::BankAccountName, "A name of more than 18 characters", Code::AccountNameTooLong),
        (NiCategory, "D", Code::NiCategoryPerhapsStale),
        (TerminationDate, "2020-01-01", Code::TerminationBeforeStart),
    ] {
        let found = problems(&stored(), &[(field, text)]);
        assert!(found.contains(&by_hand(field, code)), "{field}: {found:?}");
    }
    assert_eq!(problems(&stored(), &[(City, "York")]), []);
}

#[test]
fn a_new_value_takes_its_fields_problems_away_and_no_others() {
    let tax = synced(TaxCode, Code::TaxCodeInvalid);
    let city = synced(City, Code::AddressLineTooLongForRti);
    let unread = synced(TaxCode, Code::AttributeNotReadable);
    let blank = stored_with(&[(TaxCode, ""), (Field::StarterDeclaration, "")]);
    let invalid = with(blank, vec![tax, city.clone()]);
    assert_eq!(problems(&invalid, &[(TaxCode, "BR")]), vec![city.clone()]);
    assert_eq!(
        problems(&invalid, &[(TaxCode, "D4")]),
        [by_hand(TaxCode, Code::TaxCodeUnusual), city.clone()]
    );
    assert_eq!(
        written(&invalid, &naming(&[(TaxCode, "")])),
        Ok(None),
        "blank before, and Personio's is still wrong"
    );
    assert_eq!(problems(&with(stored(), vec![unread.clone()]), &[(TaxCode, "S1257L")]), vec![unread.clone()]);
    assert_eq!(problems(&with(stored(), vec![unread.clone()]), &[(TaxCode, "")]), [unread]);
}

#[test]
fn entering_a_value_again_only_clears_what_was_remarked_of_an_earlier_entry() {
    let padded =
        with(stored_with(&[(Account, "00123456")]), vec![by_hand(Account, Code::AccountNumberPadded)]);
    assert_eq!(problems(&padded, &[(Account, "00123456")]), []);
    assert_eq!(written(&padded, &naming(&[(Account, "123456")])), Ok(None), "padded again");
    let unusual = with(stored_with(&[(TaxCode, "D4")]), vec![by_hand(TaxCode, Code::TaxCodeUnusual)]);
    assert_eq!(written(&unusual, &naming(&[(TaxCode, "D4")])), Ok(None), "still unusual");
    let stale =
        with(stored_with(&[(NiCategory, "D")]), vec![by_hand(NiCategory, Code::NiCategoryPerhapsStale)]);
    assert_eq!(written(&stale, &naming(&[(NiCategory, "D")])), Ok(None), "still stale");
    // Personio still holds what it was found for.
    let repaired = with(stored(), vec![synced(TaxCode, Code::TaxCodeRepaired)]);
    assert_eq!(written(&repaired, &naming(&[(TaxCode, "1257L")])), Ok(None));
    // Nothing comes of a value that was there before.
    let silent = stored_with(&[(TaxCode, "D4"), (NiCategory, "D")]);
    assert_eq!(written(&silent, &naming(&[(TaxCode, "D4"), (NiCategory, "D")])), Ok(None));
}

#[test]
fn two_fields_against_each_other_are_looked_at_anew() {
    let early = stored_with(&[(StartDate, "2024-09-02"), (TerminationDate, "2024-09-01")]);
    let contradiction = synced(TerminationDate, Code::TerminationBeforeStart);
    let known = with(early.clone(), vec![contradiction.clone()]);
    assert_eq!(problems(&known, &[(StartDate, "2024-08-01")]), [], "settled from the other side");
    assert_eq!(problems(&known, &[(City, "York")]), [contradiction]);
    // Known by nobody, and not of this edit's making.
    assert_eq!(problems(&early, &[(City, "York")]), []);
    let fine = stored_with(&[(TerminationDate, "2024-09-02")]);
    assert_eq!(
        problems(&fine, &[(StartDate, "2024-09-03")]),
        [by_hand(TerminationDate, Code::TerminationBeforeStart)]
    );
    let stale =
        with(stored_with(&[(NiCategory, "D")]), vec![synced(NiCategory, Code::NiCategoryPerhapsStale)]);
    assert_eq!(
        problems(&stale, &[(NiCategory, "E")])[..1],
        [by_hand(NiCategory, Code::NiCategoryNotForBirthDate)]
    );
    assert!(
        problems(&stale, &[(NiCategory, "E")]).contains(&by_hand(NiCategory, Code::NiCategoryPerhapsStale))
    );
    assert_eq!(problems(&stale, &[(NiCategory, "A")]), []);
}

#[test]
fn what_the_bank_details_say_together_follows_either_half() {
    let not_paid = by_hand(Account, Code::BankDetailsNotPaid);
    let half = stored_with(&[(Account, "12345678")]);
    assert_eq!(problems(&half, &[(Sort, "11-11-11")]), vec![not_paid.clone()]);
    let both = with(
        stored_with(&[(Sort, "111111"), (Account, "12345678")]),
        vec![synced(Account, Code::BankDetailsNotPaid)],
    );
    assert_eq!(problems(&both, &[(Sort, "20-29-59")]), []);
    assert_eq!(problems(&both, &[(Sort, "")]), []);
    assert_eq!(problems(&both, &[(Account, "12345679")]), []);
    assert_eq!(problems(&stored(), &[(Sort, "11-11-11"), (Account, "12345678")]), [not_paid]);
}

#[test]
fn the_modulus_check_looks_at_the_pair_after_the_edit() {
    // The row of the published table that covers the published pair 08-99-99 / 66374958.
    let weights = WeightTable::parse("089999 089999 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1", "").unwrap();
    let settings = Settings::default();
    let context = Context { weights: Some(&weights), ..context(&settings) };
    let after = |employee: &Employee, fields: &[(Field, &str)]| {
        let edit = Edit::read_patch(&naming(fields), employee, &context).unwrap();
        edit.write(employee, &context).map(|write| write.employee.problems)
    };
    let doubtful = vec![by_hand(Account, Code::BankDetailsSuspicious)];
    let employee = stored_with(&[(Account, "66374959")]);
    assert_eq!(after(&employee, &[(Sort, "08-99-99")]), Some(doubtful.clone()));
    assert_eq!(after(&employee, &[(Sort, "08-99-98")]), Some(vec![]));
    assert_eq!(after(&employee, &[(Sort, "08-99-99"), (Account, "66374958")]), Some(vec![]));
    let known = with(stored_with(&[(Sort, "089999"), (Account, "66374959")]), doubtful.clone());
    assert_eq!(after(&known, &[(Sort, "08-99-99")]), None);
    assert_eq!(after(&known, &[(Account, "66374958")]), Some(vec![]));
    assert_eq!(after(&known, &[(Account, "")]), Some(vec![]));
    assert_eq!(after(&known, &[(City, "York")]), Some(doubtful));
}
