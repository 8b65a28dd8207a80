//! What an operator needs of the table, and no function: all tenants, and everything of one.

use std::{collections::BTreeMap, future::Future};

use serde_json::value::RawValue;

use super::StoreError;
use crate::domain::ids::TenantId;

/// One item of a tenant, whatever it is.
pub struct StoredItem {
    /// Which kind, such as `employee`; `unknown` for one that a newer version wrote.
    pub kind: &'static str,
    /// The whole item as JSON: people's values in clear.
    pub document: Box<RawValue>,
}

impl std::fmt::Debug for StoredItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoredItem").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// Where the next page begins; behind which item, for an adapter to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(pub(crate) String);

/// How many items there are of each kind; a kind without any is left out.
pub type ItemCounts = BTreeMap<&'static str, u64>;

/// Looks over all tenants, and after everything that is held of one.
///
/// No function takes part in this: it needs rights that none of them has.
pub trait OperateTenants: Send + Sync {
    /// Everybody who has an item in the table, in the order of their ids: connected or not.
    fn tenants_in_table(&self) -> impl Future<Output = Result<Vec<TenantId>, StoreError>> + Send;
    /// How many items of each kind a tenant has.
    fn count_everything(
        &self,
        tenant: &TenantId,
    ) -> impl Future<Output = Result<ItemCounts, StoreError>> + Send;
    /// One page of everything a tenant has, and where the next one begins.
    fn page_of_everything(
        &self,
        tenant: &TenantId,
        from: Option<Place>,
    ) -> impl Future<Output = Result<(Vec<StoredItem>, Option<Place>), StoreError>> + Send;
    /// Deletes the connection, so that no hour and no payslip begins any more.
    fn delete_connection(&self, tenant: &TenantId) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Deletes some of what a tenant has, first keys first, and answers how many items these were: 0 when nothing is
    /// left. The stop of payslips goes after all payslips.
    fn delete_some(&self, tenant: &TenantId) -> impl Future<Output = Result<u64, StoreError>> + Send;
    /// By which version of its settings the tenant was last paused together with all others, if ever.
    fn paused_with_all(
        &self,
        tenant: &TenantId,
    ) -> impl Future<Output = Result<Option<u64>, StoreError>> + Send;
    /// Notes that this version of the settings paused the tenant together with all others.
    fn note_paused_with_all(
        &self,
        tenant: &TenantId,
        settings_version: u64,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}
