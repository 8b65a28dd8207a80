//! Connection, settings, catalogue, held run, runs and their outcomes.

use aws_sdk_dynamodb::{
    operation::query::builders::QueryFluentBuilder,
    types::{Put, PutRequest, TransactWriteItem, WriteRequest},
};
use jiff::Timestamp;

use super::{
    Table,
    errors::{cause, not_built, unavailable},
    items::{self, Item},
    keys::{self, index, name},
    text,
};
use crate::{
    domain::{
        approval::HeldRun,
        attribute::Catalogue,
        connection::Connection,
        ids::{RunId, TenantId},
        run::Run,
        settings::Settings,
    },
    ports::{
        DueTenants, OutcomeRow, Progress, ReadTenant, SettingsInForce, StoreError, VersionedSettings,
        WriteTenant, Written,
    },
};

/// DynamoDB takes 25 items in one batch.
pub(super) const BATCH: usize = 25;

/// One page of a tenant's items.
pub(super) struct Page {
    /// What their sort keys begin with.
    pub(super) prefix: String,
    /// The sort key behind which it begins; the item need not exist.
    pub(super) after: Option<String>,
    /// In the order of the sort key, or against it.
    pub(super) forward: bool,
    /// How many items at most.
    pub(super) limit: i32,
}

impl Table {
    /// One item as it is at this very moment.
    pub(super) async fn get(
        &self,
        tenant: &TenantId,
        sk: String,
        what: &'static str,
    ) -> Result<Option<Item>, StoreError> {
        let get = self.client.get_item().table_name(&self.name).consistent_read(true);
        let get = get.key(name::PK, text(keys::tenant(tenant))).key(name::SK, text(sk));
        Ok(get.send().await.map_err(unavailable(what))?.item)
    }

    pub(super) async fn put(&self, item: Item, what: &'static str) -> Result<(), StoreError> {
        let put = self.client.put_item().table_name(&self.name).set_item(Some(item));
        self.past_transactions(|| put.clone().send()).await.map_err(unavailable(what))?;
        Ok(())
    }

    /// Asks for a tenant's items whose sort key begins with `prefix`, as they are at this very moment.
    pub(super) fn under(&self, tenant: &TenantId, prefix: String) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(keys::tenant(tenant)))
            .expression_attribute_values(":prefix", text(prefix))
    }

    /// All items of a tenant whose sort key begins with `prefix`, in the order of the key.
    pub(super) async fn all(
        &self,
        tenant: &TenantId,
        prefix: String,
        forward: bool,
        what: &'static str,
    ) -> Result<Vec<Item>, StoreError> {
        let pages = self.under(tenant, prefix).scan_index_forward(forward).into_paginator().items().send();
        pages.collect::<Result<Vec<_>, _>>().await.map_err(unavailable(what))
    }

    /// One page of a tenant's items as they are at this very moment, and the sort key of the last one where more may
    /// follow. A page holds 1 MB at most, so it may be shorter than asked for and yet not the last.
    pub(super) async fn page(
        &self,
        tenant: &TenantId,
        page: Page,
        what: &'static str,
    ) -> Result<(Vec<Item>, Option<String>), StoreError> {
        let start = page.after.map(|sk| {
            let pair = [(name::PK, keys::tenant(tenant)), (name::SK, sk)];
            pair.map(|(name, value)| (name.to_owned(), text(value))).into_iter().collect::<Item>()
        });
        let query = self
            .under(tenant, page.prefix)
            .scan_index_forward(page.forward)
            .limit(page.limit)
            .set_exclusive_start_key(start);
        let found = query.send().await.map_err(unavailable(what))?;
        let last = found.last_evaluated_key.as_ref().and_then(|key| key.get(name::SK)?.as_s().ok().cloned());
        Ok((found.items.unwrap_or_default(), last))
    }

    /// Writes many items, 25 at a time, until none is left over.
    pub(super) async fn put_all(&self, items: Vec<Item>, what: &'static str) -> Result<(), StoreError> {
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            let mut requests = Vec::with_capacity(BATCH);
            for item in items.by_ref().take(BATCH) {
                let put = PutRequest::builder().set_item(Some(item)).build().map_err(|_| not_built(what))?;
                requests.push(WriteRequest::builder().put_request(put).build());
            }
            self.write_batch(requests, what).await?;
        }
        Ok(())
    }

    /// One batch of at most 25 writes, sent again until none is left over.
    pub(super) async fn write_batch(
        &self,
        mut requests: Vec<WriteRequest>,
        what: &'static str,
    ) -> Result<(), StoreError> {
        let mut waits = self.waits();
        loop {
            let batch = self.client.batch_write_item().request_items(&self.name, requests).send().await;
            let mut left = batch.map_err(unavailable(what))?.unprocessed_items.unwrap_or_default();
            match left.remove(&self.name) {
                Some(rest) if !rest.is_empty() => requests = rest,
                _ => return Ok(()),
            }
            let Some(wait) = waits.next() else {
                let cause = "items left over after all tries".into();
                return Err(StoreError::Unavailable { service: "DynamoDB", operation: what, cause });
            };
            tokio::time::sleep(wait).await;
        }
    }
}

