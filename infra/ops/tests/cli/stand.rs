//! One cloud of its own for each test, tenants in it that have one of everything, and the program itself.

use std::{
    collections::{BTreeMap, HashMap},
    process::Command,
};

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use local::cloud::{BUCKET, Cloud, TABLE};
use serde_json::json;
use shared::{
    domain::{
        attribute::{Attribute, AttributeType, Catalogue},
        connection::{Connection, Permissions},
        employee::{Change, Employee},
        field::Field,
        ids::{EmployeeId, PersonioId, RunId, TenantId},
        payslip::{PayrollId, Payslip, PayslipKey, PayslipState},
        plan::{Outcome, Write},
        run::{Run, RunOutcome, SyncRequest, Trigger},
        settings::Settings,
    },
    dynamo::Table,
    ports::{
        Actor, ChangeLogEntry, Credentials, EmployeeWrite, Ledger as _, OutcomeRow, Payroll, Secrets as _,
        WriteEmployees as _, WriteRuns as _, WriteTenant as _,
    },
    secrets::SecretStore,
};
use uuid::Uuid;

/// In everything about people, and in the credentials: what the program must never say.
pub(crate) const MARK: &str = "Zylbermarked";
/// The client secret.
pub(crate) const SECRET: &str = "secret-Zylbermarked-9f3c";

const PROGRAM: &str = env!("CARGO_BIN_EXE_pento-personio-ops");

pub(crate) type Dump = BTreeMap<(String, String), HashMap<String, AttributeValue>>;

pub(crate) struct Stand {
    pub(crate) cloud: Cloud,
    pub(crate) store: Table,
}

/// What the program said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// It ended well; what is on standard output.
    pub(crate) fn well(self) -> String {
        assert_eq!(self.code, 0, "{} {}", self.out, self.err);
        self.out
    }

    /// It ended with this code, and said this; the error says what to do in a second line.
    pub(crate) fn badly(&self, code: i32, what: &str) {
        assert_eq!(self.code, code, "{} {}", self.out, self.err);
        assert!(self.err.contains(what), "{}", self.err);
        let error = self.err.find("error: ").unwrap();
        assert!(self.err[error..].trim_end().contains("\n  "), "no word about what to do: {}", self.err);
    }
}

pub(crate) fn tenant(id: &str) -> TenantId {
    TenantId::parse(id).unwrap()
}

