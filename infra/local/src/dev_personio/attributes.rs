//! Attributes: what there is, what the credential may read, and new ones.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Personio, Refused, has_attribute, read};

/// All of them, the unticked ones too.
pub(super) async fn list(State(personio): Personio) -> Json<Value> {
    let company = personio.company();
    let items = company.attributes.iter().map(|one| {
        json!({
            "key": &*one.key,
            "label": one.label,
            "type": one.kind,
            "options": one.options,
            "readable": personio.is_ticked(&one.key),
        })
    });
    Json(json!({"items": items.collect::<Vec<_>>()}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewAttribute {
    label: String,
    /// Of Personio's types, or any other, to see what a sync makes of it.
    #[serde(rename = "type")]
    kind: String,
    /// What everybody has; without it, what Personio sends where nobody filled anything in.
    #[serde(default, deserialize_with = "present")]
    value: Option<Value>,
}

/// Tells `null` from a value that is not there.
fn present<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}

pub(super) async fn add(State(personio): Personio, body: Bytes) -> Result<Response, Refused> {
    let wanted = r#"an object such as {"label": "Pension scheme", "type": "standard", "value": "NEST"}"#;
    let new: NewAttribute = read(&body, wanted)?;
    if new.label.trim().is_empty() || new.kind.trim().is_empty() {
        return Err(Refused::WrongBody(wanted));
    }
    let key = personio.edit(|company| company.add_attribute(&new.label, &new.kind, new.value.as_ref()));
    Ok((StatusCode::CREATED, Json(json!({"key": &*key}))).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tick {
    readable: bool,
}

pub(super) async fn tick(
    State(personio): Personio,
    Path(key): Path<String>,
    body: Bytes,
) -> Result<Response, Refused> {
    let Tick { readable } = read(&body, r#"{"readable": true} or {"readable": false}"#)?;
    if !personio.edit(|company| has_attribute(company, &key)) {
        return Err(Refused::NothingToTick(key));
    }
    if readable {
        personio.tick(&key);
    } else {
        personio.untick(&key);
    }
    Ok(Json(json!({"key": key, "readable": readable})).into_response())
}
