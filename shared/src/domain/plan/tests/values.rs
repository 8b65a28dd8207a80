//! V1 to V5: what becomes of each mapped field, seen from the employee. What a single record gives is tested with the
//! mapping.

use super::{change, changes, problems, verdict, world::*};
use crate::domain::{
    attribute::AttributeValue,
    field::Field,
    plan::Outcome,
    problem::ProblemCode,
    readiness::{BlockerCode, Status},
};

#[test]
fn v1_a_valid_value_overwrites_every_field_edited_by_hand() {
    for field in Field::ALL.iter().copied().filter(|field| *field != Field::TerminationDate) {
        for by_hand in ["by hand", ""] {
            let mut world = synced([row("1", "E1")]);
            let value = world.text("E1", field).unwrap().to_owned();
            world.edit_field("E1", field, by_hand);
            let plan = world.hour();
            assert_eq!(verdict(&plan, "1"), (Outcome::Updated, None), "{field}");
            assert_eq!(changes(&plan, "1"), [change(field, by_hand, &value)]);
            assert_eq!(world.text("E1", field), Some(value.as_str()));
        }
    }
}

#[test]
fn v1_values_are_stored_in_canonical_form_and_other_spellings_change_nothing() {
    let mut world = synced([row("1", "E1")]);
    for (field, spelling) in [
        (Field::DateOfBirth, "23/04/1990"),
        (Field::NationalInsuranceNumber, " ab 30 00 01 c"),
        (Field::Postcode, "ls14ap"),
        (Field::Country, "United Kingdom"),
        (Field::BankSortCode, "20-29-59"),
        (Field::Gender, "female"),
        (Field::WeeklyHours, "37,50"),
        (Field::PostgraduateLoan, "No"),
        (Field::NiCategory, "a"),
        (Field::StarterDeclaration, "a"),
        (Field::FirstName, "  Amelia "),
        (Field::StartDate, "2024-09-02T00:00:00+01:00"),
    ] {
        world.row("1", |row| row.text(field.key(), spelling));
        let plan = world.hour();
        assert_eq!((verdict(&plan, "1"), plan.is_empty()), ((Outcome::Unchanged, None), true), "{field}");
    }
}

#[test]
fn v2_present_and_empty_blanks_every_field_without_a_problem() {
    for empty in [
        AttributeValue::Null,
        AttributeValue::Text("".into()),
        AttributeValue::Text(" \n".into()),
        AttributeValue::List(vec![]),
    ] {
        for field in Field::ALL.iter().copied().filter(|field| *field != Field::TerminationDate) {
            let mut world = synced([row("1", "E1")]);
            let old = world.text("E1", field).unwrap().to_owned();
            world.row("1", |row| row.value(field.key(), empty.clone()));
            let plan = world.hour();
            assert_eq!(changes(&plan, "1"), [change(field, &old, "")]);
            assert_eq!(problems(&plan, "1"), [], "{field}");
            assert_eq!((plan.counts().blanked, world.text("E1", field)), (1, None), "{field}");
        }
    }
}

#[test]
fn v2_the_number_0_is_a_value() {
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| row.number("weekly_hours", "0"));
    assert_eq!(changes(&world.hour(), "1"), [change(Field::WeeklyHours, "37.5", "0")]);
}

