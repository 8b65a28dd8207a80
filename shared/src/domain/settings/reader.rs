//! Reads a settings document from JSON, and goes on after each error.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    MAX_ATTRIBUTE_KEY_LENGTH, MAX_DOCUMENT_BYTES, MAX_FILTER_VALUE_LENGTH, MAX_FILTER_VALUES, MAX_FILTERS,
    MAX_FOLDER_ID_LENGTH, Settings,
};
use crate::domain::{
    attribute::{AttributeKey, AttributeType, Catalogue},
    field::Field,
    filter::{self, Arity, Filter, Operator},
    input::{self, InputError, InputErrorCode as Code, escape},
};

/// Everything of the document, or everything that is wrong with it.
pub(super) fn read(document: &Value, catalogue: &Catalogue) -> Result<Settings, Vec<InputError>> {
    let mut reader = Reader { catalogue, reader: input::Reader::default() };
    let settings = reader.settings(document);
    if super::document(&settings).to_string().len() > MAX_DOCUMENT_BYTES {
        let detail = "All settings together are too large to be stored. Use fewer or shorter filter values.";
        reader.reader.error(String::new(), Code::DocumentTooLarge, detail);
    }
    reader.reader.finish(settings)
}

struct Reader<'a> {
    catalogue: &'a Catalogue,
    reader: input::Reader,
}

