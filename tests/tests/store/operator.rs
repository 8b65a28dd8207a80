//! What an operator's program asks of the table.

use shared::{
    domain::ids::TenantId,
    ports::{
        Ledger as _, StoreError, WriteTenant as _,
        operator::{ItemCounts, OperateTenants as _},
    },
};
use tests::fault_proxy::Fault;

use crate::stand::{Stand, tenant};

fn named(name: &str) -> TenantId {
    TenantId::parse(name).unwrap()
}

/// Two items for each, so that a tenant is more than its first item.
async fn with_tenants(names: &[&str]) -> Stand {
    let stand = Stand::new().await;
    for name in names {
        stand.table.stop_payslips(&named(name), false).await.unwrap();
        stand.table.note_paused_with_all(&named(name), 1).await.unwrap();
    }
    stand
}

#[tokio::test]
async fn tenants_are_found_by_one_short_call_each_however_their_names_begin() {
    let names = ["a", "a-", "a-b", "a.b", "a0", "aB", "a_", "aa"];
    let stand = with_tenants(&names).await;
    let found: Vec<_> = stand.table.tenants_in_table().await.unwrap().into_iter().map(String::from).collect();
    let mut expected = names.map(ToOwned::to_owned);
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(stand.proxy.count("Scan"), names.len() as u64 + 1, "and one that finds the end");
    for call in stand.proxy.calls("Scan") {
        assert_eq!((&call["Limit"], &call["ProjectionExpression"]), (&1.into(), &"pk".into()));
    }
}

#[tokio::test]
async fn a_deletion_goes_on_past_what_is_throttled_and_left_over() {
    let stand = with_tenants(&["acme", "acme-2"]).await;
    let other = stand.table.count_everything(&named("acme-2")).await.unwrap();
    for version in 0..30 {
        let settings = shared::domain::settings::Settings::default();
        stand.table.put_settings(&tenant(), version, &settings).await.unwrap();
    }
    assert_eq!(stand.sort_keys().await.len(), 33);
    stand.proxy.fail("BatchWriteItem", 1, Fault::THROTTLED);
    stand.proxy.fail("Query", 2, Fault::THROTTLED);
    let mut deleted = 0;
    loop {
        let more = stand.table.delete_some(&tenant()).await.unwrap();
        deleted += more;
        if more == 0 {
            break;
        }
    }
    assert_eq!(deleted, 33);
    assert_eq!(stand.table.count_everything(&tenant()).await.unwrap(), ItemCounts::new());
    assert_eq!(stand.table.count_everything(&named("acme-2")).await.unwrap(), other);
}

#[tokio::test]
async fn a_table_that_does_not_answer_is_told() {
    let stand = with_tenants(&["acme"]).await;
    stand.proxy.fail_always("Scan", Fault::THROTTLED);
    let error = stand.table.tenants_in_table().await.unwrap_err();
    let StoreError::Unavailable { service, operation, .. } = error else { panic!("{error:?}") };
    assert_eq!((service, operation), ("DynamoDB", "list all tenants"));
    // The connection that is not there is deleted already.
    assert_eq!(stand.table.delete_connection(&tenant()).await, Ok(()));
}
