//! Shows a run under way: a moving line on a terminal, plain lines elsewhere; always on standard error.

use std::{io::IsTerminal as _, time::Duration};

use anyhow::bail;
use indicatif::{ProgressBar, ProgressStyle};
use shared::{
    domain::{
        ids::{RunId, TenantId},
        run::Run,
    },
    ports::ReadTenant,
    run::World,
};

use crate::events::LocalWorld;

/// How often the run is looked at.
const LOOK: Duration = Duration::from_millis(40);
/// A run is cut off by its Lambda's life; beyond that nothing comes any more.
const PATIENCE: Duration = Duration::from_mins(20);

/// Waits until the run has ended.
///
/// # Errors
/// When the table does not answer, or the run does not end.
pub async fn watch(world: &LocalWorld, tenant: &TenantId, id: RunId) -> anyhow::Result<Run> {
    let bar =
        if std::io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
    bar.set_style(ProgressStyle::default_spinner());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar.set_message("reading people from Personio");
    let begin = tokio::time::Instant::now();
    loop {
        if let Some(run) = world.store().run(tenant, id).await? {
            let counts = run.counts;
            if counts.read > 0 {
                bar.set_message(format!(
                    "{} people settled: {} created, {} updated",
                    counts.read, counts.created, counts.updated
                ));
            }
            if run.outcome.is_final() {
                bar.finish_and_clear();
                return Ok(run);
            }
        }
        if begin.elapsed() > PATIENCE {
            bail!("the run did not end within {} minutes", PATIENCE.as_secs() / 60);
        }
        tokio::time::sleep(LOOK).await;
    }
}
