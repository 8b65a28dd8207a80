//! What happens in Pento during a story, and what can be seen there.

use std::collections::BTreeMap;

use anyhow::Context as _;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde_json::{Value, json};
use shared::{
    domain::{
        approval::{HeldRun, Word},
        day::london_date,
        employee::{Change, Employee, last_synced_at},
        field::Field,
        plan::{Outcome, Write},
        problem::Problem,
        run::{Run, SyncRequest, Trigger},
        settings::Settings,
    },
    dynamo::keys,
    ports::{
        Actor, ChangeLogEntry, Clock as _, EmployeeWrite, ReadTenant as _, WriteEmployees as _,
        WriteTenant as _, Written,
    },
    run::World as _,
};

use crate::world::{World, flawless};

/// Who edits by hand in the stories.
pub(crate) const EDITOR: &str = "olga";

/// A value of the table as text, its keys in order.
fn plain(value: AttributeValue) -> String {
    match value {
        AttributeValue::M(map) => {
            let sorted: BTreeMap<_, _> = map.into_iter().map(|(key, value)| (key, plain(value))).collect();
            format!("{sorted:?}")
        }
        AttributeValue::L(list) => format!("{:?}", list.into_iter().map(plain).collect::<Vec<_>>()),
        other => format!("{other:?}"),
    }
}

/// A run's counts of created, updated, unchanged, excluded, skipped and failed people.
pub(crate) type Tally = [u64; 6];

impl World {
    /// A company of flawless people whom the first run has already created in Pento.
    ///
    /// # Errors
    /// When a part of the world does not work.
    pub async fn settled(people: u64) -> anyhow::Result<Self> {
        let world = Self::of(flawless(people)?).await?;
        let run = world.connect_and_save().await?;
        anyhow::ensure!(Self::tally(&run) == [people, 0, 0, 0, 0, 0], "not everybody was created: {run:?}");
        Ok(world)
    }

    /// How many were created, updated, unchanged, excluded, skipped and failed.
    #[must_use]
    pub fn tally(run: &Run) -> Tally {
        let counts = run.counts;
        [counts.created, counts.updated, counts.unchanged, counts.excluded, counts.skipped, counts.failed]
    }

