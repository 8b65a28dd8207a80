//! A request as the event of payload format 2.0.

use std::borrow::Cow;

use axum::http::{HeaderMap, Uri, header, request::Parts};
use data_encoding::BASE64;
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use crate::aws::ACCOUNT;

/// The one route: whatever path and method.
const ROUTE: &str = "$default";
/// The one stage, which does not stand in paths.
const STAGE: &str = "$default";
/// The API's id and the name it is reached by; on AWS `abcdef1234.execute-api.eu-west-2.amazonaws.com`.
const API: &str = "local";
const DOMAIN: &str = "localhost";
/// The front listens on this address only, so whoever calls has it too.
const CALLER: &str = "127.0.0.1";

/// The path as API Gateway hands it on: `rawPath` of an HTTP API is not raw, its escapes are taken out.
pub(super) fn path(uri: &Uri) -> String {
    percent_decode_str(uri.path()).decode_utf8_lossy().into_owned()
}

/// A request that may pass.
pub(super) struct Arrival<'a> {
    pub(super) parts: &'a Parts,
    pub(super) path: &'a str,
    pub(super) body: &'a [u8],
    /// Of the token, where one was needed.
    pub(super) claims: Option<&'a Map<String, Value>>,
    pub(super) at: Timestamp,
    pub(super) id: &'a str,
}

impl Arrival<'_> {
    /// The event. What a request does not have (cookies, query, body, token) is absent.
    pub(super) fn event(&self) -> Value {
        let query = self.parts.uri.query().unwrap_or_default();
        let mut event = json!({
            "version": "2.0",
            "routeKey": ROUTE,
            "rawPath": self.path,
            "rawQueryString": query,
            "headers": headers(&self.parts.headers),
            "requestContext": self.context(),
            "isBase64Encoded": false,
        });
        let cookies = cookies(&self.parts.headers);
        if !cookies.is_empty() {
            event["cookies"] = json!(cookies);
        }
        if !query.is_empty() {
            event["queryStringParameters"] = parameters(query).into();
        }
        if !self.body.is_empty() {
            // API Gateway looks at the content type instead. Text stays text either way.
            let text = str::from_utf8(self.body);
            event["isBase64Encoded"] = text.is_err().into();
            event["body"] = text.map_or_else(|_| BASE64.encode(self.body), str::to_owned).into();
        }
        event
    }

    fn context(&self) -> Value {
        let user_agent = self.parts.headers.get(header::USER_AGENT);
        let mut context = json!({
            "accountId": ACCOUNT,
            "apiId": API,
            "domainName": DOMAIN,
            "domainPrefix": DOMAIN,
            "http": {
                "method": self.parts.method.as_str(),
                "path": self.path,
                "protocol": format!("{:?}", self.parts.version),
                "sourceIp": CALLER,
                "userAgent": user_agent.map(|value| String::from_utf8_lossy(value.as_bytes())).unwrap_or_default(),
            },
            "requestId": self.id,
            "routeKey": ROUTE,
            "stage": STAGE,
            "time": self.at.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "timeEpoch": self.at.as_millisecond(),
        });
        if let Some(claims) = self.claims {
            let claims: Map<String, Value> =
                claims.iter().map(|(name, value)| (name.clone(), text(value).into())).collect();
            // Scopes are those a route asks for; ours asks for none, the function judges them.
            context["authorizer"] = json!({"jwt": {"claims": claims, "scopes": null}});
        }
        context
    }
}

/// Adds a value to those of the same name, parted by a comma.
fn add(all: &mut Map<String, Value>, name: &str, value: Cow<'_, str>) {
    match all.get_mut(name) {
        Some(Value::String(before)) => {
            before.push(',');
            before.push_str(&value);
        }
        _ => {
            all.insert(name.to_owned(), value.into());
        }
    }
}

/// All but cookies, which have a place of their own. Names are lower case already.
fn headers(headers: &HeaderMap) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, value) in headers.iter().filter(|(name, _)| **name != header::COOKIE) {
        add(&mut all, name.as_str(), String::from_utf8_lossy(value.as_bytes()));
    }
    all
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(header::COOKIE).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let cookies = lines.flat_map(|line| line.split(';').map(|one| one.trim().to_owned()).collect::<Vec<_>>());
    cookies.filter(|cookie| !cookie.is_empty()).collect()
}

/// Names and values without escapes.
fn parameters(query: &str) -> Map<String, Value> {
    let mut all = Map::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        add(&mut all, &name, value);
    }
    all
}

/// A claim as API Gateway hands it on, which is always as text; a list as `[a b]`.
fn text(claim: &Value) -> String {
    match claim {
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(text).collect::<Vec<_>>().join(" ")),
        other => other.to_string(),
    }
}
