//! Runs as people see and steer them: asking for one, looking back, and the word about a held one.

use futures_util::future::try_join;
use jiff::SignedDuration;

use super::{World, settings::request_run};
use crate::{
    domain::{
        approval::{HeldRun, Word, is_settled},
        connection::ConnectionStatus,
        ids::{RunId, TenantId},
        plan::Outcome,
        run::{Run, RunOutcome, Trigger},
    },
    ports::{Clock, OutcomeRow, ReadTenant, StoreError, WriteTenant, Written},
};

/// Why no run can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReady {
    /// There are no credentials.
    #[error("the tenant is not connected")]
    NotConnected,
    /// W1: nothing is imported before settings are saved.
    #[error("no settings were saved yet")]
    AwaitingSettings,
    /// Our side does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Runs looked at for one that waits.
const WAITING_AMONG: i32 = 10;
/// A run waits behind its tenant's others, each of a Lambda's life at most. One that waits longer is a dead letter.
const WAITS_AT_MOST: SignedDuration = SignedDuration::from_hours(1);

/// *Sync all*: asks for a run, or answers the one that is waiting already.
///
/// # Errors
/// [`NotReady`].
pub async fn sync_all<W: World>(world: &W, tenant: &TenantId) -> Result<RunId, NotReady> {
    let store = world.store();
    let (connection, settings) = try_join(store.connection(tenant), store.settings_in_force(tenant)).await?;
    if connection.is_none_or(|connection| connection.status == ConnectionStatus::Disconnected) {
        return Err(NotReady::NotConnected);
    }
    if settings.is_none() {
        return Err(NotReady::AwaitingSettings);
    }
    let now = world.clock().now();
    let waits = |run: &&Run| {
        run.outcome == RunOutcome::Queued && run.requested_at.duration_until(now) < WAITS_AT_MOST
    };
    let latest = store.runs(tenant, None, WAITING_AMONG).await?;
    match latest.iter().find(waits) {
        Some(waiting) => Ok(waiting.id),
        None => Ok(request_run(world, tenant, Trigger::Manual).await?),
    }
}

/// What became of an admin's word about a held run (guard G1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered {
    /// The tenant has no such run.
    NotFound,
    /// The run is not held.
    NotHeld,
    /// A newer held run has taken its place: the word has to be about that one.
    Replaced {
        /// The newer one.
        by: RunId,
    },
    /// Approved, and this run was asked for to carry it out.
    Approved {
        /// The new run.
        run_id: RunId,
    },
    /// Rejected: nothing of it is written.
    Rejected,
}

/// Approves or rejects a held run. An approval covers exactly the held effects, and for 24 hours.
///
/// # Errors
/// [`StoreError`] when the table or the queue don't answer; answering again is harmless.
pub async fn answer_held<W: World>(
    world: &W,
    tenant: &TenantId,
    id: RunId,
    approved: bool,
    by: &str,
) -> Result<Answered, StoreError> {
    let store = world.store();
    let (run, held) = try_join(store.run(tenant, id), store.held_run(tenant)).await?;
    match (run, held) {
        (None, _) => Ok(Answered::NotFound),
        (Some(run), _) if run.outcome != RunOutcome::Held => Ok(Answered::NotHeld),
        (Some(_), Some(held)) if held.run_id == id => {
            let later = later_runs(store, tenant, id).await?;
            if is_settled(&held, &later) {
                return Ok(Answered::NotHeld);
            }
            if held.word.as_ref().is_some_and(|word| word.approved == approved) {
                // Said before: a second click changes nothing, and does not make an approval last longer.
                let waiting = later.iter().find(|run| !run.outcome.is_final()).map(|run| run.id);
                return match (approved, waiting) {
                    (false, _) => Ok(Answered::Rejected),
                    (true, Some(run_id)) => Ok(Answered::Approved { run_id }),
                    (true, None) => {
                        Ok(Answered::Approved { run_id: request_run(world, tenant, Trigger::Manual).await? })
                    }
                };
            }
            let said = Word { approved, by: by.to_owned(), at: world.clock().now() };
            if store.answer_held_run(tenant, &HeldRun { word: Some(said), ..held }).await?
                == Written::Conflict
            {
                let newer = store.held_run(tenant).await?;
                return Ok(newer.map_or(Answered::NotHeld, |newer| Answered::Replaced { by: newer.run_id }));
            }
            if approved {
                Ok(Answered::Approved { run_id: request_run(world, tenant, Trigger::Manual).await? })
            } else {
                Ok(Answered::Rejected)
            }
        }
        (Some(_), Some(newer)) => Ok(Answered::Replaced { by: newer.run_id }),
        (Some(_), None) => Ok(Answered::NotHeld),
    }
}

/// Runs looked at after a held one. More than this many later, somebody else's word is of no interest any more.
const LATER_RUNS: i32 = 50;

/// The tenant's runs of everybody after this one.
async fn later_runs<S: ReadTenant>(store: &S, tenant: &TenantId, id: RunId) -> Result<Vec<Run>, StoreError> {
    let runs = store.runs(tenant, None, LATER_RUNS).await?;
    Ok(runs.into_iter().filter(|run| run.id > id && run.trigger != Trigger::Single).collect())
}

/// Where a page of outcomes begins: behind this place in the run's own rows, or in those it refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomePlace {
    /// In the rows of the run that holds the standing outcomes.
    pub standing: bool,
    /// Behind this row; at the beginning where there is none.
    pub after: Option<String>,
}

/// One page of everybody in a run who is not unchanged, and where the next page begins.
///
/// # Errors
/// [`StoreError`] when the table does not answer.
pub async fn outcomes<W: World>(
    world: &W,
    tenant: &TenantId,
    run: &Run,
    wanted: Option<Outcome>,
    from: Option<OutcomePlace>,
    limit: usize,
) -> Result<(Vec<OutcomeRow>, Option<OutcomePlace>), StoreError> {
    let mut place = from.unwrap_or(OutcomePlace { standing: false, after: None });
    let mut rows = Vec::new();
    loop {
        let of = if place.standing { run.standing_of } else { Some(run.id) };
        let Some(of) = of else { return Ok((rows, None)) };
        let missing = i32::try_from(limit.saturating_sub(rows.len())).unwrap_or(i32::MAX);
        let (page, more) = world.store().outcome_page(tenant, of, place.after.take(), missing).await?;
        // Of another run only what stands from hour to hour is this run's too.
        let belongs = |row: &OutcomeRow| {
            (!place.standing || row.reason.is_some()) && wanted.is_none_or(|wanted| row.outcome == wanted)
        };
        rows.extend(page.into_iter().filter(belongs));
        place = match more {
            Some(after) => OutcomePlace { after: Some(after), ..place },
            None if !place.standing && run.standing_of.is_some() => {
                OutcomePlace { standing: true, after: None }
            }
            None => return Ok((rows, None)),
        };
        if rows.len() >= limit {
            return Ok((rows, Some(place)));
        }
    }
}
