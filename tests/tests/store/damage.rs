//! Items of a newer version, and damaged ones: refused, and nobody's value is quoted.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::TestRunner,
};
use shared::ports::{
    Acquired, Ledger, ReadEmployees, ReadTenant, StoreError, WriteEmployees, WriteRuns, WriteTenant,
    operator::OperateTenants,
};
use tests::fault_proxy::QUOTED_VALUE;

use crate::{
    arbitrary,
    stand::{NAME, Stand, at, employee_id, run_id, tenant, write},
};

/// Kinds of item, by the words that errors use.
const KINDS: [&str; 13] = [
    "connection",
    "settings",
    "catalogue",
    "held run",
    "run",
    "employee",
    "change-log entry",
    "run outcome",
    "payroll",
    "payslip",
    "stop of payslips",
    "pause with all",
    "lease",
];

/// One value of a strategy, always the same.
fn first_of<S: Strategy>(strategy: S) -> S::Value {
    strategy.new_tree(&mut TestRunner::deterministic()).unwrap().current()
}

/// A stand with one item of each kind.
async fn filled() -> Stand {
    let stand = Stand::new().await;
    let table = &stand.table;
    table.put_connection(&tenant(), &first_of(arbitrary::connection())).await.unwrap();
    table.put_settings(&tenant(), 0, &first_of(arbitrary::settings())).await.unwrap();
    table.put_catalogue(&tenant(), &first_of(arbitrary::catalogue())).await.unwrap();
    table.put_held_run(&tenant(), &first_of(arbitrary::held_run())).await.unwrap();
    let run = shared::domain::run::Run { id: run_id(1), ..first_of(arbitrary::run()) };
    table.put_run(&tenant(), &run).await.unwrap();
    table.write_employees(&tenant(), Some(1), &[write("a", 1, run_id(1))]).await.unwrap();
    table.add_payroll(&tenant(), &first_of(arbitrary::payroll())).await.unwrap();
    table.add_payslips(&tenant(), &[first_of(arbitrary::payslip())]).await.unwrap();
    table.stop_payslips(&tenant(), true).await.unwrap();
    table.note_paused_with_all(&tenant(), 7).await.unwrap();
    table.acquire(&tenant(), run_id(1), at(0)).await.unwrap();
    stand
}

async fn sort_key(stand: &Stand, kind: &str) -> String {
    let prefix = match kind {
        "connection" => "CONNECTION",
        "settings" => "SETTINGS",
        "catalogue" => "CATALOGUE",
        "held run" => "HELD",
        "run" => "RUN#",
        "employee" => "EMPLOYEE#",
        "change-log entry" => "CHANGE#",
        "run outcome" => "OUTCOME#",
        "payroll" => "PAYROLL#",
        "payslip" => "PAYSLIP#",
        "stop of payslips" => "PAYSLIPS_STOPPED",
        "pause with all" => "PAUSED_WITH_ALL",
        "lease" => "LEASE",
        other => panic!("{other}"),
    };
    stand.sort_keys().await.into_iter().find(|key| key.starts_with(prefix)).unwrap()
}

