//! What is remembered of each credential: its token and its pace. One tenant's trouble stays with its own session.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::{limiter::Limiter, token::TokenCell};
use crate::ports::Credentials;

/// Beyond so many sessions, those without a request in the last minute are forgotten: that costs a sign-in each.
const MANY: usize = 1_024;

/// Token and pace of one credential.
#[derive(Debug)]
pub(super) struct Session {
    /// The token all calls of the credential share.
    pub(super) token: TokenCell,
    /// The pace all calls of the credential share.
    pub(super) limiter: Limiter,
}

/// The sessions of the process.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<Key, Arc<Session>>>);

/// A digest over id and secret: a changed secret is another session, and no secret lies about as a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Key([u8; 32]);

impl Key {
    fn of(credentials: &Credentials) -> Self {
        let digest = Sha256::new()
            // The length keeps apart what would read the same when joined.
            .chain_update(credentials.client_id.len().to_be_bytes())
            .chain_update(&credentials.client_id)
            .chain_update(credentials.client_secret.expose_secret());
        Self(digest.finalize().into())
    }
}

impl Sessions {
    /// The credential's session, made when it is new.
    pub(super) fn of(&self, credentials: &Credentials) -> Arc<Session> {
        let key = Key::of(credentials);
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(session) = sessions.get(&key) {
            return session.clone();
        }
        if sessions.len() >= MANY {
            let now = Instant::now();
            sessions.retain(|_, session| Arc::strong_count(session) > 1 || !session.limiter.is_idle(now));
        }
        let session = Arc::new(Session { token: TokenCell::default(), limiter: Limiter::per_credential() });
        sessions.insert(key, session.clone());
        session
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(id: &str, secret: &str) -> Credentials {
        Credentials { client_id: id.to_owned(), client_secret: secret.to_owned().into() }
    }

    #[test]
    fn a_session_belongs_to_id_and_secret_together() {
        let sessions = Sessions::default();
        let one = sessions.of(&credentials("ab", "c"));
        for (id, secret, same) in
            [("ab", "c", true), ("a", "bc", false), ("ab", "d", false), ("b", "c", false)]
        {
            assert_eq!(Arc::ptr_eq(&one, &sessions.of(&credentials(id, secret))), same, "{id} {secret}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn idle_sessions_are_forgotten_when_there_are_many() {
        let sessions = Sessions::default();
        let held = sessions.of(&credentials("held", ""));
        let busy = sessions.of(&credentials("busy", ""));
        busy.limiter.turn(Instant::now() + std::time::Duration::from_secs(1)).await.unwrap();
        let busy = Arc::downgrade(&busy);
        for number in 2..=MANY {
            sessions.of(&credentials(&number.to_string(), ""));
        }
        assert_eq!(sessions.0.lock().unwrap().len(), 3);
        assert!(Arc::ptr_eq(&held, &sessions.of(&credentials("held", ""))));
        assert!(busy.upgrade().is_some());
    }
}
