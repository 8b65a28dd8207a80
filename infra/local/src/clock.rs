//! The one place of this package that reads the clock.

use std::sync::Arc;

use jiff::Timestamp;

use crate::aws::Clock;

/// The clock of this machine, for [`crate::aws::Config`].
#[must_use]
pub fn system() -> Clock {
    Arc::new(now)
}

/// The present instant.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the one reading of the clock; everybody else is handed it")]
pub fn now() -> Timestamp {
    Timestamp::now()
}
