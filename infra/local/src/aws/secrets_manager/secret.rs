//! One secret without its values: name, ARN, and how a request names it.

use data_encoding::BASE64;
use rusqlite::{OptionalExtension as _, Row, Transaction};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{invalid_request, not_found};
use crate::aws::{ACCOUNT, REGION, json::Fault};

/// A secret's row.
pub(super) struct Secret {
    /// Its row.
    pub(super) id: i64,
    /// Its name, which may hold slashes.
    pub(super) name: String,
    /// Its ARN: the name, a hyphen and six random letters or digits.
    pub(super) arn: String,
    /// What it is for.
    pub(super) description: Option<String>,
    /// The key AWS would encrypt with.
    pub(super) kms_key_id: Option<String>,
    /// `[{"Key", "Value"}]`.
    pub(super) tags: Value,
    /// When it was made, ms.
    pub(super) created: i64,
    /// When it was changed, ms.
    pub(super) changed: i64,
    /// When it goes, ms, if it is scheduled for deletion.
    pub(super) ends: Option<i64>,
}

impl Secret {
    /// The columns that [`Secret::read`] takes.
    pub(super) const COLUMNS: &str = "id, name, arn, description, kms_key_id, tags, created, changed, ends";

    /// A row of [`Secret::COLUMNS`].
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let tags = serde_json::from_str(&row.get::<_, String>(5)?).unwrap_or_default();
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            arn: row.get(2)?,
            description: row.get(3)?,
            kms_key_id: row.get(4)?,
            tags,
            created: row.get(6)?,
            changed: row.get(7)?,
            ends: row.get(8)?,
        })
    }

    /// The secret that a request names by name, ARN, or ARN without its last seven characters.
    pub(super) fn find(transaction: &Transaction<'_>, id: &str) -> Result<Self, Fault> {
        let partial_arn = format!("{id}-______");
        let sql = format!(
            "SELECT {} FROM secrets WHERE name = ?1 OR arn = ?1
             OR (?1 LIKE 'arn:%' AND arn LIKE ?2 AND substr(arn, 1, length(arn) - 7) = ?1)",
            Self::COLUMNS
        );
        transaction
            .query_row(&sql, (id, partial_arn), Self::read)
            .optional()?
            .ok_or_else(|| not_found("Secrets Manager can't find the specified secret."))
    }

    /// As [`Secret::find`], and not scheduled for deletion.
    pub(super) fn find_usable(transaction: &Transaction<'_>, id: &str) -> Result<Self, Fault> {
        let secret = Self::find(transaction, id)?;
        if secret.ends.is_some() {
            let message =
                "You can't perform this operation on the secret because it was marked for deletion.";
            return Err(invalid_request(message));
        }
        Ok(secret)
    }

    /// The version that carries `stage`.
    pub(super) fn staged(&self, transaction: &Transaction<'_>, stage: &str) -> Result<Option<String>, Fault> {
        let sql = "SELECT version_id FROM stages WHERE secret = ?1 AND stage = ?2";
        Ok(transaction.query_row(sql, (self.id, stage), |row| row.get(0)).optional()?)
    }

    /// Whether there is a version of this id.
    pub(super) fn has_version(&self, transaction: &Transaction<'_>, version_id: &str) -> Result<bool, Fault> {
        let sql = "SELECT EXISTS (SELECT 1 FROM versions WHERE secret = ?1 AND version_id = ?2)";
        Ok(transaction.query_row(sql, (self.id, version_id), |row| row.get(0))?)
    }

    /// Notes a change.
    pub(super) fn touch(&self, transaction: &Transaction<'_>, now: i64) -> Result<(), Fault> {
        transaction.execute("UPDATE secrets SET changed = ?2 WHERE id = ?1", (self.id, now))?;
        Ok(())
    }

    /// ARN and name, with which most answers begin.
    pub(super) fn named(&self) -> Value {
        json!({"ARN": self.arn, "Name": self.name})
    }
}

/// A new ARN for `name`.
pub(super) fn new_arn(name: &str) -> String {
    // Five random bytes are eight characters, of which six without signs are enough for one machine.
    let letters: String = BASE64
        .encode(Uuid::new_v4().as_bytes())
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .chain("AAAAAA".chars())
        .take(6)
        .collect();
    format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-{letters}")
}
