//! How this Personio behaves where its documentation leaves a choice, or where a test wants one.

use std::{collections::BTreeSet, time::Duration};

/// A permission of the credential, by its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// `employees:read`: list, single employee, attributes.
    EmployeesRead,
    /// `documents:read`: categories, v2 list of documents.
    DocumentsRead,
    /// `documents:write`: uploads. Does not include reading.
    DocumentsWrite,
}

impl Permission {
    /// All three.
    pub const ALL: [Self; 3] = [Self::EmployeesRead, Self::DocumentsRead, Self::DocumentsWrite];

    /// The name in the token's `scope`.
    #[must_use]
    pub const fn scope(self) -> &'static str {
        match self {
            Self::EmployeesRead => "employees:read",
            Self::DocumentsRead => "documents:read",
            Self::DocumentsWrite => "documents:write",
        }
    }
}

/// What happens to `limit` above 100: not documented, so a client has to survive both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverLimit {
    /// 100 rows are answered, and 100 is echoed as `limit`.
    Trim,
    /// 422, as a `limit` above the old bound of 200 was answered.
    Refuse,
}

/// The language of the messages that real tenants get in German.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// As most recordings show.
    German,
    /// As some tenants get.
    English,
}

/// How the simulator starts. Most of it can be changed later through its methods.
#[derive(Debug, Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Whether 429 is answered above the documented limits (see [`crate::Simulator::start`]).
    pub limits: bool,
    /// The `Retry-After` of a 429, in seconds; Personio documents none.
    pub retry_after: Option<u64>,
    /// What happens to `limit` above 100.
    pub over_limit: OverLimit,
    /// The language of messages.
    pub language: Language,
    /// Whether a request without `X-Personio-App-ID` is answered with 400. Personio recommends the header only.
    pub require_app_id: bool,
    /// How long every answer takes at least.
    pub latency: Duration,
    /// How long an upload stays invisible in the v2 list: real ones are scanned for viruses first.
    pub visible_after: Duration,
    /// What the credential may do.
    pub permissions: BTreeSet<Permission>,
    /// How long a token lives: 24 h at Personio.
    pub token_lifetime: Duration,
    /// Whether the answer of `POST /v1/auth` holds `expires_in` and `scope`; older ones hold the token only.
    pub announce_lifetime: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            limits: true,
            retry_after: None,
            over_limit: OverLimit::Trim,
            language: Language::German,
            require_app_id: false,
            latency: Duration::ZERO,
            visible_after: Duration::ZERO,
            permissions: Permission::ALL.into(),
            token_lifetime: Duration::from_hours(24),
            announce_lifetime: true,
        }
    }
}
