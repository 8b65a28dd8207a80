//! The settings document.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use shared::domain::{
    field::Field,
    filter::Operator,
    settings::{
        MAX_ATTRIBUTE_KEY_LENGTH, MAX_FILTER_VALUE_LENGTH, MAX_FILTER_VALUES, MAX_FILTERS,
        warnings::SettingsWarning,
    },
};
use utoipa::{
    ToSchema,
    openapi::schema::{
        AdditionalProperties, Array, ArrayBuilder, Object, ObjectBuilder, OneOfBuilder, Ref, Schema,
        SchemaType, Type,
    },
};

/// What an admin has chosen. Answers hold every key. In a request these may be left out: a field of the mapping, which is
/// not mapped then, `folder_id` while payslips are off, and `values` of an operator that takes none.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Settings)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct SettingsView {
    /// Hourly, save and *Sync all* runs don't write.
    paused: bool,
    /// What a leaver's own flag starts with.
    include_holiday_pay_in_pension: bool,
    /// The attribute whose value is the Employee ID.
    r#match: SourceView,
    /// Whom to leave out.
    exclusions: ExclusionsView,
    /// Whether and where payslips go.
    payslips: PayslipsView,
    /// Where each Pento field comes from.
    #[schema(schema_with = mapping_schema)]
    mapping: BTreeMap<String, Option<SourceView>>,
}

/// Each Pento field but the Employee ID: an attribute, or null.
fn mapping_schema() -> Object {
    let field = || {
        OneOfBuilder::new()
            .item(ObjectBuilder::new().schema_type(Type::Null))
            .item(Ref::from_schema_name("Source"))
    };
    let builder =
        ObjectBuilder::new().description(Some("Where each Pento field comes from; null: not mapped."));
    Field::ALL
        .iter()
        .fold(builder, |builder, name| builder.property(name.key(), field()))
        .additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false)))
        .build()
}

/// A Personio attribute, by its key.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Source)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct SourceView {
    #[schema(schema_with = attribute_schema)]
    attribute: String,
}

fn attribute_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(MAX_ATTRIBUTE_KEY_LENGTH))
        .pattern(Some("^[A-Za-z0-9_.-]+$"))
        .description(Some("The attribute's key, such as `first_name` or `dynamic_123`."))
        .build()
}

/// Exclusion filters: whoever matches one is skipped, never deleted.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Exclusions)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct ExclusionsView {
    /// `false` ignores all filters.
    enabled: bool,
    #[schema(schema_with = filters_schema)]
    filters: Vec<FilterView>,
}

fn filters_schema() -> Array {
    ArrayBuilder::new()
        .items(Ref::from_schema_name("Filter"))
        .max_items(Some(MAX_FILTERS))
        .description(Some("Whoever matches one is left out."))
        .build()
}

/// One exclusion filter.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Filter)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct FilterView {
    #[schema(schema_with = attribute_schema)]
    attribute: String,
    /// How it is compared.
    #[schema(schema_with = operator_schema)]
    operator: String,
    #[schema(schema_with = values_schema, required = false)]
    values: Vec<String>,
}

fn values_schema() -> Array {
    let value = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Number, Type::Boolean]))
        .min_length(Some(1))
        .max_length(Some(MAX_FILTER_VALUE_LENGTH));
    ArrayBuilder::new()
        .items(value)
        .max_items(Some(MAX_FILTER_VALUES))
        .description(Some(
            "What it is compared with: exactly one value for most, one or more for `is_one_of`, `is_not_one_of` and `contains`, none for `is_empty` and `is_not_empty`. A number or flag is taken as its text, and answered as such.",
        ))
        .build()
}

fn operator_schema() -> Object {
    super::words(&Operator::ALL.map(Operator::key), "How the attribute is compared.")
}

/// Payslips of finalised payrolls.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PayslipSettings)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct PayslipsView {
    /// Whether they are uploaded.
    enabled: bool,
    /// The Personio document category they go to. Needed while they are uploaded.
    #[schema(min_length = 1, max_length = 64, pattern = "\\S")]
    folder_id: Option<String>,
}

/// What saving answers.
#[derive(Serialize, ToSchema)]
#[schema(as = SettingsSaved)]
pub(crate) struct SavedView {
    /// As they are in force now.
    #[schema(value_type = SettingsView)]
    pub(crate) settings: Value,
    /// What is suspicious about them. Saving warns, and never refuses for these.
    #[schema(value_type = Vec<WarningView>)]
    pub(crate) warnings: Vec<Value>,
    /// The run that makes Pento equal under them.
    pub(crate) run_id: String,
}

/// Something suspicious about settings.
#[derive(ToSchema)]
#[schema(as = SettingsWarning)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct WarningView {
    /// `excludes_everybody`, `value_unknown` or `employee_ids_change`.
    code: String,
    /// What it means and what to do.
    detail: String,
    /// How many people it is about.
    people: Option<u64>,
    /// `value_unknown`: which filter, counted from 0.
    filter: Option<usize>,
    /// `value_unknown`: the attribute.
    attribute: Option<super::AttributeRefView>,
    /// `value_unknown`: the value that nobody has.
    value: Option<String>,
}

pub(crate) fn warnings(warnings: &[SettingsWarning]) -> Vec<Value> {
    warnings.iter().map(|warning| super::coded(warning, warning.sentence())).collect()
}
