//! Runs: asking for one, looking back, and the word about a held one.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use shared::{
    domain::{
        ids::{RunId, TenantId},
        run::Run,
    },
    ports::ReadTenant,
    run::{
        World,
        runs::{self, Answered, OutcomePlace},
    },
};
use utoipa::ToSchema;

use super::Routes;
use crate::{
    caller::{Admin, Caller, Reader, Syncer},
    input::{Id, PAGE, Params, cursor},
    problem::{Answer, Code, Problem},
    refusals::{Always, MayConflict, OfOne, WithQuery},
    views::{
        Page,
        run::{ListedOutcome, OutcomeView, RunStarted, RunView, listed},
    },
};

pub(super) fn add<W: World + 'static>(routes: Routes<W>) -> Routes<W> {
    routes
        .with::<__path_start_run, _, _>(start_run::<W>)
        .with::<__path_list_runs, _, _>(list_runs::<W>)
        .with::<__path_show_run, _, _>(show_run::<W>)
        .with::<__path_list_outcomes, _, _>(list_outcomes::<W>)
        .with::<__path_approve_run, _, _>(approve_run::<W>)
        .with::<__path_reject_run, _, _>(reject_run::<W>)
}

/// *Sync all*: asks for a run of everybody. One that waits already is answered again.
#[utoipa::path(post, path = "/v1/integrations/personio/runs", tag = "Runs",
    responses((status = 202, description = "Asked for.", body = RunStarted), MayConflict, Always))]
async fn start_run<W: World>(
    Syncer(caller): Syncer,
    State(world): State<Arc<W>>,
) -> Answer<(StatusCode, Json<RunStarted>)> {
    let run_id = runs::sync_all(&*world, &caller.tenant).await?;
    Ok((StatusCode::ACCEPTED, Json(RunStarted { run_id: run_id.to_string() })))
}

/// The history, latest first.
#[utoipa::path(get, path = "/v1/integrations/personio/runs", tag = "Runs",
    params(("limit" = Option<u32>, Query, minimum = 1, maximum = 500, description = "1 to 500; 50 unless given."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before.")),
    responses((status = 200, description = "One page.", body = Page<RunView>), WithQuery, Always))]
async fn list_runs<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
    mut params: Params,
) -> Answer<Json<Page<RunView>>> {
    let limit = params.limit(PAGE);
    let before = params.cursor("runs", RunId::parse);
    params.finish()?;
    // One more than asked for tells whether there is a next page.
    let asked = i32::try_from(limit + 1).unwrap_or(i32::MAX);
    let mut found = world.store().runs(&caller.tenant, before, asked).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next_cursor = found.last().filter(|_| more).map(|run| cursor("runs", &run.id.to_string()));
    Ok(Json(Page { items: found.into_iter().map(RunView::from).collect(), next_cursor }))
}

/// One run, with its counts so far while it runs.
#[utoipa::path(get, path = "/v1/integrations/personio/runs/{id}", tag = "Runs",
    params(("id" = String, Path, description = "The run.")),
    responses((status = 200, description = "The run.", body = RunView), OfOne, Always))]
async fn show_run<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
    Id(id): Id,
) -> Answer<Json<RunView>> {
    Ok(Json(one(&*world, &caller.tenant, &id).await?.into()))
}

async fn one<W: World>(world: &W, tenant: &TenantId, id: &str) -> Answer<Run> {
    let id = RunId::parse(id).ok_or_else(|| Problem::not_found("run"))?;
    world.store().run(tenant, id).await?.ok_or_else(|| Problem::not_found("run"))
}

/// Everybody in a run who is not `unchanged`. Kept for 30 days.
#[utoipa::path(get, path = "/v1/integrations/personio/runs/{id}/outcomes", tag = "Runs",
    params(("id" = String, Path, description = "The run."),
        ("outcome" = inline(Option<ListedOutcome>), Query, description = "Only these."),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 500, description = "1 to 500; 50 unless given."),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before.")),
    responses((status = 200, description = "One page.", body = Page<OutcomeView>), OfOne, WithQuery, Always))]
async fn list_outcomes<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
    Id(id): Id,
    mut params: Params,
) -> Answer<Json<Page<OutcomeView>>> {
    let limit = params.limit(PAGE);
    let wanted = params.one_of("outcome", &listed());
    let from = params.cursor("outcomes", |place| read_place(&id, place));
    params.finish()?;
    let run = one(&*world, &caller.tenant, &id).await?;
    let (rows, next) = runs::outcomes(&*world, &caller.tenant, &run, wanted, from, limit).await?;
    let next_cursor = next.map(|place| cursor("outcomes", &write_place(&id, &place)));
    Ok(Json(Page { items: rows.into_iter().map(OutcomeView::from).collect(), next_cursor }))
}

