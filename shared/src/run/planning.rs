//! Makes the plan of a roster, reading whole only the employees whom the index does not answer for; and what a decision
//! of it leaves in log and outcomes.

use std::collections::HashMap;

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;

use crate::{
    domain::{
        day::london_date,
        employee::Index,
        ids::{EmployeeId, RunId, TenantId},
        plan::{Context, Decision, Outcome, Plan, Planner, Write},
        roster::Roster,
    },
    ports::{Actor, ChangeLogEntry, EmployeeWrite, OutcomeRow, ReadEmployees, StoreError},
};

/// Employees in one read; DynamoDB takes a hundred.
const EMPLOYEES_AT_ONCE: usize = 100;
/// Reads under way at once: each holds a hundred whole employees, some 150 kB.
const READS_AT_ONCE: usize = 4;

/// The plan; `None` for rule M2's unreadable match attribute.
pub(super) async fn make<S: ReadEmployees>(
    store: &S,
    tenant: &TenantId,
    context: Context<'_>,
    roster: Roster,
    index: &Index,
) -> Result<Option<Plan>, StoreError> {
    let Ok(mut planner) = Planner::new(context, roster, index) else { return Ok(None) };
    let needs = planner.needs();
    let chunks: Vec<Vec<EmployeeId>> = needs.chunks(EMPLOYEES_AT_ONCE).map(<[_]>::to_vec).collect();
    let read = |ids: Vec<EmployeeId>| async move {
        let found = store.employees(tenant, &ids).await?;
        Ok::<_, StoreError>((ids, found))
    };
    let mut reads = stream::iter(chunks).map(read).buffer_unordered(READS_AT_ONCE);
    while let Some((ids, found)) = reads.try_next().await? {
        let mut found: HashMap<_, _> = found.into_iter().map(|e| (e.employee_id.clone(), e)).collect();
        for id in &ids {
            planner.supply(id, found.remove(id));
        }
    }
    drop(reads);
    Ok(Some(planner.finish()))
}

/// The write of a decision with its log entry and outcome row; only the created and updated have either.
/// `at` is when it is written.
pub(super) fn entry(run: RunId, decision: Option<&Decision>, write: Write, at: Timestamp) -> EmployeeWrite {
    let acts = decision.filter(|decision| matches!(decision.outcome, Outcome::Created | Outcome::Updated));
    let log = acts.map(|_| ChangeLogEntry { at, by: Actor::Run(run), changes: write.change_log() });
    let row = acts.map(|decision| OutcomeRow {
        lacking_fields: write.makes_pending(london_date(at)),
        ..row(decision, Some(&write))
    });
    EmployeeWrite { write, log, row }
}

/// A person's row of the run's outcomes.
pub(super) fn row(decision: &Decision, write: Option<&Write>) -> OutcomeRow {
    let blanked = write.map_or(0, |write| write.changes.iter().filter(|change| change.new.is_none()).count());
    OutcomeRow {
        personio_id: decision.personio_id.clone(),
        employee_id: decision.employee_id.clone(),
        outcome: decision.outcome,
        reason: decision.reason.clone(),
        changed_fields: write.map(Write::changed_fields).unwrap_or_default(),
        blanked: blanked as u64,
        lacking_fields: Vec::new(),
        problems: decision.problems.clone(),
    }
}
