//! Trying again what DynamoDB cancels, leaves over or finds in the way of a transaction. The SDK tries again what
//! fails as a whole; these it takes for answers.

use std::{future::Future, time::Duration};

use aws_sdk_dynamodb::{
    error::{ProvideErrorMetadata, SdkError},
    operation::transact_write_items::TransactWriteItemsError,
    types::{CancellationReason, TransactWriteItem},
};

use super::{
    Table,
    errors::{cause, unavailable},
};
use crate::ports::StoreError;

/// Tries of one call, and so one wait less.
const TRIES: u32 = 9;

/// The first wait; each is twice the one before: 50 ms, 100 ms ... 6.4 s, in all 50 ms x (2^8 - 1) = 12.75 s.
pub(super) const FIRST_WAIT: Duration = Duration::from_millis(50);

impl Table {
    /// The waits between the tries of one call, the end of which is the end of patience.
    pub(super) fn waits(&self) -> impl Iterator<Item = Duration> + use<> {
        let first = self.first_wait;
        (0..TRIES - 1).map(move |doublings| first * 2_u32.pow(doublings))
    }

    /// One transaction; answers which of its parts were refused on their condition, by position. Nothing is written
    /// when one was.
    pub(super) async fn transact(
        &self,
        parts: Vec<TransactWriteItem>,
        what: &'static str,
    ) -> Result<Vec<bool>, StoreError> {
        let count = parts.len();
        let mut waits = self.waits();
        loop {
            let sent =
                self.client.transact_write_items().set_transact_items(Some(parts.clone())).send().await;
            let Err(error) = sent else { return Ok(vec![false; count]) };
            let Some(TransactWriteItemsError::TransactionCanceledException(canceled)) =
                error.as_service_error()
            else {
                return Err(unavailable(what)(error));
            };
            let refused: Vec<_> = canceled.cancellation_reasons().iter().map(is_refused).collect();
            if refused.contains(&true) {
                return Ok(refused);
            }
            // Throttled, or in the way of another transaction: nothing was written, and it may go through later.
            match waits.next() {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(unavailable(what)(error)),
            }
        }
    }

    /// One write of one item, sent again while a transaction on that item is under way.
    pub(super) async fn past_transactions<T, E, R, F>(
        &self,
        send: impl Fn() -> F,
    ) -> Result<T, SdkError<E, R>>
    where
        E: ProvideErrorMetadata,
        F: Future<Output = Result<T, SdkError<E, R>>>,
    {
        let mut waits = self.waits();
        loop {
            match (send().await, waits.next()) {
                (Err(error), Some(wait)) if cause(&error) == "TransactionConflictException" => {
                    tokio::time::sleep(wait).await;
                }
                (answer, _) => return answer,
            }
        }
    }
}

fn is_refused(reason: &CancellationReason) -> bool {
    reason.code() == Some("ConditionalCheckFailed")
}
