//! What a client may ask: the calls, their parameters and ranges, restated from Personio's documentation.

use axum::http::Method;

use crate::Seen;

/// The values a query parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// A whole number from low to high, both included.
    Number(u64, u64),
    /// Text that is not empty.
    Text,
    /// `2022-12-24T08:15:30` or `2022-12-24`, without an offset.
    LocalTime,
    /// `2022-12-24T08:15:30Z`.
    Instant,
}

/// A query parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The name, decoded: `attributes[]`.
    pub name: &'static str,
    /// What it takes.
    pub takes: Takes,
    /// Whether it may stand more than once.
    pub repeats: bool,
}

/// A call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path; `{…}` stands for one whole number.
    pub path: &'static str,
    /// The query parameters it knows. None is always required: see [`check_request`] for those that sometimes are.
    pub parameters: &'static [Parameter],
}

const fn one(name: &'static str, takes: Takes) -> Parameter {
    Parameter { name, takes, repeats: false }
}

const fn call(method: &'static str, path: &'static str, parameters: &'static [Parameter]) -> Operation {
    Operation { method, path, parameters }
}

/// Every call that is part of the contract.
pub const OPERATIONS: &[Operation] = &[
    call("POST", "/v1/auth", &[]),
    call(
        "GET",
        "/v1/company/employees",
        &[
            // 100 at most since 2025-01-31; the published file still names no maximum.
            one("limit", Takes::Number(1, 100)),
            one("offset", Takes::Number(0, u64::MAX)),
            one("email", Takes::Text),
            Parameter { name: "attributes[]", takes: Takes::Text, repeats: true },
            one("updated_since", Takes::LocalTime),
        ],
    ),
    call("GET", "/v1/company/employees/{employee_id}", &[]),
    call("GET", "/v1/company/employees/attributes", &[]),
    call("GET", "/v1/company/employees/custom-attributes", &[]),
    call("GET", "/v1/company/document-categories", &[]),
    call("POST", "/v1/company/documents", &[]),
    call("POST", "/v2/auth/token", &[]),
    call("POST", "/v2/auth/revoke", &[]),
    call(
        "GET",
        "/v2/document-management/documents",
        &[
            one("owner_id", Takes::Text),
            one("category_id", Takes::Text),
            one("created_at.gte", Takes::Instant),
            one("created_at.lt", Takes::Instant),
            one("limit", Takes::Number(1, 200)),
            one("cursor", Takes::Text),
        ],
    ),
];

/// Whether a recorded request keeps the contract: known path and method, known parameters, values in range, nothing
/// twice that stands once, no credentials in the query, and an `owner_id` or a `cursor` for the v2 list.
///
/// # Errors
///
/// What is wrong, in one sentence; names parameters, never their values.
pub fn check_request(seen: &Seen) -> Result<(), String> {
    let Seen { method, path, query, .. } = seen;
    if seen.credentials_in_query {
        return Err(format!("{method} {path}: credentials stand in the query"));
    }
    let operation =
        operation(method, path).ok_or_else(|| format!("{method} {path}: there is no such call"))?;
    let mut met: Vec<&str> = Vec::new();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let known = operation.parameters.iter().find(|known| known.name == name);
        let parameter = known.ok_or_else(|| format!("{method} {path}: {name} is no parameter of it"))?;
        if met.contains(&parameter.name) && !parameter.repeats {
            return Err(format!("{method} {path}: {name} stands twice"));
        }
        if !parameter.takes.admits(&value) {
            return Err(format!("{method} {path}: {name} has a value out of range"));
        }
        met.push(parameter.name);
    }
    if operation.path == "/v2/document-management/documents"
        && !met.iter().any(|name| ["owner_id", "cursor"].contains(name))
    {
        return Err(format!("{method} {path}: owner_id is missing"));
    }
    Ok(())
}

