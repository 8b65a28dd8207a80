//! The answers of v1, parsed typed and borrowed: what is not wanted is skipped in place and never stored (rule V5).
//!
//! A body that is not the envelope asked for fails as a whole; inside the list of people nothing fails, a strange row
//! only gives no record. Repeated keys: the last one counts.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt,
    marker::PhantomData,
};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{
    failure::Failure,
    row::{Row, Rows},
    sieve::Sieve,
    value::read_scalar,
};
use crate::{
    domain::{
        attribute::{Attribute, AttributeKey, AttributeType, Catalogue, Record, Wanted},
        ids::PersonioId,
    },
    ports::{Folder, Page},
};

/// `{"success", "metadata", "data": [row, ...]}` of `GET /v1/company/employees`.
///
/// # Errors
/// [`Failure::Unusable`] unless it is JSON with a list `data`; [`Failure::NotSuccessful`] unless `success` is `true`
/// or absent.
pub(super) fn parse_page(json: &[u8], wanted: &Wanted) -> Result<Page, Failure> {
    let envelope = parse(json, Rows(&Sieve::new(wanted)))?;
    let (records, rows) = envelope.data.flatten().ok_or(NO_LIST)?;
    Ok(Page { records, rows, total: envelope.total })
}

/// `{"success", "data": row}` of `GET /v1/company/employees/{id}`.
///
/// # Errors
/// As [`parse_page`]; [`Failure::Unusable`] also when the answer is not about `id`: another person's values must
/// never stand under this one's name.
pub(super) fn parse_person(json: &[u8], wanted: &Wanted, id: &PersonioId) -> Result<Record, Failure> {
    let record = parse(json, Row(&Sieve::new(wanted)))?
        .data
        .flatten()
        .ok_or(Failure::Unusable("an answer without person"))?;
    if record.personio_id == *id {
        Ok(record)
    } else {
        Err(Failure::Unusable("an answer about another person"))
    }
}

/// `{"success", "data": [{"key", "label", "type", "universal_id", "options"}, ...]}` of
/// `GET /v1/company/employees/attributes`. Entries without a key are passed over.
///
/// # Errors
/// As [`parse_page`].
pub(super) fn parse_attributes(json: &[u8]) -> Result<Catalogue, Failure> {
    let entries: Vec<&RawValue> = raw_data(json, NO_LIST)?;
    let attributes: Vec<_> = entries.into_iter().filter_map(read_catalogue_entry).collect();
    Ok(attributes.into())
}

/// The attributes that stand in a page of `GET /v1/company/employees`, without their options: what is left where the
/// list of attributes itself is refused, which some accounts report although the employees may be read.
///
/// # Errors
/// As [`parse_page`].
pub(super) fn parse_attributes_of_people(json: &[u8]) -> Result<Catalogue, Failure> {
    fn object(raw: &RawValue) -> Option<Entries<'_>> {
        serde_json::from_str(raw.get()).ok()
    }
    let rows: Vec<&RawValue> = raw_data(json, NO_LIST)?;
    let mut found: BTreeMap<String, Attribute> = BTreeMap::new();
    for row in rows {
        let attributes = object(row).and_then(|row| object(row.get("attributes").copied()?));
        for (key, raw) in attributes.unwrap_or_default() {
            let Some(entries) = object(raw) else { continue };
            if let Entry::Vacant(place) = found.entry(key) {
                let attribute = read_attribute_entry(AttributeKey::new(place.key().as_str()), &entries);
                place.insert(attribute);
            }
        }
    }
    Ok(found.into_values().collect::<Vec<_>>().into())
}

/// `{"success", "data": [{"id", "type", "attributes": {"name"}}, ...]}` of `GET /v1/company/document-categories`.
/// Entries without an id are passed over; one without a name goes by its id.
///
/// # Errors
/// As [`parse_page`].
pub(super) fn parse_folders(json: &[u8]) -> Result<Vec<Folder>, Failure> {
    let entries: Vec<&RawValue> = raw_data(json, NO_LIST)?;
    Ok(entries.into_iter().filter_map(read_folder).collect())
}

fn read_folder(entry: &RawValue) -> Option<Folder> {
    let entries: Entries<'_> = serde_json::from_str(entry.get()).ok()?;
    let id = String::from(entries.get("id").copied().and_then(read_scalar)?);
    let attributes = self::entries(entries.get("attributes"));
    let name = attributes.get("name").copied().and_then(read_scalar).map(String::from);
    Some(Folder { name: name.unwrap_or_else(|| id.clone()), id })
}

/// What Personio answers to a sign-in.
pub(super) struct SignIn {
    /// The token, without "Bearer".
    pub(super) token: Box<str>,
    /// Seconds; older answers don't say.
    pub(super) expires_in: Option<u64>,
    /// Blank separated; older answers don't say.
    pub(super) scope: Option<Box<str>>,
}

