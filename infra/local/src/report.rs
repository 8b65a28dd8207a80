//! What one run did to each person, for people and for programs.

use std::collections::BTreeMap;

use anyhow::Context as _;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use shared::{
    domain::{
        day::london_date,
        employee::Employee,
        ids::{EmployeeId, RunId, TenantId},
        plan::{Counts, Outcome},
        readiness::Status,
        reason::Who,
        run::{Run, RunOutcome, RunReason, Trigger},
    },
    ports::{Clock, OutcomeRow, ReadEmployees, ReadTenant},
    run::World,
};

use crate::events::LocalWorld;

/// Rows shown to people before the list is cut; JSON has them all.
const ROWS_SHOWN: usize = 40;

/// The report of one run.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Whose people.
    pub tenant: TenantId,
    /// The run, as history shows it.
    pub run: RunView,
    /// Pento's employees after the run, by status.
    pub employees: BTreeMap<Status, u64>,
    /// How often each reason occurs: why people were excluded, skipped or failed.
    pub reasons: BTreeMap<String, u64>,
    /// How many employees have each problem.
    pub problems: BTreeMap<String, u64>,
    /// Everybody who is not unchanged.
    pub outcomes: Vec<OutcomeRow>,
}

/// A run in the shape of the HTTP API.
#[derive(Debug, Serialize)]
pub struct RunView {
    /// Its id.
    pub id: RunId,
    /// Who asked.
    pub trigger: Trigger,
    /// How it ended.
    pub outcome: RunOutcome,
    /// Why.
    pub reason: Option<RunReason>,
    /// When it began.
    pub started_at: Option<jiff::Timestamp>,
    /// When it ended.
    pub finished_at: Option<jiff::Timestamp>,
    /// How many of each.
    pub counts: Counts,
    /// Requests sent to Personio.
    pub personio_requests: u32,
}

impl From<&Run> for RunView {
    fn from(run: &Run) -> Self {
        Self {
            id: run.id,
            trigger: run.trigger,
            outcome: run.outcome,
            reason: run.reason.clone(),
            started_at: run.started_at,
            finished_at: run.finished_at,
            counts: run.counts,
            personio_requests: run.personio_requests,
        }
    }
}

impl Report {
    /// Reads the report of an ended run.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn read(world: &LocalWorld, tenant: &TenantId, id: RunId) -> anyhow::Result<Self> {
        let store = world.store();
        let run = store.run(tenant, id).await?.context("the run is gone")?;
        let mut outcomes = store.outcome_rows(tenant, id).await?;
        if let Some(earlier) = run.standing_of {
            outcomes.extend(
                store.outcome_rows(tenant, earlier).await?.into_iter().filter(|row| row.reason.is_some()),
            );
        }
        outcomes.sort_by_key(|row| (row.outcome, row.employee_id.clone(), row.personio_id.clone()));
        let mut reasons = BTreeMap::new();
        for reason in outcomes.iter().filter_map(|row| row.reason.as_ref()) {
            *reasons.entry(reason.code().to_owned()).or_default() += 1;
        }
        let (mut employees, mut problems) = (BTreeMap::new(), BTreeMap::new());
        let today = london_date(world.clock().now());
        let ids: Vec<EmployeeId> =
            store.index(tenant).await?.iter().map(|entry| entry.employee_id.clone()).collect();
        for ids in ids.chunks(100) {
            for employee in store.employees(tenant, ids).await? {
                *employees.entry(employee.status(today)).or_default() += 1;
                count_problems(&employee, &mut problems);
            }
        }
        Ok(Self { tenant: tenant.clone(), run: RunView::from(&run), employees, reasons, problems, outcomes })
    }

    /// The report as a page of text.
    #[must_use]
    pub fn text(&self) -> String {
        let Self { tenant, run, employees, reasons, problems, outcomes } = self;
        let Counts { read, created, updated, unchanged, excluded, skipped, failed, blanked, problems: found } =
            run.counts;
        let mut lines = vec![format!("Run {} of tenant {tenant}: {:?}.", run.id, run.outcome)];
        lines.extend(run.reason.as_ref().map(RunReason::sentence));
        let counts: [(&str, u64); 9] = [
            ("people read from Personio", read),
            ("created", created),
            ("updated", updated),
            ("unchanged", unchanged),
            ("excluded", excluded),
            ("skipped", skipped),
            ("failed", failed),
            ("values blanked", blanked),
            ("problems found", found),
        ];
        lines.push(table(
            &["", "number"],
            counts.iter().map(|(what, n)| vec![(*what).to_owned(), n.to_string()]),
        ));
        let status = |status: &Status| match status {
            Status::Ready => "ready",
            Status::Pending => "pending",
            Status::Terminated => "terminated",
        };
        lines.push(table(
            &["employees in Pento", "number"],
            employees.iter().map(|(s, n)| vec![status(s).to_owned(), n.to_string()]),
        ));
        let pairs = |map: &BTreeMap<String, u64>| {
            map.iter().map(|(code, n)| vec![code.clone(), n.to_string()]).collect::<Vec<_>>()
        };
        if !reasons.is_empty() {
            lines.push(table(&["not synced, because", "people"], pairs(reasons).into_iter()));
        }
        if !problems.is_empty() {
            lines.push(table(&["problem with the data", "employees"], pairs(problems).into_iter()));
        }
        let told: Vec<_> =
            outcomes.iter().filter(|row| row.reason.is_some() || row.outcome == Outcome::Updated).collect();
        if !told.is_empty() {
            lines.push(table(
                &["person", "outcome", "why"],
                told.iter().take(ROWS_SHOWN).map(|row| told_of(row)),
            ));
        }
        if told.len() > ROWS_SHOWN {
            lines.push(format!("... and {} more; --json has them all.", told.len() - ROWS_SHOWN));
        }
        lines.join("\n")
    }
}

fn told_of(row: &OutcomeRow) -> Vec<String> {
    let who = Who { personio_id: row.personio_id.clone(), employee_id: row.employee_id.clone() };
    let fields: Vec<_> = row.changed_fields.iter().map(|field| field.label()).collect();
    let why = row.reason.as_ref().map_or_else(|| fields.join(", "), ToString::to_string);
    vec![who.to_string(), row.outcome.key().to_owned(), why]
}

fn count_problems(employee: &Employee, problems: &mut BTreeMap<String, u64>) {
    let mut codes: Vec<_> = employee.problems.iter().map(|problem| problem.code).collect();
    codes.sort_unstable();
    codes.dedup();
    for code in codes {
        *problems.entry(code.key().to_owned()).or_default() += 1;
    }
}

fn table(header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header.iter().copied());
    for row in rows {
        table.add_row(row);
    }
    table.to_string()
}