/// `<run> own|standing <who>`, so that a cursor of one run is none of another.
fn write_place(run: &str, place: &OutcomePlace) -> String {
    let part = if place.standing { "standing" } else { "own" };
    format!("{run} {part} {}", place.after.as_deref().unwrap_or(""))
}

/// Longest place in a list of outcomes: `P#` and a Personio id of 64 characters. `DynamoDB` refuses keys beyond a
/// kilobyte, which would look as if it were away.
const MOST_OF_A_PLACE: usize = 66;

fn read_place(run: &str, text: &str) -> Option<OutcomePlace> {
    let rest = text.strip_prefix(run)?.strip_prefix(' ')?;
    let (part, after) = rest.split_once(' ').filter(|(_, after)| after.len() <= MOST_OF_A_PLACE)?;
    let standing = match part {
        "own" => false,
        "standing" => true,
        _ => return None,
    };
    Some(OutcomePlace { standing, after: Some(after.to_owned()).filter(|after| !after.is_empty()) })
}

/// What became of an admin's word.
#[derive(Serialize, ToSchema)]
#[schema(as = HeldRunAnswered)]
struct AnsweredView {
    /// Whether the held effects may be written.
    approved: bool,
    /// The run that was started to carry it out; null after a rejection.
    #[schema(required = true)]
    run_id: Option<String>,
}

/// Lets the held effects be written: exactly these, within 24 hours. Starts a run.
#[utoipa::path(post, path = "/v1/integrations/personio/runs/{id}/approve", tag = "Runs",
    params(("id" = String, Path, description = "The held run.")),
    responses((status = 202, description = "Approved, and a run was asked for.", body = AnsweredView), OfOne, MayConflict, Always))]
async fn approve_run<W: World>(
    Admin(caller): Admin,
    State(world): State<Arc<W>>,
    Id(id): Id,
) -> Answer<(StatusCode, Json<AnsweredView>)> {
    Ok((StatusCode::ACCEPTED, answer(&*world, &caller, &id, true).await?))
}

/// Refuses the held effects. Nothing is written; the next hour is held again unless Personio has changed.
#[utoipa::path(post, path = "/v1/integrations/personio/runs/{id}/reject", tag = "Runs",
    params(("id" = String, Path, description = "The held run.")),
    responses((status = 200, description = "Rejected.", body = AnsweredView), OfOne, MayConflict, Always))]
async fn reject_run<W: World>(
    Admin(caller): Admin,
    State(world): State<Arc<W>>,
    Id(id): Id,
) -> Answer<Json<AnsweredView>> {
    answer(&*world, &caller, &id, false).await
}

async fn answer<W: World>(
    world: &W,
    caller: &Caller,
    id: &str,
    approved: bool,
) -> Answer<Json<AnsweredView>> {
    let id = RunId::parse(id).ok_or_else(|| Problem::not_found("run"))?;
    match runs::answer_held(world, &caller.tenant, id, approved, &caller.user).await? {
        Answered::NotFound => Err(Problem::not_found("run")),
        Answered::NotHeld => {
            Err(Problem::new(Code::NotHeld, "This run is not held, so there is nothing to answer."))
        }
        Answered::Replaced { by } => {
            let detail = format!("A newer run was held since: look at {by}, and answer that one.");
            Err(Problem::new(Code::NotHeld, detail))
        }
        Answered::Approved { run_id } => {
            Ok(Json(AnsweredView { approved: true, run_id: Some(run_id.to_string()) }))
        }
        Answered::Rejected => Ok(Json(AnsweredView { approved: false, run_id: None })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_back_for_their_run_only() {
        for place in [
            OutcomePlace { standing: false, after: Some("P#12 3".into()) },
            OutcomePlace { standing: true, after: None },
        ] {
            let text = write_place("r1", &place);
            assert_eq!(read_place("r1", &text), Some(place.clone()));
            assert_eq!(read_place("r2", &text), None);
        }
        assert_eq!(read_place("r1", "r1 other P#1"), None);
        let longest = format!("r1 own P#{}", "x".repeat(64));
        assert!(read_place("r1", &longest).is_some());
        assert_eq!(read_place("r1", &format!("{longest}x")), None, "no cursor of ours");
    }
}
