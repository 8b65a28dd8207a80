//! Answers of v1, whole, odd and broken.

use super::*;
use crate::domain::attribute::AttributeValue;

fn wanted(keys: &[&str]) -> Wanted {
    keys.iter().map(|key| AttributeKey::from(*key)).collect()
}

#[expect(clippy::unnecessary_wraps, reason = "a place in a record is an option")]
fn text(value: &str) -> Option<AttributeValue> {
    Some(AttributeValue::Text(value.into()))
}

#[expect(clippy::unnecessary_wraps, reason = "a place in a record is an option")]
fn number(digits: &str) -> Option<AttributeValue> {
    Some(AttributeValue::Number(digits.into()))
}

fn record(id: &str, values: Vec<Option<AttributeValue>>) -> Record {
    Record { personio_id: PersonioId::new(id), values }
}

fn page(json: &str, keys: &[&str]) -> Result<Page, Failure> {
    parse_page(json.as_bytes(), &wanted(keys))
}

#[test]
fn a_page_keeps_what_is_wanted_in_the_order_of_the_keys() {
    let json = r#"{"success": true,
        "metadata": {"total_elements": 134, "current_page": 0, "total_pages": 2}, "offset": 0, "limit": 100,
        "data": [
          {"type": "Employee", "attributes": {
            "id": {"label": "ID", "value": 11, "type": "integer", "universal_id": "id"},
            "last_name": {"label": "Last name", "value": "Lee", "type": "standard", "universal_id": "last_name"},
            "fix_salary": {"label": "Salary", "value": 4583.33, "type": "decimal", "currency": "EUR"},
            "first_name": {"label": "First name", "value": "Ann", "type": "standard"}}},
          {"attributes": {"id": {"value": 12}, "first_name": {"label": "First name", "type": "standard"}}}]}"#;
    assert_eq!(
        page(json, &["last_name", "first_name", "dynamic_1"]),
        Ok(Page {
            records: vec![
                record("11", vec![None, text("Ann"), text("Lee")]),
                record("12", vec![None, Some(AttributeValue::Null), None]),
            ],
            rows: 2,
            total: Some(134),
        }),
    );
}

#[test]
fn the_id_is_read_although_nobody_wants_it_and_kept_as_value_when_somebody_does() {
    let json = r#"{"data": [{"attributes": {"id": {"value": 9007199254740993}}}]}"#;
    assert_eq!(page(json, &[]).unwrap().records, [record("9007199254740993", vec![])]);
    assert_eq!(
        page(json, &["id"]).unwrap().records,
        [record("9007199254740993", vec![number("9007199254740993")])]
    );
}

