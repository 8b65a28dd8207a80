//! The list of people, row by row and attribute by attribute, as the parser comes by.

use std::fmt;

use serde::{
    Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    sieve::Sieve,
    value::{read_attribute, read_id},
};
use crate::domain::{
    attribute::{AttributeValue, Record},
    ids::PersonioId,
};

/// Longest id taken over; 64-bit numbers have 20 digits, UUIDs 36 characters.
const MAX_ID_LENGTH: usize = 64;

/// The id of a person in a record or a path: 1 to 64 of `A-Z a-z 0-9 - _`, so that it can't change a path.
fn is_usable_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=MAX_ID_LENGTH).contains(&text.len()) && text.bytes().all(allowed)
}

/// The id of a person, where it is usable.
pub(super) fn read_person_id(raw: &RawValue) -> Option<PersonioId> {
    read_id(raw).filter(|id| is_usable_id(id)).map(PersonioId::new)
}

/// Lists that Personio keeps where it keeps its people: `GET /v1/company/employees/attributes` is nobody's record.
const LISTS: [&str; 2] = ["attributes", "custom-attributes"];

/// Whether a record may be asked for by this id: a usable one, no name of a list, and a number as Personio writes it. It
/// reads `007` as 7, and would answer about somebody else.
pub(super) fn can_be_asked_for(text: &str) -> bool {
    let is_padded = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    is_usable_id(text) && !is_padded && !LISTS.contains(&text)
}

/// What of an object is read here, and how.
trait Entries<'de> {
    type Value: Default;
    fn entry<A: MapAccess<'de>>(&self, map: &mut A, into: &mut Self::Value) -> Result<bool, A::Error>;
}

/// Reads an object entry by entry; any other JSON is passed over as if it were an object without entries.
struct Lenient<E>(E);

/// `data` of a page: the records, and how many rows there were; `None` when it is no list.
#[derive(Clone, Copy)]
pub(super) struct Rows<'w>(pub(super) &'w Sieve<'w>);

/// One row: `{"type", "attributes": {...}}`; `None` when it holds no usable id.
#[derive(Clone, Copy)]
pub(super) struct Row<'w>(pub(super) &'w Sieve<'w>);

/// `attributes` of a row.
struct Attributes<'w>(&'w Sieve<'w>);

/// What was read of `attributes`.
#[derive(Default)]
struct Found {
    id: Option<PersonioId>,
    values: Vec<Option<AttributeValue>>,
}

impl<'de> DeserializeSeed<'de> for Row<'_> {
    type Value = Option<Record>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let found = Lenient(self).deserialize(deserializer)?;
        let values = found.values;
        Ok(found.id.map(|personio_id| Record { personio_id, values }))
    }
}

impl<'de> Entries<'de> for Row<'_> {
    type Value = Found;

    fn entry<A: MapAccess<'de>>(&self, map: &mut A, into: &mut Found) -> Result<bool, A::Error> {
        let Some(is_attributes) = map.next_key_seed(Key::new(|key| key == "attributes"))? else {
            return Ok(false);
        };
        if is_attributes {
            // A second `attributes` replaces the first as a whole.
            *into = map.next_value_seed(Lenient(Attributes(self.0)))?;
        } else {
            map.next_value::<IgnoredAny>()?;
        }
        Ok(true)
    }
}

impl<'de> Entries<'de> for Attributes<'_> {
    type Value = Found;

    fn entry<A: MapAccess<'de>>(&self, map: &mut A, into: &mut Found) -> Result<bool, A::Error> {
        let key = Key::new(|key| (key == "id", self.0.position(key)));
        let (is_id, position) = match map.next_key_seed(key)? {
            None => {
                into.values.resize(self.0.wanted.keys().len(), None);
                return Ok(false);
            }
            Some((false, None)) => {
                map.next_value::<IgnoredAny>()?;
                return Ok(true);
            }
            Some(wanted) => wanted,
        };
        let raw: &RawValue = map.next_value()?;
        if is_id {
            into.id = read_person_id(raw);
        }
        if let Some(position) = position {
            into.values.resize(self.0.wanted.keys().len(), None);
            if let Some(place) = into.values.get_mut(position) {
                *place = Some(read_attribute(raw));
            }
        }
        Ok(true)
    }
}

impl<'de, E: Entries<'de>> DeserializeSeed<'de> for Lenient<E> {
    type Value = E::Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<E::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// The visitor's answers to everything it does not look into.
macro_rules! pass_over {
    ($($method:ident $kind:ty)*) => {
        $(fn $method<X: Error>(self, _: $kind) -> Result<Self::Value, X> {
            Ok(Self::Value::default())
        })*
        fn visit_unit<X: Error>(self) -> Result<Self::Value, X> {
            Ok(Self::Value::default())
        }
    };
}

impl<'de, E: Entries<'de>> Visitor<'de> for Lenient<E> {
    type Value = E::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<E::Value, A::Error> {
        let mut value = E::Value::default();
        while self.0.entry(&mut map, &mut value)? {}
        Ok(value)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<E::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(E::Value::default())
    }

    pass_over! { visit_bool bool visit_i64 i64 visit_u64 u64 visit_f64 f64 visit_str &str }
}

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = Option<(Vec<Record>, u32)>;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Option<(Vec<Record>, u32)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut records = Vec::new();
        let mut rows = 0_u32;
        while let Some(record) = list.next_element_seed(Row(self.0))? {
            rows = rows.saturating_add(1);
            records.extend(record);
        }
        Ok(Some((records, rows)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    pass_over! { visit_bool bool visit_i64 i64 visit_u64 u64 visit_f64 f64 visit_str &str }
}

/// Looks at an object's key where it lies.
struct Key<F>(F);

impl<F> Key<F> {
    fn new<T>(look: F) -> Self
    where
        F: FnOnce(&str) -> T,
    {
        Self(look)
    }
}

impl<'de, T, F: FnOnce(&str) -> T> DeserializeSeed<'de> for Key<F> {
    type Value = T;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T, F: FnOnce(&str) -> T> Visitor<'_> for Key<F> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<X: Error>(self, key: &str) -> Result<T, X> {
        Ok((self.0)(key))
    }
}
