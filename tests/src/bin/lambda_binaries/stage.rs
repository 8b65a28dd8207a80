//! What stands around the functions: Personio, the AWS services, and a look into them.

use anyhow::{Context as _, ensure};
use jiff::tz::TimeZone;
use local::{cloud::Cloud, events};
use personio_sim::{Company, Options, Simulator};
use serde_json::{Value, json};
use shared::{
    domain::{employee::Employee, field::Field, ids::TenantId, run::Run},
    ports::{Clock as _, ReadEmployees as _, ReadTenant as _},
    run::World as _,
    system::SystemClock,
    wiring::{RealWorld, world},
};

use crate::{
    function::Function,
    runtime_api::{Answer, Failure},
};

/// Stands in values of the marked people, in no line of any log.
pub(crate) const MARK: &str = "Qzxmark";
/// The tenant.
pub(crate) const TENANT: &str = "acme";

/// The seed of the company.
const SEED: u64 = 11;
/// People whose names and numbers are marked.
const MARKED: usize = 6;

/// Personio and AWS, in this process.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) personio: Simulator,
    pub(crate) cloud: Cloud,
    pub(crate) tenant: TenantId,
    /// The same services, seen without any function.
    pub(crate) inside: RealWorld<SystemClock>,
}

impl Stage {
    /// A company of so many people, and nothing in Pento yet.
    pub(crate) async fn with(people: usize) -> anyhow::Result<Self> {
        let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
        let mut company = Company::generate(SEED, people, today);
        let key = |field: Field| company.key(field.key()).context("the company lacks an attribute");
        let (last_name, number) = (key(Field::LastName)?, key(Field::NationalInsuranceNumber)?);
        let flawless = company.people().iter().filter(|person| person.is_flawless());
        let marked: Vec<_> = flawless.take(MARKED).map(|person| person.id).collect();
        ensure!(marked.len() == MARKED, "the company has too few people");
        for (place, id) in marked.into_iter().enumerate() {
            company.set(id, &last_name, format!("{MARK}{place}"));
            // One that is refused: refusals are logged too.
            if place == 0 {
                company.set(id, &number, MARK);
            }
        }
        let personio = Simulator::start(company, Options::default())?;
        let cloud = Cloud::start(None, None).await?;
        let inside = world(&cloud.config(personio.url()), cloud.clients.clone(), SystemClock)?;
        Ok(Self { personio, cloud, tenant: TenantId::parse(TENANT)?, inside })
    }

    /// What no log may hold.
    pub(crate) fn private(&self) -> Vec<String> {
        let (client_id, secret) = self.personio.credentials();
        vec![MARK.to_owned(), client_id, secret]
    }

    /// The latest run.
    pub(crate) async fn latest_run(&self) -> anyhow::Result<Run> {
        let runs = self.inside.store().runs(&self.tenant, None, 1).await?;
        runs.into_iter().next().context("no run")
    }

    /// Everybody in the table.
    pub(crate) async fn employees(&self) -> anyhow::Result<Vec<Employee>> {
        let store = self.inside.store();
        let index = store.index(&self.tenant).await?;
        let ids: Vec<_> = index.iter().map(|entry| entry.employee_id.clone()).collect();
        Ok(store.employees(&self.tenant, &ids).await?)
    }

    /// The details of all events on the bus of that type.
    pub(crate) fn announced(&self, detail_type: &str) -> anyhow::Result<Vec<Value>> {
        let events = self.cloud.sent_events().context("no events")?.all();
        let of_type = events.into_iter().filter(|event| event["detail-type"] == detail_type);
        Ok(of_type.map(|mut event| event["detail"].take()).collect())
    }

    /// Hands a queue's messages to a function as Lambda does, until there are none; answers how many there were.
    pub(crate) async fn work(
        &self,
        function: &mut Function,
        queue: &str,
        name: &str,
        most: i32,
    ) -> anyhow::Result<usize> {
        let sqs = &self.cloud.clients.sqs;
        let mut worked = 0;
        loop {
            let messages = events::receive(sqs, queue, most, 0).await?;
            if messages.is_empty() {
                return Ok(worked);
            }
            let answer = well(function.call(events::batch(&messages, name)).await?)?;
            ensure!(answer == json!({"batchItemFailures": []}), "a message is to be tried again: {answer}");
            events::delete_done(sqs, queue, &messages, &answer).await?;
            worked += messages.len();
        }
    }
}

/// A batch of one message that nobody can read.
pub(crate) fn unreadable_batch(queue: &str) -> Value {
    let attributes = json!({"MessageGroupId": TENANT, "ApproximateReceiveCount": "1"});
    json!({"Records": [{"messageId": "m-1", "body": format!("{MARK}?"), "attributes": attributes,
        "messageAttributes": {}, "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws:sqs:eu-west-2:000000000000:{queue}"), "awsRegion": "eu-west-2"}]})
}

/// The answer, which has to be none of failure.
pub(crate) fn well(answer: Answer) -> anyhow::Result<Value> {
    answer.map_err(|Failure { kind, message }| anyhow::anyhow!("the function failed: {kind}: {message}"))
}

/// The failure, which has to tell this.
pub(crate) fn refused(answer: Answer, message: &str) -> anyhow::Result<()> {
    match answer {
        Ok(answer) => anyhow::bail!("not refused: {answer}"),
        Err(failure) => {
            ensure!(failure.message.contains(message), "refused for another reason: {failure:?}");
            ensure!(!failure.kind.is_empty(), "a failure without a type");
            Ok(())
        }
    }
}
