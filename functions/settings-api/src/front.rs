//! The router, and what every answer has: security headers, a log line, and a problem where there is no route.

use std::sync::{Arc, LazyLock};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, Request},
    http::{HeaderName, HeaderValue, Method, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use shared::run::World;
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::{
    input::MOST_OF_A_BODY,
    openapi, page,
    problem::{Code, Problem},
    routes::{self, Routes},
};

/// What browsers must not make of an answer. It is data about people, of this moment, and for the caller alone. The pages
/// say otherwise of themselves.
const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];

/// Everything this function serves.
pub(crate) fn router<W: World + 'static>(world: Arc<W>) -> Router {
    let Routes { router, descriptions } = routes::all::<W>();
    let document =
        Arc::new(LazyLock::new(move || openapi::json(&openapi::document(&descriptions)).to_string()));
    let serve_document =
        get(async move || ([(header::CONTENT_TYPE, "application/json")], String::clone(&document)));
    router
        .route("/v1/openapi.json", serve_document)
        .merge(page::router())
        .fallback(async || Problem::not_found("address"))
        .method_not_allowed_fallback(async |method: Method| {
            Problem::new(Code::MethodNotAllowed, format!("This address does not know the method {method}."))
        })
        .layer(DefaultBodyLimit::max(MOST_OF_A_BODY))
        .layer(middleware::from_fn(observed))
        .with_state(world)
}

/// Adds the headers, and logs the request by its route: a path may hold ids, a query names.
async fn observed(request: Request, next: Next) -> Response {
    let begin = Instant::now();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.as_deref().unwrap_or("none");
    let span = tracing::info_span!("request", %method, route, tenant = tracing::field::Empty);
    let mut response = next.run(request).instrument(span.clone()).await.into_response();
    let milliseconds = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(parent: &span, status = response.status().as_u16(), ms = milliseconds, "request answered");
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(value);
    }
    response
}
