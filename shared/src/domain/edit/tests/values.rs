//! Values, and fields that depend on another one.

use super::*;
use crate::domain::problem::ProblemCode as Code;
use Field::{BankAccountNumber as Account, BankSortCode as Sort, Country, Postcode};

const IBAN: &str = "GB29 NWBK 6016 1331 9268 19";

#[test]
fn values_are_read_as_those_of_personio() {
    for (field, entered, expected) in [
        (Field::FirstName, "  Zoë   Ann ", "Zoë Ann"),
        (Field::Gender, "männlich", "M"),
        (Field::TaxCode, "s1257l w1/m1", "S1257L X"),
        (Field::NationalInsuranceNumber, "ab 12 34 56 d", "AB123456D"),
        (Field::StartDate, "2.9.2023", "2023-09-02"),
        (Field::Country, "Deutschland", "DE"),
        (Field::WeeklyHours, "40.00", "40"),
        (Field::PostgraduateLoan, "Y", "true"),
        (Field::StudentLoanPlan, "Plan 4", "4"),
        (Field::BankSortCode, "08-99-99", "089999"),
        (Field::WorkplacePostcode, "sw1a2aa", "SW1A 2AA"),
        (Field::Title, "", ""),
    ] {
        let write = written(&stored(), &naming(&[(field, entered)])).unwrap().unwrap();
        let new = (!expected.is_empty()).then(|| expected.into());
        assert_eq!(write.changes, [Change { field, old: Some(field.example().into()), new }], "{field}");
        assert_eq!(write.employee.fields.text(field).unwrap_or(""), expected, "{field}");
    }
    assert_eq!(
        refused(&stored(), &[(Field::CostCentre, "1.2344567E+18")]),
        [at(Field::CostCentre, Code::NumberDamaged)]
    );
    let blanks = json!({"fields": {"city": " \t ", "county": "", "office": null}});
    let write = written(&stored(), &blanks).unwrap().unwrap();
    assert!(write.changes.iter().all(|change| change.new.is_none()));
    assert_eq!(write.changed_fields(), [Field::City, Field::County, Field::Office]);
}

#[test]
fn a_postcode_is_read_by_the_country_after_the_edit() {
    let in_uk = stored();
    let abroad = stored_with(&[(Country, "DE"), (Postcode, "10115")]);
    let nowhere = stored_with(&[(Country, ""), (Postcode, "")]);
    let value = |employee: &Employee, fields: &[(Field, &str)]| {
        edited(employee, fields).fields.text(Postcode).map(ToOwned::to_owned)
    };
    assert_eq!(value(&in_uk, &[(Postcode, "sw1a2aa")]).as_deref(), Some("SW1A 2AA"));
    assert_eq!(refused(&in_uk, &[(Postcode, "10117")]), [at(Postcode, Code::PostcodeInvalid)]);
    assert_eq!(value(&abroad, &[(Postcode, "10117")]).as_deref(), Some("10117"));
    assert_eq!(value(&abroad, &[(Postcode, "sw1a2aa")]).as_deref(), Some("sw1a2aa"));
    assert_eq!(refused(&nowhere, &[(Postcode, "10117")]), [at(Postcode, Code::PostcodeInvalid)]);
    // Both at once, whichever was stored.
    assert_eq!(value(&in_uk, &[(Country, "Germany"), (Postcode, "10117")]).as_deref(), Some("10117"));
    assert_eq!(value(&abroad, &[(Country, "UK"), (Postcode, "ls14ap")]).as_deref(), Some("LS1 4AP"));
    assert_eq!(
        refused(&abroad, &[(Country, "UK"), (Postcode, "10117")]),
        [at(Postcode, Code::PostcodeInvalid)]
    );
    // With a country that can't be used, the postcode may yet be right.
    assert_eq!(refused(&in_uk, &[(Country, "??"), (Postcode, "10117")]), [at(Country, Code::CountryInvalid)]);
    assert_eq!(
        refused(&in_uk, &[(Country, "??"), (Postcode, "1\u{0}")]),
        [at(Country, Code::CountryInvalid), at(Postcode, Code::TextNotPrintable)]
    );
}

#[test]
fn a_country_never_makes_something_else_of_the_stored_postcode() {
    let german = stored_with(&[(Country, "DE"), (Postcode, "10115")]);
    assert_eq!(refused(&german, &[(Country, "UK")]), [at(Country, Code::PostcodeInvalid)]);
    assert_eq!(refused(&german, &[(Country, "")]), [at(Country, Code::PostcodeInvalid)]);
    assert_eq!(edited(&german, &[(Country, "FR")]).fields.text(Postcode), Some("10115"));
    assert_eq!(edited(&german, &[(Country, "GB"), (Postcode, "")]).fields.text(Postcode), None);
    let spelled = stored_with(&[(Country, "DE"), (Postcode, "ls14ap")]);
    assert_eq!(refused(&spelled, &[(Country, "GB")]), [at(Country, Code::PostcodeInvalid)]);
    assert_eq!(edited(&stored(), &[(Country, "")]).fields.text(Postcode), Some("LS1 4AP"));
    // What a sync has left behind is not this edit's to refuse.
    let odd = stored_with(&[(Postcode, "10115")]);
    assert_eq!(written(&odd, &naming(&[(Country, "UK")])), Ok(None));
    assert_eq!(edited(&odd, &[(Country, "UK"), (Field::City, "Bonn")]).fields.text(Postcode), Some("10115"));
}

