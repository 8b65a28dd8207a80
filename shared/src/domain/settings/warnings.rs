//! What is suspicious about settings (rules X4 and M7). Saving warns, and never refuses: a value may be meant for
//! somebody who joins tomorrow.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::domain::{
    attribute::{AttributeKey, AttributeRef, Catalogue, Record, Wanted},
    employee::Index,
    filter::{Operator, elements, equal},
    person::{Person, Standing},
    roster::{Completeness, Roster},
};

/// One suspicion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum SettingsWarning {
    /// X4: the filters exclude everybody.
    ExcludesEverybody {
        /// How many people that is.
        people: u64,
    },
    /// X4: the value is neither an option of the attribute nor a value anybody has.
    ValueUnknown {
        /// Which filter, counted from 0.
        filter: usize,
        /// The attribute.
        attribute: AttributeRef,
        /// The value.
        value: String,
    },
    /// M7: with the new match attribute, so many people have another Employee ID than in Pento and would fail.
    EmployeeIdsChange {
        /// How many people that is.
        people: u64,
    },
}

impl SettingsWarning {
    /// What it means and what to do, for an admin.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::ExcludesEverybody { people } => {
                format!(
                    "The filters exclude all {people} people, so nobody would be synced. Check the filters."
                )
            }
            Self::ValueUnknown { attribute, value, .. } => {
                format!(
                    "Nobody's {} is \"{value}\" at present, and it is no option either. Check its spelling.",
                    attribute.label
                )
            }
            Self::EmployeeIdsChange { people } => format!(
                "{people} people would have another Employee ID than in Pento. They would not be synced any more; choose the earlier match attribute, or settle their ids first."
            ),
        }
    }
}

/// What the last roster is known to have held: for some attributes every value. An attribute that is not in it says
/// nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Seen(BTreeMap<AttributeKey, BTreeSet<String>>);

impl Seen {
    fn note(&mut self, attribute: &AttributeKey, value: &str) {
        self.0.entry(attribute.clone()).or_default().insert(value.to_owned());
    }
}

/// Watches a roster go by for whatever makes settings suspicious. Values are kept only to be compared with, and go
/// with it.
#[derive(Debug)]
pub struct Lookout<'a> {
    settings: &'a Settings,
    catalogue: &'a Catalogue,
    /// Where the filtered attributes stand in a record.
    filtered: Vec<(usize, AttributeKey)>,
    seen: Seen,
    match_changes: bool,
}

impl<'a> Lookout<'a> {
    /// Watches for `settings`, which would replace those in force.
    #[must_use]
    pub fn new(
        settings: &'a Settings,
        in_force: Option<&Settings>,
        catalogue: &'a Catalogue,
        wanted: &Wanted,
    ) -> Self {
        let keys: BTreeSet<_> = settings.active_filters().iter().map(|filter| &filter.attribute).collect();
        let filtered = keys.into_iter().filter_map(|key| Some((wanted.position(key.as_str())?, key.clone())));
        let match_changes = in_force.is_some_and(|saved| saved.match_attribute != settings.match_attribute);
        Self { settings, catalogue, filtered: filtered.collect(), seen: Seen::default(), match_changes }
    }

    /// Whether any warning could come of watching.
    #[must_use]
    pub fn has_work(&self) -> bool {
        !self.filtered.is_empty() || self.match_changes
    }

    /// Notes one record, before it is mapped and dropped.
    pub fn record(&mut self, record: &Record) {
        for (at, key) in &self.filtered {
            if let Some(Some(value)) = record.values.get(*at) {
                for element in elements(value, self.catalogue.get(key)) {
                    self.seen.note(key, &element);
                }
            }
        }
    }

    /// What was suspicious, with all people of the roster and what Pento holds. Nothing is concluded from a part of the
    /// people (rule R1).
    #[must_use]
    pub fn warnings(&self, roster: &Roster, index: &Index) -> Vec<SettingsWarning> {
        let people = roster.people.as_slice();
        if people.is_empty() || roster.completeness != Completeness::Complete {
            return Vec::new();
        }
        let mut warnings = Vec::new();
        if people.iter().all(|person| matches!(person.standing, Standing::Excluded(_))) {
            warnings.push(SettingsWarning::ExcludesEverybody { people: people.len() as u64 });
        }
        warnings.extend(unknown_values(self.settings, self.catalogue, &self.seen));
        let changes = |person: &&Person| {
            let linked = index.linked(&person.personio_id);
            let id = person.employee_id.as_ref().ok().filter(|_| person.standing == Standing::Included);
            linked.zip(id).is_some_and(|(entry, id)| entry.employee_id != *id)
        };
        let changing = people.iter().filter(changes).count() as u64;
        if self.match_changes && changing > 0 {
            warnings.push(SettingsWarning::EmployeeIdsChange { people: changing });
        }
        warnings
    }
}