#[test]
fn v3_present_and_invalid_blanks_the_field_and_says_why() {
    for (field, text, code) in [
        (Field::FirstName, "123", ProblemCode::NameInvalid),
        (Field::LastName, "123", ProblemCode::NameInvalid),
        (Field::PreferredName, "\u{7}", ProblemCode::TextNotPrintable),
        (Field::Title, "Lord", ProblemCode::TitleInvalid),
        (Field::Gender, "diverse", ProblemCode::GenderInvalid),
        (Field::DateOfBirth, "31/02/1990", ProblemCode::DateInvalid),
        (Field::DateOfBirth, "2026-11-23", ProblemCode::DateOfBirthInFuture),
        (Field::NationalInsuranceNumber, "AB654321", ProblemCode::NiNumberSuffixMissing),
        (Field::NiCategory, "AA", ProblemCode::NiCategoryInvalid),
        (Field::TaxCode, "many", ProblemCode::TaxCodeInvalid),
        (Field::StarterDeclaration, "D", ProblemCode::StarterDeclarationInvalid),
        (Field::StudentLoanPlan, "7", ProblemCode::StudentLoanPlanInvalid),
        (Field::PostgraduateLoan, "maybe", ProblemCode::PostgraduateLoanInvalid),
        (Field::StartDate, "04/23/2026", ProblemCode::DateInvalid),
        (Field::Email, "nobody", ProblemCode::EmailInvalid),
        (Field::PersonalEmail, "a@b@c", ProblemCode::EmailInvalid),
        (Field::AddressLine1, "---", ProblemCode::AddressLineInvalid),
        (Field::Postcode, "10115", ProblemCode::PostcodeInvalid),
        (Field::Country, "Atlantis", ProblemCode::CountryInvalid),
        (Field::BankSortCode, "12-34", ProblemCode::SortCodeInvalid),
        (Field::BankAccountNumber, "12345", ProblemCode::AccountNumberInvalid),
        (Field::BuildingSocietyRollNumber, "#1", ProblemCode::RollNumberInvalid),
        (Field::PassportNumber, "ü", ProblemCode::PassportNumberInvalid),
        (Field::JobTitle, "1.2344567899877E+18", ProblemCode::NumberDamaged),
        (Field::WeeklyHours, "200", ProblemCode::HoursInvalid),
        (Field::WorkplacePostcode, "BFPO 1", ProblemCode::WorkplacePostcodeInvalid),
    ] {
        let mut world = synced([row("1", "E1")]);
        let old = world.text("E1", field).unwrap().to_owned();
        world.row("1", |row| row.text(field.key(), text));
        let plan = world.hour();
        assert_eq!(changes(&plan, "1"), [change(field, &old, "")]);
        assert_eq!(problems(&plan, "1"), [(field, code)]);
        let problem = &decision(&plan, "1").problems[0];
        let attribute = problem.attribute.as_ref().unwrap();
        assert_eq!(attribute.key.as_str(), field.key());
        assert_eq!(&*attribute.label, format!("HR {}", field.key()));
        assert!(problem.is_error() && !code.hint().contains(text), "{field}");
        assert_eq!(world.employee("E1").problems, decision(&plan, "1").problems);
    }
}

#[test]
fn v3_another_shape_than_one_value_is_invalid_and_never_guessed() {
    let several =
        AttributeValue::List(vec![AttributeValue::Text("Leeds".into()), AttributeValue::Text("York".into())]);
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| row.value("city", several));
    let plan = world.hour();
    assert_eq!(changes(&plan, "1"), [change(Field::City, "Leeds", "")]);
    assert_eq!(problems(&plan, "1"), [(Field::City, ProblemCode::SeveralValuesUnclear)]);
}

#[test]
fn v4_an_absent_attribute_keeps_the_stored_value_of_every_field() {
    for field in Field::ALL.iter().copied() {
        let mut world = synced([row("1", "E1"), row("2", "E2")]);
        let old = world.text("E1", field).map(str::to_owned);
        world.rows = world.rows.into_iter().map(|row| row.absent(field.key())).collect();
        let plan = world.hour();
        for id in ["1", "2"] {
            assert_eq!(verdict(&plan, id), (Outcome::Unchanged, None), "{field}");
            assert_eq!(problems(&plan, id), [(field, ProblemCode::AttributeNotReadable)]);
        }
        assert_eq!(plan.counts().blanked, 0);
        assert_eq!(world.text("E1", field), old.as_deref(), "{field}");
        assert!(!world.employee("E1").problems[0].is_error());
    }
}

#[test]
fn v4_all_at_once_erase_nothing() {
    let mut world = synced([row("1", "E1")]);
    let before = world.clone();
    world.row("1", |row| Field::ALL.iter().fold(row, |row, field| row.absent(field.key())));
    let plan = world.hour();
    assert_eq!(changes(&plan, "1"), []);
    assert_eq!(problems(&plan, "1").len(), Field::ALL.len());
    assert_eq!(world.employee("E1").fields, before.employee("E1").fields);
}

#[test]
fn v4_a_hand_edit_stays_while_the_attribute_is_absent() {
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| row.absent("city"));
    world.edit_field("E1", Field::City, "York");
    assert_eq!(changes(&world.hour(), "1"), []);
    assert_eq!(world.text("E1", Field::City), Some("York"));
}

