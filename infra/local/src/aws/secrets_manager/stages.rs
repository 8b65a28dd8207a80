//! Staging labels: which version is the current one, and `UpdateSecretVersionStage`.

use rusqlite::Transaction;
use serde::Deserialize;
use serde_json::Value;

use super::{invalid_parameter, not_found, secret::Secret};
use crate::aws::json::{Fault, Request};

/// The label of the version that is read by default.
pub(super) const CURRENT: &str = "AWSCURRENT";

/// The label of the version that was the current one before.
const PREVIOUS: &str = "AWSPREVIOUS";

/// Labels of one version.
const MOST: usize = 20;

/// Puts `stage` on a version, taking it from another. `AWSPREVIOUS` goes where `AWSCURRENT` comes from.
pub(super) fn attach(
    transaction: &Transaction<'_>,
    secret: &Secret,
    stage: &str,
    version_id: &str,
) -> Result<(), Fault> {
    let sql = "INSERT INTO stages (secret, stage, version_id) VALUES (?1, ?2, ?3)
               ON CONFLICT DO UPDATE SET version_id = excluded.version_id";
    let before = secret.staged(transaction, stage)?;
    if before.as_deref() == Some(version_id) {
        return Ok(());
    }
    transaction.execute(sql, (secret.id, stage, version_id))?;
    if let (CURRENT, Some(before)) = (stage, before) {
        transaction.execute(sql, (secret.id, PREVIOUS, before))?;
    }
    Ok(())
}

/// The labels of a version, in the order of the alphabet.
pub(super) fn of(
    transaction: &Transaction<'_>,
    secret: &Secret,
    version_id: &str,
) -> Result<Vec<String>, Fault> {
    let sql = "SELECT stage FROM stages WHERE secret = ?1 AND version_id = ?2 ORDER BY stage";
    let mut statement = transaction.prepare_cached(sql)?;
    let rows = statement.query_map((secret.id, version_id), |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Checks the labels of a request.
pub(super) fn check(stages: &[String]) -> Result<(), Fault> {
    let good = |stage: &String| (1..=256).contains(&stage.len());
    if (1..=MOST).contains(&stages.len()) && stages.iter().all(good) {
        return Ok(());
    }
    Err(invalid_parameter("VersionStages are 1 to 20 labels of 1 to 256 characters."))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct UpdateSecretVersionStage {
    secret_id: String,
    version_stage: String,
    remove_from_version_id: Option<String>,
    move_to_version_id: Option<String>,
}

/// `UpdateSecretVersionStage`: a label that a version carries must be taken from it by name.
pub(super) fn update(transaction: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let call: UpdateSecretVersionStage = request.read()?;
    let secret = Secret::find_usable(transaction, &call.secret_id)?;
    let stage = &call.version_stage;
    check(std::slice::from_ref(stage))?;
    for version_id in [&call.remove_from_version_id, &call.move_to_version_id].into_iter().flatten() {
        if !secret.has_version(transaction, version_id)? {
            return Err(not_found("Secrets Manager can't find the specified secret version."));
        }
    }
    let holder = secret.staged(transaction, stage)?;
    match (&call.remove_from_version_id, &holder) {
        (None, Some(holder)) if call.move_to_version_id.as_ref() != Some(holder) => {
            return Err(invalid_parameter(format!(
                "The parameter RemoveFromVersionId can't be empty. Staging label {stage} is currently \
                    attached to version {holder}, so you must explicitly reference that version in \
                    RemoveFromVersionId."
            )));
        }
        (Some(_), holder) if *holder != call.remove_from_version_id => {
            return Err(invalid_parameter(format!(
                "Staging label {stage} is not attached to the version in RemoveFromVersionId."
            )));
        }
        _ => {}
    }
    match &call.move_to_version_id {
        Some(version_id) => attach(transaction, &secret, stage, version_id)?,
        None if stage == CURRENT => {
            return Err(invalid_parameter(
                "You can only move staging label AWSCURRENT to a different secret version. It can't be \
                    completely removed.",
            ));
        }
        None if holder.is_none() => {
            return Err(invalid_parameter("You must specify MoveToVersionId or RemoveFromVersionId."));
        }
        None => {
            let sql = "DELETE FROM stages WHERE secret = ?1 AND stage = ?2";
            transaction.execute(sql, (secret.id, stage))?;
        }
    }
    secret.touch(transaction, now)?;
    Ok(secret.named())
}
