//! What settings choose from: attributes, folders, Pento's fields.

use std::sync::Arc;

use axum::{Json, extract::State};
use shared::run::{World, connection};

use super::{Routes, deadline};
use crate::{
    caller::Reader,
    input::Params,
    problem::Answer,
    refusals::{Always, MayConflict, WithQuery},
    views::{
        Page,
        catalogue::{AttributeView, FolderView, PentoFieldsView},
    },
};

pub(super) fn add<W: World + 'static>(routes: Routes<W>) -> Routes<W> {
    routes
        .with::<__path_list_attributes, _, _>(list_attributes::<W>)
        .with::<__path_list_folders, _, _>(list_folders::<W>)
        .with::<__path_list_pento_fields, _, _>(list_pento_fields::<W>)
}

/// Personio's attributes, as they were read last; none before the first connection.
#[utoipa::path(get, path = "/v1/integrations/personio/attributes", tag = "Settings",
    params(("refresh" = Option<bool>, Query, description = "`true` reads them from Personio now.")),
    responses((status = 200, description = "All of them.", body = Page<AttributeView>), WithQuery, MayConflict, Always))]
async fn list_attributes<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
    mut params: Params,
) -> Answer<Json<Page<AttributeView>>> {
    let refresh = params.one_of("refresh", &[("true", true), ("false", false)]).unwrap_or(false);
    params.finish()?;
    let deadline = deadline(&*world);
    let catalogue = connection::attributes(&*world, &caller.tenant, refresh, deadline).await?;
    let attributes: Vec<_> = catalogue.into();
    Ok(Json(Page::whole(attributes.into_iter().map(AttributeView::from).collect())))
}

/// Personio's document categories, as they are now.
#[utoipa::path(get, path = "/v1/integrations/personio/folders", tag = "Settings",
    responses((status = 200, description = "All of them.", body = Page<FolderView>), MayConflict, Always))]
async fn list_folders<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
) -> Answer<Json<Page<FolderView>>> {
    let deadline = deadline(&*world);
    let folders = connection::folders(&*world, &caller.tenant, deadline).await?;
    Ok(Json(Page::whole(folders.into_iter().map(FolderView::from).collect())))
}

/// Pento's fields, with the attribute that probably holds each.
#[utoipa::path(get, path = "/v1/pento-fields", tag = "Settings",
    responses((status = 200, description = "All of them.", body = PentoFieldsView), Always))]
async fn list_pento_fields<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
) -> Answer<Json<PentoFieldsView>> {
    let deadline = deadline(&*world);
    let catalogue = connection::attributes(&*world, &caller.tenant, false, deadline).await?;
    Ok(Json(PentoFieldsView::from(&catalogue)))
}
