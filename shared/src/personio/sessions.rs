//! What is remembered of each credential: its tokens and its paces. One tenant's trouble stays with its own session.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, atomic::AtomicU64},
};

use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use super::{limiter::Limiter, target::Api, token::TokenCell};
use crate::ports::Credentials;

/// Beyond so many sessions, those without a request in the last minute are forgotten: that costs a sign-in each.
const MANY: usize = 1_024;

/// Tokens and paces of one credential.
#[derive(Debug)]
pub(super) struct Session {
    v1: Side,
    v2: Side,
    /// The pace of its uploads.
    pub(super) uploads: Limiter,
    /// The number of the first token that was fetched because an upload was refused with 401 or 403; 0 when the latest
    /// upload was not.
    pub(super) upload_token: AtomicU64,
}

/// Token and pace of one credential in one API.
#[derive(Debug)]
pub(super) struct Side {
    /// The token all calls share.
    pub(super) token: TokenCell,
    /// The pace all calls but uploads share.
    pub(super) limiter: Limiter,
}

impl Session {
    fn new() -> Self {
        let side = |limiter| Side { token: TokenCell::default(), limiter };
        Self {
            v1: side(Limiter::per_credential()),
            v2: side(Limiter::per_credential_in_v2()),
            uploads: Limiter::of_uploads(),
            upload_token: AtomicU64::new(0),
        }
    }

    /// Token and pace in this API.
    pub(super) const fn side(&self, api: Api) -> &Side {
        match api {
            Api::V1 => &self.v1,
            Api::V2 => &self.v2,
        }
    }

    fn is_idle(&self, now: Instant) -> bool {
        [&self.v1.limiter, &self.v2.limiter, &self.uploads].into_iter().all(|limiter| limiter.is_idle(now))
    }
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
            sessions.retain(|_, session| Arc::strong_count(session) > 1 || !session.is_idle(now));
        }
        let session = Arc::new(Session::new());
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
        let busy = ["busy in v1", "busy in v2", "uploading"].map(|id| sessions.of(&credentials(id, "")));
        let limiters = [&busy[0].v1.limiter, &busy[1].v2.limiter, &busy[2].uploads];
        for limiter in limiters {
            limiter.turn(Instant::now() + std::time::Duration::from_secs(1)).await.unwrap();
        }
        let busy = busy.map(|session| Arc::downgrade(&session));
        for number in 4..=MANY {
            sessions.of(&credentials(&number.to_string(), ""));
        }
        assert_eq!(sessions.0.lock().unwrap().len(), 5);
        assert!(Arc::ptr_eq(&held, &sessions.of(&credentials("held", ""))));
        assert!(busy.iter().all(|session| session.upgrade().is_some()));
    }
}
