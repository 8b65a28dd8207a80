//! The table: keys, items to and from the domain, and the store that implements the ports on DynamoDB.

mod employees;
mod errors;
mod items;
pub mod keys;
mod lease;
pub mod schema;
mod tenants;

use aws_sdk_dynamodb::{Client, types::AttributeValue};

pub use self::lease::LEASE_SECONDS;

/// The store on one DynamoDB table.
#[derive(Debug, Clone)]
pub struct Table {
    client: Client,
    name: String,
}

impl Table {
    /// Uses the table `name` by this client.
    #[must_use]
    pub const fn new(client: Client, name: String) -> Self {
        Self { client, name }
    }
}

/// A text attribute.
fn text(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

/// A number attribute.
fn number(number: impl Into<i128>) -> AttributeValue {
    AttributeValue::N(number.into().to_string())
}
