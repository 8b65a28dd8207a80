//! `template.yaml` deploys what the code expects: table, queues, environment, and no right more than is used.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use aws_sdk_dynamodb::types::{GlobalSecondaryIndexDescription, KeySchemaElement, Projection};
use aws_sdk_sqs::types::QueueAttributeName;
use local::{cloud, events};
use serde_json::{Value, json};
use shared::{
    config::variable,
    dynamo::{keys, schema},
};
use tests::world::{World, flawless};

/// What Lambda sets itself, by the logging configuration.
const SET_BY_LAMBDA: &[&str] = &[variable::LOG_LEVEL];

/// What an operator adds who brings a weight table along; without them there is no modulus check.
const LEFT_TO_THE_OPERATOR: &[&str] = &[variable::MODULUS_WEIGHTS_FILE, variable::MODULUS_SUBSTITUTIONS_FILE];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The template as JSON, `!GetAtt Table.Arn` as the text `GetAtt Table.Arn`.
fn template() -> anyhow::Result<Value> {
    let text = fs::read_to_string(root().join("template.yaml")).context("reading template.yaml")?;
    plain(serde_yaml_ng::from_str(&text).context("template.yaml is no YAML")?)
}

fn plain(yaml: serde_yaml_ng::Value) -> anyhow::Result<Value> {
    use serde_yaml_ng::Value as Yaml;
    Ok(match yaml {
        Yaml::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let inside = match plain(tagged.value)? {
                Value::String(text) => text,
                other => other.to_string(),
            };
            json!(format!("{} {inside}", name.trim_start_matches('!')))
        }
        Yaml::Sequence(items) => items.into_iter().map(plain).collect::<anyhow::Result<Vec<_>>>()?.into(),
        Yaml::Mapping(pairs) => {
            let mut object = serde_json::Map::new();
            for (key, value) in pairs {
                object.insert(key.as_str().context("a key that is no text")?.to_owned(), plain(value)?);
            }
            object.into()
        }
        other => serde_json::to_value(other)?,
    })
}

/// The properties of one resource.
fn properties(resource: &str) -> anyhow::Result<Value> {
    let properties = template()?["Resources"][resource]["Properties"].take();
    ensure!(properties.is_object(), "the template has no resource {resource}");
    Ok(properties)
}

/// A text, or a list of them, as a sorted set.
fn texts(value: &Value) -> BTreeSet<String> {
    let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    items.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}

#[tokio::test]
async fn the_template_makes_the_table_that_the_code_makes() -> anyhow::Result<()> {
    let world = World::of(flawless(0)?).await?;
    let described = world.cloud.clients.dynamodb.describe_table().table_name(cloud::TABLE).send().await?;
    let made = described.table.context("no table")?;
    let on_this_machine = json!({
        "keys": key_schema(made.key_schema()),
        "indexes": made.global_secondary_indexes().iter().map(index_made).collect::<BTreeMap<_, _>>(),
    });

    let table = properties("Table")?;
    let indexes = table["GlobalSecondaryIndexes"].as_array().context("no indexes")?;
    let deployed = json!({
        "keys": key_schema_of(&table["KeySchema"]),
        "indexes": indexes.iter().map(index_deployed).collect::<BTreeMap<_, _>>(),
    });
    assert_eq!(deployed, on_this_machine);

    // And both are what the keys say, so that two equal mistakes are seen too.
    assert_eq!(deployed["keys"], json!([[keys::name::PK, "HASH"], [keys::name::SK, "RANGE"]]));
    let names: Vec<_> = deployed["indexes"].as_object().into_iter().flatten().map(|(name, _)| name).collect();
    assert_eq!(names, [keys::index::DUE, keys::index::PLANNER]);
    Ok(())
}

#[tokio::test]
async fn the_template_drops_the_same_items_as_the_code() -> anyhow::Result<()> {
    let world = World::of(flawless(0)?).await?;
    let client = &world.cloud.clients.dynamodb;
    let described = client.describe_time_to_live().table_name(cloud::TABLE).send().await?;
    let made = described.time_to_live_description.and_then(|ttl| ttl.attribute_name);
    let table = properties("Table")?;
    assert_eq!(
        table["TimeToLiveSpecification"],
        json!({"AttributeName": keys::name::EXPIRES, "Enabled": true})
    );
    assert_eq!(made.as_deref(), Some(keys::name::EXPIRES));
    Ok(())
}

