//! How fast requests may leave. For a credential: 15 a second and 300 a minute in v1, 5 a second in v2, 50 uploads a
//! minute. For the process: 2,000 a minute.
//!
//! A caller reserves its instant at once, in the order of asking, and then sleeps: that is fair without a queue, and
//! a caller who would come too late learns it before waiting. A reservation of a caller who went away is lost, which
//! only slows us down.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::{Instant, sleep_until};

/// Requests that leave within a second may arrive within less, when the first are slower on their way: a tenth of a
/// second of slack on every window.
const SLACK: Duration = Duration::from_millis(100);
const SECOND: Duration = Duration::from_secs(1).saturating_add(SLACK);
const MINUTE: Duration = Duration::from_mins(1).saturating_add(SLACK);

/// Personio's limits for `GET /v1/company/employees`, used for every call of one credential to v1 but uploads.
const PER_CREDENTIAL: &[Limit] = &[Limit { count: 15, within: SECOND }, Limit { count: 300, within: MINUTE }];

/// For v2 Personio names no limit but that of its sign-in, 150 a minute. The slowest refill anybody has seen there is 10
/// a second; half of that.
const PER_CREDENTIAL_IN_V2: &[Limit] = &[Limit { count: 5, within: SECOND }];

/// Personio takes 60 uploads a minute (`POST /v1/company/documents`); a sixth is left to whoever else uploads.
const UPLOADS: &[Limit] = &[Limit { count: 50, within: MINUTE }];

/// Personio's limit for all of v1 from one address; a process has one.
const PER_PROCESS: &[Limit] = &[Limit { count: 2_000, within: MINUTE }];

/// At most `count` requests in any span of the length `within`.
#[derive(Debug, Clone, Copy)]
struct Limit {
    count: usize,
    within: Duration,
}

/// The caller's turn would come after its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TooLate;

/// Sliding windows over the requests of one credential or of the process.
#[derive(Debug)]
pub(super) struct Limiter {
    limits: &'static [Limit],
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The latest reserved instants, oldest first, as many as the largest limit counts.
    reserved: VecDeque<Instant>,
    /// Nothing before this: Personio asked to slow down.
    held_until: Option<Instant>,
}

impl Limiter {
    /// The limits of one credential in v1.
    pub(super) fn per_credential() -> Self {
        Self::within(PER_CREDENTIAL)
    }

    /// The limit of one credential in v2.
    pub(super) fn per_credential_in_v2() -> Self {
        Self::within(PER_CREDENTIAL_IN_V2)
    }

    /// The limit of one credential's uploads.
    pub(super) fn of_uploads() -> Self {
        Self::within(UPLOADS)
    }

    /// The limit of the process.
    pub(super) fn per_process() -> Self {
        Self::within(PER_PROCESS)
    }

    fn within(limits: &'static [Limit]) -> Self {
        Self { limits, state: Mutex::default() }
    }

    /// Waits for the caller's turn.
    ///
    /// # Errors
    /// [`TooLate`], at once and without taking a turn, when that would be at `deadline` or later.
    pub(super) async fn turn(&self, deadline: Instant) -> Result<(), TooLate> {
        let at = self.reserve(Instant::now(), deadline)?;
        sleep_until(at).await;
        Ok(())
    }

    /// Holds back everybody who has no turn yet. A later hold never shortens an earlier one.
    pub(super) fn hold_until(&self, instant: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.held_until = state.held_until.max(Some(instant));
    }

