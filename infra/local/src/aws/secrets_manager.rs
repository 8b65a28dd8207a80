//! Secrets Manager: the operations this system uses, with versions, staging labels and recoverable deletion.
//!
//! Source of the rules: <https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html>. Values are kept
//! as they are, not encrypted, in a folder that only its owner may enter. Not offered: rotation, replicas, policies.

mod delete;
mod list;
mod secret;
mod stages;
mod value;

use std::sync::Arc;

use serde_json::Value;

use super::{
    Clock,
    json::{Fault, Request, Service, unknown_operation},
    store::Store,
};

/// The tables. Times are milliseconds since 1970. `ends` is when a secret scheduled for deletion goes.
pub(super) const SCHEMA: &str = "
    CREATE TABLE secrets (
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, arn TEXT NOT NULL UNIQUE,
        description TEXT, kms_key_id TEXT, tags TEXT NOT NULL,
        created INTEGER NOT NULL, changed INTEGER NOT NULL, ends INTEGER
    ) STRICT;
    CREATE TABLE versions (
        secret INTEGER NOT NULL REFERENCES secrets (id) ON DELETE CASCADE, version_id TEXT NOT NULL,
        text TEXT, bytes BLOB, created INTEGER NOT NULL,
        PRIMARY KEY (secret, version_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE stages (
        secret INTEGER NOT NULL REFERENCES secrets (id) ON DELETE CASCADE, stage TEXT NOT NULL,
        version_id TEXT NOT NULL, PRIMARY KEY (secret, stage)
    ) STRICT, WITHOUT ROWID;
";

/// The service.
pub(super) struct SecretsManager {
    store: Arc<Store>,
    clock: Clock,
}

impl SecretsManager {
    /// Serves the secrets of `store`.
    pub(super) fn new(store: Arc<Store>, clock: Clock) -> Self {
        Self { store, clock }
    }
}

impl Service for SecretsManager {
    const TARGET: &'static str = "secretsmanager.";
    const CONTENT_TYPE: &'static str = "application/x-amz-json-1.1";
    const NAMESPACE: &'static str = "";

    fn query_code(_: &str) -> Option<String> {
        None
    }

    async fn call(&self, operation: &str, request: Request) -> Result<Value, Fault> {
        let now = (self.clock)().as_millisecond();
        self.store.transact(|transaction| {
            delete::remove_ended(transaction, now)?;
            match operation {
                "CreateSecret" => value::create(transaction, &request, now),
                "GetSecretValue" => value::get(transaction, &request),
                "PutSecretValue" => value::put(transaction, &request, now),
                "DescribeSecret" => list::describe(transaction, &request),
                "ListSecrets" => list::list(transaction, &request),
                "DeleteSecret" => delete::delete(transaction, &request, now),
                "RestoreSecret" => delete::restore(transaction, &request, now),
                "UpdateSecretVersionStage" => stages::update(transaction, &request, now),
                _ => Err(unknown_operation()),
            }
        })
    }
}

/// Seconds since 1970 with a fraction, as the protocol writes times.
#[expect(clippy::cast_precision_loss, reason = "milliseconds stay below 2^53 for 285,000 years")]
fn seconds(milliseconds: i64) -> f64 {
    milliseconds as f64 / 1000.0
}

fn invalid_parameter(message: impl Into<String>) -> Fault {
    Fault::new("InvalidParameterException", message)
}

fn invalid_request(message: impl Into<String>) -> Fault {
    Fault::new("InvalidRequestException", message)
}

fn not_found(message: impl Into<String>) -> Fault {
    Fault::new("ResourceNotFoundException", message)
}
