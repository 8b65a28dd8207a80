//! A held run and an admin's word about it (guard G1).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    ids::RunId,
    plan::Held,
    run::{Run, RunOutcome},
};

/// How long an approval counts.
const APPROVAL_LASTS: SignedDuration = SignedDuration::from_hours(24);

/// The tenant's latest held run; a newer one replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRun {
    /// The run that was held.
    pub run_id: RunId,
    /// When.
    pub held_at: Timestamp,
    /// What is held.
    pub held: Held,
    /// What an admin said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<Word>,
}

/// An admin's word about a held run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Whether the held effects may be written.
    pub approved: bool,
    /// Who said so: the subject of the token.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

impl HeldRun {
    /// Whether an approval covers exactly these effects now. A change of any held value makes another digest.
    #[must_use]
    pub fn covers(&self, held: &Held, now: Timestamp) -> bool {
        let word = self.word.as_ref().filter(|word| word.approved);
        self.held.digest == held.digest
            && word.is_some_and(|word| now.duration_since(word.at) <= APPROVAL_LASTS)
    }
}

/// Whether it is too late for a word about a held run: a later run has gone through, or is carrying out what was
/// approved.
#[must_use]
pub fn is_settled(held: &HeldRun, later: &[Run]) -> bool {
    let is_approved = held.word.as_ref().is_some_and(|word| word.approved);
    later.iter().any(|run| match run.outcome {
        RunOutcome::Succeeded | RunOutcome::Incomplete => true,
        RunOutcome::Running => is_approved,
        RunOutcome::Queued | RunOutcome::Held | RunOutcome::Skipped | RunOutcome::Failed => false,
    })
}

/// What a run that would be held may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardVerdict {
    /// Nothing is held, or an approval covers it.
    Proceed,
    /// Nothing may be written.
    Hold,
}

/// Guard G1: holds a plan unless an approval covers exactly its held effects.
#[must_use]
pub fn guard(held: Option<&Held>, last: Option<&HeldRun>, now: Timestamp) -> GuardVerdict {
    match held {
        None => GuardVerdict::Proceed,
        Some(held) if last.is_some_and(|last| last.covers(held, now)) => GuardVerdict::Proceed,
        Some(_) => GuardVerdict::Hold,
    }
}
