//! The wire: connections, faults, routes.

mod answers;
mod auth;
mod documents;
mod employees;
mod guard;
mod page;
mod v2;

use std::{fmt, time::Duration};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::DefaultBodyLimit,
    http::{Request, Response, header::CONTENT_LENGTH},
    routing::{get, post},
};
use bytes::Bytes;
use futures_util::stream;
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpListener, task::JoinSet, time::sleep};
use tower::ServiceExt as _;

use self::answers::{faulty, not_found};
use crate::{
    fault::What,
    state::{Seen, Shared},
    tokens::Family,
};

/// Larger bodies are refused unread: above the 30 MB a document may have, so that its own rule can speak.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// The connection ends here, without an answer.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("closed on demand")
    }
}

impl std::error::Error for Closed {}

/// What the page of employees has to do wrong.
#[derive(Debug, Clone, Default)]
struct PageFaults(Vec<What>);

/// Serves until the task is aborted.
pub(crate) async fn serve(listener: TcpListener, shared: Shared) {
    let router = router(shared.clone());
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: a moment later there may be some again.
            sleep(Duration::from_millis(10)).await;
            continue;
        };
        drop(stream.set_nodelay(true));
        let (shared, router) = (shared.clone(), router.clone());
        connections.spawn(async move {
            let service = service_fn(move |request| answer(shared.clone(), router.clone(), request));
            // A client that hangs up, or a connection closed on demand: both are ordinary here.
            drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await);
        });
    }
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/v1/auth", post(auth::v1))
        .route("/v1/company/employees", get(employees::list))
        .route("/v1/company/employees/attributes", get(employees::attributes))
        .route("/v1/company/employees/custom-attributes", get(employees::attributes))
        .route("/v1/company/employees/{id}", get(employees::one))
        .route("/v1/company/document-categories", get(documents::categories))
        .route("/v1/company/documents", post(documents::upload))
        .route("/v2/auth/token", post(auth::v2))
        .route("/v2/auth/revoke", post(auth::revoke))
        .route("/v2/document-management/documents", get(v2::documents))
        .fallback(not_found)
        .method_not_allowed_fallback(not_found)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(shared)
}

/// One request, from its arrival to its answer or its loss.
async fn answer(
    shared: Shared,
    router: Router,
    request: Request<Incoming>,
) -> Result<Response<Body>, Closed> {
    let seen = look(&shared, &request);
    let (index, at) = (seen.index, seen.at);
    let mut request = request.map(Body::new);
    let mut lost = false;
    let mut truncated = false;
    let mut page = PageFaults::default();
    let mut instead = None;
    let mut after = None;
    sleep(seen.latency).await;
    for what in seen.struck {
        match what {
            What::Slow(longer) => sleep(longer).await,
            What::LostAnswer => lost = true,
            What::Truncated => truncated = true,
            What::TokenExpired => shared.lock().tokens.expire(),
            What::TotalMoved(_) | What::DuplicateRow | What::RowDropped | What::NoMetadata => {
                page.0.push(what);
            }
            What::Reset => return Err(Closed),
            What::EffectThenStatus(status, body) => {
                after.get_or_insert(What::Status(status, body));
            }
            What::Status(..) | What::TooMany(_) | What::NotSuccess | What::WrongJson => {
                instead.get_or_insert(what);
            }
        }
    }
    let answer = if let Some(what) = instead {
        // The body is read even so, lest the client meets a closed connection instead of the answer.
        drop(to_bytes(request.into_body(), MOST_BYTES).await);
        faulty(&what, seen.family)
    } else {
        request.extensions_mut().insert(page);
        match router.oneshot(request).await {
            Ok(answer) => after.map_or(answer, |what| faulty(&what, seen.family)),
            Err(never) => match never {},
        }
    };
    if lost {
        return Err(Closed);
    }
    if let Some(seen) = shared.lock().seen.get_mut(index).filter(|seen| seen.at == at) {
        seen.status = Some(answer.status().as_u16());
    }
    if truncated { Ok(cut(answer).await) } else { Ok(answer) }
}

/// What was found out about a request at its arrival.
struct Arrival {
    index: usize,
    at: Duration,
    latency: Duration,
    family: Family,
    struck: Vec<What>,
}

fn look(shared: &Shared, request: &Request<Incoming>) -> Arrival {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default();
    let secret = page::pairs(query).any(|(name, _)| name == "client_id" || name == "client_secret");
    let offset =
        page::pairs(query).find(|(name, _)| name == "offset").and_then(|(_, value)| value.parse().ok());
    let family = if path.starts_with("/v2/") { Family::V2 } else { Family::V1 };
    let mut state = shared.lock();
    let struck = state.faults.strike(request.method(), &path, offset.unwrap_or(0));
    let at = shared.started.elapsed();
    state.seen.push(Seen {
        method: request.method().clone(),
        path,
        query: if secret { String::new() } else { query.to_owned() },
        at,
        status: None,
        credentials_in_query: secret,
        names_app: request.headers().contains_key("x-personio-app-id"),
    });
    Arrival { index: state.seen.len() - 1, at, latency: state.options.latency, family, struck }
}

/// The answer with the second half of its body missing: the length is announced in full, then the connection ends.
async fn cut(answer: Response<Body>) -> Response<Body> {
    let (mut parts, body) = answer.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    parts.headers.insert(CONTENT_LENGTH, whole.len().into());
    let half = whole.slice(..whole.len() / 2);
    let body = stream::unfold(Some(half), |half| async move {
        if let Some(half) = half {
            return Some((Ok::<Bytes, Closed>(half), None));
        }
        // Time for the first half to leave, for a connection that fails at once drops what it holds.
        sleep(Duration::from_millis(20)).await;
        Some((Err(Closed), None))
    });
    Response::from_parts(parts, Body::from_stream(body))
}
