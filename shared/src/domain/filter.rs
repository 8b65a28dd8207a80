//! Exclusion filters (rules X1-X3): whoever matches one is skipped, never deleted.

use std::cmp::Ordering;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{
    attribute::{Attribute, AttributeKey, AttributeType, AttributeValue, Catalogue},
    tags,
};

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// Equals the one value.
    Is,
    /// Does not equal the one value; an empty attribute does not.
    IsNot,
    /// Equals one of the values.
    IsOneOf,
    /// Equals none of the values.
    IsNotOneOf,
    /// Has one of the values as a part.
    Contains,
    /// Has no value.
    IsEmpty,
    /// Has a value.
    IsNotEmpty,
    /// A date before the value.
    Before,
    /// A date after the value.
    After,
    /// The very date.
    On,
    /// A number below the value.
    LessThan,
    /// A number above the value.
    GreaterThan,
}

/// How many values an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// None at all.
    None,
    /// Exactly one.
    One,
    /// One or more.
    Some,
}

impl Operator {
    /// Every operator.
    pub const ALL: [Self; 12] = [
        Self::Is,
        Self::IsNot,
        Self::IsOneOf,
        Self::IsNotOneOf,
        Self::Contains,
        Self::IsEmpty,
        Self::IsNotEmpty,
        Self::Before,
        Self::After,
        Self::On,
        Self::LessThan,
        Self::GreaterThan,
    ];

    /// The name in JSON and table.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is_not",
            Self::IsOneOf => "is_one_of",
            Self::IsNotOneOf => "is_not_one_of",
            Self::Contains => "contains",
            Self::IsEmpty => "is_empty",
            Self::IsNotEmpty => "is_not_empty",
            Self::Before => "before",
            Self::After => "after",
            Self::On => "on",
            Self::LessThan => "less_than",
            Self::GreaterThan => "greater_than",
        }
    }

    /// The operator of this name.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.key() == key)
    }

    /// How many values it takes (rule X2).
    #[must_use]
    pub const fn arity(self) -> Arity {
        match self {
            Self::IsEmpty | Self::IsNotEmpty => Arity::None,
            Self::IsOneOf | Self::IsNotOneOf | Self::Contains => Arity::Some,
            Self::Is
            | Self::IsNot
            | Self::Before
            | Self::After
            | Self::On
            | Self::LessThan
            | Self::GreaterThan => Arity::One,
        }
    }

    /// Whether it compares dates.
    #[must_use]
    pub const fn is_for_dates(self) -> bool {
        matches!(self, Self::Before | Self::After | Self::On)
    }

    /// Whether it compares numbers.
    #[must_use]
    pub const fn is_for_numbers(self) -> bool {
        matches!(self, Self::LessThan | Self::GreaterThan)
    }

    /// Whether it can be asked of an attribute of this type. A `standard` attribute may hold anything.
    #[must_use]
    pub const fn fits(self, kind: AttributeType) -> bool {
        let open = matches!(kind, AttributeType::Standard | AttributeType::Other);
        if self.is_for_dates() {
            open || matches!(kind, AttributeType::Date)
        } else if self.is_for_numbers() {
            open || matches!(kind, AttributeType::Integer | AttributeType::Decimal)
        } else {
            true
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::IsNot => "is not",
            Self::IsOneOf => "is one of",
            Self::IsNotOneOf => "is not one of",
            Self::Contains => "contains",
            Self::IsEmpty => "is empty",
            Self::IsNotEmpty => "is not empty",
            Self::Before => "is before",
            Self::After => "is after",
            Self::On => "is on",
            Self::LessThan => "is less than",
            Self::GreaterThan => "is greater than",
        }
    }
}

/// One exclusion filter: `{"attribute": "dynamic_7", "operator": "is_not", "values": ["United Kingdom"]}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    /// What is looked at.
    pub attribute: AttributeKey,
    /// How it is compared.
    pub operator: Operator,
    /// What it is compared with, trimmed.
    pub values: Vec<String>,
}

