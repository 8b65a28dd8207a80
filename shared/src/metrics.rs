//! What the functions count, for dashboard and alarms: embedded metrics, which `CloudWatch` takes out of the log.
//!
//! A count is a tracing event of a target of its own, so that whoever counts waits for nothing and knows no adapter;
//! [`EmbeddedMetrics`] writes it in the form `CloudWatch` reads. None names a tenant as dimension: each would be a metric
//! of its own, and cost as one. The tenant stands beside it, where Logs Insights finds it.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.

use std::{fmt, io::Write as _};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{Layer, layer::Context};

use crate::{
    domain::{
        ids::TenantId,
        payslip::Payslip,
        plan::{Counts, Outcome},
        run::Run,
    },
    ports::PersonioError,
};

/// The namespace of all of them.
pub const NAMESPACE: &str = "PentoPersonio";

/// The target of tracing events that are counts.
const TARGET: &str = "metric";

/// Whether a tracing event is a count, and no line for people.
#[must_use]
pub fn is_metric(metadata: &Metadata<'_>) -> bool {
    metadata.target() == TARGET
}

/// One thing that is counted: its name, its unit, and the dimension it is told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric {
    /// The name in `CloudWatch`.
    pub name: &'static str,
    /// `Count` or `Seconds`.
    pub unit: &'static str,
    /// What it is told apart by, beside the stack.
    pub by: Option<&'static str>,
}

impl Metric {
    const fn count(name: &'static str, by: Option<&'static str>) -> Self {
        Self { name, unit: "Count", by }
    }

    const fn seconds(name: &'static str) -> Self {
        Self { name, unit: "Seconds", by: None }
    }

    fn add(self, value: u64, of: &str, tenant: Option<&TenantId>, now: Timestamp) {
        let Self { name, unit, by } = self;
        let (by, tenant) = (by.unwrap_or(""), tenant.map_or("", TenantId::as_str));
        let at = now.as_millisecond();
        tracing::info!(target: TARGET, name, unit, by, of, value, tenant, at);
    }
}

/// Runs that came to an end, by how.
pub const SYNC_RUNS: Metric = Metric::count("SyncRuns", Some("Outcome"));
/// People read from Personio, by what became of them.
pub const PEOPLE_READ: Metric = Metric::count("PeopleRead", Some("Outcome"));
/// How long a run took from its beginning.
pub const SYNC_RUN_SECONDS: Metric = Metric::seconds("SyncRunSeconds");
/// Requests that a run sent to Personio.
pub const PERSONIO_REQUESTS: Metric = Metric::count("PersonioRequests", None);
/// Calls to Personio that failed after all tries, by how.
pub const PERSONIO_ERRORS: Metric = Metric::count("PersonioErrors", Some("Kind"));
/// Payslips that came to an end, by state.
pub const PAYSLIPS: Metric = Metric::count("Payslips", Some("State"));
/// Payslips that Personio says it filed under another person or folder.
pub const PAYSLIP_MISMATCHES: Metric = Metric::count("PayslipMismatches", None);
/// How long ago the tenant that waits longest had its last run.
pub const OLDEST_SYNC_AGE_SECONDS: Metric = Metric::seconds("OldestSyncAgeSeconds");
/// Connections that broke.
pub const CONNECTIONS_BROKEN: Metric = Metric::count("ConnectionsBroken", None);

/// All of them.
pub const ALL: [Metric; 9] = [
    SYNC_RUNS,
    PEOPLE_READ,
    SYNC_RUN_SECONDS,
    PERSONIO_REQUESTS,
    PERSONIO_ERRORS,
    PAYSLIPS,
    PAYSLIP_MISMATCHES,
    OLDEST_SYNC_AGE_SECONDS,
    CONNECTIONS_BROKEN,
];

