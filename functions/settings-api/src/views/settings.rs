//! The settings document.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use shared::domain::{field::Field, filter::Operator, settings::warnings::SettingsWarning};
use utoipa::ToSchema;

/// What an admin has chosen. Every key is required; a field of the mapping that is null or missing is not mapped.
#[derive(ToSchema)]
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
fn mapping_schema() -> utoipa::openapi::schema::Object {
    use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Ref, Type};
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
        .additional_properties(Some(
            utoipa::openapi::schema::AdditionalProperties::<utoipa::openapi::Schema>::FreeForm(false),
        ))
        .build()
}

/// A Personio attribute, by its key.
#[derive(ToSchema)]
#[schema(as = Source)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct SourceView {
    /// Such as `first_name` or `dynamic_123`.
    attribute: String,
}

/// Exclusion filters: whoever matches one is skipped, never deleted.
#[derive(ToSchema)]
#[schema(as = Exclusions)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct ExclusionsView {
    /// `false` ignores all filters.
    enabled: bool,
    /// At most a hundred.
    filters: Vec<FilterView>,
}

/// One exclusion filter.
#[derive(ToSchema)]
#[schema(as = Filter)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct FilterView {
    /// The attribute's key.
    attribute: String,
    /// How it is compared.
    #[schema(schema_with = operator_schema)]
    operator: String,
    /// What it is compared with: exactly one value for most, one or more for `is_one_of`, `is_not_one_of` and
    /// `contains`, none for `is_empty` and `is_not_empty`.
    values: Vec<String>,
}

fn operator_schema() -> utoipa::openapi::schema::Object {
    super::words(&Operator::ALL.map(Operator::key), "How the attribute is compared.")
}

/// Payslips of finalised payrolls.
#[derive(ToSchema)]
#[schema(as = PayslipSettings)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct PayslipsView {
    /// Whether they are uploaded.
    enabled: bool,
    /// The Personio document category they go to.
    #[schema(required = true)]
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
