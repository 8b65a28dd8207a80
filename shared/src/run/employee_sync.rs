//! One run for one tenant: everybody in Pento made equal to Personio.

use std::{collections::HashMap, time::Duration};

use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::{
    HANDOVER_MARGIN, World, announce,
    apply::{Applied, Applying},
    planning,
    read::OnlyMap,
    session::{self, Session},
};
use crate::{
    domain::{
        approval::{GuardVerdict, HeldRun, guard},
        attribute::Catalogue,
        connection::{Connection, ConnectionReason, ConnectionStatus},
        day::london_date,
        employee::Index,
        ids::{PersonioId, RunId, TenantId},
        mapping::Mapper,
        plan::{Context, Counts, Outcome, Plan},
        roster::Completeness,
        run::{Run, RunOutcome, RunReason, SyncRequest},
    },
    metrics,
    ports::{
        Access, Acquired, Clock, Lease, OutcomeRow, PersonioError, Progress, ReadEmployees, ReadTenant,
        SendRequests, Standing, StoreError, VersionedSettings, WriteRuns, WriteTenant,
    },
};

/// What became of a sync request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The run ended like this.
    Run(Box<Run>),
    /// It had ended before: the request came twice.
    Before,
    /// It goes on in a continuation that was sent.
    HandedOver,
    /// Another run took over; it does the work.
    TakenOver,
    /// Another run holds the lease and does not let go: try this request again later.
    Busy,
}

/// A held lease is asked for again this often.
const LEASE_POLL: Duration = Duration::from_secs(2);
/// A lease lasts 60 s; a killed holder's is gone by then, a living one's is renewed and not worth waiting for.
const LEASE_PATIENCE: SignedDuration = SignedDuration::from_secs(75);

/// Standing outcomes live 30 days; they are referred to for half of that, so that every run's can be read as long.
const STANDING_LIFE: SignedDuration = SignedDuration::from_hours(15 * 24);

/// Carries out one sync request. `deadline` is when this process may be stopped.
///
/// # Errors
/// [`StoreError`] when the table, the queue or the secrets don't answer: the request should be tried again.
#[tracing::instrument(skip_all, fields(tenant = %request.tenant_id, run_id = %request.run_id, trigger = ?request.trigger))]
pub async fn run<W: World>(
    world: &W,
    request: &SyncRequest,
    deadline: Timestamp,
) -> Result<Ended, StoreError> {
    let tenant = &request.tenant_id;
    let store = world.store();
    let known = store.run(tenant, request.run_id).await?;
    if known.as_ref().is_some_and(|run| run.outcome.is_final()) {
        tracing::info!("the run has ended before");
        // Perhaps the message comes again because nobody could be told.
        if let Some(run) = known {
            announce::run(world, tenant, &run).await?;
        }
        return Ok(Ended::Before);
    }
    let begun_before = known.as_ref().is_some_and(|run| run.outcome == RunOutcome::Running);
    let run = known.unwrap_or_else(|| Run::queued(request));

    let connection = store.connection(tenant).await?;
    let settings = store.settings(tenant).await?;
    let (connection, settings) = match may_run(request, connection, settings) {
        Ok(both) => both,
        Err(reason) => {
            let run = run.ended(RunOutcome::Skipped, Some(reason), world.clock().now());
            store.put_run(tenant, &run).await?;
            return ended(world, tenant, run).await;
        }
    };

    let Some((lease, progress)) = acquire(world, tenant, request.run_id, deadline).await? else {
        return Ok(Ended::Busy);
    };
    let now = world.clock().now();
    let run = run.begun(now);
    store.put_run(tenant, &run).await?;
    let earlier = if begun_before || request.part > 0 {
        earlier_rows(world, tenant, run.id).await?
    } else {
        HashMap::new()
    };
    let catalogue = store.catalogue(tenant).await?;
    let under_way = UnderWay {
        world,
        request,
        deadline,
        connection,
        settings,
        catalogue,
        lease,
        progress,
        run,
        earlier,
        now,
    };
    match under_way.go().await {
        Err(StoreError::LeaseLost) => {
            tracing::warn!("another run took over");
            Ok(Ended::TakenOver)
        }
        other => other,
    }
}

/// Whether anything may be done at all (rules W1 and W2).
fn may_run(
    request: &SyncRequest,
    connection: Option<Connection>,
    settings: Option<VersionedSettings>,
) -> Result<(Connection, VersionedSettings), RunReason> {
    let connection = connection.ok_or(RunReason::NotConnected)?;
    if connection.status == ConnectionStatus::Disconnected {
        return Err(RunReason::NotConnected);
    }
    let settings = settings.ok_or(RunReason::AwaitingSettings)?;
    if settings.settings.paused && request.trigger.respects_pause() {
        return Err(RunReason::Paused);
    }
    Ok((connection, settings))
}

