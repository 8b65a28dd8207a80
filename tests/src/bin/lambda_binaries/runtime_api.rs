//! Lambda's Runtime API on loopback: a function asks here for its next event, and says here what became of it.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use anyhow::{Context as _, bail};
use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use serde_json::Value;
use tokio::{
    net::TcpListener,
    sync::{Mutex as AsyncMutex, mpsc, oneshot, watch},
    task::JoinHandle,
};

/// One event on its way to the function.
#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) request_id: String,
    pub(crate) trace_id: String,
    pub(crate) arn: String,
    /// In milliseconds since 1970.
    pub(crate) deadline: i64,
    pub(crate) event: Value,
}

/// What the function said of an event.
pub(crate) type Answer = Result<Value, Failure>;

/// An invocation that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: String,
    pub(crate) message: String,
}

/// How far the function has come.
#[derive(Debug, Clone)]
enum Start {
    UnderWay,
    /// When it first asked for an event.
    Polled(Instant),
    Failed(String),
}

/// The API of one process. It ends when dropped.
#[derive(Debug)]
pub(crate) struct RuntimeApi {
    /// Host and port, for `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) address: String,
    events: mpsc::UnboundedSender<Invocation>,
    waiting: Waiting,
    start: watch::Receiver<Start>,
    server: JoinHandle<std::io::Result<()>>,
}

type Waiting = Arc<Mutex<HashMap<String, oneshot::Sender<Answer>>>>;

#[derive(Clone)]
struct Served {
    events: Arc<AsyncMutex<mpsc::UnboundedReceiver<Invocation>>>,
    waiting: Waiting,
    start: watch::Sender<Start>,
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl RuntimeApi {
    /// Listens on a free port.
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?.to_string();
        let (events, received) = mpsc::unbounded_channel();
        let (told, start) = watch::channel(Start::UnderWay);
        let waiting = Waiting::default();
        let state = Served {
            events: Arc::new(AsyncMutex::new(received)),
            waiting: Arc::clone(&waiting),
            start: told,
        };
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .with_state(state);
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, events, waiting, start, server })
    }

    /// When the function first asked for an event.
    pub(crate) async fn first_poll(&self) -> anyhow::Result<Instant> {
        let mut start = self.start.clone();
        let told = start.wait_for(|start| !matches!(start, Start::UnderWay)).await?;
        match &*told {
            Start::Polled(at) => Ok(*at),
            Start::Failed(why) => bail!("the function can't start: {why}"),
            Start::UnderWay => bail!("the function neither started nor failed"),
        }
    }

    /// Hands the event over, and waits for what becomes of it.
    pub(crate) async fn invoke(&self, invocation: Invocation) -> anyhow::Result<Answer> {
        let (answer, answered) = oneshot::channel();
        lock(&self.waiting).insert(invocation.request_id.clone(), answer);
        self.events.send(invocation)?;
        answered.await.context("no answer")
    }
}

fn lock(waiting: &Waiting) -> MutexGuard<'_, HashMap<String, oneshot::Sender<Answer>>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn next(State(served): State<Served>) -> Response {
    served.start.send_if_modified(|start| {
        let first = matches!(start, Start::UnderWay);
        if first {
            *start = Start::Polled(Instant::now());
        }
        first
    });
    let Some(invocation) = served.events.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let Invocation { request_id, trace_id, arn, deadline, event } = invocation;
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("lambda-runtime-aws-request-id", request_id),
        ("lambda-runtime-deadline-ms", deadline.to_string()),
        ("lambda-runtime-invoked-function-arn", arn),
        ("lambda-runtime-trace-id", trace_id),
    ] {
        let Ok(value) = HeaderValue::from_str(&value) else {
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        };
        headers.insert(name, value);
    }
    (headers, Json(event)).into_response()
}

async fn response(State(served): State<Served>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    // An answer comes without a type of content.
    let Ok(answer) = serde_json::from_slice(&body) else { return StatusCode::BAD_REQUEST };
    settle(&served, &id, Ok(answer))
}

async fn error(State(served): State<Served>, Path(id): Path<String>, body: Bytes) -> StatusCode {
    let Ok(error) = serde_json::from_slice::<Value>(&body) else { return StatusCode::BAD_REQUEST };
    let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
    settle(&served, &id, Err(Failure { kind: text("errorType"), message: text("errorMessage") }))
}

async fn init_error(State(served): State<Served>, body: String) -> StatusCode {
    served.start.send_replace(Start::Failed(body));
    StatusCode::ACCEPTED
}

/// Hands an answer to whoever waits for it. AWS refuses one to an event that it did not send, or the second to one.
fn settle(served: &Served, id: &str, answer: Answer) -> StatusCode {
    let waits = lock(&served.waiting).remove(id);
    match waits.map(|waits| waits.send(answer)) {
        Some(Ok(())) => StatusCode::ACCEPTED,
        _ => StatusCode::BAD_REQUEST,
    }
}
