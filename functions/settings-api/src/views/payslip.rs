//! Payrolls and their payslips.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use serde_json::{Value, json};
use shared::{
    domain::payslip::{Payslip, PayslipReason, PayslipState},
    ports::{Payroll, PayslipCounts},
};
use utoipa::ToSchema;

use super::ReasonView;

/// One finalised payroll.
#[derive(Serialize, ToSchema)]
#[schema(as = Payroll)]
pub(crate) struct PayrollView {
    /// Which.
    payroll_id: String,
    /// The title of its documents.
    title: String,
    /// When people are paid.
    #[schema(value_type = String, format = Date)]
    pay_date: Date,
    /// When its first event arrived.
    #[schema(value_type = String, format = DateTime)]
    finalised_at: Timestamp,
}

impl From<Payroll> for PayrollView {
    fn from(payroll: Payroll) -> Self {
        let Payroll { payroll_id, title, pay_date, finalised_at, told_at_step: _ } = payroll;
        Self { payroll_id: payroll_id.to_string(), title, pay_date, finalised_at }
    }
}

/// One payslip.
#[derive(Serialize, ToSchema)]
#[schema(as = Payslip)]
pub(crate) struct PayslipView {
    /// Whose.
    employee_id: String,
    /// 0, and one more with each correction.
    revision: u32,
    /// The document's title.
    title: String,
    /// How it stands.
    #[schema(value_type = String, schema_with = state_schema)]
    state: PayslipState,
    /// Why, and what to do.
    #[schema(value_type = Option<ReasonView>, required = true)]
    reason: Option<Value>,
    /// Personio's id of the document.
    #[schema(required = true)]
    document_id: Option<String>,
    /// When it took its last step.
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

fn state_schema() -> utoipa::openapi::schema::Object {
    let words = PayslipState::ALL.map(PayslipState::key);
    super::words(&words, "How it stands. `needs_check`: sent or not, nothing can tell; a person has to look.")
}

impl From<Payslip> for PayslipView {
    fn from(payslip: Payslip) -> Self {
        let reason = |reason: PayslipReason| json!({"code": reason.code(), "detail": reason.hint()});
        Self {
            employee_id: payslip.key.employee_id.to_string(),
            revision: payslip.key.revision,
            title: payslip.title,
            state: payslip.state,
            reason: payslip.reason.map(reason),
            document_id: payslip.document_id,
            updated_at: payslip.updated_at,
        }
    }
}

/// One page of a payroll's payslips, and how far all of them are.
#[derive(Serialize, ToSchema)]
#[schema(as = Payslips)]
pub(crate) struct PayslipsView {
    /// The payroll.
    pub(crate) payroll: PayrollView,
    /// How many of all its payslips are in each state.
    #[schema(schema_with = counts_schema)]
    pub(crate) counts: BTreeMap<&'static str, u64>,
    /// The page, ordered by Employee ID.
    pub(crate) items: Vec<PayslipView>,
    /// Where the next page begins: send it as `cursor`, as it is.
    #[schema(required = true)]
    pub(crate) next_cursor: Option<String>,
}

fn counts_schema() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    let number = || ObjectBuilder::new().schema_type(Type::Integer);
    PayslipState::ALL
        .iter()
        .fold(ObjectBuilder::new(), |builder, state| {
            builder.property(state.key(), number()).required(state.key())
        })
        .description(Some("How many payslips are in each state."))
        .build()
}

/// Every state, those that none is in as well.
pub(crate) fn counts(counts: &PayslipCounts) -> BTreeMap<&'static str, u64> {
    let of = |state: PayslipState| {
        counts.by_state.iter().find(|(known, _)| *known == state).map_or(0, |(_, n)| *n)
    };
    PayslipState::ALL.iter().map(|state| (state.key(), of(*state))).collect()
}

/// How many payslips are taken up again.
#[derive(Serialize, ToSchema)]
#[schema(as = PayslipsRetried)]
pub(crate) struct RetriedView {
    /// Those that had failed, were skipped or needed a check.
    pub(crate) retried: u64,
}
