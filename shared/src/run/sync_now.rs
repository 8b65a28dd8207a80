//! *Sync now*: one person read, judged and written while somebody waits. By the same rules as a whole run, also while
//! syncing is paused (rule W2), and past the guard on many people (G1).
//!
//! It takes no lease: like an edit by hand it is bound by the version of the one employee it writes (rule W4), and a run
//! in flight that meets its write reads both sides again.

use std::sync::Arc;

use futures_util::future::{try_join, try_join4};
use jiff::Timestamp;

use super::{World, announce, connection::ConnectError, planning, read::OnlyMap, session};
use crate::{
    domain::{
        attribute::Catalogue,
        connection::ConnectionStatus,
        day::london_date,
        employee::{Change, Employee},
        ids::{EmployeeId, PersonioId, RunId, TenantId},
        mapping::Mapper,
        person::Person,
        plan::{
            Context, Counts, Decision, Other, Outcome, Sighting, Write, judge_absent, judge_now,
            known_person, needs_roster, other_claimant, settles,
        },
        problem::Problem,
        reason::Reason,
        roster::{Completeness, Roster},
        run::{Run, RunOutcome, SyncRequest, Trigger},
        settings::Settings,
    },
    metrics,
    ports::{
        Access, Clock, NewIds, PersonioError, Progress, ReadEmployees, ReadPersonio, ReadTenant, StoreError,
        VersionedSettings, WriteEmployees, WriteRuns, Written,
    },
};
use session::Session;

/// Whom to sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An employee in Pento.
    Employee(EmployeeId),
    /// A person in Personio, perhaps not in Pento yet.
    Person(PersonioId),
}

impl Target {
    fn is(&self, employee: &Employee) -> bool {
        match self {
            Self::Employee(id) => employee.employee_id == *id,
            Self::Person(id) => employee.personio_id.as_ref() == Some(id),
        }
    }
}

/// What became of the one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Synced {
    /// The run in the history.
    pub run_id: RunId,
    /// Pento's id, where it is known.
    pub employee_id: Option<EmployeeId>,
    /// What became of them.
    pub outcome: Outcome,
    /// Why, for everything but created, updated and unchanged.
    pub reason: Option<Reason>,
    /// The fields that were changed; for a created employee all values.
    pub changes: Vec<Change>,
    /// What was found wrong.
    pub problems: Vec<Problem>,
    /// Rule S3, after this.
    pub last_synced_at: Option<Timestamp>,
}

/// Why nobody was synced. Nothing is changed then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// Pento has no such employee, or Personio no such person.
    #[error("nobody has this id")]
    NotFound,
    /// W1: nothing is imported before settings are saved.
    #[error("no settings were saved yet")]
    AwaitingSettings,
    /// Personio can't be asked, or our side does not answer.
    #[error(transparent)]
    Connect(#[from] ConnectError),
}

impl From<StoreError> for SyncError {
    fn from(error: StoreError) -> Self {
        Self::Connect(error.into())
    }
}

impl From<PersonioError> for SyncError {
    fn from(error: PersonioError) -> Self {
        Self::Connect(error.into())
    }
}

/// Rule W4: somebody who changes the employee faster than it can be read and written again.
const TRIES: u32 = 3;

/// Syncs one person. `deadline` bounds the waiting for Personio.
///
/// # Errors
/// [`SyncError`]; nothing was changed.
#[tracing::instrument(skip_all, fields(tenant = %tenant))]
pub async fn sync_now<W: World>(
    world: &W,
    tenant: &TenantId,
    target: &Target,
    deadline: Timestamp,
) -> Result<Synced, SyncError> {
    let store = world.store();
    let (connection, settings, catalogue, progress) = try_join4(
        store.connection(tenant),
        store.settings(tenant),
        store.catalogue(tenant),
        store.progress(tenant),
    )
    .await?;
    let connection = connection.filter(|link| link.status != ConnectionStatus::Disconnected);
    let connection = connection.ok_or(ConnectError::NotConnected)?;
    let VersionedSettings { version, settings } = settings.ok_or(SyncError::AwaitingSettings)?;
    let session = Session::open(world, tenant, &connection, deadline).await?;
    let session = session.ok_or(ConnectError::NotConnected)?;
    let now = world.clock().now();
    let mapper = Mapper::new(&settings, &catalogue, london_date(now), world.weights());
    let mut one = One {
        world,
        tenant,
        settings: &settings,
        settings_version: version,
        catalogue: &catalogue,
        progress: &progress,
        mapper: &mapper,
        session,
        now,
        run_id: world.clock().run_id(),
    };
    let synced = one.sync(target).await;
    match &synced {
        Ok(_) => {
            let permissions = connection.permissions;
            // The person is synced whatever becomes of this.
            if let Err(error) = session::note_success(world, tenant, connection, permissions, true).await {
                tracing::warn!(%error, "the connection could not be noted as working");
            }
        }
        Err(SyncError::Connect(ConnectError::Personio(error))) => {
            session::note_failure(world, tenant, &connection, error).await?;
        }
        Err(_) => {}
    }
    synced
}