/// Counts a run that has ended.
pub fn run_ended(tenant: &TenantId, run: &Run, now: Timestamp) {
    let tenant = Some(tenant);
    if !run.outcome.is_final() {
        return;
    }
    SYNC_RUNS.add(1, run.outcome.key(), tenant, now);
    PERSONIO_REQUESTS.add(run.personio_requests.into(), "", tenant, now);
    if let (Some(begun), Some(ended)) = (run.started_at, run.finished_at) {
        let seconds = u64::try_from(begun.duration_until(ended).as_secs()).unwrap_or(0);
        SYNC_RUN_SECONDS.add(seconds, "", tenant, now);
    }
    let Counts { created, updated, unchanged, excluded, skipped, failed, .. } = run.counts;
    for (outcome, people) in [
        (Outcome::Created, created),
        (Outcome::Updated, updated),
        (Outcome::Unchanged, unchanged),
        (Outcome::Excluded, excluded),
        (Outcome::Skipped, skipped),
        (Outcome::Failed, failed),
    ] {
        if people > 0 {
            PEOPLE_READ.add(people, outcome.key(), tenant, now);
        }
    }
}

/// Counts a call to Personio that failed.
pub fn personio_failed(tenant: &TenantId, error: &PersonioError, now: Timestamp) {
    let kind = match error {
        PersonioError::CredentialsRejected => "credentials_rejected",
        PersonioError::PermissionMissing { .. } => "permission_missing",
        PersonioError::RateLimited => "rate_limited",
        PersonioError::Unavailable { .. } => "unavailable",
        PersonioError::Refused { .. } => "refused",
    };
    PERSONIO_ERRORS.add(1, kind, Some(tenant), now);
}

/// Counts a payslip that has come to an end.
pub fn payslip_ended(tenant: &TenantId, payslip: &Payslip, now: Timestamp) {
    PAYSLIPS.add(1, payslip.state.key(), Some(tenant), now);
    if payslip.is_filed_wrongly() {
        PAYSLIP_MISMATCHES.add(1, "", Some(tenant), now);
    }
}

/// Counts a connection that broke.
pub fn connection_broke(tenant: &TenantId, now: Timestamp) {
    CONNECTIONS_BROKEN.add(1, "", Some(tenant), now);
}

/// Notes how long ago the tenant that waits longest had its last run.
pub fn oldest_sync(age: SignedDuration, now: Timestamp) {
    OLDEST_SYNC_AGE_SECONDS.add(u64::try_from(age.as_secs()).unwrap_or(0), "", None, now);
}

/// Writes counts as embedded metrics, a line each.
#[derive(Debug)]
pub struct EmbeddedMetrics<W> {
    stack: String,
    writer: W,
}

impl<W> EmbeddedMetrics<W> {
    /// Of this stack, to this writer; on Lambda that is standard output.
    #[must_use]
    pub const fn new(stack: String, writer: W) -> Self {
        Self { stack, writer }
    }
}

impl<S: Subscriber, W: for<'w> tracing_subscriber::fmt::MakeWriter<'w> + 'static> Layer<S>
    for EmbeddedMetrics<W>
{
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if !is_metric(event.metadata()) {
            return;
        }
        let mut read = Fields::default();
        event.record(&mut read);
        // A metric that can't be written must not stop what it counts.
        let _ = writeln!(self.writer.make_writer(), "{}", read.line(&self.stack));
    }
}

/// The fields of a count, read back.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or("")
    }

    fn line(&self, stack: &str) -> Value {
        let (name, by) = (self.text("name"), self.text("by"));
        let mut dimensions = vec![vec!["Stack"]];
        let mut line = Map::from_iter([("Stack".to_owned(), json!(stack))]);
        if !by.is_empty() {
            // The sum over all of them is a metric too, which CloudWatch does not make by itself.
            dimensions.push(vec!["Stack", by]);
            line.insert(by.to_owned(), json!(self.text("of")));
        }
        if !self.text("tenant").is_empty() {
            line.insert("tenant".to_owned(), json!(self.text("tenant")));
        }
        line.insert(name.to_owned(), self.0.get("value").cloned().unwrap_or_default());
        let described = json!([{
            "Namespace": NAMESPACE, "Dimensions": dimensions,
            "Metrics": [{"Name": name, "Unit": self.text("unit")}],
        }]);
        line.insert(
            "_aws".to_owned(),
            json!({"Timestamp": self.0.get("at"), "CloudWatchMetrics": described}),
        );
        Value::Object(line)
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), json!(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().to_owned(), json!(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().to_owned(), json!(value));
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}

#[cfg(test)]
mod tests;
