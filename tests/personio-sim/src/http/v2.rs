//! `GET /v2/document-management/documents`.

use axum::{
    body::Body,
    extract::{RawQuery, State as Held},
    http::{HeaderMap, Response, header::HOST},
};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{
    answers::{Refusal, json_answer},
    guard, page,
};
use crate::{
    Document,
    options::Permission,
    state::{Shared, State},
    tokens::Family,
};

/// What the list is asked for; its text form is the cursor, so that a cursor alone goes on with the same question.
#[derive(Debug, Default)]
struct Asked {
    owner: Option<String>,
    category: Option<String>,
    since: Option<Timestamp>,
    before: Option<Timestamp>,
    limit: Option<usize>,
    start: usize,
}

/// Most documents of an answer.
const MOST: usize = 200;
/// Documents of an answer when `limit` is missing (not documented).
const USUAL: usize = 50;

impl Asked {
    fn read(query: &str) -> Result<Self, Refusal> {
        let refused = |name: &str| {
            Refusal::new(Family::V2, 400, format!("The parameter {name} is missing or invalid."))
        };
        let mut asked = Self::default();
        for (name, value) in page::pairs(query) {
            let moment = || value.parse::<Timestamp>().map(Some).map_err(|_| refused(&name));
            match &*name {
                "owner_id" => asked.owner = Some(value.into_owned()),
                "category_id" => asked.category = Some(value.into_owned()),
                "created_at.gte" => asked.since = moment()?,
                "created_at.lt" => asked.before = moment()?,
                "limit" => {
                    let limit = value.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                    asked.limit = Some(limit.ok_or_else(|| refused("limit"))?);
                }
                "cursor" => {
                    let (start, rest) = value.split_once('~').ok_or_else(|| refused("cursor"))?;
                    let start = start.parse().map_err(|_| refused("cursor"))?;
                    // The question inside holds no cursor, so this goes one step down only.
                    if rest.contains("cursor=") {
                        return Err(refused("cursor"));
                    }
                    asked = Self { start, ..Self::read(rest)? };
                }
                _ => {}
            }
        }
        if asked.owner.as_deref().is_none_or(str::is_empty) {
            return Err(refused("owner_id"));
        }
        Ok(asked)
    }

    fn cursor(&self, start: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let moment = |at: Timestamp| at.to_string();
        let parts = [
            ("owner_id", self.owner.clone()),
            ("category_id", self.category.clone()),
            ("created_at.gte", self.since.map(moment)),
            ("created_at.lt", self.before.map(moment)),
            ("limit", self.limit.map(|limit| limit.to_string())),
        ];
        for (name, value) in parts {
            if let Some(value) = value {
                query.append_pair(name, &value);
            }
        }
        format!("{start}~{}", query.finish())
    }

    fn wants(&self, document: &Document, created: Timestamp) -> bool {
        self.owner.as_deref() == Some(&*document.employee_id.to_string())
            && self.category.as_ref().is_none_or(|wanted| *wanted == document.category_id.to_string())
            && self.since.is_none_or(|since| created >= since)
            && self.before.is_none_or(|before| created < before)
    }
}

/// Documents of one owner, the oldest first; those still being scanned are not there.
pub(super) async fn documents(
    Held(shared): Held<Shared>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response<Body>, Refusal> {
    let state = shared.lock();
    guard::token(&state, Family::V2, &headers, Permission::DocumentsRead)?;
    let asked = Asked::read(&query.unwrap_or_default())?;
    let now = Instant::now();
    let visible = |one: &&Document| now.duration_since(one.stored_at) >= state.options.visible_after;
    let all = state.documents.iter().filter(visible).map(|one| (one, created_at(&state, &shared, one)));
    let found: Vec<_> = all.filter(|(one, created)| asked.wants(one, *created)).collect();
    let end = found.len().min(asked.start.saturating_add(asked.limit.unwrap_or(USUAL)));
    let data: Vec<Value> = found
        .get(asked.start..end)
        .unwrap_or_default()
        .iter()
        .map(|(one, created)| shown(one, *created))
        .collect();
    let mut links = json!({});
    if end < found.len() {
        let host = headers.get(HOST).and_then(|value| value.to_str().ok()).unwrap_or("127.0.0.1");
        let mut next = url::form_urlencoded::Serializer::new(String::new());
        next.append_pair("cursor", &asked.cursor(end));
        links = json!({"next": {"href": format!("http://{host}/v2/document-management/documents?{}", next.finish())}});
    }
    Ok(json_answer(200, &json!({"_data": data, "_meta": {"links": links}})))
}

/// The company's day at nine, and as much later as the upload came after the start.
fn created_at(state: &State, shared: &Shared, document: &Document) -> Timestamp {
    let nine = TimeZone::UTC.to_timestamp(state.company.today.at(9, 0, 0, 0)).unwrap_or_default();
    let later =
        SignedDuration::try_from(document.stored_at.duration_since(shared.started)).unwrap_or_default();
    nine.saturating_add(later).unwrap_or(nine)
}

fn shown(document: &Document, created: Timestamp) -> Value {
    json!({
        "id": document.v2_id,
        "name": document.title,
        "date": document.date,
        "comment": document.comment,
        "category": {"id": document.category_id.to_string()},
        "owner": {"id": document.employee_id.to_string()},
        "document_type": document.content_type.as_deref().unwrap_or("application/octet-stream"),
        "size": document.content.len(),
        "created_at": created.to_string(),
        "virus_scan": {"status": "CLEAN"},
        "esignature": {"status": "NONE"},
    })
}
