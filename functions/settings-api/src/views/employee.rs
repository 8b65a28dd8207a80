//! Employees, their change log, and one person's sync.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use shared::{
    domain::{
        employee::{Change, SyncState},
        field::Field,
        masking::Sight,
        plan::Outcome,
        readiness::Status,
        shown::Shown,
    },
    ports::Actor,
    run::{employees::Logged, sync_now::Synced},
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
        Self::from(sight.change(change))
    }
}

/// A change that shows what the caller may see.
impl From<Change> for ChangeOfField {
    fn from(Change { field, old, new }: Change) -> Self {
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

/// One employee.
#[derive(Serialize, ToSchema)]
#[schema(as = Employee)]
pub(crate) struct EmployeeView {
    /// Pento's id, and the match key.
    employee_id: String,
    /// The person in Personio the employee was last made equal to.
    #[schema(required = true)]
    personio_id: Option<String>,
    /// Whether payroll can pay them.
    #[schema(value_type = String, schema_with = status_schema)]
    status: Status,
    /// What keeps them from being `ready`.
    #[schema(value_type = Vec<BlockerView>)]
    blockers: Vec<Value>,
    /// Every Pento field; null is blank. Bank details, dates of birth and identity numbers are masked except for admins.
    #[schema(schema_with = fields_schema)]
    fields: BTreeMap<&'static str, Option<String>>,
    /// What was found wrong with the values.
    #[schema(value_type = Vec<DataProblemView>)]
    problems: Vec<Value>,
    /// What the last sync made of them.
    sync: SyncStateView,
    /// Whether a leaver's holiday pay counts for the pension; null before a termination date has arrived.
    #[schema(required = true)]
    include_holiday_pay_in_pension: Option<bool>,
    /// When they were last found or made equal to Personio.
    #[schema(value_type = Option<String>, format = DateTime, required = true)]
    last_synced_at: Option<Timestamp>,
    /// One more with every write; the `ETag`.
    version: u64,
}

fn status_schema() -> utoipa::openapi::schema::Object {
    super::words(&STATUSES.map(|(key, _)| key), "Whether payroll can pay the employee.")
}

super::word! {
    /// One of [`STATUSES`].
    StatusWord = status_schema
}

/// The words of [`Status`].
pub(crate) const STATUSES: [(&str, Status); 3] =
    [("ready", Status::Ready), ("pending", Status::Pending), ("terminated", Status::Terminated)];

/// Every Pento field as text or null.
fn fields_schema() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
    let text = || ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::String, Type::Null]));
    Field::ALL
        .iter()
        .fold(ObjectBuilder::new(), |builder, field| {
            builder.property(field.key(), text()).required(field.key())
        })
        .description(Some("Every Pento field in canonical form; null is blank."))
        .build()
}

/// One thing that keeps an employee from being ready.
#[derive(ToSchema)]
#[schema(as = Blocker)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct BlockerView {
    /// The required field.
    field: String,
    /// Why it has no value.
    #[schema(schema_with = blocker_schema)]
    code: String,
    /// Where the value should come from.
    #[schema(required = true)]
    attribute: Option<super::AttributeRefView>,
    /// What to do.
    hint: String,
}

fn blocker_schema() -> utoipa::openapi::schema::Object {
    super::words(&["missing", "invalid", "not_mapped", "not_readable"], "Why the field has no value.")
}

impl EmployeeView {
    pub(crate) fn of(shown: Shown, sight: Sight) -> Self {
        let Shown { employee, status, blockers, last_synced_at } = shown;
        let seen = sight.fields(&employee.fields);
        let text = |field: &Field| (field.key(), seen.text(*field).map(ToOwned::to_owned));
        Self {
            employee_id: employee.employee_id.to_string(),
            personio_id: employee.personio_id.map(|id| id.to_string()),
            status,
            blockers: blockers.iter().filter_map(|blocker| serde_json::to_value(blocker).ok()).collect(),
            fields: Field::ALL.iter().map(text).collect(),
            problems: super::problems(&employee.problems),
            sync: SyncStateView {
                state: employee.sync_state,
                reason: employee.sync_reason.as_ref().map(super::reason),
            },
            include_holiday_pay_in_pension: employee.include_holiday_pay_in_pension,
            last_synced_at,
            version: employee.version,
        }
    }
}

/// One entry of the change log.
#[derive(Serialize, ToSchema)]
#[schema(as = LoggedChange)]
pub(crate) struct LoggedView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The run that did it; null for somebody's edit.
    #[schema(required = true)]
    run_id: Option<String>,
    /// Who did it; null for a run.
    #[schema(required = true)]
    user: Option<String>,
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

impl LoggedView {
    pub(crate) fn of(logged: &Logged, sight: Sight) -> Self {
        let (run_id, user) = match &logged.by {
            Actor::Run(id) => (Some(id.to_string()), None),
            Actor::User(user) => (None, Some(user.clone())),
        };
        let ChangeOfField { field, old, new } = ChangeOfField::of(&logged.change, sight);
        Self { at: logged.at, run_id, user, field, old, new }
    }
}

/// An employee to be added.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewEmployee)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct NewEmployeeView {
    /// 1 to 35 characters of HMRC's charset G; stays for ever.
    #[schema(min_length = 1, max_length = 35, pattern = r#"^[A-Za-z0-9 .,()/=!"%&*;<>'+:?-]+$"#)]
    employee_id: String,
    /// Text in any form that is accepted, or null.
    #[schema(schema_with = edit_schema)]
    fields: BTreeMap<String, Option<String>>,
    /// Whether a leaver's holiday pay counts for the pension.
    include_holiday_pay_in_pension: Option<bool>,
}

/// What is to be changed of an employee.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EmployeeEdit)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct EditView {
    /// May be repeated, and not changed.
    #[schema(nullable = false)]
    employee_id: Option<String>,
    /// Text in any form that is accepted, or null for blank. Fields that are not named stay.
    #[schema(schema_with = edit_schema)]
    fields: Option<BTreeMap<String, Option<String>>>,
    /// Whether a leaver's holiday pay counts for the pension.
    include_holiday_pay_in_pension: Option<bool>,
}

/// Any Pento field as text or null.
fn edit_schema() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, SchemaType, Type};
    let text = |field: &Field| {
        ObjectBuilder::new()
            .schema_type(SchemaType::from_iter([Type::String, Type::Null]))
            .description(Some(field.help()))
            .examples([field.example()])
    };
    Field::ALL
        .iter()
        .fold(ObjectBuilder::new(), |builder, field| builder.property(field.key(), text(field)))
        .additional_properties(Some(AdditionalProperties::<utoipa::openapi::Schema>::FreeForm(false)))
        .description(Some(
            "Values in any form that Personio's are accepted in; null or an empty text blanks the field.",
        ))
        .build()
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
