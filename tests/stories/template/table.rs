//! The table of the template is the one that the code makes on other machines.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use aws_sdk_dynamodb::types::{GlobalSecondaryIndexDescription, KeySchemaElement, Projection};
use local::cloud;
use serde_json::{Value, json};
use shared::dynamo::{keys, schema};
use tests::world::{World, flawless};

use super::{properties, template, texts};

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
    assert_eq!(
        table["SSESpecification"],
        json!({"SSEEnabled": true, "SSEType": "KMS", "KMSMasterKeyId": "GetAtt DataKey.Arn"})
    );
    // Without its key the table would be kept, and could not be read.
    for name in ["Table", "DataKey"] {
        let resource = &template()?["Resources"][name];
        assert_eq!(
            (&resource["DeletionPolicy"], &resource["UpdateReplacePolicy"]),
            (&json!("Retain"), &json!("Retain")),
            "{name}"
        );
    }
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
