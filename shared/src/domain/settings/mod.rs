//! The settings document: what an admin chooses, and everything that can be wrong with it, all at once.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

mod reader;
pub mod uses;
pub mod warnings;

use super::{
    attribute::{AttributeKey, Catalogue, Wanted},
    field::Field,
    filter::Filter,
    input::InputError,
};

/// What an admin has chosen for one tenant (section 6 of the design has the document).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Document", into = "Document")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the settings page")]
pub struct Settings {
    /// Rule W2: hourly, save and *Sync all* runs don't write.
    pub paused: bool,
    /// Rule S2: what a leaver's own flag starts with.
    pub include_holiday_pay_in_pension: bool,
    /// Rule M1: the attribute whose value is the Employee ID.
    pub match_attribute: AttributeKey,
    /// Rule X1: `false` ignores all filters.
    pub exclusions_enabled: bool,
    /// Rule X1: whoever matches one is skipped.
    pub filters: Vec<Filter>,
    /// Whether payslips are uploaded.
    pub payslips_enabled: bool,
    /// The Personio document category payslips go to.
    pub payslip_folder: Option<String>,
    /// Where each Pento field comes from; a field that is not here is not mapped (rule V5).
    pub mapping: BTreeMap<Field, AttributeKey>,
}

/// How many filters a document may have: far beyond use, and small enough to judge 10,000 people by in a second.
pub const MAX_FILTERS: usize = 100;
/// How many values one filter may have.
pub const MAX_FILTER_VALUES: usize = 1_000;
/// How long a filter's value may be, in characters.
pub const MAX_FILTER_VALUE_LENGTH: usize = 255;
/// How long an attribute's key may be, in characters.
pub const MAX_ATTRIBUTE_KEY_LENGTH: usize = 100;
/// How long the id of a document category may be, in characters.
pub const MAX_FOLDER_ID_LENGTH: usize = 64;

/// How many bytes the whole document may have as JSON. An item of the table may have 400 kB; half of it leaves room.
pub const MAX_DOCUMENT_BYTES: usize = 200_000;

impl Default for Settings {
    /// What an admin sees before the first save: nothing mapped, nobody excluded, matched by Personio's own id.
    fn default() -> Self {
        Self {
            paused: false,
            include_holiday_pay_in_pension: false,
            match_attribute: "id".into(),
            exclusions_enabled: true,
            filters: Vec::new(),
            payslips_enabled: false,
            payslip_folder: None,
            mapping: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// The filters that count.
    #[must_use]
    pub fn active_filters(&self) -> &[Filter] {
        if self.exclusions_enabled { &self.filters } else { &[] }
    }

    /// Everything a run has to read from Personio: the match attribute, what is mapped, what is filtered by.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        let filters = self.active_filters().iter().map(|filter| filter.attribute.clone());
        self.mapping.values().cloned().chain(filters).chain([self.match_attribute.clone()]).collect()
    }

    /// Reads and checks a whole document. Every key of the document is required, so that a key left out by mistake
    /// can't switch the filters off.
    ///
    /// # Errors
    /// Everything that is wrong, each with its JSON pointer. Nothing is judged by an empty catalogue.
    pub fn from_json(document: &Value, catalogue: &Catalogue) -> Result<Self, Vec<InputError>> {
        reader::read(document, catalogue)
    }
}

/// The document as JSON and table hold it.
#[derive(Serialize, Deserialize)]
struct Document {
    paused: bool,
    include_holiday_pay_in_pension: bool,
    #[serde(rename = "match")]
    matching: Source,
    exclusions: Exclusions,
    payslips: Payslips,
    mapping: BTreeMap<Field, Option<Source>>,
}

#[derive(Serialize, Deserialize)]
struct Source {
    attribute: AttributeKey,
}

#[derive(Serialize, Deserialize)]
struct Exclusions {
    enabled: bool,
    filters: Vec<Filter>,
}

#[derive(Serialize, Deserialize)]
struct Payslips {
    enabled: bool,
    folder_id: Option<String>,
}

impl From<Document> for Settings {
    fn from(document: Document) -> Self {
        let mapped = |(field, source): (Field, Option<Source>)| Some((field, source?.attribute));
        Self {
            paused: document.paused,
            include_holiday_pay_in_pension: document.include_holiday_pay_in_pension,
            match_attribute: document.matching.attribute,
            exclusions_enabled: document.exclusions.enabled,
            filters: document.exclusions.filters,
            payslips_enabled: document.payslips.enabled,
            payslip_folder: document.payslips.folder_id,
            mapping: document.mapping.into_iter().filter_map(mapped).collect(),
        }
    }
}

impl From<Settings> for Document {
    fn from(settings: Settings) -> Self {
        let source = |field: &Field| settings.mapping.get(field).map(|key| Source { attribute: key.clone() });
        let mapping = Field::ALL.iter().map(|field| (*field, source(field))).collect();
        Self {
            paused: settings.paused,
            include_holiday_pay_in_pension: settings.include_holiday_pay_in_pension,
            matching: Source { attribute: settings.match_attribute },
            exclusions: Exclusions { enabled: settings.exclusions_enabled, filters: settings.filters },
            payslips: Payslips { enabled: settings.payslips_enabled, folder_id: settings.payslip_folder },
            mapping,
        }
    }
}

/// The document that [`Settings::from_json`] reads back.
#[must_use]
pub fn document(settings: &Settings) -> Value {
    serde_json::to_value(settings).unwrap_or_else(|_| json!({}))
}

#[cfg(test)]
mod tests;
