//! The documented rate limits, as sliding windows.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

/// At most so many requests within any span of this length.
#[derive(Debug)]
struct Window {
    most: usize,
    span: Duration,
    hits: VecDeque<Instant>,
}

impl Window {
    const fn new(most: usize, span: Duration) -> Self {
        Self { most, span, hits: VecDeque::new() }
    }

    fn is_full(&mut self, now: Instant) -> bool {
        while self.hits.front().is_some_and(|hit| now.duration_since(*hit) >= self.span) {
            self.hits.pop_front();
        }
        self.hits.len() >= self.most
    }
}

/// Windows that all have to have room; a refused request takes none.
#[derive(Debug)]
pub(crate) struct Limit {
    windows: Vec<Window>,
    /// How long nothing is let through after a refusal.
    cool_down: Duration,
    closed_until: Option<Instant>,
}

/// Requests travel unevenly: what a client sends with a second between may arrive a little closer together.
const SLACK: Duration = Duration::from_millis(50);
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);

impl Limit {
    fn new(windows: &[(usize, Duration)], cool_down: Duration) -> Self {
        let window = |&(most, span): &(usize, Duration)| Window::new(most, span.saturating_sub(SLACK));
        Self { windows: windows.iter().map(window).collect(), cool_down, closed_until: None }
    }

    /// Whether this request may pass.
    pub(crate) fn admit(&mut self, now: Instant) -> bool {
        if self.closed_until.is_some_and(|until| now < until) {
            return false;
        }
        if self.windows.iter_mut().any(|window| window.is_full(now)) {
            self.closed_until = Some(now + self.cool_down);
            return false;
        }
        for window in &mut self.windows {
            window.hits.push_back(now);
        }
        true
    }
}

/// The limits of one account.
#[derive(Debug)]
pub(crate) struct Limits {
    /// `POST /v1/auth`: 60 a minute, then a pause of 60 s.
    pub(crate) auth: Limit,
    /// `POST /v2/auth/token`: 150 a minute. (The documented trickle of one a second afterwards is not modelled.)
    pub(crate) token: Limit,
    /// Everything under `/v1/company/employees`: 300 a minute and 15 a second. Documented for the list only; the
    /// others share it, so that a client that assumes more room shows.
    pub(crate) employees: Limit,
    /// `POST /v1/company/documents`: 60 a minute.
    pub(crate) documents: Limit,
}

impl Limits {
    pub(crate) fn new() -> Self {
        Self {
            auth: Limit::new(&[(60, MINUTE)], MINUTE),
            token: Limit::new(&[(150, MINUTE)], Duration::ZERO),
            employees: Limit::new(&[(300, MINUTE), (15, SECOND)], Duration::ZERO),
            documents: Limit::new(&[(60, MINUTE)], Duration::ZERO),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(limit: &mut Limit, start: Instant, at: Duration, tries: usize) -> usize {
        (0..tries).filter(|_| limit.admit(start + at)).count()
    }

    #[test]
    fn the_employees_limit_holds_per_second_and_per_minute() {
        let (start, mut limit) = (Instant::now(), Limits::new().employees);
        assert_eq!(admitted(&mut limit, start, Duration::ZERO, 20), 15);
        assert_eq!(admitted(&mut limit, start, Duration::from_millis(900), 20), 0);
        for second in 1..20 {
            assert_eq!(admitted(&mut limit, start, Duration::from_secs(second), 20), 15);
        }
        assert_eq!(admitted(&mut limit, start, Duration::from_secs(20), 20), 0, "300 within the minute");
        assert_eq!(admitted(&mut limit, start, Duration::from_mins(1), 20), 15);
    }

    #[test]
    fn auth_cools_down_for_a_minute() {
        let (start, mut limit) = (Instant::now(), Limits::new().auth);
        assert_eq!(admitted(&mut limit, start, Duration::ZERO, 61), 60);
        assert_eq!(admitted(&mut limit, start, Duration::from_millis(59_990), 1), 0);
        assert_eq!(admitted(&mut limit, start, Duration::from_mins(1), 1), 1);
    }
}