/// Sort code and account number after an edit, or what it is refused for.
fn pair(stored: [&str; 2], entered: &[(Field, &str)]) -> Result<[String; 2], Wrong> {
    let employee = stored_with(&[(Sort, stored[0]), (Account, stored[1])]);
    let write = written(&employee, &naming(entered))?;
    let after = write.map_or(employee, |write| write.employee);
    Ok([Sort, Account].map(|field| after.fields.text(field).unwrap_or("").to_owned()))
}

#[test]
fn one_half_of_the_bank_details_is_read_with_the_other() {
    for (stored, entered, expected) in [
        // Each alone, and both.
        (["202959", "63748472"], &[(Sort, "20-29-60")][..], ["202960", "63748472"]),
        (["202959", "63748472"], &[(Account, "6374 8473")], ["202959", "63748473"]),
        (["202959", "63748472"], &[(Account, "1234567")], ["202959", "01234567"]),
        (["202959", "63748472"], &[(Sort, "20-29-60"), (Account, "12345678")], ["202960", "12345678"]),
        (["", ""], &[(Sort, "20-29-60")], ["202960", ""]),
        (["202959", "63748472"], &[(Sort, "")], ["", "63748472"]),
        (["202959", "63748472"], &[(Sort, ""), (Account, "12345678")], ["", "12345678"]),
        // A long number by the stored sort code, or the one entered with it.
        (["601613", "63748472"], &[(Account, "0123456789")], ["601613", "23456789"]),
        (["202959", "63748472"], &[(Sort, "60-16-13"), (Account, "0123456789")], ["601613", "23456789"]),
        (["202959", "63748472"], &[(Sort, "72-00-00"), (Account, "123456789")], ["720001", "23456789"]),
        (["720001", "63748472"], &[(Account, "123456789")], ["720001", "23456789"]),
        // An IBAN that agrees.
        (["601613", "63748472"], &[(Account, IBAN)], ["601613", "31926819"]),
        (["202959", "31926819"], &[(Sort, IBAN)], ["601613", "31926819"]),
        (["202959", "63748472"], &[(Sort, IBAN), (Account, IBAN)], ["601613", "31926819"]),
        (["", ""], &[(Account, IBAN)], ["", "31926819"]),
    ] {
        assert_eq!(pair(stored, entered), Ok(expected.map(ToOwned::to_owned)), "{stored:?} {entered:?}");
    }
}

#[test]
fn one_half_of_the_bank_details_never_changes_the_other() {
    let contradiction = Code::BankDetailsContradictIban;
    let needs = Code::AccountNumberNeedsSortCode;
    for (stored, entered, expected) in [
        (["720000", "63748472"], &[(Account, "123456789")][..], vec![at(Account, needs)]),
        (["202959", "63748472"], &[(Account, "1234567890")], vec![at(Account, needs)]),
        (["", "63748472"], &[(Account, "1234567890")], vec![at(Account, needs)]),
        (["601613", "63748472"], &[(Sort, ""), (Account, "0123456789")], vec![at(Account, needs)]),
        (["202959", "63748472"], &[(Account, IBAN)], vec![at(Account, contradiction)]),
        (["601613", "63748472"], &[(Sort, IBAN)], vec![at(Sort, contradiction)]),
        (
            ["202959", "63748472"],
            &[(Sort, IBAN), (Account, "31926818")],
            vec![at(Sort, contradiction), at(Account, contradiction)],
        ),
        (
            ["202959", "63748472"],
            &[(Sort, "x"), (Account, "12345678")],
            vec![at(Sort, Code::SortCodeInvalid)],
        ),
        (
            ["601613", "63748472"],
            &[(Sort, "x"), (Account, "0123456789")],
            vec![at(Sort, Code::SortCodeInvalid), at(Account, needs)],
        ),
        (
            ["202959", "63748472"],
            &[(Account, "1E+8"), (Sort, "20-29-60")],
            vec![at(Account, Code::NumberDamaged)],
        ),
        (
            ["202959", "63748472"],
            &[(Account, "DE89370400440532013000")],
            vec![at(Account, Code::IbanForeign)],
        ),
    ] {
        assert_eq!(pair(stored, entered), Err(expected), "{stored:?} {entered:?}");
    }
    let employee = stored_with(&[(Sort, "720000")]);
    let settings = Settings::default();
    let document = naming(&[(Account, "123456789")]);
    let errors = Edit::read_patch(&document, &employee, &context(&settings)).unwrap_err();
    assert_eq!(
        errors[0].detail,
        "Account number: this number belongs to another sort code than the one stored. Enter sort code and account number together."
    );
}
