//! Names of things: tenants, people on either side, runs.

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::formats::charset;

/// The customer. 1-64 characters of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit, so that it can stand in a
/// table key, a secret's name and an object key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TenantId(Box<str>);

/// Why a text is no [`TenantId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tenant id has 1 to 64 characters of A-Z a-z 0-9 . _ - and begins with a letter or digit")]
pub struct InvalidTenantId;

impl TenantId {
    /// How many characters it may have.
    pub const MAX_LENGTH: usize = 64;

    /// Reads a tenant id.
    ///
    /// # Errors
    /// [`InvalidTenantId`] when the text is empty, too long or has another character.
    pub fn parse(text: &str) -> Result<Self, InvalidTenantId> {
        let begins_well = text.starts_with(|c: char| c.is_ascii_alphanumeric());
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
        if begins_well && text.len() <= Self::MAX_LENGTH && text.chars().all(allowed) {
            Ok(Self(text.into()))
        } else {
            Err(InvalidTenantId)
        }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for TenantId {
    type Error = InvalidTenantId;
    fn try_from(text: String) -> Result<Self, InvalidTenantId> {
        Self::parse(&text)
    }
}

impl From<TenantId> for String {
    fn from(id: TenantId) -> Self {
        id.0.into()
    }
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Personio's id of a person, as text: v1 sends a number, v2 a string, and either may exceed 2^53.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonioId(Box<str>);

impl PersonioId {
    /// Wraps the id. Its grammar is Personio's; we only compare it.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonioId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Pento's id of a person and the match key (rule M1): 1-35 characters of HMRC's charset G, beginning with another
/// character than a blank (schema element `PayId`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EmployeeId(Box<str>);

/// Why a text is no [`EmployeeId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "an Employee ID has 1 to 35 characters: letters, digits, blanks and . , - ( ) / = ! \" % & * ; < > ' + : ?"
)]
pub struct InvalidEmployeeId;

impl EmployeeId {
    /// HMRC's limit for `PayId`.
    pub const MAX_LENGTH: usize = 35;

    /// Reads an Employee ID; white space around it does not belong to it.
    ///
    /// # Errors
    /// [`InvalidEmployeeId`] when nothing is left, or it is too long, or has a character outside charset G.
    pub fn parse(text: &str) -> Result<Self, InvalidEmployeeId> {
        let text = text.trim();
        let fits = !text.is_empty() && text.len() <= Self::MAX_LENGTH && text.chars().all(charset::is_g);
        if fits { Ok(Self(text.into())) } else { Err(InvalidEmployeeId) }
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for EmployeeId {
    type Error = InvalidEmployeeId;
    fn try_from(text: String) -> Result<Self, InvalidEmployeeId> {
        Self::parse(&text)
    }
}

impl From<EmployeeId> for String {
    fn from(id: EmployeeId) -> Self {
        id.0.into()
    }
}

impl fmt::Display for EmployeeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One sync run: a UUID version 7, so that ids sort by time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(Uuid);

impl RunId {
    /// Wraps a UUID; making a new one needs the clock and is not for this module.
    #[must_use]
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// Reads the usual hyphenated form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::try_parse(text).ok().map(Self)
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn employee_ids_are_trimmed_and_bounded() {
        assert_eq!(EmployeeId::parse("  E-0017 ").map(String::from), Ok("E-0017".to_owned()));
        assert_eq!(EmployeeId::parse(&"x".repeat(35)).map(String::from), Ok("x".repeat(35)));
        for wrong in ["", "   ", &"x".repeat(36), "Müller", "a_b", "a\u{a0}b", "a\tb"] {
            assert_eq!(EmployeeId::parse(wrong), Err(InvalidEmployeeId), "{wrong:?}");
        }
    }

    #[test]
    fn tenant_ids_fit_into_keys() {
        assert!(TenantId::parse("acme-uk.2").is_ok());
        for wrong in ["", "-a", "a/b", "a#b", "ä", &"x".repeat(65)] {
            assert_eq!(TenantId::parse(wrong), Err(InvalidTenantId), "{wrong:?}");
        }
    }
}
