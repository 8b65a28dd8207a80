//! A proxy on loopback between an AWS client and a stand-in of its service, which makes chosen calls go wrong: the
//! stand-ins never throttle, never collide and never lose an answer, and AWS does all three.
//!
//! Calls are told apart by the operation of the header `X-Amz-Target` (`PutItem`, `TransactWriteItems`), and counted.

use std::{
    collections::HashMap,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::body::{Body, to_bytes};
use hyper::{
    Request, Response, body::Incoming, header::CONTENT_TYPE, server::conn::http1, service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// Stands in the message of every error the proxy invents, as real messages quote values of people. It must not be
/// found in any error of ours.
pub const QUOTED_VALUE: &str = "QQ123456C";

/// The JSON of AWS's older protocol.
const AMZ_JSON: &str = "application/x-amz-json-1.0";

/// What goes wrong with a call.
#[derive(Debug, Clone)]
pub enum Fault {
    /// The service answers this status and error code, and does nothing.
    Error {
        /// The HTTP status.
        status: u16,
        /// Such as `ThrottlingException`.
        code: &'static str,
    },
    /// `TransactWriteItems` is cancelled: these parts, by position, have these codes; the others have `None`.
    Cancelled(Vec<(usize, &'static str)>),
    /// Of a `BatchWriteItem` or `BatchGetItem` only the first so many are done, the rest is answered as unprocessed.
    Unprocessed {
        /// How many are done.
        done: usize,
    },
    /// The connection closes and the service never hears of the call.
    LostRequest,
    /// The service does what it is asked, and the connection closes without an answer.
    LostAnswer,
    /// The service hears of the call this much later.
    Delay(Duration),
}

impl Fault {
    /// DynamoDB's and most other services' word for too many requests.
    pub const THROTTLED: Self = Self::Error { status: 400, code: "ThrottlingException" };
    /// DynamoDB: a partition is busier than it may be.
    pub const OVER_CAPACITY: Self =
        Self::Error { status: 400, code: "ProvisionedThroughputExceededException" };
    /// The service failed.
    pub const INTERNAL: Self = Self::Error { status: 500, code: "InternalServerError" };
}

#[derive(Debug)]
struct Rule {
    operation: String,
    /// The first and the last call it is meant for, counted like `Seen::calls`.
    from: u64,
    until: u64,
    fault: Fault,
}

#[derive(Debug, Default)]
struct Script {
    rules: Vec<Rule>,
    calls: HashMap<String, Vec<Value>>,
}

impl Script {
    fn count(&self, operation: &str) -> u64 {
        self.calls.get(operation).map_or(0, |calls| calls.len() as u64)
    }

    /// Notes the call, and says what is to go wrong with it.
    fn note(&mut self, operation: &str, body: Value) -> Option<Fault> {
        self.calls.entry(operation.to_owned()).or_default().push(body);
        let at = self.count(operation);
        let rule = self
            .rules
            .iter()
            .find(|rule| rule.operation == operation && (rule.from..=rule.until).contains(&at));
        rule.map(|rule| rule.fault.clone())
    }
}

/// The proxy; it stops when it is dropped.
#[derive(Debug)]
pub struct FaultProxy {
    url: String,
    script: Arc<Mutex<Script>>,
    server: JoinHandle<()>,
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl FaultProxy {
    /// Listens on a free port and passes everything on to `upstream` (`http://127.0.0.1:8000`).
    ///
    /// # Errors
    /// When no port of loopback is to be had.
    pub async fn start(upstream: &str) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let client = reqwest::Client::builder().no_proxy().build().map_err(io::Error::other)?;
        let script = Arc::new(Mutex::new(Script::default()));
        let passing = Passing { upstream: upstream.into(), client, script: script.clone() };
        let server = tokio::spawn(serve(listener, passing));
        Ok(Self { url, script, server })
    }

    /// Where clients connect.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The `nth` call of the operation from now on goes wrong; 1 is the next one.
    pub fn fail(&self, operation: &str, nth: u64, fault: Fault) {
        self.add(operation, nth..=nth, fault);
    }

    /// Every call of the operation from now on goes wrong, until [`Self::heal`].
    pub fn fail_always(&self, operation: &str, fault: Fault) {
        self.add(operation, 1..=u64::MAX / 2, fault);
    }

    /// Nothing goes wrong any more.
    pub fn heal(&self) {
        self.script().rules.clear();
    }

    /// The bodies of all calls of the operation so far, those that went wrong included.
    #[must_use]
    pub fn calls(&self, operation: &str) -> Vec<Value> {
        self.script().calls.get(operation).cloned().unwrap_or_default()
    }

    /// How many calls of the operation there were so far.
    #[must_use]
    pub fn count(&self, operation: &str) -> u64 {
        self.script().count(operation)
    }

    fn add(&self, operation: &str, calls: std::ops::RangeInclusive<u64>, fault: Fault) {
        let mut script = self.script();
        let so_far = script.count(operation);
        let (from, until) = (so_far + calls.start(), so_far + calls.end());
        script.rules.push(Rule { operation: operation.to_owned(), from, until, fault });
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Clone)]
struct Passing {
    upstream: Arc<str>,
    client: reqwest::Client,
    script: Arc<Mutex<Script>>,
}

async fn serve(listener: TcpListener, passing: Passing) {
    while let Ok((stream, _)) = listener.accept().await {
        let passing = passing.clone();
        tokio::spawn(async move {
            let service = service_fn(|request| passing.handle(request));
            // A connection that the script closes ends with an error, as it shall.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// What came back from the service.
struct Answer {
    status: u16,
    body: Value,
}

impl Answer {
    fn error(status: u16, code: &str) -> Self {
        let body = json!({"__type": format!("com.amazonaws.service#{code}"), "message": message()});
        Self { status, body }
    }
}

fn message() -> String {
    format!("the proxy invented this; it quotes {QUOTED_VALUE}")
}

impl Passing {
    /// `Err` closes the connection without an answer.
    async fn handle(&self, request: Request<Incoming>) -> Result<Response<Body>, io::Error> {
        let (head, body) = request.into_parts();
        let target = head.headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or("");
        let operation = target.rsplit('.').next().unwrap_or("").to_owned();
        let body = to_bytes(Body::new(body), usize::MAX).await.map_err(io::Error::other)?;
        let mut body: Value = serde_json::from_slice(&body)?;
        let fault = self.script.lock().unwrap_or_else(PoisonError::into_inner).note(&operation, body.clone());
        let answer = match fault {
            None => self.pass(&head, &body).await?,
            Some(Fault::Error { status, code }) => Answer::error(status, code),
            Some(Fault::Cancelled(reasons)) => cancelled(&body, &reasons),
            Some(Fault::LostRequest) => return Err(io::ErrorKind::ConnectionReset.into()),
            Some(Fault::LostAnswer) => {
                self.pass(&head, &body).await?;
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            Some(Fault::Delay(delay)) => {
                tokio::time::sleep(delay).await;
                self.pass(&head, &body).await?
            }
            Some(Fault::Unprocessed { done }) => {
                let rest = cut(&mut body, done);
                let (key, empty) = match operation.as_str() {
                    "BatchGetItem" => ("UnprocessedKeys", json!({"Responses": {}})),
                    _ => ("UnprocessedItems", json!({})),
                };
                let mut answer = if done == 0 {
                    Answer { status: 200, body: empty }
                } else {
                    self.pass(&head, &body).await?
                };
                answer.body[key] = rest;
                answer
            }
        };
        let response = Response::builder().status(answer.status).header(CONTENT_TYPE, AMZ_JSON);
        response.body(Body::from(answer.body.to_string())).map_err(io::Error::other)
    }

    async fn pass(&self, head: &hyper::http::request::Parts, body: &Value) -> Result<Answer, io::Error> {
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = self.client.post(format!("{}{path}", self.upstream)).body(body.to_string());
        for (name, value) in &head.headers {
            if !matches!(name.as_str(), "host" | "content-length" | "connection") {
                request = request.header(name, value);
            }
        }
        let answer = request.send().await.map_err(io::Error::other)?;
        let status = answer.status().as_u16();
        let body = answer.bytes().await.map_err(io::Error::other)?;
        Ok(Answer { status, body: serde_json::from_slice(&body)? })
    }
}

fn cancelled(body: &Value, reasons: &[(usize, &'static str)]) -> Answer {
    let parts = body["TransactItems"].as_array().map_or(0, Vec::len);
    let reason = |at: usize| match reasons.iter().find(|(part, _)| *part == at) {
        Some((_, code)) => json!({"Code": code, "Message": message()}),
        None => json!({"Code": "None"}),
    };
    let mut answer = Answer::error(400, "TransactionCanceledException");
    answer.body["CancellationReasons"] = (0..parts).map(reason).collect();
    answer
}

/// Leaves the first `done` requests or keys of each table in the body, and answers the others in the same shape.
fn cut(body: &mut Value, done: usize) -> Value {
    let mut rest = body["RequestItems"].clone();
    for (table, wanted) in body["RequestItems"].as_object_mut().into_iter().flatten() {
        let (stays, goes) = if wanted.is_array() {
            (wanted, &mut rest[table])
        } else {
            (&mut wanted["Keys"], &mut rest[table]["Keys"])
        };
        if let (Some(stays), Some(goes)) = (stays.as_array_mut(), goes.as_array_mut()) {
            stays.truncate(done);
            goes.drain(..done.min(goes.len()));
        }
    }
    rest
}
