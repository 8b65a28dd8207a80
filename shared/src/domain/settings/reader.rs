//! Reads a settings document from JSON, and goes on after each error.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    MAX_FILTER_VALUE_LENGTH, MAX_FILTER_VALUES, MAX_FILTERS, Settings, SettingsError,
    SettingsErrorCode::{self as Code},
};
use crate::domain::{
    attribute::{AttributeKey, AttributeType, Catalogue},
    field::Field,
    filter::{self, Arity, Filter, Operator},
};

/// Everything of the document, or everything that is wrong with it.
pub(super) fn read(document: &Value, catalogue: &Catalogue) -> Result<Settings, Vec<SettingsError>> {
    let mut reader = Reader { catalogue, errors: Vec::new() };
    let settings = reader.settings(document);
    if reader.errors.is_empty() { Ok(settings) } else { Err(reader.errors) }
}

struct Reader<'a> {
    catalogue: &'a Catalogue,
    errors: Vec<SettingsError>,
}

impl Reader<'_> {
    fn settings(&mut self, document: &Value) -> Settings {
        let defaults = Settings::default();
        let Some(root) = self.object(document, "") else { return defaults };
        let keys = ["paused", "include_holiday_pay_in_pension", "match", "exclusions", "payslips", "mapping"];
        self.only(root, "", &keys);
        let (exclusions_enabled, filters) = self.exclusions(root);
        let (payslips_enabled, payslip_folder) = self.payslips(root);
        Settings {
            paused: self.boolean(root, "", "paused"),
            include_holiday_pay_in_pension: self.boolean(root, "", "include_holiday_pay_in_pension"),
            match_attribute: self.matching(root).unwrap_or(defaults.match_attribute),
            exclusions_enabled,
            filters,
            payslips_enabled,
            payslip_folder,
            mapping: self.mapping(root),
        }
    }

    fn matching(&mut self, root: &Map<String, Value>) -> Option<AttributeKey> {
        let block = self.child(root, "", "match")?;
        let block = self.object(block, "/match")?;
        self.only(block, "/match", &["attribute"]);
        let key = self.attribute(block, "/match")?;
        self.refuse_tags(&key, "/match/attribute");
        Some(key)
    }

    fn exclusions(&mut self, root: &Map<String, Value>) -> (bool, Vec<Filter>) {
        let block = self.child(root, "", "exclusions");
        let Some(block) = block.and_then(|block| self.object(block, "/exclusions")) else {
            return (true, vec![]);
        };
        self.only(block, "/exclusions", &["enabled", "filters"]);
        let enabled = self.boolean(block, "/exclusions", "enabled");
        let Some(filters) = self.child(block, "/exclusions", "filters") else { return (enabled, vec![]) };
        let Some(filters) = filters.as_array() else {
            self.wrong_type("/exclusions/filters", "a list of filters");
            return (enabled, vec![]);
        };
        if filters.len() > MAX_FILTERS {
            let detail =
                format!("At most {MAX_FILTERS} filters. \"Is one of\" takes many values in one filter.");
            self.error("/exclusions/filters".into(), Code::TooManyFilters, detail);
            return (enabled, vec![]);
        }
        let read = |(at, filter)| self.filter(filter, &format!("/exclusions/filters/{at}"));
        (enabled, filters.iter().enumerate().filter_map(read).collect())
    }

    fn filter(&mut self, filter: &Value, pointer: &str) -> Option<Filter> {
        let filter = self.object(filter, pointer)?;
        self.only(filter, pointer, &["attribute", "operator", "values"]);
        let attribute = self.attribute(filter, pointer);
        let operator = self.operator(filter, pointer);
        let values = self.values(filter, pointer, operator);
        let (attribute, operator, values) = (attribute?, operator?, values?);
        let kind = self.catalogue.get(&attribute).map_or(AttributeType::Other, |known| known.kind);
        if !operator.fits(kind) {
            let detail = format!("\"{attribute}\" can't be compared like this; choose another operator.");
            self.error(format!("{pointer}/operator"), Code::OperatorNotForType, detail);
        }
        self.comparable(&values, operator, kind, pointer);
        Some(Filter { attribute, operator, values })
    }

    fn operator(&mut self, filter: &Map<String, Value>, pointer: &str) -> Option<Operator> {
        let Some(text) = self.child(filter, pointer, "operator")?.as_str() else {
            self.wrong_type(&format!("{pointer}/operator"), "a text");
            return None;
        };
        let operator = Operator::parse(text);
        if operator.is_none() {
            let known = Operator::ALL.map(Operator::key).join(", ");
            self.error(format!("{pointer}/operator"), Code::UnknownOperator, format!("Use one of: {known}."));
        }
        operator
    }

    fn values(
        &mut self,
        filter: &Map<String, Value>,
        pointer: &str,
        operator: Option<Operator>,
    ) -> Option<Vec<String>> {
        let arity = operator.map(Operator::arity);
        let pointer = format!("{pointer}/values");
        let given = match filter.get("values") {
            None if arity == Some(Arity::None) => return Some(vec![]),
            None => {
                self.error(pointer, Code::Required, "A filter needs the values it compares with.".into());
                return None;
            }
            Some(Value::Array(given)) => given,
            Some(_) => {
                self.wrong_type(&pointer, "a list of values");
                return None;
            }
        };
        let (fits, detail) = match arity {
            Some(Arity::None) => (given.is_empty(), "This operator takes no value."),
            Some(Arity::One) => {
                (given.len() == 1, "This operator takes exactly one value; use \"is one of\" for several.")
            }
            Some(Arity::Some) => (
                !given.is_empty() && given.len() <= MAX_FILTER_VALUES,
                "This operator takes 1 to 1,000 values.",
            ),
            None => (true, ""),
        };
        if !fits {
            self.error(pointer.clone(), Code::ValueCount, detail.into());
            return None;
        }
        let mut values = Vec::new();
        for (at, value) in given.iter().enumerate() {
            match text_of(value) {
                Some(text) if !text.is_empty() && text.chars().count() <= MAX_FILTER_VALUE_LENGTH => {
                    values.push(text);
                }
                Some(_) => {
                    let detail = format!(
                        "A value has 1 to {MAX_FILTER_VALUE_LENGTH} characters; use \"is empty\" for no value."
                    );
                    self.error(format!("{pointer}/{at}"), Code::ValueInvalid, detail);
                }
                None => self.wrong_type(&format!("{pointer}/{at}"), "a text or a number"),
            }
        }
        Some(values)
    }

    fn comparable(&mut self, values: &[String], operator: Operator, kind: AttributeType, pointer: &str) {
        let equality = matches!(operator.arity(), Arity::One | Arity::Some) && operator != Operator::Contains;
        let dates = operator.is_for_dates() || (equality && kind == AttributeType::Date);
        let numeric = matches!(kind, AttributeType::Integer | AttributeType::Decimal);
        let numbers = operator.is_for_numbers() || (equality && numeric);
        for (at, value) in values.iter().enumerate() {
            let pointer = format!("{pointer}/values/{at}");
            if dates && filter::date(value).is_none() {
                self.error(pointer, Code::ValueNotADate, "Write the date as 2026-04-06.".into());
            } else if numbers && filter::number(value).is_none() {
                self.error(pointer, Code::ValueNotANumber, "Write a number such as 37.5.".into());
            }
        }
    }

    fn payslips(&mut self, root: &Map<String, Value>) -> (bool, Option<String>) {
        let block = self.child(root, "", "payslips");
        let Some(block) = block.and_then(|block| self.object(block, "/payslips")) else {
            return (false, None);
        };
        self.only(block, "/payslips", &["enabled", "folder_id"]);
        let enabled = self.boolean(block, "/payslips", "enabled");
        let folder = match block.get("folder_id") {
            None | Some(Value::Null) => None,
            Some(value) => {
                let text = text_of(value).filter(|text| (1..=64).contains(&text.len()));
                if text.is_none() {
                    self.wrong_type("/payslips/folder_id", "the id of a document category");
                    return (enabled, None);
                }
                text
            }
        };
        if enabled && folder.is_none() {
            let detail = "Choose the Personio folder that payslips go to, or switch payslips off.".into();
            self.error("/payslips/folder_id".into(), Code::FolderRequired, detail);
        }
        (enabled, folder)
    }

    fn mapping(&mut self, root: &Map<String, Value>) -> BTreeMap<Field, AttributeKey> {
        let mut mapping = BTreeMap::new();
        let block = self.child(root, "", "mapping");
        let Some(block) = block.and_then(|block| self.object(block, "/mapping")) else { return mapping };
        for (key, source) in block {
            let pointer = format!("/mapping/{}", escape(key));
            if key == "employee_id" {
                let detail = "The Employee ID comes from the match key; choose its attribute there.".into();
                self.error(pointer, Code::EmployeeIdNotMappable, detail);
                continue;
            }
            let Some(field) = Field::parse(key) else {
                self.error(pointer, Code::UnknownField, "Pento has no such field.".into());
                continue;
            };
            if source.is_null() {
                continue;
            }
            let Some(source) = self.object(source, &pointer) else { continue };
            self.only(source, &pointer, &["attribute"]);
            if let Some(attribute) = self.attribute(source, &pointer) {
                self.refuse_tags(&attribute, &format!("{pointer}/attribute"));
                mapping.insert(field, attribute);
            }
        }
        mapping
    }

    /// An attribute that the catalogue does not know is no error: it may have been unticked for a while (rule V4).
    fn attribute(&mut self, block: &Map<String, Value>, pointer: &str) -> Option<AttributeKey> {
        let value = self.child(block, pointer, "attribute")?;
        let pointer = format!("{pointer}/attribute");
        let Some(text) = value.as_str() else {
            self.wrong_type(&pointer, "the key of a Personio attribute");
            return None;
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        if text.is_empty() || text.len() > 100 || !text.chars().all(allowed) {
            let detail = "An attribute's key looks like first_name or dynamic_123.".into();
            self.error(pointer, Code::AttributeInvalid, detail);
            return None;
        }
        Some(AttributeKey::new(text))
    }

    fn refuse_tags(&mut self, key: &AttributeKey, pointer: &str) {
        if self.catalogue.get(key).is_some_and(|attribute| !attribute.kind.is_mappable()) {
            let detail = "This attribute holds several values; a Pento field takes one.".into();
            self.error(pointer.into(), Code::AttributeIsTags, detail);
        }
    }

    fn child<'v>(&mut self, block: &'v Map<String, Value>, pointer: &str, key: &str) -> Option<&'v Value> {
        let value = block.get(key);
        if value.is_none() {
            self.error(format!("{pointer}/{key}"), Code::Required, format!("The key \"{key}\" is required."));
        }
        value
    }

    fn boolean(&mut self, block: &Map<String, Value>, pointer: &str, key: &str) -> bool {
        let Some(value) = self.child(block, pointer, key) else { return false };
        value.as_bool().unwrap_or_else(|| {
            self.wrong_type(&format!("{pointer}/{key}"), "true or false");
            false
        })
    }

    fn object<'v>(&mut self, value: &'v Value, pointer: &str) -> Option<&'v Map<String, Value>> {
        let object = value.as_object();
        if object.is_none() {
            self.wrong_type(pointer, "an object");
        }
        object
    }

    fn only(&mut self, block: &Map<String, Value>, pointer: &str, known: &[&str]) {
        for key in block.keys().filter(|key| !known.contains(&key.as_str())) {
            let detail = format!("Known here: {}.", known.join(", "));
            self.error(format!("{pointer}/{}", escape(key)), Code::UnknownKey, detail);
        }
    }

    fn wrong_type(&mut self, pointer: &str, wanted: &str) {
        self.error(pointer.into(), Code::WrongType, format!("This must be {wanted}."));
    }

    fn error(&mut self, pointer: String, code: Code, detail: String) {
        self.errors.push(SettingsError { pointer, code, detail });
    }
}

/// A text, or a number or flag written as one.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A key as a step of a JSON pointer; cut, for it comes from the sender.
fn escape(key: &str) -> String {
    key.chars().take(100).collect::<String>().replace('~', "~0").replace('/', "~1")
}
