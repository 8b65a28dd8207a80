//! Values of secrets: `CreateSecret`, `PutSecretValue`, `GetSecretValue`.

use data_encoding::BASE64;
use rusqlite::{OptionalExtension as _, Transaction};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    invalid_parameter, invalid_request, not_found, seconds,
    secret::{Secret, new_arn},
    stages,
};
use crate::aws::json::{Fault, Request};

/// Bytes of a value.
const LARGEST: usize = 65_536;

/// Versions without a label that are kept.
const OLD_VERSIONS: i64 = 100;

/// What a version holds. No `Debug`.
#[derive(PartialEq, Eq)]
enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

impl Content {
    /// The content of a request; none if it has neither.
    fn given(text: Option<String>, base64: Option<String>) -> Result<Option<Self>, Fault> {
        let content = match (text, base64) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => {
                return Err(invalid_parameter(
                    "You can't specify both a binary secret value and a string secret value in the same \
                        secret.",
                ));
            }
            (Some(text), None) => Self::Text(text),
            (None, Some(base64)) => match BASE64.decode(base64.as_bytes()) {
                Ok(bytes) => Self::Bytes(bytes),
                Err(_) => return Err(invalid_parameter("SecretBinary is not base64.")),
            },
        };
        match content.size() {
            1..=LARGEST => Ok(Some(content)),
            _ => Err(Fault::new("ValidationException", "A secret value has 1 to 65536 bytes.")),
        }
    }

    fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct CreateSecret {
    name: String,
    client_request_token: Option<String>,
    description: Option<String>,
    kms_key_id: Option<String>,
    secret_string: Option<String>,
    secret_binary: Option<String>,
    #[serde(default)]
    tags: Vec<Value>,
}

