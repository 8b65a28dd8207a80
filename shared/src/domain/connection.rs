//! A tenant's link to Personio, and what a refusal does to it (rules W1 and G2).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How the link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectionStatus {
    /// No credentials.
    Disconnected,
    /// Credentials, and settings never saved: nothing is imported.
    AwaitingSettings,
    /// At work.
    Active,
    /// Personio refuses the credentials.
    Broken,
}

/// Why a connection is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ConnectionReason {
    /// Auth 403, or 401 twice.
    CredentialsRejected,
    /// The secret is not where it should be.
    CredentialsMissing,
}

impl ConnectionReason {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CredentialsRejected => "credentials_rejected",
            Self::CredentialsMissing => "credentials_missing",
        }
    }

    /// What happened and what to do, for an admin.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::CredentialsRejected => "Personio refuses the credentials. Enter new ones.",
            Self::CredentialsMissing => "The credentials are not where they should be. Enter them again.",
        }
    }
}

/// Whether a permission is there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// It works.
    Granted,
    /// It is refused.
    Missing,
    /// Nobody has tried.
    #[default]
    Unknown,
}

/// What the credential may do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    /// Employees: Read.
    pub employees_read: Permission,
    /// Documents: Read.
    pub documents_read: Permission,
    /// Documents: Write.
    pub documents_write: Permission,
}

/// One tenant's connection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// How it stands.
    pub status: ConnectionStatus,
    /// Why it is broken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<ConnectionReason>,
    /// When the credentials were stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connected_at: Option<Timestamp>,
    /// What the credential may do.
    #[serde(default)]
    pub permissions: Permissions,
    /// Refusals in a row.
    #[serde(default)]
    pub refusals: u32,
    /// While broken: the hourly run leaves it alone until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
}

/// G2: hours until hourly runs try a broken connection again; the last one repeats.
const BACKOFF_HOURS: [i64; 5] = [1, 2, 4, 8, 24];

/// The schedule fires on the hour and a refusal comes some seconds or minutes later: without this margin, a wait of
/// one hour would miss the next hour and last two.
const SCHEDULE_MARGIN: SignedDuration = SignedDuration::from_mins(10);

impl Connection {
    /// Fresh credentials (rule W1): at work at once where settings are kept.
    #[must_use]
    pub const fn fresh(now: Timestamp, permissions: Permissions, has_settings: bool) -> Self {
        let status = if has_settings { ConnectionStatus::Active } else { ConnectionStatus::AwaitingSettings };
        Self {
            status,
            reason: None,
            connected_at: Some(now),
            permissions,
            refusals: 0,
            next_attempt_at: None,
        }
    }

    /// G2: after Personio refused the credentials once more. Refusals that somebody's clicks bring about before the next
    /// try is due don't put it off.
    #[must_use]
    pub fn broken(self, reason: ConnectionReason, now: Timestamp) -> Self {
        let is_early = self.next_attempt_at.is_some_and(|due| now < due);
        if self.status == ConnectionStatus::Broken && is_early {
            return Self { reason: Some(reason), ..self };
        }
        let step = usize::try_from(self.refusals).unwrap_or(usize::MAX).min(BACKOFF_HOURS.len() - 1);
        let wait = SignedDuration::from_hours(BACKOFF_HOURS[step]) - SCHEDULE_MARGIN;
        Self {
            status: ConnectionStatus::Broken,
            reason: Some(reason),
            refusals: self.refusals.saturating_add(1),
            next_attempt_at: Some(now.saturating_add(wait).unwrap_or(now)),
            ..self
        }
    }

    /// After a login that worked, and what the credential may do.
    #[must_use]
    pub fn working(self, permissions: Permissions, has_settings: bool) -> Self {
        let status = match self.status {
            ConnectionStatus::Disconnected => ConnectionStatus::Disconnected,
            _ if has_settings => ConnectionStatus::Active,
            _ => ConnectionStatus::AwaitingSettings,
        };
        Self { status, reason: None, permissions, refusals: 0, next_attempt_at: None, ..self }
    }

    /// After an admin took the credentials away.
    #[must_use]
    pub fn disconnected(&self) -> Self {
        Self {
            status: ConnectionStatus::Disconnected,
            reason: None,
            connected_at: None,
            permissions: Permissions::default(),
            refusals: 0,
            next_attempt_at: None,
        }
    }

    /// When the hourly run shall come: `None` for never, the epoch for every hour.
    #[must_use]
    pub fn due_at(&self) -> Option<Timestamp> {
        match self.status {
            ConnectionStatus::Active => Some(Timestamp::UNIX_EPOCH),
            ConnectionStatus::Broken => Some(self.next_attempt_at.unwrap_or(Timestamp::UNIX_EPOCH)),
            ConnectionStatus::Disconnected | ConnectionStatus::AwaitingSettings => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_connection_is_tried_after_1_2_4_8_and_then_every_24_hours() {
        let begin: Timestamp = "2026-11-22T10:00:30Z".parse().unwrap();
        let mut connection = Connection::fresh(begin, Permissions::default(), true);
        assert_eq!(connection.due_at(), Some(Timestamp::UNIX_EPOCH));
        // The schedule fires every hour on the hour; a try that is due then is refused 30 seconds later.
        let mut tried = vec![];
        connection = connection.broken(ConnectionReason::CredentialsRejected, begin);
        for hour in 11..160 {
            let fires = begin + SignedDuration::from_hours(hour - 10) - SignedDuration::from_secs(30);
            if connection.due_at().is_some_and(|due| due <= fires) {
                tried.push(hour - 10);
                let refused_at = fires + SignedDuration::from_secs(30);
                connection = connection.broken(ConnectionReason::CredentialsRejected, refused_at);
            }
        }
        assert_eq!(tried, [1, 3, 7, 15, 39, 63, 87, 111, 135]);
        let healed = |has_settings| connection.clone().working(Permissions::default(), has_settings);
        assert_eq!(healed(true).due_at(), Some(Timestamp::UNIX_EPOCH));
        assert_eq!((healed(true).status, healed(true).refusals), (ConnectionStatus::Active, 0));
        assert_eq!(healed(false).status, ConnectionStatus::AwaitingSettings);
    }

    #[test]
    fn clicks_between_two_tries_do_not_put_the_next_one_off() {
        let begin: Timestamp = "2026-11-22T10:00:30Z".parse().unwrap();
        let fresh = Connection::fresh(begin, Permissions::default(), true);
        let broken = fresh.broken(ConnectionReason::CredentialsRejected, begin);
        let mut clicked = broken.clone();
        for minute in 1..40 {
            let now = begin + SignedDuration::from_mins(minute);
            clicked = clicked.broken(ConnectionReason::CredentialsRejected, now);
        }
        assert_eq!(clicked, broken);
    }

    #[test]
    fn nothing_is_due_before_settings_are_saved_or_without_credentials() {
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(Connection::fresh(now, Permissions::default(), false).due_at(), None);
        let gone = Connection {
            status: ConnectionStatus::Disconnected,
            ..Connection::fresh(now, Permissions::default(), true)
        };
        assert_eq!(gone.due_at(), None);
    }
}
