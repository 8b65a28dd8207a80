//! The manifest of a large payroll: a JSON array of the entries that a small one's event holds itself.

use std::{fmt, io::Read};

use serde::{
    Deserializer as _,
    de::{SeqAccess, Visitor},
};
use serde_json::{Value, error::Category};

use super::entry::{Entry, read_entry};
use crate::domain::input::{InputError, Reader};

/// Why a manifest can't be used; nothing of its payroll is done.
#[derive(Debug)]
pub enum ManifestError {
    /// The source broke off: try again.
    Source,
    /// It is no JSON.
    NoJson,
    /// Everything that is wrong with its entries.
    Malformed(Vec<InputError>),
}

/// Reads a manifest entry by entry: neither its text nor the whole of its JSON is ever in memory.
///
/// # Errors
/// [`ManifestError`].
pub fn read_manifest(source: impl Read) -> Result<Vec<Entry>, ManifestError> {
    let mut json = serde_json::Deserializer::from_reader(source);
    let mut list = List::default();
    let read = json.deserialize_seq(&mut list).and_then(|()| json.end());
    let List { mut reader, entries } = list;
    match read.map_err(|error| error.classify()) {
        Ok(()) => {}
        Err(Category::Io) => return Err(ManifestError::Source),
        Err(Category::Syntax | Category::Eof) => return Err(ManifestError::NoJson),
        // Entries may be any JSON here, so only the whole can be of a wrong type.
        Err(Category::Data) => reader.wrong_type("", "a list of payslips"),
    }
    reader.finish(entries).map_err(ManifestError::Malformed)
}

#[derive(Default)]
struct List {
    reader: Reader,
    entries: Vec<Entry>,
}

impl<'de> Visitor<'de> for &mut List {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of payslips")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut at = 0_usize;
        while let Some(entry) = list.next_element::<Value>()? {
            self.entries.extend(read_entry(&mut self.reader, &entry, &format!("/{at}")));
            at += 1;
        }
        Ok(())
    }
}