    /// What became of everybody who is not unchanged: outcome and reason code (empty without one), by Personio id.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn judged(&self, run: &Run) -> anyhow::Result<BTreeMap<u64, (Outcome, &'static str)>> {
        let rows = self.outcomes(run).await?;
        let judged = rows.iter().filter_map(|row| {
            let id = row.personio_id.as_ref()?.as_str().parse().ok()?;
            Some((id, (row.outcome, row.reason.as_ref().map_or("", |reason| reason.code()))))
        });
        Ok(judged.collect())
    }

    /// The date in London.
    #[must_use]
    pub fn today(&self) -> Date {
        london_date(self.clock.now())
    }

    /// The saved settings.
    ///
    /// # Errors
    /// When there are none.
    pub async fn settings(&self) -> anyhow::Result<Settings> {
        let saved = self.inside.store().settings(&self.tenant).await?;
        Ok(saved.context("no settings")?.settings)
    }

    /// Saves changed settings, and carries out the run that saving starts.
    ///
    /// # Errors
    /// When saving or the run fails.
    pub async fn change_settings(&self, change: impl FnOnce(&mut Settings)) -> anyhow::Result<Run> {
        let mut settings = self.settings().await?;
        change(&mut settings);
        self.save(&settings).await
    }

    /// The employee, who has to exist.
    ///
    /// # Errors
    /// When there is none.
    pub async fn held(&self, id: &str) -> anyhow::Result<Employee> {
        self.employee(id).await?.with_context(|| format!("no employee {id}"))
    }

    /// The text of one field of an employee.
    ///
    /// # Errors
    /// When there is no such employee.
    pub async fn text(&self, id: &str, field: Field) -> anyhow::Result<Option<String>> {
        Ok(self.held(id).await?.fields.text(field).map(ToOwned::to_owned))
    }

    /// Field and code of an employee's problems.
    ///
    /// # Errors
    /// When there is no such employee.
    pub async fn problems(&self, id: &str) -> anyhow::Result<Vec<(Field, &'static str)>> {
        let code = |problem: &Problem| (problem.field, problem.code.key());
        Ok(self.held(id).await?.problems.iter().map(code).collect())
    }

    /// Edits an employee by hand, as the API does: in one write with its log entry, and without the fingerprint, so
    /// that the next run looks closely.
    ///
    /// # Errors
    /// When there is no such employee, or somebody was faster.
    pub async fn edit(&self, id: &str, edit: impl FnOnce(&mut Employee)) -> anyhow::Result<Employee> {
        let stored = self.held(id).await?;
        let mut employee = stored.clone();
        edit(&mut employee);
        employee.fingerprint = None;
        employee.version += 1;
        let changes = Field::ALL.iter().filter_map(|field| {
            let (old, new) = (stored.fields.get(*field).cloned(), employee.fields.get(*field).cloned());
            (old != new).then_some(Change { field: *field, old, new })
        });
        let changes = changes.collect();
        self.write(Write { employee: employee.clone(), expected: Some(stored.version), changes }).await?;
        Ok(employee)
    }

    /// Adds an employee by hand.
    ///
    /// # Errors
    /// When the Employee ID is taken.
    pub async fn add(&self, mut employee: Employee) -> anyhow::Result<()> {
        employee.version = 1;
        self.write(Write { employee, expected: None, changes: Vec::new() }).await
    }

    async fn write(&self, write: Write) -> anyhow::Result<()> {
        let by = Actor::User(EDITOR.into());
        let log = Some(ChangeLogEntry { at: self.clock.now(), by, changes: write.change_log() });
        let writes = [EmployeeWrite { write, log, row: None }];
        let written = self.inside.store().write_employees(&self.tenant, None, &writes).await?;
        anyhow::ensure!(written == [Written::Done], "somebody was faster");
        Ok(())
    }

    /// Rule S3: when the employee was last found or made equal to Personio.
    ///
    /// # Errors
    /// When there is no such employee.
    pub async fn synced_at(&self, id: &str) -> anyhow::Result<Option<Timestamp>> {
        let employee = self.held(id).await?;
        let lease = self.cloud.clients.dynamodb.get_item().table_name(local::cloud::TABLE);
        let lease = lease.key(keys::name::PK, AttributeValue::S(keys::tenant(&self.tenant)));
        let lease = lease.key(keys::name::SK, AttributeValue::S(keys::LEASE.into())).send().await?;
        let judged = lease.item.as_ref().and_then(|item| item.get("last_judged_at")?.as_s().ok());
        let judged = judged.map(|text| text.parse()).transpose()?;
        let has_fingerprint = employee.fingerprint.is_some();
        Ok(last_synced_at(employee.last_synced_at, employee.sync_state, has_fingerprint, judged))
    }

    /// Every item of the table, as text: what is not in here was never stored.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn dump(&self) -> anyhow::Result<Vec<String>> {
        let scan = self.cloud.clients.dynamodb.scan().table_name(local::cloud::TABLE);
        let items: Vec<_> = scan.into_paginator().items().send().collect::<Result<_, _>>().await?;
        let mut texts: Vec<_> = items.into_iter().map(|item| plain(AttributeValue::M(item))).collect();
        texts.sort();
        Ok(texts)
    }

    /// An admin's word about the latest held run.
    ///
    /// # Errors
    /// When no run is held.
    pub async fn answer(&self, approved: bool) -> anyhow::Result<HeldRun> {
        let held = self.inside.store().held_run(&self.tenant).await?.context("no held run")?;
        let word = Some(Word { approved, by: EDITOR.into(), at: self.clock.now() });
        let held = HeldRun { word, ..held };
        self.inside.store().put_held_run(&self.tenant, &held).await?;
        Ok(held)
    }

    /// A request for a run that nobody knows of yet.
    #[must_use]
    pub fn request_by(&self, trigger: Trigger) -> SyncRequest {
        SyncRequest { trigger, ..self.request() }
    }

    /// Hands texts as one batch of messages to the function, which has so much time. Answers the ids of the messages
    /// that shall come again: `m0`, `m1` ... in the order given.
    ///
    /// # Errors
    /// When the function fails.
    pub async fn hand_over(&self, bodies: &[String], life: SignedDuration) -> anyhow::Result<Vec<String>> {
        let record = |(at, body): (usize, &String)| {
            json!({
                "messageId": format!("m{at}"),
                "body": body,
                "attributes": {"MessageGroupId": format!("group {at}")},
                "eventSource": "aws:sqs",
            })
        };
        let event = json!({"Records": bodies.iter().enumerate().map(record).collect::<Vec<_>>()});
        let deadline = self.clock.now() + life;
        let answer = employee_sync::handle(&self.inside, event, deadline, "invocation").await?;
        let failures = answer["batchItemFailures"].as_array().cloned().unwrap_or_default();
        let id = |failure: Value| failure["itemIdentifier"].as_str().map(ToOwned::to_owned);
        Ok(failures.into_iter().filter_map(id).collect())
    }

    /// A run by hand whose function has 21 s to live, of which 20 are kept for the end: a request to Personio that
    /// fails is sent once more after half a second, and then given up.
    ///
    /// # Errors
    /// When the function wants the request again.
    pub async fn hurried_run(&self) -> anyhow::Result<Run> {
        let request = self.request_by(Trigger::Manual);
        let body = serde_json::to_string(&request)?;
        let again = self.hand_over(&[body], SignedDuration::from_secs(21)).await?;
        anyhow::ensure!(again.is_empty(), "the run was not ended");
        self.run(request.run_id).await
    }

    /// Lets the hour strike; answers the run that came of it, if any. Moves the clock by an hour.
    ///
    /// # Errors
    /// When the function fails.
    pub async fn next_hour(&self) -> anyhow::Result<Option<Run>> {
        self.clock.advance(SignedDuration::from_hours(1));
        let before = self.latest().await?;
        self.strike().await?;
        self.work().await?;
        let latest = self.latest().await?;
        Ok(latest.filter(|run| before.is_none_or(|before| before.id != run.id)))
    }
}