/// `CreateSecret`, with a first value or without; the same call with the same token again changes nothing.
pub(super) fn create(transaction: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let call: CreateSecret = request.read()?;
    check_name(&call.name)?;
    let version_id = version_id(call.client_request_token)?;
    let content = Content::given(call.secret_string, call.secret_binary)?;
    let sql = "SELECT EXISTS (SELECT 1 FROM secrets WHERE name = ?1)";
    if transaction.query_row(sql, [&call.name], |row| row.get(0))? {
        let secret = Secret::find(transaction, &call.name)?;
        if secret.ends.is_some() {
            return Err(invalid_request(
                "You can't create this secret because a secret with this name is already scheduled for \
                    deletion.",
            ));
        }
        let existing = content_of(transaction, &secret, &version_id)?;
        return match existing {
            Some((existing, _)) if Some(&existing) == content.as_ref() => {
                Ok(with_version(&secret, &version_id))
            }
            _ => {
                Err(exists(&format!("The operation failed because the secret {} already exists.", call.name)))
            }
        };
    }
    transaction.execute(
        "INSERT INTO secrets (name, arn, description, kms_key_id, tags, created, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
        (
            &call.name,
            new_arn(&call.name),
            call.description,
            call.kms_key_id,
            json!(call.tags).to_string(),
            now,
        ),
    )?;
    let secret = Secret::find(transaction, &call.name)?;
    let Some(content) = content else { return Ok(secret.named()) };
    add(transaction, &secret, &version_id, &content, now)?;
    stages::attach(transaction, &secret, stages::CURRENT, &version_id)?;
    Ok(with_version(&secret, &version_id))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct PutSecretValue {
    secret_id: String,
    client_request_token: Option<String>,
    secret_string: Option<String>,
    secret_binary: Option<String>,
    version_stages: Option<Vec<String>>,
}

/// `PutSecretValue`: a new version, by default the current one.
pub(super) fn put(transaction: &Transaction<'_>, request: &Request, now: i64) -> Result<Value, Fault> {
    let call: PutSecretValue = request.read()?;
    let secret = Secret::find_usable(transaction, &call.secret_id)?;
    let version_id = version_id(call.client_request_token)?;
    let content = Content::given(call.secret_string, call.secret_binary)?
        .ok_or_else(|| invalid_parameter("You must provide either SecretString or SecretBinary."))?;
    let mut stages = call.version_stages.unwrap_or_else(|| vec![stages::CURRENT.into()]);
    stages::check(&stages)?;
    match content_of(transaction, &secret, &version_id)? {
        Some((existing, _)) if existing == content => {}
        Some(_) => {
            return Err(exists(
                "You can't change the value of a version that already exists. Use another \
                    ClientRequestToken.",
            ));
        }
        None => {
            let first = secret.staged(transaction, stages::CURRENT)?.is_none();
            if first && !stages.iter().any(|stage| stage == stages::CURRENT) {
                stages.push(stages::CURRENT.into());
            }
            add(transaction, &secret, &version_id, &content, now)?;
            for stage in &stages {
                stages::attach(transaction, &secret, stage, &version_id)?;
            }
            forget_old(transaction, &secret)?;
            secret.touch(transaction, now)?;
        }
    }
    let mut output = with_version(&secret, &version_id);
    output["VersionStages"] = stages::of(transaction, &secret, &version_id)?.into();
    Ok(output)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct GetSecretValue {
    secret_id: String,
    version_id: Option<String>,
    version_stage: Option<String>,
}

/// `GetSecretValue`: by version, by label, or the current one.
pub(super) fn get(transaction: &Transaction<'_>, request: &Request) -> Result<Value, Fault> {
    let call: GetSecretValue = request.read()?;
    let secret = Secret::find_usable(transaction, &call.secret_id)?;
    let version_id = match (call.version_id, call.version_stage) {
        (Some(version_id), None) => version_id,
        (None, stage) => {
            let stage = stage.as_deref().unwrap_or(stages::CURRENT);
            let absent = || {
                not_found(format!(
                    "Secrets Manager can't find the specified secret value for staging label: {stage}"
                ))
            };
            secret.staged(transaction, stage)?.ok_or_else(absent)?
        }
        (Some(version_id), Some(stage)) => {
            if secret.has_version(transaction, &version_id)?
                && secret.staged(transaction, &stage)?.as_ref() != Some(&version_id)
            {
                let message = "You provided a VersionStage that is not associated to the provided VersionId.";
                return Err(invalid_request(message));
            }
            version_id
        }
    };
    let (content, created) = content_of(transaction, &secret, &version_id)?.ok_or_else(|| {
        not_found(format!(
            "Secrets Manager can't find the specified secret value for VersionId: {version_id}"
        ))
    })?;
    let mut output = with_version(&secret, &version_id);
    output["VersionStages"] = stages::of(transaction, &secret, &version_id)?.into();
    output["CreatedDate"] = seconds(created).into();
    match content {
        Content::Text(text) => output["SecretString"] = text.into(),
        Content::Bytes(bytes) => output["SecretBinary"] = BASE64.encode(&bytes).into(),
    }
    Ok(output)
}

fn with_version(secret: &Secret, version_id: &str) -> Value {
    let mut output = secret.named();
    output["VersionId"] = version_id.into();
    output
}

fn add(
    transaction: &Transaction<'_>,
    secret: &Secret,
    version_id: &str,
    content: &Content,
    now: i64,
) -> Result<(), Fault> {
    let (text, bytes) = match content {
        Content::Text(text) => (Some(text), None),
        Content::Bytes(bytes) => (None, Some(bytes)),
    };
    let sql = "INSERT INTO versions (secret, version_id, text, bytes, created) VALUES (?1, ?2, ?3, ?4, ?5)";
    transaction.execute(sql, (secret.id, version_id, text, bytes, now))?;
    Ok(())
}

fn content_of(
    transaction: &Transaction<'_>,
    secret: &Secret,
    version_id: &str,
) -> Result<Option<(Content, i64)>, Fault> {
    let sql = "SELECT text, bytes, created FROM versions WHERE secret = ?1 AND version_id = ?2";
    let found = transaction
        .query_row(sql, (secret.id, version_id), |row| {
            let content = match row.get::<_, Option<String>>(0)? {
                Some(text) => Content::Text(text),
                None => Content::Bytes(row.get(1)?),
            };
            Ok((content, row.get(2)?))
        })
        .optional()?;
    Ok(found)
}

/// Versions that carry no label are kept for a while, the newest hundred of them.
fn forget_old(transaction: &Transaction<'_>, secret: &Secret) -> Result<(), Fault> {
    transaction.execute(
        "DELETE FROM versions WHERE secret = ?1 AND version_id IN (
             SELECT version_id FROM versions WHERE secret = ?1
                    AND version_id NOT IN (SELECT version_id FROM stages WHERE secret = ?1)
             ORDER BY created DESC LIMIT -1 OFFSET ?2)",
        (secret.id, OLD_VERSIONS),
    )?;
    Ok(())
}

fn version_id(token: Option<String>) -> Result<String, Fault> {
    match token {
        None => Ok(Uuid::new_v4().to_string()),
        Some(token) if (32..=64).contains(&token.len()) => Ok(token),
        Some(_) => Err(invalid_parameter("A ClientRequestToken has 32 to 64 characters.")),
    }
}

fn check_name(name: &str) -> Result<(), Fault> {
    let good = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c);
    if (1..=512).contains(&name.len()) && name.chars().all(good) {
        return Ok(());
    }
    Err(Fault::new(
        "ValidationException",
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the \
            following: -/_+=.@!",
    ))
}

fn exists(message: &str) -> Fault {
    Fault::new("ResourceExistsException", message)
}
