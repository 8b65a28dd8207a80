//! The pages: static files, which call the API from a browser like any other client.
//!
//! They hold nothing of anybody, so they need no token. A release has them in its binary; a debug build reads the folder
//! at each request, so that an edit shows after a reload.

use axum::{
    Router,
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use data_encoding::BASE64URL_NOPAD;
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::problem::Problem;

#[derive(RustEmbed)]
#[folder = "page/"]
struct Files;

/// Where the pages begin. The slash counts: the addresses in `index.html` are relative to it.
const HOME: &str = "/app/";

/// What a page may load and who may show it. Nothing inline, nothing from elsewhere, and nobody else's frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What every file has. Names don't change with content, so a browser has to ask whether its copy still holds.
const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
    ),
];

/// Serves the pages below [`HOME`].
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/app", get(async || Redirect::permanent(HOME)))
        .route(HOME, get(async |headers: HeaderMap| answer("index.html", &headers)))
        .route(
            "/app/{*file}",
            get(async |Path(file): Path<String>, headers: HeaderMap| answer(&file, &headers)),
        )
}

/// The file of this name, or that the browser has it already.
fn answer(name: &str, asked: &HeaderMap) -> Response {
    let Some((file, kind)) = find(name) else { return Problem::not_found("page").into_response() };
    let tag = tag(&file);
    let mut response = if is_known(&tag, asked) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, kind)], file.data).into_response()
    };
    let headers = response.headers_mut();
    headers.extend(HEADERS);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// A file of a kind that pages are made of; whatever else may lie in the folder is not served.
fn find(name: &str) -> Option<(EmbeddedFile, &'static str)> {
    let (_, extension) = name.rsplit_once('.')?;
    let kind = match extension {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        _ => return None,
    };
    // The folder is read in debug builds, and a path must not lead out of it.
    let leads_away = name.split(['/', '\\']).any(|part| part.is_empty() || part.starts_with('.'));
    let file = if leads_away { None } else { Files::get(name) };
    file.map(|file| (file, kind))
}

/// A strong tag: the same content, to the byte, and nothing else.
fn tag(file: &EmbeddedFile) -> String {
    format!("\"{}\"", BASE64URL_NOPAD.encode(&file.metadata.sha256_hash()))
}

/// Whether the browser holds this very content (RFC 9110, 13.1.2).
fn is_known(tag: &str, asked: &HeaderMap) -> bool {
    let lines = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).any(|held| {
        // A gateway that compresses on the way weakens the tag.
        held == "*" || held.strip_prefix("W/").unwrap_or(held) == tag
    })
}

#[cfg(test)]
mod tests;
