//! What is different in v2: the sign-in is a form, its refusals are OAuth's, lists are paged by links.

use std::borrow::Cow;

use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::value::RawValue;
use url::{Url, form_urlencoded};

use super::{
    failure::Failure,
    http::Answer,
    target::document_list,
    value::{read_attribute, read_id},
    wire::{Entries, NO_JSON, NO_LIST, SignIn, entries},
};
use crate::{
    domain::attribute::AttributeValue,
    ports::{Credentials, ListedDocument},
};

/// The only content type that `POST /v2/auth/token` takes.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

const ELSEWHERE: Failure = Failure::Unusable("a next link to somewhere else");

/// The body of `POST /v2/auth/token`. Without `scope` the token has all the credential's.
pub(super) fn sign_in_form(credentials: &Credentials) -> String {
    form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_id", &credentials.client_id)
        .append_pair("client_secret", credentials.client_secret.expose_secret())
        .finish()
}

/// Says what the answer to a sign-in is. Refusals are told apart by their code (RFC 6749, section 5.2, and Personio's
/// own additions), which Personio sends with status 400, and the RFC allows with 401.
///
/// # Errors
/// What is wrong with it.
pub(super) fn judge_sign_in(answer: Answer) -> Result<Vec<u8>, Failure> {
    #[derive(Deserialize)]
    struct Problem<'a> {
        #[serde(borrow)]
        error: Cow<'a, str>,
    }
    let refused = matches!(answer.status, 400 | 401 | 403);
    let problem = serde_json::from_slice::<Problem<'_>>(&answer.body).ok().filter(|_| refused);
    match problem.as_ref().map(|problem| &*problem.error) {
        Some("invalid_client" | "invalid_grant" | "unauthorized_client" | "access_denied") => {
            Err(Failure::LoginRefused)
        }
        Some("invalid_scope") => Err(Failure::NoScope),
        Some("server_error" | "temporarily_unavailable") => Err(Failure::Transient(answer.status)),
        _ => Failure::of(answer),
    }
}

/// `{"access_token", "token_type", "expires_in", "scope"}` of `POST /v2/auth/token`.
///
/// # Errors
/// [`Failure::Unusable`] unless it is JSON with a token of printable ASCII.
pub(super) fn parse_sign_in(json: &[u8]) -> Result<SignIn, Failure> {
    SignIn::read(&parse(json)?, "access_token")
}

/// One page of documents.
#[derive(Debug)]
pub(super) struct DocumentPage {
    /// Those with a readable id.
    pub(super) documents: Vec<ListedDocument>,
    /// The link to the next page, whatever it is; `None` on the last page.
    pub(super) next: Option<Box<str>>,
}

/// `{"_data": [{"id", "comment"}, ...], "_meta": {"links": {"next": {"href"}}}}` of
/// `GET /v2/document-management/documents`. Entries without an id are passed over.
///
/// # Errors
/// [`Failure::Unusable`] unless it is JSON with a list `_data`.
pub(super) fn parse_documents(json: &[u8]) -> Result<DocumentPage, Failure> {
    let page = parse(json)?;
    let rows: Vec<&RawValue> =
        page.get("_data").and_then(|raw| serde_json::from_str(raw.get()).ok()).ok_or(NO_LIST)?;
    let links = entries(entries(page.get("_meta")).get("links"));
    let next = links.get("next").copied().filter(|raw| raw.get() != "null");
    let next = next.map(|raw| {
        if raw.get().starts_with('{') { entries(Some(&raw)).get("href").copied() } else { Some(raw) }
    });
    Ok(DocumentPage {
        documents: rows.into_iter().filter_map(read_document).collect(),
        // A link that can't be read is one all the same: it leads nowhere, and the list is not whole.
        next: next.map(|raw| raw.and_then(read_text).unwrap_or_default()),
    })
}

/// The cursor in the link to the next page. Nothing else of the link is used, and nothing at all of one that is not
/// about our list on our host: whoever sent that is not to be followed.
///
/// # Errors
/// [`Failure::Unusable`] for every other link, and one without a cursor.
pub(super) fn cursor(base: &Url, link: &str) -> Result<String, Failure> {
    let list = document_list(base);
    let link = list.join(link).map_err(|_| ELSEWHERE)?;
    let is_ours = link.host() == list.host()
        && link.port() == list.port()
        && link.path() == list.path()
        && matches!(link.scheme(), "https" | "http")
        && link.username().is_empty()
        && link.password().is_none();
    let mut cursors = link.query_pairs().filter(|(name, value)| name == "cursor" && !value.is_empty());
    match (cursors.next(), cursors.next()) {
        (Some((_, cursor)), None) if is_ours => Ok(cursor.into_owned()),
        _ => Err(ELSEWHERE),
    }
}

fn read_document(row: &RawValue) -> Option<ListedDocument> {
    let row = entries(Some(&row));
    let document_id = row.get("id").copied().and_then(read_id)?.into();
    let comment = row.get("comment").copied().and_then(read_text).map(String::from);
    Some(ListedDocument { document_id, comment })
}

fn read_text(raw: &RawValue) -> Option<Box<str>> {
    match read_attribute(raw) {
        AttributeValue::Text(text) => Some(text),
        _ => None,
    }
}

fn parse(json: &[u8]) -> Result<Entries<'_>, Failure> {
    serde_json::from_slice(json).map_err(|_| NO_JSON)
}

#[cfg(test)]
#[path = "v2_tests.rs"]
mod tests;
