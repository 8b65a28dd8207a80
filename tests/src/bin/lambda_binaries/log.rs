//! What every line on standard output has to be: JSON that is found by request and by trace or is counted for the stack,
//! and never a word of anybody's.

use std::collections::BTreeSet;

use anyhow::{Context as _, bail, ensure};
use jiff::Timestamp;
use serde_json::Value;
use shared::metrics::NAMESPACE;

use crate::{environment::STACK, function::Left};

/// Where the runtime's library says that an invocation failed: outside of our span, and inside one of its own.
const FAILURES: &str = "lambda_runtime::layers::panic";

/// Judges all lines of a process, none of which may hold one of `private`; answers the names of what was counted.
pub(crate) fn judge(left: &Left, private: &[String]) -> anyhow::Result<BTreeSet<String>> {
    let mut counted = BTreeSet::new();
    let mut found = BTreeSet::new();
    let mut failures = 0;
    for line in &left.lines {
        // The line itself is not quoted: it holds what must not be read.
        ensure!(!private.iter().any(|text| line.contains(text)), "a line holds something private");
        let json: Value = serde_json::from_str(line).with_context(|| format!("a line is no JSON: {line}"))?;
        if json.get("_aws").is_some() {
            counted.extend(count(&json).with_context(|| format!("a count: {line}"))?);
        } else {
            failures += usize::from(json["target"] == FAILURES);
            found.insert(request(&json, left).with_context(|| format!("a line: {line}"))?);
        }
    }
    ensure!(!found.is_empty(), "no line tells of any request");
    ensure!(failures == left.failed, "{failures} lines for {} failures", left.failed);
    Ok(counted)
}

/// The request that a line belongs to.
fn request(line: &Value, left: &Left) -> anyhow::Result<String> {
    let text = |key: &str| line[key].as_str().with_context(|| format!("no {key}"));
    text("timestamp")?.parse::<Timestamp>().context("no time")?;
    ensure!(matches!(text("level")?, "ERROR" | "WARN" | "INFO"), "another level than was set");
    text("message")?;
    let spans = line["spans"].as_array().context("no spans")?;
    let (name, request_id, trace_id) = if line["target"] == FAILURES {
        ("Lambda runtime invoke", "requestId", "xrayTraceId")
    } else {
        ("invocation", "request_id", "trace_id")
    };
    let span = spans.iter().find(|span| span["name"] == name).context("no invocation")?;
    let call = left.calls.iter().find(|call| span[request_id] == call.request_id.as_str());
    let call = call.context("no known request")?;
    ensure!(span[trace_id] == call.trace_id.as_str(), "another trace than the request's");
    Ok(call.request_id.clone())
}

/// The names of the metrics of one embedded line, whose dimensions and values have to stand in it.
fn count(line: &Value) -> anyhow::Result<Vec<String>> {
    ensure!(line["_aws"]["Timestamp"].is_i64(), "no time");
    let described = line["_aws"]["CloudWatchMetrics"].as_array().context("no metrics")?;
    let mut names = Vec::new();
    for group in described {
        ensure!(group["Namespace"] == NAMESPACE, "another namespace");
        for dimensions in group["Dimensions"].as_array().context("no dimensions")? {
            for dimension in dimensions.as_array().context("no list of dimensions")? {
                let dimension = dimension.as_str().context("a dimension without a name")?;
                ensure!(line[dimension].is_string(), "no value of {dimension}");
            }
        }
        for metric in group["Metrics"].as_array().context("no metrics")? {
            let name = metric["Name"].as_str().context("a metric without a name")?;
            ensure!(line[name].is_u64(), "no value of {name}");
            names.push(name.to_owned());
        }
    }
    if line["Stack"] != STACK {
        bail!("counted for another stack: {}", line["Stack"]);
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::function::Call;

    const PRIVATE: &str = "Qzxmark";

    fn judged(line: &Value) -> Result<BTreeSet<String>, String> {
        judged_text(&line.to_string())
    }

    fn judged_text(line: &str) -> Result<BTreeSet<String>, String> {
        let left = left(&[&good().to_string(), line], 0);
        judge(&left, &[PRIVATE.to_owned()]).map_err(|error| format!("{error:#}"))
    }

    fn left(lines: &[&str], failed: usize) -> Left {
        let calls = vec![Call { request_id: "r-1".into(), trace_id: "t-1".into() }];
        Left { lines: lines.iter().map(ToString::to_string).collect(), calls, failed }
    }

    fn good() -> Value {
        json!({"timestamp": "2026-11-22T10:00:00.5Z", "level": "INFO", "message": "request answered",
            "spans": [{"name": "invocation", "request_id": "r-1", "trace_id": "t-1"}, {"name": "request"}]})
    }

    fn metric() -> Value {
        json!({"Stack": STACK, "Outcome": "succeeded", "SyncRuns": 1, "_aws": {"Timestamp": 1, "CloudWatchMetrics": [{
            "Namespace": NAMESPACE, "Dimensions": [["Stack"], ["Stack", "Outcome"]], "Metrics": [{"Name": "SyncRuns"}]}]}})
    }

    #[test]
    fn good_lines_pass() {
        assert_eq!(judged(&good()), Ok(BTreeSet::new()));
        assert_eq!(judged(&metric()), Ok(["SyncRuns".to_owned()].into()));
    }

    #[test]
    fn every_other_line_is_refused() {
        let with = |mut line: Value, pointer: &str, value: Value| {
            *line.pointer_mut(pointer).unwrap() = value;
            judged(&line)
        };
        assert!(judged_text("thread 'main' panicked").is_err());
        for (pointer, value) in [
            ("/timestamp", json!("now")),
            ("/level", json!("DEBUG")),
            ("/message", json!(null)),
            ("/message", json!(format!("{PRIVATE} was created"))),
            ("/spans", json!([])),
            ("/spans/0/request_id", json!("r-2")),
            ("/spans/0/trace_id", json!(null)),
            ("/spans/0/trace_id", json!("t-2")),
        ] {
            assert!(with(good(), pointer, value.clone()).is_err(), "{pointer} {value}");
        }
        for (pointer, value) in [
            ("/Stack", json!("another")),
            ("/Outcome", json!(null)),
            ("/SyncRuns", json!("1")),
            ("/_aws/Timestamp", json!(null)),
            ("/_aws/CloudWatchMetrics", json!(null)),
            ("/_aws/CloudWatchMetrics/0/Namespace", json!("Other")),
        ] {
            assert!(with(metric(), pointer, value.clone()).is_err(), "{pointer} {value}");
        }
    }

    #[test]
    fn each_failure_has_a_line_and_no_line_more() {
        let mut failed = good();
        failed["target"] = json!(FAILURES);
        assert!(
            judge(&left(&[&good().to_string(), &failed.to_string()], 1), &[]).is_err(),
            "in no span of its own"
        );
        failed["spans"] =
            json!([{"name": "Lambda runtime invoke", "requestId": "r-1", "xrayTraceId": "t-1"}]);
        let (good, failure) = (good().to_string(), failed.to_string());
        assert!(judge(&left(&[&good, &failure], 1), &[]).is_ok());
        assert!(judge(&left(&[&good, &failure], 0), &[]).is_err());
        assert!(judge(&left(&[&good], 1), &[]).is_err());
    }

    #[test]
    fn silence_is_refused() {
        assert!(judge(&left(&[], 0), &[]).is_err());
        assert!(judge(&left(&[&metric().to_string()], 0), &[]).is_err());
    }
}
