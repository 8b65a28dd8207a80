//! DynamoDB: that the server is there and is the one whose conformance was measured.

use aws_sdk_dynamodb::{
    Client,
    types::{
        AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, Put,
        ScalarAttributeType, TransactWriteItem,
    },
};

use crate::stack::Aws;

/// A table with the string keys `pk` and `sk`.
pub(crate) async fn table(dynamodb: &Client, name: &str) {
    let mut call = dynamodb.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    for (key, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        let text = ScalarAttributeType::S;
        call = call
            .attribute_definitions(
                AttributeDefinition::builder().attribute_name(key).attribute_type(text).build().unwrap(),
            )
            .key_schema(KeySchemaElement::builder().attribute_name(key).key_type(kind).build().unwrap());
    }
    call.send().await.unwrap();
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

#[tokio::test]
async fn items_are_put_once_read_and_written_together() {
    let aws = Aws::embedded().await;
    let dynamodb = aws.dynamodb();
    table(&dynamodb, "tenants").await;
    let put = dynamodb
        .put_item()
        .table_name("tenants")
        .item("pk", text("TENANT#a"))
        .item("sk", text("connection"))
        .condition_expression("attribute_not_exists(pk)");
    put.clone().send().await.unwrap();
    assert!(put.send().await.unwrap_err().into_service_error().is_conditional_check_failed_exception());

    let part = |sk: &str| {
        let put = Put::builder().table_name("tenants").item("pk", text("TENANT#a")).item("sk", text(sk));
        let put = put.condition_expression("attribute_not_exists(pk)").build().unwrap();
        TransactWriteItem::builder().put(put).build()
    };
    let both = |one: &str, two: &str| {
        dynamodb.transact_write_items().transact_items(part(one)).transact_items(part(two))
    };
    both("e1", "e2").send().await.unwrap();
    let failed = both("e3", "connection").send().await.unwrap_err().into_service_error();
    assert!(failed.is_transaction_canceled_exception());
    let query = dynamodb
        .query()
        .table_name("tenants")
        .key_condition_expression("pk = :pk")
        .expression_attribute_values(":pk", text("TENANT#a"));
    let items = query.send().await.unwrap().items.unwrap();
    let keys: Vec<_> = items.iter().map(|item| item["sk"].as_s().unwrap().as_str()).collect();
    assert_eq!(keys, ["connection", "e1", "e2"]);
}