async fn read(stand: &Stand, kind: &str) -> Result<(), StoreError> {
    let table = &stand.table;
    match kind {
        "connection" => table.connection(&tenant()).await.map(drop),
        "settings" => table.settings(&tenant()).await.map(drop),
        "catalogue" => table.catalogue(&tenant()).await.map(drop),
        "held run" => table.held_run(&tenant()).await.map(drop),
        "run" => table.run(&tenant(), run_id(1)).await.map(drop),
        "employee" => table.employees(&tenant(), &[employee_id("a")]).await.map(drop),
        "change-log entry" => table.change_log(&tenant(), &employee_id("a")).await.map(drop),
        "run outcome" => table.outcome_rows(&tenant(), run_id(1)).await.map(drop),
        "payroll" => table.payrolls(&tenant()).await.map(drop),
        "payslip" => table.payslip(&tenant(), &first_of(arbitrary::payslip()).key).await.map(drop),
        "stop of payslips" => table.payslips_stopped(&tenant()).await.map(drop),
        "pause with all" => table.paused_with_all(&tenant()).await.map(drop),
        "lease" => table.progress(&tenant()).await.map(drop),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let stand = filled().await;
    for kind in KINDS {
        assert_eq!(read(&stand, kind).await, Ok(()), "{kind}");
        let key = sort_key(&stand, kind).await;
        let good = stand.item(&key).await.unwrap();
        assert_eq!(good["schema"], AttributeValue::N("1".into()), "{kind}");
        for schema in ["2", "4294967296", "-1", "1.5"] {
            stand.damage(&key, "schema", AttributeValue::N(schema.into())).await;
            let refused = read(&stand, kind).await.unwrap_err();
            assert!(
                matches!(refused, StoreError::Unreadable { item, .. } if item == kind),
                "{kind} {schema}"
            );
        }
        stand.damage(&key, "schema", AttributeValue::N("2".into())).await;
        let cause = "schema Some(2), and this version reads up to 1".to_owned();
        let item = KINDS.into_iter().find(|item| *item == kind).unwrap();
        assert_eq!(read(&stand, kind).await, Err(StoreError::Unreadable { item, cause }));
        stand.damage(&key, "schema", AttributeValue::S("1".into())).await;
        assert!(read(&stand, kind).await.is_err(), "{kind}: a text is no schema");
    }
}

#[tokio::test]
async fn a_lease_of_a_newer_schema_is_not_taken_and_stays_as_it_is() {
    let newer = AttributeValue::N("2".into());
    for (holder, seconds) in [("its own", 1), ("another's", 1), ("another's, expired", 1_000)] {
        let stand = filled().await;
        stand.damage("LEASE", "schema", newer.clone()).await;
        let before = stand.item("LEASE").await;
        let run = run_id(if holder == "its own" { 1 } else { 2 });
        let refused = stand.table.acquire(&tenant(), run, at(seconds)).await.unwrap_err();
        let cause = "schema Some(2), and this version reads up to 1".to_owned();
        assert_eq!(refused, StoreError::Unreadable { item: "lease", cause }, "{holder}");
        assert_eq!(stand.item("LEASE").await, before, "{holder}");
        stand.damage("LEASE", "schema", AttributeValue::N("1".into())).await;
        let taken = stand.table.acquire(&tenant(), run, at(seconds)).await.unwrap();
        assert_eq!(matches!(taken, Acquired::Held { .. }), holder != "another's", "{holder}");
    }
}

#[tokio::test]
async fn attributes_of_a_newer_version_of_the_same_schema_are_left_aside() {
    let stand = filled().await;
    for kind in KINDS {
        let key = sort_key(&stand, kind).await;
        let good = stand.item(&key).await.unwrap();
        let read_before = told(&stand, kind).await;
        let mut newer = good.clone();
        for (name, value) in &good {
            // Also one level down, where a newer version may know more about one thing.
            if let AttributeValue::M(inner) = value {
                let mut inner = inner.clone();
                inner.insert("of_a_newer_version".into(), AttributeValue::S(QUOTED_VALUE.into()));
                let inner = AttributeValue::M(inner);
                if is_by_name(kind, name) {
                    stand.damage(&key, name, inner).await;
                    let refused = read(&stand, kind).await;
                    assert!(matches!(refused, Err(StoreError::Unreadable { .. })), "{kind} {name}");
                    put(&stand, good.clone()).await;
                } else {
                    newer.insert(name.clone(), inner);
                }
            }
        }
        for (number, value) in [
            AttributeValue::S(QUOTED_VALUE.into()),
            AttributeValue::N("7".into()),
            AttributeValue::Bool(true),
            AttributeValue::Null(true),
            AttributeValue::L(vec![AttributeValue::S(QUOTED_VALUE.into())]),
            AttributeValue::M([("inner".to_owned(), AttributeValue::Bool(false))].into()),
        ]
        .into_iter()
        .enumerate()
        {
            newer.insert(format!("of_a_newer_version_{number}"), value);
        }
        assert!(newer.len() > good.len());
        put(&stand, newer).await;
        assert_eq!(read(&stand, kind).await, Ok(()), "{kind}");
        assert_eq!(told(&stand, kind).await, read_before, "{kind}: what it knows, it reads as before");
        put(&stand, good).await;
    }
}

/// Maps whose keys are data: the fields by name, and who made a change. A new key there is a new value, which is
/// refused, so whoever brings one in raises the schema.
fn is_by_name(kind: &str, name: &str) -> bool {
    matches!((kind, name), ("employee", "fields") | ("change-log entry", "by"))
}

/// What a kind of item reads as.
async fn told(stand: &Stand, kind: &str) -> String {
    let table = &stand.table;
    let id = [employee_id("a")];
    match kind {
        "connection" => format!("{:?}", table.connection(&tenant()).await),
        "settings" => {
            let in_force = table.settings_in_force(&tenant()).await;
            format!("{:?} {in_force:?}", table.settings(&tenant()).await)
        }
        "catalogue" => format!("{:?}", table.catalogue(&tenant()).await),
        "held run" => format!("{:?}", table.held_run(&tenant()).await),
        "run" => format!("{:?}", table.run(&tenant(), run_id(1)).await),
        "employee" => {
            let index = table.index(&tenant()).await.map(|index| index.iter().cloned().collect::<Vec<_>>());
            format!("{:?} {index:?}", table.employees(&tenant(), &id).await)
        }
        "change-log entry" => format!("{:?}", table.change_log(&tenant(), &id[0]).await),
        "run outcome" => format!("{:?}", table.outcome_rows(&tenant(), run_id(1)).await),
        "payroll" => format!("{:?}", table.payrolls(&tenant()).await),
        "payslip" => format!("{:?}", table.payslip(&tenant(), &first_of(arbitrary::payslip()).key).await),
        "stop of payslips" => format!("{:?}", table.payslips_stopped(&tenant()).await),
        "pause with all" => format!("{:?}", table.paused_with_all(&tenant()).await),
        "lease" => format!("{:?}", table.progress(&tenant()).await),
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_damaged_item_is_refused_or_read_and_never_quoted() {
    let stand = filled().await;
    let text = || AttributeValue::S(QUOTED_VALUE.into());
    let nested = |inner| AttributeValue::M([("city".to_owned(), inner)].into());
    let damages = [
        text(),
        AttributeValue::N("424242424242".into()),
        AttributeValue::Bool(true),
        AttributeValue::L(vec![text()]),
        nested(text()),
        nested(AttributeValue::L(vec![text()])),
        AttributeValue::M([(QUOTED_VALUE.to_owned(), text())].into()),
        AttributeValue::L(vec![nested(text())]),
        AttributeValue::M([("code".to_owned(), text())].into()),
        AttributeValue::L(vec![AttributeValue::M([("code".to_owned(), text())].into())]),
        AttributeValue::Null(true),
    ];
    let mut refused = 0;
    for kind in KINDS {
        let key = sort_key(&stand, kind).await;
        let good = stand.item(&key).await.unwrap();
        for (attribute, old) in good.iter().filter(|(name, _)| !is_key(name)) {
            for damage in &damages {
                stand.damage(&key, attribute, damage.clone()).await;
                if let Err(error) = read(&stand, kind).await {
                    let said = format!("{error} {error:?}");
                    assert!(!said.contains(QUOTED_VALUE) && !said.contains("424242"), "{attribute}: {said}");
                    assert!(matches!(error, StoreError::Unreadable { item, .. } if item == kind), "{said}");
                    refused += 1;
                }
            }
            stand.damage(&key, attribute, old.clone()).await;
        }
        assert_eq!(read(&stand, kind).await, Ok(()), "{kind} is whole again");
    }
    assert!(refused > 300, "{refused} damages were noticed");
}

/// Attributes that DynamoDB wants to be texts, or that don't belong to what is read.
fn is_key(name: &str) -> bool {
    matches!(name, "pk" | "sk" | "planner_pk" | "due_pk" | "due_at")
}

#[tokio::test]
async fn a_missing_attribute_is_refused_or_has_a_default() {
    let stand = filled().await;
    // (kind, attribute): without it nothing can be said about the item.
    let needed = [
        ("connection", "status"),
        ("settings", "settings"),
        ("settings", "version"),
        ("catalogue", "attributes"),
        ("held run", "held"),
        ("run", "outcome"),
        ("run", "counts"),
        ("employee", "fields"),
        ("employee", "version"),
        ("employee", "sync_state"),
        ("change-log entry", "changes"),
        ("change-log entry", "by"),
        ("run outcome", "outcome"),
        ("run outcome", "problems"),
        ("payroll", "finalised_at"),
        ("payslip", "state"),
        ("payslip", "version"),
        ("payslip", "object_key"),
        ("stop of payslips", "stopped"),
        ("pause with all", "settings_version"),
    ];
    for (kind, attribute) in needed {
        let key = sort_key(&stand, kind).await;
        let good = stand.item(&key).await.unwrap();
        let mut without = good.clone();
        without.remove(attribute).unwrap();
        put(&stand, without).await;
        let answer = read(&stand, kind).await;
        assert!(
            matches!(answer, Err(StoreError::Unreadable { .. })),
            "{kind} without {attribute}: {answer:?}"
        );
        put(&stand, good).await;
    }
}

async fn put(stand: &Stand, item: HashMap<String, AttributeValue>) {
    stand.direct.put_item().table_name(NAME).set_item(Some(item)).send().await.unwrap();
}

#[tokio::test]
async fn a_damaged_index_entry_fails_the_index_instead_of_hiding_an_employee() {
    let stand = filled().await;
    let key = sort_key(&stand, "employee").await;
    for (attribute, value) in [
        ("version", AttributeValue::S(QUOTED_VALUE.into())),
        ("sync_state", AttributeValue::S(QUOTED_VALUE.into())),
        ("termination_date", AttributeValue::S(QUOTED_VALUE.into())),
        ("ready", AttributeValue::Null(true)),
    ] {
        let good = stand.item(&key).await.unwrap();
        stand.damage(&key, attribute, value).await;
        let error = stand.table.index(&tenant()).await.unwrap_err();
        assert!(matches!(error, StoreError::Unreadable { item: "employee", .. }), "{attribute}");
        assert!(!format!("{error} {error:?}").contains(QUOTED_VALUE), "{error}");
        put(&stand, good).await;
    }
}

#[tokio::test]
async fn a_damaged_lease_is_refused() {
    let stand = Stand::new().await;
    stand.table.acquire(&tenant(), run_id(1), at(0)).await.unwrap();
    stand.damage("LEASE", "holder", AttributeValue::S(QUOTED_VALUE.into())).await;
    let error = stand.table.acquire(&tenant(), run_id(2), at(0)).await.unwrap_err();
    assert!(matches!(error, StoreError::Unreadable { item: "lease", .. }));
    assert!(!format!("{error} {error:?}").contains(QUOTED_VALUE), "{error}");
}
