//! What an operator has to act on raises an alarm, and each alarm names its page of the runbook. What the pages hold is
//! examined by `tests/infra`.

use std::fs;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{FUNCTIONS, all_of, properties, root, sources::files_with};

const ALARM: &str = "AWS::CloudWatch::Alarm";

#[test]
fn every_alarm_names_its_page_and_tells_the_topic() -> anyhow::Result<()> {
    for (name, alarm) in all_of(ALARM)? {
        let description = alarm["AlarmDescription"].as_str().context("no description")?;
        let page = description.split(' ').next_back().unwrap_or_default();
        assert!(
            page.starts_with("infra/runbook/") && root().join(page).is_file(),
            "{name} names no page: {page}"
        );
        assert_eq!(alarm["AlarmActions"], json!(["Ref AlarmTopic"]));
        // But for the hour: when that does not strike there is no news of anything.
        let no_news = if name == "HourMissedAlarm" { "breaching" } else { "notBreaching" };
        assert_eq!(alarm["TreatMissingData"], no_news, "{name}");
    }
    Ok(())
}

#[test]
fn every_function_has_alarms_for_errors_and_throttles() -> anyhow::Result<()> {
    let alarms = all_of(ALARM)?;
    for (function, _) in FUNCTIONS {
        let dimensions = json!([{"Name": "FunctionName", "Value": format!("Ref {function}")}]);
        let of_function: Vec<_> = alarms
            .values()
            .filter(|alarm| alarm["Dimensions"] == dimensions && alarm["MetricName"] != "Invocations")
            .collect();
        let metrics: Vec<_> = of_function.iter().map(|alarm| &alarm["MetricName"]).collect();
        assert_eq!(metrics, ["Errors", "Throttles"], "{function}");
        for alarm in of_function {
            assert_eq!(alarm["Namespace"], "AWS/Lambda");
            assert_at_the_first(alarm, "Sum");
        }
    }
    Ok(())
}

#[test]
fn every_queue_of_dead_letters_has_an_alarm() -> anyhow::Result<()> {
    let alarms = all_of(ALARM)?;
    for queue in all_of("AWS::SQS::Queue")?.keys().filter(|name| name.ends_with("DeadLetters")) {
        let alarm = alarms.get(&format!("{queue}Alarm")).with_context(|| format!("{queue} has no alarm"))?;
        assert_eq!(
            (&alarm["Namespace"], &alarm["MetricName"]),
            (&json!("AWS/SQS"), &json!("ApproximateNumberOfMessagesVisible"))
        );
        assert_eq!(
            alarm["Dimensions"],
            json!([{"Name": "QueueName", "Value": format!("GetAtt {queue}.QueueName")}])
        );
        assert_at_the_first(alarm, "Maximum");
    }
    Ok(())
}

/// Rings within five minutes, at the first one.
fn assert_at_the_first(alarm: &Value, statistic: &str) {
    assert_eq!(alarm["Statistic"], statistic);
    assert_eq!((&alarm["Period"], &alarm["EvaluationPeriods"]), (&json!(300), &json!(1)));
    assert_eq!(
        (&alarm["Threshold"], &alarm["ComparisonOperator"]),
        (&json!(1), &json!("GreaterThanOrEqualToThreshold"))
    );
}

#[test]
fn the_first_payslip_that_is_filed_wrongly_raises_an_alarm() -> anyhow::Result<()> {
    let code = "payslip_filed_wrongly";
    let filter = properties("PayslipFiledWronglyFilter")?;
    assert_eq!(filter["LogGroupName"], properties("PayslipPush")?["LoggingConfig"]["LogGroup"]);
    assert_eq!(filter["FilterPattern"], format!("\"{code}\""));
    // One line of code logs it, at a level that no LogLevel leaves out.
    assert_eq!(files_with(&["functions", "shared/src"], code)?, ["shared/src/run/payslips/push.rs"]);
    let push = fs::read_to_string(root().join("shared/src/run/payslips/push.rs"))?;
    let dense: String = push.split_whitespace().collect();
    assert_eq!(dense.matches(&format!("tracing::error!(code=\"{code}\",")).count(), 1);

    let alarm = properties("PayslipFiledWronglyAlarm")?;
    let counted = json!([{
        "MetricNamespace": alarm["Namespace"], "MetricName": alarm["MetricName"], "MetricValue": "1",
    }]);
    assert_eq!(filter["MetricTransformations"], counted);
    assert_eq!(alarm["Namespace"], "Ref AWS::StackName");
    assert_eq!(alarm["Dimensions"], Value::Null, "a metric of a filter has no dimensions");
    assert_at_the_first(&alarm, "Sum");
    Ok(())
}

// By the names of HTTP APIs: REST APIs have 5XXError and ApiName, and an alarm on these would never ring here.
#[test]
fn the_http_api_raises_an_alarm_when_it_fails_or_is_slow() -> anyhow::Result<()> {
    let of_api = json!([{"Name": "ApiId", "Value": "Ref HttpApi"}]);
    let failures = properties("HttpApiFailuresAlarm")?;
    let metrics = failures["Metrics"].as_array().context("no metrics")?;
    let [share, terms @ ..] = metrics.as_slice() else { anyhow::bail!("no metrics") };
    assert_eq!(share["Expression"], "IF(failures >= 3, failures / requests, 0)");
    assert_eq!(share["ReturnData"], Value::Null, "this one is compared");
    let sum = |id: &str, metric: &str| {
        let metric = json!({"Namespace": "AWS/ApiGateway", "MetricName": metric, "Dimensions": of_api});
        json!({"Id": id, "ReturnData": false, "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Sum"}})
    };
    assert_eq!(terms, [sum("failures", "5xx"), sum("requests", "Count")]);
    assert_eq!(
        (&failures["Threshold"], &failures["ComparisonOperator"]),
        (&json!(0.05), &json!("GreaterThanThreshold"))
    );

    let slow = properties("HttpApiSlowAlarm")?;
    assert_eq!((&slow["Namespace"], &slow["MetricName"]), (&json!("AWS/ApiGateway"), &json!("Latency")));
    assert_eq!((&slow["Dimensions"], &slow["ExtendedStatistic"]), (&of_api, &json!("p95")));
    assert_eq!(
        (&slow["Threshold"], &slow["ComparisonOperator"]),
        (&json!(10_000), &json!("GreaterThanThreshold"))
    );
    Ok(())
}
