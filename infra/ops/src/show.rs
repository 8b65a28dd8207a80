//! `tenant show`: how one tenant stands. Counts and codes, and no value of anybody.

use std::collections::BTreeMap;

use futures_util::future::try_join;
use jiff::Timestamp;
use serde::Serialize;
use shared::{
    domain::{
        approval::{HeldRun, is_settled},
        connection::{Connection, ConnectionReason, ConnectionStatus, Permissions},
        day::london_date,
        ids::{RunId, TenantId},
        readiness::Status,
        run::Run,
    },
    ports::{Clock as _, ReadEmployees as _, ReadTenant as _, operator::OperateTenants as _},
};

use crate::{
    Failure,
    look::{LastRun, Pause, because, look, of_tenant, second, unknown, word},
    screen::{show as print, show_json},
    secret,
    stack::Stack,
};

/// Runs that are looked at for one after the held one: two days of hours.
const LATEST: i32 = 48;

#[derive(Serialize)]
struct Standing {
    tenant: TenantId,
    connection: Option<Link>,
    /// Whether there is one; its value is not read.
    secret: bool,
    settings_version: Option<u64>,
    pause: Pause,
    employees: BTreeMap<Status, u64>,
    last_run: Option<LastRun>,
    held_run: Option<Held>,
    payslips_stopped: bool,
}

#[derive(Serialize)]
struct Link {
    status: ConnectionStatus,
    reason: Option<&'static str>,
    connected_at: Option<Timestamp>,
    permissions: Permissions,
    refusals: u32,
    next_attempt_at: Option<Timestamp>,
}

impl From<Connection> for Link {
    fn from(connection: Connection) -> Self {
        Self {
            status: connection.status,
            reason: connection.reason.map(ConnectionReason::code),
            connected_at: connection.connected_at,
            permissions: connection.permissions,
            refusals: connection.refusals,
            next_attempt_at: connection.next_attempt_at,
        }
    }
}

#[derive(Serialize)]
struct Held {
    run_id: RunId,
    #[serde(rename = "held_at")]
    at: Timestamp,
    /// Fields and numbers of people.
    effects: Vec<String>,
    /// `approved` or `rejected`; not by whom.
    word: Option<&'static str>,
    /// A later run has gone through, so nobody needs to answer any more.
    settled: bool,
}

impl Held {
    fn new(held: &HeldRun, runs: &[Run]) -> Self {
        let later: Vec<_> = runs.iter().filter(|run| run.id > held.run_id).cloned().collect();
        let word = held.word.as_ref().map(|word| if word.approved { "approved" } else { "rejected" });
        Self {
            run_id: held.run_id,
            at: held.held_at,
            effects: held.held.effects.iter().map(ToString::to_string).collect(),
            word,
            settled: is_settled(held, &later),
        }
    }
}

/// Prints how the tenant stands.
pub(crate) async fn show(stack: &Stack, tenant: &TenantId, json: bool) -> Result<(), Failure> {
    let standing = Box::pin(standing(stack, tenant)).await?;
    if json { show_json(&standing) } else { print(&lines(&standing).join("\n")) }
}

async fn standing(stack: &Stack, tenant: &TenantId) -> Result<Standing, Failure> {
    let store = stack.store()?;
    let of_this = |error| of_tenant(tenant, error);
    let look = look(stack, tenant, LATEST).await?;
    let (held, index) = try_join(store.held_run(tenant), store.index(tenant)).await.map_err(of_this)?;
    let secret = secret::is_there(stack, tenant).await?;
    if !secret && store.count_everything(tenant).await.map_err(of_this)?.is_empty() {
        return Err(unknown(tenant));
    }
    let today = london_date(stack.clock.now());
    let mut employees = BTreeMap::from([(Status::Ready, 0), (Status::Pending, 0), (Status::Terminated, 0)]);
    for entry in index.iter() {
        *employees.entry(entry.status(today)).or_default() += 1;
    }
    Ok(Standing {
        tenant: tenant.clone(),
        secret,
        settings_version: look.settings_version,
        pause: look.pause,
        employees,
        last_run: look.runs.first().map(LastRun::from),
        held_run: held.map(|held| Held::new(&held, &look.runs)),
        payslips_stopped: look.payslips_stopped,
        connection: look.connection.map(Link::from),
    })
}

fn lines(standing: &Standing) -> Vec<String> {
    let row = |name: &str, text: &str| format!("{name:<12}{text}");
    let mut lines = vec![row("tenant", standing.tenant.as_str())];
    lines.extend(link_lines(standing.connection.as_ref()).into_iter().map(|(name, text)| row(name, &text)));
    lines.push(row("secret", if standing.secret { "there" } else { "none" }));
    let version = standing.settings_version.map(|version| format!("version {version}"));
    lines.push(row("settings", version.as_deref().unwrap_or("never saved")));
    let pause = match standing.pause {
        Pause::None => "no",
        Pause::Paused => "yes",
        Pause::PausedWithAll => "yes, with all",
    };
    lines.push(row("paused", pause));
    let employees = standing.employees.iter().map(|(status, count)| format!("{count} {}", word(status)));
    lines.push(row("employees", &employees.collect::<Vec<_>>().join(", ")));
    let last_run = standing.last_run.as_ref().map(LastRun::long);
    lines.push(row("last run", last_run.as_deref().unwrap_or("none")));
    match &standing.held_run {
        None => lines.push(row("held run", "none")),
        Some(Held { run_id, at, effects, word, settled }) => {
            let word = word.unwrap_or("not answered");
            let settled = if *settled { ", and a later run has gone through" } else { "" };
            lines.push(row("held run", &format!("{run_id}, {}, {word}{settled}", second(*at))));
            lines.extend(effects.iter().map(|effect| row("", effect)));
        }
    }
    let payslips = if standing.payslips_stopped { "stopped: one was filed wrongly" } else { "go on" };
    lines.push(row("payslips", payslips));
    lines
}

fn link_lines(link: Option<&Link>) -> Vec<(&'static str, String)> {
    let Some(link) = link else { return vec![("connection", "never connected".into())] };
    let since = link.connected_at.map(|at| format!(", since {}", second(at))).unwrap_or_default();
    let Permissions { employees_read, documents_read, documents_write } = &link.permissions;
    let permissions = format!(
        "employees read {}, documents read {}, documents write {}",
        word(employees_read),
        word(documents_read),
        word(documents_write)
    );
    let mut lines = vec![
        ("connection", format!("{}{since}", because(&link.status, link.reason))),
        ("permissions", permissions),
    ];
    if let Some(at) = link.next_attempt_at {
        lines.push(("next try", format!("{} after {} refusals", second(at), link.refusals)));
    }
    lines
}
