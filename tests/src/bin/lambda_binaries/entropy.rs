//! What the first TLS handshake of a process costs: little, where the binary was compiled as `.cargo/config.toml` says.
//!
//! AWS-LC gathers CPU jitter for its first random number unless it was compiled without, and the setting is lost without a
//! word by a build that does not read that file. A handshake begins with random numbers, so it is seen there: Personio is
//! an address that takes the greeting and hangs up, and the function tries again.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, ensure};
use local::cloud::Cloud;
use serde_json::json;
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use crate::{
    environment::Deployed,
    function::{Function, processor_time},
    settings_api::ask,
};

/// What the first may cost above the second. With jitter it was 29 ms on the machine where it was measured, and is more on
/// a slower one; without it less than 1 ms.
const MOST: Duration = Duration::from_millis(12);

/// Fresh processes that are looked at; the least of them counts. Whoever gathers jitter does so each time, and what a busy
/// machine adds comes and goes.
const PROCESSES: usize = 3;

/// Longer than the function waits before it tries again.
const PATIENCE: Duration = Duration::from_secs(10);

/// TLS's first byte: a handshake record.
const HANDSHAKE: u8 = 0x16;

/// Processor time until the first greeting arrived, and from there until the second did.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handshakes {
    pub(crate) first: Duration,
    pub(crate) second: Duration,
}

impl Handshakes {
    /// What the first cost above the second.
    pub(crate) fn extra(self) -> Duration {
        self.first.saturating_sub(self.second)
    }

    /// Fails where jitter was gathered.
    pub(crate) fn judge(self) -> anyhow::Result<()> {
        ensure!(
            self.extra() <= MOST,
            "the first TLS handshake takes {:?} of processor time more than the second: was AWS-LC compiled without \
             AWS_LC_SYS_NO_JITTER_ENTROPY of .cargo/config.toml?",
            self.extra()
        );
        Ok(())
    }
}

/// Looks at a few processes, and answers the one in which the first handshake cost least above the second.
pub(crate) async fn measure(bootstrap: &Path, cloud: &Cloud) -> anyhow::Result<Handshakes> {
    let mut all = Vec::new();
    for _ in 0..PROCESSES {
        all.push(once(bootstrap, cloud).await?);
    }
    all.into_iter().min_by_key(|handshakes| handshakes.extra()).context("no process")
}

async fn once(bootstrap: &Path, cloud: &Cloud) -> anyhow::Result<Handshakes> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let personio = format!("https://{}", listener.local_addr()?);
    let deployed = Deployed::of("SettingsApi", "settings-api", cloud, &personio)?.on_loopback(cloud);
    let mut function = Function::start(bootstrap, deployed).await?;
    let pid = function.pid()?;
    // What else is done for the first time is done before.
    ask(&mut function, "GET", "/v1/integrations/personio/connection", None).await?;
    let before = processor_time(pid)?;
    let credentials = json!({"client_id": "id", "client_secret": "secret"});
    let connecting =
        ask(&mut function, "PUT", "/v1/integrations/personio/connection", Some((credentials, None)));
    let greetings = async {
        let first = greeting(&listener, pid).await?;
        let second = greeting(&listener, pid).await?;
        anyhow::Ok((first, second))
    };
    let (first, second) = tokio::select! {
        greetings = tokio::time::timeout(PATIENCE, greetings) => greetings.context("no second greeting")??,
        answer = connecting => anyhow::bail!("answered before the second greeting: {:?}", answer?),
    };
    let since = |from: u64, to: u64| Duration::from_nanos(to.saturating_sub(from));
    Ok(Handshakes { first: since(before, first), second: since(first, second) })
}

/// Takes a connection's first byte and hangs up; answers the processor time the process had used by then.
async fn greeting(listener: &TcpListener, pid: u32) -> anyhow::Result<u64> {
    let (mut stream, _) = listener.accept().await?;
    let byte = stream.read_u8().await?;
    ensure!(byte == HANDSHAKE, "the function begins with {byte:#x}, which is no TLS");
    processor_time(pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_shows() {
        let of = |first: u64, second: u64| {
            let (first, second) = (Duration::from_millis(first), Duration::from_millis(second));
            Handshakes { first, second }.judge()
        };
        assert!(of(4, 1).is_ok());
        assert!(of(1, 4).is_ok());
        assert!(of(26, 1).is_err());
    }
}
