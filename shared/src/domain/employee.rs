//! The person as Pento holds them, and the short entry by which an unchanged one is recognised.

use std::{collections::HashMap, fmt};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{
    attribute::Catalogue,
    field::{Field, FieldValue, Fields},
    fingerprint::Fingerprint,
    ids::{EmployeeId, PersonioId},
    problem::Problem,
    readiness::{self, Blocker, Status},
    reason::Reason,
    settings::Settings,
};

/// What the last sync made of an employee.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncState {
    /// Equal to Personio.
    Ok,
    /// X1: excluded by a filter; stays as is.
    Excluded,
    /// X3, M4: stays as is.
    Skipped,
    /// M2, M5, M7: somebody has to settle something first.
    Failed,
    /// R2: synced before, absent from a complete roster.
    NotInPersonio,
    /// Added in Pento and never met in Personio.
    #[default]
    Never,
}

/// An employee in Pento. Unique by Employee ID within a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employee {
    /// Pento's id and the match key.
    pub employee_id: EmployeeId,
    /// M7: the Personio person this employee was last made equal to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personio_id: Option<PersonioId>,
    /// The values; a blank field is not in it.
    pub fields: Fields,
    /// What the last sync found wrong.
    #[serde(default)]
    pub problems: Vec<Problem>,
    /// What the last sync made of it.
    pub sync_state: SyncState,
    /// Why, unless it is `ok` or `never`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sync_reason: Option<Reason>,
    /// What the last sync judged; none after a hand edit, so that the next sync looks closely.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// S2: none before a termination date has arrived.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_holiday_pay_in_pension: Option<bool>,
    /// S2: a termination date has arrived once, and the flag above was set from the tenant's setting.
    #[serde(default)]
    pub leaver_noted: bool,
    /// S3: the stored part; see [`last_synced_at`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_synced_at: Option<Timestamp>,
    /// W4: one more with every write.
    pub version: u64,
}

impl Employee {
    /// A new employee without values, before its first write.
    #[must_use]
    pub fn new(employee_id: EmployeeId) -> Self {
        Self {
            employee_id,
            personio_id: None,
            fields: Fields::default(),
            problems: Vec::new(),
            sync_state: SyncState::Never,
            sync_reason: None,
            fingerprint: None,
            include_holiday_pay_in_pension: None,
            leaver_noted: false,
            last_synced_at: None,
            version: 0,
        }
    }

    /// The termination date, if there is one.
    #[must_use]
    pub fn termination_date(&self) -> Option<Date> {
        date(&self.fields, Field::TerminationDate)
    }

    /// S1: terminated, ready or pending.
    #[must_use]
    pub fn status(&self, today: Date) -> Status {
        readiness::status(&self.fields, today)
    }

    /// S1: what keeps the employee from being ready.
    #[must_use]
    pub fn blockers(&self, settings: &Settings, catalogue: &Catalogue) -> Vec<Blocker> {
        readiness::blockers(&self.fields, &self.problems, settings, catalogue)
    }

    /// S3: see [`last_synced_at`].
    #[must_use]
    pub fn synced_at(&self, last_judged_at: Option<Timestamp>) -> Option<Timestamp> {
        last_synced_at(self.last_synced_at, self.sync_state, self.fingerprint.is_some(), last_judged_at)
    }

    /// S3: with the derived part of its time written out. Whoever takes the fingerprint or the state away does this
    /// first, or the time would go back to the last write.
    #[must_use]
    pub fn in_its_time(self, last_judged_at: Option<Timestamp>) -> Self {
        Self { last_synced_at: self.synced_at(last_judged_at), ..self }
    }

    /// The short entry of this employee.
    #[must_use]
    pub fn entry(&self) -> IndexEntry {
        IndexEntry {
            employee_id: self.employee_id.clone(),
            personio_id: self.personio_id.clone(),
            version: self.version,
            fingerprint: self.fingerprint.clone(),
            sync_state: self.sync_state,
            termination_date: self.termination_date(),
            ready: readiness::is_complete(&self.fields),
        }
    }
}

