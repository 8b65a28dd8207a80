//! Guard G1: an hour that would blank one field, or change bank details, for many people is held until an admin
//! has looked. Nothing of such a plan is written.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Decision;
use crate::domain::{employee::Change, field::Field, ids::EmployeeId};

/// Up to this many people an effect is everyday work, however small the company.
const ALWAYS_ALLOWED: u64 = 5;
/// Beyond that, an effect on more than this share of the active employees is held.
const ALLOWED_PERCENT: u64 = 10;

/// What is held: the effects, and a digest that an approval has to name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which effects, and on how many people.
    pub effects: Vec<HeldEffect>,
    /// The active employees before the run.
    pub active: u64,
    /// Over exactly the held effects: field, person, old and new value.
    pub digest: EffectsDigest,
}

/// One effect on too many people.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct HeldEffect {
    /// What would happen.
    pub effect: EffectKind,
    /// The field that would be blanked; none for bank details, which are several fields.
    pub field: Option<Field>,
    /// To how many active employees.
    pub people: u64,
    /// How many would have been let through.
    pub allowed: u64,
}

/// The two kinds of effect that are watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectKind {
    /// A value is replaced by nothing.
    Blank,
    /// Sort code, account number or roll number are replaced by others.
    ChangeBankDetails,
}

/// A SHA-256 in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EffectsDigest(String);

/// How many people one effect may touch: max(5, 10 % of the active employees).
fn allowed(active: u64) -> u64 {
    ALWAYS_ALLOWED.max(active * ALLOWED_PERCENT / 100)
}

type Effect = (EffectKind, Option<Field>);
type Touched<'a> = Vec<(&'a EmployeeId, &'a Change)>;

/// Looks for effects on strictly more people than allowed. `is_active` tells who had not left before the run.
pub(super) fn hold(
    decisions: &[Decision],
    active: u64,
    is_active: impl Fn(&EmployeeId) -> bool,
) -> Option<Held> {
    let mut touched: BTreeMap<Effect, Touched<'_>> = BTreeMap::new();
    for write in decisions.iter().filter_map(|decision| decision.write.as_ref()) {
        let id = &write.employee.employee_id;
        for change in write.changes.iter().filter(|_| is_active(id)) {
            for effect in effects(change) {
                touched.entry(effect).or_default().push((id, change));
            }
        }
    }
    let limit = allowed(active);
    let people =
        |changes: &Touched<'_>| changes.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>().len() as u64;
    touched.retain(|_, changes| people(changes) > limit);
    if touched.is_empty() {
        return None;
    }
    let effects = touched.iter().map(|((effect, field), changes)| HeldEffect {
        effect: *effect,
        field: *field,
        people: people(changes),
        allowed: limit,
    });
    Some(Held { effects: effects.collect(), active, digest: digest(&touched) })
}

/// A first value is no effect to be afraid of, and a value kept by rule V4 is no change at all.
fn effects(change: &Change) -> impl Iterator<Item = Effect> {
    let blanked = change.old.is_some() && change.new.is_none();
    let replaced = change.field.is_bank_detail() && change.old.is_some();
    let blank = blanked.then_some((EffectKind::Blank, Some(change.field)));
    blank.into_iter().chain(replaced.then_some((EffectKind::ChangeBankDetails, None)))
}

fn digest(touched: &BTreeMap<Effect, Touched<'_>>) -> EffectsDigest {
    let mut lines = BTreeSet::new();
    for ((effect, _), changes) in touched {
        for (id, change) in changes {
            lines.insert((
                effect,
                change.field,
                id.as_str(),
                value(change.old.as_ref()),
                value(change.new.as_ref()),
            ));
        }
    }
    let mut hash = Sha256::new();
    for (effect, field, id, old, new) in lines {
        for text in [format!("{effect:?}").as_str(), field.key(), id, old, new] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
    }
    EffectsDigest(HEXLOWER.encode(&hash.finalize()))
}

/// A canonical value is never empty, so blank can stand as the empty text.
fn value(value: Option<&crate::domain::field::FieldValue>) -> &str {
    value.map_or("", |value| value.expose())
}

#[cfg(test)]
mod tests {
    use super::allowed;

    #[test]
    fn five_people_or_ten_percent_are_let_through() {
        for (active, expected) in
            [(0, 5), (10, 5), (50, 5), (59, 5), (60, 6), (69, 6), (100, 10), (1_000, 100)]
        {
            assert_eq!(allowed(active), expected, "{active}");
        }
    }
}
