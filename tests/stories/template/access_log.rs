//! The gateway's access log says what happened to a request, and nothing about a person.

use std::collections::BTreeSet;

use anyhow::Context as _;
use serde_json::Value;

use super::properties;

/// All that a line may hold. The path holds Employee IDs, the query may hold names, and address, user agent and the
/// other claims say who calls.
const ALLOWED: [&str; 8] = [
    "$context.authorizer.claims.tenant_id",
    "$context.integration.requestId",
    "$context.integrationErrorMessage",
    "$context.integrationLatency",
    "$context.requestId",
    "$context.responseLatency",
    "$context.routeKey",
    "$context.status",
];

fn format() -> anyhow::Result<String> {
    let settings = properties("HttpApi")?["AccessLogSettings"].take();
    settings["Format"].as_str().map(ToOwned::to_owned).context("no format")
}

#[test]
fn a_line_holds_ids_codes_and_times_only() -> anyhow::Result<()> {
    let format = format()?;
    // Whatever begins with a dollar is filled in, in whichever part of the line it stands.
    let of_name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
    let filled_in: BTreeSet<_> = format
        .split('$')
        .skip(1)
        .map(|rest| format!("${}", rest.split(|c| !of_name(c)).next().unwrap_or_default()))
        .collect();
    assert_eq!(filled_in.iter().map(String::as_str).collect::<Vec<_>>(), ALLOWED);
    for never in ["path", "identity", "sourceIp", "querystring", "claims.sub", "claims.email", "userAgent"] {
        assert!(!format.contains(never), "{never}");
    }
    Ok(())
}

#[test]
fn a_line_is_json_and_each_of_its_values_a_text() -> anyhow::Result<()> {
    let format = format()?;
    assert!(!format.contains('\n'), "a line of the log is one line");
    // Values that are missing are written as a hyphen, which is JSON only as a text.
    let line: Value = serde_json::from_str(&format)?;
    let line = line.as_object().context("no object")?;
    assert_eq!(line.len(), ALLOWED.len());
    assert!(line.values().all(|value| value.as_str().is_some_and(|text| ALLOWED.contains(&text))));
    Ok(())
}
