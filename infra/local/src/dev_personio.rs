//! The simulated Personio in a developer's hands: look at its people, change them, add attributes, untick them. The
//! next sync meets what was changed. A browser gets a page that does all of it by these calls.
//!
//! - `GET /dev/personio`: its address, its credentials, its people and its attributes; for a browser the page.
//! - `POST /dev/personio/people`: adds an invented person, with the values given.
//! - `PATCH /dev/personio/people/{id}` and `PATCH /dev/personio/people`: gives one person, or everybody, values.
//! - `DELETE /dev/personio/people/{id}`: deletes one.
//! - `GET|POST /dev/personio/attributes`: all of them with options and ticks; adds a custom one.
//! - `PUT /dev/personio/attributes/{key}`: lets the credential read an attribute, or no longer.
//! - `GET /dev/personio/credential`, `POST /dev/personio/credential/rotate`: the pair and what it may do; a new pair.
//! - `PUT /dev/personio/permissions/{name}`: grants a permission, or takes it away.
//!
//! A value is what stands in `value` of Personio's answers, so that what is read here can be written here.

mod attributes;
mod credential;
mod page;
mod people;

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, patch, post, put},
};
use personio_sim::{Company, Person, Simulator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::front::problem;

type Personio = State<Arc<Simulator>>;

/// The routes, as they stand under `/dev`. Without a simulator there are none.
pub fn routes(personio: Arc<Simulator>) -> Router {
    Router::new()
        .route("/personio", get(show))
        .route("/personio/page/{*file}", get(page::file))
        .route("/personio/people", post(people::add).patch(people::change_everybody))
        .route("/personio/people/{id}", patch(people::change_one).delete(people::remove))
        .route("/personio/attributes", get(attributes::list).post(attributes::add))
        .route("/personio/attributes/{key}", put(attributes::tick))
        .route("/personio/credential", get(credential::show))
        .route("/personio/credential/rotate", post(credential::rotate))
        .route("/personio/permissions/{name}", put(credential::permit))
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
    #[error("There is no permission {0}: they are employees_read, documents_read and documents_write.")]
    UnknownPermission(String),
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let (status, code) = match self {
            Self::MalformedJson => (StatusCode::BAD_REQUEST, "malformed_json"),
            Self::WrongBody(_) => (StatusCode::UNPROCESSABLE_ENTITY, "wrong_body"),
            Self::UnknownPerson(_) => (StatusCode::NOT_FOUND, "unknown_person"),
            Self::UnknownAttribute(_) => (StatusCode::UNPROCESSABLE_ENTITY, "unknown_attribute"),
            Self::NothingToTick(_) => (StatusCode::NOT_FOUND, "unknown_attribute"),
            Self::UnknownPermission(_) => (StatusCode::NOT_FOUND, "unknown_permission"),
            Self::FixedAttribute => (StatusCode::UNPROCESSABLE_ENTITY, "fixed_attribute"),
        };
        problem(status, code, &self.to_string())
    }
}

/// The account whole. Only who asks for HTML, as a browser does, gets the page.
async fn show(State(personio): Personio, headers: HeaderMap) -> Response {
    let mut response =
        if page::is_asked_for(&headers) { page::index() } else { account(&personio).into_response() };
    response.headers_mut().insert(header::VARY, HeaderValue::from_name(header::ACCEPT));
    response
}

fn account(personio: &Simulator) -> Json<Value> {
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
}

fn shown(person: &Person) -> Value {
    let mut all: Map<String, Value> =
        person.attributes.iter().map(|(key, value)| (key.to_owned(), value.clone())).collect();
    all.insert("id".into(), person.id.into());
    all.into()
}

fn has_attribute(company: &Company, key: &str) -> bool {
    company.attributes.iter().any(|one| *one.key == *key)
}

fn read<T: DeserializeOwned>(body: &[u8], wanted: &'static str) -> Result<T, Refused> {
    let body: Value = serde_json::from_slice(body).map_err(|_| Refused::MalformedJson)?;
    serde_json::from_value(body).map_err(|_| Refused::WrongBody(wanted))
}
