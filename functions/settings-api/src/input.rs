//! What stands in a request: the body, the query, the version that is changed.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;
use shared::domain::input::{InputError, InputErrorCode};

use crate::problem::{Code, Problem};

/// The longest body: a settings document with a hundred filters of a thousand values is a few hundred kilobytes.
pub(crate) const MOST_OF_A_BODY: usize = 1024 * 1024;

/// A body of JSON, whatever its declared type: what counts is that it can be read.
pub(crate) struct Document(pub(crate) Value);

impl<S: Send + Sync> FromRequest<S> for Document {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE {
                Problem::new(Code::BodyTooLarge, "The body may have 1 MB at most.")
            } else {
                Problem::new(Code::MalformedJson, "The body could not be read to its end. Send it again.")
            }
        })?;
        // serde's message tells line and column, and may quote what stands there: it stays out.
        let malformed = |error: serde_json::Error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            Problem::new(
                Code::MalformedJson,
                format!("The body is no JSON this API can read: look at {place}."),
            )
        };
        serde_json::from_slice(&bytes).map(Self).map_err(malformed)
    }
}

/// The one id in a path. What can't be read as text is nobody's.
pub(crate) struct Id(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<String>::from_request_parts(parts, state).await;
        path.map(|Path(id)| Self(id)).map_err(|_| Problem::not_found("address"))
    }
}

/// The parameters of the query. What a route does not know is passed over.
pub(crate) struct Params {
    pairs: Vec<(String, String)>,
    errors: Vec<InputError>,
}

impl<S: Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or("");
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Ok(Self { pairs, errors: Vec::new() })
    }
}

/// How much one page may hold, and holds unless the caller says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageSize {
    pub(crate) usual: usize,
    pub(crate) most: usize,
}

/// Most lists: an item has about a kilobyte, and an answer of a Lambda 6 MB at most.
pub(crate) const PAGE: PageSize = PageSize { usual: 50, most: 500 };

impl Params {
    /// A parameter that has a value.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|text| !text.is_empty())
    }

    /// Notes that a parameter is wrong.
    pub(crate) fn wrong(&mut self, name: &str, code: InputErrorCode, detail: impl Into<String>) {
        self.errors.push(InputError { pointer: format!("/query/{name}"), code, detail: detail.into() });
    }

    /// How many items the page shall hold.
    pub(crate) fn limit(&mut self, size: PageSize) -> usize {
        let Some(text) = self.get("limit") else { return size.usual };
        match text.parse::<usize>() {
            Ok(limit) if (1..=size.most).contains(&limit) => limit,
            _ => {
                let detail = format!("\"limit\" is a number from 1 to {}.", size.most);
                self.wrong("limit", InputErrorCode::OutOfRange, detail);
                size.usual
            }
        }
    }

    /// Where the page begins: what [`cursor`] was made of, for the list of that name.
    pub(crate) fn cursor<T>(&mut self, list: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = self.get("cursor")?;
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok();
        let place = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let place = place.and_then(|place| read(place.strip_prefix(list)?.strip_prefix(':')?));
        if place.is_none() {
            let detail =
                "This is no cursor of this list. Begin without one, and take \"next_cursor\" as it is.";
            self.wrong("cursor", InputErrorCode::CursorInvalid, detail);
        }
        place
    }

    /// One of some words.
    pub(crate) fn one_of<T: Copy>(&mut self, name: &str, known: &[(&str, T)]) -> Option<T> {
        let text = self.get(name)?;
        let found = known.iter().find(|(key, _)| *key == text).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<_> = known.iter().map(|(key, _)| *key).collect();
            let detail = format!("\"{name}\" is one of: {}.", words.join(", "));
            self.wrong(name, InputErrorCode::UnknownValue, detail);
        }
        found
    }

    /// Everything that was wrong.
    pub(crate) fn finish(self) -> Result<(), Problem> {
        if self.errors.is_empty() { Ok(()) } else { Err(Problem::invalid(self.errors)) }
    }
}

/// An opaque cursor for the list of this name.
pub(crate) fn cursor(list: &str, place: &str) -> String {
    BASE64URL_NOPAD.encode(format!("{list}:{place}").as_bytes())
}

/// A version as entity tag.
pub(crate) fn etag(version: u64) -> String {
    format!("\"{version}\"")
}

/// The version that a change is meant for, from `If-Match`.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<u64, Problem> {
    let Some(tag) = headers.get(header::IF_MATCH) else {
        return Err(Problem::new(
            Code::PreconditionRequired,
            "Send the header If-Match with the ETag you got when you read it, so that nobody else's change is lost.",
        ));
    };
    let text = tag.to_str().unwrap_or("").trim();
    let digits = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    // A tag that was never one of ours can't be the present one.
    digits.parse().map_err(|_| changed_meanwhile())
}

/// Somebody was faster.
pub(crate) fn changed_meanwhile() -> Problem {
    Problem::new(
        Code::PreconditionFailed,
        "It was changed after you read it. Read it again, and repeat your change on that.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(query: &str) -> Params {
        Params { pairs: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(), errors: vec![] }
    }

    fn wrong(params: Params) -> Vec<(String, InputErrorCode)> {
        params.errors.into_iter().map(|error| (error.pointer, error.code)).collect()
    }

    #[test]
    fn pages_are_bounded_and_cursors_are_of_their_list() {
        let mut good = params("limit=7&cursor=ZW1wbG95ZWVzOkUgMQ&x=y");
        assert_eq!(
            (good.limit(PAGE), good.cursor("employees", |id| Some(id.to_owned()))),
            (7, Some("E 1".into()))
        );
        assert_eq!(cursor("employees", "E 1"), "ZW1wbG95ZWVzOkUgMQ");
        assert_eq!(wrong(good), []);
        for query in ["limit=0", "limit=501", "limit=-1", "limit=x", "limit=99999999999999999999999"] {
            let mut bad = params(query);
            assert_eq!(bad.limit(PAGE), 50);
            assert_eq!(wrong(bad), [("/query/limit".to_owned(), InputErrorCode::OutOfRange)], "{query}");
        }
        for query in ["cursor=ZW1wbG95ZWVzOkUgMQ", "cursor=%00", "cursor=!", "cursor=cnVuczo"] {
            let mut bad = params(query);
            assert_eq!(bad.cursor("runs", |place| (!place.is_empty()).then_some(())), None);
            assert_eq!(wrong(bad), [("/query/cursor".to_owned(), InputErrorCode::CursorInvalid)], "{query}");
        }
    }

    #[test]
    fn a_version_is_read_from_its_tag() {
        let with = |tag: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_MATCH, tag.parse().unwrap());
            if_match(&headers).map_err(|problem| format!("{problem:?}").contains("PreconditionFailed"))
        };
        assert_eq!(with(&etag(12)), Ok(12));
        assert_eq!(with("12"), Ok(12));
        for tag in ["W/\"12\"", "*", "\"-1\"", "\"a\"", "\"1\", \"2\""] {
            assert_eq!(with(tag), Err(true), "{tag}");
        }
        assert!(format!("{:?}", if_match(&HeaderMap::new()).unwrap_err()).contains("PreconditionRequired"));
    }
}