impl Reader<'_> {
    fn settings(&mut self, document: &Value) -> Settings {
        let defaults = Settings::default();
        let Some(root) = self.reader.object(document, "") else { return defaults };
        let keys = ["paused", "include_holiday_pay_in_pension", "match", "exclusions", "payslips", "mapping"];
        self.reader.only(root, "", &keys);
        let (exclusions_enabled, filters) = self.exclusions(root);
        let (payslips_enabled, payslip_folder) = self.payslips(root);
        Settings {
            paused: self.reader.boolean(root, "", "paused"),
            include_holiday_pay_in_pension: self.reader.boolean(root, "", "include_holiday_pay_in_pension"),
            match_attribute: self.matching(root).unwrap_or(defaults.match_attribute),
            exclusions_enabled,
            filters,
            payslips_enabled,
            payslip_folder,
            mapping: self.mapping(root),
        }
    }

    fn matching(&mut self, root: &Map<String, Value>) -> Option<AttributeKey> {
        let block = self.reader.child(root, "", "match")?;
        let block = self.reader.object(block, "/match")?;
        self.reader.only(block, "/match", &["attribute"]);
        let key = self.attribute(block, "/match")?;
        self.refuse_tags(&key, "/match/attribute");
        Some(key)
    }

    fn exclusions(&mut self, root: &Map<String, Value>) -> (bool, Vec<Filter>) {
        let block = self.reader.child(root, "", "exclusions");
        let Some(block) = block.and_then(|block| self.reader.object(block, "/exclusions")) else {
            return (true, vec![]);
        };
        self.reader.only(block, "/exclusions", &["enabled", "filters"]);
        let enabled = self.reader.boolean(block, "/exclusions", "enabled");
        let Some(filters) = self.reader.child(block, "/exclusions", "filters") else {
            return (enabled, vec![]);
        };
        let Some(filters) = filters.as_array() else {
            self.reader.wrong_type("/exclusions/filters", "a list of filters");
            return (enabled, vec![]);
        };
        if filters.len() > MAX_FILTERS {
            let detail =
                format!("At most {MAX_FILTERS} filters. \"Is one of\" takes many values in one filter.");
            self.reader.error("/exclusions/filters".into(), Code::TooManyFilters, detail);
            return (enabled, vec![]);
        }
        let read = |(at, filter)| self.filter(filter, &format!("/exclusions/filters/{at}"));
        (enabled, filters.iter().enumerate().filter_map(read).collect())
    }

    fn filter(&mut self, filter: &Value, pointer: &str) -> Option<Filter> {
        let filter = self.reader.object(filter, pointer)?;
        self.reader.only(filter, pointer, &["attribute", "operator", "values"]);
        let attribute = self.attribute(filter, pointer);
        let operator = self.operator(filter, pointer);
        let values = self.values(filter, pointer, operator);
        let (attribute, operator, values) = (attribute?, operator?, values?);
        let kind = self.catalogue.get(&attribute).map_or(AttributeType::Other, |known| known.kind);
        if !operator.fits(kind) {
            let detail = format!("\"{attribute}\" can't be compared like this; choose another operator.");
            self.reader.error(format!("{pointer}/operator"), Code::OperatorNotForType, detail);
        }
        self.comparable(&values, operator, kind, pointer);
        Some(Filter { attribute, operator, values })
    }

    fn operator(&mut self, filter: &Map<String, Value>, pointer: &str) -> Option<Operator> {
        let Some(text) = self.reader.child(filter, pointer, "operator")?.as_str() else {
            self.reader.wrong_type(&format!("{pointer}/operator"), "a text");
            return None;
        };
        let operator = Operator::parse(text);
        if operator.is_none() {
            let known = Operator::ALL.map(Operator::key).join(", ");
            self.reader.error(
                format!("{pointer}/operator"),
                Code::UnknownOperator,
                format!("Use one of: {known}."),
            );
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
                self.reader.error(pointer, Code::Required, "A filter needs the values it compares with.");
                return None;
            }
            Some(Value::Array(given)) => given,
            Some(_) => {
                self.reader.wrong_type(&pointer, "a list of values");
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
            self.reader.error(pointer.clone(), Code::ValueCount, detail);
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
                    self.reader.error(format!("{pointer}/{at}"), Code::ValueInvalid, detail);
                }
                None => self.reader.wrong_type(&format!("{pointer}/{at}"), "a text or a number"),
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
                self.reader.error(pointer, Code::ValueNotADate, "Write the date as 2026-04-06.");
            } else if numbers && filter::number(value).is_none() {
                self.reader.error(pointer, Code::ValueNotANumber, "Write a number such as 37.5.");
            }
        }
    }

    fn payslips(&mut self, root: &Map<String, Value>) -> (bool, Option<String>) {
        let block = self.reader.child(root, "", "payslips");
        let Some(block) = block.and_then(|block| self.reader.object(block, "/payslips")) else {
            return (false, None);
        };
        self.reader.only(block, "/payslips", &["enabled", "folder_id"]);
        let enabled = self.reader.boolean(block, "/payslips", "enabled");
        let folder = match block.get("folder_id") {
            None | Some(Value::Null) => None,
            Some(value) => {
                let text = value.as_str().map(|text| text.trim().to_owned());
                let text = text.filter(|text| (1..=MAX_FOLDER_ID_LENGTH).contains(&text.chars().count()));
                if text.is_none() {
                    self.reader.wrong_type("/payslips/folder_id", "the id of a document category");
                    return (enabled, None);
                }
                text
            }
        };
        if enabled && folder.is_none() {
            let detail = "Choose the Personio folder that payslips go to, or switch payslips off.";
            self.reader.error("/payslips/folder_id".into(), Code::FolderRequired, detail);
        }
        (enabled, folder)
    }

    fn mapping(&mut self, root: &Map<String, Value>) -> BTreeMap<Field, AttributeKey> {
        let mut mapping = BTreeMap::new();
        let block = self.reader.child(root, "", "mapping");
        let Some(block) = block.and_then(|block| self.reader.object(block, "/mapping")) else {
            return mapping;
        };
        for (key, source) in block {
            let pointer = format!("/mapping/{}", escape(key));
            if key == "employee_id" {
                let detail = "The Employee ID comes from the match key; choose its attribute there.";
                self.reader.error(pointer, Code::EmployeeIdNotMappable, detail);
                continue;
            }
            let Some(field) = Field::parse(key) else {
                self.reader.error(pointer, Code::UnknownField, "Pento has no such field.");
                continue;
            };
            if source.is_null() {
                continue;
            }
            let Some(source) = self.reader.object(source, &pointer) else { continue };
            self.reader.only(source, &pointer, &["attribute"]);
            if let Some(attribute) = self.attribute(source, &pointer) {
                self.refuse_tags(&attribute, &format!("{pointer}/attribute"));
                mapping.insert(field, attribute);
            }
        }
        mapping
    }

    /// An attribute that the catalogue does not know is no error: it may have been unticked for a while (rule V4).
    fn attribute(&mut self, block: &Map<String, Value>, pointer: &str) -> Option<AttributeKey> {
        let value = self.reader.child(block, pointer, "attribute")?;
        let pointer = format!("{pointer}/attribute");
        let Some(text) = value.as_str() else {
            self.reader.wrong_type(&pointer, "the key of a Personio attribute");
            return None;
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-');
        if text.is_empty() || text.len() > MAX_ATTRIBUTE_KEY_LENGTH || !text.chars().all(allowed) {
            let detail = "An attribute's key looks like first_name or dynamic_123.";
            self.reader.error(pointer, Code::AttributeInvalid, detail);
            return None;
        }
        Some(AttributeKey::new(text))
    }

    fn refuse_tags(&mut self, key: &AttributeKey, pointer: &str) {
        if self.catalogue.get(key).is_some_and(|attribute| !attribute.kind.is_mappable()) {
            let detail = "This attribute holds several values; a Pento field takes one.";
            self.reader.error(pointer.into(), Code::AttributeIsTags, detail);
        }
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
