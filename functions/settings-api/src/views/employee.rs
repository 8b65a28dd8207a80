//! Employees, their change log, and one person's sync.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use shared::{
    domain::{
        employee::{Change, SyncState},
        masking::Sight,
        plan::Outcome,
    },
    run::sync_now::Synced,
};
use utoipa::ToSchema;

use super::{DataProblemView, ReasonView};

/// One changed field. Bank details, dates of birth and identity numbers are masked except for admins.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldChange)]
pub(crate) struct ChangeOfField {
    /// The Pento field.
    #[schema(value_type = String)]
    field: &'static str,
    /// What was there.
    #[schema(required = true)]
    old: Option<String>,
    /// What is there then; null is blank.
    #[schema(required = true)]
    new: Option<String>,
}

impl ChangeOfField {
    pub(crate) fn of(change: &Change, sight: Sight) -> Self {
        let Change { field, old, new } = sight.change(change);
        let text =
            |value: Option<shared::domain::field::FieldValue>| value.map(|value| value.expose().to_owned());
        Self { field: field.key(), old: text(old), new: text(new) }
    }
}

/// What became of one person who was synced by hand.
#[derive(Serialize, ToSchema)]
#[schema(as = SyncResult)]
pub(crate) struct SyncView {
    /// What became of them.
    #[schema(value_type = String, schema_with = super::run::outcome_schema)]
    outcome: Outcome,
    /// Why, for everything but created, updated and unchanged.
    #[schema(value_type = Option<ReasonView>, required = true)]
    reason: Option<Value>,
    /// Pento's id, where it is known.
    #[schema(required = true)]
    employee_id: Option<String>,
    /// When the employee was last found or made equal to Personio.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    last_synced_at: Option<Timestamp>,
    /// Each field that changed.
    changes: Vec<ChangeOfField>,
    /// What was found wrong with the values.
    #[schema(value_type = Vec<DataProblemView>)]
    problems: Vec<Value>,
    /// The run in the history.
    run_id: String,
}

impl SyncView {
    pub(crate) fn of(synced: Synced, sight: Sight) -> Self {
        let Synced { run_id, employee_id, outcome, reason, changes, problems, last_synced_at } = synced;
        Self {
            outcome,
            reason: reason.as_ref().map(super::reason),
            employee_id: employee_id.map(|id| id.to_string()),
            last_synced_at,
            changes: changes.iter().map(|change| ChangeOfField::of(change, sight)).collect(),
            problems: super::problems(&problems),
            run_id: run_id.to_string(),
        }
    }
}

/// What the last sync made of an employee.
#[derive(Serialize, ToSchema)]
#[schema(as = SyncState)]
pub(crate) struct SyncStateView {
    /// `never` met in Personio, equal to it (`ok`), or not, for the reason given.
    #[schema(value_type = String, schema_with = state_schema)]
    pub(crate) state: SyncState,
    /// Why it is neither `ok` nor `never`.
    #[schema(value_type = Option<ReasonView>, required = true)]
    pub(crate) reason: Option<Value>,
}

fn state_schema() -> utoipa::openapi::schema::Object {
    let known = ["ok", "excluded", "skipped", "failed", "not_in_personio", "never"];
    super::words(&known, "What the last sync made of the employee.")
}
