//! What only the real system has: the time, its passing, and ids made of it.

use std::time::Duration;

use jiff::Timestamp;
use uuid::{NoContext, Uuid};

use crate::{
    domain::ids::RunId,
    ports::{Clock, NewIds, Waits},
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

impl Waits for SystemClock {
    async fn wait(&self, time: Duration) {
        tokio::time::sleep(time).await;
    }
}

/// Every clock makes ids: of version 7, by its own time. The twelve bits behind the milliseconds count their fraction
/// (RFC 9562, section 6.2, method 3), so that two ids made within a millisecond still sort by time.
impl<C: Clock> NewIds for C {
    fn run_id(&self) -> RunId {
        let now = self.now();
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let nanoseconds = u32::try_from(now.subsec_nanosecond()).unwrap_or(0);
        let mut bytes =
            Uuid::new_v7(uuid::Timestamp::from_unix(NoContext, seconds, nanoseconds)).into_bytes();
        // 4096 steps of 244 ns; 999,999 x 4096 is below 2^32.
        let [_, _, high, low] = (nanoseconds % 1_000_000 * 4_096 / 1_000_000).to_be_bytes();
        bytes[6] = 0x70 | high;
        bytes[7] = low;
        RunId::new(Uuid::from_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct At(Timestamp);

    impl Clock for At {
        fn now(&self) -> Timestamp {
            self.0
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_returns_so_much_later_and_not_before() {
        let begin = tokio::time::Instant::now();
        SystemClock.wait(Duration::from_secs(20)).await;
        let waited = begin.elapsed();
        // Tokio's timer counts in milliseconds.
        assert!(waited >= Duration::from_secs(20) && waited < Duration::from_millis(20_002), "{waited:?}");
    }

    #[test]
    fn ids_sort_by_the_microsecond_and_are_of_version_7() {
        let ids = ["10:00:00Z", "10:00:00.000001Z", "10:00:00.000002Z", "10:00:00.000999Z", "10:00:00.001Z"]
            .map(|time| At(format!("2026-11-22T{time}").parse().unwrap()).run_id().to_string());
        assert!(ids.is_sorted() && ids.windows(2).all(|two| two[0] != two[1]), "{ids:?}");
        for id in &ids {
            // 2026-11-22T10:00:00Z is 1,795,341,600,000 ms = 0x1a202b2c500.
            assert!(id.starts_with("01a202b2-c50"), "{id}");
            let id: Uuid = id.parse().unwrap();
            assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
        }
    }
}