#[test]
fn v5_a_field_that_is_not_mapped_is_neither_read_nor_touched() {
    for field in Field::ALL.iter().copied() {
        let mut world = synced([row("1", "E1")]);
        world.edit_field("E1", field, if field == Field::TerminationDate { "2026-12-31" } else { "by hand" });
        world.settings.mapping.remove(&field);
        let by_hand = world.text("E1", field).unwrap().to_owned();
        for spoil in [
            |row: Row, _: &str| row,
            |row: Row, key: &str| row.blank(key),
            |row: Row, key: &str| row.absent(key),
        ] {
            let other = if field == Field::City { "county" } else { "city" };
            world.row("1", |row| spoil(row, field.key()).text(other, "York"));
            let plan = world.hour();
            let touched: Vec<_> = changes(&plan, "1").into_iter().map(|(field, ..)| field).collect();
            assert!(!touched.contains(&field), "{field}");
            assert!(problems(&plan, "1").iter().all(|(about, _)| *about != field), "{field}");
            assert_eq!(world.text("E1", field), Some(by_hand.as_str()), "{field}");
        }
    }
}

#[test]
fn v5_with_nothing_mapped_an_employee_is_created_blank() {
    let mut world = world([row("1", "E1")]);
    world.settings.mapping.clear();
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Created, None));
    assert_eq!(world.employee("E1").fields, crate::domain::field::Fields::default());
}

#[test]
fn a_field_that_is_mapped_again_is_read_again() {
    let mut world = synced([row("1", "E1")]);
    let source = world.settings.mapping.remove(&Field::City).unwrap();
    world.row("1", |row| row.text("city", "York"));
    assert_eq!(changes(&world.hour(), "1"), []);
    world.settings.mapping.insert(Field::City, source);
    assert_eq!(changes(&world.hour(), "1"), [change(Field::City, "Leeds", "York")]);
}