    /// Whether no request was or will be sent in the span of the longest limit before `now`: then nothing is lost
    /// when this limiter is forgotten.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let longest = self.limits.iter().map(|limit| limit.within).max().unwrap_or_default();
        state.held_until.is_none_or(|until| until <= now)
            && state.reserved.back().is_none_or(|last| *last + longest <= now)
    }

    fn reserve(&self, now: Instant, deadline: Instant) -> Result<Instant, TooLate> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut at = state.reserved.back().map_or(now, |last| now.max(*last));
        at = state.held_until.map_or(at, |until| at.max(until));
        for limit in self.limits {
            // The request `count` places back must have left its window; the windows are half open.
            let before =
                state.reserved.len().checked_sub(limit.count).and_then(|index| state.reserved.get(index));
            at = before.map_or(at, |before| at.max(*before + limit.within));
        }
        if at >= deadline {
            return Err(TooLate);
        }
        state.reserved.push_back(at);
        let most = self.limits.iter().map(|limit| limit.count).max().unwrap_or_default();
        if state.reserved.len() > most {
            state.reserved.pop_front();
        }
        Ok(at)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    async fn spans(limiter: Limiter, requests: usize) -> Vec<Duration> {
        let limiter = Arc::new(limiter);
        let start = Instant::now();
        let mut tasks = Vec::new();
        for _ in 0..requests {
            let limiter = limiter.clone();
            tasks.push(tokio::spawn(async move {
                limiter.turn(start + MINUTE * 10).await.unwrap();
                start.elapsed()
            }));
        }
        let mut spans = Vec::new();
        for task in tasks {
            spans.push(task.await.unwrap());
        }
        spans
    }

    #[tokio::test(start_paused = true)]
    async fn fifteen_a_second_in_the_order_of_asking() {
        let spans = spans(Limiter::per_credential(), 46).await;
        for (index, span) in spans.iter().enumerate() {
            // Tokio's timer ticks in milliseconds.
            let expected = SECOND * u32::try_from(index / 15).unwrap();
            assert!(*span >= expected && *span < expected + Duration::from_millis(5), "{index}: {span:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn three_hundred_a_minute() {
        let spans = spans(Limiter::per_credential(), 301).await;
        assert!(spans[299] < SECOND * 20, "{:?}", spans[299]);
        assert!(spans[300] >= MINUTE && spans[300] < MINUTE + Duration::from_millis(5), "{:?}", spans[300]);
    }

    #[tokio::test(start_paused = true)]
    async fn five_a_second_in_v2() {
        let spans = spans(Limiter::per_credential_in_v2(), 6).await;
        assert!(spans[4] < Duration::from_millis(5));
        assert!(spans[5] >= SECOND && spans[5] < SECOND + Duration::from_millis(5), "{:?}", spans[5]);
    }

    #[tokio::test(start_paused = true)]
    async fn fifty_uploads_a_minute() {
        let spans = spans(Limiter::of_uploads(), 51).await;
        assert!(spans[49] < Duration::from_millis(5));
        assert!(spans[50] >= MINUTE && spans[50] < MINUTE + Duration::from_millis(5), "{:?}", spans[50]);
    }

    #[tokio::test(start_paused = true)]
    async fn two_thousand_a_minute_for_the_process() {
        let spans = spans(Limiter::per_process(), 2_001).await;
        assert!(spans[1_999] < Duration::from_millis(5));
        assert!(spans[2_000] >= MINUTE && spans[2_000] < MINUTE + Duration::from_millis(5));
    }

    #[tokio::test(start_paused = true)]
    async fn who_would_come_too_late_learns_it_at_once_and_takes_no_turn() {
        let limiter = Limiter::per_credential();
        let start = Instant::now();
        for _ in 0..15 {
            limiter.turn(start + MINUTE).await.unwrap();
        }
        assert_eq!(limiter.turn(start + SECOND).await, Err(TooLate));
        assert_eq!(start.elapsed(), Duration::ZERO);
        limiter.turn(start + SECOND + Duration::from_millis(1)).await.unwrap();
        assert!(start.elapsed() >= SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hold_delays_the_next_and_is_never_shortened() {
        let limiter = Limiter::per_credential();
        let start = Instant::now();
        limiter.hold_until(start + SECOND * 7);
        limiter.hold_until(start + SECOND * 2);
        assert!(!limiter.is_idle(start));
        limiter.turn(start + MINUTE).await.unwrap();
        assert!(start.elapsed() >= SECOND * 7);
        assert!(!limiter.is_idle(start + MINUTE + SECOND * 6));
        assert!(limiter.is_idle(start + MINUTE + SECOND * 7 + Duration::from_millis(5)));
    }
}
