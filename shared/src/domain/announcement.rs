//! What others are told of what was done, as events on the bus (section 7 of the design): ids, field names, codes and
//! numbers, and no value of anybody.
//!
//! An event is sent after what it tells of is stored, and again where it is not certain that it was sent. Whoever
//! listens tells a repeated event by its ids: of a run by `run_id` (and `employee_id`), of a payslip by `payroll_id`,
//! `employee_id`, `revision` and `at`.

use jiff::Timestamp;
use serde::{Serialize, ser::SerializeMap as _};

use super::{
    connection::{Connection, ConnectionReason, ConnectionStatus},
    field::Field,
    ids::{EmployeeId, PersonioId, RunId, TenantId},
    payslip::{PayrollId, Payslip, PayslipReason, PayslipState},
    plan::{Counts, Outcome},
    run::{Run, RunOutcome, RunReason, Trigger},
};

/// `source` of every event of ours.
pub const SOURCE: &str = "pento.personio";

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[expect(
    missing_docs,
    reason = "the fields are those of the run, the employee or the payslip, under the same names"
)]
pub enum Announcement {
    /// A run has ended, however it did.
    SyncRunFinished {
        run_id: RunId,
        trigger: Trigger,
        outcome: RunOutcome,
        reason: Option<&'static str>,
        counts: Counts,
        finished_at: Option<Timestamp>,
    },
    /// An employee was created. `fields` have a value.
    EmployeeCreated {
        run_id: RunId,
        employee_id: EmployeeId,
        personio_id: Option<PersonioId>,
        fields: Vec<Field>,
    },
    /// An employee was changed in these fields.
    EmployeeUpdated {
        run_id: RunId,
        employee_id: EmployeeId,
        personio_id: Option<PersonioId>,
        changed_fields: Vec<Field>,
    },
    /// An employee lacks required fields who did not before, or was not there before.
    EmployeeBecamePending { run_id: RunId, employee_id: EmployeeId, lacking_fields: Vec<Field> },
    /// Guard G2: Personio refuses the credentials, or they are gone.
    ConnectionBroken { reason: &'static str, at: Timestamp },
    /// A payslip is in its owner's folder.
    PayslipUploaded {
        payroll_id: PayrollId,
        employee_id: EmployeeId,
        revision: u32,
        document_id: Option<String>,
        at: Timestamp,
    },
    /// A payslip came to an end without being uploaded: `skipped`, `failed` or `needs_check`.
    PayslipFailed {
        payroll_id: PayrollId,
        employee_id: EmployeeId,
        revision: u32,
        state: PayslipState,
        reason: Option<PayslipReason>,
        at: Timestamp,
    },
    /// The queue has gone through a payroll's payslips, or through those that were retried. `counts` are those of the
    /// whole payroll.
    PayslipBatchFinished {
        payroll_id: PayrollId,
        #[serde(serialize_with = "by_state")]
        counts: Vec<(PayslipState, u64)>,
        at: Timestamp,
    },
}

impl Announcement {
    /// `detail-type` of the event.
    #[must_use]
    pub const fn detail_type(&self) -> &'static str {
        match self {
            Self::SyncRunFinished { .. } => "SyncRunFinished",
            Self::EmployeeCreated { .. } => "EmployeeCreated",
            Self::EmployeeUpdated { .. } => "EmployeeUpdated",
            Self::EmployeeBecamePending { .. } => "EmployeeBecamePending",
            Self::ConnectionBroken { .. } => "ConnectionBroken",
            Self::PayslipUploaded { .. } => "PayslipUploaded",
            Self::PayslipFailed { .. } => "PayslipFailed",
            Self::PayslipBatchFinished { .. } => "PayslipBatchFinished",
        }
    }

    /// `detail` of the event.
    #[must_use]
    pub const fn detail<'a>(&'a self, tenant: &'a TenantId) -> Detail<'a> {
        Detail { tenant_id: tenant, announcement: self }
    }

    /// A run that has ended.
    #[must_use]
    pub fn of_run(run: &Run) -> Self {
        Self::SyncRunFinished {
            run_id: run.id,
            trigger: run.trigger,
            outcome: run.outcome,
            reason: run.reason.as_ref().map(RunReason::code),
            counts: run.counts,
            finished_at: run.finished_at,
        }
    }

    /// What one person's outcome is to others: nothing, one event or two.
    #[must_use]
    pub fn of_person(run_id: RunId, person: Person<'_>) -> Vec<Self> {
        let Some(employee_id) = person.employee_id.cloned() else { return Vec::new() };
        let (personio_id, fields) = (person.personio_id.cloned(), person.changed_fields.to_vec());
        let first = match person.outcome {
            Outcome::Created => {
                Self::EmployeeCreated { run_id, employee_id: employee_id.clone(), personio_id, fields }
            }
            // Only a mark or a problem may have changed.
            Outcome::Updated if fields.is_empty() => return Vec::new(),
            Outcome::Updated => Self::EmployeeUpdated {
                run_id,
                employee_id: employee_id.clone(),
                personio_id,
                changed_fields: fields,
            },
            _ => return Vec::new(),
        };
        let pending = (!person.lacking_fields.is_empty()).then(|| Self::EmployeeBecamePending {
            run_id,
            employee_id,
            lacking_fields: person.lacking_fields.to_vec(),
        });
        std::iter::once(first).chain(pending).collect()
    }

    /// A connection that breaks by this step; `None` for every other step.
    #[must_use]
    pub fn of_connection(before: &Connection, after: &Connection, now: Timestamp) -> Option<Self> {
        let breaks = after.status == ConnectionStatus::Broken && before.status != ConnectionStatus::Broken;
        let reason = after.reason.filter(|_| breaks).map(ConnectionReason::code)?;
        Some(Self::ConnectionBroken { reason, at: now })
    }

    /// A payslip that has come to an end; `None` for one on its way.
    #[must_use]
    pub fn of_payslip(payslip: &Payslip) -> Option<Self> {
        let Payslip { key, state, reason, document_id, updated_at: at, .. } = payslip.clone();
        let (payroll_id, employee_id, revision) = (key.payroll_id, key.employee_id, key.revision);
        match state {
            PayslipState::Uploaded => {
                Some(Self::PayslipUploaded { payroll_id, employee_id, revision, document_id, at })
            }
            PayslipState::Skipped | PayslipState::Failed | PayslipState::NeedsCheck => {
                Some(Self::PayslipFailed { payroll_id, employee_id, revision, state, reason, at })
            }
            PayslipState::Pending | PayslipState::Uploading | PayslipState::Uncertain => None,
        }
    }
}

/// One person's outcome in a run, as far as others are told of it.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "each is that of the run's outcome")]
pub struct Person<'a> {
    pub employee_id: Option<&'a EmployeeId>,
    pub personio_id: Option<&'a PersonioId>,
    pub outcome: Outcome,
    pub changed_fields: &'a [Field],
    /// See [`super::plan::Write::makes_pending`].
    pub lacking_fields: &'a [Field],
}

/// `detail` of an event: the tenant, and what was done.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Detail<'a> {
    tenant_id: &'a TenantId,
    #[serde(flatten)]
    announcement: &'a Announcement,
}

fn by_state<S: serde::Serializer>(counts: &[(PayslipState, u64)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(counts.len()))?;
    for (state, count) in counts {
        map.serialize_entry(state, count)?;
    }
    map.end()
}

#[cfg(test)]
mod tests;
