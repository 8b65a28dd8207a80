//! Whether a failed request is sent again, and when: a pure decision.

use std::time::Duration;

use jiff::{Timestamp, fmt::rfc2822::DateTimeParser};

use super::failure::Failure;

/// One request may be sent this often; the repeat with a new token comes on top, once.
pub(super) const MAX_TRIES: u32 = 5;

/// Personio's cool-down after 60 sign-ins within a minute.
const SIGN_IN_COOL_DOWN: Duration = Duration::from_mins(1);

/// Personio asks to wait at least this long after any 429.
pub(super) const SHORTEST_SLOW_DOWN: Duration = Duration::from_secs(1);

/// Jitter only lengthens a wait, by up to this share of it.
const JITTER_SHARE: f64 = 0.25;

/// What is being called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `POST /v1/auth`, `POST /v2/auth/token`: a token more does no harm, so that it may be repeated like a read.
    SignIn,
    /// A `GET` with a token.
    Read,
}

/// Where a request stands after a failed try.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attempt {
    /// What is being called.
    pub(super) kind: Kind,
    /// Tries so far, the failed one included: 1 or more.
    pub(super) tries_made: u32,
    /// Whether the token was already renewed for this request.
    pub(super) renewed: bool,
    /// What the answer asked for.
    pub(super) retry_after: Option<Duration>,
    /// Until the deadline of the access.
    pub(super) time_left: Duration,
    /// From 0 up to, not including, 1.
    pub(super) jitter: f64,
}

/// What to do about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    /// Tell the caller.
    GiveUp,
    /// Wait so long, then send the same again.
    RetryAfter(Duration),
    /// Drop the token, get one, send the same again at once.
    NewToken,
}

/// Decides about a failure.
///
/// | failure | read | sign-in |
/// | --- | --- | --- |
/// | 401 | one new token, then give up | again after 0.5 s once, then give up |
/// | 403 | one new token, then give up | give up |
/// | 404, 400, 422, redirects, other 4xx; login or scope refused in words; answer too large | give up | give up |
/// | 429 | `Retry-After`, at least 1 s; without it 1, 2, 4, 8 s | `Retry-After`, at least 1 s; without it 60 s |
/// | 408, 5xx, no connection, reset, time-out, cut off, HTML, other JSON, `success: false` | 0.5, 1, 2, 4 s | the same |
///
/// Our own waits grow by up to a quarter at random. A transient answer with a longer `Retry-After` gets that. Five
/// tries are made at most, and a wait that would reach the deadline is not begun: give up at once.
pub(super) fn decide(failure: Failure, attempt: &Attempt) -> Decision {
    let asked = attempt.retry_after;
    let wait = match (failure, attempt.kind) {
        (Failure::Unauthorised | Failure::Forbidden, Kind::Read) => {
            let worth_it = !attempt.renewed && !attempt.time_left.is_zero();
            return if worth_it { Decision::NewToken } else { Decision::GiveUp };
        }
        // Stray 401s are reported from callers who sign in often.
        (Failure::Unauthorised, Kind::SignIn) if attempt.tries_made < 2 => {
            backoff(Duration::from_millis(500), attempt)
        }
        (Failure::Unauthorised | Failure::Forbidden, Kind::SignIn)
        | (
            Failure::NotFound
            | Failure::LoginRefused
            | Failure::NoScope
            | Failure::Refused(_)
            | Failure::TooLarge,
            _,
        ) => return Decision::GiveUp,
        (Failure::SlowDown, Kind::Read) => asked
            .map_or_else(|| backoff(Duration::from_secs(1), attempt), |wait| wait.max(SHORTEST_SLOW_DOWN)),
        (Failure::SlowDown, Kind::SignIn) => {
            asked.map_or(SIGN_IN_COOL_DOWN, |wait| wait.max(SHORTEST_SLOW_DOWN))
        }
        (
            Failure::Transient(_)
            | Failure::Connect
            | Failure::Broken
            | Failure::TimedOut
            | Failure::Unusable(_)
            | Failure::NotSuccessful,
            _,
        ) => backoff(Duration::from_millis(500), attempt).max(asked.unwrap_or_default()),
    };
    if attempt.tries_made >= MAX_TRIES || wait >= attempt.time_left {
        Decision::GiveUp
    } else {
        Decision::RetryAfter(wait)
    }
}

/// The failure as the caller shall see it after [`Decision::GiveUp`]. One refused token proves nothing yet: when only the
/// deadline forbade the second look, the credentials must not be called rejected nor a permission missing.
pub(super) fn conclude(failure: Failure, attempt: &Attempt) -> Failure {
    match (failure, attempt.kind) {
        (Failure::Unauthorised, Kind::Read) if !attempt.renewed => Failure::Transient(401),
        (Failure::Forbidden, Kind::Read) if !attempt.renewed => Failure::Transient(403),
        (Failure::Unauthorised, Kind::SignIn) if attempt.tries_made < 2 => Failure::Transient(401),
        _ => failure,
    }
}

/// `first`, doubled for each try made before the last one, and a little more at random.
fn backoff(first: Duration, attempt: &Attempt) -> Duration {
    let doublings = attempt.tries_made.saturating_sub(1).min(MAX_TRIES);
    (first * 2_u32.pow(doublings)).mul_f64(1.0 + JITTER_SHARE * attempt.jitter.clamp(0.0, 1.0))
}

