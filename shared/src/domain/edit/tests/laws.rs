//! What holds for any mix of values.

use proptest::prelude::*;

use super::*;
use crate::domain::{
    attribute::{Input, Source},
    formats::{self, bank::parse_pair},
    mapping::settle_postcode,
};

/// Values that are right, nearly right and wrong; some fields hang together, so they come up more often.
fn texts() -> impl Strategy<Value = Option<String>> {
    const KNOWN: &[&str] = &[
        "GB",
        "DE",
        "Jersey",
        "LS1 4AP",
        "ls14ap",
        "10115",
        "GIR0AA",
        "2026-12-31",
        "30/10/2026",
        "1257OL",
        "BR",
        "D",
        "E",
        "M",
        "F",
        "Mr",
        "Mrs",
        "plan 2",
        "none",
        "yes",
        "0",
        "TBC",
        "1.2E+18",
        "Zoë",
        "n/a",
    ];
    const DIGITS: &[&str] = &[
        "20-29-59",
        "601613",
        "72-00-00",
        "720001",
        "08-90-00",
        "11-11-11",
        "12345678",
        "0123456789",
        "123456789",
        "1234567",
        "GB29 NWBK 6016 1331 9268 19",
        "GB73 NWBK 6016 1431 9268 19",
        "DE89370400440532013000",
    ];
    let example = proptest::sample::select(Field::ALL).prop_map(|field| field.example().to_owned());
    prop_oneof![
        1 => Just(None),
        1 => "[ \t]{0,2}".prop_map(Some),
        3 => example.prop_map(Some),
        3 => proptest::sample::select(KNOWN).prop_map(|text| Some(text.to_owned())),
        3 => proptest::sample::select(DIGITS).prop_map(|text| Some(text.to_owned())),
        1 => "\\PC{0,40}".prop_map(Some),
        1 => any::<String>().prop_map(Some),
    ]
}

fn fields() -> impl Strategy<Value = Field> {
    const TOGETHER: &[Field] = &[
        Field::BankSortCode,
        Field::BankAccountNumber,
        Field::Country,
        Field::Postcode,
        Field::TerminationDate,
    ];
    prop_oneof![2 => proptest::sample::select(TOGETHER), 3 => proptest::sample::select(Field::ALL)]
}

/// A document of mostly fitting and some arbitrary values.
fn documents() -> impl Strategy<Value = Value> {
    let fitting = fields().prop_map(|field| (field, Some(field.example().to_owned())));
    let entry = prop_oneof![2 => fitting, 3 => (fields(), texts())];
    let flag = proptest::option::of(any::<bool>());
    (proptest::collection::vec(entry, 0..5), flag).prop_map(|(entries, flag)| {
        let fields: serde_json::Map<_, _> =
            entries.into_iter().map(|(field, text)| (field.key().to_owned(), json!(text))).collect();
        match flag {
            Some(flag) => json!({"fields": fields, "include_holiday_pay_in_pension": flag}),
            None => json!({"fields": fields}),
        }
    })
}

/// Every stored value is what its parser makes of it.
fn parses_to_itself(employee: &Employee) {
    let fields = &employee.fields;
    for (field, value) in fields.iter() {
        let input = Input { text: value.clone(), source: Source::Text };
        match field {
            Field::Postcode => assert_eq!(settle_postcode(value.expose(), fields).0.as_ref(), Some(value)),
            _ => assert_eq!(formats::read(field, &input, TODAY).unwrap().text, value.expose(), "{field}"),
        }
    }
    let half = |field| fields.text(field).map(|text| (text, Source::Text));
    let (sort, account) = parse_pair(half(Field::BankSortCode), half(Field::BankAccountNumber));
    for (field, parsed) in [(Field::BankSortCode, sort), (Field::BankAccountNumber, account)] {
        assert_eq!(parsed.map(|parsed| parsed.unwrap().text).as_deref(), fields.text(field));
    }
}

#[test]
fn an_edit_is_refused_or_leaves_values_that_parse_to_themselves() {
    let (refused, taken) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let config = ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() };
    let edits = proptest::collection::vec(documents(), 1..6);
    proptest!(config, |(mut added in documents(), edits in edits, setting in any::<bool>())| {
        let settings = Settings { include_holiday_pay_in_pension: setting, ..Settings::default() };
        let context = context(&settings);
        added["employee_id"] = "N1".into();
        let added = Edit::read_new(&added, &context).map(|new| new.write(&context).employee);
        let mut employee = added.unwrap_or_else(|_| stored());
        parses_to_itself(&employee);
        for document in edits {
            match Edit::read_patch(&document, &employee, &context) {
                Ok(edit) => {
                    let Some(write) = edit.write(&employee, &context) else { continue };
                    lawful(&employee, &document, &write);
                    let again = Edit::read_patch(&document, &write.employee, &context).unwrap();
                    assert_eq!(again.write(&write.employee, &context), None, "the same once more");
                    employee = write.employee;
                    taken.set(taken.get() + 1);
                }
                Err(errors) => {
                    assert!(!errors.is_empty());
                    assert!(errors.iter().all(|error| error.pointer.starts_with("/fields/")));
                    refused.set(refused.get() + 1);
                }
            }
        }
    });
    assert!(refused.get() > 100 && taken.get() > 100, "{} refused, {} taken", refused.get(), taken.get());
}

/// Nothing changes that the document does not name, and the write tells of all that does.
fn lawful(before: &Employee, document: &Value, write: &Write) {
    let after = &write.employee;
    parses_to_itself(after);
    assert_eq!((write.expected, after.version), (Some(before.version), before.version + 1));
    assert!(after.problems.iter().all(|problem| !problem.is_error()));
    let named = document["fields"].as_object().unwrap();
    let differs = |field: &&Field| before.fields.get(**field) != after.fields.get(**field);
    let changed: Vec<_> = Field::ALL.iter().filter(differs).copied().collect();
    assert!(changed.iter().all(|field| named.contains_key(field.key())));
    assert_eq!(changed, write.changed_fields());
}
