//! `GET /v1/company/document-categories`, `POST /v1/company/documents`.

use std::collections::HashMap;

use axum::{
    body::Body,
    extract::{FromRequest as _, Multipart, Request, State as Held},
    http::{HeaderMap, Response},
};
use bytes::Bytes;
use jiff::civil::Date;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    MOST_BYTES,
    answers::{Refusal, echo_token, json_answer},
    guard,
};
use crate::{
    Document, Language,
    options::Permission,
    state::{Shared, State},
    tokens::Family,
};

/// The largest file: 30 MB, read as 30 x 2^20 bytes.
const MOST_FILE_BYTES: usize = 30 * 1024 * 1024;
/// The longest title, in characters.
const MOST_TITLE: usize = 255;
/// What the file's name may end in, as Personio's refusal lists it.
const EXTENSIONS: &str = "pdf, docx, doc, jpg, zip, png, txt, jpeg, odt, xlsx, rtf, htm, xls, p7s, pptx, pages, rar, ppt, \
    gif, tif, html, msg, asc, tiff, wps, bmp, 7z, csv, ics, vcf, dotx, numbers, eps, gz, ods, otf, odp, odg, rtfd, txz, \
    webarchive, xml, xps, md, fax";

/// `GET /v1/company/document-categories`.
pub(super) async fn categories(
    Held(shared): Held<Shared>,
    headers: HeaderMap,
) -> Result<Response<Body>, Refusal> {
    let state = shared.lock();
    let token = guard::token(&state, Family::V1, &headers, Permission::DocumentsRead)?;
    let data: Vec<Value> = state.company.categories.iter().map(|one| category(one.id, &one.name)).collect();
    Ok(echo_token(json_answer(200, &json!({"success": true, "data": data})), &token))
}

fn category(id: u64, name: &str) -> Value {
    json!({"id": id, "type": "DocumentCategory", "attributes": {"name": name}})
}

/// `POST /v1/company/documents`. There is no check for duplicates: the same upload twice makes two documents.
pub(super) async fn upload(Held(shared): Held<Shared>, request: Request) -> Result<Response<Body>, Refusal> {
    let (parts, body) = request.into_parts();
    // Read to the end first: a refusal must not reach a client that is still sending.
    let body = axum::body::to_bytes(body, MOST_BYTES)
        .await
        .map_err(|_| Refusal::new(Family::V1, 413, "Request Entity Too Large"))?;
    let token = {
        let mut state = shared.lock();
        guard::limit(&mut state, Family::V1, |limits| &mut limits.documents)?;
        guard::token(&state, Family::V1, &parts.headers, Permission::DocumentsWrite)?
    };
    let form = Form::read(Request::from_parts(parts, Body::from(body))).await;
    let mut state = shared.lock();
    let document = form.judge(&state)?;
    let answer = stored(&state, &document);
    state.documents.push(document);
    Ok(echo_token(json_answer(201, &answer), &token))
}

fn stored(state: &State, document: &Document) -> Value {
    let name = |id: u64| {
        state.company.categories.iter().find(|one| one.id == id).map_or("", |one| one.name.as_str())
    };
    let person = state.company.person(document.employee_id);
    let text = |key: &str| person.and_then(|person| person.get(key)).cloned().unwrap_or_default();
    let labelled = |key: &str, label: &str, value: Value, kind: &str| json!({"label": label, "value": value, "type": kind, "universal_id": key});
    json!({"success": true, "data": {"id": document.id, "type": "Document", "attributes": {
        "title": document.title,
        // What stands here without a date is not documented; the official file knows texts only.
        "date": document.date.as_deref().unwrap_or_default(),
        "comment": document.comment,
        "employee": {"type": "Employee", "attributes": {
            "id": labelled("id", "ID", json!(document.employee_id), "integer"),
            "first_name": labelled("first_name", "First name", text("first_name"), "standard"),
            "last_name": labelled("last_name", "Last name", text("last_name"), "standard"),
            "email": labelled("email", "Email", text("email"), "standard"),
        }},
        "category": category(document.category_id, name(document.category_id)),
    }}})
}

/// The parts of a multipart form.
#[derive(Default)]
struct Form {
    fields: HashMap<String, String>,
    file: Option<File>,
}

