//! One credential's token: fetched by one task at a time, and shared by all.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tokio::{
    sync::Mutex,
    time::{Instant, timeout_at},
};

use super::wire::SignIn;
use crate::ports::{Access, Clock, PersonioError};

/// How long a token lives unless Personio says something shorter.
const LIFETIME: SignedDuration = SignedDuration::from_hours(24);

/// A token is not begun to be used this shortly before its end; of a short life, not in the second half.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);

/// Trusted at the least, so that a wrong `expires_in` can't make every call sign in. A dead token is found out by 401.
const SHORTEST: SignedDuration = SignedDuration::from_secs(1);

/// A token as Personio gave it.
#[derive(Debug)]
pub(super) struct Token {
    /// What stands after "Bearer".
    pub(super) text: SecretString,
    /// The scopes, where Personio named them.
    pub(super) scope: Option<Box<str>>,
    /// Counts the sign-ins: Personio answers the same text for 24 hours, so that texts can't tell tokens apart.
    pub(super) number: u64,
    valid_until: Timestamp,
}

/// Which token a caller can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// Any that is still valid.
    Any,
    /// A later one than this, which Personio refused.
    After(u64),
    /// One that nobody had before, with today's scopes.
    New,
}

/// The place of the token.
#[derive(Debug, Default)]
pub(super) struct TokenCell {
    state: Mutex<State>,
    /// Sign-ins that ended, well or not.
    ended: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    current: Option<Arc<Token>>,
    failed: Option<Failed>,
    /// The latest token that was refused although it was fetched to replace a refused one.
    refused_twice: u64,
}

/// The latest sign-in, when it failed.
#[derive(Debug)]
struct Failed {
    number: u64,
    error: PersonioError,
    deadline: Timestamp,
}

impl TokenCell {
    /// The token, with `sign_in` when there is none to serve the need. Whoever waited while another task's sign-in
    /// failed shares that failure, unless its own later deadline promises more.
    ///
    /// # Errors
    /// Those of `sign_in`; [`PersonioError::Unavailable`] at the deadline; [`PersonioError::CredentialsRejected`] when
    /// a token after the refused one was refused as well.
    pub(super) async fn get<F>(
        &self,
        access: &Access,
        clock: &dyn Clock,
        until: Instant,
        need: Need,
        sign_in: F,
    ) -> Result<Arc<Token>, PersonioError>
    where
        F: Future<Output = Result<SignIn, PersonioError>> + Send,
    {
        let ended_before = self.ended.load(Ordering::Acquire);
        let mut state = timeout_at(until, self.state.lock())
            .await
            .map_err(|_| PersonioError::Unavailable { operation: "sign-in", last: "time-out".to_owned() })?;
        if let Some(token) = &state.current
            && token.serves(need, clock.now())
        {
            return Ok(token.clone());
        }
        if let Need::After(refused) = need
            && state.refused_twice > refused
        {
            return Err(PersonioError::CredentialsRejected);
        }
        if let Some(failed) = &state.failed
            && failed.number > ended_before
            && (failed.error == PersonioError::CredentialsRejected || failed.deadline >= access.deadline)
        {
            return Err(failed.error.clone());
        }
        if need != Need::New {
            state.current = None;
        }
        let signed_in = sign_in.await;
        let number = self.ended.fetch_add(1, Ordering::AcqRel) + 1;
        match signed_in {
            Ok(signed_in) => {
                let token = Arc::new(Token::new(signed_in, number, clock.now()));
                state.current = Some(token.clone());
                state.failed = None;
                Ok(token)
            }
            Err(error) => {
                if error == PersonioError::CredentialsRejected {
                    state.current = None;
                }
                state.failed = Some(Failed { number, error: error.clone(), deadline: access.deadline });
                Err(error)
            }
        }
    }

