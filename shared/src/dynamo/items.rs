//! Items of the table, to and from the domain. Every item names the schema it was written in, so that a newer one is
//! refused loudly instead of half read.

mod payslips;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub(super) use self::payslips::{
    payroll, payslip, stopped, to_payroll, to_payslip, to_payslip_state, to_stopped,
};
use super::keys;
use crate::{
    domain::{
        approval::HeldRun,
        attribute::Catalogue,
        connection::Connection,
        employee::{Employee, IndexEntry},
        ids::{EmployeeId, PersonioId, RunId, TenantId},
        run::Run,
        settings::Settings,
    },
    ports::{ChangeLogEntry, OutcomeRow, SettingsInForce, StoreError, VersionedSettings},
};

/// An item as the SDK has it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// The schema this version writes, and the newest it reads.
pub(super) const SCHEMA: u32 = 1;

/// Outcome rows live 30 days.
const OUTCOME_LIFE_SECONDS: i64 = 30 * 24 * 60 * 60;

/// Keys around a body.
#[derive(Serialize, Deserialize)]
struct Keyed<T> {
    pk: String,
    sk: String,
    schema: u32,
    #[serde(flatten)]
    body: T,
}

/// Writes an item.
fn keyed<T: Serialize>(tenant: &TenantId, sk: String, body: T) -> Result<Item, StoreError> {
    let item = Keyed { pk: keys::tenant(tenant), sk, schema: SCHEMA, body };
    serde_dynamo::to_item(item).map_err(|error| unreadable("to be written", &error))
}

/// Reads an item's body; a newer schema is refused. Attributes that this version does not know are left aside: within
/// a schema, a newer version may add some.
pub(super) fn body<T: DeserializeOwned>(what: &'static str, item: Item) -> Result<T, StoreError> {
    let schema =
        item.get("schema").and_then(|value| value.as_n().ok()).and_then(|digits| digits.parse::<u32>().ok());
    if schema.is_none_or(|schema| schema > SCHEMA) {
        let cause = format!("schema {schema:?}, and this version reads up to {SCHEMA}");
        return Err(StoreError::Unreadable { item: what, cause });
    }
    serde_dynamo::from_item(item).map_err(|error| unreadable(what, &error))
}

/// serde's messages may quote a value, so only the kind of failure is kept.
fn unreadable(item: &'static str, error: &serde_dynamo::Error) -> StoreError {
    let text = error.to_string();
    let cause = text.split(['`', ':', '"', '\'']).next().unwrap_or("").trim().to_owned();
    StoreError::Unreadable { item, cause }
}

#[derive(Serialize, Deserialize)]
struct EmployeeBody {
    planner_pk: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    termination_date: Option<jiff::civil::Date>,
    ready: bool,
    /// The fence of the run that wrote it last (rule W3).
    fence: u64,
    #[serde(flatten)]
    employee: Employee,
}

/// An employee, with what the planner's index projects.
pub(super) fn employee(tenant: &TenantId, employee: &Employee, fence: u64) -> Result<Item, StoreError> {
    let IndexEntry { termination_date, ready, .. } = employee.entry();
    let body = EmployeeBody {
        planner_pk: keys::tenant(tenant),
        termination_date,
        ready,
        fence,
        employee: employee.clone(),
    };
    keyed(tenant, keys::employee(&employee.employee_id), body)
}

/// An employee, read back.
pub(super) fn to_employee(item: Item) -> Result<Employee, StoreError> {
    body::<EmployeeBody>("employee", item).map(|body| body.employee)
}

/// The fence of an employee item, 0 where there is no such employee.
pub(super) fn to_fence(item: Option<&Item>) -> Result<u64, StoreError> {
    let Some(fence) = item.and_then(|item| item.get(keys::name::FENCE)) else { return Ok(0) };
    let wrong = || StoreError::Unreadable { item: "employee", cause: "its fence".into() };
    fence.as_n().ok().and_then(|digits| digits.parse().ok()).ok_or_else(wrong)
}

/// An entry of the planner's index, which projects no more than it needs.
pub(super) fn to_entry(mut item: Item) -> Result<IndexEntry, StoreError> {
    let wrong = || StoreError::Unreadable { item: "employee", cause: "its key".into() };
    let id = item.get(keys::name::SK).and_then(|sk| keys::employee_of(sk.as_s().ok()?)).ok_or_else(wrong)?;
    item.insert("employee_id".into(), AttributeValue::S(id.into()));
    serde_dynamo::from_item(item).map_err(|error| unreadable("employee", &error))
}

/// One entry of the change log, by the version it made.
pub(super) fn change(
    tenant: &TenantId,
    id: &EmployeeId,
    version: u64,
    entry: &ChangeLogEntry,
) -> Result<Item, StoreError> {
    keyed(tenant, keys::change(id, version), entry)
}

/// An entry of the change log, read back.
pub(super) fn to_change(item: Item) -> Result<ChangeLogEntry, StoreError> {
    body("change-log entry", item)
}

