use serde_json::json;

use super::*;
use crate::domain::{
    attribute::{Attribute, AttributeType},
    input::InputErrorCode as Code,
};

fn catalogue() -> Catalogue {
    let of = |key: &str, kind| Attribute {
        key: key.into(),
        label: key.into(),
        kind,
        universal_id: None,
        options: vec![],
        readable: true,
    };
    Catalogue::from(vec![
        of("id", AttributeType::Integer),
        of("first_name", AttributeType::Standard),
        of("hire_date", AttributeType::Date),
        of("dynamic_7", AttributeType::List),
        of("dynamic_8", AttributeType::Tags),
        of("dynamic_9", AttributeType::Decimal),
    ])
}

fn good() -> Value {
    json!({
        "paused": false, "include_holiday_pay_in_pension": true,
        "match": {"attribute": "id"},
        "exclusions": {"enabled": true, "filters": [
            {"attribute": "dynamic_7", "operator": "is_not", "values": ["United Kingdom"]},
            {"attribute": "dynamic_8", "operator": "is_one_of", "values": ["a", 7]},
            {"attribute": "hire_date", "operator": "before", "values": ["2020-01-01"]},
            {"attribute": "dynamic_9", "operator": "is_empty"},
        ]},
        "payslips": {"enabled": true, "folder_id": "12"},
        "mapping": {"first_name": {"attribute": "first_name"}, "department": null, "start_date": {"attribute": "hire_date"}},
    })
}

#[test]
fn a_good_document_is_read_and_written_back() {
    let settings = Settings::from_json(&good(), &catalogue()).unwrap();
    assert_eq!(settings.filters[1].values, ["a", "7"]);
    assert_eq!(settings.mapping.len(), 2);
    assert_eq!(settings.payslip_folder.as_deref(), Some("12"));
    let written = document(&settings);
    assert_eq!(written["mapping"]["department"], Value::Null);
    assert_eq!(written["mapping"].as_object().unwrap().len(), Field::ALL.len());
    assert_eq!(Settings::from_json(&written, &catalogue()).unwrap(), settings);
    assert_eq!(serde_json::from_value::<Settings>(written).unwrap(), settings);
}

#[test]
fn the_defaults_are_a_good_document() {
    let defaults = Settings::default();
    assert_eq!(Settings::from_json(&document(&defaults), &catalogue()).unwrap(), defaults);
    assert_eq!(defaults.wanted().keys(), [AttributeKey::from("id")]);
}

#[test]
fn a_run_reads_what_is_mapped_filtered_and_matched() {
    let mut settings = Settings::from_json(&good(), &catalogue()).unwrap();
    let keys =
        |settings: &Settings| settings.wanted().keys().iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(keys(&settings), ["dynamic_7", "dynamic_8", "dynamic_9", "first_name", "hire_date", "id"]);
    settings.exclusions_enabled = false;
    assert_eq!(keys(&settings), ["first_name", "hire_date", "id"]);
}