/// The call of a method and a path; a path written out wins over one with a place for a number.
fn operation(method: &Method, path: &str) -> Option<&'static Operation> {
    let mine = || OPERATIONS.iter().filter(|operation| operation.method == method.as_str());
    mine()
        .find(|operation| operation.path == path)
        .or_else(|| mine().find(|operation| fits(operation.path, path)))
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(place), Some(part)) if place.starts_with('{') => {
                if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                    return false;
                }
            }
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}

impl Takes {
    fn admits(self, value: &str) -> bool {
        match self {
            Self::Number(low, high) => value.parse().is_ok_and(|number: u64| (low..=high).contains(&number)),
            Self::Text => !value.is_empty(),
            // A time with an offset parses as a local one with the offset dropped, so its length decides.
            Self::LocalTime => {
                [10, 19].contains(&value.len()) && value.parse::<jiff::civil::DateTime>().is_ok()
            }
            Self::Instant => value.parse::<jiff::Timestamp>().is_ok(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn seen(method: Method, target: &str) -> Seen {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Seen {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            at: Duration::ZERO,
            status: None,
            credentials_in_query: false,
            names_app: false,
        }
    }

    #[test]
    fn requests_are_judged() {
        let good = [
            (Method::POST, "/v1/auth"),
            (Method::GET, "/v1/company/employees?limit=100&offset=0"),
            (Method::GET, "/v1/company/employees?limit=1&attributes%5B%5D=id&attributes[]=email"),
            (Method::GET, "/v1/company/employees?updated_since=2026-11-22T08:15:30"),
            (Method::GET, "/v1/company/employees?updated_since=2026-11-22"),
            (Method::GET, "/v1/company/employees/13649297"),
            (Method::GET, "/v1/company/employees/attributes"),
            (Method::POST, "/v1/company/documents"),
            (Method::GET, "/v2/document-management/documents?owner_id=5&category_id=12&limit=200"),
            (Method::GET, "/v2/document-management/documents?owner_id=5&created_at.gte=2026-11-22T08:15:30Z"),
            (Method::GET, "/v2/document-management/documents?cursor=abc"),
        ];
        for (method, target) in good {
            assert_eq!(check_request(&seen(method, target)), Ok(()), "{target}");
        }
        let bad = [
            (Method::GET, "/v1/auth", "GET /v1/auth: there is no such call"),
            (
                Method::GET,
                "/v1/company/employees?limit=101",
                "GET /v1/company/employees: limit has a value out of range",
            ),
            (
                Method::GET,
                "/v1/company/employees?limit=0",
                "GET /v1/company/employees: limit has a value out of range",
            ),
            (
                Method::GET,
                "/v1/company/employees?offset=-1",
                "GET /v1/company/employees: offset has a value out of range",
            ),
            (
                Method::GET,
                "/v1/company/employees?page=2",
                "GET /v1/company/employees: page is no parameter of it",
            ),
            (
                Method::GET,
                "/v1/company/employees?limit=5&limit=6",
                "GET /v1/company/employees: limit stands twice",
            ),
            (
                Method::GET,
                "/v1/company/employees?updated_since=2026-11-22T08:15:30Z",
                "GET /v1/company/employees: updated_since has a value out of range",
            ),
            (Method::GET, "/v1/company/employees/me", "GET /v1/company/employees/me: there is no such call"),
            (Method::POST, "/v1/auth?x=1", "POST /v1/auth: x is no parameter of it"),
            (
                Method::GET,
                "/v2/document-management/documents?category_id=12",
                "GET /v2/document-management/documents: owner_id is missing",
            ),
            (
                Method::GET,
                "/v2/document-management/documents?owner_id=5&limit=201",
                "GET /v2/document-management/documents: limit has a value out of range",
            ),
        ];
        for (method, target, expected) in bad {
            assert_eq!(check_request(&seen(method, target)), Err(expected.to_owned()));
        }
        let mut leaking = seen(Method::POST, "/v1/auth");
        leaking.credentials_in_query = true;
        assert_eq!(check_request(&leaking), Err("POST /v1/auth: credentials stand in the query".to_owned()));
    }
}