/// Takes the lease, and ends the run of a holder that was killed. `None` when it can't be had.
async fn acquire<W: World>(
    world: &W,
    tenant: &TenantId,
    run: RunId,
    deadline: Timestamp,
) -> Result<Option<(Lease, Progress)>, StoreError> {
    let store = world.store();
    let begin = world.clock().now();
    loop {
        let now = world.clock().now();
        match store.acquire(tenant, run, now).await? {
            Acquired::Held { lease, progress, interrupted } => {
                if let Some(id) = interrupted
                    && let Some(run) = store.run(tenant, id).await?
                    && !run.outcome.is_final()
                {
                    tracing::warn!(interrupted = %id, "an earlier run was interrupted");
                    let run = run.ended(RunOutcome::Failed, Some(RunReason::Interrupted), now);
                    store.put_run(tenant, &run).await?;
                    metrics::run_ended(tenant, &run, now);
                    announce::run(world, tenant, &run).await?;
                }
                return Ok(Some((lease, progress)));
            }
            Acquired::Busy { .. } => {
                let patience = LEASE_PATIENCE.min(now.duration_until(deadline) - HANDOVER_MARGIN);
                if begin.duration_until(now) >= patience {
                    return Ok(None);
                }
                tokio::time::sleep(LEASE_POLL).await;
            }
        }
    }
}

/// What an earlier part of this run, or an earlier try of it, has written.
async fn earlier_rows<W: World>(
    world: &W,
    tenant: &TenantId,
    run: RunId,
) -> Result<HashMap<PersonioId, OutcomeRow>, StoreError> {
    let rows = world.store().outcome_rows(tenant, run).await?;
    let acts = |row: &OutcomeRow| matches!(row.outcome, Outcome::Created | Outcome::Updated);
    Ok(rows.into_iter().filter(acts).filter_map(|row| Some((row.personio_id.clone()?, row))).collect())
}

/// A run that holds the lease.
struct UnderWay<'a, W: World> {
    world: &'a W,
    request: &'a SyncRequest,
    deadline: Timestamp,
    connection: Connection,
    settings: VersionedSettings,
    catalogue: Catalogue,
    lease: Lease,
    progress: Progress,
    run: Run,
    earlier: HashMap<PersonioId, OutcomeRow>,
    /// When this run judges.
    now: Timestamp,
}

