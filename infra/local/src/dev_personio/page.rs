//! The page for browsers: static files of this machine alone. They use the styles and the elements of the product's own
//! pages, which the same front serves, and hold nothing of anybody themselves.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

use crate::front::problem;

#[derive(RustEmbed)]
#[folder = "page/"]
struct Files;

/// Nothing inline, nothing from elsewhere, and nobody else's frame.
const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
];

/// Whether the caller is a browser that opens the address. Everybody else, a page's script included, gets JSON.
pub(super) fn is_asked_for(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT).iter().filter_map(|line| line.to_str().ok());
    accepted
        .flat_map(|line| line.split(','))
        .any(|kind| kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("text/html")))
}

pub(super) fn index() -> Response {
    answer("index.html")
}

pub(super) async fn file(Path(name): Path<String>) -> Response {
    answer(&name)
}

fn answer(name: &str) -> Response {
    let Some((data, kind)) = find(name) else {
        return problem(StatusCode::NOT_FOUND, "not_found", "There is no such file.");
    };
    let mut response = ([(header::CONTENT_TYPE, kind)], data).into_response();
    response.headers_mut().extend(HEADERS);
    response
}

fn find(name: &str) -> Option<(Vec<u8>, &'static str)> {
    let kind = match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        _ => return None,
    };
    // A debug build reads the folder, and a path must not lead out of it.
    let leads_away = name.split(['/', '\\']).any(|part| part.is_empty() || part.starts_with('.'));
    let file = if leads_away { None } else { Files::get(name) };
    Some((file?.data.into_owned(), kind))
}
