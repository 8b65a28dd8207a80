//! Employees and their change log.

use aws_sdk_dynamodb::types::{KeysAndAttributes, Put, TransactWriteItem};

use super::{
    Table,
    errors::{not_built, unavailable},
    items::{self, Item},
    keys::{self, index, name},
    number,
    tenants::Page,
    text,
};
use crate::{
    domain::{
        employee::{Employee, Index},
        ids::{EmployeeId, TenantId},
    },
    ports::{Actor, ChangeLogEntry, EmployeeWrite, ReadEmployees, StoreError, WriteEmployees, Written},
};

/// DynamoDB answers for 100 keys in one batch.
const READ_BATCH: usize = 100;

const WRITE: &str = "write employees";

impl ReadEmployees for Table {
    async fn index(&self, tenant: &TenantId) -> Result<Index, StoreError> {
        let what = "read the employees' index";
        let mut pages = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(index::PLANNER)
            .key_condition_expression("planner_pk = :pk")
            .expression_attribute_values(":pk", text(keys::tenant(tenant)))
            .into_paginator()
            .send();
        let mut entries = Vec::new();
        while let Some(page) = pages.next().await {
            for item in page.map_err(unavailable(what))?.items.unwrap_or_default() {
                entries.push(items::to_entry(item)?);
            }
        }
        Ok(entries.into_iter().collect())
    }

    async fn employees(&self, tenant: &TenantId, ids: &[EmployeeId]) -> Result<Vec<Employee>, StoreError> {
        let mut employees = Vec::with_capacity(ids.len());
        for ids in ids.chunks(READ_BATCH) {
            for item in self.read_batch(tenant, ids).await? {
                employees.push(items::to_employee(item)?);
            }
        }
        Ok(employees)
    }

    async fn employee_page(
        &self,
        tenant: &TenantId,
        after: Option<&EmployeeId>,
        limit: i32,
    ) -> Result<(Vec<Employee>, bool), StoreError> {
        let page = Page {
            prefix: keys::EMPLOYEE_PREFIX.into(),
            after: after.map(keys::employee),
            forward: true,
            limit,
        };
        let (items, last) = self.page(tenant, page, "read a page of employees").await?;
        let employees = items.into_iter().map(items::to_employee).collect::<Result<_, _>>()?;
        Ok((employees, last.is_some()))
    }

    async fn change_log(
        &self,
        tenant: &TenantId,
        id: &EmployeeId,
    ) -> Result<Vec<ChangeLogEntry>, StoreError> {
        let items = self.all(tenant, keys::changes(id), false, "read the change log").await?;
        items.into_iter().map(items::to_change).collect()
    }

    async fn change_page(
        &self,
        tenant: &TenantId,
        id: &EmployeeId,
        before: Option<u64>,
        limit: i32,
    ) -> Result<Vec<(u64, ChangeLogEntry)>, StoreError> {
        let after = before.map(|version| keys::change(id, version));
        let page = Page { prefix: keys::changes(id), after, forward: false, limit };
        let (items, _) = self.page(tenant, page, "read a page of the change log").await?;
        let versioned = |item: Item| Ok((items::to_change_version(&item)?, items::to_change(item)?));
        items.into_iter().map(versioned).collect()
    }
}

