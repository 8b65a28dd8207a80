//! The change log of one employee, one change after the other.

use futures_util::future::try_join;
use jiff::Timestamp;

use super::{super::World, stored};
use crate::{
    domain::{
        employee::Change,
        ids::{EmployeeId, TenantId},
    },
    ports::{Actor, ReadEmployees, StoreError},
};

/// One change of one field, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// When.
    pub at: Timestamp,
    /// The run or the user.
    pub by: Actor,
    /// The field, what was there and what is there now.
    pub change: Change,
}

/// Where in the log a page ends: behind this change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The version of the employee that the change belongs to.
    pub version: u64,
    /// Which change of that version, counted from 0.
    pub position: usize,
}

/// One page of the log: the latest version first, and within it the fields in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePage {
    /// The changes.
    pub changes: Vec<Logged>,
    /// Where the next page goes on, where there is one.
    pub next: Option<Place>,
}

/// A page of an employee's changes behind `after`; at least one where there is one. `None`: there is no such employee.
///
/// # Errors
/// [`StoreError`] when the table does not answer.
pub async fn changes<W: World>(
    world: &W,
    tenant: &TenantId,
    id: &EmployeeId,
    after: Option<Place>,
    limit: usize,
) -> Result<Option<ChangePage>, StoreError> {
    // One more than asked for says whether another page follows.
    let wanted = limit.max(1).saturating_add(1);
    let (employee, mut logged) =
        try_join(stored(world, tenant, id), logged(world, tenant, id, after, wanted)).await?;
    let more = logged.len() >= wanted;
    logged.truncate(wanted - 1);
    let next = logged.last().filter(|_| more).map(|(place, _)| *place);
    let changes = logged.into_iter().map(|(_, change)| change).collect();
    Ok(employee.map(|_| ChangePage { changes, next }))
}

/// Changes and their places, `wanted` at least as long as there are so many.
async fn logged<W: World>(
    world: &W,
    tenant: &TenantId,
    id: &EmployeeId,
    after: Option<Place>,
    wanted: usize,
) -> Result<Vec<(Place, Logged)>, StoreError> {
    let mut found = Vec::new();
    // A page may end inside an entry, so that one is read again.
    let mut before = after.map(|place| place.version.saturating_add(1));
    while found.len() < wanted {
        // Nearly every entry has a change, so this many are mostly enough.
        let limit = i32::try_from(wanted - found.len()).unwrap_or(i32::MAX);
        let page = world.store().change_page(tenant, id, before, limit).await?;
        let Some((oldest, _)) = page.last() else { break };
        before = Some(*oldest);
        for (version, entry) in page {
            for (position, change) in entry.changes.into_iter().enumerate() {
                let read = after.is_some_and(|after| after.version == version && position <= after.position);
                if !read {
                    let logged = Logged { at: entry.at, by: entry.by.clone(), change };
                    found.push((Place { version, position }, logged));
                }
            }
        }
    }
    Ok(found)
}
