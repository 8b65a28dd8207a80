//! Items of the ledger of payslips.

use serde::{Deserialize, Serialize};

use super::{Item, body, keyed, keys};
use crate::{
    domain::{
        ids::TenantId,
        payslip::{Payslip, PayslipState},
    },
    ports::{Payroll, StoreError},
};

/// A payroll.
pub(in crate::dynamo) fn payroll(tenant: &TenantId, payroll: &Payroll) -> Result<Item, StoreError> {
    keyed(tenant, keys::payroll(&payroll.payroll_id), payroll)
}

/// A payroll, read back.
pub(in crate::dynamo) fn to_payroll(item: Item) -> Result<Payroll, StoreError> {
    body("payroll", item)
}

/// A payslip.
pub(in crate::dynamo) fn payslip(tenant: &TenantId, payslip: &Payslip) -> Result<Item, StoreError> {
    keyed(tenant, keys::payslip(&payslip.key), payslip)
}

/// A payslip, read back.
pub(in crate::dynamo) fn to_payslip(item: Item) -> Result<Payslip, StoreError> {
    body("payslip", item)
}

#[derive(Deserialize)]
struct StateBody {
    state: PayslipState,
    version: u64,
}

/// How a payslip stands and at which version, from no more than these and its schema.
pub(in crate::dynamo) fn to_payslip_state(item: Item) -> Result<(PayslipState, u64), StoreError> {
    body::<StateBody>("payslip", item).map(|body| (body.state, body.version))
}

#[derive(Serialize, Deserialize)]
struct StoppedBody {
    stopped: bool,
}

/// Whether payslips are stopped.
pub(in crate::dynamo) fn stopped(tenant: &TenantId, stopped: bool) -> Result<Item, StoreError> {
    keyed(tenant, keys::PAYSLIPS_STOPPED.into(), StoppedBody { stopped })
}

/// Whether payslips are stopped, read back. An item that doesn't say so is an error: to send on is not safe then.
pub(in crate::dynamo) fn to_stopped(item: Item) -> Result<bool, StoreError> {
    body::<StoppedBody>("stop of payslips", item).map(|body| body.stopped)
}