/// One person on the way.
struct One<'a, W: World> {
    world: &'a W,
    tenant: &'a TenantId,
    settings: &'a Settings,
    settings_version: u64,
    catalogue: &'a Catalogue,
    progress: &'a Progress,
    mapper: &'a Mapper<'a>,
    session: Session<'a, W>,
    now: Timestamp,
    run_id: RunId,
}

/// Who was found.
enum Found {
    /// Somebody in Personio, and what was looked at to judge them.
    Somebody(Box<Sighting>),
    /// Nobody in Personio; this employee waits for them.
    Nobody(Box<Employee>),
}

impl<'a, W: World> One<'a, W> {
    async fn sync(&mut self, target: &Target) -> Result<Synced, SyncError> {
        let mut last = None;
        for _ in 0..TRIES {
            let found = self.find(target).await?;
            let context = self.context();
            let (decision, stored) = match found {
                Found::Somebody(sighting) => {
                    let candidates = [&sighting.by_id, &sighting.linked];
                    let meant =
                        candidates.into_iter().flatten().find(|employee| target.is(employee)).cloned();
                    (judge_now(&context, *sighting), meant)
                }
                Found::Nobody(employee) => (judge_absent(&context, (*employee).clone()), Some(*employee)),
            };
            if self.write(&decision).await? == Written::Done {
                return self.record(decision, stored).await;
            }
            last = Some((decision, stored));
        }
        let (decision, stored) = last.ok_or(SyncError::NotFound)?;
        self.record(decision.given_up(Reason::WriteConflict), stored).await
    }

