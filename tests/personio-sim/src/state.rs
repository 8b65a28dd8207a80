//! What the account and the server know, shared by all connections.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::http::Method;
use tokio::time::Instant;

use crate::{Company, Document, Options, fault::Faults, limits::Limits, tokens::Tokens};

/// One request that arrived, without its body, which may hold secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The method.
    pub method: Method,
    /// The path, ids included.
    pub path: String,
    /// The query as sent, without the question mark; empty if it held credentials.
    pub query: String,
    /// When it arrived, counted from the start of the simulator.
    pub at: Duration,
    /// The status answered; `None` while there is none, and for a connection closed without an answer.
    pub status: Option<u16>,
    /// Whether the query held a client id or secret, which a client must never do.
    pub credentials_in_query: bool,
    /// Whether the request named an `X-Personio-App-ID`.
    pub names_app: bool,
}

/// Everything that changes.
pub(crate) struct State {
    pub(crate) company: Company,
    pub(crate) options: Options,
    pub(crate) unticked: BTreeSet<String>,
    pub(crate) tokens: Tokens,
    pub(crate) limits: Limits,
    pub(crate) faults: Faults,
    pub(crate) seen: Vec<Seen>,
    pub(crate) documents: Vec<Document>,
}

/// The state behind its lock.
#[derive(Clone)]
pub(crate) struct Shared {
    state: Arc<Mutex<State>>,
    pub(crate) started: Instant,
}

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self { state: Arc::new(Mutex::new(state)), started: Instant::now() }
    }

    /// The state. A panic of another thread while it held the lock leaves nothing half done that would matter here.
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