impl ReadTenant for Table {
    async fn connection(&self, tenant: &TenantId) -> Result<Option<Connection>, StoreError> {
        let item = self.get(tenant, keys::CONNECTION.into(), "read the connection").await?;
        item.map(items::to_connection).transpose()
    }

    async fn settings(&self, tenant: &TenantId) -> Result<Option<VersionedSettings>, StoreError> {
        let item = self.get(tenant, keys::SETTINGS.into(), "read the settings").await?;
        item.map(items::to_settings).transpose()
    }

    async fn settings_in_force(&self, tenant: &TenantId) -> Result<Option<SettingsInForce>, StoreError> {
        let get = self.client.get_item().table_name(&self.name).consistent_read(true);
        let get = get.key(name::PK, text(keys::tenant(tenant))).key(name::SK, text(keys::SETTINGS));
        let get = get.projection_expression("#schema, version, settings.paused");
        let get = get.expression_attribute_names("#schema", "schema").send().await;
        let item = get.map_err(unavailable("read the settings in force"))?.item;
        item.map(items::to_settings_in_force).transpose()
    }

    async fn catalogue(&self, tenant: &TenantId) -> Result<Catalogue, StoreError> {
        let item = self.get(tenant, keys::CATALOGUE.into(), "read the catalogue").await?;
        item.map_or_else(|| Ok(Catalogue::default()), items::to_catalogue)
    }

    async fn held_run(&self, tenant: &TenantId) -> Result<Option<HeldRun>, StoreError> {
        let item = self.get(tenant, keys::HELD.into(), "read the held run").await?;
        item.map(items::to_held_run).transpose()
    }

    async fn run(&self, tenant: &TenantId, id: RunId) -> Result<Option<Run>, StoreError> {
        let item = self.get(tenant, keys::run(id), "read the run").await?;
        item.map(items::to_run).transpose()
    }

    async fn runs(
        &self,
        tenant: &TenantId,
        before: Option<RunId>,
        limit: i32,
    ) -> Result<Vec<Run>, StoreError> {
        let page =
            Page { prefix: keys::RUN_PREFIX.into(), after: before.map(keys::run), forward: false, limit };
        let (items, _) = self.page(tenant, page, "read the runs").await?;
        items.into_iter().map(items::to_run).collect()
    }

    async fn outcome_rows(&self, tenant: &TenantId, id: RunId) -> Result<Vec<OutcomeRow>, StoreError> {
        let items = self.all(tenant, keys::outcomes(id), true, "read the outcomes").await?;
        items.into_iter().map(items::to_outcome).collect()
    }

    async fn outcome_page(
        &self,
        tenant: &TenantId,
        id: RunId,
        after: Option<String>,
        limit: i32,
    ) -> Result<(Vec<OutcomeRow>, Option<String>), StoreError> {
        let prefix = keys::outcomes(id);
        let after = after.map(|who| format!("{prefix}{who}"));
        let page = Page { prefix: prefix.clone(), after, forward: true, limit };
        let (items, last) = self.page(tenant, page, "read a page of outcomes").await?;
        let rows = items.into_iter().map(items::to_outcome).collect::<Result<_, _>>()?;
        Ok((rows, last.and_then(|last| last.strip_prefix(&prefix).map(ToOwned::to_owned))))
    }

    async fn progress(&self, tenant: &TenantId) -> Result<Progress, StoreError> {
        let item = self.get(tenant, keys::LEASE.into(), "read what runs have left").await?;
        super::lease::to_progress(item)
    }
}

