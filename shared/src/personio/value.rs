//! One attribute's JSON as an [`AttributeValue`]: every shape section 4.5 of Personio's facts lists, and any other.
//!
//! Nothing in here fails: a strange value is one field of one person, never the page.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::domain::attribute::{AttributeValue, NamedObject};

/// Lists within lists deeper than this stay JSON text: no attribute is nested so, and a text within so many lists is
/// no valid value of any field.
const MAX_DEPTH: u8 = 8;

/// Reads an attribute as it stands in a record: `{"label", "value", "type", "universal_id"}`.
///
/// Without `value` it is null when it is clearly such an envelope (it has `label` or `universal_id`); any other JSON
/// is the value itself, as some recordings hold it.
pub(super) fn read_attribute(raw: &RawValue) -> AttributeValue {
    match unwrap_envelope(raw) {
        Some(value) => read(value, 0),
        None => AttributeValue::Null,
    }
}

/// What a scalar says, in the digits or letters that were sent, trimmed; `None` for blanks and everything else.
pub(super) fn read_scalar(raw: &RawValue) -> Option<Box<str>> {
    let raw = unwrap_envelope(raw)?;
    match raw.get().as_bytes().first() {
        Some(b'"') => {
            let text = read_text(raw);
            let trimmed = text.trim();
            (!trimmed.is_empty()).then(|| trimmed.into())
        }
        Some(b'-' | b'0'..=b'9') => Some(raw.get().into()),
        _ => None,
    }
}

/// An id: a whole number in its digits, however many, or a text that is not blank, trimmed.
pub(super) fn read_id(raw: &RawValue) -> Option<Box<str>> {
    let id = match read_attribute(raw) {
        AttributeValue::Number(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits,
        AttributeValue::Text(text) => text.trim().into(),
        _ => return None,
    };
    (!id.is_empty()).then_some(id)
}

/// The value within an envelope, the JSON itself when there is no envelope, `None` for an envelope without value.
fn unwrap_envelope(raw: &RawValue) -> Option<&RawValue> {
    if !raw.get().starts_with('{') {
        return Some(raw);
    }
    match serde_json::from_str::<Object<'_>>(raw.get()) {
        Ok(Object { value: Some(value), .. }) => Some(value),
        Ok(Object { labelled: true, .. }) => None,
        _ => Some(raw),
    }
}

fn read(raw: &RawValue, depth: u8) -> AttributeValue {
    let json = raw.get();
    match json.as_bytes().first() {
        Some(b'"') => AttributeValue::Text(read_text(raw).into()),
        Some(b't') => AttributeValue::Bool(true),
        Some(b'f') => AttributeValue::Bool(false),
        Some(b'-' | b'0'..=b'9') => AttributeValue::Number(json.into()),
        Some(b'{') => AttributeValue::Object(read_object(raw)),
        Some(b'[') if depth < MAX_DEPTH => {
            let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
            AttributeValue::List(items.into_iter().map(|item| read(item, depth + 1)).collect())
        }
        Some(b'[') => AttributeValue::Text(json.into()),
        _ => AttributeValue::Null,
    }
}

/// A JSON string. Half of a surrogate pair, which JSON can write and Unicode has not, becomes U+FFFD
/// three times, once for each of its bytes.
fn read_text(raw: &RawValue) -> Cow<'_, str> {
    struct Lossy;
    impl<'de> Visitor<'de> for Lossy {
        type Value = Cow<'de, str>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }
        fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
            Ok(String::from_utf8_lossy(bytes))
        }
        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
            Ok(Cow::Owned(String::from_utf8_lossy(bytes).into_owned()))
        }
    }
    serde_json::Deserializer::from_str(raw.get()).deserialize_bytes(Lossy).unwrap_or_default()
}

/// An object, flat or with its entries under `attributes`, which go first.
fn read_object(raw: &RawValue) -> NamedObject {
    let outer: Object<'_> = serde_json::from_str(raw.get()).unwrap_or_default();
    let inner: Object<'_> =
        outer.attributes.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    let entry = |of: fn(&Object<'_>) -> Option<Box<str>>| of(&inner).or_else(|| of(&outer));
    let name = entry(|object| object.name.and_then(read_scalar));
    let first = entry(|object| object.first_name.and_then(read_scalar));
    let last = entry(|object| object.last_name.and_then(read_scalar));
    let full = || match (first, last) {
        (Some(first), Some(last)) => Some(format!("{first} {last}").into()),
        (one, other) => one.or(other),
    };
    NamedObject {
        name: name.or_else(full),
        id: entry(|object| object.id.and_then(read_scalar)),
        email: entry(|object| object.email.and_then(read_scalar)),
        percentage: entry(|object| object.percentage.and_then(read_scalar)),
    }
}

/// The entries of an object that mean something to us. Repeated keys: the last one counts, as everywhere.
#[derive(Default)]
struct Object<'a> {
    value: Option<&'a RawValue>,
    labelled: bool,
    attributes: Option<&'a RawValue>,
    id: Option<&'a RawValue>,
    name: Option<&'a RawValue>,
    first_name: Option<&'a RawValue>,
    last_name: Option<&'a RawValue>,
    email: Option<&'a RawValue>,
    percentage: Option<&'a RawValue>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<'a>(Object<'a>);
        impl<'de: 'a, 'a> Visitor<'de> for Entries<'a> {
            type Value = Object<'a>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
                let object = &mut self.0;
                while let Some(key) = map.next_key::<Key>()? {
                    let place = match key {
                        Key::Value => &mut object.value,
                        Key::Attributes => &mut object.attributes,
                        Key::Id => &mut object.id,
                        Key::Name => &mut object.name,
                        Key::FirstName => &mut object.first_name,
                        Key::LastName => &mut object.last_name,
                        Key::Email => &mut object.email,
                        Key::Percentage => &mut object.percentage,
                        Key::Label | Key::UniversalId => {
                            object.labelled = true;
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                        Key::Other => {
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    *place = Some(map.next_value()?);
                }
                Ok(self.0)
            }
        }
        deserializer.deserialize_map(Entries(Object::default()))
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Key {
    Value,
    Label,
    UniversalId,
    Attributes,
    Id,
    Name,
    FirstName,
    LastName,
    Email,
    Percentage,
    #[serde(other)]
    Other,
}

#[cfg(test)]
#[path = "value_tests.rs"]
mod tests;