/// Where the country comes from, beside the text in Personio.
enum Country {
    Sent(&'static str),
    Absent(&'static str),
    NotMapped(&'static str),
}

#[test]
fn the_postcode_is_judged_by_the_country_the_employee_has_in_the_end() {
    const ABROAD: &str = "10115";
    for (country, sent, expected) in [
        (Country::Sent("GB"), "ls14ap", Some("LS1 4AP")),
        (Country::Sent("GB"), ABROAD, None),
        (Country::Sent("Germany"), ABROAD, Some(ABROAD)),
        (Country::Sent("Germany"), "ls14ap", Some("ls14ap")),
        (Country::Sent(""), "ls14ap", Some("LS1 4AP")),
        (Country::Sent(""), ABROAD, None),
        (Country::Sent("Atlantis"), "ls14ap", Some("LS1 4AP")),
        (Country::Sent("Atlantis"), ABROAD, None),
        (Country::Absent("GB"), "ls14ap", Some("LS1 4AP")),
        (Country::Absent("GB"), ABROAD, None),
        (Country::Absent("DE"), ABROAD, Some(ABROAD)),
        (Country::Absent(""), "ls14ap", Some("LS1 4AP")),
        (Country::Absent(""), ABROAD, None),
        (Country::NotMapped("GB"), ABROAD, None),
        (Country::NotMapped("DE"), ABROAD, Some(ABROAD)),
        (Country::NotMapped("DE"), "ls14ap", Some("ls14ap")),
        (Country::NotMapped(""), "ls14ap", Some("LS1 4AP")),
        (Country::NotMapped(""), ABROAD, None),
    ] {
        let mut world = synced([row("1", "E1")]);
        world.row("1", |row| row.text("postcode", sent));
        match country {
            Country::Sent(text) => world.row("1", |row| row.text("country", text)),
            Country::Absent(stored) => {
                world.edit_field("E1", Field::Country, stored);
                world.row("1", |row| row.absent("country"));
            }
            Country::NotMapped(stored) => {
                world.edit_field("E1", Field::Country, stored);
                world.settings.mapping.remove(&Field::Country);
            }
        }
        let plan = world.hour();
        assert_eq!(world.text("E1", Field::Postcode), expected);
        let invalid = problems(&plan, "1").contains(&(Field::Postcode, ProblemCode::PostcodeInvalid));
        assert_eq!(invalid, expected.is_none());
        // An hour later the same is said of the employee, though nothing changes.
        assert_eq!(problems(&world.hour(), "1"), problems(&plan, "1"));
    }
}

#[test]
fn a_stored_country_edited_by_hand_judges_the_postcode_anew() {
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| row.absent("country").text("postcode", "10115"));
    assert_eq!(changes(&world.hour(), "1"), [change(Field::Postcode, "LS1 4AP", "")]);
    world.edit_field("E1", Field::Country, "DE");
    assert_eq!(changes(&world.hour(), "1"), [change(Field::Postcode, "", "10115")]);
}

#[test]
fn sort_code_and_account_number_are_read_together() {
    const LONG: &str = "01-23456789";
    const IBAN: &str = "GB29 NWBK 6016 1331 9268 19";
    let contradiction = [
        (Field::BankSortCode, ProblemCode::BankDetailsContradictIban),
        (Field::BankAccountNumber, ProblemCode::BankDetailsContradictIban),
    ];
    for (sort_code, account, expected, found) in [
        ("60-16-13", "31926819", (Some("601613"), Some("31926819")), vec![]),
        (IBAN, IBAN, (Some("601613"), Some("31926819")), vec![]),
        (IBAN, "31926818", (None, None), contradiction.to_vec()),
        (
            "60-16-13",
            LONG,
            (Some("601613"), Some("23456789")),
            vec![(Field::BankAccountNumber, ProblemCode::AccountNumberConverted)],
        ),
        (
            "x",
            "31926819",
            (None, Some("31926819")),
            vec![(Field::BankSortCode, ProblemCode::SortCodeInvalid)],
        ),
        ("", LONG, (None, None), vec![(Field::BankAccountNumber, ProblemCode::AccountNumberNeedsSortCode)]),
        (
            "11-11-11",
            "12345678",
            (Some("111111"), Some("12345678")),
            vec![(Field::BankAccountNumber, ProblemCode::BankDetailsNotPaid)],
        ),
    ] {
        let mut world = synced([row("1", "E1")]);
        world.row("1", |row| row.text("bank_sort_code", sort_code).text("bank_account_number", account));
        let plan = world.hour();
        let stored = (world.text("E1", Field::BankSortCode), world.text("E1", Field::BankAccountNumber));
        assert_eq!((stored, problems(&plan, "1")), (expected, found), "{sort_code} {account}");
    }
}

#[test]
fn an_unreadable_sort_code_keeps_the_account_number_that_only_it_can_explain() {
    let unreadable = (Field::BankSortCode, ProblemCode::AttributeNotReadable);
    for (account, stored, found) in [
        ("01-23456789", Some("63748472"), vec![unreadable]),
        ("1234567890", Some("63748472"), vec![unreadable]),
        ("31926819", Some("31926819"), vec![unreadable]),
        ("", None, vec![unreadable]),
        ("x", None, vec![unreadable, (Field::BankAccountNumber, ProblemCode::AccountNumberInvalid)]),
    ] {
        let mut world = synced([row("1", "E1")]);
        world.row("1", |row| row.absent("bank_sort_code").text("bank_account_number", account));
        let plan = world.hour();
        assert_eq!(world.text("E1", Field::BankAccountNumber), stored, "{account}");
        assert_eq!(world.text("E1", Field::BankSortCode), Some("202959"), "{account}");
        assert_eq!(problems(&plan, "1"), found, "{account}");
    }
}

#[test]
fn s1_a_kept_value_counts_as_present_and_a_missing_one_says_why() {
    let mut world = synced([row("1", "E1")]);
    let blockers = |world: &World| {
        let found = world.employee("E1").blockers(&world.settings, &world.catalogue);
        found.into_iter().map(|blocker| (blocker.field, blocker.code)).collect::<Vec<_>>()
    };
    assert_eq!(world.employee("E1").status(TODAY), Status::Ready);
    world.row("1", |row| row.absent("tax_code").absent("city"));
    world.hour();
    assert_eq!((world.employee("E1").status(TODAY), blockers(&world)), (Status::Ready, vec![]));

    world.row("1", |row| row.blank("email").text("gender", "x").text("postcode", "10115"));
    world.edit_field("E1", Field::City, "");
    world.settings.mapping.remove(&Field::StartDate);
    world.edit_field("E1", Field::StartDate, "");
    world.hour();
    assert_eq!(world.employee("E1").status(TODAY), Status::Pending);
    assert_eq!(
        blockers(&world),
        [
            (Field::Gender, BlockerCode::Invalid),
            (Field::StartDate, BlockerCode::NotMapped),
            (Field::Email, BlockerCode::Missing),
            (Field::City, BlockerCode::NotReadable),
            (Field::Postcode, BlockerCode::Invalid),
        ]
    );
    world.row("1", |row| row.text("country", "Germany"));
    world.hour();
    assert!(!blockers(&world).iter().any(|(field, _)| *field == Field::Postcode));
}