/// A stored date; canonical dates always parse.
#[must_use]
pub fn date(fields: &Fields, field: Field) -> Option<Date> {
    fields.text(field)?.parse().ok()
}

/// S3: the time of the last run that found or made the employee equal to Personio. An unchanged hour writes nothing,
/// so the time of the last whole run counts for everybody it judged ok: those who are `ok` and whose fingerprint is
/// set. The others keep the stored time.
#[must_use]
pub fn last_synced_at(
    stored: Option<Timestamp>,
    state: SyncState,
    has_fingerprint: bool,
    last_judged_at: Option<Timestamp>,
) -> Option<Timestamp> {
    if state == SyncState::Ok && has_fingerprint { stored.max(last_judged_at) } else { stored }
}

/// One change of one field.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// Which field.
    pub field: Field,
    /// What was there.
    pub old: Option<FieldValue>,
    /// What is there now.
    pub new: Option<FieldValue>,
}

/// What a plan knows of every employee without reading them whole: about 100 bytes each (section 9 of the design).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexEntry {
    /// Pento's id.
    pub employee_id: EmployeeId,
    /// The linked Personio person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personio_id: Option<PersonioId>,
    /// The version that was seen.
    pub version: u64,
    /// What the last sync judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Fingerprint>,
    /// What the last sync made of it.
    pub sync_state: SyncState,
    /// For M4, M6 and G1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub termination_date: Option<Date>,
    /// Whether every required field is present; with the termination date it gives the status.
    pub ready: bool,
}

impl fmt::Debug for IndexEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The date is about a person; that there is one says as much as a log needs.
        let Self { employee_id, personio_id, version, fingerprint, sync_state, termination_date, ready } =
            self;
        f.debug_struct("IndexEntry")
            .field("employee_id", employee_id)
            .field("personio_id", personio_id)
            .field("version", version)
            .field("fingerprint", fingerprint)
            .field("sync_state", sync_state)
            .field("termination_date", &termination_date.map(|_| "[private]"))
            .field("ready", ready)
            .finish()
    }
}

impl IndexEntry {
    /// S1 and G1: left before today.
    #[must_use]
    pub fn is_terminated(&self, today: Date) -> bool {
        self.termination_date.is_some_and(|date| date < today)
    }

    /// S1: terminated, ready or pending.
    #[must_use]
    pub fn status(&self, today: Date) -> Status {
        match (self.is_terminated(today), self.ready) {
            (true, _) => Status::Terminated,
            (false, true) => Status::Ready,
            (false, false) => Status::Pending,
        }
    }
}

/// The entries of a tenant's employees, found by either id.
#[derive(Debug, Clone, Default)]
pub struct Index {
    entries: Vec<IndexEntry>,
    by_employee: HashMap<EmployeeId, usize>,
    by_personio: HashMap<PersonioId, usize>,
}

impl FromIterator<IndexEntry> for Index {
    fn from_iter<I: IntoIterator<Item = IndexEntry>>(entries: I) -> Self {
        let mut index = Self::default();
        for entry in entries {
            let at = index.entries.len();
            index.by_employee.insert(entry.employee_id.clone(), at);
            if let Some(id) = &entry.personio_id {
                index.by_personio.entry(id.clone()).or_insert(at);
            }
            index.entries.push(entry);
        }
        index
    }
}

impl Index {
    /// The employee with this Employee ID.
    #[must_use]
    pub fn employee(&self, id: &EmployeeId) -> Option<&IndexEntry> {
        self.by_employee.get(id).map(|at| &self.entries[*at])
    }

    /// The employee linked to this Personio person.
    #[must_use]
    pub fn linked(&self, id: &PersonioId) -> Option<&IndexEntry> {
        self.by_personio.get(id).map(|at| &self.entries[*at])
    }

    /// All entries.
    pub fn iter(&self) -> impl Iterator<Item = &IndexEntry> {
        self.entries.iter()
    }

    /// How many employees there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
#[path = "employee_tests.rs"]
mod tests;
