//! Measures whole runs: a company of any size goes from a simulated Personio through the real handler into AWS
//! stand-ins, first everybody, then an hour without a change, then an hour with one.
//!
//! Personio and AWS live in this process; the sync runs in processes of its own, so that its memory is its own:
//! `cargo run --profile bench -p tests --bin whole-run -- --people 10000`. The results are in `infra/measured.md`.

mod meter;
mod services;
mod table;
mod worker;

use clap::{Parser, ValueEnum};
use serde::{Deserialize, Serialize};

/// Runs a company's first sync and two hours after it, and prints what they cost.
#[derive(Debug, Clone, Parser)]
#[command(name = "whole-run")]
struct Args {
    /// People in the company.
    #[arg(long, default_value_t = 10_000)]
    people: usize,

    /// Milliseconds that every answer of Personio takes at least.
    #[arg(long, default_value_t = 0)]
    latency_ms: u64,

    /// Personio does not enforce its limits. Our client keeps to them all the same.
    #[arg(long)]
    no_limits: bool,

    /// Be the process that syncs; started by this program itself.
    #[arg(long, hide = true)]
    worker: Option<Phase>,
}

/// What a worker does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
enum Phase {
    /// Connects, saves the suggested settings, and creates everybody.
    First,
    /// The hour, and the run it starts.
    Hour,
}

/// What a worker prints when it is done.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Figures {
    /// The run's own time, from its beginning to its end.
    seconds: f64,
    /// What the run counted, and how it ended.
    run: serde_json::Value,
    /// `VmHWM` once the adapters are built, in KiB.
    idle_kib: u64,
    /// `VmHWM` at the end, in KiB.
    peak_kib: u64,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    if let Some(phase) = args.worker {
        // One thread, as on Lambda.
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        return runtime.block_on(worker::work(phase));
    }
    tokio::runtime::Runtime::new()?.block_on(services::measure(&args))
}
