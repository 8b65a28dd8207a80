//! `GET /v1/company/employees`, `…/{id}`, `…/attributes`.

use axum::{
    Extension,
    body::Body,
    extract::{Path, RawQuery, State as Held},
    http::{HeaderMap, Response},
};
use serde_json::{Value, json};

use super::{
    PageFaults,
    answers::{Refusal, echo_token, json_answer, raw_json},
    guard,
    page::{Asked, rows},
};
use crate::{
    Company, Language, Person,
    fault::What,
    options::Permission,
    state::{Shared, State},
    tokens::Family,
};

/// `GET /v1/company/employees`.
pub(super) async fn list(
    Held(shared): Held<Shared>,
    RawQuery(query): RawQuery,
    Extension(faults): Extension<PageFaults>,
    headers: HeaderMap,
) -> Result<Response<Body>, Refusal> {
    let mut state = shared.lock();
    let token = pass(&mut state, &headers)?;
    let asked = Asked::read(&query.unwrap_or_default(), state.options.over_limit)?;
    let company = &state.company;
    let found: Vec<&Person> = match &asked.email {
        Some(email) => company.people().iter().filter(|person| has_email(person, email)).collect(),
        None => company.people().iter().collect(),
    };
    let (rows, total) = rows(found.len(), &asked, &faults);
    let frames = Frames::new(&state, &asked.attributes);
    // About 10 kB a person: room from the start spares the copying.
    let mut out = Vec::with_capacity(1024 + rows.len() * 12_000);
    out.extend_from_slice(b"{\"success\":true,");
    if !faults.0.contains(&What::NoMetadata) {
        let pages = total.div_ceil(asked.limit as u64);
        let current = asked.offset / asked.limit;
        let metadata = json!({"total_elements": total, "current_page": current, "total_pages": pages});
        out.extend_from_slice(format!("\"metadata\":{metadata},").as_bytes());
    }
    out.extend_from_slice(
        format!("\"offset\":{},\"limit\":{},\"data\":[", asked.offset, asked.limit).as_bytes(),
    );
    for (at, row) in rows.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        frames.write(&mut out, found[row]);
    }
    out.extend_from_slice(b"]}");
    Ok(echo_token(raw_json(out), &token))
}

/// `GET /v1/company/employees/{id}`.
pub(super) async fn one(
    Held(shared): Held<Shared>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response<Body>, Refusal> {
    let mut state = shared.lock();
    let token = pass(&mut state, &headers)?;
    let Some(person) = id.parse().ok().and_then(|id| state.company.person(id)) else {
        let message = match state.options.language {
            Language::German => "Es ist ein Problem aufgetreten ",
            Language::English => "Something went wrong",
        };
        return Err(Refusal::new(Family::V1, 404, message).code(404));
    };
    let mut out = b"{\"success\":true,\"data\":".to_vec();
    Frames::new(&state, &[]).write(&mut out, person);
    out.push(b'}');
    Ok(echo_token(raw_json(out), &token))
}

/// `GET /v1/company/employees/attributes`, alias `/custom-attributes`: the readable ones.
pub(super) async fn attributes(
    Held(shared): Held<Shared>,
    headers: HeaderMap,
) -> Result<Response<Body>, Refusal> {
    let mut state = shared.lock();
    let token = pass(&mut state, &headers)?;
    let readable =
        state.company.attributes.iter().filter(|definition| !state.unticked.contains(&*definition.key));
    let data: Vec<Value> = readable
        .map(|definition| {
            json!({
                "key": &*definition.key,
                "label": definition.label,
                "type": definition.kind,
                "universal_id": definition.universal_id,
                "options": definition.options,
            })
        })
        .collect();
    Ok(echo_token(json_answer(200, &json!({"success": true, "data": data})), &token))
}

fn pass(state: &mut State, headers: &HeaderMap) -> Result<String, Refusal> {
    guard::limit(state, Family::V1, |limits| &mut limits.employees)?;
    guard::token(state, Family::V1, headers, Permission::EmployeesRead)
}

fn has_email(person: &Person, email: &str) -> bool {
    person.get("email").and_then(Value::as_str) == Some(email)
}

/// What stands around the value of one attribute, the same for everybody.
struct Frame<'a> {
    key: &'a str,
    sent: bool,
    before: String,
    after: String,
}

/// The frames of all attributes, made once a page: a row is then little more than copying.
struct Frames<'a> {
    frames: Vec<Frame<'a>>,
    sends: Box<dyn Fn(&str) -> bool + 'a>,
}

impl<'a> Frames<'a> {
    /// Attributes that are not readable, or not among the wanted ones (none = all), are left out silently.
    fn new(state: &'a State, wanted: &'a [String]) -> Self {
        let unticked = &state.unticked;
        let sends = move |key: &str| {
            !unticked.contains(key) && (wanted.is_empty() || wanted.iter().any(|one| one == key))
        };
        let frames = framed(&state.company, &sends);
        Self { frames, sends: Box::new(sends) }
    }

    fn write(&self, out: &mut Vec<u8>, person: &Person) {
        out.extend_from_slice(b"{\"type\":\"Employee\",\"attributes\":{");
        let mut first = true;
        let mut expected = 0;
        for (key, value) in person.attributes.iter() {
            // Values nearly always stand in the order of the catalogue: look at the next one first.
            let at = match self.frames.get(expected) {
                Some(frame) if frame.key == key => Some(expected),
                _ => self.frames.iter().position(|frame| frame.key == key),
            };
            expected = at.map_or(expected, |at| at + 1);
            let made;
            let frame = if let Some(at) = at {
                &self.frames[at]
            } else {
                made = frame(key, key, "standard", None, (self.sends)(key));
                &made
            };
            if !frame.sent {
                continue;
            }
            if !std::mem::take(&mut first) {
                out.push(b',');
            }
            out.extend_from_slice(frame.before.as_bytes());
            write_value(out, value);
            out.extend_from_slice(frame.after.as_bytes());
        }
        out.extend_from_slice(b"}}");
    }
}

fn framed<'a>(company: &'a Company, sends: &dyn Fn(&str) -> bool) -> Vec<Frame<'a>> {
    let definitions = company.attributes.iter();
    definitions
        .map(|definition| {
            let universal_id = definition.universal_id.as_deref();
            frame(&definition.key, &definition.label, &definition.kind, universal_id, sends(&definition.key))
        })
        .collect()
}

fn frame<'a>(key: &'a str, label: &str, kind: &str, universal_id: Option<&str>, sent: bool) -> Frame<'a> {
    let before = format!("{}:{{\"label\":{},\"value\":", json!(key), json!(label));
    // Money comes with its currency, which was EUR even in a UK account.
    let currency = if key.ends_with("_salary") { ",\"currency\":\"EUR\"" } else { "" };
    let after = format!(",\"type\":{},\"universal_id\":{}{currency}}}", json!(kind), json!(universal_id));
    Frame { key, sent, before, after }
}

/// A value as JSON. Most are short texts without anything to escape, which are copied as they are.
fn write_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::String(text) if !text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') => {
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
        }
        other => out.extend_from_slice(other.to_string().as_bytes()),
    }
}
