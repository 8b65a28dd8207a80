//! Connecting a tenant to Personio, checking the link, and taking it away (rule W1).

use futures_util::future::try_join;
use jiff::Timestamp;

use super::{
    World, announce,
    session::{self, Session},
};
use crate::{
    domain::{
        attribute::{Catalogue, Wanted},
        connection::{Connection, ConnectionReason, ConnectionStatus, Permission, Permissions},
        ids::TenantId,
        run::{Run, Trigger},
        settings::{
            Settings,
            uses::{Unreadable, unreadable},
        },
    },
    ports::{
        Access, Clock, Credentials, Folder, PersonioError, ReadPersonio, ReadTenant, Secrets, StoreError,
        WriteTenant,
    },
};

/// Why Personio could not be asked for a tenant, or gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// Personio says no, or nothing.
    #[error(transparent)]
    Personio(#[from] PersonioError),
    /// There are no credentials.
    #[error("the tenant is not connected")]
    NotConnected,
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
    let (permissions, fresh) = ask(world.personio(), &access).await?;
    let store = world.store();
    let (before, settings) = try_join(store.catalogue(tenant), store.settings(tenant)).await?;
    let catalogue = match &settings {
        Some(saved) => fresh.after(&before, &saved.settings.wanted()),
        None => fresh,
    };
    world.secrets().put_credentials(tenant, &access.credentials).await?;
    store.put_catalogue(tenant, &catalogue).await?;
    let connection = Connection::fresh(world.clock().now(), permissions, settings.is_some());
    store.put_connection(tenant, &connection).await?;
    Ok((connection, catalogue))
}

/// Signs in, finds out what the credential may do, and reads the attributes.
async fn ask<P: ReadPersonio>(
    personio: &P,
    access: &Access,
) -> Result<(Permissions, Catalogue), PersonioError> {
    let scopes = personio.scopes(access).await?;
    let mut permissions = named(scopes.as_deref());
    if permissions.employees_read == Permission::Missing {
        return Err(PersonioError::PermissionMissing { operation: "employees" });
    }
    let catalogue = personio.attributes(access).await?;
    if permissions.employees_read == Permission::Unknown {
        personio.employees(access, &Wanted::default(), 0).await?;
        permissions.employees_read = Permission::Granted;
    }
    if permissions.documents_read == Permission::Unknown {
        permissions.documents_read = tried(&personio.folders(access).await);
    }
    Ok((permissions, catalogue))
}

/// What the scopes of a token say; nothing where Personio names none.
fn named(scopes: Option<&[String]>) -> Permissions {
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

/// What an answer says about the right to ask.
fn tried<T>(answer: &Result<T, PersonioError>) -> Permission {
    match answer {
        Ok(_) => Permission::Granted,
        Err(PersonioError::PermissionMissing { .. }) => Permission::Missing,
        Err(_) => Permission::Unknown,
    }
}

/// A connection as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The connection; none for a tenant that never connected.
    pub connection: Option<Connection>,
    /// The latest run of everybody.
    pub last_run: Option<Run>,
}

/// How the link stands.
///
/// # Errors
/// [`StoreError`] when the table does not answer.
pub async fn show<W: World>(world: &W, tenant: &TenantId) -> Result<Shown, StoreError> {
    let (connection, last_run) =
        try_join(world.store().connection(tenant), last_run(world.store(), tenant)).await?;
    Ok(Shown { connection, last_run })
}

/// Runs looked at, at a time, for the latest one that was about everybody.
const RUNS_LOOKED_AT: i32 = 25;

/// *Sync now* on one employee says little about the link, so such runs are passed over.
async fn last_run<S: ReadTenant>(store: &S, tenant: &TenantId) -> Result<Option<Run>, StoreError> {
    let mut before = None;
    loop {
        let runs = store.runs(tenant, before, RUNS_LOOKED_AT).await?;
        before = runs.last().map(|run| run.id);
        let found = runs.into_iter().find(|run| run.trigger != Trigger::Single);
        if found.is_some() || before.is_none() {
            return Ok(found);
        }
    }
}

/// Removes the credentials; settings and employees stay. Nothing happens to a tenant that is not connected.
///
/// # Errors
/// [`StoreError`] when the table or the secrets don't answer; disconnecting again is harmless.
pub async fn disconnect<W: World>(world: &W, tenant: &TenantId) -> Result<(), StoreError> {
    // First the hour forgets the tenant: with the secret gone and the connection active, it would be tried in vain.
    if let Some(connection) = world.store().connection(tenant).await?
        && connection.status != ConnectionStatus::Disconnected
    {
        world.store().put_connection(tenant, &connection.disconnected()).await?;
    }
    world.secrets().delete_credentials(tenant).await
}

/// What a check of the connection found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The connection after it.
    pub shown: Shown,
    /// What the settings use and the credential may not read.
    pub unreadable: Vec<Unreadable>,
}

