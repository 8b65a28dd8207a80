//! `pento-personio-ops`: what an operator does beside the HTTP API.

use std::process::ExitCode;

use clap::Parser as _;
use ops::{args::Args, run};
use shared::{config, telemetry};

#[tokio::main]
#[expect(clippy::print_stderr, reason = "this is a program for a terminal")]
async fn main() -> ExitCode {
    let args = Args::parse();
    telemetry::start_plain(&config::local_log_level());
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {}\n  {}", failure.what, failure.to_do);
            ExitCode::from(failure.exit_code)
        }
    }
}
