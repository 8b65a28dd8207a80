//! A sync run: who asked, how it ended, what it counted.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    attribute::AttributeRef,
    connection::{Connection, ConnectionStatus},
    ids::{RunId, TenantId},
    plan::{Counts, HeldEffect},
};

/// Who asked for a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Settings were saved.
    Settings,
    /// The hour.
    Hourly,
    /// *Sync all*.
    Manual,
    /// *Sync now* on one employee.
    Single,
}

impl Trigger {
    /// W2: pausing stops everything but *Sync now*.
    #[must_use]
    pub const fn respects_pause(self) -> bool {
        !matches!(self, Self::Single)
    }
}

/// How a run stands or ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunOutcome {
    /// Asked for, not begun.
    Queued,
    /// Under way.
    Running,
    /// Everybody was judged; people who failed are counted.
    Succeeded,
    /// Not everybody was seen.
    Incomplete,
    /// G1: an admin has to look first; nothing was written.
    Held,
    /// Nothing (more) was done, for the reason given.
    Skipped,
    /// Nothing could be done, for the reason given.
    Failed,
}

impl RunOutcome {
    /// The word in JSON and table.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Incomplete => "incomplete",
            Self::Held => "held",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// Why a run ended as it did, as `{code, ...}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum RunReason {
    /// W2.
    Paused,
    /// Other settings were saved while the run was under way; the run they started does the work.
    SettingsChanged,
    /// There are no credentials.
    NotConnected,
    /// W1: nothing is imported before settings are saved.
    AwaitingSettings,
    /// G1.
    Held {
        /// Which effects, on how many people.
        effects: Vec<HeldEffect>,
    },
    /// M2: nobody's record holds the match attribute.
    MatchAttributeNotReadable {
        /// The attribute.
        attribute: AttributeRef,
    },
    /// G2: Personio refuses the credentials; the connection is broken.
    CredentialsRejected,
    /// G2: the login works and the employees are refused.
    PermissionMissing,
    /// Personio gives no usable answer.
    PersonioUnavailable,
    /// Personio asks to slow down for longer than a run may last.
    PersonioRateLimited,
    /// Personio refuses our request as wrong.
    PersonioRefused {
        /// The HTTP status.
        status: u16,
    },
    /// R1: not everybody was seen.
    RosterIncomplete {
        /// How many people Personio says there are.
        expected: Option<u64>,
        /// How many were seen.
        seen: u64,
    },
    /// The process ended before the run did; a later run took its place.
    Interrupted,
}

impl RunReason {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Paused => "paused",
            Self::SettingsChanged => "settings_changed",
            Self::NotConnected => "not_connected",
            Self::AwaitingSettings => "awaiting_settings",
            Self::Held { .. } => "held",
            Self::MatchAttributeNotReadable { .. } => "match_attribute_not_readable",
            Self::CredentialsRejected => "credentials_rejected",
            Self::PermissionMissing => "permission_missing",
            Self::PersonioUnavailable => "personio_unavailable",
            Self::PersonioRateLimited => "personio_rate_limited",
            Self::PersonioRefused { .. } => "personio_refused",
            Self::RosterIncomplete { .. } => "roster_incomplete",
            Self::Interrupted => "interrupted",
        }
    }

    /// What happened and what to do, for a payroll person.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::Paused => "Syncing is paused; nothing more was written.".into(),
            Self::SettingsChanged => "Other settings were saved meanwhile; the run they started does the work.".into(),
            Self::NotConnected => "Personio is not connected.".into(),
            Self::AwaitingSettings => "Nothing is imported before settings are saved.".into(),
            Self::Held { effects } => {
                let effects: Vec<_> = effects.iter().map(ToString::to_string).collect();
                format!("Held until an admin approves: {}. Nothing was written.", effects.join("; "))
            }
            Self::MatchAttributeNotReadable { attribute } => format!(
                "Personio sends the match attribute \"{}\" for nobody. Tick it under \"Readable employee attributes\", or match by another one.",
                attribute.label
            ),
            Self::CredentialsRejected => "Personio refuses the credentials. Enter new ones.".into(),
            Self::PermissionMissing => {
                "The credential may not read employees. Give it the permission \"Employees: Read\" in Personio.".into()
            }
            Self::PersonioUnavailable => "Personio gave no usable answer. The next run tries again.".into(),
            Self::PersonioRateLimited => "Personio asked to slow down for too long. The next run tries again.".into(),
            Self::PersonioRefused { status } => {
                format!("Personio refused the request (status {status}). Please tell support.")
            }
            Self::RosterIncomplete { expected: Some(expected), seen } => {
                format!("{seen} of {expected} people could be read; nothing is concluded about the others.")
            }
            Self::RosterIncomplete { expected: None, seen } => {
                format!("{seen} people were read, and perhaps not all; nothing is concluded about others.")
            }
            Self::Interrupted => "The run was interrupted. A later run does its work.".into(),
        }
    }
}

