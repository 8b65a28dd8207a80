//! Shapes of values, as recorded from tenants and as imagined.

use super::*;

/// `Debug` of values hides what they hold; a failing test shows this instead.
fn show(value: &AttributeValue) -> String {
    let entry = |name: &str, value: &Option<Box<str>>| value.as_ref().map(|value| format!("{name}={value}"));
    match value {
        AttributeValue::Null => "null".to_owned(),
        AttributeValue::Bool(value) => format!("bool {value}"),
        AttributeValue::Number(digits) => format!("number {digits}"),
        AttributeValue::Text(text) => format!("text <{text}>"),
        AttributeValue::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join("; ")),
        AttributeValue::Object(object) => [
            entry("name", &object.name),
            entry("id", &object.id),
            entry("email", &object.email),
            entry("percentage", &object.percentage),
        ]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(","),
    }
}

fn shown(json: &str) -> String {
    let raw: &RawValue = serde_json::from_str(json).unwrap();
    show(&read_attribute(raw))
}

#[test]
fn each_value_shape() {
    for (value, expected) in [
        ("null", "null"),
        ("true", "bool true"),
        ("false", "bool false"),
        ("13649297", "number 13649297"),
        ("0", "number 0"),
        ("-3", "number -3"),
        ("9007199254740993", "number 9007199254740993"),
        ("1067807102794692000", "number 1067807102794692000"),
        ("123456789012345678901234567890", "number 123456789012345678901234567890"),
        ("4583.33", "number 4583.33"),
        ("4583.10", "number 4583.10"),
        ("1.2344567899877E+18", "number 1.2344567899877E+18"),
        (r#""""#, "text <>"),
        (r#"" Zoë O'Neill ""#, "text < Zoë O'Neill >"),
        (r#""Z\u00fcrich \"A\"\n""#, "text <Zürich \"A\"\n>"),
        (r#""\ud83d\ude00""#, "text <😀>"),
        (r#""a\ud83dz""#, "text <a\u{fffd}\u{fffd}\u{fffd}z>"),
        (r#""2020-02-01T00:00:00+00:53""#, "text <2020-02-01T00:00:00+00:53>"),
        (r#""40""#, "text <40>"),
        (r#""B,A""#, "text <B,A>"),
        (r#""[\"A\",\"B\"]""#, "text <[\"A\",\"B\"]>"),
        ("[]", "[]"),
        (r#"["A", 2 ,null]"#, "[text <A>; number 2; null]"),
        (r#"[["A"],[]]"#, "[[text <A>]; []]"),
        (
            r#"{"type": "Department", "attributes": {"id": 281521, "name": "Support"}}"#,
            "name=Support,id=281521",
        ),
        (r#"{"type": "Office", "attributes": {"id": "7", "name": " Leeds "}}"#, "name=Leeds,id=7"),
        (
            r#"{"type": "Employee", "attributes": {
                "id": {"label": "ID", "value": 9007199254740993, "type": "integer", "universal_id": "id"},
                "first_name": {"label": "First name", "value": "Ann", "type": "standard"},
                "last_name": {"label": "Last name", "value": "Lee"},
                "email": {"label": "Email", "value": "ann@example.com"}}}"#,
            "name=Ann Lee,id=9007199254740993,email=ann@example.com",
        ),
        (r#"{"type": "Employee", "attributes": {"id": {"label": "ID", "value": 5}}}"#, "id=5"),
        (r#"{"attributes": {"first_name": "Ann", "last_name": ""}}"#, "name=Ann"),
        (r#"{"attributes": {"first_name": null, "last_name": "Lee"}}"#, "name=Lee"),
        (
            r#"[{"type": "CostCenter", "attributes": {"id": 7, "name": "CC 1", "percentage": 33.3}},
                {"type": "CostCenter", "attributes": {"id": 8, "name": "CC 2", "percentage": 66.7}}]"#,
            "[name=CC 1,id=7,percentage=33.3; name=CC 2,id=8,percentage=66.7]",
        ),
        (
            r#"[{"type": "TimeOffType", "attributes": {"id": 1, "name": "Paid vacation", "entitlement": 24}}]"#,
            "[name=Paid vacation,id=1]",
        ),
        (
            r#"{"type": "WorkSchedule", "attributes": {"id": 1067807102794692000, "name": "Full",
                "valid_from": null, "monday": "08:00"}}"#,
            "name=Full,id=1067807102794692000",
        ),
        (r#"{"id": 3, "name": "Flat"}"#, "name=Flat,id=3"),
        (r#"{"id": 3, "name": "Outer", "attributes": {"name": "Inner"}}"#, "name=Inner,id=3"),
        (r#"{"id": 3, "attributes": []}"#, "id=3"),
        (r#"{"id": {"a": 1}, "name": ["x"]}"#, ""),
        (r#"{"name": "first", "name": "last"}"#, "name=last"),
        ("{}", ""),
    ] {
        let envelope =
            format!(r#"{{"label": "L", "value": {value}, "type": "standard", "universal_id": null}}"#);
        assert_eq!(shown(&envelope), expected, "{value}");
        assert_eq!(shown(&format!(r#"{{"value":{value}}}"#)), expected, "bare envelope of {value}");
        assert_eq!(shown(value), expected, "{value} itself");
    }
}

#[test]
fn each_envelope_shape() {
    for (json, expected) in [
        (r#"{"label": "L", "type": "standard"}"#, "null"),
        (r#"{"universal_id": null}"#, "null"),
        (r#"{"value": 1, "value": 2}"#, "number 2"),
        (r#"{"value": "a", "currency": "EUR", "label": "L", "type": "decimal"}"#, "text <a>"),
        (r#"{"value": {"value": 1, "name": "N"}}"#, "name=N"),
    ] {
        assert_eq!(shown(json), expected, "{json}");
    }
}

#[test]
fn depth_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(shown(&nested(8)), nested(8));
    assert_eq!(shown(&nested(10)), format!("{}text <[[]]>{}", "[".repeat(8), "]".repeat(8)));
    let deep = shown(&nested(20_000));
    assert!(deep.starts_with("[[[[[[[[text <[[") && deep.ends_with("]]>]]]]]]]]"));
    let objects = format!(r#"{}{{"name":"x"}}{}"#, r#"{"attributes":"#.repeat(20_000), "}".repeat(20_000));
    assert_eq!(shown(&objects), "");
}
