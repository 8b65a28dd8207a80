//! A short digest of what was last judged of a person, so that an unchanged one is recognised without being read.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{person::Person, problem::Problem, reason::Reason};

/// Raised whenever a parser, a check or the meaning of a fingerprint changes, so that everybody is judged anew.
const FORMAT: u8 = 1;

/// The first 128 bits of a SHA-256, as 22 characters of base64url.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(Box<str>);

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({})", self.0)
    }
}

impl Fingerprint {
    /// Of a person whose values are written to the employee: everything the write depends on.
    #[must_use]
    pub fn of_values(person: &Person) -> Self {
        let mut hash = Hash::new("values");
        hash.text(person.personio_id.as_str());
        for (field, value) in person.incoming.values.iter() {
            hash.text(field.key());
            hash.text(value.expose());
        }
        hash.text("blank");
        person.incoming.blank.iter().for_each(|field| hash.text(field.key()));
        hash.text("kept");
        person.incoming.kept.iter().for_each(|field| hash.text(field.key()));
        hash.text("postcode");
        hash.text(person.incoming.postcode.as_ref().map_or("", |postcode| postcode.expose()));
        hash.problems(&person.problems);
        hash.end()
    }

    /// Of a person whose employee is only marked with a reason.
    #[must_use]
    pub fn of_reason(reason: &Reason) -> Self {
        let mut hash = Hash::new("reason");
        hash.text(&serde_json::to_string(reason).unwrap_or_default());
        hash.end()
    }
}

/// Feeds a hash with lengths, so that no two different sequences of texts look the same.
struct Hash(Sha256);

impl Hash {
    fn new(kind: &str) -> Self {
        let mut hash = Self(Sha256::new());
        hash.0.update([FORMAT]);
        hash.text(kind);
        hash
    }

    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text);
    }

    fn problems(&mut self, problems: &[Problem]) {
        for problem in problems {
            self.text(problem.code.key());
            self.text(problem.field.key());
            if let Some(attribute) = &problem.attribute {
                self.text(attribute.key.as_str());
                self.text(&attribute.label);
            }
        }
    }

    fn end(self) -> Fingerprint {
        Fingerprint(BASE64URL_NOPAD.encode(&self.0.finalize()[..16]).into())
    }
}
