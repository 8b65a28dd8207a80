//! Runs the functions as they are deployed: the programs that cargo-lambda built, each in a process of its own, with the
//! environment of `template.yaml` and Lambda's Runtime API on loopback. Personio and the AWS services live in this process.
//!
//! `tests/lambda/run` builds them and starts this. What it measures is in `infra/measured.md`.

mod employee_sync;
mod entropy;
mod environment;
mod function;
mod log;
mod measures;
mod payslip_push;
mod runtime_api;
mod settings_api;
mod stage;

use std::{collections::BTreeSet, path::PathBuf};

use anyhow::{Context as _, ensure};
use clap::Parser;
use serde_json::{Value, json};
use shared::metrics;

use crate::{
    environment::Deployed,
    function::{Function, Memory},
    measures::{Built, Measured},
    stage::{Stage, well},
};

/// Sends each function every kind of event, and judges what it does, logs and costs.
#[derive(Debug, Parser)]
#[command(name = "lambda-binaries")]
struct Args {
    /// The folder that cargo-lambda built into: a folder for each function, with `bootstrap` and `bootstrap.zip`.
    built: PathBuf,

    /// People in the company.
    #[arg(long, default_value_t = 1_000)]
    people: usize,

    /// Starts of each program, whose median counts.
    #[arg(long, default_value_t = 5)]
    starts: usize,

    /// Only look at the first TLS handshake.
    #[arg(long)]
    only_handshake: bool,
}

/// The functions: in the template, and as folder and binary.
const SYNC: (&str, &str) = ("EmployeeSync", "employee-sync");
const PUSH: (&str, &str) = ("PayslipPush", "payslip-push");
const API: (&str, &str) = ("SettingsApi", "settings-api");
/// The function that does nothing.
const BARE: &str = "bare-lambda";

/// Personio's address in the template, which no start asks.
const PERSONIO: &str = "https://api.personio.de";

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let stage = Stage::with(args.people).await?;
    if !args.only_handshake {
        let memory = story(&args, &stage).await?;
        cost(&args, &stage, memory).await?;
    }
    let api = Built::of(&args.built, API.1).bootstrap();
    let handshakes = entropy::measure(&api, &stage.cloud).await.context("the first TLS handshake")?;
    let milliseconds = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
    print(&format!(
        "Processor time until the first TLS handshake {:.1} ms, until the second {:.1} ms more.",
        milliseconds(handshakes.first),
        milliseconds(handshakes.second)
    ));
    handshakes.judge()
}

/// One tenant's way through all functions; answers the memory each of them holds afterwards.
async fn story(args: &Args, stage: &Stage) -> anyhow::Result<[Memory; 3]> {
    let start = async |(resource, name): (&str, &'static str)| {
        let deployed = Deployed::of(resource, name, &stage.cloud, stage.personio.url())?;
        Function::start(&Built::of(&args.built, name).bootstrap(), deployed.on_loopback(&stage.cloud)).await
    };
    let (mut sync, mut push, mut api) = (start(SYNC).await?, start(PUSH).await?, start(API).await?);
    settings_api::connect(stage, &mut api).await.context(API.1)?;
    employee_sync::sync(stage, &mut sync).await.context(SYNC.1)?;
    payslip_push::push(stage, &mut push).await.context(PUSH.1)?;
    settings_api::look(stage, &mut api).await.context(API.1)?;

    let memory = [sync.memory()?, push.memory()?, api.memory()?];
    let runs = [metrics::SYNC_RUNS, metrics::PERSONIO_REQUESTS, metrics::SYNC_RUN_SECONDS];
    let hours = [metrics::SYNC_RUNS, metrics::PEOPLE_READ, metrics::OLDEST_SYNC_AGE_SECONDS];
    for (function, name, expected) in
        [(sync, SYNC.1, &hours), (push, PUSH.1, &[metrics::PAYSLIPS; 3]), (api, API.1, &runs)]
    {
        let counted = log::judge(&function.end().await?, &stage.private()).context(name)?;
        let expected: BTreeSet<_> = expected.iter().map(|metric| metric.name.to_owned()).collect();
        ensure!(expected.is_subset(&counted), "{name} counts {counted:?} only");
    }
    print("Every event has its effect, every line is found by its request, and none holds anything private.");
    Ok(memory)
}

/// Measures the functions and prints the table. Starts are those of AWS: no service is at loopback.
async fn cost(args: &Args, stage: &Stage, memory: [Memory; 3]) -> anyhow::Result<()> {
    let mut programs = Vec::new();
    for (resource, name) in [SYNC, PUSH, API, (SYNC.0, BARE)] {
        let deployed = Deployed::of(resource, name, &stage.cloud, PERSONIO)?;
        programs.push((Built::of(&args.built, name), deployed));
    }
    let starts = measures::starts(&programs, args.starts).await?;
    let (built, deployed) = programs.last().context("no program")?.clone();
    let mut bare = Function::start(&built.bootstrap(), deployed).await?;
    ensure!(
        well(bare.call(json!({"kind": "hourly"})).await?)? == Value::Null,
        "the bare function says something"
    );
    let memory = memory.into_iter().chain([bare.memory()?]);
    bare.end().await?;
    let mut measured = Vec::new();
    for (((built, deployed), start), memory) in programs.iter().zip(starts).zip(memory) {
        let (archive, program) = built.sizes()?;
        measured.push(Measured { name: deployed.name, archive, program, start, memory });
    }
    let (bare, functions) = measured.split_last().context("nothing is measured")?;
    print(&format!("\n{}\n", measures::table(functions, bare)));
    measures::judge(functions, bare)
}

#[expect(clippy::print_stdout, reason = "this is a program for a terminal")]
fn print(text: &str) {
    println!("{text}");
}
