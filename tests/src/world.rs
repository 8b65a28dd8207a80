//! One company, one Pento, and the functions between them: the simulator, AWS on loopback, the real handlers, and a
//! clock that only moves when told to.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, bail};
use jiff::{SignedDuration, Timestamp};
use local::{cloud::Cloud, events};
use personio_sim::{Company, Options, Simulator};
use serde_json::{Value, json};
use settings_api::Api;
use shared::{
    domain::{
        attribute::Catalogue,
        connection::Connection,
        employee::Employee,
        field::Field,
        filter::{Filter, Operator},
        formats::modulus::WeightTable,
        ids::{EmployeeId, RunId, TenantId},
        run::{Run, SyncRequest, Trigger},
        settings::Settings,
        suggest,
    },
    ports::{ChangeLogEntry, Clock, Credentials, NewIds, OutcomeRow, ReadEmployees, ReadTenant, Waits},
    run::{World as _, connection, settings},
    wiring::{RealWorld, world},
};

use crate::services;

/// When every story begins: a Sunday in the tax year 2026-27.
pub const BEGIN: &str = "2026-11-22T10:00:00Z";

/// A clock that stands still until it is moved. Its clones are the same clock.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<Mutex<Timestamp>>);

impl TestClock {
    /// Stands at this instant.
    #[must_use]
    pub fn at(now: Timestamp) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// Moves on.
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(by).unwrap_or(*now);
    }
}

impl Clock for TestClock {
    /// Each look is a microsecond later, so that ids made one after the other sort in that order.
    fn now(&self) -> Timestamp {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(SignedDuration::from_micros(1)).unwrap_or(*now);
        *now
    }
}

impl Waits for TestClock {
    /// The clock moves on, and nobody sleeps; whoever else is at work gets a turn.
    async fn wait(&self, time: Duration) {
        self.advance(SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX));
        tokio::task::yield_now().await;
    }
}

/// A tenant's world. Everything in it is real but Personio, AWS and the time.
#[derive(Debug)]
pub struct World {
    /// Personio.
    pub personio: Simulator,
    /// AWS.
    pub cloud: Cloud,
    /// The functions' world.
    pub inside: Arc<RealWorld<TestClock>>,
    /// The HTTP API over the same world.
    pub api: Api,
    /// The time.
    pub clock: TestClock,
    /// The tenant.
    pub tenant: TenantId,
}

impl World {
    /// A company in Personio, and nothing in Pento yet.
    ///
    /// # Errors
    /// When a part of the world can't be started.
    pub async fn of(company: Company) -> anyhow::Result<Self> {
        let personio = Simulator::start(company, Options::default())?;
        let cloud = services::cloud().await?;
        Self::with(personio, cloud)
    }

    /// The same, with a Personio and AWS services made by the caller.
    ///
    /// # Errors
    /// When the adapters can't be built.
    pub fn with(personio: Simulator, cloud: Cloud) -> anyhow::Result<Self> {
        let clock = TestClock::at(BEGIN.parse()?);
        let inside = Arc::new(world(&cloud.config(personio.url()), cloud.clients.clone(), clock.clone())?);
        let api = Api::new(Arc::clone(&inside));
        Ok(Self { personio, cloud, inside, api, clock, tenant: TenantId::parse("acme")? })
    }

    /// The same world with an operator's weight table for the modulus check of bank details.
    ///
    /// # Errors
    /// When the adapters can't be built.
    pub fn weighing(self, weights: WeightTable) -> anyhow::Result<Self> {
        let config = self.cloud.config(self.personio.url());
        let mut inside = world(&config, self.cloud.clients.clone(), self.clock.clone())?;
        inside.weights = Some(weights);
        let inside = Arc::new(inside);
        Ok(Self { api: Api::new(Arc::clone(&inside)), inside, ..self })
    }