/// Asks Personio anew for permissions and attributes. A refusal is what the check finds, and no failure of it.
///
/// # Errors
/// [`ConnectError`] when the tenant is not connected, or Personio gives no usable answer.
pub async fn check<W: World>(
    world: &W,
    tenant: &TenantId,
    deadline: Timestamp,
) -> Result<Checked, ConnectError> {
    let store = world.store();
    let (connection, settings) = try_join(store.connection(tenant), store.settings(tenant)).await?;
    let connection = connected(connection)?;
    let has_settings = settings.is_some();
    let settings = settings.map_or_else(Settings::default, |saved| saved.settings);
    let answer = match Session::open(world, tenant, &connection, deadline).await? {
        None => None,
        Some(mut session) => {
            Some(session.ask(|world, access| async move { ask(world.personio(), &access).await }).await?)
        }
    };
    match answer {
        None => {
            let broken = connection.clone().broken(ConnectionReason::CredentialsMissing, world.clock().now());
            announce::connection(world, tenant, &connection, &broken).await?;
        }
        Some(Ok((permissions, fresh))) => {
            let catalogue = fresh.after(&store.catalogue(tenant).await?, &settings.wanted());
            store.put_catalogue(tenant, &catalogue).await?;
            session::note_success(world, tenant, connection, permissions, has_settings).await?;
        }
        Some(Err(error @ (PersonioError::CredentialsRejected | PersonioError::PermissionMissing { .. }))) => {
            // Attributes are read with the right to read employees.
            let error = match error {
                PersonioError::PermissionMissing { .. } => {
                    PersonioError::PermissionMissing { operation: "employees" }
                }
                other => other,
            };
            session::note_failure(world, tenant, &connection, &error).await?;
        }
        Some(Err(error)) => return Err(error.into()),
    }
    let (shown, catalogue) = try_join(show(world, tenant), store.catalogue(tenant)).await?;
    Ok(Checked { shown, unreadable: unreadable(&settings, &catalogue) })
}

/// The attribute catalogue: the stored one, or freshly read.
///
/// # Errors
/// [`ConnectError`] when it has to be read and can't be.
pub async fn attributes<W: World>(
    world: &W,
    tenant: &TenantId,
    refresh: bool,
    deadline: Timestamp,
) -> Result<Catalogue, ConnectError> {
    let store = world.store();
    if !refresh {
        return Ok(store.catalogue(tenant).await?);
    }
    let connection = connected(store.connection(tenant).await?)?;
    let session = Session::open(world, tenant, &connection, deadline).await?;
    let mut session = session.ok_or(ConnectError::NotConnected)?;
    let answer =
        session.ask(|world, access| async move { world.personio().attributes(&access).await }).await?;
    let fresh = noted(world, tenant, &connection, answer).await?;
    let (before, settings) = try_join(store.catalogue(tenant), store.settings(tenant)).await?;
    let in_use = settings.map(|saved| saved.settings.wanted()).unwrap_or_default();
    let catalogue = fresh.after(&before, &in_use);
    store.put_catalogue(tenant, &catalogue).await?;
    Ok(catalogue)
}

/// The document categories, as they are at this very moment. What the answer says about the right to read documents is
/// kept.
///
/// # Errors
/// [`ConnectError`] when they can't be read.
pub async fn folders<W: World>(
    world: &W,
    tenant: &TenantId,
    deadline: Timestamp,
) -> Result<Vec<Folder>, ConnectError> {
    let connection = connected(world.store().connection(tenant).await?)?;
    let session = Session::open(world, tenant, &connection, deadline).await?;
    let mut session = session.ok_or(ConnectError::NotConnected)?;
    let answer = session.ask(|world, access| async move { world.personio().folders(&access).await }).await?;
    let documents_read = tried(&answer);
    let mut permissions = connection.permissions;
    if documents_read != Permission::Unknown && permissions.documents_read != documents_read {
        permissions.documents_read = documents_read;
        let learned = Connection { permissions, ..connection.clone() };
        world.store().update_connection(tenant, &learned).await?;
    }
    noted(world, tenant, &connection, answer).await
}

/// Notes a refusal on the connection, and hands the answer on.
async fn noted<W: World, T>(
    world: &W,
    tenant: &TenantId,
    connection: &Connection,
    answer: Result<T, PersonioError>,
) -> Result<T, ConnectError> {
    if let Err(error) = &answer {
        session::note_failure(world, tenant, connection, error).await?;
    }
    Ok(answer?)
}

/// The connection of a tenant that has credentials.
pub(super) fn connected(connection: Option<Connection>) -> Result<Connection, ConnectError> {
    connection
        .filter(|connection| connection.status != ConnectionStatus::Disconnected)
        .ok_or(ConnectError::NotConnected)
}
