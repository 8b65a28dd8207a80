//! `DeleteSecret` with its recovery window, and `RestoreSecret`.

use rusqlite::Transaction;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{invalid_parameter, seconds, secret::Secret};
use crate::aws::json::{Fault, Request};

/// Milliseconds of a day.
const DAY: i64 = 24 * 3600 * 1000;

/// Days a secret can be restored, if the request names none.
const WINDOW: i64 = 30;

/// Removes for good what was scheduled and is due.
pub(super) fn remove_ended(transaction: &Transaction<'_>, now: i64) -> Result<(), Fault> {
    transaction.execute("DELETE FROM secrets WHERE ends <= ?1", [now])?;
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DeleteSecret {
    secret_id: String,
    recovery_window_in_days: Option<i64>,
    #[serde(default)]
    force_delete_without_recovery: bool,
}

/// `DeleteSecret`. Without recovery a secret that is not there is as good as deleted, as on AWS.
pub(super) fn delete(transaction: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let call: DeleteSecret = request.read()?;
    match call.recovery_window_in_days {
        Some(_) if call.force_delete_without_recovery => {
            return Err(invalid_parameter(
                "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
            ));
        }
        Some(days) if !(7..=30).contains(&days) => {
            return Err(invalid_parameter(
                "RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
            ));
        }
        _ => {}
    }
    let (secret, ends) = if call.force_delete_without_recovery {
        match Secret::find(transaction, &call.secret_id) {
            Ok(secret) => {
                transaction.execute("DELETE FROM secrets WHERE id = ?1", [secret.id])?;
                (secret, now)
            }
            Err(fault) if fault.code == "ResourceNotFoundException" => {
                let arn = super::secret::new_arn(&call.secret_id);
                return Ok(json!({"ARN": arn, "Name": call.secret_id, "DeletionDate": seconds(now)}));
            }
            Err(fault) => return Err(fault),
        }
    } else {
        let secret = Secret::find_usable(transaction, &call.secret_id)?;
        let ends = now + call.recovery_window_in_days.unwrap_or(WINDOW) * DAY;
        transaction.execute("UPDATE secrets SET ends = ?2 WHERE id = ?1", (secret.id, ends))?;
        (secret, ends)
    };
    let mut output = secret.named();
    output["DeletionDate"] = seconds(ends).into();
    Ok(output)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct RestoreSecret {
    secret_id: String,
}

/// `RestoreSecret`; restoring what was not deleted does nothing.
pub(super) fn restore(transaction: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let RestoreSecret { secret_id } = request.read()?;
    let secret = Secret::find(transaction, &secret_id)?;
    transaction.execute("UPDATE secrets SET ends = NULL WHERE id = ?1", [secret.id])?;
    secret.touch(transaction, now)?;
    Ok(secret.named())
}
