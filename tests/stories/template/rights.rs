//! The function runs under a role of its own, which may do what the function does and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use serde_json::Value;
use shared::config::variable;

use super::{properties, sources::dynamodb_actions, texts};

#[test]
fn the_role_may_do_what_the_function_does_and_nothing_else() -> anyhow::Result<()> {
    let role = properties("EmployeeSyncRole")?;
    assert_eq!(role["ManagedPolicyArns"], Value::Null);
    let policies = role["Policies"].as_array().context("no policies")?;
    let mut granted: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for statement in
        policies.iter().filter_map(|policy| policy["PolicyDocument"]["Statement"].as_array()).flatten()
    {
        assert_eq!(statement["Effect"], "Allow");
        for resource in texts(&statement["Resource"]) {
            granted.entry(resource).or_default().extend(texts(&statement["Action"]));
        }
    }
    let set = |actions: &[&str]| actions.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    let secrets =
        "Sub arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:pento-personio/*";
    let queue = [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
        "sqs:SendMessage",
    ];
    let expected = BTreeMap::from([
        ("GetAtt Table.Arn".to_owned(), dynamodb_actions()?),
        ("Sub ${Table.Arn}/index/planner".to_owned(), set(&["dynamodb:Query"])),
        ("Sub ${Table.Arn}/index/due".to_owned(), set(&["dynamodb:Query"])),
        (secrets.to_owned(), set(&["secretsmanager:GetSecretValue"])),
        ("GetAtt SyncQueue.Arn".to_owned(), set(&queue)),
        ("GetAtt HourlyDeadLetters.Arn".to_owned(), set(&["sqs:SendMessage"])),
        ("GetAtt EmployeeSyncLogs.Arn".to_owned(), set(&["logs:CreateLogStream", "logs:PutLogEvents"])),
        ("*".to_owned(), set(&["xray:PutTelemetryRecords", "xray:PutTraceSegments"])),
    ]);
    assert_eq!(granted, expected);
    let prefix = &properties("EmployeeSync")?["Environment"]["Variables"][variable::SECRET_PREFIX];
    assert!(secrets.ends_with(&format!(":secret:{}*", prefix.as_str().unwrap_or("?"))));
    Ok(())
}
