//! Receipt handles: what a receiver shows to delete a message or to change its visibility.

use data_encoding::BASE64;
use rusqlite::{OptionalExtension as _, Transaction};
use uuid::Uuid;

use super::{invalid, queue::Queue};
use crate::aws::json::Fault;

/// The handle of one receiving of message `id` of `queue`, where `receipt` is the text kept with the message.
pub(super) fn handle(queue: &str, id: i64, receipt: &str) -> String {
    BASE64.encode(format!("{queue} {id} {receipt}").as_bytes())
}

/// A new receipt.
pub(super) fn receipt() -> String {
    Uuid::new_v4().to_string()
}

/// What a handle turned out to be.
pub(super) enum Shown {
    /// The handle of the last receiving of message `id`, which is in flight or visible again.
    Latest {
        /// The message.
        id: i64,
        /// Whether its visibility timeout is running.
        in_flight: bool,
    },
    /// The message was received again since.
    Stale,
    /// The message is no longer there.
    Gone,
}

/// Looks up a handle that somebody shows for `queue`.
pub(super) fn look_up(
    transaction: &Transaction<'_>,
    queue: &Queue,
    handle: &str,
    now: i64,
) -> Result<Shown, Fault> {
    let (id, receipt) = parts(queue, handle)
        .ok_or_else(|| Fault::new("ReceiptHandleIsInvalid", "The input receipt handle is invalid."))?;
    let found: Option<(Option<String>, i64)> = transaction
        .query_row(
            "SELECT receipt, visible FROM messages WHERE queue = ?1 AND id = ?2",
            (&queue.name, id),
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    Ok(match found {
        None => Shown::Gone,
        Some((latest, visible)) if latest.as_deref() == Some(receipt.as_str()) => {
            Shown::Latest { id, in_flight: visible > now }
        }
        Some(_) => Shown::Stale,
    })
}

/// AWS's error for a handle of a FIFO queue that counts no more.
pub(super) fn expired() -> Fault {
    invalid("ReceiptHandle", "The receipt handle has expired.")
}

fn parts(queue: &Queue, handle: &str) -> Option<(i64, String)> {
    let text = String::from_utf8(BASE64.decode(handle.as_bytes()).ok()?).ok()?;
    let mut parts = text.split(' ');
    let (name, id, receipt) = (parts.next()?, parts.next()?, parts.next()?);
    (name == queue.name && parts.next().is_none()).then_some((id.parse().ok()?, receipt.to_owned()))
}