/// One run, as history shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Sorts by time.
    pub id: RunId,
    /// Who asked.
    pub trigger: Trigger,
    /// How it stands.
    pub outcome: RunOutcome,
    /// Why, unless it simply succeeded.
    pub reason: Option<RunReason>,
    /// When it was asked for.
    pub requested_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// How many of each.
    pub counts: Counts,
    /// Requests sent to Personio, tokens included.
    pub personio_requests: u32,
    /// The run whose standing outcomes (excluded, skipped, failed, gone) are this run's too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standing_of: Option<RunId>,
}

impl Run {
    /// A run that was asked for.
    #[must_use]
    pub fn queued(request: &SyncRequest) -> Self {
        Self {
            id: request.run_id,
            trigger: request.trigger,
            outcome: RunOutcome::Queued,
            reason: None,
            requested_at: request.requested_at,
            started_at: None,
            finished_at: None,
            counts: Counts::default(),
            personio_requests: 0,
            standing_of: None,
        }
    }

    /// The run, begun.
    #[must_use]
    pub fn begun(self, now: Timestamp) -> Self {
        Self { outcome: RunOutcome::Running, started_at: self.started_at.or(Some(now)), ..self }
    }

    /// The run, ended.
    #[must_use]
    pub fn ended(self, outcome: RunOutcome, reason: Option<RunReason>, now: Timestamp) -> Self {
        Self { outcome, reason, started_at: self.started_at.or(Some(now)), finished_at: Some(now), ..self }
    }
}

/// How long an active tenant has been waiting for a run since the last one ended, however it ended, or since it
/// connected, if that is later; *Sync now* is about one employee and does not count. `None` for a tenant that no hour
/// has to come to: a broken connection is tried ever more rarely.
#[must_use]
pub fn waiting(connection: &Connection, runs: &[Run], now: Timestamp) -> Option<SignedDuration> {
    if connection.status != ConnectionStatus::Active {
        return None;
    }
    let whole = runs.iter().filter(|run| run.trigger != Trigger::Single);
    let since = whole.filter_map(|run| run.finished_at).chain(connection.connected_at).max()?;
    Some(since.duration_until(now))
}

/// Asks for one run of one tenant: the message on the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// Whose people.
    pub tenant_id: TenantId,
    /// Who asked.
    pub trigger: Trigger,
    /// Which run.
    pub run_id: RunId,
    /// When.
    pub requested_at: Timestamp,
    /// 0, and one more for each continuation of a run that outlasted its Lambda.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub part: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(part: &u32) -> bool {
    *part == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::connection::{ConnectionReason, Permissions};

    fn at(minute: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute)
    }

    fn run(trigger: Trigger, asked: i64, ended: Option<i64>) -> Run {
        let request = SyncRequest {
            tenant_id: TenantId::parse("acme").unwrap(),
            trigger,
            run_id: RunId::parse("01a2055d-30ad-7a65-97d9-fff237ad8761").unwrap(),
            requested_at: at(asked),
            part: 0,
        };
        let run = Run::queued(&request);
        match ended {
            Some(minute) => run.begun(at(asked)).ended(RunOutcome::Skipped, None, at(minute)),
            None => run,
        }
    }

    #[test]
    fn a_tenant_waits_since_its_last_whole_run_ended() {
        let connection = Connection::fresh(at(0), Permissions::default(), true);
        let waits = |runs: &[Run]| waiting(&connection, runs, at(200)).map(|time| time.as_mins());
        let (hour, single) = (run(Trigger::Hourly, 60, Some(61)), run(Trigger::Single, 150, Some(151)));
        let asked = run(Trigger::Manual, 180, None);
        assert_eq!(waits(&[asked.clone(), single.clone(), hour.clone()]), Some(139));
        assert_eq!(waits(&[asked, single]), Some(200), "since it connected");
        let again = Connection::fresh(at(190), Permissions::default(), true);
        assert_eq!(waiting(&again, &[hour], at(200)), Some(SignedDuration::from_mins(10)));
    }

    #[test]
    fn nobody_waits_whom_no_hour_has_to_come_to() {
        let fresh = Connection::fresh(at(0), Permissions::default(), true);
        let broken = fresh.clone().broken(ConnectionReason::CredentialsRejected, at(5));
        for connection in
            [broken, fresh.disconnected(), Connection::fresh(at(0), Permissions::default(), false)]
        {
            assert_eq!(waiting(&connection, &[], at(200)), None, "{:?}", connection.status);
        }
    }
}
