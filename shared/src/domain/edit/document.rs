//! The shape of the documents: which keys, and of which JSON type.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::HolidayPay;
use crate::domain::{
    attribute::AttributeValue,
    field::Field,
    ids::EmployeeId,
    input::{InputErrorCode as Code, Reader, escape},
    value::{self, Reading},
};

const EMPLOYEE_ID: &str = "employee_id";
const FIELDS: &str = "fields";
const HOLIDAY_PAY: &str = "include_holiday_pay_in_pension";

/// What a document asks for; its values are not parsed yet.
pub(super) struct Draft {
    /// The fields it names, each with what was entered; `None` where that is an error of the reader already.
    pub(super) fields: BTreeMap<Field, Option<Reading>>,
    pub(super) holiday_pay: HolidayPay,
}

/// The document of a new employee: Employee ID and fields are required.
pub(super) fn new(document: &Value, reader: &mut Reader) -> (Option<EmployeeId>, Draft) {
    let Some(root) = reader.object(document, "") else { return (None, empty()) };
    reader.only(root, "", &[EMPLOYEE_ID, FIELDS, HOLIDAY_PAY]);
    let employee_id = reader.child(root, "", EMPLOYEE_ID).and_then(|value| employee_id(value, reader));
    let _ = reader.child(root, "", FIELDS);
    (employee_id, draft(root, reader))
}

/// The document of an edit: nothing is required, and the Employee ID stays.
pub(super) fn patch(document: &Value, stored: &EmployeeId, reader: &mut Reader) -> Draft {
    let Some(root) = reader.object(document, "") else { return empty() };
    reader.only(root, "", &[EMPLOYEE_ID, FIELDS, HOLIDAY_PAY]);
    match root.get(EMPLOYEE_ID) {
        None => {}
        Some(Value::String(text)) if EmployeeId::parse(text).as_ref() == Ok(stored) => {}
        Some(Value::String(_)) => {
            let detail = "An employee keeps its Employee ID. Add a new employee for another one.";
            reader.error(format!("/{EMPLOYEE_ID}"), Code::EmployeeIdFixed, detail);
        }
        Some(_) => reader.wrong_type(&format!("/{EMPLOYEE_ID}"), "a text"),
    }
    draft(root, reader)
}

fn empty() -> Draft {
    Draft { fields: BTreeMap::new(), holiday_pay: HolidayPay::NotNamed }
}

fn employee_id(value: &Value, reader: &mut Reader) -> Option<EmployeeId> {
    let pointer = format!("/{EMPLOYEE_ID}");
    let Some(text) = value.as_str() else {
        reader.wrong_type(&pointer, "a text");
        return None;
    };
    let parsed = EmployeeId::parse(text);
    if parsed.is_err() {
        let detail = "An Employee ID has 1 to 35 characters: letters A to Z, digits, blanks and . , - ( ) / = ! \" % & * ; < > ' + : ?";
        reader.error(pointer, Code::EmployeeIdInvalid, detail);
    }
    parsed.ok()
}

fn draft(root: &Map<String, Value>, reader: &mut Reader) -> Draft {
    let block = root.get(FIELDS).and_then(|block| reader.object(block, &format!("/{FIELDS}")));
    let mut fields = BTreeMap::new();
    for (key, value) in block.into_iter().flatten() {
        let pointer = format!("/{FIELDS}/{}", escape(key));
        let Some(field) = Field::parse(key) else {
            let detail = match key.as_str() {
                EMPLOYEE_ID => "The Employee ID stands beside the fields, not among them.",
                _ => "Pento has no such field.",
            };
            reader.error(pointer, Code::UnknownField, detail);
            continue;
        };
        fields.insert(field, entered(value, &pointer, reader));
    }
    Draft { fields, holiday_pay: holiday_pay(root, reader) }
}

/// A text is read as one that Personio sends.
fn entered(value: &Value, pointer: &str, reader: &mut Reader) -> Option<Reading> {
    match value {
        Value::Null => Some(Reading::Blank),
        Value::String(text) => Some(value::read(Some(&AttributeValue::Text(text.as_str().into())), false)),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            reader.wrong_type(pointer, "a text, or null for a blank field");
            None
        }
    }
}

fn holiday_pay(root: &Map<String, Value>, reader: &mut Reader) -> HolidayPay {
    match root.get(HOLIDAY_PAY) {
        None => HolidayPay::NotNamed,
        Some(Value::Null) => HolidayPay::Blank,
        Some(Value::Bool(flag)) => HolidayPay::Given(*flag),
        Some(_) => {
            reader.wrong_type(&format!("/{HOLIDAY_PAY}"), "true, false or null");
            HolidayPay::NotNamed
        }
    }
}
