//! Rule X4: what is suspicious about exclusion filters. Saving warns, and never refuses: a value may be meant for
//! somebody who joins tomorrow.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    attribute::{AttributeKey, AttributeRef, Catalogue},
    filter::{Operator, fold},
    plan::Counts,
    settings::Settings,
};

/// What the last roster is known to have held: for some attributes every value, folded as filters compare
/// ([`Seen::note`]). An attribute that is not in it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<AttributeKey, BTreeSet<String>>);

impl Seen {
    /// Notes one value of one person.
    pub fn note(&mut self, attribute: &AttributeKey, value: &str) {
        self.0.entry(attribute.clone()).or_default().insert(fold(value));
    }
}

/// One suspicion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FilterWarning {
    /// The filters exclude everybody.
    ExcludesEverybody {
        /// How many people that is.
        people: u64,
    },
    /// The value is neither an option of the attribute nor a value anybody has.
    ValueUnknown {
        /// Which filter, counted from 0.
        filter: usize,
        /// The attribute.
        attribute: AttributeRef,
        /// The value.
        value: String,
    },
}

/// Whether the filters leave nobody over, by the counts of a plan made under them.
#[must_use]
pub fn excludes_everybody(counts: &Counts) -> Option<FilterWarning> {
    let all = counts.read > 0 && counts.excluded == counts.read;
    all.then_some(FilterWarning::ExcludesEverybody { people: counts.read })
}

/// The values that can't match anybody, as far as is known. Where neither options nor values are known, nothing is
/// said: before the first roster that is every free text.
#[must_use]
pub fn unknown_values(settings: &Settings, catalogue: &Catalogue, seen: &Seen) -> Vec<FilterWarning> {
    let mut warnings = Vec::new();
    for (at, filter) in settings.active_filters().iter().enumerate() {
        let compares = matches!(
            filter.operator,
            Operator::Is | Operator::IsNot | Operator::IsOneOf | Operator::IsNotOneOf
        );
        let options =
            catalogue.get(&filter.attribute).map_or(&[][..], |attribute| attribute.options.as_slice());
        let values = seen.0.get(&filter.attribute);
        if !compares || (options.is_empty() && values.is_none()) {
            continue;
        }
        for value in &filter.values {
            let folded = fold(value);
            let known = options.iter().any(|option| fold(option) == folded)
                || values.is_some_and(|values| values.contains(&folded));
            if !known {
                let attribute = catalogue.refer(&filter.attribute);
                warnings.push(FilterWarning::ValueUnknown { filter: at, attribute, value: value.clone() });
            }
        }
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        attribute::{Attribute, AttributeType},
        filter::Filter,
    };

    fn catalogue() -> Catalogue {
        let of = |key: &str, kind, options: &[&str]| Attribute {
            key: key.into(),
            label: key.into(),
            kind,
            universal_id: None,
            options: options.iter().map(ToString::to_string).collect(),
            readable: true,
        };
        Catalogue::from(vec![
            of("country", AttributeType::List, &["United Kingdom", "Spain"]),
            of("office", AttributeType::Standard, &[]),
        ])
    }

    fn unknown(attribute: &str, operator: Operator, values: &[&str], seen: &[(&str, &str)]) -> Vec<String> {
        let mut noted = Seen::default();
        for (attribute, value) in seen {
            noted.note(&(*attribute).into(), value);
        }
        let values = values.iter().map(ToString::to_string).collect();
        let filters = vec![Filter { attribute: attribute.into(), operator, values }];
        let settings = Settings { filters, ..Settings::default() };
        let value = |warning| match warning {
            FilterWarning::ValueUnknown { value, .. } => value,
            FilterWarning::ExcludesEverybody { .. } => "everybody".to_owned(),
        };
        unknown_values(&settings, &catalogue(), &noted).into_iter().map(value).collect()
    }

    #[test]
    fn a_value_is_known_from_the_options_or_from_somebody() {
        assert_eq!(unknown("country", Operator::IsNot, &["united kingdom"], &[]), Vec::<String>::new());
        assert_eq!(unknown("country", Operator::IsOneOf, &["Spain", "Utopia"], &[]), ["Utopia"]);
        assert_eq!(
            unknown("country", Operator::Is, &["Utopia"], &[("country", "utopia")]),
            Vec::<String>::new()
        );
        assert_eq!(unknown("office", Operator::Is, &["Leeds"], &[("office", "York")]), ["Leeds"]);
    }

    #[test]
    fn nothing_is_said_where_nothing_is_known_or_compared() {
        assert_eq!(unknown("office", Operator::Is, &["Leeds"], &[]), Vec::<String>::new());
        assert_eq!(unknown("country", Operator::Contains, &["top"], &[]), Vec::<String>::new());
        assert_eq!(unknown("nowhere", Operator::Is, &["x"], &[]), Vec::<String>::new());
    }

    #[test]
    fn filters_that_leave_nobody_over_are_noticed() {
        let of = |read, excluded| excludes_everybody(&Counts { read, excluded, ..Counts::default() });
        assert_eq!(of(5, 5), Some(FilterWarning::ExcludesEverybody { people: 5 }));
        assert_eq!(of(5, 4), None);
        assert_eq!(of(0, 0), None);
    }
}
