//! A Personio on loopback, to try a connector against.

use std::{
    io::{self, Write as _},
    time::Duration,
};

use clap::Parser;
use jiff::Zoned;
use personio_sim::{Company, Options, Simulator};

/// Serves an invented UK company as Personio would, until it is stopped.
#[derive(Debug, Parser)]
struct Arguments {
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// How many people the company has.
    #[arg(long, default_value_t = 250)]
    people: usize,
    /// The same seed, number and day make the same company.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// How long every answer takes at least.
    #[arg(long, default_value_t = 0)]
    latency_ms: u64,
    /// Answer no 429, however fast the requests come.
    #[arg(long)]
    no_limits: bool,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks for the day: people are born relative to it"
    )]
    let today = Zoned::now().date();
    let company = Company::generate(arguments.seed, arguments.people, today);
    let options = Options {
        port: arguments.port,
        limits: !arguments.no_limits,
        latency: Duration::from_millis(arguments.latency_ms),
        ..Options::default()
    };
    let simulator = Simulator::start(company, options)?;
    let (client_id, client_secret) = simulator.credentials();
    let mut out = io::stdout().lock();
    writeln!(out, "url           {}", simulator.url())?;
    writeln!(out, "client id     {client_id}")?;
    writeln!(out, "client secret {client_secret}")?;
    out.flush()?;
    drop(out);
    std::future::pending::<()>().await;
    Ok(())
}