    fn context(&self) -> Context<'_> {
        Context {
            settings: self.settings,
            catalogue: self.catalogue,
            today: london_date(self.now),
            now: self.now,
            last_judged_at: self.progress.last_judged_at,
        }
    }

    /// Finds the person and everything needed to judge them.
    async fn find(&mut self, target: &Target) -> Result<Found, SyncError> {
        match target {
            Target::Employee(id) => {
                let employee = self.employee(id).await?.ok_or(SyncError::NotFound)?;
                self.person_of(employee).await
            }
            Target::Person(id) => {
                let linked = self.linked(id).await?;
                match (self.read(id).await?, linked) {
                    (Some(person), linked) => self.sighting(person, linked, None).await,
                    (None, Some(employee)) => Ok(Found::Nobody(Box::new(employee))),
                    (None, None) => Err(SyncError::NotFound),
                }
            }
        }
    }

    /// The person of an employee: who comes first is asked first ([`known_person`]), and the roster only where
    /// that leaves it open ([`settles`]).
    async fn person_of(&mut self, employee: Employee) -> Result<Found, SyncError> {
        let matching = &self.settings.match_attribute;
        let known = match known_person(matching, &employee) {
            Some(id) => self.read(&id).await?,
            None => None,
        };
        if settles(matching, &employee, known.as_ref()) {
            return match known {
                Some(person) => {
                    let linked = self.linked_to(&person.personio_id, &employee).await?;
                    self.sighting(person, linked, None).await
                }
                None => Ok(Found::Nobody(Box::new(employee))),
            };
        }
        let roster = self.roster().await?;
        let has_id = |person: &&Person| person.employee_id.as_ref().ok() == Some(&employee.employee_id);
        let Some(person) = roster.people.iter().find(has_id).cloned().or(known) else {
            return match roster.completeness {
                Completeness::Complete => Ok(Found::Nobody(Box::new(employee))),
                // R1: nothing is concluded about people who were not seen.
                Completeness::Incomplete { .. } => {
                    let last = "not everybody could be read".to_owned();
                    Err(PersonioError::Unavailable { operation: "employees", last }.into())
                }
            };
        };
        let linked = self.linked_to(&person.personio_id, &employee).await?;
        self.sighting(person, linked, Some(roster)).await
    }

    /// The employee linked to a person; most often the one at hand.
    async fn linked_to(&self, id: &PersonioId, at_hand: &Employee) -> Result<Option<Employee>, StoreError> {
        if at_hand.personio_id.as_ref() == Some(id) {
            return Ok(Some(at_hand.clone()));
        }
        self.linked(id).await
    }

    /// Looks at what the rules ask of others, and no further.
    async fn sighting(
        &mut self,
        person: Person,
        linked: Option<Employee>,
        roster: Option<Roster>,
    ) -> Result<Found, SyncError> {
        let own = linked.filter(|employee| employee.personio_id.as_ref() == Some(&person.personio_id));
        let by_id = match (&person.employee_id, &own) {
            (Ok(id), Some(own)) if own.employee_id == *id => Some(own.clone()),
            (Ok(id), _) => self.employee(id).await?,
            (Err(_), _) => None,
        };
        let linked =
            own.filter(|own| by_id.as_ref().is_none_or(|found| found.employee_id != own.employee_id));
        let roster = match roster {
            None if needs_roster(&self.settings.match_attribute, &person, by_id.as_ref()) => {
                Some(self.roster().await?)
            }
            roster => roster,
        };
        let other =
            |person: Person| Other { personio_id: person.personio_id, employee_id: person.employee_id.ok() };
        let others = match (roster, other_claimant(&person, by_id.as_ref())) {
            (Some(roster), _) => roster.people.into_iter().map(other).collect(),
            (None, Some(claimant)) => self.read(claimant).await?.map(other).into_iter().collect(),
            (None, None) => Vec::new(),
        };
        Ok(Found::Somebody(Box::new(Sighting { person, by_id, linked, others })))
    }

    async fn read(&mut self, id: &PersonioId) -> Result<Option<Person>, SyncError> {
        let wanted = self.mapper.wanted();
        let ask = |world: &'a W, access: Arc<Access>| async move {
            world.personio().employee(&access, wanted, id).await
        };
        let record = self.session.ask(ask).await?;
        Ok(record?.map(|record| self.mapper.person(record)))
    }

    async fn roster(&mut self) -> Result<Roster, SyncError> {
        Ok(self.session.roster(self.mapper, &mut OnlyMap).await??)
    }

    async fn employee(&self, id: &EmployeeId) -> Result<Option<Employee>, StoreError> {
        let found = self.world.store().employees(self.tenant, std::slice::from_ref(id)).await?;
        Ok(found.into_iter().next())
    }

    /// The employee linked to a person of Personio: the table knows employees by their own id only.
    async fn linked(&self, id: &PersonioId) -> Result<Option<Employee>, StoreError> {
        let index = self.world.store().index(self.tenant).await?;
        match index.linked(id) {
            Some(entry) => self.employee(&entry.employee_id).await,
            None => Ok(None),
        }
    }

    /// Writes what was decided, unless the employee or the settings were changed meanwhile. The run stands in the history
    /// before its first write, for the change log names it.
    async fn write(&self, decision: &Decision) -> Result<Written, StoreError> {
        let store = self.world.store();
        let in_force = store.settings_in_force(self.tenant).await?;
        if in_force.map(|settings| settings.version) != Some(self.settings_version) {
            return Ok(Written::Conflict);
        }
        let Some(write) = &decision.write else { return Ok(Written::Done) };
        store.put_run(self.tenant, &self.run()).await?;
        let entry = planning::entry(self.run_id, Some(decision), write.clone(), self.world.clock().now());
        let written = store.write_employees(self.tenant, None, &[entry]).await?;
        if written.first() == Some(&Written::Done) {
            return Ok(Written::Done);
        }
        // Where the answer to a first try was lost, it is our own write that stands there.
        let stands = self.employee(&write.employee.employee_id).await?;
        Ok(if stands.as_ref() == Some(&write.employee) { Written::Done } else { Written::Conflict })
    }

    /// The run as it is under way.
    fn run(&self) -> Run {
        let request = SyncRequest {
            tenant_id: self.tenant.clone(),
            trigger: Trigger::Single,
            run_id: self.run_id,
            requested_at: self.now,
            part: 0,
        };
        let personio_requests = self.session.access.request_count();
        Run { personio_requests, ..Run::queued(&request).begun(self.now) }
    }

    /// The run in the history, the row of the person, and the answer.
    async fn record(&self, decision: Decision, stored: Option<Employee>) -> Result<Synced, SyncError> {
        let store = self.world.store();
        let mut counts = Counts::default();
        counts.add(&decision);
        let run = Run { counts, ..self.run() };
        let run = run.ended(RunOutcome::Succeeded, None, self.world.clock().now());
        metrics::run_ended(self.tenant, &run, self.world.clock().now());
        let rows: Vec<_> =
            decision.reason.is_some().then(|| planning::row(&decision, None)).into_iter().collect();
        let recorded = async {
            try_join(
                store.put_run(self.tenant, &run),
                store.put_outcome_rows(self.tenant, self.run_id, self.now, &rows),
            )
            .await?;
            announce::run(self.world, self.tenant, &run).await
        };
        // What is written stays written, and the caller shall know it, whatever becomes of history and events.
        if let Err(error) = recorded.await {
            tracing::error!(run_id = %self.run_id, %error, "the run could not be recorded or announced");
        }
        let Decision { employee_id, outcome, reason, problems, write, .. } = decision;
        let changes = write.as_ref().map(Write::change_log).unwrap_or_default();
        let written = write.map(|write| write.employee);
        // A mark may stand on another employee than the one that is meant (rule M7).
        let is_meant = |written: &Employee| {
            stored.as_ref().is_none_or(|stored| stored.employee_id == written.employee_id)
        };
        let now = written.filter(is_meant).or(stored);
        let at = now.as_ref().and_then(|employee| employee.synced_at(self.progress.last_judged_at));
        tracing::info!(
            run_id = %self.run_id, ?outcome, reason = reason.as_ref().map(Reason::code), changes = changes.len(),
            personio_requests = run.personio_requests, "one person was synced"
        );
        Ok(Synced {
            run_id: self.run_id,
            employee_id,
            outcome,
            reason,
            changes,
            problems,
            last_synced_at: at,
        })
    }
}
