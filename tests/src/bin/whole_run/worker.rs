//! The process that syncs: built as on Lambda, from its environment, and nothing else in it.

use anyhow::{Context as _, ensure};
use jiff::SignedDuration;
use local::events;
use serde_json::json;
use shared::{
    aws,
    config::Config,
    domain::{
        field::Field,
        filter::{Filter, Operator},
        ids::TenantId,
        run::RunOutcome,
        settings::Settings,
        suggest,
    },
    ports::{Clock as _, Credentials, ReadTenant as _},
    run::{World as _, connection, settings},
    system::SystemClock,
    wiring::{Clients, RealWorld, world},
};
use tests::memory::peak_kib;

use crate::{Figures, Phase};

/// The tenant of all runs.
const TENANT: &str = "acme";

/// Works one phase, and prints its figures as one line of JSON. Credentials come on standard input.
pub(crate) async fn work(phase: Phase) -> anyhow::Result<()> {
    let config = Config::from_env()?;
    let clients = Clients::new(&aws::config().await);
    let world = world(&config, clients.clone(), SystemClock)?;
    let tenant = TenantId::parse(TENANT)?;
    let idle_kib = peak_kib()?;
    match phase {
        Phase::First => connect_and_save(&world, &tenant).await?,
        Phase::Hour => {
            events::deliver(&world, json!({"kind": "hourly"})).await?;
        }
    }
    while events::poll(&world, &clients.sqs, &config.sync_queue_url, 0).await? {}

    let run = world.store().runs(&tenant, None, 1).await?.into_iter().next().context("no run")?;
    ensure!(run.outcome == RunOutcome::Succeeded, "{:?} {:?}", run.outcome, run.reason);
    let (begin, end) = (run.started_at.context("not begun")?, run.finished_at.context("not ended")?);
    let seconds = begin.duration_until(end).as_secs_f64();
    let figures = Figures { seconds, run: serde_json::to_value(&run)?, idle_kib, peak_kib: peak_kib()? };
    print(&serde_json::to_string(&figures)?);
    Ok(())
}

/// Every suggestion, and the filter "Country is not United Kingdom".
async fn connect_and_save(world: &RealWorld<SystemClock>, tenant: &TenantId) -> anyhow::Result<()> {
    let (client_id, client_secret): (String, String) = serde_json::from_reader(std::io::stdin())?;
    let credentials = Credentials { client_id, client_secret: client_secret.into() };
    let deadline = SystemClock.now() + SignedDuration::from_mins(1);
    let (_, catalogue) = connection::connect(world, tenant, credentials, deadline).await?;
    let (match_attribute, _) = suggest::suggest_match_attribute(&catalogue);
    let mapping: std::collections::BTreeMap<_, _> =
        suggest::suggest(&catalogue).into_iter().map(|found| (found.field, found.attribute)).collect();
    let country = mapping.get(&Field::Country).context("no country")?.clone();
    let abroad =
        Filter { attribute: country, operator: Operator::IsNot, values: vec!["United Kingdom".into()] };
    let chosen = Settings { match_attribute, mapping, filters: vec![abroad], ..Settings::default() };
    let saved = settings::save(world, tenant, 0, &chosen).await?;
    ensure!(saved != settings::Saved::Conflict, "somebody else saved");
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the parent process reads it")]
fn print(line: &str) {
    println!("{line}");
}
