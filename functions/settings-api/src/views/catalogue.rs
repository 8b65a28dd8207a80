//! Attributes, folders and Pento fields.

use serde::Serialize;
use shared::{
    domain::{
        attribute::{Attribute, AttributeType, Catalogue},
        field::Field,
        suggest::{self, Suggestion, SuggestionReason},
    },
    ports::Folder,
};
use utoipa::ToSchema;

/// One Personio attribute.
#[derive(Serialize, ToSchema)]
#[schema(as = Attribute)]
pub(crate) struct AttributeView {
    /// What settings name it by.
    key: String,
    /// What Personio shows.
    label: String,
    /// The declared type.
    #[schema(value_type = String, schema_with = type_schema)]
    r#type: AttributeType,
    /// Whether the customer made it.
    custom: bool,
    /// The options of a list or of tags.
    options: Vec<String>,
    /// Whether the credential may read it. One that is not is shown while settings use it.
    readable: bool,
}

fn type_schema() -> utoipa::openapi::schema::Object {
    let known = ["standard", "date", "integer", "decimal", "list", "link", "tags", "multiline", "other"];
    super::words(
        &known,
        "The declared type. `standard` says nothing about the value; `tags` can be filtered by, not mapped.",
    )
}

impl From<Attribute> for AttributeView {
    fn from(attribute: Attribute) -> Self {
        let Attribute { key, label, kind, universal_id: _, options, readable } = attribute;
        let custom = key.is_custom();
        Self { key: key.to_string(), label: label.to_string(), r#type: kind, custom, options, readable }
    }
}

/// One Personio document category.
#[derive(Serialize, ToSchema)]
#[schema(as = Folder)]
pub(crate) struct FolderView {
    /// What settings name it by.
    id: String,
    /// What Personio shows.
    name: String,
}

impl From<Folder> for FolderView {
    fn from(Folder { id, name }: Folder) -> Self {
        Self { id, name }
    }
}

/// One field of payroll.
#[derive(Serialize, ToSchema)]
#[schema(as = PentoField)]
pub(crate) struct PentoFieldView {
    /// What settings name it by.
    #[schema(value_type = String)]
    key: &'static str,
    /// What people read.
    #[schema(value_type = String)]
    label: &'static str,
    /// Whether payroll needs it before an employee is ready.
    required: bool,
    /// The accepted form in one sentence.
    #[schema(value_type = String)]
    format: &'static str,
    /// A valid, invented value.
    #[schema(value_type = String)]
    example: &'static str,
    /// The attribute that probably holds it. Never saved without an admin.
    #[schema(required = true)]
    suggestion: Option<SuggestionView>,
}

/// An attribute, and why it is suggested.
#[derive(Serialize, ToSchema)]
#[schema(as = Suggestion)]
pub(crate) struct SuggestionView {
    /// The attribute's key.
    attribute: String,
    /// `universal_id`: Personio marks it with the same meaning. `known_key`: Personio's standard attribute for it.
    /// `label`: its label says so.
    #[schema(value_type = String, schema_with = suggestion_schema)]
    reason: SuggestionReason,
}

fn suggestion_schema() -> utoipa::openapi::schema::Object {
    super::words(
        &["universal_id", "known_key", "label"],
        "Why the attribute is suggested, the strongest reason first.",
    )
}

/// Pento's fields, with suggestions from the attributes that can be read.
#[derive(Serialize, ToSchema)]
#[schema(as = PentoFields)]
pub(crate) struct PentoFieldsView {
    /// The fields, in the order people see them.
    items: Vec<PentoFieldView>,
    /// Always null: they fit one page.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// The attribute to match people by; its value is the Employee ID, which is never mapped.
    #[schema(required = true)]
    match_suggestion: Option<SuggestionView>,
}

impl From<&Catalogue> for PentoFieldsView {
    fn from(catalogue: &Catalogue) -> Self {
        let readable = catalogue.readable();
        let suggestions = suggest::suggest(&readable);
        let of = |field: Field| {
            let found = suggestions.iter().find(|suggestion| suggestion.field == field);
            found.map(|Suggestion { attribute, reason, .. }| SuggestionView {
                attribute: attribute.to_string(),
                reason: *reason,
            })
        };
        let employee_id = PentoFieldView {
            key: "employee_id",
            label: "Employee ID",
            required: true,
            format: "1 to 35 plain characters. It comes from the match key and is not mapped.",
            example: "E-0017",
            suggestion: None,
        };
        let view = |field: &Field| PentoFieldView {
            key: field.key(),
            label: field.label(),
            required: field.is_required(),
            format: field.help(),
            example: field.example(),
            suggestion: of(*field),
        };
        let match_suggestion = (!readable.is_empty()).then(|| {
            let (attribute, reason) = suggest::suggest_match_attribute(&readable);
            SuggestionView { attribute: attribute.to_string(), reason }
        });
        Self {
            items: std::iter::once(employee_id).chain(Field::ALL.iter().map(view)).collect(),
            next_cursor: None,
            match_suggestion,
        }
    }
}
