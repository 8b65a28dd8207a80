//! What API Gateway sends, made fit to be read as an HTTP request.

use aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// What may not stand in the query of a URL as it is.
const NOT_IN_QUERY: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'|')
    .add(b'\\')
    .add(b'^')
    .add(b'#');

/// What may not stand in the path of a URL as it is: it would end there, or become another one. `%` stays, for it may be
/// an escape already.
const NOT_IN_PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// What an Employee ID in a path is escaped by. `%` is one of its own signs too: the path has no escapes any more.
const NOT_IN_SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Where employees are found by an id that may hold signs of its own, such as `UK/001`.
const EMPLOYEES: &str = "/v1/employees/";
/// What may follow such an id.
const AFTER_EMPLOYEE: [&str; 2] = ["/sync", "/changes"];

/// Reads a request; `None` for anything that is no such event.
pub(crate) fn read(event: Value) -> Option<ApiGatewayV2httpRequest> {
    let is_v2 = event.get("version").and_then(Value::as_str) == Some("2.0");
    let mut event = event;
    if let Some(claims) =
        event.pointer_mut("/requestContext/authorizer/jwt/claims").and_then(Value::as_object_mut)
    {
        // Claims come as texts; whatever else there might be names no tenant and no scope.
        claims.retain(|_, claim| claim.is_string());
    }
    let mut request: ApiGatewayV2httpRequest = serde_json::from_value(event).ok().filter(|_| is_v2)?;
    // Routes don't depend on the host, and what a caller writes there need not make a URL.
    request.headers.remove(http::header::HOST);
    request.request_context.domain_name = None;
    // The path is the whole of it: a stage other than the default one stands in it already.
    request.request_context.stage = None;
    request.raw_path = request.raw_path.as_deref().map(path);
    request.raw_query_string =
        request.raw_query_string.map(|query| utf8_percent_encode(&query, NOT_IN_QUERY).to_string());
    Some(request)
}

/// The path as routes expect it. API Gateway may have taken escapes out; then a `#` or `?` looks like the path's end, and a
/// slash in an Employee ID like one between two parts of the path.
fn path(raw: &str) -> String {
    let Some(rest) = raw.strip_prefix(EMPLOYEES) else {
        return utf8_percent_encode(raw, NOT_IN_PATH).to_string();
    };
    let after = AFTER_EMPLOYEE
        .into_iter()
        .find(|after| rest.len() > after.len() && rest.ends_with(after))
        .unwrap_or("");
    let id = &rest[..rest.len() - after.len()];
    format!("{EMPLOYEES}{}{after}", utf8_percent_encode(id, NOT_IN_SEGMENT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_employee_id_keeps_its_signs() {
        for (raw, expected) in [
            ("/v1/employees/UK/001/sync", "/v1/employees/UK%2F001/sync"),
            ("/v1/employees/A%41/changes", "/v1/employees/A%2541/changes"),
            ("/v1/employees/a b?c", "/v1/employees/a%20b%3Fc"),
            ("/v1/employees/sync", "/v1/employees/sync"),
            ("/v1/employees", "/v1/employees"),
            ("/v1/integrations", "/v1/integrations"),
            ("/v1/integrations?x#y\\..", "/v1/integrations%3Fx%23y%5C.."),
            (
                "/v1/integrations/personio/runs/a\n%20b/approve",
                "/v1/integrations/personio/runs/a%0A%20b/approve",
            ),
        ] {
            assert_eq!(path(raw), expected);
        }
    }

    #[test]
    fn other_events_are_refused() {
        for event in [
            json!({}),
            json!([]),
            json!("x"),
            json!({"version": "1.0", "path": "/"}),
            json!({"kind": "hourly"}),
        ] {
            assert!(read(event).is_none());
        }
    }
}
