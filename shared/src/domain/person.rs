//! One person of the roster after mapping: what a plan is made of.

use super::{
    attribute::AttributeRef,
    field::{Field, FieldValue, Fields},
    ids::{EmployeeId, PersonioId},
    problem::Problem,
    reason::Reason,
};

/// What the settings make of one employee record. The values that are not mapped are gone (rule V5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Personio's id.
    pub personio_id: PersonioId,
    /// What the exclusion filters say.
    pub standing: Standing,
    /// The value of the match attribute as an Employee ID, or why there is none.
    pub employee_id: Result<EmployeeId, NoEmployeeId>,
    /// What is to be written. Empty for the excluded and unjudged.
    pub incoming: Incoming,
    /// What was found wrong, ordered.
    pub problems: Vec<Problem>,
}

/// What the exclusion filters say of a person (rules X1 and X3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// No filter matches.
    Included,
    /// A filter matches: [`Reason::Excluded`].
    Excluded(Box<Reason>),
    /// No filter matches, and one could not be asked.
    Unjudged(AttributeRef),
}

/// Why a record gives no Employee ID (rules M1 and M2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoEmployeeId {
    /// The attribute has no value.
    Missing,
    /// The value does not fit HMRC's grammar.
    Invalid,
    /// The attribute is absent.
    NotReadable,
}

impl From<NoEmployeeId> for Reason {
    fn from(why: NoEmployeeId) -> Self {
        match why {
            NoEmployeeId::Missing => Self::EmployeeIdMissing,
            NoEmployeeId::Invalid => Self::EmployeeIdInvalid,
            NoEmployeeId::NotReadable => Self::MatchAttributeNotReadable,
        }
    }
}

/// For every mapped field exactly one outcome (rules V1-V4).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Incoming {
    /// V1: valid values in canonical form.
    pub values: Fields,
    /// V2 and V3: empty or invalid, so the field is blanked.
    pub blank: FieldSet,
    /// V4: not readable, so the stored value stays.
    pub kept: FieldSet,
    /// A postcode whose country only the stored employee knows: trimmed, not yet parsed.
    pub postcode: Option<FieldValue>,
}

impl Incoming {
    /// Whether the field is mapped at all.
    #[must_use]
    pub fn is_mapped(&self, field: Field) -> bool {
        self.values.get(field).is_some()
            || self.blank.contains(field)
            || self.kept.contains(field)
            || (field == Field::Postcode && self.postcode.is_some())
    }
}

/// A set of fields, in eight bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct FieldSet(u64);

// 37 fields; the 65th would be lost silently.
const _: () = assert!(Field::ALL.len() <= 64);

impl FieldSet {
    /// Puts a field in.
    pub fn insert(&mut self, field: Field) {
        self.0 |= 1 << field as u32;
    }

    /// Whether the field is in.
    #[must_use]
    pub const fn contains(self, field: Field) -> bool {
        self.0 & (1 << field as u32) != 0
    }

    /// The fields, in their order.
    pub fn iter(self) -> impl Iterator<Item = Field> {
        Field::ALL.iter().copied().filter(move |field| self.contains(*field))
    }
}

impl FromIterator<Field> for FieldSet {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        let mut set = Self::default();
        fields.into_iter().for_each(|field| set.insert(field));
        set
    }
}
