//! Personio's side: attributes, their values in every shape that has been seen, and one person's record.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{ids::PersonioId, private::Private};

/// The key of a Personio attribute: `first_name`, or `dynamic_123` for a custom one. Labels change, keys don't.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AttributeKey(Arc<str>);

impl AttributeKey {
    /// Wraps a key as Personio sends it.
    pub fn new(key: impl Into<Arc<str>>) -> Self {
        Self(key.into())
    }

    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a customer made this attribute.
    #[must_use]
    pub fn is_custom(&self) -> bool {
        self.0.starts_with("dynamic_")
    }
}

impl fmt::Display for AttributeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for AttributeKey {
    fn from(key: &str) -> Self {
        Self::new(key)
    }
}

/// The type that Personio's catalogue names. Unknown ones are kept as [`AttributeType::Other`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", from = "String")]
pub enum AttributeType {
    /// Says nothing about the shape of the value: text, object or list.
    Standard,
    /// A date.
    Date,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Decimal,
    /// One of several options.
    List,
    /// A web address.
    Link,
    /// Several of several options.
    Tags,
    /// Text over several lines.
    Multiline,
    /// A type this version does not know.
    Other,
}

impl From<String> for AttributeType {
    fn from(name: String) -> Self {
        match name.as_str() {
            "standard" => Self::Standard,
            "date" => Self::Date,
            "integer" => Self::Integer,
            "decimal" => Self::Decimal,
            "list" => Self::List,
            "link" => Self::Link,
            "tags" => Self::Tags,
            "multiline" => Self::Multiline,
            _ => Self::Other,
        }
    }
}

impl AttributeType {
    /// Whether one Pento field can take its value (rule V6: tags hold several values).
    #[must_use]
    pub fn is_mappable(self) -> bool {
        self != Self::Tags
    }
}

/// One entry of the attribute catalogue (`GET /v1/company/employees/attributes`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribute {
    /// What mapping and filters name.
    pub key: AttributeKey,
    /// What Personio shows, in the customer's language. May repeat and change.
    pub label: Arc<str>,
    /// The declared type.
    #[serde(rename = "type")]
    pub kind: AttributeType,
    /// Personio's meaning of the attribute, where it has one (`date_of_birth`, `iban`).
    pub universal_id: Option<Arc<str>>,
    /// The options of a list or of tags.
    #[serde(default)]
    pub options: Vec<String>,
    /// Whether our credential may read it. One that was unticked and is still in use stays known by its label.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub readable: bool,
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_yes(flag: &bool) -> bool {
    *flag
}

/// All attributes the credential may read, ordered by key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Attribute>", into = "Vec<Attribute>")]
pub struct Catalogue(Vec<Attribute>);

impl From<Vec<Attribute>> for Catalogue {
    fn from(mut attributes: Vec<Attribute>) -> Self {
        attributes.sort_by(|a, b| a.key.cmp(&b.key));
        attributes.dedup_by(|a, b| a.key == b.key);
        Self(attributes)
    }
}

impl From<Catalogue> for Vec<Attribute> {
    fn from(catalogue: Catalogue) -> Self {
        catalogue.0
    }
}

impl Catalogue {
    /// The attribute with this key.
    #[must_use]
    pub fn get(&self, key: &AttributeKey) -> Option<&Attribute> {
        self.0.binary_search_by(|attribute| attribute.key.cmp(key)).ok().map(|at| &self.0[at])
    }

    /// All attributes, ordered by key.
    pub fn iter(&self) -> impl Iterator<Item = &Attribute> {
        self.0.iter()
    }

    /// Whether our credential may read the attribute, as far as the catalogue knows.
    #[must_use]
    pub fn is_readable(&self, key: &AttributeKey) -> bool {
        self.get(key).is_some_and(|attribute| attribute.readable)
    }

    /// This catalogue, freshly read, with those attributes of the one before that are still in use and no longer
    /// readable: their labels tell people what is missing.
    #[must_use]
    pub fn after(self, before: &Self, in_use: &Wanted) -> Self {
        let lost = before.iter().filter(|known| self.get(&known.key).is_none());
        let lost = lost.filter(|known| in_use.position(known.key.as_str()).is_some());
        let lost: Vec<_> = lost.map(|known| Attribute { readable: false, ..known.clone() }).collect();
        self.0.into_iter().chain(lost).collect::<Vec<_>>().into()
    }