#[test]
fn rows_without_usable_id_are_counted_only() {
    let with_id = |id: &str| format!(r#"{{"attributes": {{"id": {id}}}}}"#);
    for (row, expected) in [
        (with_id(r#"{"value": 7}"#), Some("7")),
        (with_id(r#"{"value": "7"}"#), Some("7")),
        (with_id(r#"{"value": " 7 "}"#), Some("7")),
        (with_id("7"), Some("7")),
        (with_id(r#"{"value": 18446744073709551616}"#), Some("18446744073709551616")),
        (with_id(r#"{"value": "5a0e-b_1"}"#), Some("5a0e-b_1")),
        (with_id(r#"{"value": 7}, "id": {"value": 8}"#), Some("8")),
        (with_id(r#"{"value": 7}, "id": {"value": null}"#), None),
        (with_id(r#"{"value": null}"#), None),
        (with_id(r#"{"value": ""}"#), None),
        (with_id(r#"{"value": 7.5}"#), None),
        (with_id(r#"{"value": 1e5}"#), None),
        (with_id(r#"{"value": -7}"#), None),
        (with_id(r#"{"value": "1/.."}"#), None),
        (with_id(r#"{"value": ".."}"#), None),
        (with_id(r#"{"value": [7]}"#), None),
        (with_id(r#"{"value": true}"#), None),
        (with_id(r#"{"label": "ID"}"#), None),
        (with_id(&format!("\"{}\"", "7".repeat(64))), Some(&*"7".repeat(64))),
        (with_id(&format!("\"{}\"", "7".repeat(65))), None),
        (r#"{"attributes": {"id": 1}, "attributes": {"id": 2}}"#.to_owned(), Some("2")),
        (r#"{"attributes": {"id": 1}, "attributes": null}"#.to_owned(), None),
        (r#"{"attributes": []}"#.to_owned(), None),
        (r#"{"attributes": "x"}"#.to_owned(), None),
        (r#"{"type": "Employee"}"#.to_owned(), None),
        ("{}".to_owned(), None),
        ("null".to_owned(), None),
        ("true".to_owned(), None),
        ("-1".to_owned(), None),
        ("1".to_owned(), None),
        ("1.5".to_owned(), None),
        (r#""x""#.to_owned(), None),
        ("[[1]]".to_owned(), None),
    ] {
        let json = format!(r#"{{"success": true, "data": [{row}, {}]}}"#, with_id("99"));
        let page = page(&json, &[]).unwrap_or_else(|failure| panic!("{row}: {failure}"));
        assert_eq!(page.rows, 2, "{row}");
        let ids: Vec<_> = page.records.iter().map(|record| record.personio_id.as_str()).collect();
        assert_eq!(ids, expected.into_iter().chain(["99"]).collect::<Vec<_>>(), "{row}");
    }
}

#[test]
fn absent_is_not_empty_and_the_last_of_repeated_keys_counts() {
    let json = r#"{"data": [{"attributes": {"id": {"value": 1},
        "a": {"value": "old"}, "b": {"value": ""}, "a": {"value": "new"},
        "c": {"label": "C", "value": null}, "\u0064": {"value": [], "type": "unheard-of"}}}]}"#;
    assert_eq!(
        page(json, &["a", "b", "c", "d", "e"]).unwrap().records,
        [record(
            "1",
            vec![text("new"), text(""), Some(AttributeValue::Null), Some(AttributeValue::List(vec![])), None]
        )]
    );
    let replaced =
        r#"{"data": [{"attributes": {"id": 1, "a": "x"}, "attributes": {"id": 2}}], "metadata": null}"#;
    assert_eq!(page(replaced, &["a"]).unwrap().records, [record("2", vec![None])]);
    let twice = r#"{"data": [{"attributes": {"id": 1}}], "data": []}"#;
    assert_eq!(page(twice, &[]), Ok(Page { records: vec![], rows: 0, total: None }));
}

#[test]
fn totals_are_numbers_or_text_or_unknown() {
    for (metadata, expected) in [
        (r#"{"total_elements": 0}"#, Some(0)),
        (r#"{"total_elements": "134"}"#, Some(134)),
        (r#"{"total_elements": 1, "total_elements": 2}"#, Some(2)),
        (r#"{"total_elements": -1}"#, None),
        (r#"{"total_elements": 1.5}"#, None),
        (r#"{"total_elements": null}"#, None),
        (r#"{"total_pages": 3}"#, None),
        ("[]", None),
        ("null", None),
    ] {
        let json = format!(r#"{{"metadata": {metadata}, "data": []}}"#);
        assert_eq!(page(&json, &[]).unwrap().total, expected, "{metadata}");
    }
}

#[test]
fn other_bodies_are_unusable() {
    const NO_JSON: Failure = Failure::Unusable("an answer that is not Personio's JSON");
    for (json, expected) in [
        ("", NO_JSON),
        ("<html><body>Bad gateway</body></html>", NO_JSON),
        ("null", NO_JSON),
        ("[]", NO_JSON),
        (r#"{"success": true, "data": [{"attributes": {"id": 1}}"#, NO_JSON),
        (r#"{"success": true, "data": [{"attributes": {"id": 1"#, NO_JSON),
        (r#"{"success": true, "data": []}}"#, NO_JSON),
        (r#"{"success": true}"#, NO_LIST),
        (r#"{"success": true, "data": null}"#, NO_LIST),
        (r#"{"success": true, "data": {}}"#, NO_LIST),
        (r#"{"success": true, "data": {"attributes": {"id": 1}}}"#, NO_LIST),
        (r#"{"success": true, "data": "x"}"#, NO_LIST),
        (r#"{"success": true, "data": 5}"#, NO_LIST),
        (r#"{"success": false, "error": {"code": 0, "message": "Fehler"}}"#, Failure::NotSuccessful),
        (r#"{"success": false, "data": []}"#, Failure::NotSuccessful),
        (r#"{"data": [], "success": false}"#, Failure::NotSuccessful),
        (r#"{"success": "true", "data": []}"#, Failure::NotSuccessful),
        (r#"{"success": null, "data": []}"#, Failure::NotSuccessful),
    ] {
        assert_eq!(page(json, &[]), Err(expected), "{json}");
        assert_eq!(parse_attributes(json.as_bytes()).map(|_| ()), Err(expected), "{json} for attributes");
    }
    assert_eq!(parse_page(b"{\"data\": [\"\xff\"]}", &wanted(&[])), Err(NO_JSON));
}

#[test]
fn one_person_is_the_one_asked_for() {
    let person = |json: &str| parse_person(json.as_bytes(), &wanted(&["a"]), &PersonioId::new("11"));
    let another = Err(Failure::Unusable("an answer about another person"));
    let nobody = Err(Failure::Unusable("an answer without person"));
    for (json, expected) in [
        (r#"{"success": true, "data": {"attributes": {"id": {"value": 11}, "a": 1}}}"#, Ok(())),
        (r#"{"success": true, "data": {"attributes": {"id": {"value": "11"}, "a": 1}}}"#, Ok(())),
        (r#"{"success": true, "data": {"attributes": {"id": {"value": 12}, "a": 1}}}"#, another),
        (r#"{"success": true, "data": {"attributes": {"a": 1}}}"#, nobody),
        (r#"{"success": true, "data": []}"#, nobody),
        (r#"{"success": true, "data": null}"#, nobody),
        (r#"{"success": true}"#, nobody),
        (r#"{"success": false}"#, Err(Failure::NotSuccessful)),
    ] {
        assert_eq!(person(json), expected.map(|()| record("11", vec![number("1")])), "{json}");
    }
}

#[test]
fn the_catalogue_is_read_in_old_and_new_forms() {
    let json = r#"{"success": true, "data": [
        {"key": "first_name", "label": "First name", "type": "standard", "universal_id": "first_name", "options": []},
        {"key": "dynamic_3", "label": "Sprachen", "type": "tags", "universal_id": null, "options": ["English", 2, null]},
        {"key": "dynamic_4", "type": "rocket", "universal_id": "", "options": {"a": 1}},
        {"key": "dynamic_5", "label": "Old", "label": "New"},
        {"key": "", "label": "No key"}, {"label": "No key"}, {"key": null}, "x", null, 5]}"#;
    let attribute = |key: &str, label: &str, kind, universal_id: Option<&str>, options: &[&str]| Attribute {
        key: key.into(),
        label: label.into(),
        kind,
        universal_id: universal_id.map(Into::into),
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        readable: true,
    };
    let catalogue = parse_attributes(json.as_bytes()).unwrap();
    assert_eq!(
        catalogue.iter().cloned().collect::<Vec<_>>(),
        [
            attribute("dynamic_3", "Sprachen", AttributeType::Tags, None, &["English", "2"]),
            attribute("dynamic_4", "dynamic_4", AttributeType::Other, None, &[]),
            attribute("dynamic_5", "New", AttributeType::Other, None, &[]),
            attribute("first_name", "First name", AttributeType::Standard, Some("first_name"), &[]),
        ]
    );
}

#[test]
fn attributes_are_gathered_from_people_where_their_list_is_refused() {
    let json = br#"{"success": true, "data": [
        {"type": "Employee", "attributes": {"id": {"label": "ID", "value": 1, "type": "integer", "universal_id": "id"},
            "dynamic_7": {"label": "Tax code", "value": "1257L", "type": "standard", "universal_id": null}}},
        {"attributes": {"dynamic_7": {"label": "Another", "value": null}, "dynamic_8": {"value": 3}, "x": 7}}, null, {}]}"#;
    let attribute = |key: &str, label: &str, kind, universal_id: Option<&str>| Attribute {
        key: key.into(),
        label: label.into(),
        kind,
        universal_id: universal_id.map(Into::into),
        options: vec![],
        readable: true,
    };
    let expected = vec![
        attribute("dynamic_7", "Tax code", AttributeType::Standard, None),
        attribute("dynamic_8", "dynamic_8", AttributeType::Other, None),
        attribute("id", "ID", AttributeType::Integer, Some("id")),
    ];
    assert_eq!(parse_attributes_of_people(json), Ok(Catalogue::from(expected)));
    assert_eq!(parse_attributes_of_people(br#"{"success": true, "data": {}}"#), Err(NO_LIST));
}

#[test]
fn folders_are_read_and_entries_without_an_id_passed_over() {
    let json = br#"{"success": true, "data": [
        {"id": 12, "type": "DocumentCategory", "attributes": {"name": "Payslips"}},
        {"id": "9007199254740993", "attributes": {"name": " "}}, {"id": 7}, {"attributes": {"name": "x"}}, null, 3]}"#;
    let folder = |id: &str, name: &str| Folder { id: id.into(), name: name.into() };
    let expected =
        [folder("12", "Payslips"), folder("9007199254740993", "9007199254740993"), folder("7", "7")];
    assert_eq!(parse_folders(json).unwrap(), expected);
    assert_eq!(parse_folders(br#"{"success": true, "data": {}}"#), Err(NO_LIST));
    assert_eq!(parse_folders(b"<html>"), Err(Failure::Unusable("an answer that is not Personio's JSON")));
}

#[test]
fn sign_ins_are_read_in_old_and_new_forms() {
    let no_token = Err(Failure::Unusable("an answer without token"));
    for (data, expected) in [
        (
            r#"{"token": "papi-x", "expires_in": 86400, "scope": "employees:read documents:read"}"#,
            Ok(("papi-x", Some(86400), Some("employees:read documents:read"))),
        ),
        (r#"{"token": "papi-x", "expires_in": "3600"}"#, Ok(("papi-x", Some(3600), None))),
        (r#"{"token": "papi-x", "expires_in": null, "scope": null}"#, Ok(("papi-x", None, None))),
        (r#"{"token": "papi-x", "expires_in": -1, "scope": ""}"#, Ok(("papi-x", None, None))),
        (r#"{"token": ""}"#, no_token),
        (r#"{"token": null}"#, no_token),
        (r#"{"token": "a b"}"#, no_token),
        (r#"{"token": "a\r\nX-Evil: 1"}"#, no_token),
        (r#"{"token": "ä"}"#, no_token),
        (r#"{"access_token": "papi-x"}"#, no_token),
        ("[]", no_token),
        ("null", no_token),
    ] {
        let json = format!(r#"{{"success": true, "data": {data}}}"#);
        let sign_in = parse_sign_in(json.as_bytes());
        let read =
            sign_in.as_ref().map(|it| (&*it.token, it.expires_in, it.scope.as_deref())).map_err(|e| *e);
        assert_eq!(read, expected, "{data}");
    }
    assert_eq!(parse_sign_in(br#"{"success": false, "error": {}}"#).map(|_| ()), Err(Failure::NotSuccessful));
}