/// The version that an entry of the change log made.
pub(super) fn to_change_version(item: &Item) -> Result<u64, StoreError> {
    let wrong = || StoreError::Unreadable { item: "change-log entry", cause: "its key".into() };
    item.get(keys::name::SK).and_then(|sk| keys::version_of(sk.as_s().ok()?)).ok_or_else(wrong)
}

#[derive(Serialize, Deserialize)]
struct ConnectionBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    due_pk: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_at: Option<String>,
    #[serde(flatten)]
    connection: Connection,
}

/// A connection, in the index of due tenants where it has an hour.
pub(super) fn connection(tenant: &TenantId, connection: &Connection) -> Result<Item, StoreError> {
    let due = connection.due_at();
    let body = ConnectionBody {
        due_pk: due.map(|_| keys::DUE_PARTITION.to_owned()),
        due_at: due.map(|at| keys::due_at(at.as_second(), tenant)),
        connection: connection.clone(),
    };
    keyed(tenant, keys::CONNECTION.into(), body)
}

/// A connection, read back.
pub(super) fn to_connection(item: Item) -> Result<Connection, StoreError> {
    body::<ConnectionBody>("connection", item).map(|body| body.connection)
}

#[derive(Serialize, Deserialize)]
struct SettingsBody {
    version: u64,
    settings: Settings,
}

/// Settings: the current ones, and the same as a version of their own.
pub(super) fn settings(
    tenant: &TenantId,
    version: u64,
    settings: &Settings,
) -> Result<[Item; 2], StoreError> {
    let body = || SettingsBody { version, settings: settings.clone() };
    Ok([
        keyed(tenant, keys::SETTINGS.into(), body())?,
        keyed(tenant, keys::settings_version(version), body())?,
    ])
}

/// Settings, read back.
pub(super) fn to_settings(item: Item) -> Result<VersionedSettings, StoreError> {
    let SettingsBody { version, settings } = body("settings", item)?;
    Ok(VersionedSettings { version, settings })
}

#[derive(Deserialize)]
struct InForceBody {
    version: u64,
    settings: Pause,
}

#[derive(Deserialize)]
struct Pause {
    paused: bool,
}

/// The version and the pause. Settings that don't say whether they pause are an error: going on writing is not safe
/// then.
pub(super) fn to_settings_in_force(item: Item) -> Result<SettingsInForce, StoreError> {
    let InForceBody { version, settings } = body("settings", item)?;
    Ok(SettingsInForce { version, paused: settings.paused })
}

#[derive(Serialize, Deserialize)]
struct CatalogueBody {
    attributes: Catalogue,
}

/// The attribute catalogue.
pub(super) fn catalogue(tenant: &TenantId, catalogue: &Catalogue) -> Result<Item, StoreError> {
    keyed(tenant, keys::CATALOGUE.into(), CatalogueBody { attributes: catalogue.clone() })
}

/// The attribute catalogue, read back.
pub(super) fn to_catalogue(item: Item) -> Result<Catalogue, StoreError> {
    body::<CatalogueBody>("catalogue", item).map(|body| body.attributes)
}

/// The latest held run.
pub(super) fn held_run(tenant: &TenantId, held: &HeldRun) -> Result<Item, StoreError> {
    keyed(tenant, keys::HELD.into(), held)
}

/// The latest held run, read back.
pub(super) fn to_held_run(item: Item) -> Result<HeldRun, StoreError> {
    body("held run", item)
}

/// A run.
pub(super) fn run(tenant: &TenantId, run: &Run) -> Result<Item, StoreError> {
    keyed(tenant, keys::run(run.id), run)
}

/// A run, read back.
pub(super) fn to_run(item: Item) -> Result<Run, StoreError> {
    body("run", item)
}

#[derive(Serialize, Deserialize)]
struct OutcomeBody {
    expires: i64,
    #[serde(flatten)]
    row: OutcomeRow,
}

/// An outcome of a run; it goes away after 30 days.
pub(super) fn outcome(
    tenant: &TenantId,
    run: RunId,
    now: Timestamp,
    row: &OutcomeRow,
) -> Result<Item, StoreError> {
    let personio_id = row.personio_id.as_ref().map(PersonioId::as_str);
    let employee_id = row.employee_id.as_ref().map(EmployeeId::as_str);
    let expires = now.as_second() + OUTCOME_LIFE_SECONDS;
    keyed(tenant, keys::outcome(run, personio_id, employee_id), OutcomeBody { expires, row: row.clone() })
}

/// An outcome of a run, read back.
pub(super) fn to_outcome(item: Item) -> Result<OutcomeRow, StoreError> {
    body::<OutcomeBody>("run outcome", item).map(|body| body.row)
}

#[derive(Serialize, Deserialize)]
struct PausedWithAllBody {
    settings_version: u64,
}

/// By which version of its settings a tenant was paused together with all others.
pub(super) fn paused_with_all(tenant: &TenantId, settings_version: u64) -> Result<Item, StoreError> {
    keyed(tenant, keys::PAUSED_WITH_ALL.into(), PausedWithAllBody { settings_version })
}

/// That version, read back.
pub(super) fn to_paused_with_all(item: Item) -> Result<u64, StoreError> {
    body::<PausedWithAllBody>("pause with all", item).map(|body| body.settings_version)
}
