use jiff::civil::date;

use super::*;
use crate::domain::{
    attribute::{Attribute, NamedObject},
    filter::Operator,
    ids::PersonioId,
    person::FieldSet,
};

/// Personio's record as pairs; a key that is not among them is absent.
fn map(settings: &Settings, record: &[(&str, AttributeValue)]) -> Person {
    let of = |key: &str, label: &str, kind| Attribute {
        key: key.into(),
        label: label.into(),
        kind,
        universal_id: None,
        options: vec![],
        readable: true,
    };
    let catalogue = Catalogue::from(vec![
        of("town", "Town", AttributeType::Standard),
        of("sort", "Sort code (number)", AttributeType::Integer),
        of("account", "Account", AttributeType::Standard),
    ]);
    let mapper = Mapper::new(settings, &catalogue, date(2026, 11, 22), None);
    let find = |key: &AttributeKey| record.iter().find(|(name, _)| *name == key.as_str());
    let values = mapper.wanted().keys().iter().map(|key| find(key).map(|(_, value)| value.clone())).collect();
    mapper.person(Record { personio_id: PersonioId::new("1"), values })
}

fn settings(mapping: &[(Field, &str)]) -> Settings {
    Settings {
        mapping: mapping.iter().map(|(field, key)| (*field, (*key).into())).collect(),
        ..Settings::default()
    }
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::Text(text.into())
}

fn number(digits: &str) -> AttributeValue {
    AttributeValue::Number(digits.into())
}

fn named(name: &str, percentage: &str) -> AttributeValue {
    AttributeValue::Object(NamedObject {
        name: Some(name.into()),
        percentage: Some(percentage.into()),
        ..NamedObject::default()
    })
}

/// What became of the city of a record with this town.
fn city(town: Option<AttributeValue>) -> (Incoming, Vec<(Field, ProblemCode)>) {
    let record: Vec<_> = town.into_iter().map(|town| ("town", town)).chain([("id", number("1"))]).collect();
    let person = map(&settings(&[(Field::City, "town")]), &record);
    (person.incoming, person.problems.iter().map(|problem| (problem.field, problem.code)).collect())
}

fn values(values: &[(Field, &str)]) -> Fields {
    values.iter().map(|(field, text)| (*field, (*text).into())).collect()
}

#[test]
fn every_reading_of_one_field_has_exactly_one_outcome() {
    let blank = || Incoming { blank: FieldSet::from_iter([Field::City]), ..Incoming::default() };
    let valid = |text: &str| Incoming { values: values(&[(Field::City, text)]), ..Incoming::default() };
    let kept = Incoming { kept: FieldSet::from_iter([Field::City]), ..Incoming::default() };
    let found = |code| vec![(Field::City, code)];
    let several = AttributeValue::List(vec![text("Leeds"), text("York")]);
    for (town, expected, problems) in [
        (Some(text(" Leeds ")), valid("Leeds"), vec![]),
        (Some(AttributeValue::List(vec![text("Leeds")])), valid("Leeds"), vec![]),
        (Some(named("Leeds", "100")), valid("Leeds"), vec![]),
        (Some(number("0")), valid("0"), vec![]),
        (Some(AttributeValue::Null), blank(), vec![]),
        (Some(text("")), blank(), vec![]),
        (Some(text(" \t\n")), blank(), vec![]),
        (Some(AttributeValue::List(vec![])), blank(), vec![]),
        (Some(text("--")), blank(), found(ProblemCode::AddressLineInvalid)),
        (Some(several), blank(), found(ProblemCode::SeveralValuesUnclear)),
        (Some(number("1e9")), blank(), found(ProblemCode::NumberDamaged)),
        (
            Some(AttributeValue::List(vec![named("Leeds", "60"), named("York", "40")])),
            valid("Leeds"),
            found(ProblemCode::SeveralValues),
        ),
        (None, kept, found(ProblemCode::AttributeNotReadable)),
    ] {
        assert_eq!(city(town), (expected, problems));
    }
}

