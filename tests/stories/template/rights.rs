//! Each function runs under a role of its own, which may do what the function does and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use serde_json::{Value, json};
use shared::{config::variable, domain::announcement};

use super::{
    FUNCTIONS, all_of, properties, root,
    sources::{actions_of_file, actions_of_the_store, actions_of_the_store_called_by, files_with},
    texts,
};

const SECRETS: &str =
    "Sub arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:${SecretPrefix}*";

/// The one file of the store that updates items in place.
const LEASE: &str = "lease.rs";

/// Events of our own source, and no others.
const BUS: &str =
    "Sub arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${EventBusName}";

type Rights = BTreeMap<String, BTreeSet<String>>;

/// What a role allows, by resource.
fn granted(role: &str) -> anyhow::Result<Rights> {
    let role = properties(role)?;
    assert_eq!(role["ManagedPolicyArns"], Value::Null);
    let policies = role["Policies"].as_array().context("no policies")?;
    let mut granted = Rights::new();
    for statement in
        policies.iter().filter_map(|policy| policy["PolicyDocument"]["Statement"].as_array()).flatten()
    {
        assert_eq!(statement["Effect"], "Allow");
        let own = json!({"StringEquals": {"events:source": announcement::SOURCE}});
        // The other conditions are examined by `tests/infra`.
        if texts(&statement["Resource"]) == set(&[BUS]) {
            assert_eq!(statement["Condition"], own);
        }
        for resource in texts(&statement["Resource"]) {
            granted.entry(resource).or_default().extend(texts(&statement["Action"]));
        }
    }
    Ok(granted)
}

fn set(actions: &[&str]) -> BTreeSet<String> {
    actions.iter().map(ToString::to_string).collect()
}

/// What every function needs to be seen, with a log group of this name.
fn to_be_seen(logs: &str) -> [(String, BTreeSet<String>); 3] {
    [
        // And to open the table, which is locked by a key of ours.
        ("GetAtt DataKey.Arn".to_owned(), set(&["kms:Decrypt"])),
        (format!("GetAtt {logs}.Arn"), set(&["logs:CreateLogStream", "logs:PutLogEvents"])),
        ("*".to_owned(), set(&["xray:PutTelemetryRecords", "xray:PutTraceSegments"])),
    ]
}

#[test]
fn each_function_runs_under_a_role_that_only_lambda_takes_on() -> anyhow::Result<()> {
    for (name, _) in FUNCTIONS {
        assert_eq!(properties(name)?["Role"], format!("GetAtt {name}Role.Arn"));
        let trusted = &properties(&format!("{name}Role"))?["AssumeRolePolicyDocument"]["Statement"];
        let lambda = json!({"Service": "lambda.amazonaws.com"});
        assert_eq!(*trusted, json!([{"Effect": "Allow", "Principal": lambda, "Action": "sts:AssumeRole"}]));
        let prefix = &properties(name)?["Environment"]["Variables"][variable::SECRET_PREFIX];
        assert_eq!(*prefix, "Ref SecretPrefix");
    }
    assert_eq!(all_of("AWS::IAM::Role")?.len(), FUNCTIONS.len());
    Ok(())
}

/// What the queue's code does, and what Lambda does in the function's name to hand messages over.
fn to_work_off_a_queue() -> anyhow::Result<BTreeSet<String>> {
    let mut queue = actions_of_file(&root().join("shared/src/queue.rs"))?;
    queue.extend(set(&["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"]));
    Ok(queue)
}

#[test]
fn the_sync_may_do_what_it_does_and_nothing_else() -> anyhow::Result<()> {
    let mut expected = Rights::from([
        ("GetAtt Table.Arn".to_owned(), actions_of_the_store(&[])?),
        ("Sub ${Table.Arn}/index/planner".to_owned(), set(&["dynamodb:Query"])),
        ("Sub ${Table.Arn}/index/due".to_owned(), set(&["dynamodb:Query"])),
        (BUS.to_owned(), actions_of_file(&root().join("shared/src/bus.rs"))?),
        (SECRETS.to_owned(), set(&["secretsmanager:GetSecretValue"])),
        ("GetAtt SyncQueue.Arn".to_owned(), to_work_off_a_queue()?),
        ("GetAtt HourlyDeadLetters.Arn".to_owned(), set(&["sqs:SendMessage"])),
    ]);
    expected.extend(to_be_seen("EmployeeSyncLogs"));
    assert_eq!(granted("EmployeeSyncRole")?, expected);
    Ok(())
}

#[test]
fn the_api_may_do_what_it_does_and_nothing_else() -> anyhow::Result<()> {
    let mut expected = Rights::from([
        ("GetAtt Table.Arn".to_owned(), actions_of_the_store(&[LEASE])?),
        ("Sub ${Table.Arn}/index/planner".to_owned(), set(&["dynamodb:Query"])),
        (BUS.to_owned(), actions_of_file(&root().join("shared/src/bus.rs"))?),
        (SECRETS.to_owned(), actions_of_file(&root().join("shared/src/secrets.rs"))?),
        ("GetAtt SyncQueue.Arn".to_owned(), set(&["sqs:SendMessage"])),
        ("GetAtt PayslipQueue.Arn".to_owned(), set(&["sqs:SendMessage"])),
    ]);
    expected.extend(to_be_seen("SettingsApiLogs"));
    assert_eq!(granted("SettingsApiRole")?, expected);
    Ok(())
}

