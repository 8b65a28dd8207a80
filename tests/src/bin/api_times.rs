//! Times the API: what a caller waits for, at the function's door, with a Personio that answers at once and embedded
//! AWS services. Its own time alone is what the design bounds, so Personio's limits are off unless asked for. Our client
//! keeps to them all the same: what asks Personio pauses before each question, so that the wait for its turn is not timed
//! unless the question itself asks for many pages.
//!
//! `cargo run --profile bench -p tests --bin api-times -- --people 10000`. The results are in `infra/measured.md`.

use std::time::Duration;

use anyhow::{Context as _, ensure};
use clap::Parser;
use comfy_table::{Table, presets};
use local::cloud::Cloud;
use personio_sim::{Company, Options, Simulator};
use serde_json::{Value, json};
use tests::{
    api_side::Caller,
    world::{BEGIN, World},
};

/// Asks each question some times, and prints the median and the 95th percentile of the waits.
#[derive(Debug, Parser)]
#[command(name = "api-times")]
struct Args {
    /// People in the company.
    #[arg(long, default_value_t = 10_000)]
    people: usize,

    /// How often each short question is asked; the long ones a tenth as often, and previews a fortieth.
    #[arg(long, default_value_t = 200)]
    times: usize,

    /// Personio enforces its limits, and our client waits for them: shows a preview as a customer of that size sees it.
    #[arg(long)]
    limits: bool,
}

/// The seed of the company.
const SEED: u64 = 11;

/// No pause: the question doesn't ask Personio.
const NONE: Duration = Duration::ZERO;

/// Before a question that asks Personio once or twice: 300 requests a minute are one each 200 ms.
const A_CLICK: Duration = Duration::from_millis(400);

/// Before a question that reads all people: 10,000 are 50 pages, and six of these fit into a minute's 300.
const A_ROSTER: Duration = Duration::from_secs(20);

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let today = BEGIN.parse::<jiff::Timestamp>()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    let options = Options { limits: args.limits, ..Options::default() };
    let personio = Simulator::start(Company::generate(SEED, args.people, today), options)?;
    let world = World::with(personio, Cloud::start(None, None).await?)?;
    let run = world.connect_and_save().await?;
    ensure!(run.counts.created > 0, "nobody was created: {run:?}");
    let caller = world.caller("personio:sync");
    let employees = world.employees().await?;
    let employee = employees.iter().find(|employee| employee.personio_id.is_some()).context("nobody")?;
    let settings = caller.get("/v1/integrations/personio/settings").await?.body;
    let mut other = settings.clone();
    other["mapping"]["office"] = Value::Null;

    let (short, long, few) = (args.times, (args.times / 10).max(3), (args.times / 40).max(3));
    let sync = format!("/v1/employees/{}/sync", employee.employee_id);
    let questions: [(&str, usize, Duration, &str, String, Value); 9] = [
        ("Sync now, unchanged", short, A_CLICK, "POST", sync, Value::Null),
        ("settings", short, NONE, "GET", "/v1/integrations/personio/settings".into(), Value::Null),
        ("connection", short, NONE, "GET", "/v1/integrations/personio/connection".into(), Value::Null),
        ("employees, first 50", short, NONE, "GET", "/v1/employees".into(), Value::Null),
        ("employees, 200", long, NONE, "GET", "/v1/employees?limit=200".into(), Value::Null),
        ("employees, pending", long, NONE, "GET", "/v1/employees?status=pending".into(), Value::Null),
        (
            "employees, search that finds nobody",
            long,
            NONE,
            "GET",
            "/v1/employees?q=zzzzzz".into(),
            Value::Null,
        ),
        (
            "preview, nobody changed",
            few,
            A_ROSTER,
            "POST",
            "/v1/integrations/personio/preview".into(),
            settings,
        ),
        (
            "preview, everybody changed",
            few,
            A_ROSTER,
            "POST",
            "/v1/integrations/personio/preview".into(),
            other,
        ),
    ];
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN).set_header(["what", "asked", "p50 ms", "p95 ms", "answer kB"]);
    for (what, times, pause, method, path, body) in questions {
        let (waits, bytes) =
            ask(&caller, times, pause, method, &path, &body).await.context(what.to_owned())?;
        let (half, most) = (at(&waits, 50), at(&waits, 95));
        table.add_row([what.to_owned(), times.to_string(), half, most, format!("{}", bytes.div_ceil(1000))]);
    }
    print(&format!("{} people, {} employees\n{table}", args.people, employees.len()));
    Ok(())
}

async fn ask(
    caller: &Caller<'_>,
    times: usize,
    pause: Duration,
    method: &str,
    path: &str,
    body: &Value,
) -> anyhow::Result<(Vec<Duration>, usize)> {
    let body = if body.is_null() { None } else { Some(body.to_string()) };
    let mut waits = Vec::with_capacity(times);
    let mut bytes = 0;
    for _ in 0..=times {
        tokio::time::sleep(pause).await;
        let (wait, answer) = caller.timed(method, path, body.clone()).await?;
        ensure!(answer["statusCode"] == json!(200), "{method} {path}: {answer}");
        bytes = answer["body"].as_str().map_or(0, str::len);
        waits.push(wait);
    }
    // The first answer warms up.
    waits.remove(0);
    waits.sort();
    Ok((waits, bytes))
}

/// A percentile of sorted waits, in milliseconds.
fn at(waits: &[Duration], percent: usize) -> String {
    let place = (waits.len() * percent).div_ceil(100).saturating_sub(1);
    waits.get(place).map_or_else(String::new, |wait| format!("{:.1}", wait.as_secs_f64() * 1000.0))
}

#[expect(clippy::print_stdout, reason = "this is a program for a terminal")]
fn print(text: &str) {
    println!("{text}");
}
