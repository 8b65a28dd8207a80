//! An invented company as Personio holds it: its attributes, its people, its document categories.

mod attributes;
mod catalogue;
mod civil;
mod generate;
mod numbers;
mod person;
mod places;
mod spoil;
mod truth;
mod words;
mod work;

use std::{fmt, sync::Arc};

use jiff::civil::Date;
use serde_json::Value;

pub use self::{attributes::Attributes, catalogue::AttributeDefinition, truth::Trouble, truth::Truth};

/// A folder for documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentCategory {
    /// What uploads name.
    pub id: u64,
    /// What people see. Names may repeat.
    pub name: String,
}

/// One person as Personio holds them.
#[derive(Clone, PartialEq)]
pub struct Person {
    /// Personio's id, also the attribute `id`.
    pub id: u64,
    /// Every attribute's value, in the order they are sent. A key that is missing here is missing in the answer.
    pub attributes: Attributes,
    /// Everything that is wrong or unusual about the person; empty = flawless. Never sent.
    pub truth: Vec<Trouble>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person").field("id", &self.id).field("truth", &self.truth).finish_non_exhaustive()
    }
}

impl Person {
    /// The value of an attribute; `None` when the key is absent.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.attributes.get(key)
    }

    /// Whether nothing at all is wrong with the person.
    #[must_use]
    pub fn is_flawless(&self) -> bool {
        self.truth.is_empty()
    }
}

/// The company of one Personio account.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// The attribute catalogue, in the order it is sent.
    pub attributes: Vec<AttributeDefinition>,
    /// The document categories.
    pub categories: Vec<DocumentCategory>,
    /// The day the company lives in: time stamps of documents begin with it.
    pub today: Date,
    people: Vec<Person>,
}

impl Company {
    /// A company without people: the standard attributes, the custom ones of a UK tenant and the categories.
    #[must_use]
    pub fn empty(seed: u64, today: Date) -> Self {
        Self { attributes: catalogue::definitions(seed), categories: categories(), today, people: Vec::new() }
    }

    /// Everybody, in the order Personio lists them.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person with this id.
    #[must_use]
    pub fn person(&self, id: u64) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// The person with this id, to be changed.
    pub fn person_mut(&mut self, id: u64) -> Option<&mut Person> {
        self.people.iter_mut().find(|person| person.id == id)
    }

    /// Everybody, to be changed.
    pub fn people_mut(&mut self) -> &mut [Person] {
        &mut self.people
    }

    /// Gives a person's attribute a value; answers whether there is such a person.
    pub fn set(&mut self, id: u64, key: &str, value: impl Into<Value>) -> bool {
        let Some(person) = self.person_mut(id) else { return false };
        person.attributes.set(key, value.into());
        true
    }

    /// Deletes a person.
    pub fn remove_person(&mut self, id: u64) -> Option<Person> {
        let at = self.people.iter().position(|person| person.id == id)?;
        Some(self.people.remove(at))
    }

    /// Adds a person at the end of the list.
    pub fn add_person(&mut self, person: Person) {
        self.people.push(person);
    }

    /// Adds a custom attribute, with this value for everybody; without one, with what Personio sends where nobody
    /// filled anything in. Answers its key.
    pub fn add_attribute(&mut self, label: &str, kind: &str, value: Option<&Value>) -> Arc<str> {
        let key = catalogue::next_key(&self.attributes);
        let value = value.cloned().unwrap_or_else(|| person::empty(kind));
        self.attributes.push(AttributeDefinition {
            key: key.clone(),
            label: label.to_owned(),
            kind: kind.to_owned(),
            universal_id: None,
            options: Vec::new(),
            meaning: "",
        });
        for person in &mut self.people {
            person.attributes.set(&key, value.clone());
        }
        key
    }

    /// What is wrong or unusual, person by person.
    #[must_use]
    pub fn truths(&self) -> Vec<Truth> {
        let of = |person: &Person| {
            let id = person.id;
            person.truth.clone().into_iter().map(move |trouble| Truth { person: id, trouble })
        };
        self.people.iter().flat_map(of).collect()
    }

    /// The key of the attribute meant for a Pento field (`national_insurance_number` -> `dynamic_…`), or of another
    /// one by the name the generator knows it under (`languages`, `include_in_uk_payroll`).
    #[must_use]
    pub fn key(&self, meaning: &str) -> Option<Arc<str>> {
        self.attributes.iter().find(|definition| definition.meaning == meaning).map(|found| found.key.clone())
    }
}

/// Two of them share a name, as happens in real accounts: only the id tells them apart.
fn categories() -> Vec<DocumentCategory> {
    [
        (1, "Contracts"),
        (7, "Certificates of employment"),
        (12, "Payslips"),
        (13, "Sonstige Dokumente"),
        (21, "Contracts"),
    ]
    .map(|(id, name)| DocumentCategory { id, name: name.to_owned() })
    .into()
}
