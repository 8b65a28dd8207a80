//! The link to Personio.

use std::sync::Arc;

use axum::{Json, extract::State, http::StatusCode};
use secrecy::SecretString;
use serde_json::Value;
use shared::{
    domain::input::{InputError, InputErrorCode, Reader as DocumentReader},
    ports::{Credentials, PersonioError},
    run::{
        World,
        connection::{self, ConnectError},
    },
};
use utoipa::ToSchema;

use super::{Routes, deadline};
use crate::{
    caller::{Admin, Reader},
    input::Document,
    problem::{Answer, Code, Problem, missing_permission},
    refusals::{Always, MayConflict, WithBody},
    views::{
        Page,
        connection::{CheckView, ConnectionView, IntegrationView},
    },
};

pub(super) fn add<W: World + 'static>(routes: Routes<W>) -> Routes<W> {
    routes
        .with::<__path_list_integrations, _, _>(list_integrations::<W>)
        .with::<__path_show_connection, _, _>(show_connection::<W>)
        .with::<__path_connect, _, _>(connect::<W>)
        .with::<__path_disconnect, _, _>(disconnect::<W>)
        .with::<__path_check_connection, _, _>(check_connection::<W>)
}

/// The tenant's integrations.
#[utoipa::path(get, path = "/v1/integrations", tag = "Connection",
    responses((status = 200, description = "All of them.", body = Page<IntegrationView>), Always))]
async fn list_integrations<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
) -> Answer<Json<Page<IntegrationView>>> {
    let shown = connection::show(&*world, &caller.tenant).await?;
    Ok(Json(Page::whole(vec![shown.into()])))
}

/// How the link to Personio stands.
#[utoipa::path(get, path = "/v1/integrations/personio/connection", tag = "Connection",
    responses((status = 200, description = "The link.", body = ConnectionView), Always))]
async fn show_connection<W: World>(
    Reader(caller): Reader,
    State(world): State<Arc<W>>,
) -> Answer<Json<ConnectionView>> {
    Ok(Json(connection::show(&*world, &caller.tenant).await?.into()))
}

/// Personio's credential, as its admin made it.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Credentials)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
struct CredentialsView {
    /// The client id.
    #[schema(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    client_id: String,
    /// The client secret. Checked with Personio, stored encrypted, and never shown again.
    #[schema(min_length = 1, max_length = 200, pattern = "^[!-~]+$", format = Password)]
    client_secret: String,
}

/// Connects, or replaces the credentials. They are checked with Personio first; nothing is stored when it refuses.
///
/// Settings that were saved before count at once. Nothing is imported before settings are saved.
#[utoipa::path(put, path = "/v1/integrations/personio/connection", tag = "Connection",
    request_body = CredentialsView,
    responses((status = 200, description = "Connected.", body = ConnectionView), WithBody, Always))]
async fn connect<W: World>(
    Admin(caller): Admin,
    State(world): State<Arc<W>>,
    Document(document): Document,
) -> Answer<Json<ConnectionView>> {
    let credentials = credentials(&document).map_err(Problem::invalid)?;
    let deadline = deadline(&*world);
    match connection::connect(&*world, &caller.tenant, credentials, deadline).await {
        Ok(_) => Ok(Json(connection::show(&*world, &caller.tenant).await?.into())),
        Err(ConnectError::Personio(PersonioError::CredentialsRejected)) => Err(Problem::new(
            Code::CredentialsRejected,
            "Personio refuses this client id and secret. Copy both again from Settings, Integrations, API credentials; a secret is shown once only, when it is made.",
        )),
        Err(ConnectError::Personio(PersonioError::PermissionMissing { operation })) => {
            Err(Problem::new(Code::CredentialsInsufficient, missing_permission(operation)))
        }
        Err(error) => Err(error.into()),
    }
}

/// Longest client id or secret; Personio's have some forty characters.
const MOST_OF_A_CREDENTIAL: usize = 200;

fn credentials(document: &Value) -> Result<Credentials, Vec<InputError>> {
    let mut reader = DocumentReader::default();
    let Some(root) = reader.object(document, "").cloned() else { return reader.finish(empty()) };
    reader.only(&root, "", &["client_id", "client_secret"]);
    let mut text = |key: &str| {
        let value = reader.child(&root, "", key)?;
        let pointer = format!("/{key}");
        let Some(text) = value.as_str().map(str::trim) else {
            reader.wrong_type(&pointer, "a text");
            return None;
        };
        let fits = (1..=MOST_OF_A_CREDENTIAL).contains(&text.chars().count());
        if fits && text.chars().all(|c| c.is_ascii_graphic()) {
            return Some(text.to_owned());
        }
        let detail = format!(
            "Copy it from Personio: 1 to {MOST_OF_A_CREDENTIAL} letters, digits and signs, without blanks."
        );
        reader.error(pointer, InputErrorCode::TextInvalid, detail);
        None
    };
    let (client_id, client_secret) = (text("client_id"), text("client_secret"));
    reader.finish(Credentials {
        client_id: client_id.unwrap_or_default(),
        client_secret: SecretString::from(client_secret.unwrap_or_default()),
    })
}

fn empty() -> Credentials {
    Credentials { client_id: String::new(), client_secret: SecretString::from(String::new()) }
}

/// Removes the credentials. Settings and employees stay.
#[utoipa::path(delete, path = "/v1/integrations/personio/connection", tag = "Connection",
    responses((status = 204, description = "Disconnected, now or before."), Always))]
async fn disconnect<W: World>(Admin(caller): Admin, State(world): State<Arc<W>>) -> Answer<StatusCode> {
    connection::disconnect(&*world, &caller.tenant).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks Personio anew for permissions and attributes, and names what the settings use and the credential may not read.
#[utoipa::path(post, path = "/v1/integrations/personio/connection/check", tag = "Connection",
    responses((status = 200, description = "What was found; a refusal is told as status and permissions.", body = CheckView), MayConflict, Always))]
async fn check_connection<W: World>(
    Admin(caller): Admin,
    State(world): State<Arc<W>>,
) -> Answer<Json<CheckView>> {
    let deadline = deadline(&*world);
    Ok(Json(connection::check(&*world, &caller.tenant, deadline).await?.into()))
}