#[test]
fn every_key_attribute_of_the_table_is_a_text() -> anyhow::Result<()> {
    let table = properties("Table")?;
    let expected: Vec<_> = schema::KEY_ATTRIBUTES
        .iter()
        .map(|name| json!({"AttributeName": name, "AttributeType": "S"}))
        .collect();
    assert_eq!(table["AttributeDefinitions"], json!(expected));
    Ok(())
}

#[test]
fn the_table_outlives_mistakes() -> anyhow::Result<()> {
    let table = properties("Table")?;
    assert_eq!(table["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(table["DeletionProtectionEnabled"], true);
    assert_eq!(table["PointInTimeRecoverySpecification"], json!({"PointInTimeRecoveryEnabled": true}));
    assert_eq!(table["SSESpecification"], json!({"SSEEnabled": true, "SSEType": "KMS"}));
    let resource = &template()?["Resources"]["Table"];
    assert_eq!(
        (&resource["DeletionPolicy"], &resource["UpdateReplacePolicy"]),
        (&json!("Retain"), &json!("Retain"))
    );
    Ok(())
}

fn key_schema(elements: &[KeySchemaElement]) -> Vec<[&str; 2]> {
    elements.iter().map(|element| [element.attribute_name(), element.key_type().as_str()]).collect()
}

fn key_schema_of(elements: &Value) -> Value {
    let pair = |element: &Value| json!([element["AttributeName"], element["KeyType"]]);
    elements.as_array().into_iter().flatten().map(pair).collect()
}

fn index_made(index: &GlobalSecondaryIndexDescription) -> (String, Value) {
    let projection = index.projection();
    let kind = projection.and_then(Projection::projection_type).map(|kind| kind.as_str().to_owned());
    let projected: BTreeSet<_> =
        projection.map(Projection::non_key_attributes).into_iter().flatten().collect();
    let index_of =
        json!({"keys": key_schema(index.key_schema()), "projection": kind, "projected": projected});
    (index.index_name().unwrap_or_default().to_owned(), index_of)
}

fn index_deployed(index: &Value) -> (String, Value) {
    let projection = &index["Projection"];
    let index_of = json!({
        "keys": key_schema_of(&index["KeySchema"]),
        "projection": projection["ProjectionType"],
        "projected": texts(&projection["NonKeyAttributes"]),
    });
    (index["IndexName"].as_str().unwrap_or_default().to_owned(), index_of)
}

#[test]
fn the_function_gets_exactly_the_variables_that_the_code_reads() -> anyhow::Result<()> {
    let function = properties("EmployeeSync")?;
    let variables = function["Environment"]["Variables"].as_object().context("no variables")?;
    let given: BTreeSet<_> = variables.keys().map(String::as_str).collect();
    let elsewhere = |name: &&str| SET_BY_LAMBDA.contains(name) || LEFT_TO_THE_OPERATOR.contains(name);
    let read: BTreeSet<_> = variable::ALL.iter().copied().filter(|name| !elsewhere(name)).collect();
    assert_eq!(given, read);
    assert_eq!(variables[variable::TABLE_NAME], "Ref Table");
    assert_eq!(variables[variable::SYNC_QUEUE_URL], "Ref SyncQueue");
    assert_eq!(function["LoggingConfig"]["LogFormat"], "JSON", "Lambda sets the log level only then");
    Ok(())
}

#[tokio::test]
async fn the_queues_are_those_of_one_machine_but_for_their_patience() -> anyhow::Result<()> {
    let (function, queue) = (properties("EmployeeSync")?, properties("SyncQueue")?);
    let seconds = |value: &Value| value.as_u64().context("no number of seconds");
    let (visibility, life) = (seconds(&queue["VisibilityTimeout"])?, seconds(&function["Timeout"])?);
    assert_eq!(life, 900);
    assert!(visibility >= 6 * life, "{visibility} s is less than six times {life} s");

    let world = World::of(flawless(0)?).await?;
    let asked = world.cloud.clients.sqs.get_queue_attributes().queue_url(&world.cloud.sync_queue);
    let asked = asked.attribute_names(QueueAttributeName::RedrivePolicy).send().await?;
    let redrive = asked.attributes.unwrap_or_default().remove(&QueueAttributeName::RedrivePolicy);
    let redrive: Value = serde_json::from_str(&redrive.context("no redrive policy")?)?;
    let receives = |value: &Value| value.as_u64().or_else(|| value.as_str()?.parse().ok());
    let deployed = receives(&queue["RedrivePolicy"]["maxReceiveCount"]).context("no maxReceiveCount")?;
    assert_eq!(Some(deployed), receives(&redrive["maxReceiveCount"]));
    assert_eq!(queue["RedrivePolicy"]["deadLetterTargetArn"], "GetAtt SyncDeadLetters.Arn");
    assert!(
        seconds(&queue["MessageRetentionPeriod"])? > deployed * visibility,
        "a request ends as a dead letter"
    );

    let dead_letters = properties("SyncDeadLetters")?;
    for (queue, local_name) in [(&queue, cloud::SYNC_QUEUE), (&dead_letters, cloud::SYNC_DEAD_LETTERS)] {
        let name = queue["QueueName"].as_str().context("no name")?;
        assert_eq!(name.replace("Sub ${AWS::StackName}", "pento-personio"), local_name);
        assert_eq!((&queue["FifoQueue"], &queue["SqsManagedSseEnabled"]), (&json!(true), &json!(true)));
    }
    let source = &function["Events"]["SyncRequests"]["Properties"];
    assert_eq!(source["Queue"], "GetAtt SyncQueue.Arn");
    assert_eq!(source["BatchSize"], 1);
    assert_eq!(source["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]));
    Ok(())
}

#[tokio::test]
async fn the_hour_of_the_template_is_one_the_function_takes() -> anyhow::Result<()> {
    let hour = &properties("EmployeeSync")?["Events"]["Hourly"]["Properties"];
    assert_eq!(hour["ScheduleExpression"], "rate(1 hour)");
    assert_eq!(hour["DeadLetterConfig"], json!({"Arn": "GetAtt HourlyDeadLetters.Arn"}));
    let payload: Value = serde_json::from_str(hour["Input"].as_str().context("no payload")?)?;
    assert_eq!(payload, json!({"kind": "hourly"}));

    let world = World::of(flawless(1)?).await?;
    world.connect_and_save().await?;
    assert_eq!(events::deliver(&world.inside, payload).await?, json!({"sync_requests": 1}));
    Ok(())
}

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

/// The IAM actions behind every SDK call in the sources of the store, but for those that only make the table on
/// machines without `CloudFormation`.
fn dynamodb_actions() -> anyhow::Result<BTreeSet<String>> {
    let folder = root().join("shared/src/dynamo");
    let mut actions = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        ensure!(path.is_file(), "{} is a folder: teach this test to read it", path.display());
        if path.ends_with("schema.rs") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for call in calls_of_client(&code) {
            let found = actions_of(&call).with_context(|| {
                format!("{} calls {call}: which IAM action does that need?", path.display())
            })?;
            actions.extend(found.iter().map(|action| format!("dynamodb:{action}")));
        }
        // A transaction needs the rights of its parts.
        for (part, action) in [
            ("Put::builder", "PutItem"),
            ("Update::builder", "UpdateItem"),
            ("Delete::builder", "DeleteItem"),
            ("ConditionCheck::builder", "ConditionCheckItem"),
        ] {
            let of_its_own = |(at, _): (usize, &str)| {
                !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
            };
            if code.match_indices(part).any(of_its_own) {
                actions.insert(format!("dynamodb:{action}"));
            }
        }
    }
    Ok(actions)
}

/// The methods called on the SDK's client: what follows `client`, blanks and line ends taken out.
fn calls_of_client(code: &str) -> Vec<String> {
    let dense: String = code.split_whitespace().collect();
    let after = dense.split("client.").skip(1);
    let name = |text: &str| {
        text.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).next().map(ToOwned::to_owned)
    };
    after.filter_map(name).collect()
}

/// The IAM actions of one SDK method; none for one that this test does not know.
fn actions_of(call: &str) -> Option<&'static [&'static str]> {
    Some(match call {
        "batch_get_item" => &["BatchGetItem"],
        "batch_write_item" => &["BatchWriteItem"],
        "delete_item" => &["DeleteItem"],
        "get_item" => &["GetItem"],
        "put_item" => &["PutItem"],
        "query" => &["Query"],
        "scan" => &["Scan"],
        "update_item" => &["UpdateItem"],
        "transact_write_items" => &[],
        _ => return None,
    })
}

#[test]
fn calls_are_found_over_line_ends_and_unknown_ones_are_told() {
    let found =
        calls_of_client("let a = self.client.get_item().x();\n self\n .client\n .transact_write_items()");
    assert_eq!(found, ["get_item", "transact_write_items"]);
    assert_eq!(actions_of("describe_table"), None);
}
