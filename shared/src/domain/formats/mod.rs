//! One module per format: input spellings in, one canonical form out, or the code of a problem.
//!
//! A parser takes trimmed, non-empty text and never guesses. It is idempotent: its own output parses to itself,
//! without a new warning of the kind "repaired" or "padded".

pub mod address;
pub mod boolean;
pub mod charset;
pub mod country;
pub mod date;
pub mod email;
pub mod fold;
pub mod gender;
pub mod hours;
pub mod name;
pub mod phone;
pub mod postcode;
mod printable;
pub mod text;
pub mod title;

#[cfg(test)]
mod person_properties;
pub mod bank;
mod dash;
pub mod modulus;
pub mod ni_category;
pub mod ni_number;
mod payroll_properties;
pub mod starter_declaration;
pub mod student_loan;
pub mod tax_code;

use super::problem::ProblemCode;

/// A value in canonical form, with what was noticed on the way.
#[derive(Clone, PartialEq, Eq)]
pub struct Canonical {
    /// The canonical text, as stored.
    pub text: String,
    /// Codes of severity [`super::problem::Severity::Warning`] only.
    pub warnings: Vec<ProblemCode>,
}

impl std::fmt::Debug for Canonical {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Canonical").field("text", &"[private]").field("warnings", &self.warnings).finish()
    }
}

impl Canonical {
    /// A value without remark.
    pub fn clean(text: impl Into<String>) -> Self {
        Self { text: text.into(), warnings: Vec::new() }
    }

    /// A value with one remark.
    pub fn with(text: impl Into<String>, warning: ProblemCode) -> Self {
        Self { text: text.into(), warnings: vec![warning] }
    }
}

/// What every parser answers: the value, or a code of severity [`super::problem::Severity::Error`].
pub type Parsed = Result<Canonical, ProblemCode>;