pub(crate) fn run_id(number: u128) -> RunId {
    RunId::new(Uuid::from_u128(number))
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-11-22T10:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

pub(crate) fn request(id: &str, run: u128) -> SyncRequest {
    SyncRequest {
        tenant_id: tenant(id),
        trigger: Trigger::Hourly,
        run_id: run_id(run),
        requested_at: at(0),
        part: 0,
    }
}

pub(crate) fn employee(id: &str) -> Employee {
    let mut employee = Employee::new(EmployeeId::parse(id).unwrap());
    employee.personio_id = Some(PersonioId::new("p-1"));
    employee.fields.set(Field::LastName, Some(MARK.into()));
    employee.fields.set(Field::Email, Some(format!("{MARK}@example.com").into()));
    employee.version = 1;
    employee
}

fn employee_write(id: &str) -> EmployeeWrite {
    let change = Change { field: Field::LastName, old: None, new: Some(MARK.into()) };
    let row = OutcomeRow {
        personio_id: Some(PersonioId::new("p-1")),
        employee_id: Some(EmployeeId::parse(id).unwrap()),
        outcome: Outcome::Created,
        reason: None,
        changed_fields: vec![Field::LastName],
        blanked: 0,
        lacking_fields: vec![],
        problems: vec![],
    };
    EmployeeWrite {
        write: Write { employee: employee(id), expected: None, changes: vec![change.clone()] },
        log: Some(ChangeLogEntry { at: at(0), by: Actor::Run(run_id(1)), changes: vec![change] }),
        row: Some(row),
    }
}

impl Stand {
    pub(crate) async fn new() -> Self {
        let cloud = Cloud::start(None, None).await.unwrap();
        let store = Table::new(cloud.clients.dynamodb.clone(), TABLE.into());
        Self { cloud, store }
    }

    /// Runs the program with what the functions know of the system, and sees that nothing marked is said.
    pub(crate) async fn run(&self, args: &[&str]) -> Said {
        self.run_with(args, &[]).await
    }

    /// The same, with other environment variables; an empty one is taken away.
    pub(crate) async fn run_with(&self, args: &[&str], others: &[(&str, &str)]) -> Said {
        let mut command = Command::new(PROGRAM);
        command.args(args);
        self.finish(command, args, others).await
    }

    /// The same, where no file may grow beyond so many blocks.
    pub(crate) async fn run_limited(&self, blocks: u32, args: &[&str]) -> Said {
        let mut command = Command::new("/bin/sh");
        // Without the trap the limit would be the end of the process.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        command.arg("-c").arg(script).arg(PROGRAM).args(args);
        self.finish(command, args, &[]).await
    }

    async fn finish(&self, mut command: Command, args: &[&str], others: &[(&str, &str)]) -> Said {
        let endpoints = &self.cloud.endpoints;
        command.env_clear();
        for (name, value) in [
            ("AWS_ENDPOINT_URL_DYNAMODB", endpoints.dynamodb.as_str()),
            ("AWS_ENDPOINT_URL_S3", &endpoints.s3),
            ("AWS_ENDPOINT_URL_SQS", &endpoints.sqs),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &endpoints.secretsmanager),
            ("AWS_REGION", local::aws::REGION),
            ("AWS_ACCESS_KEY_ID", local::aws::ACCESS_KEY_ID),
            ("AWS_SECRET_ACCESS_KEY", local::aws::SECRET_ACCESS_KEY),
            ("TABLE_NAME", TABLE),
            ("PAYSLIP_BUCKET", BUCKET),
            ("SYNC_QUEUE_URL", &self.cloud.sync_queue),
            ("PAYSLIP_QUEUE_URL", &self.cloud.payslip_queue),
        ] {
            command.env(name, value);
        }
        for (name, value) in others {
            if value.is_empty() {
                command.env_remove(name)
            } else {
                command.env(name, value)
            };
        }
        let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
        let said = Said {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!said.out.contains(MARK) && !said.err.contains(MARK), "{args:?}: {said:?}");
        assert!(!said.err.contains("panicked"), "{args:?}: {said:?}");
        said
    }

    pub(crate) fn secrets(&self) -> SecretStore {
        SecretStore::new(self.cloud.clients.secrets_manager.clone(), "pento-personio/".into())
    }

    /// Connects a tenant.
    pub(crate) async fn connect(&self, id: &str) {
        let connection = Connection::fresh(at(0), Permissions::default(), true);
        self.store.put_connection(&tenant(id), &connection).await.unwrap();
        let client_secret = SECRET.to_owned().into();
        let credentials = Credentials { client_id: format!("id-{MARK}"), client_secret };
        self.secrets().put_credentials(&tenant(id), &credentials).await.unwrap();
    }

    /// Saves settings of a tenant over the version before.
    pub(crate) async fn save(&self, id: &str, before: u64, paused: bool) {
        let settings = Settings { paused, ..Settings::default() };
        self.store.put_settings(&tenant(id), before, &settings).await.unwrap();
    }

    /// Gives a tenant one item of every kind, a secret, and two files.
    pub(crate) async fn fill(&self, id: &str) {
        let (store, name) = (&self.store, tenant(id));
        self.connect(id).await;
        self.save(id, 0, false).await;
        let attribute = Attribute {
            key: "dynamic_7".into(),
            label: MARK.into(),
            kind: AttributeType::Standard,
            universal_id: None,
            options: vec![MARK.into()],
            readable: true,
        };
        store.put_catalogue(&name, &Catalogue::from(vec![attribute])).await.unwrap();
        let held = json!({
            "run_id": run_id(1), "held_at": at(0),
            "held": {"effects": [{"effect": "blank", "field": "tax_code", "people": 12, "allowed": 5}],
                     "active": 40, "digest": "00"},
            "word": {"approved": true, "by": format!("user|{MARK}"), "at": at(60)},
        });
        store.put_held_run(&name, &serde_json::from_value(held).unwrap()).await.unwrap();
        let run = Run::queued(&request(id, 1)).ended(RunOutcome::Succeeded, None, at(30));
        store.put_run(&name, &run).await.unwrap();
        store.acquire(&name, run_id(1), at(0)).await.unwrap();
        store.write_employees(&name, Some(1), &[employee_write("E1")]).await.unwrap();
        let payroll_id = PayrollId::parse("2026-11").unwrap();
        let payroll = Payroll {
            payroll_id: payroll_id.clone(),
            title: MARK.into(),
            pay_date: "2026-11-30".parse().unwrap(),
            finalised_at: at(0),
            told_at_step: 0,
        };
        store.add_payroll(&name, &payroll).await.unwrap();
        let payslip = Payslip {
            key: PayslipKey { payroll_id, employee_id: EmployeeId::parse("E1").unwrap(), revision: 0 },
            object_key: format!("{id}/{MARK}.pdf"),
            title: MARK.into(),
            pay_date: "2026-11-30".parse().unwrap(),
            state: PayslipState::Pending,
            reason: None,
            sent: None,
            ask_first: false,
            document_id: None,
            updated_at: at(0),
            version: 1,
        };
        store.add_payslips(&name, &[payslip]).await.unwrap();
        store.stop_payslips(&name, true).await.unwrap();
        for file in ["1", "2"] {
            let key = format!("{id}/{MARK}-{file}.pdf");
            self.cloud.put_file(&key, b"12345".to_vec()).await.unwrap();
        }
    }

    /// Every item of the table.
    pub(crate) async fn dump(&self) -> Dump {
        let scan = self.cloud.clients.dynamodb.scan().table_name(TABLE).consistent_read(true);
        let items = scan.into_paginator().items().send().collect::<Result<Vec<_>, _>>().await.unwrap();
        let text = |item: &HashMap<String, AttributeValue>, name: &str| item[name].as_s().unwrap().clone();
        items.into_iter().map(|item| ((text(&item, "pk"), text(&item, "sk")), item)).collect()
    }

    /// The items of one tenant.
    pub(crate) async fn dump_of(&self, id: &str) -> Dump {
        let pk = format!("TENANT#{id}");
        self.dump().await.into_iter().filter(|((partition, _), _)| *partition == pk).collect()
    }

    /// The names of all files in the bucket.
    pub(crate) async fn files(&self) -> Vec<String> {
        let list = self.cloud.clients.s3.list_objects_v2().bucket(BUCKET).send().await.unwrap();
        list.contents().iter().map(|file| file.key().unwrap().to_owned()).collect()
    }

    /// Whether a tenant has credentials.
    pub(crate) async fn has_secret(&self, id: &str) -> bool {
        self.secrets().credentials(&tenant(id)).await.unwrap().is_some()
    }
}