/// `{"success", "data": {"token", "expires_in", "scope"}}` of `POST /v1/auth`.
///
/// # Errors
/// As [`parse_page`], for an object with a token of printable ASCII.
pub(super) fn parse_sign_in(json: &[u8]) -> Result<SignIn, Failure> {
    SignIn::read(&raw_data(json, NO_TOKEN)?, "token")
}

const NO_TOKEN: Failure = Failure::Unusable("an answer without token");

impl SignIn {
    /// Out of the object that holds the token under this key.
    ///
    /// # Errors
    /// [`Failure::Unusable`] without a token of printable ASCII.
    pub(super) fn read(data: &Entries<'_>, key: &str) -> Result<Self, Failure> {
        let entry = |key: &str| data.get(key).copied();
        let token = entry(key).and_then(read_scalar).ok_or(NO_TOKEN)?;
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(NO_TOKEN);
        }
        Ok(Self {
            token,
            expires_in: entry("expires_in").and_then(read_count),
            scope: entry("scope").and_then(read_scalar),
        })
    }
}

/// The entries of a small object.
pub(super) type Entries<'a> = BTreeMap<String, &'a RawValue>;

/// The entries of what may be an object; none of anything else.
pub(super) fn entries<'a>(raw: Option<&&'a RawValue>) -> Entries<'a> {
    raw.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default()
}

pub(super) const NO_JSON: Failure = Failure::Unusable("an answer that is not Personio's JSON");
pub(super) const NO_LIST: Failure = Failure::Unusable("an answer without list");

/// What stands under `data`, read as a `T`; `otherwise` when it is none.
///
/// # Errors
/// As [`parse_page`].
pub(super) fn raw_data<'de, T: Deserialize<'de>>(json: &'de [u8], otherwise: Failure) -> Result<T, Failure> {
    let data = parse(json, PhantomData::<&RawValue>)?.data.ok_or(otherwise)?;
    serde_json::from_str(data.get()).map_err(|_| otherwise)
}

fn read_catalogue_entry(entry: &RawValue) -> Option<Attribute> {
    let entries: Entries<'_> = serde_json::from_str(entry.get()).ok()?;
    let key = AttributeKey::new(entries.get("key").copied().and_then(read_scalar)?);
    Some(read_attribute_entry(key, &entries))
}

/// What is said of an attribute, in the catalogue or beside a person's value.
fn read_attribute_entry(key: AttributeKey, entries: &Entries<'_>) -> Attribute {
    let scalar = |key: &str| entries.get(key).copied().and_then(read_scalar);
    let label = scalar("label").map_or_else(|| key.as_str().into(), Into::into);
    let kind = scalar("type").map_or(AttributeType::Other, |kind| String::from(kind).into());
    let options: Vec<&RawValue> =
        entries.get("options").and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or_default();
    Attribute {
        key,
        label,
        kind,
        universal_id: scalar("universal_id").map(Into::into),
        options: options.into_iter().filter_map(read_scalar).map(String::from).collect(),
        readable: true,
    }
}

/// A count, as number or as text.
fn read_count(raw: &RawValue) -> Option<u64> {
    read_scalar(raw)?.parse().ok()
}

/// What surrounds every answer of v1.
struct Envelope<T> {
    total: Option<u64>,
    data: Option<T>,
}

fn parse<'de, S>(json: &'de [u8], data: S) -> Result<Envelope<S::Value>, Failure>
where
    S: DeserializeSeed<'de> + Copy,
{
    // Checked once for the whole body, so that the parser need not check each piece again.
    let json = std::str::from_utf8(json).map_err(|_| NO_JSON)?;
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let (success, envelope) = deserializer.deserialize_map(EnvelopeVisitor(data)).map_err(|_| NO_JSON)?;
    deserializer.end().map_err(|_| NO_JSON)?;
    if success { Ok(envelope) } else { Err(Failure::NotSuccessful) }
}

struct EnvelopeVisitor<S>(S);

impl<'de, S: DeserializeSeed<'de> + Copy> Visitor<'de> for EnvelopeVisitor<S> {
    type Value = (bool, Envelope<S::Value>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        #[derive(Deserialize)]
        #[serde(field_identifier, rename_all = "snake_case")]
        enum Key {
            Success,
            Metadata,
            Data,
            #[serde(other)]
            Other,
        }
        let mut success = true;
        let mut envelope = Envelope { total: None, data: None };
        while let Some(key) = map.next_key()? {
            match key {
                Key::Success => success = map.next_value::<&RawValue>()?.get() == "true",
                Key::Metadata => envelope.total = read_total(map.next_value()?),
                Key::Data => envelope.data = Some(map.next_value_seed(self.0)?),
                Key::Other => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok((success, envelope))
    }
}

fn read_total(metadata: &RawValue) -> Option<u64> {
    let entries: Entries<'_> = serde_json::from_str(metadata.get()).ok()?;
    entries.get("total_elements").copied().and_then(read_count)
}

#[cfg(test)]
#[path = "wire_tests.rs"]
mod tests;
