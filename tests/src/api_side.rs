//! The HTTP API during a story: events as API Gateway sends them, and every answer held against the `OpenAPI` document
//! that the API itself serves.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context as _, bail, ensure};
use serde_json::{Map, Value, json};
use settings_api::Api;
use tokio::time::{Duration, Instant};

use crate::world::World;

/// Somebody with a token.
#[derive(Debug, Clone)]
pub struct Caller<'a> {
    world: &'a World,
    claims: Option<Value>,
}

/// What the API answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers, in lower case.
    pub headers: BTreeMap<String, String>,
    /// The JSON of the body; null for an empty one.
    pub body: Value,
}

impl Reply {
    /// The stable code of a problem.
    #[must_use]
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }

    /// Pointer and code of everything that was wrong.
    #[must_use]
    pub fn errors(&self) -> Vec<(&str, &str)> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors.map(|e| (e["pointer"].as_str().unwrap_or(""), e["code"].as_str().unwrap_or(""))).collect()
    }

    /// The items of a list.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        self.body["items"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The entity tag.
    #[must_use]
    pub fn etag(&self) -> &str {
        self.headers.get("etag").map_or("", String::as_str)
    }

    /// This reply, which has to have that status.
    ///
    /// # Errors
    /// With the whole body, where it has another one.
    pub fn expect(self, status: u16) -> anyhow::Result<Self> {
        ensure!(self.status == status, "expected {status}, got {}: {}", self.status, self.body);
        Ok(self)
    }
}

impl World {
    /// A caller of this tenant with this scope.
    #[must_use]
    pub fn caller(&self, scope: &str) -> Caller<'_> {
        self.caller_of(self.tenant.as_str(), scope)
    }

    /// A caller of any tenant.
    #[must_use]
    pub fn caller_of(&self, tenant: &str, scope: &str) -> Caller<'_> {
        Caller {
            world: self,
            claims: Some(json!({"sub": "robin@pento.example", "tenant_id": tenant, "scope": scope})),
        }
    }

    /// A caller with these claims; none for an event that the gateway would never send.
    #[must_use]
    pub fn caller_with(&self, claims: Option<Value>) -> Caller<'_> {
        Caller { world: self, claims }
    }

    /// An admin of this tenant.
    #[must_use]
    pub fn admin(&self) -> Caller<'_> {
        self.caller("personio:admin")
    }
}

impl Caller<'_> {
    /// `GET`.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn get(&self, path: &str) -> anyhow::Result<Reply> {
        self.send("GET", path, &[], None).await
    }

    /// `POST` with a JSON body, or without one where it is null.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn post(&self, path: &str, body: Value) -> anyhow::Result<Reply> {
        let body = if body.is_null() { None } else { Some(body.to_string()) };
        self.send("POST", path, &[], body).await
    }

    /// `PUT` of a JSON body over the version of that tag, where there is one.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn put(&self, path: &str, etag: Option<&str>, body: &Value) -> anyhow::Result<Reply> {
        self.over("PUT", path, etag, body).await
    }

    /// `PATCH` of a JSON body over the version of that tag, where there is one.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn patch(&self, path: &str, etag: Option<&str>, body: &Value) -> anyhow::Result<Reply> {
        self.over("PATCH", path, etag, body).await
    }

    /// `DELETE`.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub async fn delete(&self, path: &str) -> anyhow::Result<Reply> {
        self.send("DELETE", path, &[], None).await
    }

    async fn over(
        &self,
        method: &str,
        path: &str,
        etag: Option<&str>,
        body: &Value,
    ) -> anyhow::Result<Reply> {
        let headers: Vec<_> = etag.map(|tag| ("if-match", tag)).into_iter().collect();
        self.send(method, path, &headers, Some(body.to_string())).await
    }

    /// Sends a request as API Gateway would, and answers how long the function took with what it said.
    ///
    /// # Errors
    /// When the function fails.
    pub async fn timed(
        &self,
        method: &str,
        path: &str,
        body: Option<String>,
    ) -> anyhow::Result<(Duration, Value)> {
        let event = event(method, path, &[], body.as_deref(), self.claims.as_ref());
        let begin = Instant::now();
        let answer = self.world.api.handle(event).await?;
        Ok((begin.elapsed(), answer))
    }

    /// Sends a request as API Gateway would, and holds the answer against the document.
    ///
    /// # Errors
    /// When the function fails, or its answer is not what the document says.
    pub async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> anyhow::Result<Reply> {
        let event = event(method, path, headers, body.as_deref(), self.claims.as_ref());
        let answer = self.world.api.handle(event).await?;
        let status = answer["statusCode"].as_u64().and_then(|status| u16::try_from(status).ok());
        let status = status.context("an answer without status")?;
        let headers: BTreeMap<_, _> = answer["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.to_lowercase(), value.as_str().unwrap_or("").to_owned()))
            .collect();
        ensure!(answer["isBase64Encoded"] == false, "a JSON answer came as base64");
        let text = answer["body"].as_str().unwrap_or("");
        let body = if text.is_empty() { Value::Null } else { serde_json::from_str(text)? };
        let reply = Reply { status, headers, body };
        let document = Document::of(&self.world.api).await?;
        document.check(method, path.split('?').next().unwrap_or(path), &reply)?;
        Ok(reply)
    }
}

