//! Carries a plan out: waves of writes, each with its log and outcome, on the condition that nobody was faster.

use std::collections::HashMap;

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};

use super::{
    HANDOVER_MARGIN, World,
    planning::{self, row},
};
use crate::{
    domain::{
        employee::{Employee, Index},
        ids::{PersonioId, TenantId},
        mapping::Mapper,
        person::Person,
        plan::{Context, Counts, Decision, Other, Outcome, Plan, Sighting, Write, judge_now, other_claimant},
        reason::Reason,
        run::Run,
    },
    ports::{
        Access, Clock, EmployeeWrite, Lease, OutcomeRow, ReadEmployees, ReadPersonio, ReadTenant, StoreError,
        WriteEmployees, WriteRuns, Written,
    },
};

/// Employees in one transaction: three items each, and DynamoDB takes a hundred.
const GROUP: usize = 20;
/// Transactions under way at once; a wave is what may still be written after an admin pauses.
const GROUPS_AT_ONCE: usize = 4;
/// A lease of 60 s is renewed when this much of it has passed.
const RENEW_AFTER: SignedDuration = SignedDuration::from_secs(15);
/// How often live counts are stored while a run writes.
const PROGRESS_EVERY: SignedDuration = SignedDuration::from_secs(2);
/// Somebody who edits an employee faster than a run can write it is left to the next run.
const CONFLICT_TRIES: u32 = 3;

/// What a run is about, while it writes.
pub(super) struct Applying<'a, W: World> {
    pub(super) world: &'a W,
    pub(super) tenant: &'a TenantId,
    pub(super) context: Context<'a>,
    pub(super) mapper: &'a Mapper<'a>,
    pub(super) index: &'a Index,
    pub(super) access: &'a Access,
    pub(super) deadline: Timestamp,
    pub(super) settings_version: u64,
    pub(super) lease: Lease,
    pub(super) run: Run,
    /// What an earlier part of this very run has written, by person.
    pub(super) earlier: HashMap<PersonioId, OutcomeRow>,
    pub(super) counts: Counts,
    /// Excluded, skipped, failed and gone.
    pub(super) standing: Vec<OutcomeRow>,
    pub(super) progress_at: Timestamp,
}

/// How far a plan was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Applied {
    /// To the end.
    Whole,
    /// An admin paused syncing (rule W2).
    Paused,
    /// An admin saved other settings: they started a run of their own, and nothing more may be written by the old.
    SettingsChanged,
    /// The process's life ends; a continuation has to go on.
    OutOfTime,
}

