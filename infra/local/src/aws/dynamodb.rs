//! DynamoDB: `dynoxide`, an emulator on SQLite.
//!
//! It never throttles, never reports a transaction conflict, and every read is consistent: those must be tested by
//! injected faults. It answers any caller, browsers included, so it listens where no page can look for it. Its log level `trace` shows items, so no run may switch that on.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, anyhow};
use dynoxide::Database;
use tokio::{sync::watch, task::JoinSet, time::MissedTickBehavior};

use super::serve::{listen_hidden, until};

/// How often expired items are deleted. AWS takes up to days, so nobody may rely on it being prompt.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// Serves the database in `file` (`None`: in memory) until `stopped`; answers the address.
pub(super) async fn start(
    file: Option<&Path>,
    tasks: &mut JoinSet<()>,
    stopped: watch::Receiver<bool>,
) -> anyhow::Result<String> {
    let database = match file {
        Some(file) => {
            let file = file.to_str().context("the data folder's name is not UTF-8")?;
            Database::new(file)
        }
        None => Database::memory(),
    }
    .map_err(|error| anyhow!("opening DynamoDB: {error}"))?;
    let (listener, address) = listen_hidden().await.context("DynamoDB")?;
    tasks.spawn(sweep(database.clone(), stopped.clone()));
    tasks.spawn(async move {
        if let Err(error) = dynoxide::server::serve_with_shutdown(listener, database, until(stopped)).await {
            tracing::error!(%error, "the DynamoDB stand-in stopped");
        }
    });
    Ok(address)
}

async fn sweep(database: Database, stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stop = until(stopped);
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return,
            _ = ticks.tick() => {}
        }
        let database = database.clone();
        let swept = tokio::task::spawn_blocking(move || database.sweep_ttl()).await;
        if !matches!(swept, Ok(Ok(_))) {
            tracing::warn!("expired items could not be deleted from the DynamoDB stand-in");
        }
    }
}
