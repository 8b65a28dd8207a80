//! One table of its own for each test: DynamoDB (embedded, or where the environment says), the proxy that makes calls go
//! wrong, and the store.

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use aws_config::{BehaviorVersion, Region, SdkConfig, retry::RetryConfig, timeout::TimeoutConfig};
use aws_credential_types::{Credentials, provider::SharedCredentialsProvider};
use aws_sdk_dynamodb::{Client, types::AttributeValue};
use jiff::{SignedDuration, Timestamp};
use shared::{
    domain::{
        employee::{Change, Employee},
        field::Field,
        ids::{EmployeeId, PersonioId, RunId, TenantId},
        plan::{Outcome, Write},
    },
    dynamo::{Table, keys, schema},
    ports::{Actor, ChangeLogEntry, EmployeeWrite, OutcomeRow},
};
use tests::{fault_proxy::FaultProxy, services};
use tokio::{net::TcpListener, sync::oneshot};
use uuid::Uuid;

/// The table's name.
pub(crate) const NAME: &str = "pento-personio";

pub(crate) struct Stand {
    pub(crate) table: Table,
    pub(crate) proxy: FaultProxy,
    /// Past the proxy, to look at items and to plant them.
    pub(crate) direct: Client,
    _stop: Option<oneshot::Sender<()>>,
}

pub(crate) fn tenant() -> TenantId {
    TenantId::parse("acme").unwrap()
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-11-22T10:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

pub(crate) fn run_id(number: u128) -> RunId {
    RunId::new(Uuid::from_u128(number))
}

pub(crate) fn employee_id(id: &str) -> EmployeeId {
    EmployeeId::parse(id).unwrap()
}

/// Clients of the endpoint are configured as the product's are, but for the waits: five tries.
pub(crate) fn config(url: &str) -> SdkConfig {
    config_in(region(), url)
}

/// A region of its own: retries are paid from one purse per service, region and process, and tests must not empty each
/// other's. DynamoDB Local keeps a database for each.
fn region() -> Region {
    static REGION: AtomicU64 = AtomicU64::new(0);
    Region::new(format!("test-{}-{}", std::process::id(), REGION.fetch_add(1, Ordering::Relaxed)))
}

fn config_in(region: Region, url: &str) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(region)
        .credentials_provider(SharedCredentialsProvider::new(Credentials::new(
            "local", "local", None, None, "tests",
        )))
        .endpoint_url(url)
        .retry_config(
            RetryConfig::standard()
                .with_max_attempts(5)
                .with_initial_backoff(Duration::from_millis(1))
                .with_max_backoff(Duration::from_millis(5)),
        )
        .timeout_config(TimeoutConfig::builder().operation_attempt_timeout(Duration::from_secs(5)).build())
        .build()
}

impl Stand {
    pub(crate) async fn new() -> Self {
        let (url, stop) = match services::dynamodb() {
            Some(url) => (url, None),
            None => embedded().await,
        };
        let region = region();
        let proxy = FaultProxy::start(&url).await.unwrap();
        let direct = Client::new(&config_in(region.clone(), &url));
        schema::create_table(&direct, NAME).await.unwrap();
        let table = Table::new(Client::new(&config_in(region, proxy.url())), NAME.into())
            .with_first_wait(Duration::from_millis(1));
        Self { table, proxy, direct, _stop: stop }
    }

    /// One item of the test's tenant, as it is stored.
    pub(crate) async fn item(&self, sk: &str) -> Option<HashMap<String, AttributeValue>> {
        let get = self.direct.get_item().table_name(NAME).consistent_read(true);
        let get = get.key("pk", AttributeValue::S(keys::tenant(&tenant())));
        get.key("sk", AttributeValue::S(sk.into())).send().await.unwrap().item
    }

    /// The sort keys of all items of the test's tenant.
    pub(crate) async fn sort_keys(&self) -> Vec<String> {
        let items = self
            .direct
            .query()
            .table_name(NAME)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(keys::tenant(&tenant())))
            .into_paginator()
            .items()
            .send()
            .collect::<Result<Vec<_>, _>>()
            .await
            .unwrap();
        items.iter().map(|item| item["sk"].as_s().unwrap().clone()).collect()
    }

    /// Overwrites one attribute of an item, as a newer version or an accident would.
    pub(crate) async fn damage(&self, sk: &str, attribute: &str, value: AttributeValue) {
        self.direct
            .update_item()
            .table_name(NAME)
            .key("pk", AttributeValue::S(keys::tenant(&tenant())))
            .key("sk", AttributeValue::S(sk.into()))
            .update_expression("SET #name = :value")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#name", attribute)
            .expression_attribute_values(":value", value)
            .send()
            .await
            .unwrap();
    }
}

async fn embedded() -> (String, Option<oneshot::Sender<()>>) {
    let db = dynoxide::Database::memory().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(dynoxide::server::serve_with_shutdown(listener, db, async {
        let _ = stopped.await;
    }));
    (url, Some(stop))
}

/// An employee of that version, whose city tells the version.
pub(crate) fn employee(id: &str, version: u64) -> Employee {
    let mut employee = Employee::new(employee_id(id));
    employee.personio_id = Some(PersonioId::new(format!("p-{id}")));
    employee.fields.set(Field::City, Some(format!("City {version}").into()));
    employee.version = version;
    employee
}

/// The write of an employee by a run, with log entry and outcome row; version 1 creates.
pub(crate) fn write(id: &str, version: u64, run: RunId) -> EmployeeWrite {
    let change = Change { field: Field::City, old: None, new: Some(format!("City {version}").into()) };
    let row = OutcomeRow {
        personio_id: Some(PersonioId::new(format!("p-{id}"))),
        employee_id: Some(employee_id(id)),
        outcome: if version == 1 { Outcome::Created } else { Outcome::Updated },
        reason: None,
        changed_fields: vec![Field::City],
        blanked: 0,
        lacking_fields: vec![],
        problems: vec![],
    };
    EmployeeWrite {
        write: Write {
            employee: employee(id, version),
            expected: (version > 1).then(|| version - 1),
            changes: vec![change.clone()],
        },
        log: Some(ChangeLogEntry { at: at(0), by: Actor::Run(run), changes: vec![change] }),
        row: Some(row),
    }
}

/// The edit of an employee by a person: no outcome row.
pub(crate) fn edit(id: &str, version: u64) -> EmployeeWrite {
    let mut edit = write(id, version, run_id(1));
    edit.row = None;
    edit.log = edit.log.map(|log| ChangeLogEntry { by: Actor::User("user|7".into()), ..log });
    edit
}
