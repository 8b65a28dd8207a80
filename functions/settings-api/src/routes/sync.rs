//! *Sync now*.

use std::sync::Arc;

use axum::{Json, extract::State};
use shared::{
    domain::ids::{EmployeeId, PersonioId},
    run::{
        World,
        sync_now::{Target, sync_now},
    },
};

use super::{Routes, deadline};
use crate::{
    caller::{Caller, Syncer},
    input::Id,
    problem::{Answer, Problem},
    refusals::{Always, MayConflict, OfOne},
    views::employee::SyncView,
};

pub(super) fn add<W: World + 'static>(routes: Routes<W>) -> Routes<W> {
    routes
        .with::<__path_sync_employee, _, _>(sync_employee::<W>)
        .with::<__path_sync_person, _, _>(sync_person::<W>)
}

/// *Sync now* on one employee, also while syncing is paused. Answers when it is done.
///
/// Excluded, failing or missing in Personio is an answer, with its reason. When Personio is away nothing is changed.
#[utoipa::path(post, path = "/v1/employees/{employee_id}/sync", tag = "Employees",
    params(("employee_id" = String, Path, description = "Pento's id.")),
    responses((status = 200, description = "What became of the employee.", body = SyncView), OfOne, MayConflict, Always))]
async fn sync_employee<W: World>(
    Syncer(caller): Syncer,
    State(world): State<Arc<W>>,
    Id(id): Id,
) -> Answer<Json<SyncView>> {
    let id = EmployeeId::parse(&id).map_err(|_| Problem::not_found("employee"))?;
    sync(&*world, &caller, Target::Employee(id)).await
}

/// *Sync now* on one person of Personio, who need not be in Pento yet.
#[utoipa::path(post, path = "/v1/integrations/personio/employees/{personio_id}/sync", tag = "Employees",
    params(("personio_id" = String, Path, description = "Personio's id.")),
    responses((status = 200, description = "What became of the person.", body = SyncView), OfOne, MayConflict, Always))]
async fn sync_person<W: World>(
    Syncer(caller): Syncer,
    State(world): State<Arc<W>>,
    Id(id): Id,
) -> Answer<Json<SyncView>> {
    sync(&*world, &caller, Target::Person(PersonioId::new(id))).await
}

async fn sync<W: World>(world: &W, caller: &Caller, target: Target) -> Answer<Json<SyncView>> {
    let deadline = deadline(world);
    let synced = Box::pin(sync_now(world, &caller.tenant, &target, deadline)).await?;
    Ok(Json(SyncView::of(synced, caller.sight())))
}