    /// Forgets a token that was refused although it was fetched to replace a refused one, so that a later call begins
    /// anew, and tasks still holding an older token don't sign in again.
    pub(super) fn refuse_twice(&self, number: u64) {
        // When it is locked, a task is signing in and the token is forgotten already.
        if let Ok(mut state) = self.state.try_lock() {
            state.refused_twice = state.refused_twice.max(number);
            state.current.take_if(|token| token.number == number);
        }
    }
}

impl Token {
    fn new(signed_in: SignIn, number: u64, now: Timestamp) -> Self {
        let said = signed_in.expires_in.map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX));
        let life = said.map_or(LIFETIME, |seconds| SignedDuration::from_secs(seconds).min(LIFETIME));
        let trusted = (life - MARGIN.min(life / 2)).max(SHORTEST);
        Self {
            text: SecretString::from(String::from(signed_in.token)),
            scope: signed_in.scope,
            number,
            valid_until: now.saturating_add(trusted).unwrap_or(Timestamp::MAX),
        }
    }

    fn serves(&self, need: Need, now: Timestamp) -> bool {
        now < self.valid_until
            && match need {
                Need::Any => true,
                Need::After(refused) => self.number > refused,
                Need::New => false,
            }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::ports::Credentials;

    #[test]
    fn a_token_is_trusted_for_its_life_less_a_margin() {
        let now: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
        for (expires_in, trusted_seconds) in [
            (None, 86_400 - 300),
            (Some(86_400), 86_400 - 300),
            (Some(1_000_000), 86_400 - 300),
            (Some(u64::MAX), 86_400 - 300),
            (Some(3_600), 3_300),
            (Some(600), 300),
            (Some(120), 60),
            (Some(2), 1),
            (Some(0), 1),
        ] {
            let token = Token::new(SignIn { token: "papi-x".into(), expires_in, scope: None }, 1, now);
            let end = now + SignedDuration::from_secs(trusted_seconds);
            assert_eq!(token.valid_until, end, "{expires_in:?}");
            assert!(token.serves(Need::Any, end - SignedDuration::from_nanos(1)));
            assert!(!token.serves(Need::Any, end));
        }
    }

    #[test]
    fn a_refused_token_and_its_elders_serve_nobody_who_saw_it_refused() {
        let now = Timestamp::UNIX_EPOCH;
        let token = Token::new(SignIn { token: "papi-x".into(), expires_in: None, scope: None }, 5, now);
        for (need, serves) in
            [(Need::Any, true), (Need::After(4), true), (Need::After(5), false), (Need::New, false)]
        {
            assert_eq!(token.serves(need, now), serves, "{need:?}");
        }
        assert!(!format!("{token:?}").contains("papi"));
    }

    #[tokio::test]
    async fn who_held_an_older_token_does_not_sign_in_after_two_refusals() {
        struct Stopped;
        impl Clock for Stopped {
            fn now(&self) -> Timestamp {
                Timestamp::UNIX_EPOCH
            }
        }
        let credentials =
            Credentials { client_id: "id".to_owned(), client_secret: "secret".to_owned().into() };
        let access = Access::new(credentials, Timestamp::MAX);
        let cell = TokenCell::default();
        let get = async |need| {
            let until = Instant::now() + Duration::from_mins(1);
            let sign_in = async { Ok(SignIn { token: "papi-x".into(), expires_in: None, scope: None }) };
            cell.get(&access, &Stopped, until, need, sign_in).await.map(|token| token.number)
        };
        assert_eq!(get(Need::Any).await, Ok(1));
        assert_eq!(get(Need::After(1)).await, Ok(2));
        assert_eq!(get(Need::After(1)).await, Ok(2));
        cell.refuse_twice(2);
        assert_eq!(get(Need::After(1)).await, Err(PersonioError::CredentialsRejected));
        assert_eq!(get(Need::Any).await, Ok(3));
        assert_eq!(get(Need::After(2)).await, Ok(3));
        assert_eq!(get(Need::New).await, Ok(4));
    }
}
