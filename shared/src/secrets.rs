//! Credentials in Secrets Manager: one secret per tenant, `{"client_id", "client_secret"}`.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use aws_sdk_secretsmanager::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::{
    aws::code,
    domain::ids::TenantId,
    ports::{Credentials, Secrets, StoreError},
};

/// How long credentials stay in memory. A rotation is noticed at once by the refusal of the old ones, so this only
/// bounds how long a deleted secret lives on in a warm process.
const CACHE_LIFE: Duration = Duration::from_mins(5);

/// The secrets of all tenants.
#[derive(Debug)]
pub struct SecretStore {
    client: Client,
    prefix: String,
    cache: Mutex<HashMap<TenantId, (Credentials, Instant)>>,
    /// When each tenant had connected, by its connection as it was seen last.
    connected: Mutex<HashMap<TenantId, Option<Timestamp>>>,
}

#[derive(Deserialize)]
struct Stored {
    client_id: String,
    client_secret: SecretString,
}

#[derive(Serialize)]
struct ToStore<'a> {
    client_id: &'a str,
    client_secret: &'a str,
}

impl SecretStore {
    /// Uses secrets whose names begin with `prefix`.
    #[must_use]
    pub fn new(client: Client, prefix: String) -> Self {
        Self { client, prefix, cache: Mutex::default(), connected: Mutex::default() }
    }

    fn name(&self, tenant: &TenantId) -> String {
        format!("{}{tenant}", self.prefix)
    }

    fn cached(&self, tenant: &TenantId) -> Option<Credentials> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let (credentials, since) = cache.get(tenant)?;
        (since.elapsed() < CACHE_LIFE).then(|| credentials.clone())
    }

    fn keep(&self, tenant: &TenantId, credentials: Credentials) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.insert(tenant.clone(), (credentials, Instant::now()));
    }
}

fn unavailable<E: ProvideErrorMetadata, R>(
    operation: &'static str,
) -> impl FnOnce(SdkError<E, R>) -> StoreError {
    move |error| StoreError::Unavailable { service: "Secrets Manager", operation, cause: code(&error) }
}

/// The secret does not exist, or is scheduled for deletion.
fn is_gone(code: &str) -> bool {
    matches!(code, "ResourceNotFoundException" | "InvalidRequestException")
}

impl Secrets for SecretStore {
    async fn credentials(&self, tenant: &TenantId) -> Result<Option<Credentials>, StoreError> {
        if let Some(credentials) = self.cached(tenant) {
            return Ok(Some(credentials));
        }
        let answer = match self.client.get_secret_value().secret_id(self.name(tenant)).send().await {
            Ok(answer) => answer,
            Err(error) if is_gone(&code(&error)) => return Ok(None),
            Err(error) => return Err(unavailable("read the credentials")(error)),
        };
        let unreadable =
            || StoreError::Unreadable { item: "secret", cause: "not the JSON of credentials".into() };
        let text = answer.secret_string.map(SecretString::from).ok_or_else(unreadable)?;
        let stored: Stored = serde_json::from_str(text.expose_secret()).map_err(|_| unreadable())?;
        let credentials = Credentials { client_id: stored.client_id, client_secret: stored.client_secret };
        self.keep(tenant, credentials.clone());
        Ok(Some(credentials))
    }

    fn forget(&self, tenant: &TenantId) {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).remove(tenant);
    }

    fn forget_before(&self, tenant: &TenantId, connected_at: Option<Timestamp>) {
        let mut connected = self.connected.lock().unwrap_or_else(PoisonError::into_inner);
        if connected.insert(tenant.clone(), connected_at).is_some_and(|before| before != connected_at) {
            self.forget(tenant);
        }
    }

    async fn put_credentials(&self, tenant: &TenantId, credentials: &Credentials) -> Result<(), StoreError> {
        let what = "store the credentials";
        let client_secret = credentials.client_secret.expose_secret();
        let stored = ToStore { client_id: &credentials.client_id, client_secret };
        let unwritable = |_| StoreError::Unreadable { item: "secret", cause: "not to be written".into() };
        let text = serde_json::to_string(&stored).map_err(unwritable)?;
        let name = self.name(tenant);
        let put = self.client.put_secret_value().secret_id(&name).secret_string(&text).send().await;
        match put {
            Ok(_) => {}
            Err(error) if is_gone(&code(&error)) => {
                self.client
                    .create_secret()
                    .name(&name)
                    .secret_string(&text)
                    .send()
                    .await
                    .map_err(unavailable(what))?;
            }
            Err(error) => return Err(unavailable(what)(error)),
        }
        self.keep(tenant, credentials.clone());
        Ok(())
    }

    /// At once and without a way back: a disconnected customer's secret has no business here.
    async fn delete_credentials(&self, tenant: &TenantId) -> Result<(), StoreError> {
        self.forget(tenant);
        let delete =
            self.client.delete_secret().secret_id(self.name(tenant)).force_delete_without_recovery(true);
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error) if code(&error) == "ResourceNotFoundException" => Ok(()),
            Err(error) => Err(unavailable("delete the credentials")(error)),
        }
    }
}