#[test]
fn all_errors_come_at_once_each_with_its_place() {
    let mut bad = good();
    bad["paused"] = json!("no");
    bad["extra"] = json!(1);
    bad["match"]["attribute"] = json!("dynamic_8");
    bad["exclusions"]["filters"] = json!([
        {"attribute": "dynamic_7", "operator": "is", "values": ["a", "b"]},
        {"attribute": "dynamic_7", "operator": "like", "values": ["a"]},
        {"attribute": "dynamic_7", "operator": "before", "values": ["2020-01-01"]},
        {"attribute": "hire_date", "operator": "after", "values": ["01/02/2020"]},
        {"attribute": "dynamic_9", "operator": "is", "values": ["many"]},
        {"attribute": "a\u{7}b", "operator": "is_empty", "values": []},
        {"attribute": "dynamic_7", "operator": "contains", "values": [""]},
        {"attribute": "dynamic_7", "operator": "is_empty", "values": ["x"]},
        {"attribute": "dynamic_7", "operator": "is"},
        "x",
    ]);
    bad["payslips"] = json!({"enabled": true, "folder_id": null});
    bad["mapping"] = json!({"employee_id": {"attribute": "id"}, "shoe/size": null, "city": {"attribute": "dynamic_8"}, "county": 3});
    bad.as_object_mut().unwrap().remove("include_holiday_pay_in_pension");

    let errors = Settings::from_json(&bad, &catalogue()).unwrap_err();
    let mut found: Vec<_> = errors.iter().map(|e| (e.pointer.as_str(), e.code)).collect();
    found.sort_by_key(|(pointer, _)| *pointer);
    assert_eq!(
        found,
        [
            ("/exclusions/filters/0/values", Code::ValueCount),
            ("/exclusions/filters/1/operator", Code::UnknownOperator),
            ("/exclusions/filters/2/operator", Code::OperatorNotForType),
            ("/exclusions/filters/3/values/0", Code::ValueNotADate),
            ("/exclusions/filters/4/values/0", Code::ValueNotANumber),
            ("/exclusions/filters/5/attribute", Code::AttributeInvalid),
            ("/exclusions/filters/6/values/0", Code::ValueInvalid),
            ("/exclusions/filters/7/values", Code::ValueCount),
            ("/exclusions/filters/8/values", Code::Required),
            ("/exclusions/filters/9", Code::WrongType),
            ("/extra", Code::UnknownKey),
            ("/include_holiday_pay_in_pension", Code::Required),
            ("/mapping/city/attribute", Code::AttributeIsTags),
            ("/mapping/county", Code::WrongType),
            ("/mapping/employee_id", Code::EmployeeIdNotMappable),
            ("/mapping/shoe~1size", Code::UnknownField),
            ("/match/attribute", Code::AttributeIsTags),
            ("/paused", Code::WrongType),
            ("/payslips/folder_id", Code::FolderRequired),
        ]
    );
    assert!(errors.iter().all(|error| error.detail.ends_with('.')));
}

#[test]
fn a_folder_is_a_text_also_while_payslips_are_off() {
    let with = |folder: Value| {
        let mut document = good();
        document["payslips"] = json!({"enabled": false, "folder_id": folder});
        Settings::from_json(&document, &catalogue())
            .map(|settings| settings.payslip_folder)
            .map_err(|errors| errors.into_iter().map(|e| (e.pointer, e.code)).collect::<Vec<_>>())
    };
    let wrong = || Err(vec![("/payslips/folder_id".to_owned(), Code::WrongType)]);
    assert_eq!(with(json!(null)), Ok(None));
    for text in [" 12 ", &"ü".repeat(MAX_FOLDER_ID_LENGTH)] {
        assert_eq!(with(json!(text)), Ok(Some(text.trim().to_owned())));
    }
    let long = "x".repeat(MAX_FOLDER_ID_LENGTH + 1);
    for folder in [json!(false), json!(12), json!([]), json!(""), json!(" "), json!(long)] {
        assert_eq!(with(folder.clone()), wrong(), "{folder}");
    }
}

#[test]
fn a_document_of_another_kind_is_one_error() {
    for other in [json!(null), json!([]), json!("x"), json!(7)] {
        let errors = Settings::from_json(&other, &catalogue()).unwrap_err();
        assert_eq!(
            errors.iter().map(|e| (e.pointer.as_str(), e.code)).collect::<Vec<_>>(),
            [("", Code::WrongType)]
        );
    }
}

#[test]
fn ten_thousand_filters_are_one_error() {
    let mut bad = good();
    let filter = json!({"attribute": "dynamic_7", "operator": "is", "values": ["a"]});
    bad["exclusions"]["filters"] = json!(vec![filter; 10_000]);
    let errors = Settings::from_json(&bad, &catalogue()).unwrap_err();
    assert_eq!(errors.iter().map(|e| e.code).collect::<Vec<_>>(), [Code::TooManyFilters]);
}

#[test]
fn an_attribute_the_catalogue_does_not_know_may_stay_mapped() {
    let mut document = good();
    document["mapping"]["city"] = json!({"attribute": "dynamic_404"});
    assert!(Settings::from_json(&document, &catalogue()).is_ok());
}
