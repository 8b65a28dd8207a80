//! The sync as a value: every action, and for everybody not touched a reason (rules M1-M8, V1-V6, X1, X3, R2, G1).
//!
//! [`plan`] is an ordinary function of the settings, the roster and what Pento holds. It does nothing; a plan can be
//! read aloud, counted, held back, thrown away, or applied later without harm: every write names the version it
//! expects. Applying a plan twice does nothing the second time.
//!
//! Reading every employee whole would cost a hundred times what an unchanged hour needs. So a [`Planner`] first
//! settles whom the index already answers for, says whose employee it has to see ([`Planner::needs`]), and takes
//! those piece by piece.

mod apply;
mod display;
mod guard;
mod identity;
pub mod invariants;
mod planner;
mod single;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

pub use self::{
    guard::{EffectKind, EffectsDigest, Held, HeldEffect},
    planner::{MatchAttributeNotReadable, Planner, plan},
    single::{Other, Sighting, judge_absent, judge_now, known_person, needs_roster, other_claimant, settles},
};
use super::{
    attribute::Catalogue,
    employee::{Change, Employee},
    field::Field,
    ids::{EmployeeId, PersonioId},
    problem::Problem,
    readiness::{Status, lacking, status},
    reason::Reason,
    roster::Completeness,
    settings::Settings,
};

/// What a plan is made under.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The tenant's settings.
    pub settings: &'a Settings,
    /// The tenant's attributes, for labels.
    pub catalogue: &'a Catalogue,
    /// The date in London.
    pub today: Date,
    /// When this run judges: the `last_synced_at` of whom it finds or makes equal.
    pub now: Timestamp,
    /// When the last whole run judged (rule S3).
    pub last_judged_at: Option<Timestamp>,
}

/// What becomes of one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// M3: a new employee.
    Created,
    /// An employee with at least one changed field.
    Updated,
    /// Already equal to Personio.
    Unchanged,
    /// X1.
    Excluded,
    /// X3, M4, M6.
    Skipped,
    /// M1, M2, M5, M7.
    Failed,
    /// R2: not in the roster.
    NotInPersonio,
}

impl Outcome {
    /// The word in JSON and table.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Excluded => "excluded",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::NotInPersonio => "not_in_personio",
        }
    }
}

/// One person's outcome, and what has to be written for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Personio's id; none only for an employee who is not in the roster and was never linked.
    pub personio_id: Option<PersonioId>,
    /// The Employee ID in Personio, or the employee's for somebody not in the roster.
    pub employee_id: Option<EmployeeId>,
    /// What becomes of the person.
    pub outcome: Outcome,
    /// Why, for everything but created, updated and unchanged.
    pub reason: Option<Reason>,
    /// What was found wrong with the values.
    pub problems: Vec<Problem>,
    /// What has to be written: fields, or only a mark.
    pub write: Option<Write>,
}

impl Decision {
    /// The person whom a run could not settle after a conflict (rule W4): nothing is written.
    #[must_use]
    pub fn given_up(self, reason: Reason) -> Self {
        let outcome = match reason {
            Reason::NotInPersonio => Outcome::NotInPersonio,
            _ => Outcome::Failed,
        };
        Self { outcome, reason: Some(reason), problems: Vec::new(), write: None, ..self }
    }

    /// The changes of fields, if any; for a created employee every value counts from blank.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        self.write.as_ref().map_or(&[], |write| &write.changes)
    }
}

/// One employee to be written whole, on the condition that nobody else did meanwhile (rule W4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// The employee as it shall be, its version already raised.
    pub employee: Employee,
    /// The version that must still be there; none: there must be no such employee.
    pub expected: Option<u64>,
    /// What changes; empty where only a mark, a problem or a fingerprint does. For a created employee this is left
    /// empty too: all its values are new ([`Write::change_log`]).
    pub changes: Vec<Change>,
}

impl Write {
    /// The changes as the log keeps them.
    #[must_use]
    pub fn change_log(&self) -> Vec<Change> {
        if self.expected.is_some() {
            return self.changes.clone();
        }
        let new = |(field, value): (Field, &super::field::FieldValue)| Change {
            field,
            old: None,
            new: Some(value.clone()),
        };
        self.employee.fields.iter().map(new).collect()
    }

    /// The fields that change.
    #[must_use]
    pub fn changed_fields(&self) -> Vec<Field> {
        if self.expected.is_some() {
            self.changes.iter().map(|change| change.field).collect()
        } else {
            self.employee.fields.iter().map(|(field, _)| field).collect()
        }
    }
}

impl Write {
    /// The required fields whose lack makes the employee pending by this very write, who was not pending before or was
    /// not there; empty otherwise.
    #[must_use]
    pub fn makes_pending(&self, today: Date) -> Vec<Field> {
        let after = &self.employee.fields;
        let mut before = after.clone();
        for change in &self.changes {
            before.set(change.field, change.old.clone());
        }
        let was_pending = self.expected.is_some() && status(&before, today) == Status::Pending;
        if was_pending || status(after, today) != Status::Pending {
            return Vec::new();
        }
        lacking(after).collect()
    }
}

/// How many of each, as a run reports them. `read` is the sum of created, updated, unchanged, excluded, skipped and
/// failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names are those of the outcomes")]
pub struct Counts {
    pub read: u64,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub excluded: u64,
    pub skipped: u64,
    pub failed: u64,
    /// Values that were there and are blanked.
    pub blanked: u64,
    /// Problems of everybody created, updated or unchanged.
    pub problems: u64,
}

impl Counts {
    /// Counts one decision.
    pub fn add(&mut self, decision: &Decision) {
        let blanked = decision.changes().iter().filter(|change| change.new.is_none()).count();
        self.add_outcome(decision.outcome, blanked as u64, decision.problems.len() as u64);
    }

    /// Counts one outcome. Somebody who is not in the roster was not read.
    pub fn add_outcome(&mut self, outcome: Outcome, blanked: u64, problems: u64) {
        let counter = match outcome {
            Outcome::Created => &mut self.created,
            Outcome::Updated => &mut self.updated,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Excluded => &mut self.excluded,
            Outcome::Skipped => &mut self.skipped,
            Outcome::Failed => &mut self.failed,
            Outcome::NotInPersonio => return,
        };
        *counter += 1;
        self.read += 1;
        self.blanked += blanked;
        self.problems += problems;
    }
}

/// Everything one run would do, and why it would not do the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// One for each person of the roster, in its order, then one for each employee who is gone from Personio.
    pub decisions: Vec<Decision>,
    /// Whether the roster held everybody.
    pub completeness: Completeness,
    /// G1: the effects that need an admin's approval, if there are any.
    pub held: Option<Held>,
    /// Employees whom an incomplete roster did not show: only their time is made to stand still (rule S3).
    pub unseen: Vec<Write>,
}

impl Plan {
    /// How many of each.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.decisions.iter().for_each(|decision| counts.add(decision));
        counts
    }

    /// How often each reason occurs.
    #[must_use]
    pub fn reasons(&self) -> BTreeMap<&'static str, u64> {
        let mut reasons = BTreeMap::new();
        for reason in self.decisions.iter().filter_map(|decision| decision.reason.as_ref()) {
            *reasons.entry(reason.code()).or_default() += 1;
        }
        reasons
    }

    /// Everything that has to be written, with the decision behind it.
    pub fn writes(&self) -> impl Iterator<Item = &Write> {
        self.decisions.iter().filter_map(|decision| decision.write.as_ref()).chain(&self.unseen)
    }

    /// Whether applying it would write nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.writes().next().is_none()
    }
}

#[cfg(test)]
mod tests;
