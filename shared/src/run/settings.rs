//! Saving settings (rule W1).

use super::World;
use crate::{
    domain::{
        connection::{Connection, ConnectionStatus},
        ids::{RunId, TenantId},
        run::{Run, SyncRequest, Trigger},
        settings::Settings,
    },
    ports::{Clock, NewIds, ReadTenant, SendRequests, StoreError, WriteRuns, WriteTenant, Written},
};

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
        store.put_connection(tenant, &active).await?;
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
