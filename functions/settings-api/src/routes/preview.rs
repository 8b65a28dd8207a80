//! What settings would do.

use std::sync::Arc;

use axum::{Json, extract::State};
use shared::run::{
    World,
    preview::{self, Preview},
};

use super::{Routes, deadline};
use crate::{
    caller::Syncer,
    input::{Document, PageSize, Params},
    problem::{Answer, Problem},
    refusals::{Always, MayConflict, WithBody},
    views::{
        preview::{CURSOR, PreviewView},
        settings::SettingsView,
    },
};

pub(super) fn add<W: World + 'static>(routes: Routes<W>) -> Routes<W> {
    routes.with::<__path_preview_settings, _, _>(preview_settings::<W>)
}

/// A created person has up to 37 fields of some 60 bytes, and as many problems of some 350 bytes: 200 of them are 3 MB
/// at the worst, of the 6 MB that an answer may have.
const SIZE: PageSize = PageSize { usual: 100, most: 200 };

/// What a run under these settings would do, by the same engine. Nothing is written.
///
/// Every page reads Personio anew. Below the scope `personio:admin` values from another attribute than the saved one are
/// hidden, and with another match attribute or other filters than the saved ones only numbers are answered: no actions,
/// and reasons without people.
#[utoipa::path(post, path = "/v1/integrations/personio/preview", tag = "Settings",
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 200, description = "Actions in one page, 1 to 200; 100 unless given."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of `actions` in the page before.")),
    request_body = SettingsView,
    responses((status = 200, description = "What would happen.", body = PreviewView), WithBody, MayConflict, Always))]
async fn preview_settings<W: World>(
    Syncer(caller): Syncer,
    State(world): State<Arc<W>>,
    mut params: Params,
    Document(candidate): Document,
) -> Answer<Json<PreviewView>> {
    let limit = params.limit(SIZE);
    let after = params.cursor(CURSOR, |id| Some(id.to_owned()));
    params.finish()?;
    let deadline = deadline(&*world);
    // A plan is a large future; on the heap it does not travel with every caller.
    match Box::pin(preview::preview(&*world, &caller.tenant, &candidate, caller.sight(), deadline)).await? {
        Preview::Invalid(errors) => Err(Problem::invalid(errors)),
        Preview::MatchAttributeNotReadable(attribute) => {
            Ok(Json(PreviewView::match_attribute_not_readable(attribute)))
        }
        Preview::Planned { plan, is_approved, warnings, sight } => {
            Ok(Json(PreviewView::planned(&plan, is_approved, &warnings, &sight, after.as_deref(), limit)))
        }
    }
}
