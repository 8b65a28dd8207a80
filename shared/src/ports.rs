//! What the outside must offer to a run, as small traits; reading and writing apart.

use std::{
    future::Future,
    sync::atomic::{AtomicU32, Ordering},
};

use jiff::Timestamp;
use secrecy::SecretString;

use crate::domain::{
    attribute::{Catalogue, Record, Wanted},
    ids::PersonioId,
};

/// Tells the time. Nothing else in this repository does.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// A tenant's Personio credentials, as an admin made them.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Personio's client id. Not secret, yet not for logs either.
    pub client_id: String,
    /// Personio's client secret.
    pub client_secret: SecretString,
}

/// On whose behalf Personio is called, until when it is worth trying, and how often it was called.
#[derive(Debug)]
pub struct Access {
    /// The tenant's credentials.
    pub credentials: Credentials,
    /// No try and no wait goes beyond this instant.
    pub deadline: Timestamp,
    /// Requests sent, tokens included: `personio_requests` of a run.
    pub requests: AtomicU32,
}

impl Access {
    /// A fresh access, nothing called yet.
    #[must_use]
    pub const fn new(credentials: Credentials, deadline: Timestamp) -> Self {
        Self { credentials, deadline, requests: AtomicU32::new(0) }
    }

    /// Counts one request.
    pub fn count_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// How many requests were sent so far.
    #[must_use]
    pub fn request_count(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }
}

/// One page of the employees list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The people of the page who could be told apart.
    pub records: Vec<Record>,
    /// Rows received, readable or not: the next offset is this one's plus `rows`.
    pub rows: u32,
    /// `metadata.total_elements`; old and reduced answers have none.
    pub total: Option<u64>,
}

/// What went wrong with Personio: one variant for each thing a caller can do about it. None holds anything that
/// Personio sent: messages may be German, may be HTML, and may name people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonioError {
    /// The login was refused (403), or two tokens in a row were (401): ask the admin for new credentials.
    #[error("Personio refuses the credentials")]
    CredentialsRejected,
    /// The login works, this call is forbidden: ask the admin to tick the permission.
    #[error("Personio refuses {operation} although the login works")]
    PermissionMissing {
        /// What was tried: `employees`, `attributes`, `document categories` ...
        operation: &'static str,
    },
    /// Personio asks to slow down for longer than we may wait: try again later.
    #[error("Personio asks to slow down")]
    RateLimited,
    /// No usable answer after all tries (5xx, HTML, resets, time-outs, cut-off bodies): try again later.
    #[error("Personio does not answer {operation} usably: {last}")]
    Unavailable {
        /// What was tried.
        operation: &'static str,
        /// The last failure in our own words, such as `status 502` or `time-out`.
        last: String,
    },
    /// Personio refuses the request as wrong (400, 404, 422, `success: false`): a fault of ours or a change of theirs.
    #[error("Personio refuses {operation} with status {status}")]
    Refused {
        /// What was tried.
        operation: &'static str,
        /// The HTTP status.
        status: u16,
    },
}

/// Reads people from Personio.
pub trait ReadPersonio: Send + Sync {
    /// Up to 100 people from the item index `offset`, reduced to the wanted attributes.
    fn employees(
        &self,
        access: &Access,
        wanted: &Wanted,
        offset: u64,
    ) -> impl Future<Output = Result<Page, PersonioError>> + Send;

    /// One person; `None` when Personio holds nobody with this id.
    fn employee(
        &self,
        access: &Access,
        wanted: &Wanted,
        id: &PersonioId,
    ) -> impl Future<Output = Result<Option<Record>, PersonioError>> + Send;

    /// The attributes the credential may read.
    fn attributes(&self, access: &Access) -> impl Future<Output = Result<Catalogue, PersonioError>> + Send;

    /// Signs in and answers the scopes of the token, where Personio names them (`employees:read documents:read ...`).
    fn scopes(
        &self,
        access: &Access,
    ) -> impl Future<Output = Result<Option<Vec<String>>, PersonioError>> + Send;
}