    /// The attributes that our credential may read.
    #[must_use]
    pub fn readable(&self) -> Self {
        Self(self.0.iter().filter(|attribute| attribute.readable).cloned().collect())
    }

    /// Whether nothing is known yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Key and label for people; the key serves as label while the catalogue does not know the attribute.
    #[must_use]
    pub fn refer(&self, key: &AttributeKey) -> AttributeRef {
        let label = self.get(key).map_or_else(|| key.0.clone(), |attribute| attribute.label.clone());
        AttributeRef { key: key.clone(), label }
    }
}

/// An attribute as a report names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AttributeRef {
    /// The stable key.
    pub key: AttributeKey,
    /// What Personio shows.
    pub label: Arc<str>,
}

/// A value as Personio sent it. `standard` attributes hold anything, so any JSON is a value; what it means is asked
/// later, with the wanted target in hand, and a bad one fails one field of one person only.
#[derive(Clone, PartialEq, Eq)]
pub enum AttributeValue {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number in the digits that were sent: neither 2^53 nor binary fractions touch it.
    Number(Box<str>),
    /// A string.
    Text(Box<str>),
    /// A list.
    List(Vec<AttributeValue>),
    /// An object of the usual form `{type, attributes: {id, name, ...}}`, or a flat one.
    Object(NamedObject),
}

/// What is used of an object: the name it is compared and mapped by, and how else it may be recognised.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct NamedObject {
    /// `name`; for people (supervisor) first and last name.
    pub name: Option<Box<str>>,
    /// `id`, as digits.
    pub id: Option<Box<str>>,
    /// `email`, for people.
    pub email: Option<Box<str>>,
    /// The share of a cost centre, as digits.
    pub percentage: Option<Box<str>>,
}

impl fmt::Debug for AttributeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Bool(_) => "Bool([private])",
            Self::Number(_) => "Number([private])",
            Self::Text(_) => "Text([private])",
            Self::List(_) => "List([private])",
            Self::Object(_) => "Object([private])",
        })
    }
}

impl fmt::Debug for NamedObject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NamedObject([private])")
    }
}

impl AttributeValue {
    /// Cleared by HR (rule V2): null, white space, an empty list, or an object without anything to name it by.
    /// The number 0 and `false` are values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(_) | Self::Number(_) => false,
            Self::Text(text) => text.trim().is_empty(),
            Self::List(items) => items.iter().all(Self::is_empty),
            Self::Object(object) => object.name.is_none() && object.id.is_none(),
        }
    }
}

/// The attributes a run reads: everything mapped, filtered by or matched on. Nothing else survives the parser
/// (rule V5).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted(Vec<AttributeKey>);

impl FromIterator<AttributeKey> for Wanted {
    fn from_iter<I: IntoIterator<Item = AttributeKey>>(keys: I) -> Self {
        let mut keys: Vec<_> = keys.into_iter().collect();
        keys.sort();
        keys.dedup();
        Self(keys)
    }
}

impl Wanted {
    /// Where the attribute's value stands in a [`Record`]; `None` for an attribute that is not wanted.
    #[must_use]
    pub fn position(&self, key: &str) -> Option<usize> {
        self.0.binary_search_by(|wanted| wanted.as_str().cmp(key)).ok()
    }

    /// The keys, in the order of a record's values.
    #[must_use]
    pub fn keys(&self) -> &[AttributeKey] {
        &self.0
    }
}

/// What Personio said about one person at one read: the wanted attributes only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Personio's id of the person.
    pub personio_id: PersonioId,
    /// A value for each wanted attribute, in the order of [`Wanted::keys`]. `None` = the key is absent: our credential
    /// may not read it. That is not an empty value (rule V4).
    pub values: Vec<Option<AttributeValue>>,
}

impl Record {
    /// The value of a wanted attribute; `None` when it is absent (or was never wanted).
    #[must_use]
    pub fn get(&self, wanted: &Wanted, key: &AttributeKey) -> Option<&AttributeValue> {
        self.values.get(wanted.position(key.as_str())?)?.as_ref()
    }
}

/// Whether a text came as text or as a number: numbers have lost their leading zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A text attribute.
    Text,
    /// A number, or an attribute of type integer or decimal.
    Number,
}

/// One text to be parsed into a Pento field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The text, trimmed; never empty.
    pub text: Private,
    /// How it arrived.
    pub source: Source,
}
