//! The shapes of the API (section 6 of the design): what the domain knows, as JSON and as schemas.

pub(crate) mod catalogue;
pub(crate) mod connection;
pub(crate) mod employee;
pub(crate) mod payslip;
pub(crate) mod preview;
pub(crate) mod run;
pub(crate) mod settings;

use serde::Serialize;
use serde_json::{Value, json};
use shared::domain::{problem::Problem, reason::Reason};
use utoipa::ToSchema;

/// One page of a list. `next_cursor` is null on the last one.
#[derive(Serialize, ToSchema)]
pub(crate) struct Page<T: ToSchema> {
    /// The items.
    pub(crate) items: Vec<T>,
    /// Where the next page begins: send it as `cursor`, as it is.
    #[schema(required = true)]
    pub(crate) next_cursor: Option<String>,
}

impl<T: ToSchema> Page<T> {
    /// A list that always fits one page.
    pub(crate) fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }
}

/// A type that stands for a word of a query, in the document alone.
macro_rules! word {
    ($(#[doc = $doc:literal])+ $name:ident = $schema:ident) => {
        $(#[doc = $doc])+
        pub(crate) struct $name;

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::Schema::from($schema()).into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}
use word;

/// A coded reason: what else it holds depends on the code.
#[derive(ToSchema)]
#[schema(as = Reason)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct ReasonView {
    /// Stable, for programs.
    code: String,
    /// What happened and what to do, for people. Never a value of a person.
    detail: String,
    /// `excluded`: the filter that did it.
    filter: Option<settings::FilterView>,
    /// `excluded`: the filter in words.
    description: Option<String>,
    /// The Personio attribute it is about.
    attribute: Option<AttributeRefView>,
    /// `employee_id_changed`: the Employee ID in Pento.
    from: Option<String>,
    /// `employee_id_changed`: the Employee ID in Personio.
    to: Option<String>,
    /// `identity_conflict`: the fields that contradict.
    fields: Option<Vec<String>>,
    /// `held`: what would happen to how many.
    effects: Option<Vec<preview::EffectView>>,
    /// `personio_refused`: the HTTP status.
    status: Option<u16>,
    /// `roster_incomplete`: how many people Personio says there are.
    expected: Option<u64>,
    /// `roster_incomplete`: how many were seen.
    seen: Option<u64>,
}

/// A Personio attribute as people know it.
#[derive(ToSchema)]
#[schema(as = AttributeRef)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct AttributeRefView {
    /// The stable key.
    key: String,
    /// What Personio shows.
    label: String,
}

/// A finding about one value.
#[derive(ToSchema)]
#[schema(as = DataProblem)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct DataProblemView {
    /// Stable, for programs.
    code: String,
    /// `error`: the value can't be used, and the field is blank. `warning`: it is used.
    #[schema(schema_with = severity_schema)]
    severity: String,
    /// The Pento field.
    field: String,
    /// The Personio attribute; null for a value entered in Pento.
    #[schema(required = true)]
    attribute: Option<AttributeRefView>,
    /// What is wrong and what to do. Never the value.
    hint: String,
}

fn severity_schema() -> utoipa::openapi::schema::Object {
    words(
        &["error", "warning"],
        "error: the value can't be used, and the field is blank. warning: it is used.",
    )
}

/// A schema of some words.
pub(crate) fn words(words: &[&str], description: &str) -> utoipa::openapi::schema::Object {
    utoipa::openapi::schema::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .enum_values(Some(words.iter().copied()))
        .description(Some(description))
        .build()
}

/// A reason with its sentence beside its code.
fn coded<T: Serialize>(reason: &T, sentence: String) -> Value {
    let mut value = serde_json::to_value(reason).unwrap_or_else(|_| json!({"code": "unknown"}));
    if let Some(object) = value.as_object_mut() {
        object.insert("detail".into(), sentence.into());
    }
    value
}

/// A person's reason.
pub(crate) fn reason(reason: &Reason) -> Value {
    let sentence = reason.to_string();
    let mut letters = sentence.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    coded(reason, format!("{first}{}.", letters.as_str()))
}

/// What was found wrong with values.
pub(crate) fn problems(problems: &[Problem]) -> Vec<Value> {
    problems.iter().filter_map(|problem| serde_json::to_value(problem).ok()).collect()
}