#[test]
fn a_problem_names_the_attribute_it_came_from() {
    let person = map(&settings(&[(Field::City, "town"), (Field::County, "shire")]), &[("id", number("1"))]);
    let named: Vec<_> = person
        .problems
        .iter()
        .map(|problem| problem.attribute.as_ref().map(|a| (a.key.as_str(), &*a.label)).unwrap())
        .collect();
    assert_eq!(named, [("town", "Town"), ("shire", "shire")]);
}

#[test]
fn what_is_not_mapped_filtered_or_matched_is_not_even_wanted() {
    let mut settings = settings(&[(Field::City, "town")]);
    settings.filters = vec![Filter { attribute: "team".into(), operator: Operator::IsEmpty, values: vec![] }];
    let catalogue = Catalogue::default();
    let wanted = |settings: &Settings| {
        let mapper = Mapper::new(settings, &catalogue, date(2026, 11, 22), None);
        mapper.wanted().keys().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(wanted(&settings), ["id", "team", "town"]);
    settings.exclusions_enabled = false;
    assert_eq!(wanted(&settings), ["id", "town"]);
}

#[test]
fn one_attribute_may_feed_two_fields() {
    let settings = settings(&[(Field::City, "town"), (Field::Office, "town")]);
    let person = map(&settings, &[("id", number("1")), ("town", text("Leeds"))]);
    assert_eq!(person.incoming.values, values(&[(Field::City, "Leeds"), (Field::Office, "Leeds")]));
}

#[test]
fn the_excluded_and_unjudged_carry_no_values() {
    let mut settings = settings(&[(Field::City, "town")]);
    settings.filters =
        vec![Filter { attribute: "team".into(), operator: Operator::Is, values: vec!["x".into()] }];
    for team in [Some(text("X")), None] {
        let mut record = vec![("id", number("1")), ("town", text("Leeds"))];
        record.extend(team.clone().map(|team| ("team", team)));
        let person = map(&settings, &record);
        assert_eq!((person.incoming, person.problems), (Incoming::default(), vec![]));
        assert_eq!(matches!(person.standing, Standing::Excluded(_)), team.is_some());
        assert_eq!(person.employee_id, Ok(EmployeeId::parse("1").unwrap()));
    }
}

#[test]
fn the_postcode_waits_for_a_country_only_where_the_record_gives_none() {
    let both = [(Field::Postcode, "code"), (Field::Country, "country")];
    for (mapping, country, expected) in [
        (&both[..], Some("GB"), (Some("LS1 4AP"), None)),
        (&both[..], Some("Germany"), (Some("ls14ap"), None)),
        (&both[..], Some(""), (Some("LS1 4AP"), None)),
        (&both[..], Some("Atlantis"), (Some("LS1 4AP"), None)),
        (&both[..], None, (None, Some("ls14ap"))),
        (&both[..1], Some("Germany"), (None, Some("ls14ap"))),
    ] {
        let mut record = vec![("id", number("1")), ("code", text(" ls14ap "))];
        record.extend(country.map(|country| ("country", text(country))));
        let incoming = map(&settings(mapping), &record).incoming;
        let waiting = incoming.postcode.as_ref().map(crate::domain::private::Private::expose);
        assert_eq!((incoming.values.text(Field::Postcode), waiting), expected, "{country:?}");
        assert!(incoming.is_mapped(Field::Postcode));
    }
}

#[test]
fn a_postcode_that_waits_keeps_its_warning() {
    let shares = AttributeValue::List(vec![named("LS1 4AP", "60"), named("10115", "40")]);
    let person = map(&settings(&[(Field::Postcode, "code")]), &[("id", number("1")), ("code", shares)]);
    assert_eq!(person.incoming.postcode, Some("LS1 4AP".into()));
    assert_eq!(
        person.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
        [ProblemCode::SeveralValues]
    );
}

#[test]
fn an_empty_or_absent_postcode_does_not_wait() {
    let settings = settings(&[(Field::Postcode, "code")]);
    let empty = map(&settings, &[("id", number("1")), ("code", text(" "))]).incoming;
    assert_eq!(empty, Incoming { blank: FieldSet::from_iter([Field::Postcode]), ..Incoming::default() });
    let absent = map(&settings, &[("id", number("1"))]).incoming;
    assert_eq!(absent, Incoming { kept: FieldSet::from_iter([Field::Postcode]), ..Incoming::default() });
}

#[test]
fn a_waiting_postcode_is_settled_by_the_stored_country() {
    for (raw, country, expected) in [
        ("ls14ap", "GB", (Some("LS1 4AP"), None)),
        ("ls14ap", "", (Some("LS1 4AP"), None)),
        ("ls14ap", "DE", (Some("ls14ap"), None)),
        ("10115", "DE", (Some("10115"), None)),
        ("10115", "GB", (None, Some(ProblemCode::PostcodeInvalid))),
        ("10115", "", (None, Some(ProblemCode::PostcodeInvalid))),
        ("\u{7}", "DE", (None, Some(ProblemCode::TextNotPrintable))),
    ] {
        let fields =
            if country.is_empty() { Fields::default() } else { values(&[(Field::Country, country)]) };
        let (value, code) = settle_postcode(raw, &fields);
        assert_eq!(
            (value.as_ref().map(crate::domain::private::Private::expose), code),
            expected,
            "{raw} {country}"
        );
    }
    assert!(is_postcode_everywhere("ls14ap"));
    assert!(!is_postcode_everywhere("10115") && !is_postcode_everywhere("\u{7}"));
}

/// The outcome of sort code and account number: the values, and what is kept.
fn bank(
    sort: Option<AttributeValue>,
    account: Option<AttributeValue>,
) -> (Fields, Vec<Field>, Vec<(Field, ProblemCode)>) {
    let settings = settings(&[(Field::BankSortCode, "sort_code"), (Field::BankAccountNumber, "account")]);
    let mut record = vec![("id", number("1"))];
    record.extend(sort.map(|sort| ("sort_code", sort)));
    record.extend(account.map(|account| ("account", account)));
    let Person { incoming, problems, .. } = map(&settings, &record);
    let problems = problems.iter().map(|problem| (problem.field, problem.code)).collect();
    (incoming.values, incoming.kept.iter().collect(), problems)
}

#[test]
fn an_attribute_of_a_number_type_has_lost_its_zeros_and_gets_them_back() {
    let settings = settings(&[(Field::BankSortCode, "sort")]);
    let person = map(&settings, &[("id", number("1")), ("sort", text("40004"))]);
    assert_eq!(person.incoming.values, values(&[(Field::BankSortCode, "040004")]));
    assert_eq!(
        person.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(),
        [ProblemCode::SortCodePadded]
    );
}

#[test]
fn the_bank_pair_with_one_side_unreadable() {
    const SORT: Field = Field::BankSortCode;
    const ACCOUNT: Field = Field::BankAccountNumber;
    let unreadable = |field| (field, ProblemCode::AttributeNotReadable);
    let iban = || text("GB29 NWBK 6016 1331 9268 19");
    for (sort, account, stored, kept, problems) in [
        (None, Some(text("63748472")), values(&[(ACCOUNT, "63748472")]), vec![SORT], vec![unreadable(SORT)]),
        (None, Some(text("1234567890")), values(&[]), vec![SORT, ACCOUNT], vec![unreadable(SORT)]),
        (None, Some(iban()), values(&[(ACCOUNT, "31926819")]), vec![SORT], vec![unreadable(SORT)]),
        (Some(text("202959")), None, values(&[(SORT, "202959")]), vec![ACCOUNT], vec![unreadable(ACCOUNT)]),
        (Some(iban()), None, values(&[(SORT, "601613")]), vec![ACCOUNT], vec![unreadable(ACCOUNT)]),
        (None, None, values(&[]), vec![SORT, ACCOUNT], vec![unreadable(SORT), unreadable(ACCOUNT)]),
        (
            Some(text("x")),
            Some(text("1234567890")),
            values(&[]),
            vec![],
            vec![(SORT, ProblemCode::SortCodeInvalid), (ACCOUNT, ProblemCode::AccountNumberNeedsSortCode)],
        ),
    ] {
        assert_eq!(bank(sort, account), (stored, kept, problems));
    }
}

#[test]
fn a_long_account_number_without_a_mapped_sort_code_is_invalid() {
    let settings = settings(&[(Field::BankAccountNumber, "account")]);
    let person = map(&settings, &[("id", number("1")), ("account", text("1234567890"))]);
    assert!(person.incoming.blank.contains(Field::BankAccountNumber));
    assert_eq!(person.problems[0].code, ProblemCode::AccountNumberNeedsSortCode);
}

#[test]
fn suspicious_bank_details_are_kept_with_a_warning_where_the_operator_has_weights() {
    // An invented row: the last digit of the account number must be 0.
    let weights = WeightTable::parse("089999 089999 MOD10 0 0 0 0 0 0 0 0 0 0 0 0 0 1", "").unwrap();
    let settings = settings(&[(Field::BankSortCode, "sort"), (Field::BankAccountNumber, "account")]);
    let warning = (Field::BankAccountNumber, ProblemCode::BankDetailsSuspicious);
    for (weights, account, expected) in [
        (None, "66374959", vec![]),
        (Some(&weights), "66374950", vec![]),
        (Some(&weights), "66374959", vec![warning]),
    ] {
        let catalogue = Catalogue::default();
        let mapper = Mapper::new(&settings, &catalogue, date(2026, 11, 22), weights);
        assert_eq!(
            mapper.wanted().keys().iter().map(AttributeKey::as_str).collect::<Vec<_>>(),
            ["account", "id", "sort"]
        );
        let record = Record {
            personio_id: PersonioId::new("1"),
            values: [account, "1", "089999"].map(|value| Some(text(value))).to_vec(),
        };
        let person = mapper.person(record);
        assert_eq!(person.incoming.values.text(Field::BankAccountNumber), Some(account));
        let found: Vec<_> = person.problems.iter().map(|problem| (problem.field, problem.code)).collect();
        assert_eq!(found, expected, "{account}");
    }
}

#[test]
fn nothing_is_said_to_be_missing_that_the_employee_may_have() {
    let line = (Field::AddressLine2, "line");
    let ni = (Field::NationalInsuranceNumber, "ni");
    let country = (Field::Country, "country");
    let missing = vec![ProblemCode::AddressLineMissing];
    for (mapping, record, expected) in [
        (vec![line, ni], vec![("line", text("")), ("ni", text(""))], missing.clone()),
        (vec![line, ni], vec![("line", text("")), ("ni", text("AB654321C"))], vec![]),
        (vec![line, ni], vec![("line", text(""))], vec![ProblemCode::AttributeNotReadable]),
        (vec![line], vec![("line", text(""))], vec![]),
        (vec![ni], vec![("ni", text(""))], vec![]),
        (vec![line, country], vec![("line", text("")), ("country", text("FR"))], missing),
        (vec![country], vec![("country", text("FR"))], vec![]),
    ] {
        let record: Vec<_> = record.into_iter().chain([("id", number("1"))]).collect();
        let codes: Vec<_> = map(&settings(&mapping), &record).problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, expected, "{mapping:?}");
    }
    let category = (Field::NiCategory, "category");
    let workplace = (Field::WorkplacePostcode, "workplace");
    let needs = ProblemCode::NiCategoryNeedsWorkplacePostcode;
    for (mapping, sent, expected) in [
        (vec![category, workplace], Some(""), vec![needs]),
        (vec![category, workplace], None, vec![ProblemCode::AttributeNotReadable]),
        (vec![category], None, vec![needs]),
    ] {
        let mut record = vec![("id", number("1")), ("category", text("F"))];
        record.extend(sent.map(|sent| ("workplace", text(sent))));
        let codes: Vec<_> = map(&settings(&mapping), &record).problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, expected, "{mapping:?}");
    }
}
