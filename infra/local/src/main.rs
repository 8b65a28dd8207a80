//! `cargo run`: the whole system on this machine.

use std::process::ExitCode;

use clap::Parser as _;
use local::{args::Args, run};
use shared::{config, telemetry};

#[tokio::main]
#[expect(clippy::print_stderr, reason = "this is a program for a terminal")]
async fn main() -> ExitCode {
    let args = Args::parse();
    telemetry::start_plain(&config::local_log_level());
    match run::run(args).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
