//! Looking at secrets without their values: `DescribeSecret`, `ListSecrets`.

use std::collections::BTreeMap;

use rusqlite::Transaction;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{invalid_parameter, seconds, secret::Secret};
use crate::aws::json::{Fault, Request};

/// Secrets of a page, if the request names no number.
const PAGE: usize = 100;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DescribeSecret {
    secret_id: String,
}

/// `DescribeSecret`, for secrets scheduled for deletion too.
pub(super) fn describe(transaction: &Transaction<'_>, request: &Request) -> Result<Value, Fault> {
    let DescribeSecret { secret_id } = request.read()?;
    let secret = Secret::find(transaction, &secret_id)?;
    let versions = labelled(transaction, &secret)?;
    let mut output = described(secret);
    if !versions.is_empty() {
        output["VersionIdsToStages"] = json!(versions);
    }
    Ok(output)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct ListSecrets {
    max_results: Option<usize>,
    next_token: Option<String>,
    #[serde(default)]
    filters: Vec<Filter>,
    #[serde(default)]
    include_planned_deletion: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Filter {
    key: String,
    #[serde(default)]
    values: Vec<String>,
}

/// `ListSecrets`, the oldest first, filtered by the beginnings of names.
pub(super) fn list(transaction: &Transaction<'_>, request: &Request) -> Result<Value, Fault> {
    let call: ListSecrets = request.read()?;
    let page = call.max_results.unwrap_or(PAGE);
    if !(1..=100).contains(&page) {
        return Err(invalid_parameter("MaxResults is a number from 1 to 100."));
    }
    if call
        .filters
        .iter()
        .any(|filter| filter.key != "name" || filter.values.iter().any(|v| v.starts_with('!')))
    {
        return Err(invalid_parameter("this stand-in filters by the beginning of names only"));
    }
    let after: i64 = match call.next_token {
        None => 0,
        Some(token) => {
            let invalid = |_| Fault::new("InvalidNextTokenException", "Invalid pagination token.");
            token.parse().map_err(invalid)?
        }
    };
    let sql = format!("SELECT {} FROM secrets WHERE id > ?1 ORDER BY id", Secret::COLUMNS);
    let mut statement = transaction.prepare_cached(&sql)?;
    let mut listed: Vec<Value> = Vec::new();
    let mut last = after;
    for secret in statement.query_map([after], Secret::read)? {
        let secret = secret?;
        let wanted = (call.include_planned_deletion || secret.ends.is_none())
            && call.filters.iter().all(|filter| filter.values.iter().any(|v| secret.name.starts_with(v)));
        if !wanted {
            continue;
        }
        if listed.len() == page {
            return Ok(json!({"SecretList": listed, "NextToken": last.to_string()}));
        }
        last = secret.id;
        let versions = labelled(transaction, &secret)?;
        let mut entry = described(secret);
        if !versions.is_empty() {
            entry["SecretVersionsToStages"] = json!(versions);
        }
        listed.push(entry);
    }
    Ok(json!({"SecretList": listed}))
}

fn described(secret: Secret) -> Value {
    let mut output = secret.named();
    output["CreatedDate"] = seconds(secret.created).into();
    output["LastChangedDate"] = seconds(secret.changed).into();
    output["Tags"] = secret.tags;
    if let Some(description) = secret.description {
        output["Description"] = description.into();
    }
    if let Some(key) = secret.kms_key_id {
        output["KmsKeyId"] = key.into();
    }
    if let Some(ends) = secret.ends {
        output["DeletedDate"] = seconds(ends).into();
    }
    output
}

/// Version id -> labels, for versions that carry one.
fn labelled(transaction: &Transaction<'_>, secret: &Secret) -> Result<BTreeMap<String, Vec<String>>, Fault> {
    let sql = "SELECT version_id, stage FROM stages WHERE secret = ?1 ORDER BY stage";
    let mut statement = transaction.prepare_cached(sql)?;
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in statement.query_map([secret.id], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (version_id, stage) = row?;
        versions.entry(version_id).or_default().push(stage);
    }
    Ok(versions)
}
