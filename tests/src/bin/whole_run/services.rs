//! Personio, AWS, and the order of the phases.

use std::{process::Stdio, time::Duration};

use anyhow::{Context as _, ensure};
use jiff::tz::TimeZone;
use local::{
    aws::{ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY},
    cloud::{Cloud, TABLE},
};
use personio_sim::{Company, Options, Simulator};
use shared::{ports::Clock as _, system::SystemClock};
use tokio::{io::AsyncWriteExt as _, process::Command};

use crate::{
    Args, Figures, Phase,
    meter::{Meter, Tally},
    table,
};

/// Personio's windows of 15 and of 300 requests, and a little more. A new process does not know of the calls before it.
const A_SECOND: Duration = Duration::from_millis(1_200);
const A_MINUTE: Duration = Duration::from_secs(61);

/// The seed of the company.
const SEED: u64 = 11;

/// One phase, seen from all sides.
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    pub(crate) figures: Figures,
    /// Requests for people, pages and attributes.
    pub(crate) personio_calls: usize,
    /// Requests for tokens.
    pub(crate) auth_calls: usize,
    /// From the arrival of the first request for a page to the end of the last one's answer, by Personio's clock.
    pub(crate) reading: f64,
    pub(crate) table: Tally,
}

/// Starts everything, measures the three phases, prints the table.
pub(crate) async fn measure(args: &Args) -> anyhow::Result<()> {
    let today = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let latency = Duration::from_millis(args.latency_ms);
    let options = Options { limits: !args.no_limits, latency, ..Options::default() };
    let personio = Simulator::start(Company::generate(SEED, args.people, today), options)?;
    let cloud = Cloud::start(None, None).await?;
    let meter = Meter::start(&cloud.endpoints.dynamodb).await?;
    let services = Services { personio, cloud, meter, latency };

    let first = services.phase("first run", Phase::First).await?;
    services.pause(args).await;
    let unchanged = services.phase("unchanged hour", Phase::Hour).await?;
    services.pause(args).await;
    services.change_one_person()?;
    let changed = services.phase("one person changed", Phase::Hour).await?;
    ensure!(changed.figures.run["counts"]["updated"] == 1, "one person was changed");
    table::print(args, &[first, unchanged, changed]);
    services.cloud.shutdown().await;
    Ok(())
}

struct Services {
    personio: Simulator,
    cloud: Cloud,
    meter: Meter,
    latency: Duration,
}

impl Services {
    async fn phase(&self, name: &'static str, phase: Phase) -> anyhow::Result<Measured> {
        self.personio.forget_requests();
        self.meter.take();
        let figures = self.worker(phase).await.context(name)?;
        let seen = self.personio.requests();
        let auth_calls = seen.iter().filter(|request| request.path == "/v1/auth").count();
        let pages: Vec<_> = seen.iter().filter(|request| request.path == "/v1/company/employees").collect();
        let reading = match (pages.first(), pages.last()) {
            (Some(first), Some(last)) => (last.at + self.latency).saturating_sub(first.at),
            _ => Duration::ZERO,
        };
        Ok(Measured {
            name,
            figures,
            personio_calls: seen.len() - auth_calls,
            auth_calls,
            reading: reading.as_secs_f64(),
            table: self.meter.take(),
        })
    }

    /// One worker, from its start to its end.
    async fn worker(&self, phase: Phase) -> anyhow::Result<Figures> {
        let (argument, endpoints) = (
            match phase {
                Phase::First => "first",
                Phase::Hour => "hour",
            },
            &self.cloud.endpoints,
        );
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--worker", argument])
            .env("AWS_REGION", REGION)
            .env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID)
            .env("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
            .env("AWS_ENDPOINT_URL_DYNAMODB", &self.meter.url)
            .env("AWS_ENDPOINT_URL_SQS", &endpoints.sqs)
            .env("AWS_ENDPOINT_URL_SECRETS_MANAGER", &endpoints.secretsmanager)
            .env("TABLE_NAME", TABLE)
            .env("SYNC_QUEUE_URL", &self.cloud.sync_queue)
            .env("PERSONIO_BASE_URL", self.personio.url())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let credentials = serde_json::to_vec(&self.personio.credentials())?;
        child.stdin.take().context("no standard input")?.write_all(&credentials).await?;
        let output = child.wait_with_output().await?;
        ensure!(output.status.success(), "the worker failed");
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Lets the windows of Personio's limits pass, as the hour between two runs would.
    async fn pause(&self, args: &Args) {
        let pages = args.people.div_ceil(100);
        tokio::time::sleep(if pages > 90 { A_MINUTE } else { A_SECOND }).await;
    }

    fn change_one_person(&self) -> anyhow::Result<()> {
        let changed = self.personio.edit(|company| {
            let key = company.key("city")?;
            let id = company.people().iter().find(|person| person.is_flawless())?.id;
            company.set(id, &key, "Ambleside").then_some(())
        });
        changed.context("nobody to change")
    }
}
