//! People: changed, added, deleted.

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use personio_sim::{Company, Person};
use serde_json::{Map, Value, json};

use super::{Personio, Refused, has_attribute, read, shown};

/// Somebody flawless, so that only what is given is unusual.
pub(super) async fn add(State(personio): Personio, body: Bytes) -> Result<Response, Refused> {
    let values = values(&body)?;
    let added = personio.edit(|company| {
        check(company, &values)?;
        let mut person = newcomer(company);
        set(&mut person, &values);
        let added = shown(&person);
        company.add_person(person);
        Ok::<_, Refused>(added)
    })?;
    Ok((StatusCode::CREATED, Json(added)).into_response())
}

/// Nobody whom the company holds already, whoever was added or deleted before.
fn newcomer(company: &Company) -> Person {
    let highest = company.people().iter().map(|person| person.id).max().unwrap_or(0);
    let mut person = company.newcomer(highest);
    let Some(key) = company.key("employee_id") else { return person };
    let is_taken = |id: &Value| company.people().iter().any(|held| held.get(&key) == Some(id));
    let ids = (company.people().len() + 1..).map(|number| Value::from(format!("E{number:04}")));
    if let Some(free) = ids.into_iter().find(|id| !is_taken(id)) {
        person.attributes.set(&key, free);
    }
    person
}

pub(super) async fn remove(State(personio): Personio, Path(id): Path<String>) -> Result<StatusCode, Refused> {
    let number = id.parse().ok();
    let removed = personio.edit(|company| number.and_then(|number| company.remove_person(number)));
    removed.map(|_| StatusCode::NO_CONTENT).ok_or(Refused::UnknownPerson(id))
}

pub(super) async fn change_one(
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

pub(super) async fn change_everybody(State(personio): Personio, body: Bytes) -> Result<Response, Refused> {
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
