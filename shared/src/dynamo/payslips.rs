//! The ledger of payslips.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};

use super::{
    Table,
    errors::{cause, not_built, unavailable},
    items::{self, Item},
    keys::{self, name},
    number,
    tenants::Page,
};
use crate::{
    domain::{
        ids::TenantId,
        payslip::{PayrollId, Payslip, PayslipKey, PayslipState},
    },
    ports::{Ledger, Payroll, PayslipCounts, StoreError, Written},
};

/// DynamoDB takes 100 items in one transaction. Theirs are below 3 KB each, and 4 MB is the limit of all.
const ADD_BATCH: usize = 100;

/// The condition of an item that is not there yet.
const UNKNOWN: &str = "attribute_not_exists(pk)";

impl Ledger for Table {
    async fn add_payroll(&self, tenant: &TenantId, payroll: &Payroll) -> Result<(), StoreError> {
        let put = self.client.put_item().table_name(&self.name).condition_expression(UNKNOWN);
        let put = put.set_item(Some(items::payroll(tenant, payroll)?));
        match self.past_transactions(|| put.clone().send()).await {
            Ok(_) => Ok(()),
            // Known from an earlier event, or from a try whose answer was lost.
            Err(error) if cause(&error) == "ConditionalCheckFailedException" => Ok(()),
            Err(error) => Err(unavailable("store the payroll")(error)),
        }
    }

    /// A hundred in one transaction; those that are known fall out of it, and the others are tried again without. Of a
    /// repeated event that is one refused call a hundred.
    async fn add_payslips(&self, tenant: &TenantId, payslips: &[Payslip]) -> Result<(), StoreError> {
        let what = "store the payslips";
        // A transaction may not touch one item twice; the second of a key would be left out anyway.
        let mut seen = HashSet::new();
        let payslips: Vec<_> = payslips.iter().filter(|payslip| seen.insert(&payslip.key)).collect();
        for payslips in payslips.chunks(ADD_BATCH) {
            let part = |payslip: &&Payslip| {
                let put = Put::builder().condition_expression(UNKNOWN);
                self.part(put, items::payslip(tenant, payslip)?, what)
            };
            let mut open = payslips.iter().map(part).collect::<Result<Vec<_>, _>>()?;
            while !open.is_empty() {
                let refused = self.transact(open.clone(), what).await?;
                if !refused.contains(&true) {
                    break;
                }
                let mut refused = refused.into_iter();
                open.retain(|_| !refused.next().unwrap_or(false));
            }
        }
        Ok(())
    }

    async fn payroll(&self, tenant: &TenantId, id: &PayrollId) -> Result<Option<Payroll>, StoreError> {
        let item = self.get(tenant, keys::payroll(id), "read the payroll").await?;
        item.map(items::to_payroll).transpose()
    }

    async fn payrolls(&self, tenant: &TenantId) -> Result<Vec<Payroll>, StoreError> {
        let items = self.all(tenant, keys::PAYROLL_PREFIX.into(), true, "read the payrolls").await?;
        let mut payrolls = items.into_iter().map(items::to_payroll).collect::<Result<Vec<_>, _>>()?;
        payrolls.sort_by_key(|payroll| Reverse(payroll.finalised_at));
        Ok(payrolls)
    }

    async fn payslip(&self, tenant: &TenantId, key: &PayslipKey) -> Result<Option<Payslip>, StoreError> {
        let item = self.get(tenant, keys::payslip(key), "read the payslip").await?;
        item.map(items::to_payslip).transpose()
    }

    async fn payslip_page(
        &self,
        tenant: &TenantId,
        payroll: &PayrollId,
        after: Option<&PayslipKey>,
        limit: i32,
    ) -> Result<(Vec<Payslip>, bool), StoreError> {
        let page =
            Page { prefix: keys::payslips(payroll), after: after.map(keys::payslip), forward: true, limit };
        let (items, last) = self.page(tenant, page, "read a page of payslips").await?;
        let payslips = items.into_iter().map(items::to_payslip).collect::<Result<_, _>>()?;
        Ok((payslips, last.is_some()))
    }

    async fn payslip_counts(
        &self,
        tenant: &TenantId,
        payroll: &PayrollId,
    ) -> Result<PayslipCounts, StoreError> {
        let mut items = self
            .under(tenant, keys::payslips(payroll))
            .projection_expression("#schema, #state, version")
            .expression_attribute_names("#schema", "schema")
            .expression_attribute_names("#state", name::STATE)
            .into_paginator()
            .items()
            .send();
        let (mut counts, mut steps) = (HashMap::new(), 0);
        while let Some(item) = items.next().await {
            let (state, version) = items::to_payslip_state(item.map_err(unavailable("count the payslips"))?)?;
            *counts.entry(state).or_insert(0) += 1;
            steps += version;
        }
        let counted = |state| counts.get(&state).map(|count| (state, *count));
        Ok(PayslipCounts { by_state: PayslipState::ALL.into_iter().filter_map(counted).collect(), steps })
    }

    /// A transaction of one: its token tells a second try of this step, whose first answer was lost, from the same step
    /// by somebody else. A claim must never be two callers' at once, and a mere comparison of items could not exclude it.
    async fn step_payslip(&self, tenant: &TenantId, next: &Payslip) -> Result<Written, StoreError> {
        let what = "store a payslip's step";
        let put = Put::builder()
            .condition_expression("version = :before")
            .expression_attribute_values(":before", number(i128::from(next.version) - 1));
        let step = self.part(put, items::payslip(tenant, next)?, what)?;
        let refused = self.transact(vec![step], what).await?;
        Ok(if refused.contains(&true) { Written::Conflict } else { Written::Done })
    }

    async fn put_payroll(&self, tenant: &TenantId, payroll: &Payroll) -> Result<(), StoreError> {
        self.put(items::payroll(tenant, payroll)?, "store what is known of the payroll").await
    }

    async fn payslips_stopped(&self, tenant: &TenantId) -> Result<bool, StoreError> {
        let what = "read whether payslips are stopped";
        let item = self.get(tenant, keys::PAYSLIPS_STOPPED.into(), what).await?;
        item.map_or(Ok(false), items::to_stopped)
    }

    async fn stop_payslips(&self, tenant: &TenantId, stopped: bool) -> Result<(), StoreError> {
        self.put(items::stopped(tenant, stopped)?, "store whether payslips are stopped").await
    }
}

impl Table {
    /// An item on a condition, as a part of a transaction.
    fn part(
        &self,
        put: aws_sdk_dynamodb::types::builders::PutBuilder,
        item: Item,
        what: &'static str,
    ) -> Result<TransactWriteItem, StoreError> {
        let put = put.table_name(&self.name).set_item(Some(item)).build().map_err(|_| not_built(what))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}
