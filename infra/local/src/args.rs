//! The command line.

use std::path::PathBuf;

use clap::Parser;
use jiff::SignedDuration;

use crate::gateway::Origin;

/// Runs the whole of pento-personio on this machine: a simulated Personio, embedded AWS services, and the functions.
#[derive(Debug, Clone, Parser)]
#[command(name = "local", version)]
pub struct Args {
    /// Sync once, print the report and exit: with 0 when the run succeeded.
    #[arg(long)]
    pub once: bool,

    /// Print the report as JSON on standard output; everything else goes to standard error.
    #[arg(long)]
    pub json: bool,

    /// The port to serve on (loopback only).
    #[arg(long, default_value_t = 8080)]
    pub port: u16,

    /// Keep state in this folder between starts. Without it everything is in memory and forgotten.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Start without the demo tenant and without the simulated Personio.
    #[arg(long)]
    pub no_demo: bool,

    /// Use this Personio instead of the simulated one, with the credentials of `PERSONIO_CLIENT_ID` and
    /// `PERSONIO_CLIENT_SECRET`. The real one is <https://api.personio.de>.
    #[arg(long, value_name = "URL")]
    pub personio_url: Option<String>,

    /// Use the AWS services at this address instead of the embedded ones.
    #[arg(long, value_name = "URL")]
    pub aws_endpoint_url: Option<String>,

    /// How often the hour strikes, such as `1h` or `90s`.
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = interval)]
    pub sync_interval: SignedDuration,

    /// Let pages of this origin call the API from a browser, as `CorsConfiguration` does on AWS.
    #[arg(long, value_name = "URL", hide = true)]
    pub allow_origin: Option<Origin>,

    /// Personio's client id, for `--personio-url`.
    #[arg(long, env = "PERSONIO_CLIENT_ID", hide_env_values = true, hide = true)]
    pub personio_client_id: Option<String>,

    /// Personio's client secret, for `--personio-url`.
    #[arg(long, env = "PERSONIO_CLIENT_SECRET", hide_env_values = true, hide = true)]
    pub personio_client_secret: Option<String>,

    /// Invented people in the simulated Personio.
    #[arg(long, default_value_t = 250, hide = true)]
    pub demo_people: usize,
}

fn interval(text: &str) -> Result<SignedDuration, String> {
    match text.parse::<SignedDuration>() {
        Ok(interval) if interval >= SignedDuration::from_secs(1) => Ok(interval),
        Ok(_) => Err("at least one second".into()),
        Err(_) => Err("a time such as 1h, 15m or 90s".into()),
    }
}
