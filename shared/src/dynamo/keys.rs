//! Every key of the table, and nothing else knows them (section 9 of the design).
//!
//! | item | sort key |
//! | --- | --- |
//! | connection | `CONNECTION` |
//! | settings, current | `SETTINGS` |
//! | settings, every version | `SETTINGS#<version, ten digits>` |
//! | attribute catalogue | `CATALOGUE` |
//! | employee | `EMPLOYEE#<Employee ID>` |
//! | change-log entry | `CHANGE#<Employee ID>#<version, twelve digits>` |
//! | run | `RUN#<run id>` |
//! | run outcome | `OUTCOME#<run id>#<who>` |
//! | latest held run | `HELD` |
//! | lease, and what runs leave for the next | `LEASE` |
//! | payroll | `PAYROLL#<payroll>` |
//! | payslip | `PAYSLIP#<payroll>#<Employee ID>#<revision, ten digits>` |
//! | whether payslips are stopped | `PAYSLIPS_STOPPED` |
//! | the settings version by which everybody was paused | `PAUSED_WITH_ALL` |
//!
//! The partition key is `TENANT#<tenant>` for all of them.

use crate::domain::{
    ids::{EmployeeId, RunId, TenantId},
    payslip::{PayrollId, PayslipKey},
};

/// Attribute names that expressions and indexes use.
pub mod name {
    /// Partition key.
    pub const PK: &str = "pk";
    /// Sort key.
    pub const SK: &str = "sk";
    /// Partition key of [`super::index::PLANNER`]; on employees only.
    pub const PLANNER: &str = "planner_pk";
    /// Partition key of [`super::index::DUE`]; on connections with an hour only.
    pub const DUE: &str = "due_pk";
    /// Sort key of [`super::index::DUE`]: when, as seconds since 1970 in twelve digits, then the tenant.
    pub const DUE_AT: &str = "due_at";
    /// On employees: the fence of the run that wrote it last (rule W3).
    pub const FENCE: &str = "fence";
    /// On payslips: how it stands.
    pub const STATE: &str = "state";
    /// Seconds since 1970 after which DynamoDB drops the item.
    pub const EXPIRES: &str = "expires";
}

/// The table's indexes.
pub mod index {
    /// What the planner needs of every employee: [`PLANNER_PROJECTION`].
    pub const PLANNER: &str = "planner";
    /// The attributes of the planner's index beside its keys.
    pub const PLANNER_PROJECTION: [&str; 6] =
        ["personio_id", "version", "fingerprint", "sync_state", "termination_date", "ready"];
    /// Tenants by the hour they are due at.
    pub const DUE: &str = "due";
}

/// The one partition of the index of due tenants. A page of it holds 1 MB, some ten thousand tenants.
pub const DUE_PARTITION: &str = "HOURLY";

/// The sort key of single items.
pub const CONNECTION: &str = "CONNECTION";
/// The current settings.
pub const SETTINGS: &str = "SETTINGS";
/// The attribute catalogue.
pub const CATALOGUE: &str = "CATALOGUE";
/// The latest held run.
pub const HELD: &str = "HELD";
/// The lease.
pub const LEASE: &str = "LEASE";
/// What the sort keys of employees begin with.
pub const EMPLOYEE_PREFIX: &str = "EMPLOYEE#";
/// What the sort keys of runs begin with.
pub const RUN_PREFIX: &str = "RUN#";
/// What the sort keys of payrolls begin with.
pub const PAYROLL_PREFIX: &str = "PAYROLL#";
/// Whether payslips are stopped. No payslip's key begins like it.
pub const PAYSLIPS_STOPPED: &str = "PAYSLIPS_STOPPED";

/// The settings version by which an operator paused this tenant together with all others.
pub const PAUSED_WITH_ALL: &str = "PAUSED_WITH_ALL";

/// Behind every sort key: no key begins with a character like this.
pub const BEHIND_ALL: &str = "\u{10ffff}";

/// Kinds of item by what their sort keys are or begin with. A key that ends in `#` is a beginning.
const KINDS: [(&str, &str); 14] = [
    (CATALOGUE, "catalogue"),
    ("CHANGE#", "change-log entry"),
    (CONNECTION, "connection"),
    (EMPLOYEE_PREFIX, "employee"),
    (HELD, "held run"),
    (LEASE, "lease"),
    ("OUTCOME#", "run outcome"),
    (PAUSED_WITH_ALL, "pause with all"),
    (PAYROLL_PREFIX, "payroll"),
    ("PAYSLIP#", "payslip"),
    (PAYSLIPS_STOPPED, "stop of payslips"),
    (RUN_PREFIX, "run"),
    (SETTINGS, "settings"),
    ("SETTINGS#", "settings version"),
];