impl Table {
    async fn read_batch(&self, tenant: &TenantId, ids: &[EmployeeId]) -> Result<Vec<Item>, StoreError> {
        let what = "read employees";
        let key = |id: &EmployeeId| {
            let pair = [(name::PK, keys::tenant(tenant)), (name::SK, keys::employee(id))];
            pair.map(|(name, value)| (name.to_owned(), text(value))).into_iter().collect()
        };
        let wanted =
            KeysAndAttributes::builder().set_keys(Some(ids.iter().map(key).collect())).consistent_read(true);
        let mut wanted = wanted.build().map_err(|_| not_built(what))?;
        let mut found = Vec::with_capacity(ids.len());
        let mut waits = self.waits();
        loop {
            let batch = self.client.batch_get_item().request_items(&self.name, wanted).send().await;
            let batch = batch.map_err(unavailable(what))?;
            found.extend(batch.responses.unwrap_or_default().remove(&self.name).unwrap_or_default());
            match batch.unprocessed_keys.unwrap_or_default().remove(&self.name) {
                Some(rest) if !rest.keys().is_empty() => wanted = rest,
                _ => return Ok(found),
            }
            let Some(wait) = waits.next() else {
                let cause = "keys left over after all tries".into();
                return Err(StoreError::Unavailable { service: "DynamoDB", operation: what, cause });
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// The fence under which an employee was last written. A person's edit keeps it: it must not let a run write
    /// again that a later one has locked out. Whoever writes in between also raises the version, and the edit's
    /// condition on the version fails.
    async fn stored_fence(&self, tenant: &TenantId, id: &EmployeeId) -> Result<u64, StoreError> {
        let get = self.client.get_item().table_name(&self.name).consistent_read(true);
        let get = get.key(name::PK, text(keys::tenant(tenant))).key(name::SK, text(keys::employee(id)));
        let item = get.projection_expression(name::FENCE).send().await.map_err(unavailable(WRITE))?.item;
        items::to_fence(item.as_ref())
    }

    /// The parts of one employee's write: the employee on its condition, the log entry, the outcome row.
    fn parts(
        &self,
        tenant: &TenantId,
        fence: Option<u64>,
        stored_fence: u64,
        write: &EmployeeWrite,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let employee = &write.write.employee;
        let item = items::employee(tenant, employee, fence.unwrap_or(stored_fence))?;
        let put = Put::builder().table_name(&self.name).set_item(Some(item));
        let put = match write.write.expected {
            None => put.condition_expression("attribute_not_exists(pk)"),
            Some(version) => {
                let put = put.expression_attribute_values(":version", number(version));
                // A person's edit is bound by the version alone; a run also by the fence of a later run.
                match fence {
                    None => put.condition_expression("version = :version"),
                    Some(fence) => put
                        .condition_expression(
                            "version = :version AND (attribute_not_exists(fence) OR fence <= :fence)",
                        )
                        .expression_attribute_values(":fence", number(fence)),
                }
            }
        };
        let mut puts = vec![put];
        if let Some(log) = &write.log {
            let item = items::change(tenant, &employee.employee_id, employee.version, log)?;
            puts.push(Put::builder().table_name(&self.name).set_item(Some(item)));
        }
        if let Some(row) = &write.row
            && let Some(ChangeLogEntry { at, by: Actor::Run(run), .. }) = &write.log
        {
            let item = items::outcome(tenant, *run, *at, row)?;
            puts.push(Put::builder().table_name(&self.name).set_item(Some(item)));
        }
        let built = |put: aws_sdk_dynamodb::types::builders::PutBuilder| {
            put.build().map(|put| TransactWriteItem::builder().put(put).build()).map_err(|_| not_built(WRITE))
        };
        puts.into_iter().map(built).collect()
    }
}

impl WriteEmployees for Table {
    /// Everybody in one transaction; whoever is refused falls out of it, and the others are tried again without.
    async fn write_employees(
        &self,
        tenant: &TenantId,
        fence: Option<u64>,
        writes: &[EmployeeWrite],
    ) -> Result<Vec<Written>, StoreError> {
        let mut answers = vec![Written::Done; writes.len()];
        let mut stored_fences = vec![0; writes.len()];
        if fence.is_none() {
            for (stored, write) in stored_fences.iter_mut().zip(writes) {
                *stored = self.stored_fence(tenant, &write.write.employee.employee_id).await?;
            }
        }
        let mut open: Vec<usize> = (0..writes.len()).collect();
        while !open.is_empty() {
            let (mut parts, mut owners) = (Vec::new(), Vec::new());
            for at in &open {
                for part in self.parts(tenant, fence, stored_fences[*at], &writes[*at])? {
                    parts.push(part);
                    owners.push(*at);
                }
            }
            let refused = self.transact(parts, WRITE).await?;
            if !refused.contains(&true) {
                break;
            }
            // The refused ones took the whole transaction with them: the others are still to be written.
            for (owner, _) in owners.iter().zip(&refused).filter(|(_, refused)| **refused) {
                answers[*owner] = Written::Conflict;
            }
            open.retain(|at| answers[*at] == Written::Done);
        }
        Ok(answers)
    }
}
