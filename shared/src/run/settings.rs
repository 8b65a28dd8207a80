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
        run::{Run, RunOutcome, RunReason, SyncRequest, Trigger},
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
    let version = saved.as_ref().map_or(0, |saved| saved.version);
    let settings = match Settings::from_json(document, &catalogue) {
        Ok(settings) => settings,
        Err(_) if version != expected => return Ok(Changed::Conflict),
        Err(errors) => return Ok(Changed::Invalid(errors)),
    };
    let in_force = saved.as_ref().map(|saved| &saved.settings);
    // The answer to a first try was lost, or it was cut off after the save: what is still missing of it is done.
    let is_repeated = version == expected + 1 && in_force == Some(&settings);
    if version != expected && !is_repeated {
        return Ok(Changed::Conflict);
    }
    let link = match connected(link) {
        // Settings that were saved once can be changed while the tenant is disconnected.
        Err(ConnectError::NotConnected) if version > 0 => None,
        link => Some(link?),
    };
    if needs_folder(&settings, in_force) {
        let permissions = link.as_ref().ok_or(ConnectError::NotConnected)?.permissions;
        let answer = match connection::folders(world, tenant, deadline).await {
            Ok(folders) => FolderAnswer::Folders(folders.into_iter().map(|folder| folder.id).collect()),
            Err(ConnectError::Personio(PersonioError::PermissionMissing { .. })) => FolderAnswer::Forbidden,
            Err(error) => return Err(error),
        };
        let errors = folder_errors(&settings, permissions, &answer);
        if !errors.is_empty() {
            return Ok(Changed::Invalid(errors));
        }
    }
    let saved_as = if is_repeated {
        Saved::Saved { version, run_id: start(world, tenant).await? }
    } else {
        save(world, tenant, expected, &settings).await?
    };
    match saved_as {
        Saved::Conflict => Ok(Changed::Conflict),
        Saved::Saved { version, run_id } => {
            // After the save: pausing must not wait for Personio.
            let warnings = match &link {
                Some(link) => preview::warnings(world, tenant, link, &settings, in_force, &catalogue).await?,
                None => Vec::new(),
            };
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
    Ok(Saved::Saved { version: expected + 1, run_id: start(world, tenant).await? })
}

/// What a save brings about: the connection is at work, and a run is asked for.
async fn start<W: World>(world: &W, tenant: &TenantId) -> Result<RunId, StoreError> {
    let store = world.store();
    if let Some(connection) = store.connection(tenant).await?
        && connection.status == ConnectionStatus::AwaitingSettings
    {
        let active = Connection { status: ConnectionStatus::Active, ..connection };
        store.update_connection(tenant, &active).await?;
    }
    request_run(world, tenant, Trigger::Settings).await
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
    let run = Run::queued(&request);
    world.store().put_run(tenant, &run).await?;
    let deduplication = run_id.to_string();
    if let Err(error) = world.queue().send(&[(request, deduplication)]).await {
        // A run that waits for nothing would be answered to everybody who asks for one.
        let ended = run.ended(RunOutcome::Failed, Some(RunReason::Interrupted), world.clock().now());
        world.store().put_run(tenant, &ended).await?;
        return Err(error);
    }
    Ok(run_id)
}