/// The steps that pushing payslips takes, and what they stand on.
const PUSHING: [&str; 5] = [
    "shared/src/run/announce.rs",
    "shared/src/run/payslips/finalise.rs",
    "shared/src/run/payslips/push.rs",
    "shared/src/run/payslips/reconcile.rs",
    "shared/src/run/session.rs",
];

#[test]
fn pushing_payslips_may_do_what_it_does_and_nothing_else() -> anyhow::Result<()> {
    let table = actions_of_the_store_called_by(&PUSHING)?;
    // Without the sources too: it updates and removes nothing in place.
    let expected = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"];
    assert_eq!(table, set(&expected));
    let mut expected = Rights::from([
        ("GetAtt Table.Arn".to_owned(), table),
        (BUS.to_owned(), actions_of_file(&root().join("shared/src/bus.rs"))?),
        (SECRETS.to_owned(), set(&["secretsmanager:GetSecretValue"])),
        ("GetAtt PayslipQueue.Arn".to_owned(), to_work_off_a_queue()?),
        ("Sub ${PayslipBucket.Arn}/*".to_owned(), actions_of_file(&root().join("shared/src/files.rs"))?),
        // Without it a file that is missing is a 403 and no 404.
        ("GetAtt PayslipBucket.Arn".to_owned(), set(&["s3:ListBucket"])),
        ("GetAtt PayrollDeadLetters.Arn".to_owned(), set(&["sqs:SendMessage"])),
    ]);
    expected.extend(to_be_seen("PayslipPushLogs"));
    assert_eq!(granted("PayslipPushRole")?, expected);
    // It enters nothing but these files, and touches no secret but to read it.
    let entries: BTreeSet<_> = ["payslips::finalise(", "payslips::push(", "payslips::batch_end("]
        .map(|entry| files_with(&["functions"], entry))
        .into_iter()
        .collect::<anyhow::Result<_>>()?;
    assert_eq!(entries, BTreeSet::from([vec!["functions/payslip-push/src/lib.rs".to_owned()]]));
    assert_eq!(files_with(&["functions/payslip-push", "shared/src/run/payslips"], "_credentials(")?, [""; 0]);
    Ok(())
}

// Told once more without the sources, so that two equal mistakes are seen too.
#[test]
fn the_api_sees_no_other_tenants_takes_no_lease_and_receives_nothing() -> anyhow::Result<()> {
    let granted = granted("SettingsApiRole")?;
    assert!(!granted.keys().any(|resource| resource.contains("/index/due") || resource.contains("/index/*")));
    let actions: BTreeSet<_> = granted.values().flatten().map(String::as_str).collect();
    assert_eq!(actions.iter().filter(|action| action.contains('*')).count(), 0);
    let telling = ["Update", "Delete", "Scan", "Receive", "ChangeMessage", "PartiQL", "Purge"];
    let found: Vec<_> =
        actions.iter().filter(|action| telling.iter().any(|verb| action.contains(verb))).collect();
    assert_eq!(found, [&"secretsmanager:DeleteSecret"], "a disconnected customer's, and nothing else");
    Ok(())
}

// Scanning the table and deleting items is an operator's, who runs a program of its own. Without this, the file that
// does it could not be left out of what the functions need.
#[test]
fn no_function_asks_what_only_an_operator_may() -> anyhow::Result<()> {
    let more = actions_of_file(&root().join("shared/src/dynamo/operator.rs"))?;
    let expected = ["dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:Query", "dynamodb:Scan"];
    assert!(more.is_subset(&set(&expected)) && more.contains("dynamodb:Scan"), "{more:?}");
    let port = "OperateTenants";
    let own = ["shared/src/dynamo/operator.rs", "shared/src/ports/operator.rs"];
    assert_eq!(files_with(&["shared/src", "functions"], port)?, own);
    assert_ne!(files_with(&["infra/ops/src"], port)?, [""; 0], "it is called so there");
    Ok(())
}

#[test]
fn only_the_sync_takes_the_lease_that_needs_more_rights() -> anyhow::Result<()> {
    let more: BTreeSet<_> = &actions_of_the_store(&[])? - &actions_of_the_store(&[LEASE])?;
    assert_eq!(more, set(&["dynamodb:UpdateItem"]));
    let outside_the_store = ["functions", "shared/src/run"];
    assert_eq!(files_with(&outside_the_store, ".acquire(")?, ["shared/src/run/employee_sync.rs"]);
    assert_eq!(
        files_with(&outside_the_store, "employee_sync::run(")?,
        ["functions/employee-sync/src/lib.rs"]
    );
    assert_eq!(files_with(&outside_the_store, ".retry_in(")?, ["functions/employee-sync/src/lib.rs"]);
    assert_eq!(files_with(&outside_the_store, ".due_tenants(")?, ["shared/src/run/dispatch.rs"]);
    assert_eq!(files_with(&outside_the_store, "dispatch::hourly(")?, ["functions/employee-sync/src/lib.rs"]);
    Ok(())
}
