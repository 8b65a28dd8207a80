//! Connecting a tenant to Personio (rule W1).

use jiff::Timestamp;

use super::World;
use crate::{
    domain::{
        attribute::Catalogue,
        connection::{Connection, Permission, Permissions},
        ids::TenantId,
    },
    ports::{
        Access, Clock, Credentials, PersonioError, ReadPersonio, ReadTenant, Secrets, StoreError, WriteTenant,
    },
};

/// Why a tenant could not be connected. Nothing is stored then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// Personio says no, or nothing.
    #[error(transparent)]
    Personio(#[from] PersonioError),
    /// Our side does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Checks credentials with Personio, and only then stores them with the catalogue they can read.
///
/// # Errors
/// [`ConnectError`]; nothing was stored when Personio refused.
pub async fn connect<W: World>(
    world: &W,
    tenant: &TenantId,
    credentials: Credentials,
    deadline: Timestamp,
) -> Result<(Connection, Catalogue), ConnectError> {
    let access = Access::new(credentials, deadline);
    let scopes = world.personio().scopes(&access).await?;
    let catalogue = world.personio().attributes(&access).await?;
    let store = world.store();
    world.secrets().put_credentials(tenant, &access.credentials).await?;
    store.put_catalogue(tenant, &catalogue).await?;
    let has_settings = store.settings(tenant).await?.is_some();
    let connection = Connection::fresh(world.clock().now(), permissions(scopes.as_deref()), has_settings);
    store.put_connection(tenant, &connection).await?;
    Ok((connection, catalogue))
}

/// What the scopes of a token say; nothing where Personio names none.
fn permissions(scopes: Option<&[String]>) -> Permissions {
    let has = |wanted: &str| match scopes {
        None => Permission::Unknown,
        Some(scopes) if scopes.iter().any(|scope| scope == wanted) => Permission::Granted,
        Some(_) => Permission::Missing,
    };
    Permissions {
        employees_read: has("employees:read"),
        documents_read: has("documents:read"),
        documents_write: has("documents:write"),
    }
}