/// What a filter says of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// The person is excluded.
    Matched,
    /// The person stays.
    NotMatched,
    /// The attribute is absent: nobody can say (rule X3).
    NotReadable,
}

impl Filter {
    /// Asks the filter of one person's value; `None` is an absent attribute.
    #[must_use]
    pub fn judge(&self, value: Option<&AttributeValue>, catalogue: &Catalogue) -> Judgement {
        let Some(value) = value else { return Judgement::NotReadable };
        if self.matches(value, catalogue.get(&self.attribute)) {
            Judgement::Matched
        } else {
            Judgement::NotMatched
        }
    }

    /// The filter in plain words: `Country is not United Kingdom`.
    #[must_use]
    pub fn describe(&self, catalogue: &Catalogue) -> String {
        let label = catalogue.refer(&self.attribute).label;
        match self.values.as_slice() {
            [] => format!("{label} {}", self.operator.words()),
            [only] => format!("{label} {} {only}", self.operator.words()),
            [all @ .., last] => format!("{label} {} {} or {last}", self.operator.words(), all.join(", ")),
        }
    }

    fn matches(&self, value: &AttributeValue, attribute: Option<&Attribute>) -> bool {
        let kind = attribute.map(|attribute| attribute.kind);
        let elements = elements(value, attribute);
        match self.operator {
            Operator::IsEmpty => elements.is_empty(),
            Operator::IsNotEmpty => !elements.is_empty(),
            Operator::Is | Operator::IsOneOf | Operator::On => self.equals_any(&elements, kind),
            Operator::IsNot | Operator::IsNotOneOf => !self.equals_any(&elements, kind),
            Operator::Contains => elements.iter().any(|element| {
                let element = fold(element);
                self.values.iter().any(|value| element.contains(&fold(value)))
            }),
            Operator::Before => self.any_date(&elements, Ordering::Less),
            Operator::After => self.any_date(&elements, Ordering::Greater),
            Operator::LessThan => self.any_number(&elements, Ordering::Less),
            Operator::GreaterThan => self.any_number(&elements, Ordering::Greater),
        }
    }

    fn equals_any(&self, elements: &[String], kind: Option<AttributeType>) -> bool {
        elements
            .iter()
            .any(|element| self.values.iter().any(|value| equal(element, value, kind, self.operator)))
    }

    fn any_date(&self, elements: &[String], wanted: Ordering) -> bool {
        compare_any(elements, &self.values, wanted, date)
    }

    fn any_number(&self, elements: &[String], wanted: Ordering) -> bool {
        compare_any(elements, &self.values, wanted, number)
    }
}

fn compare_any<T: Ord>(
    elements: &[String],
    values: &[String],
    wanted: Ordering,
    read: impl Fn(&str) -> Option<T>,
) -> bool {
    elements.iter().filter_map(|element| read(element)).any(|element| {
        values.iter().filter_map(|value| read(value)).any(|value| element.cmp(&value) == wanted)
    })
}

/// The non-empty texts of a value: one for most, each tag of tags, each name of a list of objects.
pub(super) fn elements(value: &AttributeValue, attribute: Option<&Attribute>) -> Vec<String> {
    if attribute.is_some_and(|attribute| attribute.kind == AttributeType::Tags) {
        let options = attribute.map_or(&[][..], |attribute| attribute.options.as_slice());
        return tags::parse(value, options);
    }
    let mut texts = Vec::new();
    collect(value, &mut texts);
    texts
}

fn collect(value: &AttributeValue, texts: &mut Vec<String>) {
    match value {
        AttributeValue::Null => {}
        AttributeValue::Bool(flag) => texts.push(flag.to_string()),
        AttributeValue::Number(text) | AttributeValue::Text(text) => {
            let text = text.trim();
            if !text.is_empty() {
                texts.push(text.to_owned());
            }
        }
        AttributeValue::List(items) => items.iter().for_each(|item| collect(item, texts)),
        AttributeValue::Object(object) => {
            if let Some(name) = object.name.as_deref().or(object.id.as_deref()) {
                texts.push(name.trim().to_owned());
            }
        }
    }
}

