//! The credential of the API: the pair, and what it may do.

use std::collections::BTreeSet;

use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
};
use personio_sim::{Permission, Simulator};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Personio, Refused, read};

pub(super) async fn show(State(personio): Personio) -> Json<Value> {
    shown(&personio)
}

/// The pair in use before is refused from now on.
pub(super) async fn rotate(State(personio): Personio) -> Json<Value> {
    personio.rotate_credentials();
    shown(&personio)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Grant {
    granted: bool,
}

pub(super) async fn permit(
    State(personio): Personio,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, Refused> {
    let Grant { granted } = read(&body, r#"{"granted": true} or {"granted": false}"#)?;
    let found = Permission::ALL.into_iter().find(|one| key(*one) == name);
    let permission = found.ok_or(Refused::UnknownPermission(name))?;
    if granted {
        personio.grant(permission);
    } else {
        personio.revoke(permission);
    }
    Ok(shown(&personio))
}

fn shown(personio: &Simulator) -> Json<Value> {
    let (client_id, client_secret) = personio.credentials();
    let mut granted = BTreeSet::new();
    personio.configure(|options| granted.clone_from(&options.permissions));
    let permissions: Map<String, Value> =
        Permission::ALL.into_iter().map(|one| (key(one), granted.contains(&one).into())).collect();
    Json(json!({"client_id": client_id, "client_secret": client_secret, "permissions": permissions}))
}

/// As the API of Pento names it.
fn key(permission: Permission) -> String {
    permission.scope().replace(':', "_")
}