impl<W: World> UnderWay<'_, W> {
    async fn go(mut self) -> Result<Ended, StoreError> {
        let (world, tenant) = (self.world, &self.request.tenant_id);
        let deadline = self.deadline.saturating_sub(HANDOVER_MARGIN).unwrap_or(self.deadline);
        let Some(mut session) = Session::open(world, tenant, &self.connection, deadline).await? else {
            let broken = self.connection.clone().broken(ConnectionReason::CredentialsMissing, self.now);
            announce::connection(world, tenant, &self.connection, &broken).await?;
            return self.end(RunOutcome::Failed, Some(RunReason::NotConnected)).await;
        };
        let (settings, catalogue) = (self.settings.settings.clone(), self.catalogue.clone());
        let mapper = Mapper::new(&settings, &catalogue, london_date(self.now), world.weights());
        // The index first: whoever writes an employee after that, with values later than a page of the roster, raises
        // its version, and is not written over.
        let index = world.store().index(tenant).await?;
        let roster = session.roster(&mapper, &mut OnlyMap).await?;
        let access = session.access;
        self.run.personio_requests += access.request_count();
        let roster = match roster {
            Ok(roster) => roster,
            Err(error) => return self.personio_failed(error).await,
        };
        let permissions = self.connection.permissions;
        self.connection = session::note_success(world, tenant, self.connection, permissions, true).await?;

        let context = Context {
            settings: &settings,
            catalogue: &catalogue,
            today: london_date(self.now),
            now: self.now,
            last_judged_at: self.progress.last_judged_at,
        };
        let Some(plan) = planning::make(world.store(), tenant, context, roster, &index).await? else {
            let attribute = catalogue.refer(&settings.match_attribute);
            return self
                .end(RunOutcome::Failed, Some(RunReason::MatchAttributeNotReadable { attribute }))
                .await;
        };
        if let Some(held) = &plan.held {
            let last = world.store().held_run(tenant).await?;
            if guard(Some(held), last.as_ref(), self.now) == GuardVerdict::Hold {
                let effects = held.effects.clone();
                let held_run =
                    HeldRun { run_id: self.run.id, held_at: self.now, held: held.clone(), word: None };
                world.store().put_held_run(tenant, &held_run).await?;
                self.run.counts = Counts { read: plan.counts().read, ..Counts::default() };
                return self.end(RunOutcome::Held, Some(RunReason::Held { effects })).await;
            }
        }
        self.apply(context, &mapper, &index, &access, plan).await
    }

    async fn apply(
        mut self,
        context: Context<'_>,
        mapper: &Mapper<'_>,
        index: &Index,
        access: &Access,
        plan: Plan,
    ) -> Result<Ended, StoreError> {
        let completeness = plan.completeness;
        let requests_before = self.run.personio_requests - access.request_count();
        let mut applying = Applying {
            world: self.world,
            tenant: &self.request.tenant_id,
            context,
            mapper,
            index,
            access,
            deadline: self.deadline,
            settings_version: self.settings.version,
            lease: self.lease,
            run: self.run.clone(),
            earlier: std::mem::take(&mut self.earlier),
            counts: Counts::default(),
            standing: Vec::new(),
            progress_at: self.now,
        };
        let applied = applying.plan(plan).await?;
        let Applying { lease, counts, standing, .. } = applying;
        self.lease = lease;
        self.run.counts = counts;
        self.run.personio_requests = requests_before + access.request_count();
        match applied {
            Applied::Paused => self.end(RunOutcome::Skipped, Some(RunReason::Paused)).await,
            Applied::SettingsChanged => self.end(RunOutcome::Skipped, Some(RunReason::SettingsChanged)).await,
            Applied::OutOfTime => self.hand_over().await,
            Applied::Whole => {
                self.record_standing(standing).await?;
                self.progress.last_judged_at = Some(self.now);
                match completeness {
                    Completeness::Complete => self.end(RunOutcome::Succeeded, None).await,
                    Completeness::Incomplete { expected, seen } => {
                        self.end(RunOutcome::Incomplete, Some(RunReason::RosterIncomplete { expected, seen }))
                            .await
                    }
                }
            }
        }
    }

    /// Excluded, skipped, failed and gone: the same from hour to hour, so they are written once and referred to.
    async fn record_standing(&mut self, mut rows: Vec<OutcomeRow>) -> Result<(), StoreError> {
        rows.sort_by(|a, b| (&a.personio_id, &a.employee_id).cmp(&(&b.personio_id, &b.employee_id)));
        let json = serde_json::to_vec(&rows).unwrap_or_default();
        let digest = HEXLOWER.encode(&Sha256::digest(&json));
        let fresh = |standing: &&Standing| standing.written_at.duration_until(self.now) < STANDING_LIFE;
        if let Some(same) =
            self.progress.standing.as_ref().filter(fresh).filter(|standing| standing.digest == digest)
        {
            self.run.standing_of = Some(same.run_id).filter(|id| *id != self.run.id);
            return Ok(());
        }
        self.world.store().put_outcome_rows(&self.request.tenant_id, self.run.id, self.now, &rows).await?;
        self.progress.standing = Some(Standing { digest, run_id: self.run.id, written_at: self.now });
        Ok(())
    }

    /// The rest is for a continuation: it reads anew, and finds what was written already equal.
    async fn hand_over(self) -> Result<Ended, StoreError> {
        let part = self.request.part + 1;
        let request = SyncRequest { part, ..self.request.clone() };
        let deduplication = format!("{}/{part}", request.run_id);
        self.world.store().put_run(&self.request.tenant_id, &self.run).await?;
        self.world.queue().send(&[(request, deduplication)]).await?;
        self.world.store().release(&self.request.tenant_id, &self.lease).await?;
        tracing::info!(part, "the run goes on in a continuation");
        Ok(Ended::HandedOver)
    }

    /// Guard G2: what a refusal means. One tenant's failure touches nobody else.
    async fn personio_failed(self, error: PersonioError) -> Result<Ended, StoreError> {
        session::note_failure(self.world, &self.request.tenant_id, &self.connection, &error).await?;
        let reason = match error {
            PersonioError::CredentialsRejected => RunReason::CredentialsRejected,
            PersonioError::PermissionMissing { .. } => RunReason::PermissionMissing,
            PersonioError::RateLimited => RunReason::PersonioRateLimited,
            PersonioError::Unavailable { .. } => RunReason::PersonioUnavailable,
            PersonioError::Refused { status, .. } => RunReason::PersonioRefused { status },
        };
        self.end(RunOutcome::Failed, Some(reason)).await
    }

    async fn end(self, outcome: RunOutcome, reason: Option<RunReason>) -> Result<Ended, StoreError> {
        let run = self.run.ended(outcome, reason, self.world.clock().now());
        self.world.store().end_run(&self.request.tenant_id, &self.lease, &run, &self.progress).await?;
        ended(self.world, &self.request.tenant_id, run).await
    }
}

/// Says that a run has ended: to the log, and to whoever listens.
async fn ended<W: World>(world: &W, tenant: &TenantId, run: Run) -> Result<Ended, StoreError> {
    let Counts { read, created, updated, unchanged, excluded, skipped, failed, blanked, problems } =
        run.counts;
    tracing::info!(
        outcome = ?run.outcome, reason = run.reason.as_ref().map(RunReason::sentence),
        read, created, updated, unchanged, excluded, skipped, failed, blanked, problems,
        personio_requests = run.personio_requests,
        "the run has ended"
    );
    metrics::run_ended(tenant, &run, world.clock().now());
    announce::run(world, tenant, &run).await?;
    Ok(Ended::Run(Box::new(run)))
}
