//! Mapping suggestions: which Personio attribute is probably which Pento field, and why we think so.
//!
//! A suggestion saves an admin typing and is never saved without one. Where two attributes fit equally well there is
//! none: choosing the wrong "Address" is worse than asking.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{
    attribute::{Attribute, AttributeKey, AttributeType, Catalogue},
    field::{Field, Format},
};
use vocabulary::Meaning;

mod vocabulary;

/// Why an attribute is suggested, from the strongest reason to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionReason {
    /// Personio's `universal_id` of the attribute says what it is, whatever its key and label.
    UniversalId,
    /// The attribute's key is one of Personio's own.
    KnownKey,
    /// The customer's label, in English or German, names the field.
    Label,
}

impl fmt::Display for SuggestionReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UniversalId => "Personio marks this attribute with the same meaning",
            Self::KnownKey => "Personio's standard attribute for it",
            Self::Label => "the attribute has a label of that name",
        })
    }
}

/// One attribute for one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The Pento field.
    pub field: Field,
    /// The Personio attribute.
    pub attribute: AttributeKey,
    /// Why.
    pub reason: SuggestionReason,
}

/// Suggestions for a catalogue: at most one for a field, ordered by field.
///
/// Universal ids are considered before known keys, and these before labels. An attribute serves one field, except that
/// an IBAN serves sort code and account number together when no attribute is named after either of them. Tags are never
/// suggested (rule V6), nor is an attribute whose declared type can't hold the field.
#[must_use]
pub fn suggest(catalogue: &Catalogue) -> Vec<Suggestion> {
    let mut draft = Draft::default();
    draft.consider(catalogue, SuggestionReason::UniversalId, by_universal_id);
    draft.consider(catalogue, SuggestionReason::KnownKey, by_key);
    for rank in 0..vocabulary::RANKS {
        draft.consider(catalogue, SuggestionReason::Label, |attribute| by_label(attribute, rank));
    }
    draft.consider_iban(catalogue);
    draft.suggestions.sort_by_key(|suggestion| suggestion.field);
    draft.suggestions
}

/// The attribute to match people by (rule M1): the customer's own Employee ID when exactly one custom attribute is
/// labelled so ("Payroll ID" before "Employee ID" and "Personnel number"), else Personio's `id`, which everybody has.
#[must_use]
pub fn suggest_match_attribute(catalogue: &Catalogue) -> (AttributeKey, SuggestionReason) {
    let fits = |attribute: &&Attribute| {
        matches!(attribute.kind, AttributeType::Standard | AttributeType::Integer | AttributeType::Other)
            && attribute.key.is_custom()
            && !has_known_meaning(attribute)
    };
    let ranked = catalogue
        .iter()
        .filter(fits)
        .filter_map(|attribute| Some((vocabulary::labelled_employee_id(&attribute.label)?, attribute)));
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    match ranked.as_slice() {
        [(_, only)] => (only.key.clone(), SuggestionReason::Label),
        [(best, first), (next, _), ..] if best < next => (first.key.clone(), SuggestionReason::Label),
        _ => personio_id(catalogue),
    }
}

fn personio_id(catalogue: &Catalogue) -> (AttributeKey, SuggestionReason) {
    let key = AttributeKey::from("id");
    let marked = catalogue.get(&key).is_some_and(|attribute| attribute.universal_id.as_deref() == Some("id"));
    (key, if marked { SuggestionReason::UniversalId } else { SuggestionReason::KnownKey })
}

/// What is settled so far.
#[derive(Default)]
struct Draft {
    suggestions: Vec<Suggestion>,
    /// Fields that several attributes fit equally well: a weaker reason must not decide between others.
    unclear: Vec<Field>,
}

impl Draft {
    /// Settles every open field that exactly one free attribute means by `meaning`.
    fn consider(
        &mut self,
        catalogue: &Catalogue,
        reason: SuggestionReason,
        meaning: impl Fn(&Attribute) -> Option<Field>,
    ) {
        let meant: Vec<(Field, &Attribute)> = catalogue
            .iter()
            .filter(|attribute| !self.is_taken(&attribute.key))
            .filter_map(|attribute| Some((meaning(attribute)?, attribute)))
            .filter(|(field, attribute)| fits(field.format(), attribute.kind))
            .collect();
        for field in Field::ALL.iter().copied().filter(|field| !self.is_settled(*field)).collect::<Vec<_>>() {
            let mut candidates = meant.iter().filter(|(meant, _)| *meant == field);
            match (candidates.next(), candidates.next()) {
                (Some((_, only)), None) => self.take(field, only, reason),
                (Some(_), Some(_)) => self.unclear.push(field),
                (None, _) => {}
            }
        }
    }

