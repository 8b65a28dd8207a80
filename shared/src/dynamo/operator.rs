//! What an operator's program asks of the table. No function uses it, and none has the rights for it: `Scan` is its
//! alone, and so is the deletion of items.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::{
    operation::query::builders::QueryFluentBuilder,
    types::{DeleteRequest, WriteRequest},
};

use super::{
    Table,
    errors::{not_built, unavailable},
    items::{self, Item},
    json,
    keys::{self, name},
    tenants::BATCH,
    text,
};
use crate::{
    domain::ids::TenantId,
    ports::{
        StoreError,
        operator::{ItemCounts, OperateTenants, Place, StoredItem},
    },
};

/// Items in one page: a hundred employees are some 300 kB, and so much is in memory at a time.
const PAGE: i32 = 100;

const LIST: &str = "list all tenants";
const READ: &str = "read everything of the tenant";
const DELETE: &str = "delete what the tenant has";

impl OperateTenants for Table {
    /// One short answer for each tenant, however much it has: each call begins behind the last possible key of the
    /// tenant before. Where a service other than DynamoDB does not take a key that no item has, it gives a partition
    /// twice; then the whole table is read.
    async fn tenants_in_table(&self) -> Result<Vec<TenantId>, StoreError> {
        let (mut partitions, mut behind) = (BTreeSet::new(), None);
        loop {
            let scan = self.client.scan().table_name(&self.name).projection_expression(name::PK).limit(1);
            let page = scan.set_exclusive_start_key(behind).send().await.map_err(unavailable(LIST))?;
            let Some(partition) = page.items().first().and_then(partition) else { break };
            behind = Some(key(&partition, keys::BEHIND_ALL));
            if !partitions.insert(partition) {
                partitions = self.partitions_of_all_items().await?;
                break;
            }
        }
        let mut tenants: Vec<_> =
            partitions.iter().filter_map(|partition| keys::tenant_of(partition)).collect();
        tenants.sort();
        Ok(tenants)
    }

    async fn count_everything(&self, tenant: &TenantId) -> Result<ItemCounts, StoreError> {
        let mut items =
            self.everything(tenant).projection_expression(name::SK).into_paginator().items().send();
        let mut counts = ItemCounts::new();
        while let Some(item) = items.next().await {
            *counts.entry(kind(&item.map_err(unavailable("count the tenant's items"))?)).or_default() += 1;
        }
        Ok(counts)
    }

    async fn page_of_everything(
        &self,
        tenant: &TenantId,
        from: Option<Place>,
    ) -> Result<(Vec<StoredItem>, Option<Place>), StoreError> {
        let behind = from.map(|Place(sk)| key(&keys::tenant(tenant), &sk));
        let query = self.everything(tenant).limit(PAGE).set_exclusive_start_key(behind);
        let page = query.send().await.map_err(unavailable(READ))?;
        let next = page.last_evaluated_key.as_ref().and_then(|key| key.get(name::SK)?.as_s().ok().cloned());
        let stored = |item: &Item| Ok(StoredItem { kind: kind(item), document: json::document(item)? });
        let items = page.items().iter().map(stored).collect::<Result<_, StoreError>>()?;
        Ok((items, next.map(Place)))
    }

    async fn delete_connection(&self, tenant: &TenantId) -> Result<(), StoreError> {
        let key = key(&keys::tenant(tenant), keys::CONNECTION);
        let delete = self.client.delete_item().table_name(&self.name).set_key(Some(key));
        let deleted = self.past_transactions(|| delete.clone().send()).await;
        deleted.map(drop).map_err(unavailable("delete the connection"))
    }

    async fn delete_some(&self, tenant: &TenantId) -> Result<u64, StoreError> {
        let query = self.everything(tenant).projection_expression("pk, sk").limit(PAGE);
        let found = query.send().await.map_err(unavailable(DELETE))?.items.unwrap_or_default();
        // Batch after batch, and not all at once: the order of the keys is the order of the deletion.
        for items in found.chunks(BATCH) {
            let mut requests = Vec::with_capacity(items.len());
            for item in items {
                let delete = DeleteRequest::builder().set_key(Some(item.clone()));
                let delete = delete.build().map_err(|_| not_built(DELETE))?;
                requests.push(WriteRequest::builder().delete_request(delete).build());
            }
            self.write_batch(requests, DELETE).await?;
        }
        Ok(found.len() as u64)
    }

    async fn paused_with_all(&self, tenant: &TenantId) -> Result<Option<u64>, StoreError> {
        let item = self.get(tenant, keys::PAUSED_WITH_ALL.into(), "read who was paused with all").await?;
        item.map(items::to_paused_with_all).transpose()
    }

    async fn note_paused_with_all(&self, tenant: &TenantId, settings_version: u64) -> Result<(), StoreError> {
        self.put(items::paused_with_all(tenant, settings_version)?, "note who was paused with all").await
    }
}

impl Table {
    /// Asks for all items of a tenant as they are at this very moment, in the order of their keys.
    fn everything(&self, tenant: &TenantId) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.name).consistent_read(true);
        query
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(keys::tenant(tenant)))
    }

    async fn partitions_of_all_items(&self) -> Result<BTreeSet<String>, StoreError> {
        let scan = self.client.scan().table_name(&self.name).projection_expression(name::PK);
        let (mut items, mut partitions) = (scan.into_paginator().items().send(), BTreeSet::new());
        while let Some(item) = items.next().await {
            partitions.extend(partition(&item.map_err(unavailable(LIST))?));
        }
        Ok(partitions)
    }
}

fn key(pk: &str, sk: &str) -> Item {
    [(name::PK, pk), (name::SK, sk)].map(|(name, value)| (name.to_owned(), text(value))).into()
}

fn partition(item: &Item) -> Option<String> {
    item.get(name::PK)?.as_s().ok().cloned()
}

fn kind(item: &Item) -> &'static str {
    item.get(name::SK).and_then(|sk| sk.as_s().ok()).map_or("unknown", |sk| keys::kind(sk))
}
