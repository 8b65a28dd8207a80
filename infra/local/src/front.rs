//! The HTTP front of this machine: `/dev` for developers, and everything else to the function through the gateway.

use axum::{
    Router,
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{any, get},
};
use serde_json::json;

use crate::gateway::{Function, Gateway};

/// `dev` holds the routes below `/dev`: see [`crate::dev`] and [`crate::dev_personio`].
pub fn router<F: Function>(dev: Router, gateway: Gateway<F>) -> Router {
    let dev = dev
        .fallback(no_such_route)
        .method_not_allowed_fallback(no_such_method)
        .layer(middleware::from_fn(local_callers_only));
    let front = gateway.router().nest("/dev", dev);
    front
        // Nested routes leave this one path to the outer fallback.
        .route("/dev/", any(no_such_route))
        // Whoever opens the bare address means the pages. Not for good: another program may have the port tomorrow.
        .route("/", get(async || Redirect::temporary("/app/")))
        .layer(middleware::from_fn(local_names_only))
}

async fn no_such_route() -> Response {
    let detail =
        "Here are /dev/info, /dev/token, /dev/events and, with the simulated Personio, /dev/personio.";
    problem(StatusCode::NOT_FOUND, "not_found", detail)
}

async fn no_such_method() -> Response {
    problem(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This address takes other methods.")
}

/// A page of another site must not reach this machine through somebody's browser by a name of its own that leads here.
async fn local_names_only(request: Request, next: Next) -> Response {
    let host = host(request.headers());
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    if matches!(name, "127.0.0.1" | "localhost" | "[::1]") {
        next.run(request).await
    } else {
        local_use_only()
    }
}

/// Nor may it reach `/dev`, which asks for no token, by a request across sites.
async fn local_callers_only(request: Request, next: Next) -> Response {
    let across = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let same_site =
        across.is_none_or(|origin| origin.strip_prefix("http://") == Some(host(request.headers())));
    if same_site { next.run(request).await } else { local_use_only() }
}

fn host(headers: &HeaderMap) -> &str {
    headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("")
}

fn local_use_only() -> Response {
    problem(StatusCode::FORBIDDEN, "local_use_only", "Only this machine may call this address.")
}

/// An error in the form of RFC 9457.
pub(crate) fn problem(status: StatusCode, code: &str, detail: &str) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "code": code,
        "detail": detail,
    });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