pub(super) fn equal(element: &str, value: &str, kind: Option<AttributeType>, operator: Operator) -> bool {
    let as_dates = operator == Operator::On || kind == Some(AttributeType::Date);
    if as_dates && let (Some(a), Some(b)) = (date(element), date(value)) {
        return a == b;
    }
    let as_numbers = matches!(kind, Some(AttributeType::Integer | AttributeType::Decimal));
    if as_numbers && let (Some(a), Some(b)) = (number(element), number(value)) {
        return a == b;
    }
    operator != Operator::On && fold(element) == fold(value)
}

/// A civil date from the first ten characters, whatever offset follows.
pub(super) fn date(text: &str) -> Option<Date> {
    let text = text.trim();
    let rest = text.get(10..)?;
    let ends_there = rest.chars().next().is_none_or(|c| matches!(c, 'T' | 't' | ' '));
    if ends_there { text.get(..10)?.parse().ok() } else { None }
}

/// An exact number.
pub(super) fn number(text: &str) -> Option<Decimal> {
    text.trim().parse().ok()
}

/// The form in which texts are compared.
pub(super) fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{super::attribute::NamedObject, *};

    fn text(text: &str) -> AttributeValue {
        AttributeValue::Text(text.into())
    }

    fn number(digits: &str) -> AttributeValue {
        AttributeValue::Number(digits.into())
    }

    fn named(name: &str) -> AttributeValue {
        AttributeValue::Object(NamedObject { name: Some(name.into()), ..NamedObject::default() })
    }

    fn catalogue() -> Catalogue {
        let of = |key: &str, label: &str, kind| Attribute {
            key: key.into(),
            label: label.into(),
            kind,
            universal_id: None,
            options: vec!["English".into(), "French, spoken".into()],
            readable: true,
        };
        Catalogue::from(vec![
            of("country", "Country", AttributeType::List),
            of("tags", "Languages", AttributeType::Tags),
            of("hours", "Hours", AttributeType::Decimal),
            of("hired", "Hire date", AttributeType::Date),
            of("office", "Office", AttributeType::Standard),
        ])
    }

    fn filter(attribute: &str, operator: Operator, values: &[&str]) -> Filter {
        Filter {
            attribute: attribute.into(),
            operator,
            values: values.iter().map(ToString::to_string).collect(),
        }
    }

    fn check(attribute: &str, operator: Operator, values: &[&str], value: &AttributeValue, matched: bool) {
        let expected = if matched { Judgement::Matched } else { Judgement::NotMatched };
        let filter = filter(attribute, operator, values);
        assert_eq!(filter.judge(Some(value), &catalogue()), expected, "{}", filter.describe(&catalogue()));
    }

    #[test]
    fn text_compares_trimmed_and_without_case() {
        check("country", Operator::Is, &["united kingdom"], &text(" United Kingdom "), true);
        check("country", Operator::Is, &["Germany"], &text("United Kingdom"), false);
        check("country", Operator::IsNot, &["United Kingdom"], &text("UNITED KINGDOM"), false);
        check("country", Operator::IsNot, &["United Kingdom"], &text("Spain"), true);
        check("country", Operator::IsOneOf, &["Spain", "Germany"], &text("germany"), true);
        check("country", Operator::IsNotOneOf, &["Spain", "Germany"], &text("France"), true);
        check("country", Operator::IsNotOneOf, &["Spain", "Germany"], &text("Spain"), false);
        check("country", Operator::Contains, &["KING"], &text("United Kingdom"), true);
    }

    #[test]
    fn an_empty_attribute_is_not_any_value() {
        for empty in [AttributeValue::Null, text("  "), AttributeValue::List(vec![])] {
            check("country", Operator::IsNot, &["United Kingdom"], &empty, true);
            check("country", Operator::IsNotOneOf, &["United Kingdom"], &empty, true);
            check("country", Operator::Is, &["United Kingdom"], &empty, false);
            check("country", Operator::Contains, &["United Kingdom"], &empty, false);
            check("country", Operator::IsEmpty, &[], &empty, true);
            check("country", Operator::IsNotEmpty, &[], &empty, false);
            check("hired", Operator::Before, &["2026-01-01"], &empty, false);
            check("hours", Operator::LessThan, &["10"], &empty, false);
        }
        check("hours", Operator::IsEmpty, &[], &number("0"), false);
    }

    #[test]
    fn an_absent_attribute_cannot_be_judged() {
        for operator in Operator::ALL {
            assert_eq!(filter("country", operator, &["x"]).judge(None, &catalogue()), Judgement::NotReadable);
        }
    }

    #[test]
    fn tags_match_when_any_of_them_does_in_all_three_spellings() {
        let list = AttributeValue::List(vec![text("French, spoken"), text("English")]);
        for tags in [text("English,French, spoken"), text(r#"["French, spoken","English"]"#), list] {
            check("tags", Operator::Is, &["french, spoken"], &tags, true);
            check("tags", Operator::IsOneOf, &["Welsh", "English"], &tags, true);
            check("tags", Operator::IsNot, &["English"], &tags, false);
            check("tags", Operator::IsNot, &["Welsh"], &tags, true);
            check("tags", Operator::IsNotOneOf, &["Welsh", "Irish"], &tags, true);
            check("tags", Operator::Contains, &["spoken"], &tags, true);
            check("tags", Operator::Is, &["spoken"], &tags, false);
        }
    }

    #[test]
    fn objects_compare_by_name() {
        check("office", Operator::Is, &["leeds"], &named("Leeds"), true);
        let both = AttributeValue::List(vec![named("Leeds"), named("York")]);
        check("office", Operator::Is, &["York"], &both, true);
        check("office", Operator::IsNot, &["York"], &both, false);
        check("office", Operator::IsNotOneOf, &["Bath"], &both, true);
    }

    #[test]
    fn numbers_and_dates_compare_as_such() {
        check("hours", Operator::Is, &["37.50"], &number("37.5"), true);
        check("hours", Operator::LessThan, &["9"], &number("10"), false);
        check("hours", Operator::GreaterThan, &["9"], &number("10"), true);
        check("hours", Operator::GreaterThan, &["10"], &number("10"), false);
        check("office", Operator::GreaterThan, &["9"], &text("40"), true);
        check("hired", Operator::Before, &["2026-04-06"], &text("2026-04-05T00:00:00+01:00"), true);
        check("hired", Operator::Before, &["2026-04-05"], &text("2026-04-05T00:00:00+01:00"), false);
        check("hired", Operator::After, &["2026-04-05"], &text("2026-04-06"), true);
        check("hired", Operator::On, &["2026-04-05"], &text("2026-04-05T00:00:00+00:53"), true);
        check("hired", Operator::Is, &["2026-04-05"], &text("2026-04-05 00:00:00+01:00"), true);
        check("hired", Operator::IsNot, &["2026-04-05"], &text("2026-04-05T00:00:00+01:00"), false);
        check("hired", Operator::On, &["soon"], &text("soon"), false);
    }

    #[test]
    fn a_filter_describes_itself() {
        let describe = |operator, values: &[&str]| filter("country", operator, values).describe(&catalogue());
        assert_eq!(describe(Operator::IsNot, &["United Kingdom"]), "Country is not United Kingdom");
        assert_eq!(
            describe(Operator::IsOneOf, &["Spain", "Germany", "Italy"]),
            "Country is one of Spain, Germany or Italy"
        );
        assert_eq!(describe(Operator::IsEmpty, &[]), "Country is empty");
        assert_eq!(filter("dynamic_1", Operator::Is, &["x"]).describe(&catalogue()), "dynamic_1 is x");
    }

    #[test]
    fn a_filter_is_written_and_read_back() {
        for operator in Operator::ALL {
            let filter = filter("dynamic_7", operator, &["a", "b"]);
            let json = serde_json::to_value(&filter).unwrap();
            assert_eq!(json["operator"], operator.key());
            assert_eq!(Operator::parse(operator.key()), Some(operator));
            assert_eq!(serde_json::from_value::<Filter>(json).unwrap(), filter);
        }
    }
}
