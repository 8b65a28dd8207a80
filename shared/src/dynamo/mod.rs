//! The table: keys, items to and from the domain, and the store that implements the ports on DynamoDB.

mod employees;
mod errors;
mod items;
mod json;
pub mod keys;
mod lease;
mod operator;
mod patience;
mod payslips;
pub mod schema;
mod tenants;

use std::time::Duration;

use aws_sdk_dynamodb::{Client, types::AttributeValue};

pub use self::lease::LEASE_SECONDS;

/// The store on one DynamoDB table.
#[derive(Debug, Clone)]
pub struct Table {
    client: Client,
    name: String,
    first_wait: Duration,
}

impl Table {
    /// Uses the table `name` by this client.
    #[must_use]
    pub const fn new(client: Client, name: String) -> Self {
        Self { client, name, first_wait: patience::FIRST_WAIT }
    }

    /// Waits this long before the first repetition of what DynamoDB cancels or leaves over, and twice as long before
    /// each further one. Without it: 50 ms.
    #[must_use]
    pub fn with_first_wait(self, first_wait: Duration) -> Self {
        Self { first_wait, ..self }
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
