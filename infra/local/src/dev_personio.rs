//! The simulated Personio in a developer's hands: look at its people, change them, add attributes, untick them. The
//! next sync meets what was changed.
//!
//! - `GET /dev/personio`: its address, its credentials, its people and its attributes.
//! - `PATCH /dev/personio/people/{id}` and `PATCH /dev/personio/people`: gives one person, or everybody, values.
//! - `POST /dev/personio/attributes`: adds a custom attribute.
//! - `PUT /dev/personio/attributes/{key}`: lets the credential read an attribute, or no longer.
//!
//! A value is what stands in `value` of Personio's answers, so that what is read here can be written here.

use std::sync::Arc;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, patch, post, put},
};
use personio_sim::{Company, Person, Simulator};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::front::problem;

type Personio = State<Arc<Simulator>>;

/// The routes, as they stand under `/dev`. Without a simulator there are none.
pub fn routes(personio: Arc<Simulator>) -> Router {
    Router::new()
        .route("/personio", get(show))
        .route("/personio/people", patch(change_everybody))
        .route("/personio/people/{id}", patch(change_one))
        .route("/personio/attributes", post(add_attribute))
        .route("/personio/attributes/{key}", put(tick))
        .with_state(personio)
}

/// Why a change was not made. Nothing is changed by halves.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error("The body is no JSON.")]
    MalformedJson,
    #[error("The body must be {0}.")]
    WrongBody(&'static str),
    #[error("There is no person {0}.")]
    UnknownPerson(String),
    #[error("There is no attribute {0}.")]
    UnknownAttribute(String),
    #[error("There is no attribute {0} to tick.")]
    NothingToTick(String),
    #[error("Personio gives the attribute id, and nobody changes it.")]
    FixedAttribute,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, code) = match self {
            Self::MalformedJson => (StatusCode::BAD_REQUEST, "malformed_json"),
            Self::WrongBody(_) => (StatusCode::UNPROCESSABLE_ENTITY, "wrong_body"),
            Self::UnknownPerson(_) => (StatusCode::NOT_FOUND, "unknown_person"),
            Self::UnknownAttribute(_) => (StatusCode::UNPROCESSABLE_ENTITY, "unknown_attribute"),
            Self::NothingToTick(_) => (StatusCode::NOT_FOUND, "unknown_attribute"),
            Self::FixedAttribute => (StatusCode::UNPROCESSABLE_ENTITY, "fixed_attribute"),
        };
        problem(status, code, &self.to_string())
    }
}

async fn show(State(personio): Personio) -> Response {
    let (client_id, client_secret) = personio.credentials();
    let company = personio.company();
    let attributes: Vec<Value> = company
        .attributes
        .iter()
        .map(|one| json!({"key": &*one.key, "label": one.label, "type": one.kind}))
        .collect();
    Json(json!({
        "url": personio.url(),
        "client_id": client_id,
        "client_secret": client_secret,
        "people": company.people().iter().map(shown).collect::<Vec<_>>(),
        "attributes": attributes,
    }))
    .into_response()
}

fn shown(person: &Person) -> Value {
    let mut all: Map<String, Value> =
        person.attributes.iter().map(|(key, value)| (key.to_owned(), value.clone())).collect();
    all.insert("id".into(), person.id.into());
    all.into()
}

async fn change_one(
    State(personio): Personio,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Refused> {
    let values = values(&body)?;
    let changed = personio.edit(|company| {
        check(company, &values)?;
        let person = id.parse().ok().and_then(|id| company.person_mut(id));
        let person = person.ok_or(Refused::UnknownPerson(id))?;
        set(person, &values);
        Ok::<_, Refused>(shown(person))
    })?;
    Ok(Json(changed).into_response())
}

async fn change_everybody(State(personio): Personio, body: Bytes) -> Result<Response, Refused> {
    let values = values(&body)?;
    let changed = personio.edit(|company| {
        check(company, &values)?;
        let people = company.people_mut();
        for person in people.iter_mut() {
            set(person, &values);
        }
        Ok::<_, Refused>(people.len())
    })?;
    Ok(Json(json!({"changed": changed})).into_response())
}

fn values(body: &[u8]) -> Result<Map<String, Value>, Refused> {
    read(body, r#"an object such as {"first_name": "Ada"}"#)
}

fn check(company: &Company, values: &Map<String, Value>) -> Result<(), Refused> {
    for key in values.keys() {
        if !has_attribute(company, key) {
            return Err(Refused::UnknownAttribute(key.clone()));
        }
        if key == "id" {
            return Err(Refused::FixedAttribute);
        }
    }
    Ok(())
}

fn set(person: &mut Person, values: &Map<String, Value>) {
    for (key, value) in values {
        person.attributes.set(key, value.clone());
    }
}

fn has_attribute(company: &Company, key: &str) -> bool {
    company.attributes.iter().any(|one| *one.key == *key)
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

async fn add_attribute(State(personio): Personio, body: Bytes) -> Result<Response, Refused> {
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

async fn tick(State(personio): Personio, Path(key): Path<String>, body: Bytes) -> Result<Response, Refused> {
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

fn read<T: DeserializeOwned>(body: &[u8], wanted: &'static str) -> Result<T, Refused> {
    let body: Value = serde_json::from_slice(body).map_err(|_| Refused::MalformedJson)?;
    serde_json::from_value(body).map_err(|_| Refused::WrongBody(wanted))
}
