//! What only the real system has: the time, and ids made of it.

use jiff::Timestamp;
use uuid::{NoContext, Uuid};

use crate::{
    domain::ids::RunId,
    ports::{Clock, NewIds},
};

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that tells the time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Every clock makes ids: of version 7, by its own time.
impl<C: Clock> NewIds for C {
    fn run_id(&self) -> RunId {
        let now = self.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        RunId::new(Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanoseconds)))
    }
}