    /// An IBAN holds sort code and account number. It is taken for both or for neither: half of it beside an attribute
    /// with the other half may name two accounts.
    fn consider_iban(&mut self, catalogue: &Catalogue) {
        if self.is_settled(Field::BankSortCode) || self.is_settled(Field::BankAccountNumber) {
            return;
        }
        for (reason, is_iban) in IBAN_REASONS {
            let mut ibans = catalogue
                .iter()
                .filter(|attribute| is_iban(attribute) && fits(Format::NiNumber, attribute.kind))
                .filter(|attribute| !self.is_taken(&attribute.key));
            match (ibans.next(), ibans.next()) {
                (Some(only), None) => {
                    self.take(Field::BankSortCode, only, reason);
                    self.take(Field::BankAccountNumber, only, reason);
                    return;
                }
                (Some(_), Some(_)) => return,
                (None, _) => {}
            }
        }
    }

    fn take(&mut self, field: Field, attribute: &Attribute, reason: SuggestionReason) {
        self.suggestions.push(Suggestion { field, attribute: attribute.key.clone(), reason });
    }

    fn is_taken(&self, key: &AttributeKey) -> bool {
        self.suggestions.iter().any(|suggestion| suggestion.attribute == *key)
    }

    fn is_settled(&self, field: Field) -> bool {
        self.unclear.contains(&field) || self.suggestions.iter().any(|suggestion| suggestion.field == field)
    }
}

type IsIban = fn(&Attribute) -> bool;

const IBAN_REASONS: [(SuggestionReason, IsIban); 3] = [
    (SuggestionReason::UniversalId, |a| {
        a.universal_id.as_deref().is_some_and(|id| id.eq_ignore_ascii_case("iban"))
    }),
    (SuggestionReason::KnownKey, |a| a.key.as_str() == "iban"),
    (SuggestionReason::Label, |a| !has_known_meaning(a) && vocabulary::is_labelled_iban(&a.label)),
];

fn by_universal_id(attribute: &Attribute) -> Option<Field> {
    match vocabulary::meaning(attribute.universal_id.as_deref()?) {
        // Personio's preferred name is suggested from its own key only: it may hold a full name.
        Some(Meaning::Field(field)) if field != Field::PreferredName => Some(field),
        _ => None,
    }
}

fn by_key(attribute: &Attribute) -> Option<Field> {
    let by_key = vocabulary::meaning(attribute.key.as_str());
    let by_id = attribute.universal_id.as_deref().and_then(vocabulary::meaning);
    match by_key {
        Some(Meaning::Field(field)) if by_id.is_none() || by_id == by_key => Some(field),
        _ => None,
    }
}

/// A label counts only where Personio says nothing about the attribute: `contract_end_date` labelled "Termination date"
/// is still the end of a contract.
fn by_label(attribute: &Attribute, rank: usize) -> Option<Field> {
    if has_known_meaning(attribute) {
        return None;
    }
    vocabulary::labelled(&attribute.label).filter(|(_, of_label)| *of_label == rank).map(|(field, _)| field)
}

fn has_known_meaning(attribute: &Attribute) -> bool {
    let by_id = attribute.universal_id.as_deref().and_then(vocabulary::meaning);
    by_id.or_else(|| vocabulary::meaning(attribute.key.as_str())).is_some()
}

/// Whether an attribute of this type can hold the format. Numbers lose leading zeros, so they stand for a few fields
/// only; `standard` says nothing and fits all.
fn fits(format: Format, kind: AttributeType) -> bool {
    match kind {
        AttributeType::Tags | AttributeType::Link => false,
        AttributeType::Date => matches!(format, Format::Date | Format::BirthDate),
        AttributeType::Integer | AttributeType::Decimal => matches!(
            format,
            Format::Hours
                | Format::SortCode
                | Format::AccountNumber
                | Format::StudentLoanPlan
                | Format::PostgraduateLoan
        ),
        AttributeType::Standard | AttributeType::List | AttributeType::Multiline | AttributeType::Other => {
            true
        }
    }
}

#[cfg(test)]
mod tests;