/// An event of payload format 2.0.
#[must_use]
pub fn event(
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: Option<&str>,
    claims: Option<&Value>,
) -> Value {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    // API Gateway takes the escapes out of a path.
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let mut all: Map<String, Value> =
        headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    all.insert("host".into(), json!("api.example"));
    if body.is_some() {
        all.insert("content-type".into(), json!("application/json"));
    }
    let authorizer = claims.map(|claims| json!({"jwt": {"claims": claims, "scopes": null}}));
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": all,
        "requestContext": {
            "accountId": "000000000000", "apiId": "api", "domainName": "api.example", "domainPrefix": "api",
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "story"},
            "requestId": "request", "routeKey": "$default", "stage": "$default",
            "time": "22/Nov/2026:10:00:00 +0000", "timeEpoch": 1_795_341_600_000_u64,
            "authorizer": authorizer,
        },
        "body": body, "isBase64Encoded": false,
    })
}

/// The document, ready to judge answers.
#[derive(Debug)]
pub struct Document(Value);

impl Document {
    /// The document that the API serves.
    ///
    /// # Errors
    /// When it serves none.
    pub async fn of(api: &Api) -> anyhow::Result<Self> {
        let answer = api.handle(event("GET", "/v1/openapi.json", &[], None, None)).await?;
        Ok(Self(serde_json::from_str(answer["body"].as_str().context("no document")?)?))
    }

    /// The document itself.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.0
    }

    /// Method and path template of every operation.
    #[must_use]
    pub fn operations(&self) -> Vec<(String, String)> {
        let paths = self.0["paths"].as_object().into_iter().flatten();
        paths
            .flat_map(|(path, item)| {
                let methods = item.as_object().into_iter().flatten();
                methods.map(|(method, _)| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
            })
            .collect()
    }

    /// Holds an answer against its operation: a described status, the described type of content, the described shape.
    ///
    /// # Errors
    /// What does not fit.
    pub fn check(&self, method: &str, path: &str, reply: &Reply) -> anyhow::Result<()> {
        let Some(operation) = self.operation(method, path) else {
            ensure!(
                matches!(reply.status, 404 | 405),
                "{method} {path} is not described, and answers {}",
                reply.status
            );
            return self.check_problem(reply);
        };
        let response = &operation["responses"][reply.status.to_string()];
        ensure!(
            !response.is_null(),
            "{method} {path} answers {}, which is not described: {}",
            reply.status,
            reply.body
        );
        let content = response["content"].as_object();
        let Some(content) = content else {
            ensure!(reply.body.is_null(), "{method} {path} answers {} with a body", reply.status);
            return Ok(());
        };
        let kind = reply.headers.get("content-type").context("no content-type")?;
        let described = content.get(kind).with_context(|| format!("{kind} is not described"))?;
        self.judge(&described["schema"], &reply.body)
            .with_context(|| format!("{method} {path} {}", reply.status))
    }

    fn check_problem(&self, reply: &Reply) -> anyhow::Result<()> {
        ensure!(reply.headers.get("content-type").is_some_and(|kind| kind == "application/problem+json"));
        self.judge(&json!({"$ref": "#/components/schemas/Problem"}), &reply.body)
    }

    fn operation(&self, method: &str, path: &str) -> Option<&Value> {
        let fits = |template: &str| {
            let (a, b): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| *a == b || a.starts_with('{'))
        };
        let paths = self.0["paths"].as_object()?;
        // A path without parameters is meant before one with.
        let found =
            paths.get_key_value(path).or_else(|| paths.iter().find(|(template, _)| fits(template)))?;
        found.1.get(method.to_lowercase())
    }

    /// Judges by a schema in which nothing is allowed that is not described.
    fn judge(&self, schema: &Value, body: &Value) -> anyhow::Result<()> {
        let mut components = self.0["components"].clone();
        close(&mut components);
        let mut whole = schema.clone();
        whole["components"] = components;
        let validator = jsonschema::draft202012::options().build(&whole)?;
        let errors: Vec<_> =
            validator.iter_errors(body).map(|error| format!("{}: {error}", error.instance_path())).collect();
        if errors.is_empty() { Ok(()) } else { bail!("{} in {body}", errors.join("; ")) }
    }
}

/// Closes every object that lists its properties: an answer with a key that is not described is a mistake, although a
/// client may not mind it. Where one is composed of others it stays open, and its parts are closed in the end.
fn close(value: &mut Value) {
    match value {
        Value::Object(object) => {
            let composed = ["allOf", "oneOf", "anyOf"].iter().any(|key| object.contains_key(*key));
            if !composed && object.contains_key("properties") && !object.contains_key("additionalProperties")
            {
                object.insert("additionalProperties".into(), false.into());
            }
            let parts: HashMap<_, _> = object.iter_mut().filter(|(key, _)| *key != "allOf").collect();
            parts.into_values().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