    /// Personio's credentials.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        let (client_id, secret) = self.personio.credentials();
        Credentials { client_id, client_secret: secret.into() }
    }

    /// Connects the tenant.
    ///
    /// # Errors
    /// When Personio refuses.
    pub async fn connect(&self) -> anyhow::Result<Catalogue> {
        let deadline = self.clock.now() + SignedDuration::from_mins(1);
        let (_, catalogue) =
            connection::connect(&self.inside, &self.tenant, self.credentials(), deadline).await?;
        Ok(catalogue)
    }

    /// The settings an admin would accept: every suggestion, and no filter.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn suggested(&self) -> anyhow::Result<Settings> {
        let catalogue = self.inside.store().catalogue(&self.tenant).await?;
        let (match_attribute, _) = suggest::suggest_match_attribute(&catalogue);
        let mapping =
            suggest::suggest(&catalogue).into_iter().map(|found| (found.field, found.attribute)).collect();
        Ok(Settings { match_attribute, mapping, ..Settings::default() })
    }

    /// Saves settings over the current ones, and carries out the run that saving starts.
    ///
    /// # Errors
    /// When a save is lost to another, or the run does not end.
    pub async fn save(&self, chosen: &Settings) -> anyhow::Result<Run> {
        let run = self.save_only(chosen).await?;
        self.work().await?;
        self.run(run).await
    }

    /// Saves settings and leaves the run on the queue.
    ///
    /// # Errors
    /// When the save is lost to another.
    pub async fn save_only(&self, chosen: &Settings) -> anyhow::Result<RunId> {
        let version = self.inside.store().settings(&self.tenant).await?.map_or(0, |saved| saved.version);
        match settings::save(&self.inside, &self.tenant, version, chosen).await? {
            settings::Saved::Saved { run_id, .. } => Ok(run_id),
            settings::Saved::Conflict => bail!("somebody else saved"),
        }
    }

    /// Connects, saves the suggestions, and carries out the first run.
    ///
    /// # Errors
    /// When any of it fails.
    pub async fn connect_and_save(&self) -> anyhow::Result<Run> {
        self.connect().await?;
        let settings = self.suggested().await?;
        self.save(&settings).await
    }

    /// Lets the hour strike, carries out what it starts, and answers the tenant's run. Moves the clock by an hour.
    ///
    /// # Errors
    /// When no run came of it.
    pub async fn hour(&self) -> anyhow::Result<Run> {
        self.clock.advance(SignedDuration::from_hours(1));
        let before = self.latest().await?.map(|run| run.id);
        self.strike().await?;
        self.work().await?;
        let latest = self.latest().await?.context("no run at all")?;
        if Some(latest.id) == before {
            bail!("the hour started no run");
        }
        Ok(latest)
    }

    /// Sends the hourly event and leaves the requests on the queue.
    ///
    /// # Errors
    /// When the function fails.
    pub async fn strike(&self) -> anyhow::Result<Value> {
        Ok(events::deliver(&self.inside, json!({"kind": "hourly"})).await?)
    }

    /// *Sync all*: asks for a run by hand, and carries it out.
    ///
    /// # Errors
    /// When the run does not end.
    pub async fn sync_all(&self) -> anyhow::Result<Run> {
        let id = settings::request_run(&self.inside, &self.tenant, Trigger::Manual).await?;
        self.work().await?;
        self.run(id).await
    }

    /// Asks for a run and hands the request to the function, past the queue. The future may be dropped: that is a
    /// process killed.
    ///
    /// # Errors
    /// When the function refuses the event.
    pub async fn invoke(&self, request: &SyncRequest) -> anyhow::Result<Value> {
        let body = serde_json::to_string(request)?;
        let record = json!({
            "messageId": "m-1", "receiptHandle": "r-1", "body": body, "eventSource": "aws:sqs",
            "attributes": {"MessageGroupId": request.tenant_id}, "messageAttributes": {},
        });
        let deadline = self.clock.now() + SignedDuration::from_mins(15);
        Ok(employee_sync::handle(&self.inside, json!({"Records": [record]}), deadline, "invocation-1")
            .await?)
    }

    /// A request for a run of this tenant by the hour.
    #[must_use]
    pub fn request(&self) -> SyncRequest {
        SyncRequest {
            tenant_id: self.tenant.clone(),
            trigger: Trigger::Hourly,
            run_id: self.clock.run_id(),
            requested_at: self.clock.now(),
            part: 0,
        }
    }

    /// Hands message after message to the function until the queue is empty.
    ///
    /// # Errors
    /// When the queue or the function fails.
    pub async fn work(&self) -> anyhow::Result<()> {
        while events::poll(&self.inside, &self.cloud.clients.sqs, &self.cloud.sync_queue, 0).await? {}
        Ok(())
    }

    /// One run.
    ///
    /// # Errors
    /// When there is no such run.
    pub async fn run(&self, id: RunId) -> anyhow::Result<Run> {
        self.inside.store().run(&self.tenant, id).await?.context("no such run")
    }

    /// The latest run.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn latest(&self) -> anyhow::Result<Option<Run>> {
        Ok(self.inside.store().runs(&self.tenant, None, 1).await?.into_iter().next())
    }

    /// Everybody in a run who is not unchanged, those of the run it refers to included.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn outcomes(&self, run: &Run) -> anyhow::Result<Vec<OutcomeRow>> {
        let store = self.inside.store();
        let mut rows = store.outcome_rows(&self.tenant, run.id).await?;
        if let Some(earlier) = run.standing_of {
            rows.extend(
                store
                    .outcome_rows(&self.tenant, earlier)
                    .await?
                    .into_iter()
                    .filter(|row| row.reason.is_some()),
            );
        }
        Ok(rows)
    }

    /// The connection.
    ///
    /// # Errors
    /// When there is none.
    pub async fn connection(&self) -> anyhow::Result<Connection> {
        self.inside.store().connection(&self.tenant).await?.context("no connection")
    }

    /// One employee.
    ///
    /// # Errors
    /// When the id is none, or the table does not answer.
    pub async fn employee(&self, id: &str) -> anyhow::Result<Option<Employee>> {
        let ids = [EmployeeId::parse(id)?];
        Ok(self.inside.store().employees(&self.tenant, &ids).await?.into_iter().next())
    }

    /// All employees, ordered by Employee ID.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn employees(&self) -> anyhow::Result<Vec<Employee>> {
        let store = self.inside.store();
        let ids: Vec<_> =
            store.index(&self.tenant).await?.iter().map(|entry| entry.employee_id.clone()).collect();
        let mut employees = store.employees(&self.tenant, &ids).await?;
        employees.sort_by(|a, b| a.employee_id.cmp(&b.employee_id));
        Ok(employees)
    }

    /// An employee's change log, latest first.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn change_log(&self, id: &str) -> anyhow::Result<Vec<ChangeLogEntry>> {
        Ok(self.inside.store().change_log(&self.tenant, &EmployeeId::parse(id)?).await?)
    }

    /// The Personio attribute behind a Pento field in the simulated company.
    ///
    /// # Errors
    /// When the company has none.
    pub fn attribute(&self, field: Field) -> anyhow::Result<String> {
        let key = self.personio.edit(|company| company.key(field.key()));
        Ok(key.context("the company has no such attribute")?.to_string())
    }

    /// Changes one attribute of one person in Personio.
    ///
    /// # Errors
    /// When there is no such attribute or person.
    pub fn set(&self, personio_id: u64, field: Field, value: Value) -> anyhow::Result<()> {
        let key = self.attribute(field)?;
        if self.personio.edit(|company| company.set(personio_id, &key, value)) {
            Ok(())
        } else {
            bail!("no such person")
        }
    }

    /// An exclusion filter on the attribute behind a Pento field.
    ///
    /// # Errors
    /// When the company has none.
    pub fn filter(&self, field: Field, operator: Operator, values: &[&str]) -> anyhow::Result<Filter> {
        let attribute = self.attribute(field)?.as_str().into();
        Ok(Filter { attribute, operator, values: values.iter().map(ToString::to_string).collect() })
    }
}

/// A company of flawless people, invented anew from the same seed each time.
///
/// # Errors
/// Never with the dates used here.
pub fn flawless(people: u64) -> anyhow::Result<Company> {
    let mut company = Company::empty(11, "2026-11-22".parse()?);
    for seed in 0..people {
        let person = company.newcomer(seed);
        company.add_person(person);
    }
    Ok(company)
}
