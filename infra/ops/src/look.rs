//! How a tenant stands, as the list and the page of one tenant both need it.

use futures_util::future::try_join5;
use jiff::Timestamp;
use serde::Serialize;
use shared::{
    domain::{
        connection::Connection,
        ids::{RunId, TenantId},
        run::{Run, RunOutcome, RunReason, Trigger},
    },
    ports::{Ledger as _, ReadTenant as _, StoreError, operator::OperateTenants as _},
};

use crate::{Failure, stack::Stack};

/// How a tenant stands.
pub(crate) struct Look {
    /// None for a tenant that never connected.
    pub(crate) connection: Option<Connection>,
    /// None before the first save.
    pub(crate) settings_version: Option<u64>,
    pub(crate) pause: Pause,
    /// The latest, newest first.
    pub(crate) runs: Vec<Run>,
    pub(crate) payslips_stopped: bool,
}

/// Whether syncing rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Pause {
    /// It goes on.
    None,
    /// An admin of the customer, or an operator by name, has paused it.
    Paused,
    /// `tenant pause --all` has paused it, and `tenant resume --all` takes it back.
    PausedWithAll,
}

/// Looks at one tenant, and at so many of its latest runs.
pub(crate) async fn look(stack: &Stack, tenant: &TenantId, runs: i32) -> Result<Look, Failure> {
    let store = stack.store()?;
    let all = try_join5(
        store.connection(tenant),
        store.settings_in_force(tenant),
        store.paused_with_all(tenant),
        store.runs(tenant, None, runs),
        store.payslips_stopped(tenant),
    );
    let (connection, settings, noted, runs, payslips_stopped) =
        Box::pin(all).await.map_err(|error| of_tenant(tenant, error))?;
    let pause = match settings {
        Some(settings) if settings.paused && noted == Some(settings.version) => Pause::PausedWithAll,
        Some(settings) if settings.paused => Pause::Paused,
        _ => Pause::None,
    };
    let settings_version = settings.map(|settings| settings.version);
    Ok(Look { connection, settings_version, pause, runs, payslips_stopped })
}

/// The latest run.
#[derive(Debug, Serialize)]
pub(crate) struct LastRun {
    id: RunId,
    trigger: Trigger,
    outcome: RunOutcome,
    reason: Option<&'static str>,
    requested_at: Timestamp,
    finished_at: Option<Timestamp>,
}

impl From<&Run> for LastRun {
    fn from(run: &Run) -> Self {
        Self {
            id: run.id,
            trigger: run.trigger,
            outcome: run.outcome,
            reason: run.reason.as_ref().map(RunReason::code),
            requested_at: run.requested_at,
            finished_at: run.finished_at,
        }
    }
}

impl LastRun {
    /// How it stands, and since when.
    pub(crate) fn short(&self) -> String {
        let at = self.finished_at.unwrap_or(self.requested_at);
        format!("{} {}", because(&self.outcome, self.reason), second(at))
    }

    /// The same, with what it was.
    pub(crate) fn long(&self) -> String {
        format!("{} {}, {}", word(&self.trigger), self.id, self.short())
    }
}

/// An error that says whose item it is about.
pub(crate) fn of_tenant(tenant: &TenantId, error: StoreError) -> Failure {
    let failure = Failure::from(error);
    Failure { what: format!("tenant {tenant}: {}", failure.what), ..failure }
}

/// A tenant of whom nothing is known is most often a slip of the pen.
pub(crate) fn unknown(tenant: &TenantId) -> Failure {
    Failure::new(
        format!("nothing is held of a tenant {tenant}"),
        "Is the name right, and the table? See `tenants list`.",
    )
}

/// A state, and its reason where it has one.
pub(crate) fn because(state: &impl Serialize, reason: Option<&str>) -> String {
    reason.map_or_else(|| word(state), |reason| format!("{}: {reason}", word(state)))
}

/// The word that JSON has for it.
pub(crate) fn word(value: &impl Serialize) -> String {
    let word = serde_json::to_value(value).ok();
    word.as_ref().and_then(|word| word.as_str()).unwrap_or("?").to_owned()
}

/// To the second; nobody needs more of it.
pub(crate) fn second(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
