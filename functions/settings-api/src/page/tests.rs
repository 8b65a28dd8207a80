//! What a browser gets, and that the files keep to the policy by themselves.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Method, Request},
};
use shared::domain::{
    field::Field,
    payslip::{PayslipReason, PayslipState},
    problem::ProblemCode,
};
use tower::ServiceExt as _;

use super::*;
use crate::problem::Code;

async fn ask(method: Method, path: &str, known: Option<&str>) -> Response {
    let mut asked = Request::builder().method(method).uri(path);
    if let Some(tag) = known {
        asked = asked.header("if-none-match", tag);
    }
    router::<()>().with_state(()).oneshot(asked.body(Body::empty()).unwrap()).await.unwrap()
}

async fn get(path: &str) -> Response {
    ask(Method::GET, path, None).await
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers().get(name).map(|value| value.to_str().unwrap())
}

/// Every file and its text.
fn files() -> Vec<(String, String)> {
    let text = |name: &str| String::from_utf8(Files::get(name).unwrap().data.into_owned()).unwrap();
    Files::iter().map(|name| (name.to_string(), text(&name))).collect()
}

/// What stands between `before` and the next quotation mark of that kind.
fn quoted<'a>(text: &'a str, before: &str) -> Vec<&'a str> {
    let quote = before.chars().last().unwrap();
    text.split(before).skip(1).filter_map(|rest| rest.split(quote).next()).collect()
}

/// A relative address, seen from a file.
fn resolve(from: &str, address: &str) -> String {
    let base = url::Url::parse(&format!("http://localhost/{from}")).unwrap();
    base.join(address).unwrap().path().trim_start_matches('/').to_owned()
}

#[tokio::test]
async fn a_file_comes_with_its_type_and_what_a_browser_must_not_do() {
    for (path, kind) in [
        ("/app/", "text/html; charset=utf-8"),
        ("/app/index.html", "text/html; charset=utf-8"),
        ("/app/app.js", "text/javascript; charset=utf-8"),
        ("/app/ui/icon.js", "text/javascript; charset=utf-8"),
        ("/app/styles/tokens.css", "text/css; charset=utf-8"),
        ("/app/icon.svg", "image/svg+xml"),
    ] {
        let response = get(path).await;
        assert_eq!(
            (response.status(), header(&response, "content-type")),
            (StatusCode::OK, Some(kind)),
            "{path}"
        );
        for (name, value) in HEADERS {
            assert_eq!(response.headers().get(&name), Some(&value), "{path} {name}");
        }
        let policy = header(&response, "content-security-policy").unwrap();
        assert!(!policy.contains("unsafe"), "{policy}");
    }
}

#[tokio::test]
async fn the_folder_is_found_without_its_slash() {
    let response = get("/app").await;
    assert_eq!((response.status().as_u16(), header(&response, "location")), (308, Some("/app/")));
}

#[tokio::test]
async fn what_a_browser_has_is_not_sent_again() {
    let first = get("/app/app.js").await;
    let tag = header(&first, "etag").unwrap().to_owned();
    assert!(tag.starts_with('"'), "strong: {tag}");
    for (known, status) in [
        (tag.clone(), 304),
        (format!("W/{tag}"), 304),
        (format!("\"other\", {tag}"), 304),
        ("*".to_owned(), 304),
        ("\"other\"".to_owned(), 200),
    ] {
        let response = ask(Method::GET, "/app/app.js", Some(&known)).await;
        assert_eq!(response.status().as_u16(), status, "{known}");
        assert_eq!(header(&response, "etag"), Some(&*tag));
        assert_eq!(header(&response, "cache-control"), Some("no-cache"));
    }
    let other = get("/app/").await;
    assert_ne!(header(&other, "etag"), Some(&*tag), "another file, another tag");
}