impl<W: World> Applying<'_, W> {
    /// Writes everything the plan holds. Whoever needs no write is counted at once.
    pub(super) async fn plan(&mut self, plan: Plan) -> Result<Applied, StoreError> {
        let (writing, settled): (Vec<_>, Vec<_>) =
            plan.decisions.into_iter().partition(|d| d.write.is_some());
        for decision in settled {
            self.settle(&decision, None);
        }
        let unseen = plan.unseen.into_iter().map(|write| (None, write));
        let mut jobs = writing
            .into_iter()
            .filter_map(|mut d| d.write.take().map(|write| (Some(d), write)))
            .chain(unseen);
        loop {
            let wave: Vec<_> = jobs.by_ref().take(GROUP * GROUPS_AT_ONCE).collect();
            if wave.is_empty() {
                return Ok(Applied::Whole);
            }
            if let Some(stopped) = self.gate().await? {
                return Ok(stopped);
            }
            self.wave(wave).await?;
            self.report_progress().await?;
        }
    }

    /// What has to be true before anything is written: time left, not paused, the same settings, the lease still ours.
    async fn gate(&mut self) -> Result<Option<Applied>, StoreError> {
        let now = self.world.clock().now();
        if now.duration_until(self.deadline) < HANDOVER_MARGIN {
            return Ok(Some(Applied::OutOfTime));
        }
        let store = self.world.store();
        let in_force = store.settings_in_force(self.tenant).await?;
        if self.run.trigger.respects_pause() && in_force.is_some_and(|settings| settings.paused) {
            return Ok(Some(Applied::Paused));
        }
        if in_force.map(|settings| settings.version) != Some(self.settings_version) {
            return Ok(Some(Applied::SettingsChanged));
        }
        let lease_life = SignedDuration::from_secs(crate::dynamo::LEASE_SECONDS);
        if now.duration_until(self.lease.expires_at) < lease_life - RENEW_AFTER {
            self.lease = store.renew(self.tenant, &self.lease, now).await?;
        }
        Ok(None)
    }

    async fn wave(&mut self, wave: Vec<(Option<Decision>, Write)>) -> Result<(), StoreError> {
        let at = self.world.clock().now();
        let entries: Vec<_> = wave
            .into_iter()
            .map(|(decision, write)| (self.entry(decision.as_ref(), write, at), decision))
            .collect();
        let (writes, decisions): (Vec<_>, Vec<_>) = entries.into_iter().unzip();
        let (store, fence) = (self.world.store(), Some(self.lease.fence));
        let groups = writes.chunks(GROUP).map(|group| store.write_employees(self.tenant, fence, group));
        let mut answers = Vec::with_capacity(writes.len());
        for group in join_all(groups).await {
            answers.extend(group?);
        }
        for ((decision, write), answer) in decisions.into_iter().zip(writes).zip(answers) {
            let Some(decision) = decision else { continue };
            match answer {
                Written::Done => self.settle(&decision, Some(&write)),
                Written::Conflict => self.conflict(decision, write).await?,
            }
        }
        Ok(())
    }

    /// The write with its log entry and outcome row.
    fn entry(&self, decision: Option<&Decision>, write: Write, at: Timestamp) -> EmployeeWrite {
        let entry = planning::entry(self.run.id, decision, write, at);
        let earlier = decision.and_then(|d| self.earlier.get(d.personio_id.as_ref()?));
        // Written twice in one run: the row tells of both.
        let row = match (earlier, entry.row) {
            (Some(earlier), Some(row)) => Some(merged(earlier, row)),
            (_, row) => row,
        };
        EmployeeWrite { row, ..entry }
    }

    /// Counts a person who is done with.
    fn settle(&mut self, decision: &Decision, write: Option<&EmployeeWrite>) {
        let earlier = decision.personio_id.as_ref().and_then(|id| self.earlier.get(id));
        let own = match write {
            Some(EmployeeWrite { row: Some(row), .. }) => row.clone(),
            _ => row(decision, None),
        };
        let own = match earlier {
            Some(earlier) if decision.outcome == Outcome::Unchanged => {
                OutcomeRow { problems: own.problems, ..earlier.clone() }
            }
            _ => own,
        };
        self.counts.add_outcome(own.outcome, own.blanked, own.problems.len() as u64);
        if decision.reason.is_some() {
            self.standing.push(own);
        }
    }

    /// Rule W4: somebody else wrote the employee. Both sides are read again and that person is judged anew.
    async fn conflict(&mut self, mut decision: Decision, entry: EmployeeWrite) -> Result<(), StoreError> {
        let acts = matches!(decision.outcome, Outcome::Created | Outcome::Updated | Outcome::Unchanged);
        let Some(personio_id) = decision.personio_id.clone().filter(|_| acts) else {
            // Only a mark was refused: the reason stands, and the next run marks.
            self.settle(&decision, None);
            return Ok(());
        };
        let mut intended = entry;
        for _ in 0..CONFLICT_TRIES {
            let id = intended.write.employee.employee_id.clone();
            let linked = self.index.linked(&personio_id).map(|entry| entry.employee_id.clone());
            let ids: Vec<_> =
                [Some(id.clone()), linked.filter(|linked| *linked != id)].into_iter().flatten().collect();
            let found = self.world.store().employees(self.tenant, &ids).await?;
            if found.contains(&intended.write.employee) {
                // The answer to the first try was lost, and it is our own write that stands there.
                self.settle(&decision, Some(&intended));
                return Ok(());
            }
            let record =
                self.world.personio().employee(self.access, self.mapper.wanted(), &personio_id).await;
            let person = match record {
                Ok(Some(record)) => self.mapper.person(record),
                Ok(None) => {
                    self.give_up(decision, Reason::NotInPersonio);
                    return Ok(());
                }
                Err(_) => {
                    self.give_up(decision, Reason::PersonioUnavailable);
                    return Ok(());
                }
            };
            let wanted = person.employee_id.clone().ok();
            let holds_id = |employee: &&Employee| Some(&employee.employee_id) == wanted.as_ref();
            let by_id = found.iter().find(holds_id).cloned();
            let linked = found
                .iter()
                .find(|employee| employee.personio_id.as_ref() == Some(&personio_id) && !holds_id(employee));
            let claimant = match other_claimant(&person, by_id.as_ref()) {
                Some(id) => self.world.personio().employee(self.access, self.mapper.wanted(), id).await,
                None => Ok(None),
            };
            let Ok(claimant) = claimant else {
                self.give_up(decision, Reason::PersonioUnavailable);
                return Ok(());
            };
            let other = |record| {
                let Person { personio_id, employee_id, .. } = self.mapper.person(record);
                Other { personio_id, employee_id: employee_id.ok() }
            };
            let others = claimant.map(other).into_iter().collect();
            let sighting = Sighting { person, by_id, linked: linked.cloned(), others };
            decision = judge_now(&self.context, sighting);
            let Some(write) = decision.write.take() else {
                self.settle(&decision, None);
                return Ok(());
            };
            intended = self.entry(Some(&decision), write, self.world.clock().now());
            let fence = Some(self.lease.fence);
            let answers = self
                .world
                .store()
                .write_employees(self.tenant, fence, std::slice::from_ref(&intended))
                .await?;
            if answers.first() == Some(&Written::Done) {
                self.settle(&decision, Some(&intended));
                return Ok(());
            }
        }
        self.give_up(decision, Reason::WriteConflict);
        Ok(())
    }

    fn give_up(&mut self, decision: Decision, reason: Reason) {
        self.settle(&decision.given_up(reason), None);
    }

    async fn report_progress(&mut self) -> Result<(), StoreError> {
        let now = self.world.clock().now();
        if self.progress_at.duration_until(now) < PROGRESS_EVERY {
            return Ok(());
        }
        self.progress_at = now;
        self.run.counts = self.counts;
        self.run.personio_requests = self.access.request_count();
        self.world.store().put_run(self.tenant, &self.run).await
    }
}

/// Two writes of one person in one run, as one row.
fn merged(earlier: &OutcomeRow, later: OutcomeRow) -> OutcomeRow {
    let mut changed_fields = earlier.changed_fields.clone();
    changed_fields.extend(&later.changed_fields);
    changed_fields.sort_unstable();
    changed_fields.dedup();
    let mut lacking_fields = earlier.lacking_fields.clone();
    lacking_fields.retain(|field| !later.changed_fields.contains(field));
    lacking_fields.extend(&later.lacking_fields);
    OutcomeRow {
        outcome: earlier.outcome,
        changed_fields,
        blanked: earlier.blanked + later.blanked,
        lacking_fields,
        ..later
    }
}
