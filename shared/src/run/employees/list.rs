//! The list of employees, page by page.

use std::fmt;

use futures_util::future::try_join;
use jiff::civil::Date;

use super::{super::World, viewpoint};
use crate::{
    domain::{
        day::london_date,
        employee::Employee,
        ids::{EmployeeId, TenantId},
        readiness::Status,
        search::Search,
        shown::Shown,
    },
    ports::{Clock, ReadEmployees, StoreError},
};

/// Employees read at once while a text is looked for: some 0.6 MB, and DynamoDB answers with 1 MB at most.
const SEARCHED_AT_ONCE: usize = 500;

/// Which page of which employees.
#[derive(Clone, Default)]
pub struct ListQuery {
    /// Rule S1; none for every status.
    pub status: Option<Status>,
    /// A part of Employee ID, name or e-mail address; see [`Search`].
    pub text: Option<String>,
    /// The last employee of the page before.
    pub after: Option<EmployeeId>,
    /// How many employees a page holds; at least one is answered where there is one.
    pub limit: usize,
}

impl fmt::Debug for ListQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What is looked for is mostly somebody's name.
        let Self { status, text, after, limit } = self;
        f.debug_struct("ListQuery")
            .field("status", status)
            .field("text", &text.as_ref().map(|_| "[private]"))
            .field("after", after)
            .field("limit", limit)
            .finish()
    }
}

/// One page, ordered by Employee ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeList {
    /// The employees.
    pub employees: Vec<Shown>,
    /// [`ListQuery::after`] of the next page, where there is one.
    pub next: Option<EmployeeId>,
}

/// The employees that are wanted, a page of them.
///
/// Without filters that is one read. A status alone is asked of the planner's index, some 130 bytes an employee, and
/// only those of the page are read whole. For a text employees are read until the page is full.
///
/// # Errors
/// [`StoreError`] when the table does not answer.
pub async fn list<W: World>(
    world: &W,
    tenant: &TenantId,
    query: &ListQuery,
) -> Result<EmployeeList, StoreError> {
    let search = Search::new(query.status, query.text.as_deref());
    let listing = Listing {
        world,
        tenant,
        today: london_date(world.clock().now()),
        after: query.after.as_ref(),
        // One more than asked for says whether another page follows.
        wanted: query.limit.max(1).saturating_add(1),
    };
    let found = async {
        match search.status_only() {
            Some(_) => listing.by_index(&search).await,
            None => listing.by_pages(&search).await,
        }
    };
    let (from, mut found) = try_join(Box::pin(viewpoint(world, tenant)), Box::pin(found)).await?;
    let more = found.len() >= listing.wanted;
    found.truncate(listing.wanted - 1);
    let next = found.last().filter(|_| more).map(|last| last.employee_id.clone());
    Ok(EmployeeList { employees: found.into_iter().map(|employee| from.show(employee)).collect(), next })
}

struct Listing<'a, W> {
    world: &'a W,
    tenant: &'a TenantId,
    today: Date,
    after: Option<&'a EmployeeId>,
    wanted: usize,
}

impl<W: World> Listing<'_, W> {
    async fn by_pages(&self, search: &Search) -> Result<Vec<Employee>, StoreError> {
        let (mut found, mut after) = (Vec::new(), self.after.cloned());
        loop {
            let missing = self.wanted - found.len();
            let limit = if search.is_everybody() { missing } else { SEARCHED_AT_ONCE };
            let limit = i32::try_from(limit).unwrap_or(i32::MAX);
            let (page, more) = self.world.store().employee_page(self.tenant, after.as_ref(), limit).await?;
            let last = page.last().map(|employee| employee.employee_id.clone());
            found
                .extend(page.into_iter().filter(|employee| search.finds(employee, self.today)).take(missing));
            if !more || last.is_none() || found.len() == self.wanted {
                return Ok(found);
            }
            after = last;
        }
    }

    async fn by_index(&self, search: &Search) -> Result<Vec<Employee>, StoreError> {
        let store = self.world.store();
        let index = store.index(self.tenant).await?;
        let follows = |id: &EmployeeId| self.after.is_none_or(|after| id > after);
        let mut ids: Vec<_> = index
            .iter()
            .filter(|entry| follows(&entry.employee_id) && search.may_find(entry, self.today))
            .map(|entry| entry.employee_id.clone())
            .collect();
        ids.sort_unstable();
        let (mut ids, mut found) = (ids.as_slice(), Vec::new());
        // More than once only when employees have changed since the index was written.
        while found.len() < self.wanted && !ids.is_empty() {
            let (picked, rest) = ids.split_at(ids.len().min(self.wanted - found.len()));
            let mut employees = store.employees(self.tenant, picked).await?;
            employees.retain(|employee| search.finds(employee, self.today));
            employees.sort_unstable_by(|a, b| a.employee_id.cmp(&b.employee_id));
            found.extend(employees);
            ids = rest;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_for_is_not_for_logs() {
        let query = ListQuery { text: Some("Clarke".into()), limit: 5, ..ListQuery::default() };
        let shown = format!("{query:?}");
        assert_eq!(shown, r#"ListQuery { status: None, text: Some("[private]"), after: None, limit: 5 }"#);
    }
}
