//! The table itself, for machines without `CloudFormation`. On AWS `template.yaml` makes the same one; a test compares.

use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
        ProjectionType, ScalarAttributeType, TimeToLiveSpecification,
    },
};

use super::{
    errors::{cause, not_built, unavailable},
    keys::{index, name},
};
use crate::ports::StoreError;

/// The key attributes: all are texts.
pub const KEY_ATTRIBUTES: [&str; 5] = [name::PK, name::SK, name::PLANNER, name::DUE, name::DUE_AT];

/// Makes the table with its indexes and its time to live, unless it is there.
///
/// # Errors
/// [`StoreError::Unavailable`] when DynamoDB refuses or does not answer.
pub async fn create_table(client: &Client, table: &str) -> Result<(), StoreError> {
    let what = "create the table";
    let mut create = client.create_table().table_name(table).billing_mode(BillingMode::PayPerRequest);
    for attribute in KEY_ATTRIBUTES {
        let definition =
            AttributeDefinition::builder().attribute_name(attribute).attribute_type(ScalarAttributeType::S);
        create = create.attribute_definitions(definition.build().map_err(|_| not_built(what))?);
    }
    for element in keys(name::PK, name::SK)? {
        create = create.key_schema(element);
    }
    let projected = Projection::builder()
        .projection_type(ProjectionType::Include)
        .set_non_key_attributes(Some(index::PLANNER_PROJECTION.map(ToOwned::to_owned).into()))
        .build();
    let keys_only = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
    for (index, partition, sort, projection) in [
        (index::PLANNER, name::PLANNER, name::SK, projected),
        (index::DUE, name::DUE, name::DUE_AT, keys_only),
    ] {
        let definition = GlobalSecondaryIndex::builder()
            .index_name(index)
            .set_key_schema(Some(keys(partition, sort)?.into()))
            .projection(projection)
            .build();
        create = create.global_secondary_indexes(definition.map_err(|_| not_built(what))?);
    }
    match create.send().await {
        Ok(_) => {}
        Err(error) if cause(&error) == "ResourceInUseException" => return Ok(()),
        Err(error) => return Err(unavailable(what)(error)),
    }
    let ttl = TimeToLiveSpecification::builder().attribute_name(name::EXPIRES).enabled(true);
    let ttl = ttl.build().map_err(|_| not_built(what))?;
    client
        .update_time_to_live()
        .table_name(table)
        .time_to_live_specification(ttl)
        .send()
        .await
        .map_err(unavailable("set the time to live"))?;
    Ok(())
}

fn keys(partition: &str, sort: &str) -> Result<[KeySchemaElement; 2], StoreError> {
    let element = |name: &str, kind| {
        let element = KeySchemaElement::builder().attribute_name(name).key_type(kind);
        element.build().map_err(|_| not_built("create the table"))
    };
    Ok([element(partition, KeyType::Hash)?, element(sort, KeyType::Range)?])
}