#[tokio::test]
async fn a_head_is_answered_and_nothing_is_taken() {
    assert_eq!(ask(Method::HEAD, "/app/", None).await.status(), StatusCode::OK);
    assert_eq!(ask(Method::POST, "/app/", None).await.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn nothing_but_the_files_is_found() {
    for path in [
        "/app/nothing.html",
        "/app/screens",
        "/app/screens/",
        "/app/../Cargo.toml",
        "/app/%2e%2e/Cargo.toml",
        "/app/..%2fsrc%2fmain.rs",
        "/app/..%5csrc%5cmain.js",
        "/app//etc/hosts.json",
        "/app/%2fetc%2fhosts.json",
        "/app/./index.html",
        "/app/ui/../index.html",
        "/app/index.html/",
        "/app/.hidden.js",
    ] {
        assert_eq!(get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn every_file_that_another_names_is_there() {
    let mut named = BTreeSet::from(["index.html".to_owned()]);
    let mut open = vec!["index.html".to_owned()];
    while let Some(file) = open.pop() {
        let data = Files::get(&file).unwrap_or_else(|| panic!("{file} is named and not there")).data;
        let text = String::from_utf8(data.into_owned()).unwrap();
        let befores: &[&str] = match file.rsplit_once('.').unwrap().1 {
            "html" => &["href=\"", "src=\""],
            "js" => &["from '", "import('", "import '"],
            "css" => &["url(\"", "@import \""],
            _ => &[],
        };
        let addresses = befores.iter().flat_map(|before| quoted(&text, before));
        for address in addresses.filter(|address| !address.starts_with('#')) {
            let next = resolve(&file, address);
            if named.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    // From the page over the first script to a screen that is loaded later.
    assert!(named.contains("screens/integrations/screen.js"), "{named:?}");
}

#[test]
fn no_file_makes_markup_of_text_or_says_anything_inline() {
    for (name, text) in files() {
        for forbidden in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "setHTMLUnsafe",
            "eval(",
            "new Function",
            "javascript:",
        ] {
            assert!(!text.contains(forbidden), "{name} has {forbidden}");
        }
        let is_css = name.rsplit_once('.').is_some_and(|(_, extension)| extension == "css");
        assert!(is_css || !text.contains("style="), "{name} has an inline style");
        assert!(is_css || !has_handler(&text), "{name} has an inline handler");
        assert!(
            !text.contains("http://") || name == "ui/icon.js" || name == "icon.svg",
            "{name} names another site"
        );
        let inline_script = text
            .split("<script")
            .skip(1)
            .any(|rest| !rest.starts_with(" src=") && !rest.starts_with(" type=\"module\" src="));
        assert!(!inline_script, "{name} has an inline script");
    }
}

/// Whether something like ` onclick=` stands there.
fn has_handler(text: &str) -> bool {
    text.match_indices(" on").any(|(at, _)| {
        let rest = &text[at + 3..];
        let letters = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(0);
        letters > 0 && rest[letters..].starts_with('=')
    })
}

#[test]
fn every_code_of_the_api_has_words() {
    let words: String =
        files().into_iter().filter(|(name, _)| name.starts_with("words")).map(|(_, text)| text).collect();
    let problems = ProblemCode::ALL.iter().map(|code| code.key());
    let refusals = Code::KEYS.iter().copied();
    let payslips = PayslipState::ALL.iter().map(|state| state.key());
    let reasons = PayslipReason::ALL.iter().map(|reason| reason.code());
    let outcomes = crate::views::run::OUTCOMES.iter().map(|(key, _)| *key);
    let missing: Vec<_> = problems
        .chain(refusals)
        .chain(payslips)
        .chain(reasons)
        .chain(outcomes)
        .filter(|code| !words.contains(&format!("  {code}: ")))
        .collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
}

#[test]
fn the_pages_call_fields_what_the_api_calls_them() {
    let (_, words) = files().into_iter().find(|(name, _)| name == "words-fields.js").unwrap();
    for field in Field::ALL {
        let line = format!("  {}: '{}',", field.key(), field.label());
        assert!(words.contains(&line), "{line}");
    }
}
