//! Measures how much memory payslips of any size take: some are sent by a process of its own, so that its memory is its
//! own, from the S3 of this process to the Personio of this process.
//!
//! `cargo run --profile bench -p tests --bin payslip-memory -- --megabytes 30`. The results are in `infra/measured.md`.

use std::process::Stdio;

use anyhow::{Context as _, ensure};
use clap::Parser;
use jiff::tz::TimeZone;
use local::{
    aws::{ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY},
    cloud::{BUCKET, Cloud, TABLE},
    events, payslip_pdf,
};
use personio_sim::{Company, Options, Simulator};
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::{
    aws,
    config::Config,
    domain::ids::EmployeeId,
    ports::Clock as _,
    system::SystemClock,
    wiring::{Clients, files, world},
};
use tests::{
    memory::peak_kib,
    payroll_side::PAYROLL,
    world::{BEGIN, World},
};
use tokio::process::Command;

/// Sends payslips of one size, and prints what the process that sends them held at most.
#[derive(Debug, Parser)]
#[command(name = "payslip-memory")]
struct Args {
    /// The size of each file, in MiB; 30 at most.
    #[arg(long, default_value_t = 30)]
    megabytes: usize,

    /// How many.
    #[arg(long, default_value_t = 10)]
    payslips: usize,

    /// Be the process that sends; started by this program itself.
    #[arg(long, hide = true)]
    worker: bool,
}

/// What the worker prints when it is done.
#[derive(Debug, Serialize, Deserialize)]
struct Figures {
    /// `VmHWM` once the adapters are built, in KiB.
    idle_kib: u64,
    /// `VmHWM` at the end, in KiB.
    peak_kib: u64,
    /// From the first message to the last, with the pace of 1.2 s between two.
    seconds: f64,
}

/// The seed of the company, and people enough for some to be ready.
const SEED: u64 = 11;
const PEOPLE: usize = 100;

const MEBIBYTE: usize = 1 << 20;

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if args.worker {
        // One thread, as on Lambda.
        return tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work());
    }
    tokio::runtime::Runtime::new()?.block_on(measure(&args))
}

async fn measure(args: &Args) -> anyhow::Result<()> {
    let today = BEGIN.parse::<jiff::Timestamp>()?.to_zoned(TimeZone::UTC).date();
    let personio = Simulator::start(Company::generate(SEED, PEOPLE, today), Options::default())?;
    let world = World::with(personio, Cloud::start(None, None).await?)?;
    world.connect_and_save().await?;
    world.send_payslips_to("Payslips").await?;
    let employees = world.employees().await?;
    let mut entries = Vec::new();
    for employee in employees.iter().filter(|employee| employee.personio_id.is_some()).take(args.payslips) {
        let key = format!("{}/{PAYROLL}/{}.pdf", world.tenant, employee.employee_id);
        world.cloud.put_file(&key, large(&employee.employee_id, args.megabytes)?).await?;
        entries.push(json!({"employee_id": employee.employee_id, "object_key": key}));
    }
    ensure!(entries.len() == args.payslips, "the company has only {} employees", entries.len());
    world.finalise(world.payroll_event(&entries)).await?;
    let figures = worker(&world).await?;
    let documents = world.personio.documents();
    let sent =
        documents.iter().filter(|document| document.content.len() == args.megabytes * MEBIBYTE).count();
    ensure!(sent == args.payslips, "{sent} of {} arrived whole", args.payslips);
    let mib = |kib: u64| format!("{}.{} MiB", kib / 1024, kib % 1024 * 10 / 1024);
    print(&format!(
        "{} payslips of {} MiB: {} at most, of it {} before the first, in {:.1} s",
        args.payslips,
        args.megabytes,
        mib(figures.peak_kib),
        mib(figures.idle_kib),
        figures.seconds
    ));
    Ok(())
}

/// A payslip that was scanned too finely.
fn large(employee: &EmployeeId, megabytes: usize) -> anyhow::Result<Vec<u8>> {
    let mut pdf = payslip_pdf::payslip(employee, "2026-11-30".parse()?);
    ensure!(pdf.len() <= megabytes * MEBIBYTE, "a payslip is larger than that");
    pdf.resize(megabytes * MEBIBYTE, b'\n');
    Ok(pdf)
}

/// The process that sends, from its start to its end.
async fn worker(world: &World) -> anyhow::Result<Figures> {
    let (cloud, endpoints) = (&world.cloud, &world.cloud.endpoints);
    let child = Command::new(std::env::current_exe()?)
        .arg("--worker")
        .env("AWS_REGION", REGION)
        .env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID)
        .env("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY)
        .env("AWS_ENDPOINT_URL_DYNAMODB", &endpoints.dynamodb)
        .env("AWS_ENDPOINT_URL_SQS", &endpoints.sqs)
        .env("AWS_ENDPOINT_URL_S3", &endpoints.s3)
        .env("AWS_ENDPOINT_URL_SECRETS_MANAGER", &endpoints.secretsmanager)
        .env("TABLE_NAME", TABLE)
        .env("SYNC_QUEUE_URL", &cloud.sync_queue)
        .env("PAYSLIP_QUEUE_URL", &cloud.payslip_queue)
        .env("PAYSLIP_BUCKET", BUCKET)
        .env("PERSONIO_BASE_URL", world.personio.url())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let output = child.wait_with_output().await?;
    ensure!(output.status.success(), "the worker failed");
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Built as on Lambda, from its environment; only S3 is addressed by path, which the stand-in needs.
async fn work() -> anyhow::Result<()> {
    let config = Config::from_env()?;
    let sdk = aws::config().await;
    let by_path = aws_sdk_s3::config::Builder::from(&sdk).force_path_style(true).build();
    let clients = Clients { s3: aws_sdk_s3::Client::from_conf(by_path), ..Clients::new(&sdk) };
    let (files, sqs) = (files(&config, &clients), clients.sqs.clone());
    let queue = config.payslip_queue_url.clone().context("no queue")?;
    let world = world(&config, clients, SystemClock)?;
    let idle_kib = peak_kib()?;
    let begin = SystemClock.now();
    while events::poll_payslips(&world, &files, &sqs, &queue, 0).await? {}
    let seconds = begin.duration_until(SystemClock.now()).as_secs_f64();
    print(&serde_json::to_string(&Figures { idle_kib, peak_kib: peak_kib()?, seconds })?);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a program for a terminal, whose worker is read by its parent")]
fn print(line: &str) {
    println!("{line}");
}
