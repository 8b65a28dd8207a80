//! Why a person was not simply created, updated or left unchanged. Reasons are types; their sentences come last.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    attribute::AttributeRef,
    field::Field,
    filter::Filter,
    ids::{EmployeeId, PersonioId},
};

/// The reason of one person, as `{code, ...}` in JSON and table. Holds ids, field names and settings, no values of
/// people.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// X1: matched by this exclusion filter.
    Excluded {
        /// The filter that did it.
        filter: Filter,
        /// The filter in plain words.
        description: String,
    },
    /// X3: a filter's attribute is absent, so nobody can say whether the person is excluded.
    FilterAttributeNotReadable {
        /// The attribute that Personio does not send.
        attribute: AttributeRef,
    },
    /// M4, M6: left in an earlier tax year.
    TerminatedInPreviousTaxYear,
    /// M2: the match attribute has no value.
    EmployeeIdMissing,
    /// M1: the match attribute's value can't be an Employee ID.
    EmployeeIdInvalid,
    /// M2: several people of the roster have this Employee ID.
    EmployeeIdDuplicate,
    /// M2: the match attribute is absent for this person.
    MatchAttributeNotReadable,
    /// M7: the same Personio person had another Employee ID before.
    EmployeeIdChanged {
        /// The Employee ID in Pento.
        from: EmployeeId,
        /// The Employee ID in Personio now.
        to: EmployeeId,
    },
    /// M4: the Employee ID belongs to a terminated employee who is somebody else.
    EmployeeIdReused,
    /// M5: the Employee ID belongs to an active employee who seems to be somebody else.
    IdentityConflict {
        /// What contradicts; nothing where Personio shows the employee's linked person under another Employee ID.
        fields: Vec<Field>,
    },
    /// R2: synced before, and absent from a complete roster.
    NotInPersonio,
    /// W4: somebody else kept changing the employee while the run tried to.
    WriteConflict,
    /// W4: Personio could not be asked again after a conflict.
    PersonioUnavailable,
}

impl Reason {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Excluded { .. } => "excluded",
            Self::FilterAttributeNotReadable { .. } => "filter_attribute_not_readable",
            Self::TerminatedInPreviousTaxYear => "terminated_in_previous_tax_year",
            Self::EmployeeIdMissing => "employee_id_missing",
            Self::EmployeeIdInvalid => "employee_id_invalid",
            Self::EmployeeIdDuplicate => "employee_id_duplicate",
            Self::MatchAttributeNotReadable => "match_attribute_not_readable",
            Self::EmployeeIdChanged { .. } => "employee_id_changed",
            Self::EmployeeIdReused => "employee_id_reused",
            Self::IdentityConflict { .. } => "identity_conflict",
            Self::NotInPersonio => "not_in_personio",
            Self::WriteConflict => "write_conflict",
            Self::PersonioUnavailable => "personio_unavailable",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Excluded { description, .. } => write!(f, "excluded: {description}"),
            Self::FilterAttributeNotReadable { attribute } => write!(
                f,
                "a filter asks for {}, which Personio does not send; tick it under \"Readable employee attributes\"",
                attribute.label
            ),
            Self::TerminatedInPreviousTaxYear => f.write_str("left in an earlier tax year"),
            Self::EmployeeIdMissing => f.write_str("has no Employee ID in Personio"),
            Self::EmployeeIdInvalid => {
                f.write_str("has an Employee ID that HMRC does not take (1 to 35 plain characters)")
            }
            Self::EmployeeIdDuplicate => f.write_str("shares the Employee ID with somebody else in Personio"),
            Self::MatchAttributeNotReadable => {
                f.write_str("Personio does not send the attribute of the Employee ID")
            }
            Self::EmployeeIdChanged { from, to } => {
                write!(
                    f,
                    "had Employee ID {from} and now has {to}; correct it in Personio, or settle it in Pento"
                )
            }
            Self::EmployeeIdReused => {
                f.write_str("has the Employee ID of somebody else who left; give a new one in Personio")
            }
            Self::IdentityConflict { fields } if fields.is_empty() => {
                f.write_str("has the Employee ID of somebody else, who has another one in Personio now")
            }
            Self::IdentityConflict { fields } => {
                let fields: Vec<_> = fields.iter().map(|field| field.label()).collect();
                write!(
                    f,
                    "seems to be another person than the employee with this ID ({} differ)",
                    fields.join(", ")
                )
            }
            Self::NotInPersonio => f.write_str("is no longer in Personio; the employee stays as is"),
            Self::WriteConflict => {
                f.write_str("was changed by somebody else at the same time; the next run tries again")
            }
            Self::PersonioUnavailable => f.write_str("could not be read again; the next run tries again"),
        }
    }
}

/// A person of an outcome list: both ids, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// Personio's id.
    pub personio_id: Option<PersonioId>,
    /// Pento's id.
    pub employee_id: Option<EmployeeId>,
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.employee_id, &self.personio_id) {
            (Some(employee), Some(personio)) => write!(f, "{employee} (Personio {personio})"),
            (Some(employee), None) => write!(f, "{employee}"),
            (None, Some(personio)) => write!(f, "Personio {personio}"),
            (None, None) => f.write_str("somebody"),
        }
    }
}