/// Which kind of item has this sort key; `unknown` for one of another version.
#[must_use]
pub fn kind(sk: &str) -> &'static str {
    let is_of = |key: &str| if key.ends_with('#') { sk.starts_with(key) } else { sk == key };
    KINDS.iter().find(|(key, _)| is_of(key)).map_or("unknown", |(_, kind)| kind)
}

const TENANT_PREFIX: &str = "TENANT#";

/// The partition of a tenant.
#[must_use]
pub fn tenant(tenant: &TenantId) -> String {
    format!("{TENANT_PREFIX}{tenant}")
}

/// The tenant of a partition.
#[must_use]
pub fn tenant_of(pk: &str) -> Option<TenantId> {
    TenantId::parse(pk.strip_prefix(TENANT_PREFIX)?).ok()
}

/// One version of the settings.
#[must_use]
pub fn settings_version(version: u64) -> String {
    format!("{SETTINGS}#{version:010}")
}

/// An employee.
#[must_use]
pub fn employee(id: &EmployeeId) -> String {
    format!("{EMPLOYEE_PREFIX}{id}")
}

/// The Employee ID of an employee's sort key.
#[must_use]
pub fn employee_of(sk: &str) -> Option<EmployeeId> {
    EmployeeId::parse(sk.strip_prefix(EMPLOYEE_PREFIX)?).ok()
}

/// What the sort keys of an employee's change log begin with. An Employee ID may hold many signs, `#` not among them.
#[must_use]
pub fn changes(id: &EmployeeId) -> String {
    format!("CHANGE#{id}#")
}

/// One entry of an employee's change log, by the version it made.
#[must_use]
pub fn change(id: &EmployeeId, version: u64) -> String {
    format!("{}{version:012}", changes(id))
}

/// The version in the sort key of a change-log entry.
#[must_use]
pub fn version_of(sk: &str) -> Option<u64> {
    sk.rsplit_once('#')?.1.parse().ok()
}

/// A run.
#[must_use]
pub fn run(id: RunId) -> String {
    format!("{RUN_PREFIX}{id}")
}

/// What the sort keys of a run's outcomes begin with.
#[must_use]
pub fn outcomes(run: RunId) -> String {
    format!("OUTCOME#{run}#")
}

/// One outcome of a run: by the Personio id, or the Employee ID of somebody who is not in Personio.
#[must_use]
pub fn outcome(run: RunId, personio_id: Option<&str>, employee_id: Option<&str>) -> String {
    match (personio_id, employee_id) {
        (Some(id), _) => format!("{}P#{id}", outcomes(run)),
        (None, Some(id)) => format!("{}E#{id}", outcomes(run)),
        (None, None) => format!("{}?", outcomes(run)),
    }
}

/// A payroll.
#[must_use]
pub fn payroll(id: &PayrollId) -> String {
    format!("{PAYROLL_PREFIX}{id}")
}

/// What the sort keys of a payroll's payslips begin with. Neither its id nor an Employee ID holds a `#`.
#[must_use]
pub fn payslips(payroll: &PayrollId) -> String {
    format!("PAYSLIP#{payroll}#")
}

/// A payslip.
#[must_use]
pub fn payslip(key: &PayslipKey) -> String {
    format!("{}{}#{:010}", payslips(&key.payroll_id), key.employee_id, key.revision)
}

/// The sort key of the index of due tenants.
#[must_use]
pub fn due_at(seconds: i64, tenant: &TenantId) -> String {
    format!("{:012}#{tenant}", seconds.max(0))
}

/// Just behind everything due at that second.
#[must_use]
pub fn due_until(seconds: i64) -> String {
    format!("{:012}$", seconds.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_back() {
        let tenant_id = TenantId::parse("acme").unwrap();
        assert_eq!(tenant(&tenant_id), "TENANT#acme");
        assert_eq!(tenant_of("TENANT#acme"), Some(tenant_id.clone()));
        assert_eq!(tenant_of("acme"), None);
        let id = EmployeeId::parse("E 1/2").unwrap();
        assert_eq!(employee_of(&employee(&id)), Some(id.clone()));
        assert_eq!(change(&id, 7), "CHANGE#E 1/2#000000000007");
        assert_eq!(version_of(&change(&id, 7)), Some(7));
        let payroll_id = PayrollId::parse("2026-11").unwrap();
        assert_eq!(payroll(&payroll_id), "PAYROLL#2026-11");
        let key = |revision| PayslipKey { payroll_id: payroll_id.clone(), employee_id: id.clone(), revision };
        assert_eq!(payslip(&key(7)), "PAYSLIP#2026-11#E 1/2#0000000007");
        assert!(payslip(&key(9)) < payslip(&key(10)) && payslip(&key(10)) < payslip(&key(u32::MAX)));
        assert!(due_at(5, &tenant_id) < due_until(5));
        assert!(due_until(5) < due_at(6, &tenant_id));
    }
}