/// Reads a `Retry-After` header (RFC 9110, section 10.2.3): seconds, or an IMF date, which is compared with `now`.
/// A date in the past is no wait; anything else is no header.
pub(super) fn parse_retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let at = DateTimeParser::new().parse_timestamp(text).ok()?;
    Some(Duration::try_from(now.duration_until(at)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: Attempt = Attempt {
        kind: Kind::Read,
        tries_made: 1,
        renewed: false,
        retry_after: None,
        time_left: Duration::from_mins(10),
        jitter: 0.0,
    };
    const SIGN_IN: Attempt = Attempt { kind: Kind::SignIn, ..READ };

    fn after(milliseconds: u64) -> Decision {
        Decision::RetryAfter(Duration::from_millis(milliseconds))
    }

    #[expect(clippy::unnecessary_wraps, reason = "the tables read better without `Some`")]
    fn seconds(seconds: u64) -> Option<Duration> {
        Some(Duration::from_secs(seconds))
    }

    #[test]
    fn the_table() {
        use Decision::{GiveUp, NewToken};
        use Failure::*;
        let left = |milliseconds| Duration::from_millis(milliseconds);
        for (row, failure, attempt, expected) in [
            (1, Unauthorised, READ, NewToken),
            (2, Unauthorised, Attempt { tries_made: 5, ..READ }, NewToken),
            (3, Unauthorised, Attempt { renewed: true, ..READ }, GiveUp),
            (4, Unauthorised, Attempt { time_left: left(0), ..READ }, GiveUp),
            (5, Unauthorised, SIGN_IN, after(500)),
            (6, Unauthorised, Attempt { tries_made: 2, ..SIGN_IN }, GiveUp),
            (7, Forbidden, READ, NewToken),
            (8, Forbidden, Attempt { renewed: true, ..READ }, GiveUp),
            (9, Forbidden, SIGN_IN, GiveUp),
            (10, NotFound, READ, GiveUp),
            (11, Refused(400), READ, GiveUp),
            (12, Refused(422), SIGN_IN, GiveUp),
            (13, TooLarge, READ, GiveUp),
            (14, SlowDown, READ, after(1000)),
            (15, SlowDown, Attempt { tries_made: 2, ..READ }, after(2000)),
            (16, SlowDown, Attempt { tries_made: 3, ..READ }, after(4000)),
            (17, SlowDown, Attempt { tries_made: 4, ..READ }, after(8000)),
            (18, SlowDown, Attempt { tries_made: 5, ..READ }, GiveUp),
            (19, SlowDown, Attempt { retry_after: seconds(7), ..READ }, after(7000)),
            (20, SlowDown, Attempt { retry_after: seconds(7), jitter: 0.9, ..READ }, after(7000)),
            (21, SlowDown, Attempt { retry_after: seconds(0), ..READ }, after(1000)),
            (22, SlowDown, Attempt { retry_after: seconds(7), time_left: left(7001), ..READ }, after(7000)),
            (23, SlowDown, Attempt { retry_after: seconds(7), time_left: left(7000), ..READ }, GiveUp),
            (24, SlowDown, SIGN_IN, after(60_000)),
            (25, SlowDown, Attempt { time_left: left(60_000), ..SIGN_IN }, GiveUp),
            (26, SlowDown, Attempt { retry_after: seconds(3), ..SIGN_IN }, after(3000)),
            (27, Transient(502), READ, after(500)),
            (28, Transient(502), Attempt { tries_made: 2, ..READ }, after(1000)),
            (29, Transient(502), Attempt { tries_made: 3, ..READ }, after(2000)),
            (30, Transient(502), Attempt { tries_made: 4, ..READ }, after(4000)),
            (31, Transient(502), Attempt { tries_made: 5, ..READ }, GiveUp),
            (
                32,
                Transient(502),
                Attempt { jitter: 0.5, ..READ },
                Decision::RetryAfter(Duration::from_micros(562_500)),
            ),
            (33, Transient(503), Attempt { retry_after: seconds(9), ..READ }, after(9000)),
            (34, Transient(503), Attempt { time_left: left(500), ..READ }, GiveUp),
            (35, Transient(500), SIGN_IN, after(500)),
            (36, Connect, READ, after(500)),
            (37, Broken, READ, after(500)),
            (38, TimedOut, READ, after(500)),
            (39, Unusable("HTML"), READ, after(500)),
            (40, NotSuccessful, READ, after(500)),
            (41, NotSuccessful, Attempt { tries_made: 5, ..READ }, GiveUp),
            (42, LoginRefused, SIGN_IN, GiveUp),
            (43, NoScope, SIGN_IN, GiveUp),
        ] {
            assert_eq!(decide(failure, &attempt), expected, "row {row}");
        }
    }

    #[test]
    fn one_refusal_is_no_proof() {
        use Failure::*;
        for (failure, attempt, expected) in [
            (Unauthorised, READ, Transient(401)),
            (Unauthorised, Attempt { renewed: true, ..READ }, Unauthorised),
            (Unauthorised, SIGN_IN, Transient(401)),
            (Unauthorised, Attempt { tries_made: 2, ..SIGN_IN }, Unauthorised),
            (Forbidden, READ, Transient(403)),
            (Forbidden, Attempt { renewed: true, ..READ }, Forbidden),
            (Forbidden, SIGN_IN, Forbidden),
            (SlowDown, READ, SlowDown),
            (Refused(400), READ, Refused(400)),
        ] {
            assert_eq!(conclude(failure, &attempt), expected);
        }
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        for (text, expected) in [
            ("0", seconds(0)),
            ("120", seconds(120)),
            (" 5 ", seconds(5)),
            ("Sun, 22 Nov 2026 10:00:30 GMT", seconds(30)),
            ("Sun, 22 Nov 2026 09:59:00 GMT", seconds(0)),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
            ("99999999999", None),
        ] {
            assert_eq!(parse_retry_after(text, now), expected, "{text:?}");
        }
    }
}