impl WriteTenant for Table {
    async fn put_connection(&self, tenant: &TenantId, connection: &Connection) -> Result<(), StoreError> {
        self.put(items::connection(tenant, connection)?, "store the connection").await
    }

    async fn update_connection(
        &self,
        tenant: &TenantId,
        connection: &Connection,
    ) -> Result<Written, StoreError> {
        let what = "update the connection";
        let put = self.client.put_item().table_name(&self.name);
        let mut put = put
            .set_item(Some(items::connection(tenant, connection)?))
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":disconnected", text("disconnected"));
        put = match connection.connected_at {
            Some(at) => put
                .condition_expression("connected_at = :connected_at AND #status <> :disconnected")
                .expression_attribute_values(":connected_at", text(at.to_string())),
            None => {
                put.condition_expression("attribute_not_exists(connected_at) AND #status <> :disconnected")
            }
        };
        match put.send().await {
            Ok(_) => Ok(Written::Done),
            Err(error) if cause(&error) == "ConditionalCheckFailedException" => Ok(Written::Conflict),
            Err(error) => Err(unavailable(what)(error)),
        }
    }

    async fn put_settings(
        &self,
        tenant: &TenantId,
        expected: u64,
        settings: &Settings,
    ) -> Result<Written, StoreError> {
        let [current, version] = items::settings(tenant, expected + 1, settings)?;
        let put = |item: Item, condition: &str| {
            let put =
                Put::builder().table_name(&self.name).set_item(Some(item)).condition_expression(condition);
            let put = if condition.contains(":expected") {
                put.expression_attribute_values(":expected", super::number(expected))
            } else {
                put
            };
            put.build()
                .map(|put| TransactWriteItem::builder().put(put).build())
                .map_err(|_| not_built("save settings"))
        };
        let free = "attribute_not_exists(pk)";
        let same = "version = :expected";
        let parts = vec![put(current, if expected == 0 { free } else { same })?, put(version, free)?];
        let refused = self.transact(parts, "save settings").await?;
        Ok(if refused.contains(&true) { Written::Conflict } else { Written::Done })
    }

    async fn put_catalogue(&self, tenant: &TenantId, catalogue: &Catalogue) -> Result<(), StoreError> {
        self.put(items::catalogue(tenant, catalogue)?, "store the catalogue").await
    }

    async fn put_held_run(&self, tenant: &TenantId, held: &HeldRun) -> Result<(), StoreError> {
        self.put(items::held_run(tenant, held)?, "store the held run").await
    }

    async fn answer_held_run(&self, tenant: &TenantId, held: &HeldRun) -> Result<Written, StoreError> {
        let put =
            self.client.put_item().table_name(&self.name).set_item(Some(items::held_run(tenant, held)?));
        let put = put
            .condition_expression("run_id = :run")
            .expression_attribute_values(":run", text(held.run_id.to_string()));
        match self.past_transactions(|| put.clone().send()).await {
            Ok(_) => Ok(Written::Done),
            Err(error) if cause(&error) == "ConditionalCheckFailedException" => Ok(Written::Conflict),
            Err(error) => Err(unavailable("store the word about the held run")(error)),
        }
    }
}

impl DueTenants for Table {
    async fn due_tenants(
        &self,
        now: Timestamp,
        after: Option<String>,
    ) -> Result<(Vec<TenantId>, Option<String>), StoreError> {
        // Behind the last key of the page before; the sort key of this index is unique by the tenant in it.
        let from = after.unwrap_or_default();
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .index_name(index::DUE)
            .key_condition_expression("due_pk = :due AND due_at BETWEEN :from AND :until")
            .expression_attribute_values(":due", text(keys::DUE_PARTITION))
            .expression_attribute_values(":from", text(format!("{from} ")))
            .expression_attribute_values(":until", text(keys::due_until(now.as_second())))
            .limit(500)
            .send()
            .await
            .map_err(unavailable("list due tenants"))?;
        let items = query.items.unwrap_or_default();
        let key = |item: &Item, name: &str| item.get(name).and_then(|value| value.as_s().ok()).cloned();
        let more = query.last_evaluated_key.is_some();
        let next = items.last().filter(|_| more).and_then(|item| key(item, name::DUE_AT));
        let tenants = items.iter().filter_map(|item| keys::tenant_of(&key(item, name::PK)?)).collect();
        Ok((tenants, next))
    }
}
