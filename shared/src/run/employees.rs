//! Employees as the HTTP API reads and edits them. What is shown, found and written is decided in
//! [`crate::domain::shown`], [`crate::domain::search`] and [`crate::domain::edit`].

mod changes;
mod list;

use futures_util::future::{try_join, try_join3};
use serde_json::Value;

pub use self::{
    changes::{ChangePage, Logged, Place, changes},
    list::{EmployeeList, ListQuery, list},
};
use super::World;
use crate::{
    domain::{
        day::london_date,
        edit::{Context, Edit},
        employee::Employee,
        ids::{EmployeeId, TenantId},
        input::InputError,
        plan::Write,
        shown::{Shown, Viewpoint},
    },
    ports::{
        Actor, ChangeLogEntry, Clock, EmployeeWrite, ReadEmployees, ReadTenant, StoreError, WriteEmployees,
        Written,
    },
};

/// What became of adding an employee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// Stored as version 1.
    Added(Box<Shown>),
    /// An employee, active or terminated, has this Employee ID.
    IdTaken,
    /// Everything that is wrong with the document.
    Invalid(Vec<InputError>),
}

/// What became of an edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edited {
    /// Stored, unless it changes nothing: then the employee is shown as it was, with the version it had.
    Edited(Box<Shown>),
    /// There is no such employee.
    NotFound,
    /// The employee has another version than the caller has seen (rule W4); this is said before anything else that may
    /// be wrong.
    Conflict,
    /// Everything that is wrong with the document.
    Invalid(Vec<InputError>),
}

/// One employee; `None` when there is none with this id.
///
/// # Errors
/// [`StoreError`] when the table does not answer.
pub async fn get<W: World>(
    world: &W,
    tenant: &TenantId,
    id: &EmployeeId,
) -> Result<Option<Shown>, StoreError> {
    let (from, employee) = try_join(Box::pin(viewpoint(world, tenant)), stored(world, tenant, id)).await?;
    Ok(employee.map(|employee| from.show(employee)))
}

/// Adds an employee by hand: `{"employee_id", "fields", "include_holiday_pay_in_pension"?}`. `user` is the subject of
/// the caller's token, for the change log.
///
/// # Errors
/// [`StoreError`] when the table does not answer. After one it is not known whether the employee was added.
pub async fn add<W: World>(
    world: &W,
    tenant: &TenantId,
    user: &str,
    document: &Value,
) -> Result<Added, StoreError> {
    let from = Box::pin(viewpoint(world, tenant)).await?;
    let context = context(world, &from);
    let write = match Edit::read_new(document, &context) {
        Ok(new) => new.write(&context),
        Err(errors) => return Ok(Added::Invalid(errors)),
    };
    Ok(match put(world, tenant, user, write).await? {
        Some(employee) => Added::Added(Box::new(from.show(employee))),
        None => Added::IdTaken,
    })
}

/// Edits an employee by hand: `{"employee_id"?, "fields"?, "include_holiday_pay_in_pension"?}`, over the version that
/// the caller has seen. `user` is the subject of the caller's token, for the change log.
///
/// # Errors
/// [`StoreError`] when the table does not answer. After one it is not known whether the edit was stored; the version
/// tells.
pub async fn edit<W: World>(
    world: &W,
    tenant: &TenantId,
    id: &EmployeeId,
    expected_version: u64,
    user: &str,
    document: &Value,
) -> Result<Edited, StoreError> {
    let (from, employee) = try_join(Box::pin(viewpoint(world, tenant)), stored(world, tenant, id)).await?;
    let employee = match employee {
        None => return Ok(Edited::NotFound),
        Some(employee) if employee.version != expected_version => return Ok(Edited::Conflict),
        Some(employee) => employee,
    };
    let context = context(world, &from);
    let write = match Edit::read_patch(document, &employee, &context) {
        Ok(edit) => edit.write(&employee, &context),
        Err(errors) => return Ok(Edited::Invalid(errors)),
    };
    let Some(write) = write else { return Ok(Edited::Edited(Box::new(from.show(employee)))) };
    Ok(match put(world, tenant, user, write).await? {
        Some(employee) => Edited::Edited(Box::new(from.show(employee))),
        None => Edited::Conflict,
    })
}

/// What employees are looked at from, at this moment.
async fn viewpoint<W: World>(world: &W, tenant: &TenantId) -> Result<Viewpoint, StoreError> {
    let store = world.store();
    let (settings, catalogue, progress) =
        try_join3(store.settings(tenant), store.catalogue(tenant), store.progress(tenant)).await?;
    Ok(Viewpoint {
        settings: settings.map(|saved| saved.settings).unwrap_or_default(),
        catalogue,
        today: london_date(world.clock().now()),
        last_judged_at: progress.last_judged_at,
    })
}

async fn stored<W: World>(
    world: &W,
    tenant: &TenantId,
    id: &EmployeeId,
) -> Result<Option<Employee>, StoreError> {
    Ok(world.store().employees(tenant, std::slice::from_ref(id)).await?.pop())
}

fn context<'a, W: World>(world: &'a W, from: &'a Viewpoint) -> Context<'a> {
    let Viewpoint { settings, catalogue: _, today, last_judged_at } = from;
    Context { settings, weights: world.weights(), today: *today, last_judged_at: *last_judged_at }
}

/// Stores a hand edit with its entry in the change log; `None` when somebody was faster. An edit of the holiday-pay
/// flag alone leaves an entry without changes: it still says who made that version.
async fn put<W: World>(
    world: &W,
    tenant: &TenantId,
    user: &str,
    write: Write,
) -> Result<Option<Employee>, StoreError> {
    let by = Actor::User(user.to_owned());
    let log = Some(ChangeLogEntry { at: world.clock().now(), by, changes: write.change_log() });
    let writes = [EmployeeWrite { write, log, row: None }];
    let written = world.store().write_employees(tenant, None, &writes).await?;
    let [EmployeeWrite { write, .. }] = writes;
    Ok((written == [Written::Done]).then_some(write.employee))
}
