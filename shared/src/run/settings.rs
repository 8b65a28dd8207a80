//! Saving settings (rule W1).

use futures_util::future::try_join3;
use jiff::Timestamp;
use serde_json::Value;

use super::{
    World,
    connection::{self, ConnectError, connected},
    preview,
};
use crate::{
    domain::{
        connection::{Connection, ConnectionStatus},
        ids::{RunId, TenantId},
        input::InputError,
        run::{Run, SyncRequest, Trigger},
        settings::{
            Settings,
            uses::{FolderAnswer, folder_errors, needs_folder},
            warnings::SettingsWarning,
        },
    },
    ports::{
        Clock, NewIds, PersonioError, ReadTenant, SendRequests, StoreError, WriteRuns, WriteTenant, Written,
    },
};

/// What became of a document an admin wants to save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// Saved.
    Saved {
        /// As they are in force now.
        settings: Box<Settings>,
        /// The new version.
        version: u64,
        /// What is suspicious about them.
        warnings: Vec<SettingsWarning>,
        /// The run that makes Pento equal under the new settings.
        run_id: RunId,
    },
    /// Somebody else saved meanwhile, or the version was never one.
    Conflict,
    /// Nothing was saved, for all of this.
    Invalid(Vec<InputError>),
}

/// Checks a whole document, saves it over the version `expected` (0 before the first save) and asks for a run.
///
/// # Errors
/// [`ConnectError`] when the tenant is not connected, or a payslip folder can't be checked; nothing is saved then.
pub async fn change<W: World>(
    world: &W,
    tenant: &TenantId,
    expected: u64,
    document: &Value,
    deadline: Timestamp,
) -> Result<Changed, ConnectError> {
    let store = world.store();
    let (link, saved, catalogue) =
        try_join3(store.connection(tenant), store.settings(tenant), store.catalogue(tenant)).await?;
    if saved.as_ref().map_or(0, |saved| saved.version) != expected {
        return Ok(Changed::Conflict);
    }
    let settings = match Settings::from_json(document, &catalogue) {
        Ok(settings) => settings,
        Err(errors) => return Ok(Changed::Invalid(errors)),
    };
    let link = connected(link)?;
    let in_force = saved.as_ref().map(|saved| &saved.settings);
    if needs_folder(&settings, in_force) {
        let answer = match connection::folders(world, tenant, deadline).await {
            Ok(folders) => FolderAnswer::Folders(folders.into_iter().map(|folder| folder.id).collect()),
            Err(ConnectError::Personio(PersonioError::PermissionMissing { .. })) => FolderAnswer::Forbidden,
            Err(error) => return Err(error),
        };
        let errors = folder_errors(&settings, link.permissions, &answer);
        if !errors.is_empty() {
            return Ok(Changed::Invalid(errors));
        }
    }
    let warnings = preview::warnings(world, tenant, &link, &settings, in_force, &catalogue).await?;
    match save(world, tenant, expected, &settings).await? {
        Saved::Conflict => Ok(Changed::Conflict),
        Saved::Saved { version, run_id } => {
            Ok(Changed::Saved { settings: Box::new(settings), version, warnings, run_id })
        }
    }
}

/// What became of a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// Saved, and this run was asked for.
    Saved {
        /// The new version.
        version: u64,
        /// The run that makes Pento equal under the new settings.
        run_id: RunId,
    },
    /// Somebody else saved meanwhile.
    Conflict,
}

/// Saves settings over the version `expected` (0 before the first save) and asks for a run.
///
/// # Errors
/// [`StoreError`] when the table or the queue don't answer; saving again is harmless.
pub async fn save<W: World>(
    world: &W,
    tenant: &TenantId,
    expected: u64,
    settings: &Settings,
) -> Result<Saved, StoreError> {
    let store = world.store();
    if store.put_settings(tenant, expected, settings).await? == Written::Conflict {
        return Ok(Saved::Conflict);
    }
    if let Some(connection) = store.connection(tenant).await?
        && connection.status == ConnectionStatus::AwaitingSettings
    {
        let active = Connection { status: ConnectionStatus::Active, ..connection };
        store.update_connection(tenant, &active).await?;
    }
    let run_id = request_run(world, tenant, Trigger::Settings).await?;
    Ok(Saved::Saved { version: expected + 1, run_id })
}

/// Asks for a run; it can be read right away.
///
/// # Errors
/// [`StoreError`] when the table or the queue don't answer.
pub async fn request_run<W: World>(
    world: &W,
    tenant: &TenantId,
    trigger: Trigger,
) -> Result<RunId, StoreError> {
    let run_id = world.clock().run_id();
    let request = SyncRequest {
        tenant_id: tenant.clone(),
        trigger,
        run_id,
        requested_at: world.clock().now(),
        part: 0,
    };
    world.store().put_run(tenant, &Run::queued(&request)).await?;
    let deduplication = run_id.to_string();
    world.queue().send(&[(request, deduplication)]).await?;
    Ok(run_id)
}
