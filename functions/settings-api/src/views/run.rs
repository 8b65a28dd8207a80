//! Runs and their outcomes.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use shared::{
    domain::{
        plan::{Counts, Outcome},
        run::{Run, RunOutcome, RunReason, Trigger},
    },
    ports::OutcomeRow,
};
use utoipa::ToSchema;

use super::{DataProblemView, ReasonView};

/// One run, as history shows it.
#[derive(Serialize, ToSchema)]
#[schema(as = Run)]
pub(crate) struct RunView {
    /// Sorts by time.
    id: String,
    /// Who asked.
    #[schema(value_type = String, schema_with = trigger_schema)]
    trigger: Trigger,
    /// How it stands or ended.
    #[schema(value_type = String, schema_with = run_outcome_schema)]
    outcome: RunOutcome,
    /// Why, unless it simply succeeded.
    #[schema(value_type = Option<ReasonView>, required = true)]
    reason: Option<Value>,
    /// When it began.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    started_at: Option<Timestamp>,
    /// When it ended.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    finished_at: Option<Timestamp>,
    /// How many of each; grows while it runs.
    #[schema(value_type = CountsView)]
    counts: Counts,
    /// Requests sent to Personio, sign-ins included.
    personio_requests: u32,
}

fn trigger_schema() -> utoipa::openapi::schema::Object {
    super::words(&["settings", "hourly", "manual", "single"], "Who asked for the run.")
}

fn run_outcome_schema() -> utoipa::openapi::schema::Object {
    let known = ["queued", "running", "succeeded", "incomplete", "held", "skipped", "failed"];
    super::words(
        &known,
        "How the run stands or ended. `succeeded`: everybody was judged; people who failed are counted.",
    )
}

/// How many of each. `read` is the sum of created, updated, unchanged, excluded, skipped and failed.
#[derive(ToSchema)]
#[schema(as = Counts)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct CountsView {
    read: u64,
    created: u64,
    updated: u64,
    unchanged: u64,
    excluded: u64,
    skipped: u64,
    failed: u64,
    /// Values that were there and are blank now.
    blanked: u64,
    problems: u64,
}

impl From<Run> for RunView {
    fn from(run: Run) -> Self {
        let Run {
            id,
            trigger,
            outcome,
            reason,
            requested_at: _,
            started_at,
            finished_at,
            counts,
            personio_requests,
            standing_of: _,
        } = run;
        let reason = reason.map(|reason| super::coded(&reason, RunReason::sentence(&reason)));
        Self {
            id: id.to_string(),
            trigger,
            outcome,
            reason,
            started_at,
            finished_at,
            counts,
            personio_requests,
        }
    }
}

/// The run that was asked for.
#[derive(Serialize, ToSchema)]
#[schema(as = RunStarted)]
pub(crate) struct RunStarted {
    /// Can be read right away.
    pub(crate) run_id: String,
}

/// What became of one person in a run.
#[derive(Serialize, ToSchema)]
#[schema(as = PersonOutcome)]
pub(crate) struct OutcomeView {
    /// Personio's id.
    #[schema(required = true)]
    personio_id: Option<String>,
    /// Pento's id.
    #[schema(required = true)]
    employee_id: Option<String>,
    /// What became of them.
    #[schema(value_type = String, schema_with = outcome_schema)]
    outcome: Outcome,
    /// Why, for everybody but the created and updated.
    #[schema(value_type = Option<ReasonView>, required = true)]
    reason: Option<Value>,
    /// The Pento fields that changed.
    changed_fields: Vec<String>,
    /// What was found wrong with their values.
    #[schema(value_type = Vec<DataProblemView>)]
    problems: Vec<Value>,
}

/// The words of [`Outcome`].
pub(crate) const OUTCOMES: [(&str, Outcome); 7] = [
    (Outcome::Created.key(), Outcome::Created),
    (Outcome::Updated.key(), Outcome::Updated),
    (Outcome::Unchanged.key(), Outcome::Unchanged),
    (Outcome::Excluded.key(), Outcome::Excluded),
    (Outcome::Skipped.key(), Outcome::Skipped),
    (Outcome::Failed.key(), Outcome::Failed),
    (Outcome::NotInPersonio.key(), Outcome::NotInPersonio),
];

pub(crate) fn outcome_schema() -> utoipa::openapi::schema::Object {
    super::words(&OUTCOMES.map(|(key, _)| key), "What became of the person.")
}

/// Those of [`OUTCOMES`] that the list of a run can hold: who is unchanged is not in it.
pub(crate) fn listed() -> Vec<(&'static str, Outcome)> {
    OUTCOMES.into_iter().filter(|(_, outcome)| *outcome != Outcome::Unchanged).collect()
}

fn listed_schema() -> utoipa::openapi::schema::Object {
    let words: Vec<_> = listed().into_iter().map(|(key, _)| key).collect();
    super::words(&words, "What became of the person.")
}

super::word! {
    /// One of [`listed`].
    ListedOutcome = listed_schema
}

impl From<OutcomeRow> for OutcomeView {
    fn from(row: OutcomeRow) -> Self {
        // Which required fields are lacking is for events; here it is the employee's blockers.
        let OutcomeRow {
            personio_id,
            employee_id,
            outcome,
            reason,
            changed_fields,
            blanked: _,
            lacking_fields: _,
            problems,
        } = row;
        Self {
            personio_id: personio_id.map(|id| id.to_string()),
            employee_id: employee_id.map(|id| id.to_string()),
            outcome,
            reason: reason.as_ref().map(super::reason),
            changed_fields: changed_fields.iter().map(|field| field.key().to_owned()).collect(),
            problems: super::problems(&problems),
        }
    }
}
