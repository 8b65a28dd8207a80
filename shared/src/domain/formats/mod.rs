//! One module per format: input spellings in, one canonical form out, or the code of a problem.
//!
//! A parser takes trimmed, non-empty text and never guesses. It is idempotent: its own output parses to itself,
//! without a new warning of the kind "repaired" or "padded".

pub mod address;
pub mod bank;
pub mod boolean;
pub mod charset;
pub mod country;
mod dash;
pub mod date;
pub mod email;
pub mod fold;
pub mod gender;
pub mod hours;
pub mod modulus;
pub mod name;
pub mod ni_category;
pub mod ni_number;
pub mod phone;
pub mod postcode;
mod printable;
pub mod starter_declaration;
pub mod student_loan;
pub mod tax_code;
pub mod text;
pub mod title;

#[cfg(test)]
mod payroll_properties;
#[cfg(test)]
mod person_properties;

use jiff::civil::Date;

use super::{
    attribute::Input,
    field::{Field, Format},
    problem::ProblemCode,
};

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

/// Reads one field by its format. `today` is the date in London, for dates of birth.
///
/// Fields that depend on another one are read here as if it were blank: a postcode by UK rules, sort code and account
/// number each alone. The mapping, which sees the whole person, reads them together ([`bank::parse_pair`],
/// [`postcode::parse_abroad`]).
///
/// # Errors
/// The code of the problem that makes the value unusable.
pub fn read(field: Field, input: &Input, today: Date) -> Parsed {
    let text = input.text.expose();
    match field.format() {
        Format::Name | Format::OptionalName => name::parse(text),
        Format::Title => title::parse(text),
        Format::Gender => gender::parse(text),
        Format::BirthDate => date::parse_birth_date(text, today),
        Format::Date => date::parse(text),
        Format::NiNumber => ni_number::parse(text),
        Format::NiCategory => ni_category::parse(text),
        Format::TaxCode => tax_code::parse(text),
        Format::StarterDeclaration => starter_declaration::parse(text),
        Format::StudentLoanPlan => student_loan::parse_plan(text),
        Format::PostgraduateLoan => student_loan::parse_postgraduate(text),
        Format::Email => email::parse(text),
        Format::Phone => phone::parse(text),
        Format::AddressLine => address::parse(text),
        Format::Postcode => postcode::parse(text),
        Format::WorkplacePostcode => postcode::parse_workplace(text),
        Format::Country => country::parse(text),
        Format::SortCode => bank::parse_sort_code(text, input.source),
        Format::AccountNumber => bank::parse_account_number(text, input.source),
        Format::AccountName => bank::parse_account_name(text),
        Format::RollNumber => bank::parse_roll_number(text),
        Format::PassportNumber => text::parse_passport_number(text),
        Format::Text => text::parse(text),
        Format::Hours => hours::parse(text),
    }
}
