//! The shape of the documents, and everything that can be wrong with it, all at once.

use super::*;

fn new(document: &Value) -> Result<Employee, Wrong> {
    let settings = Settings::default();
    let context = context(&settings);
    Ok(Edit::read_new(document, &context).map_err(wrong)?.write(&context).employee)
}

fn wrongs(expected: &[(&str, &'static str)]) -> Wrong {
    expected.iter().map(|(pointer, code)| ((*pointer).to_owned(), *code)).collect()
}

#[test]
fn what_is_wrong_with_the_document_of_a_new_employee() {
    for (document, expected) in [
        (json!(null), &[("", "wrong_type")][..]),
        (json!([]), &[("", "wrong_type")]),
        (json!({}), &[("/employee_id", "required"), ("/fields", "required")]),
        (
            json!({"employee_id": null, "fields": null}),
            &[("/employee_id", "wrong_type"), ("/fields", "wrong_type")],
        ),
        (
            json!({"employee_id": 17, "fields": [], "include_holiday_pay_in_pension": "yes"}),
            &[
                ("/employee_id", "wrong_type"),
                ("/fields", "wrong_type"),
                ("/include_holiday_pay_in_pension", "wrong_type"),
            ],
        ),
        (json!({"employee_id": "  ", "fields": {}}), &[("/employee_id", "employee_id_invalid")]),
        (json!({"employee_id": "a_b", "fields": {}}), &[("/employee_id", "employee_id_invalid")]),
        (json!({"employee_id": "x".repeat(36), "fields": {}}), &[("/employee_id", "employee_id_invalid")]),
        (
            json!({"employee_id": "E1", "fields": {"employee_id": "E1", "salary": "1", "a/b~c": null},
                "problems": [], "version": 3}),
            &[
                ("/problems", "unknown_key"),
                ("/version", "unknown_key"),
                ("/fields/a~1b~0c", "unknown_field"),
                ("/fields/employee_id", "unknown_field"),
                ("/fields/salary", "unknown_field"),
            ],
        ),
        (
            json!({"employee_id": "E1", "fields": {"weekly_hours": 37.5, "city": ["Leeds"],
                "postgraduate_loan": true, "county": {}, "tax_code": "nonsense", "gender": "x"}, "extra": 1}),
            &[
                ("/extra", "unknown_key"),
                ("/fields/city", "wrong_type"),
                ("/fields/county", "wrong_type"),
                ("/fields/postgraduate_loan", "wrong_type"),
                ("/fields/weekly_hours", "wrong_type"),
                ("/fields/gender", "gender_invalid"),
                ("/fields/tax_code", "tax_code_invalid"),
            ],
        ),
    ] {
        assert_eq!(new(&document), Err(wrongs(expected)), "{document}");
    }
}

#[test]
fn a_new_employee_was_never_synced_and_has_the_values_entered() {
    let document = json!({"employee_id": " N-1 ", "fields": {
        "first_name": " Ann ", "last_name": "Lee", "tax_code": "1257l m1", "city": " ", "county": null,
        "date_of_birth": "23/04/1990", "postgraduate_loan": "no",
    }});
    let employee = new(&document).unwrap();
    let values: Vec<_> = employee.fields.iter().map(|(field, value)| (field.key(), value.expose())).collect();
    assert_eq!(
        values,
        [
            ("first_name", "Ann"),
            ("last_name", "Lee"),
            ("date_of_birth", "1990-04-23"),
            ("tax_code", "1257L X"),
            ("postgraduate_loan", "false"),
        ]
    );
    let problems = [(ProblemCode::AddressLineMissing, Field::AddressLine2)];
    let problems = problems.map(|(code, field)| Problem { code, field, attribute: None });
    let mut expected = Employee::new(EmployeeId::parse("N-1").unwrap());
    expected.fields = employee.fields.clone();
    expected.problems = problems.to_vec();
    expected.version = 1;
    assert_eq!(employee, expected);
    assert_eq!(employee.sync_state, SyncState::Never);
}

#[test]
fn a_new_employee_replaces_nobody_and_all_values_are_new() {
    let document = json!({"employee_id": "N-1", "fields": {"city": "Leeds", "office": "York"}});
    let settings = Settings::default();
    let context = context(&settings);
    let write = Edit::read_new(&document, &context).unwrap().write(&context);
    assert_eq!((write.expected, write.changes.len()), (None, 0));
    let change = |field, text: &str| Change { field, old: None, new: Some(text.into()) };
    assert_eq!(write.change_log(), [change(Field::City, "Leeds"), change(Field::Office, "York")]);
}

#[test]
fn what_is_wrong_with_the_document_of_an_edit() {
    for (document, expected) in [
        (json!("x"), &[("", "wrong_type")][..]),
        (json!({"employee_id": "E0002"}), &[("/employee_id", "employee_id_fixed")]),
        (json!({"employee_id": "a_b"}), &[("/employee_id", "employee_id_fixed")]),
        (json!({"employee_id": 1}), &[("/employee_id", "wrong_type")]),
        (json!({"employee_id": null}), &[("/employee_id", "wrong_type")]),
        (json!({"fields": null}), &[("/fields", "wrong_type")]),
        (
            json!({"employee_id": "E0002", "status": "ready", "include_holiday_pay_in_pension": 1,
                "fields": {"nickname": "A", "email": "none", "country": "Atlantis", "start_date": "soon"}}),
            &[
                ("/status", "unknown_key"),
                ("/employee_id", "employee_id_fixed"),
                ("/fields/nickname", "unknown_field"),
                ("/include_holiday_pay_in_pension", "wrong_type"),
                ("/fields/start_date", "date_invalid"),
                ("/fields/email", "email_invalid"),
                ("/fields/country", "country_invalid"),
            ],
        ),
    ] {
        assert_eq!(written(&stored(), &document), Err(wrongs(expected)), "{document}");
    }
}

#[test]
fn one_mistake_is_told_once() {
    // What hangs together with a field that can't be read may be right.
    let german = stored_with(&[(Field::Country, "DE"), (Field::Postcode, "10115")]);
    for (fields, pointer) in [
        (json!({"postcode": 10115, "country": "UK"}), "/fields/postcode"),
        (json!({"postcode": "10117", "country": 49}), "/fields/country"),
        (json!({"bank_sort_code": 601_613, "bank_account_number": "12345678"}), "/fields/bank_sort_code"),
        (
            json!({"bank_sort_code": "GB29NWBK60161331926819", "bank_account_number": 1}),
            "/fields/bank_account_number",
        ),
    ] {
        let expected = wrongs(&[(pointer, "wrong_type")]);
        assert_eq!(written(&german, &json!({"fields": fields})), Err(expected), "{fields}");
    }
}

#[test]
fn an_edit_may_repeat_the_employee_id_and_be_empty() {
    for document in
        [json!({}), json!({"employee_id": " E0001 "}), json!({"fields": {}, "employee_id": "E0001"})]
    {
        assert_eq!(written(&stored(), &document), Ok(None), "{document}");
    }
}

#[test]
fn errors_say_what_to_do_and_never_hold_a_value() {
    let marked = "Zq7 marked value Zq7".repeat(20);
    let fields: serde_json::Map<_, _> =
        Field::ALL.iter().map(|field| (field.key().to_owned(), marked.as_str().into())).collect();
    let document = json!({"employee_id": marked, "fields": fields, "include_holiday_pay_in_pension": marked});
    let settings = Settings::default();
    let errors = Edit::read_new(&document, &context(&settings)).unwrap_err();
    assert_eq!(errors.len(), Field::ALL.len() + 2);
    for error in &errors {
        assert!(!format!("{error:?}").contains("Zq7"), "{}", error.pointer);
        assert!(!error.detail.contains("Personio"), "{}", error.pointer);
    }
    let detail = |pointer: &str| &errors.iter().find(|error| error.pointer == pointer).unwrap().detail;
    assert_eq!(
        detail("/fields/tax_code"),
        "Tax code: this value can't be used. Such as 1257L, S1257L, BR, K475 or 1257L M1."
    );
    assert_eq!(detail("/fields/nationality"), "Nationality: at most 255 characters can be stored.");
    assert_eq!(detail("/include_holiday_pay_in_pension"), "This must be true, false or null.");
    let read = Edit::read_new(&json!({"employee_id": "E1", "fields": {"city": "Zq7"}}), &context(&settings));
    assert!(!format!("{read:?}").contains("Zq7"));
}
