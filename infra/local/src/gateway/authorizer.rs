//! The JWT authorizer: which paths need a token, and whose it is.

use axum::http::{HeaderMap, header};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::token::{BadToken, Signer};

/// The API's description, which everybody may read.
const OPEN: &str = "/v1/openapi.json";

/// Whether this path, without escapes, needs a token: `/v1` and all below it but the API's description.
///
/// The function reads the path as the URL standard does, which resolves `..` and takes line breaks out. So the path is
/// judged as it came and as it will be read, and must be free in both.
pub(super) fn needs_token(path: &str) -> bool {
    let Ok(read) = url::Url::parse(&format!("http://localhost{path}")) else { return true };
    [path, read.path()].into_iter().any(|path| is_of_api(path) && path != OPEN)
}

fn is_of_api(path: &str) -> bool {
    path.strip_prefix("/v1").is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The claims of the request's token.
pub(super) fn claims(
    signer: &Signer,
    headers: &HeaderMap,
    now: Timestamp,
) -> Result<Map<String, Value>, Refusal> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next().ok_or(Refusal::NoToken)?;
    let malformed = Refusal::BadToken(BadToken::Malformed);
    if values.next().is_some() {
        return Err(malformed);
    }
    let (scheme, token) = value.to_str().ok().and_then(|value| value.split_once(' ')).ok_or(malformed)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(malformed);
    }
    signer.check(token.trim(), now).map_err(Refusal::BadToken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn v1_and_below_need_a_token_however_the_path_is_written() {
        for (path, needed) in [
            ("/v1", true),
            ("/v1/", true),
            ("/v1/integrations", true),
            ("/v1/openapi.json", false),
            ("/v1/openapi.json/", true),
            ("/v1/openapi.jsonx", true),
            ("/v10/integrations", false),
            ("/", false),
            ("/app", false),
            ("/app/v1", false),
            ("//v1/integrations", false),
            ("/V1/integrations", false),
            ("/app/../v1/integrations", true),
            ("/app/%2e%2e/v1/integrations", true),
            (r"/app\..\v1\integrations", true),
            ("/v\n1/integrations", true),
            ("/v1/integrations/../openapi.json", true),
            ("/v1/employees/../../app", true),
        ] {
            assert_eq!(needs_token(path), needed, "{path:?}");
        }
    }
}
