//! *Sync now*: one person read, judged and written while somebody waits. By the same rules as a whole run, also while
//! syncing is paused (rule W2), and past the guard on many people (G1).
//!
//! It takes no lease: like an edit by hand it is bound by the version of the one employee it writes (rule W4), and a run
//! in flight that meets its write reads both sides again.

use futures_util::future::{join5, try_join};
use jiff::Timestamp;

use super::{World, connection::ConnectError, planning, read, session};
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
            needs_roster, other_claimant,
        },
        problem::Problem,
        reason::Reason,
        roster::{Completeness, Roster},
        run::{Run, RunOutcome, SyncRequest, Trigger},
        settings::Settings,
    },
    ports::{
        Clock, NewIds, PersonioError, Progress, ReadEmployees, ReadPersonio, ReadTenant, StoreError,
        WriteEmployees, WriteRuns, Written,
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
    let (connection, settings, catalogue, progress, session) = join5(
        store.connection(tenant),
        store.settings(tenant),
        store.catalogue(tenant),
        store.progress(tenant),
        Session::open(world, tenant, deadline),
    )
    .await;
    let connection = connection?.filter(|link| link.status != ConnectionStatus::Disconnected);
    let connection = connection.ok_or(ConnectError::NotConnected)?;
    let settings = settings?.ok_or(SyncError::AwaitingSettings)?.settings;
    let (catalogue, progress) = (catalogue?, progress?);
    let session = session?.ok_or(ConnectError::NotConnected)?;
    let now = world.clock().now();
    let mapper = Mapper::new(&settings, &catalogue, london_date(now), world.weights());
    let mut one = One {
        world,
        tenant,
        settings: &settings,
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
            session::note_success(world, tenant, connection, permissions, true).await?;
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

impl<W: World> One<'_, W> {
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
        let given_up = Decision {
            outcome: Outcome::Failed,
            reason: Some(Reason::WriteConflict),
            problems: Vec::new(),
            write: None,
            ..decision
        };
        self.record(given_up, stored).await
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

    /// The person of an employee: the linked one; else the one whose id it is; else by one look through the roster.
    async fn person_of(&mut self, employee: Employee) -> Result<Found, SyncError> {
        let matched_by_id = self.settings.match_attribute.as_str() == "id";
        let known = employee
            .personio_id
            .clone()
            .or_else(|| matched_by_id.then(|| PersonioId::new(employee.employee_id.as_str())));
        if let Some(id) = known
            && let Some(person) = self.read(&id).await?
        {
            let linked =
                if employee.personio_id.is_some() { Some(employee) } else { self.linked(&id).await? };
            return self.sighting(person, linked, None).await;
        }
        if matched_by_id {
            return Ok(Found::Nobody(Box::new(employee)));
        }
        let roster = self.roster().await?;
        let has_id = |person: &&Person| person.employee_id.as_ref().ok() == Some(&employee.employee_id);
        let Some(person) = roster.people.iter().find(has_id).cloned() else {
            return match roster.completeness {
                Completeness::Complete => Ok(Found::Nobody(Box::new(employee))),
                // R1: nothing is concluded about people who were not seen.
                Completeness::Incomplete { .. } => {
                    let last = "not everybody could be read".to_owned();
                    Err(PersonioError::Unavailable { operation: "employees", last }.into())
                }
            };
        };
        let linked = self.linked(&person.personio_id).await?;
        self.sighting(person, linked, Some(roster)).await
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
        let (personio, wanted) = (self.world.personio(), self.mapper.wanted());
        let mut record = personio.employee(&self.session.access, wanted, id).await;
        if self.session.renewed(&record).await? {
            record = personio.employee(&self.session.access, wanted, id).await;
        }
        Ok(record?.map(|record| self.mapper.person(record)))
    }

    async fn roster(&mut self) -> Result<Roster, SyncError> {
        let personio = self.world.personio();
        let mut roster = read::roster(personio, &self.session.access, self.mapper, &mut read::OnlyMap).await;
        if self.session.renewed(&roster).await? {
            roster = read::roster(personio, &self.session.access, self.mapper, &mut read::OnlyMap).await;
        }
        Ok(roster?)
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

    async fn write(&self, decision: &Decision) -> Result<Written, StoreError> {
        let Some(write) = &decision.write else { return Ok(Written::Done) };
        let entry = planning::entry(self.run_id, Some(decision), write.clone(), self.world.clock().now());
        let written = self.world.store().write_employees(self.tenant, None, &[entry]).await?;
        if written.first() == Some(&Written::Done) {
            return Ok(Written::Done);
        }
        // Where the answer to a first try was lost, it is our own write that stands there.
        let stands = self.employee(&write.employee.employee_id).await?;
        Ok(if stands.as_ref() == Some(&write.employee) { Written::Done } else { Written::Conflict })
    }

    /// The run in the history, the row of the person, and the answer.
    async fn record(&self, decision: Decision, stored: Option<Employee>) -> Result<Synced, SyncError> {
        let store = self.world.store();
        let mut counts = Counts::default();
        counts.add(&decision);
        let request = SyncRequest {
            tenant_id: self.tenant.clone(),
            trigger: Trigger::Single,
            run_id: self.run_id,
            requested_at: self.now,
            part: 0,
        };
        let run = Run {
            counts,
            personio_requests: self.session.access.request_count(),
            ..Run::queued(&request).begun(self.now)
        };
        let run = run.ended(RunOutcome::Succeeded, None, self.world.clock().now());
        let rows: Vec<_> =
            decision.reason.is_some().then(|| planning::row(&decision, None)).into_iter().collect();
        try_join(
            store.put_run(self.tenant, &run),
            store.put_outcome_rows(self.tenant, self.run_id, self.now, &rows),
        )
        .await?;
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