struct File {
    name: String,
    content_type: Option<String>,
    content: Bytes,
}

impl Form {
    /// What can be read of it; a form without a boundary has no fields at all, as at Personio.
    async fn read(request: Request) -> Self {
        let mut form = Self::default();
        let Ok(mut parts) = Multipart::from_request(request, &()).await else { return form };
        while let Ok(Some(part)) = parts.next_field().await {
            let name = part.name().unwrap_or_default().to_owned();
            let file_name = part.file_name().map(str::to_owned);
            let content_type = part.content_type().map(str::to_owned);
            let Ok(content) = part.bytes().await else { break };
            if name == "file" {
                form.file = Some(File { name: file_name.unwrap_or_default(), content_type, content });
            } else {
                form.fields.insert(name, String::from_utf8_lossy(&content).into_owned());
            }
        }
        form
    }

    /// The document, or the refusal: 422 with all field errors, then 404 for a category or a person who is not there.
    fn judge(self, state: &State) -> Result<Document, Refusal> {
        if self.fields.is_empty() && self.file.is_none() {
            return Err(Refusal::new(
                Family::V1,
                422,
                match state.options.language {
                    Language::German => "Bitte geben Sie category id ein, um fortzufahren.",
                    Language::English => "The category id field is required.",
                },
            ));
        }
        let mut errors = serde_json::Map::new();
        let mut wrong =
            |field: &str, message: String| drop(errors.insert(field.to_owned(), json!([message])));
        let text = |name: &str| self.fields.get(name).map_or("", |value| value.trim());
        let title = text("title").to_owned();
        if title.is_empty() {
            wrong("title", "The title field is required.".to_owned());
        } else if title.chars().count() > MOST_TITLE {
            wrong("title", format!("The title may not be greater than {MOST_TITLE} characters."));
        }
        let mut id = |name: &str| {
            text(name).parse::<u64>().unwrap_or_else(|_| {
                wrong(name, format!("The {} must be an integer.", name.replace('_', " ")));
                0
            })
        };
        let (employee_id, category_id) = (id("employee_id"), id("category_id"));
        let date = Some(text("date")).filter(|date| !date.is_empty()).map(str::to_owned);
        if date.as_ref().is_some_and(|date| date.len() != 10 || date.parse::<Date>().is_err()) {
            wrong("date", "The date does not match the format Y-m-d.".to_owned());
        }
        let comment = text("comment").to_owned();
        match &self.file {
            None => wrong("file", "The file field is required.".to_owned()),
            Some(file) if !is_allowed(&file.name) => {
                wrong("file", format!("The file must be a file of type: {EXTENSIONS}."));
            }
            Some(file) if file.content.len() > MOST_FILE_BYTES => {
                wrong(
                    "file",
                    format!("The file may not be greater than {} kilobytes.", MOST_FILE_BYTES / 1024),
                );
            }
            Some(_) => {}
        }
        let Some(file) = self.file.filter(|_| errors.is_empty()) else {
            return Err(Refusal::new(Family::V1, 422, "The given data was invalid.")
                .error_data(Value::Object(errors)));
        };
        if !state.company.categories.iter().any(|one| one.id == category_id) {
            return Err(no_model("DocumentCategory", category_id));
        }
        if state.company.person(employee_id).is_none() {
            return Err(no_model("Employee", employee_id));
        }
        let number = state.documents.len() as u64 + 1;
        Ok(Document {
            id: 990 + number,
            v2_id: format!("7c0d3b1e-0000-4000-8000-{number:012x}"),
            employee_id,
            category_id,
            title,
            date,
            comment,
            file_name: file.name,
            content_type: file.content_type,
            content: file.content,
            stored_at: Instant::now(),
        })
    }
}

fn no_model(model: &str, id: u64) -> Refusal {
    Refusal::new(Family::V1, 404, format!("No query results for model [{model}] {id}"))
}

fn is_allowed(file_name: &str) -> bool {
    file_name.rsplit_once('.').is_some_and(|(_, extension)| {
        let extension = extension.to_lowercase();
        EXTENSIONS.split(", ").any(|allowed| allowed == extension)
    })
}
