//! Settings and their versions, and the pause (rule W2).

use aws_sdk_dynamodb::types::AttributeValue;
use shared::{
    domain::settings::Settings,
    ports::{ReadTenant, StoreError, VersionedSettings, WriteTenant, Written},
};
use tests::fault_proxy::Fault;

use crate::stand::{Stand, tenant};

fn folder(name: &str) -> Settings {
    Settings { payslip_folder: Some(name.into()), ..Settings::default() }
}

async fn save(stand: &Stand, expected: u64, settings: &Settings) -> Written {
    stand.table.put_settings(&tenant(), expected, settings).await.unwrap()
}

async fn current(stand: &Stand) -> Option<(u64, Settings)> {
    let saved = stand.table.settings(&tenant()).await.unwrap();
    saved.map(|VersionedSettings { version, settings }| (version, settings))
}

#[tokio::test]
async fn each_save_is_a_version_and_all_are_kept() {
    let stand = Stand::new().await;
    assert_eq!(current(&stand).await, None);
    for (expected, name) in [(0, "first"), (1, "second"), (2, "third")] {
        assert_eq!(save(&stand, expected, &folder(name)).await, Written::Done);
        assert_eq!(current(&stand).await, Some((expected + 1, folder(name))));
    }
    let keys = ["SETTINGS", "SETTINGS#0000000001", "SETTINGS#0000000002", "SETTINGS#0000000003"];
    assert_eq!(stand.sort_keys().await, keys);
    for (key, name) in keys[1..].iter().zip(["first", "second", "third"]) {
        let item = stand.item(key).await.unwrap();
        let payslips = item["settings"].as_m().unwrap()["payslips"].as_m().unwrap();
        assert_eq!(payslips["folder_id"], AttributeValue::S(name.into()));
    }
}

#[tokio::test]
async fn a_lost_race_changes_nothing() {
    let stand = Stand::new().await;
    assert_eq!(save(&stand, 1, &folder("early")).await, Written::Conflict, "nothing was saved yet");
    assert_eq!(stand.sort_keys().await, Vec::<String>::new());
    save(&stand, 0, &folder("first")).await;
    save(&stand, 1, &folder("second")).await;
    for expected in [0, 1, 3] {
        assert_eq!(save(&stand, expected, &folder("late")).await, Written::Conflict, "{expected}");
    }
    assert_eq!(current(&stand).await, Some((2, folder("second"))));
    assert_eq!(stand.sort_keys().await.len(), 3);
}

#[tokio::test]
async fn of_many_admins_at_once_one_saves() {
    let stand = Stand::new().await;
    for expected in [0, 1] {
        let saves = (0..10).map(|admin| {
            let table = stand.table.clone();
            async move { table.put_settings(&tenant(), expected, &folder(&admin.to_string())).await.unwrap() }
        });
        let answers = futures_util::future::join_all(saves).await;
        assert_eq!(answers.iter().filter(|answer| **answer == Written::Done).count(), 1);
        let winner = answers.iter().position(|answer| *answer == Written::Done).unwrap();
        assert_eq!(current(&stand).await, Some((expected + 1, folder(&winner.to_string()))));
    }
}

#[tokio::test]
async fn trouble_is_not_taken_for_another_admin() {
    let stand = Stand::new().await;
    let faults = [
        Fault::Cancelled(vec![(0, "TransactionConflict")]),
        Fault::Cancelled(vec![(1, "ThrottlingError")]),
        Fault::THROTTLED,
        Fault::LostAnswer,
    ];
    for (expected, fault) in (0..).zip(faults) {
        stand.proxy.fail("TransactWriteItems", 1, fault.clone());
        assert_eq!(save(&stand, expected, &folder("x")).await, Written::Done, "{fault:?}");
    }
    stand.proxy.fail_always("TransactWriteItems", Fault::Cancelled(vec![(0, "TransactionConflict")]));
    let error = stand.table.put_settings(&tenant(), 4, &folder("y")).await.unwrap_err();
    let cause = "TransactionCanceledException".to_owned();
    assert_eq!(error, StoreError::Unavailable { service: "DynamoDB", operation: "save settings", cause });
    assert_eq!(current(&stand).await, Some((4, folder("x"))));
}

#[tokio::test]
async fn the_pause_is_that_of_the_current_settings() {
    let stand = Stand::new().await;
    let paused =
        async || stand.table.settings_in_force(&tenant()).await.map(|now| now.is_some_and(|now| now.paused));
    assert_eq!(paused().await, Ok(false), "never saved");
    for (expected, pause) in [(0, true), (1, false), (2, true)] {
        save(&stand, expected, &Settings { paused: pause, ..Settings::default() }).await;
        assert_eq!(paused().await, Ok(pause));
    }
    for call in stand.proxy.calls("GetItem") {
        assert_eq!(call["ConsistentRead"], true, "at this very moment");
    }
}

#[tokio::test]
async fn a_pause_that_cannot_be_read_is_not_taken_for_none() {
    let stand = Stand::new().await;
    save(&stand, 0, &Settings { paused: true, ..Settings::default() }).await;
    let damages = [
        ("settings", AttributeValue::S("gone".into())),
        ("settings", AttributeValue::M([("paused".into(), AttributeValue::S("true".into()))].into())),
        ("settings", AttributeValue::M([].into())),
        ("schema", AttributeValue::N("2".into())),
    ];
    for (attribute, value) in damages {
        stand.damage("SETTINGS", attribute, value).await;
        let answer =
            stand.table.settings_in_force(&tenant()).await.map(|now| now.is_some_and(|now| now.paused));
        assert!(matches!(answer, Err(StoreError::Unreadable { item: "settings", .. })), "{answer:?}");
    }
}
