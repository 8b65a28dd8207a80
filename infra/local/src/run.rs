//! From the command line to the end.

use std::{process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use axum::Router;
use personio_sim::Simulator;
use serde_json::json;
use settings_api::Api;
use shared::{
    domain::{
        ids::{RunId, TenantId},
        run::RunOutcome,
    },
    ports::Credentials,
    system::SystemClock,
    wiring::world,
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    args::Args,
    clock,
    cloud::Cloud,
    demo, demo_payroll, dev, dev_personio,
    events::{self, LocalWorld},
    front,
    gateway::Gateway,
    progress,
    report::Report,
    token::Signer,
};

/// Pollers, so that one tenant's long run leaves the others their turn.
const POLLERS: usize = 4;
/// How long a run in hand may take to end when the program is stopped.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the hour may wait for its turn: a killed process leaves its request on the queue for half a minute and its
/// lease for a minute.
const TURN: Duration = Duration::from_mins(3);

/// Runs until the report is printed (`--once`) or somebody presses Ctrl-C.
///
/// # Errors
/// With what stopped it, in words for a person.
pub async fn run(args: Args) -> anyhow::Result<ExitCode> {
    let cloud = Cloud::start(args.data_dir.clone(), args.aws_endpoint_url.as_deref()).await?;
    let (stop, stopped) = watch::channel(false);
    let mut tasks = Vec::new();
    let outcome = tokio::select! {
        outcome = with_cloud(&args, &cloud, &stopped, &mut tasks) => outcome,
        _ = tokio::signal::ctrl_c() => {
            say("Stopping ...");
            Ok(ExitCode::SUCCESS)
        }
    };
    // A run in hand may end; one that takes longer is made good by the next start.
    stop.send_replace(true);
    for task in tasks {
        let _ = tokio::time::timeout(PATIENCE, task).await;
    }
    cloud.shutdown().await;
    outcome
}

async fn with_cloud(
    args: &Args,
    cloud: &Cloud,
    stopped: &watch::Receiver<bool>,
    tasks: &mut Vec<JoinHandle<()>>,
) -> anyhow::Result<ExitCode> {
    let (personio, simulator) = personio(args)?;
    let simulator = simulator.map(Arc::new);
    let listener = if args.once { None } else { Some(listen(args.port).await?) };
    let world = Arc::new(world(&cloud.config(&personio.url), cloud.clients.clone(), SystemClock)?);
    for _ in 0..POLLERS {
        let (sqs, queue) = (cloud.clients.sqs.clone(), cloud.sync_queue.clone());
        tasks.push(events::poller(Arc::clone(&world), sqs, queue, stopped.clone()));
    }
    let (sqs, queue) = (cloud.clients.sqs.clone(), cloud.payslip_queue.clone());
    tasks.push(events::payslip_poller(Arc::clone(&world), cloud.files(), sqs, queue, stopped.clone()));

    let mut ended_well = true;
    if let Some(credentials) = personio.credentials {
        ended_well = Box::pin(first_sync(args, cloud, &world, credentials, simulator.is_some())).await?;
    } else if args.once {
        bail!("--once needs somebody to sync: leave out --no-demo, or give --personio-url with credentials");
    }

    if let Some(listener) = listener {
        tasks.push(events::clockwork(Arc::clone(&world), args.sync_interval, stopped.clone()));
        let address = listener.local_addr()?;
        say(&format!("Serving on http://{address} - Ctrl-C ends."));
        say(&format!("Open http://{address}/app/ in a browser."));
        let router = router(args, &world, cloud, &personio.url, simulator.as_ref());
        axum::serve(listener, router).await.context("serving")?;
    }
    drop(simulator);
    Ok(if ended_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The API behind its gateway, and what only this machine has.
fn router(
    args: &Args,
    world: &Arc<LocalWorld>,
    cloud: &Cloud,
    personio_url: &str,
    simulator: Option<&Arc<Simulator>>,
) -> Router {
    let signer = Arc::new(Signer::new());
    let mut dev = dev::routes(Arc::clone(world), cloud, personio_url, Arc::clone(&signer));
    if let Some(simulator) = simulator {
        dev = dev.merge(dev_personio::routes(Arc::clone(simulator)));
    }
    let api = Api::new(Arc::clone(world));
    front::router(dev, Gateway::new(api, signer, clock::system(), args.allow_origin.clone()))
}

async fn listen(port: u16) -> anyhow::Result<TcpListener> {
    let address = ("127.0.0.1", port);
    TcpListener::bind(address)
        .await
        .with_context(|| format!("port {port} is taken; choose another with --port, or 0 for a free one"))
}

/// The Personio of this start.
struct Personio {
    url: String,
    credentials: Option<Credentials>,
}

fn personio(args: &Args) -> anyhow::Result<(Personio, Option<Simulator>)> {
    if let Some(url) = &args.personio_url {
        let credentials = match (&args.personio_client_id, &args.personio_client_secret) {
            (Some(id), Some(secret)) => {
                Some(Credentials { client_id: id.clone(), client_secret: secret.clone().into() })
            }
            (None, None) if args.no_demo => None,
            _ => bail!(
                "--personio-url needs the environment variables PERSONIO_CLIENT_ID and PERSONIO_CLIENT_SECRET"
            ),
        };
        return Ok((Personio { url: url.clone(), credentials }, None));
    }
    if args.no_demo {
        let url = "https://api.personio.de".to_owned();
        return Ok((Personio { url, credentials: None }, None));
    }
    let simulator = demo::simulator(args.demo_people, args.data_dir.as_deref())?;
    let (client_id, secret) = simulator.credentials();
    let credentials = Credentials { client_id, client_secret: secret.into() };
    Ok((Personio { url: simulator.url().to_owned(), credentials: Some(credentials) }, Some(simulator)))
}

/// Connects, saves, lets the hour strike, and prints the report. Answers whether the run succeeded.
async fn first_sync(
    args: &Args,
    cloud: &Cloud,
    world: &Arc<LocalWorld>,
    credentials: Credentials,
    is_demo: bool,
) -> anyhow::Result<bool> {
    let set_up = demo::set_up(world, credentials, is_demo).await?;
    say("Connected to Personio. Settings:");
    for choice in &set_up.choices {
        say(&format!("  {choice}"));
    }
    let mut runs = Vec::new();
    if let Some(run) = set_up.first_run {
        progress::watch(world, &set_up.tenant, run).await?;
        runs.push(run);
    }
    runs.push(hour(world, &set_up.tenant).await?);
    let mut reports = Vec::new();
    for run in runs {
        reports.push(Report::read(world, &set_up.tenant, run).await?);
    }
    let Some(first) = reports.first() else { bail!("no run to report") };
    let succeeded = reports.iter().all(|report| report.run.outcome == RunOutcome::Succeeded);
    let payroll = if is_demo {
        Some(demo_payroll::run(world, cloud, &cloud.files(), &set_up.tenant).await?)
    } else {
        None
    };
    if args.json {
        let mut report = serde_json::to_value(first).context("writing the report")?;
        report["payroll"] = serde_json::to_value(&payroll).context("writing the report")?;
        print(&serde_json::to_string_pretty(&report).context("writing the report")?);
    } else {
        print(&first.text());
        for later in reports.iter().skip(1) {
            let counts = later.run.counts;
            print(&format!(
                "The hour after ({} requests to Personio): {} created, {} updated, {} unchanged.",
                later.run.personio_requests, counts.created, counts.updated, counts.unchanged
            ));
        }
        if let Some(payroll) = payroll {
            print(&payroll.text());
        }
    }
    Ok(succeeded)
}

/// Lets the hour strike, and waits for the tenant's run.
async fn hour(world: &Arc<LocalWorld>, tenant: &TenantId) -> anyhow::Result<RunId> {
    let before = latest_run(world, tenant).await?;
    events::deliver(&**world, json!({"kind": "hourly"})).await?;
    let begin = tokio::time::Instant::now();
    let mut told = false;
    while begin.elapsed() < TURN {
        let latest = latest_run(world, tenant).await?;
        if let Some(id) = latest.filter(|_| latest != before) {
            progress::watch(world, tenant, id).await?;
            return Ok(id);
        }
        if !told && begin.elapsed() > Duration::from_secs(3) {
            say("Waiting for an earlier request that was cut off ...");
            told = true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("the hourly event started no run")
}

async fn latest_run(world: &LocalWorld, tenant: &TenantId) -> anyhow::Result<Option<RunId>> {
    use shared::{ports::ReadTenant as _, run::World as _};
    Ok(world.store().runs(tenant, None, 1).await?.first().map(|run| run.id))
}

#[expect(clippy::print_stderr, reason = "this is a program for a terminal")]
fn say(line: &str) {
    eprintln!("{line}");
}

#[expect(clippy::print_stdout, reason = "this is a program for a terminal")]
fn print(text: &str) {
    println!("{text}");
}