/// The values that can't match anybody, as far as is known. Where neither options nor values are known, nothing is
/// said: before the first roster that is every free text.
fn unknown_values(settings: &Settings, catalogue: &Catalogue, seen: &Seen) -> Vec<SettingsWarning> {
    let mut warnings = Vec::new();
    for (at, filter) in settings.active_filters().iter().enumerate() {
        let compares = matches!(
            filter.operator,
            Operator::Is | Operator::IsNot | Operator::IsOneOf | Operator::IsNotOneOf
        );
        let options =
            catalogue.get(&filter.attribute).map_or(&[][..], |attribute| attribute.options.as_slice());
        let values = seen.0.get(&filter.attribute);
        let kind = catalogue.get(&filter.attribute).map(|attribute| attribute.kind);
        if !compares || (options.is_empty() && values.is_none()) {
            continue;
        }
        for value in &filter.values {
            let is_value = |known: &String| equal(known, value, kind, filter.operator);
            let known =
                options.iter().any(is_value) || values.is_some_and(|values| values.iter().any(is_value));
            if !known {
                let attribute = catalogue.refer(&filter.attribute);
                warnings.push(SettingsWarning::ValueUnknown { filter: at, attribute, value: value.clone() });
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
        employee::Employee,
        filter::Filter,
        ids::{EmployeeId, PersonioId},
        reason::Reason,
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
            SettingsWarning::ValueUnknown { value, .. } => value,
            other => format!("{other:?}"),
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

    fn person(id: &str, employee_id: &str, excluded: bool) -> Person {
        let reason = Reason::NotInPersonio;
        Person {
            personio_id: PersonioId::new(id),
            standing: if excluded { Standing::Excluded(Box::new(reason)) } else { Standing::Included },
            employee_id: Ok(EmployeeId::parse(employee_id).unwrap()),
            incoming: crate::domain::person::Incoming::default(),
            problems: vec![],
        }
    }

    #[test]
    fn filters_that_leave_nobody_over_are_noticed() {
        let (settings, catalogue) = (Settings::default(), catalogue());
        let warned = |people: &[bool]| {
            let lookout = Lookout::new(&settings, None, &catalogue, &settings.wanted());
            let people: Vec<_> = people.iter().map(|excluded| person("1", "E1", *excluded)).collect();
            lookout.warnings(&Roster { people, completeness: Completeness::Complete }, &Index::default())
        };
        assert_eq!(warned(&[true; 5]), [SettingsWarning::ExcludesEverybody { people: 5 }]);
        assert_eq!(warned(&[true, true, false]), []);
        assert_eq!(warned(&[]), []);
    }

    #[test]
    fn m7_people_who_would_change_their_employee_id_are_counted() {
        let before = Settings::default();
        let after = Settings { match_attribute: "dynamic_1".into(), ..Settings::default() };
        let catalogue = catalogue();
        let employee = |id: &str, person: &str| Employee {
            personio_id: Some(PersonioId::new(person)),
            ..Employee::new(EmployeeId::parse(id).unwrap())
        };
        let index: Index = [employee("1", "1"), employee("2", "2")].iter().map(Employee::entry).collect();
        let warned = |in_force: Option<&Settings>| {
            let lookout = Lookout::new(&after, in_force, &catalogue, &after.wanted());
            let people = [("1", "1"), ("2", "E2"), ("3", "E3")].map(|(id, new)| person(id, new, false));
            lookout.warnings(&Roster { people: people.into(), completeness: Completeness::Complete }, &index)
        };
        assert_eq!(warned(Some(&before)), [SettingsWarning::EmployeeIdsChange { people: 1 }]);
        assert_eq!(warned(Some(&after)), []);
        assert_eq!(warned(None), []);
    }
}
