//! The settings document.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use shared::{
    domain::settings::{Settings, document},
    ports::ReadTenant,
    run::{
        World,
        settings::{self, Changed},
    },
};

use super::{Routes, deadline};
use crate::{
    caller::{Admin, Reader},
    input::{Document, changed_meanwhile, etag, if_match},
    problem::{Answer, Problem},
    refusals::{Always, MayConflict, WithBody, WithVersion},
    views::settings::{SavedView, SettingsView, warnings},
};

pub(super) fn add<W: World + 'static>(routes: Routes<W>) -> Routes<W> {
    routes
        .with::<__path_show_settings, _, _>(show_settings::<W>)
        .with::<__path_save_settings, _, _>(save_settings::<W>)
}

/// The settings in force; before the first save, what they begin with.
#[utoipa::path(get, path = "/v1/integrations/personio/settings", tag = "Settings",
    responses((status = 200, description = "The whole document.", body = SettingsView,
        headers(("ETag" = String, description = "For If-Match."))), Always))]
async fn show_settings<W: World>(Reader(caller): Reader, State(world): State<Arc<W>>) -> Answer<Response> {
    let saved = world.store().settings(&caller.tenant).await?;
    let (version, settings) =
        saved.map_or_else(|| (0, Settings::default()), |saved| (saved.version, saved.settings));
    Ok(tagged(version, Json(document(&settings))))
}

/// Saves the whole document, and starts a run under it. The first save is what starts importing.
#[utoipa::path(put, path = "/v1/integrations/personio/settings", tag = "Settings",
    params(("If-Match" = String, Header, description = "The ETag of the document that is replaced.")),
    request_body = SettingsView,
    responses((status = 200, description = "Saved, and a run was asked for.", body = SavedView,
        headers(("ETag" = String, description = "Of the saved document."))), WithBody, WithVersion, MayConflict, Always))]
async fn save_settings<W: World>(
    Admin(caller): Admin,
    State(world): State<Arc<W>>,
    headers: HeaderMap,
    Document(candidate): Document,
) -> Answer<Response> {
    let expected = if_match(&headers)?;
    let deadline = deadline(&*world);
    match settings::change(&*world, &caller.tenant, expected, &candidate, deadline).await? {
        Changed::Conflict => Err(changed_meanwhile()),
        Changed::Invalid(errors) => Err(Problem::invalid(errors)),
        Changed::Saved { settings, version, warnings: found, run_id } => {
            let view = SavedView {
                settings: document(&settings),
                warnings: warnings(&found),
                run_id: run_id.to_string(),
            };
            Ok(tagged(version, Json(view)))
        }
    }
}

fn tagged<T: serde::Serialize>(version: u64, body: Json<T>) -> Response {
    ([(header::ETAG, etag(version))], body).into_response()
}
