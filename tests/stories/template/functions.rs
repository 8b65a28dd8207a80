//! All functions are deployed, told what they read, and log into groups of their own.

use std::{collections::BTreeSet, fs};

use anyhow::Context as _;
use serde_json::{Map, Value, json};
use shared::config::variable;

use super::{FUNCTIONS, all_of, properties, root, sources::files_with, template};

/// What Lambda sets itself, by the logging configuration.
const SET_BY_LAMBDA: &[&str] = &[variable::LOG_LEVEL];

/// What stands in the layer of an operator who brings a weight table along; without it there is no modulus check.
const FROM_THE_LAYER: &[&str] = &[variable::MODULUS_WEIGHTS_FILE, variable::MODULUS_SUBSTITUTIONS_FILE];

#[test]
fn every_function_of_the_workspace_is_deployed() -> anyhow::Result<()> {
    let folders = fs::read_dir(root().join("functions"))?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<anyhow::Result<BTreeSet<_>>>()?;
    let deployed = all_of("AWS::Serverless::Function")?;
    assert_eq!(deployed.keys().map(String::as_str).collect::<Vec<_>>(), FUNCTIONS.map(|(name, _)| name));
    assert_eq!(folders.iter().map(String::as_str).collect::<Vec<_>>(), FUNCTIONS.map(|(_, folder)| folder));
    for (name, folder) in FUNCTIONS {
        let build = &template()?["Resources"][name]["Metadata"];
        assert_eq!(*build, json!({"BuildMethod": "rust-cargolambda", "BuildProperties": {"Binary": folder}}));
        let function = &deployed[name];
        assert_eq!(function["CodeUri"], format!("functions/{folder}"));
        assert_eq!(
            (&function["Runtime"], &function["Handler"]),
            (&json!("provided.al2023"), &json!("bootstrap"))
        );
        assert_eq!(
            (&function["Architectures"], &function["Tracing"]),
            (&json!(["Ref Architecture"]), &json!("Active"))
        );
    }
    Ok(())
}

/// What some functions need and others don't.
const PAYSLIPS: &[&str] = &[variable::PAYSLIP_QUEUE_URL, variable::PAYSLIP_BUCKET];

/// Which of them a function needs: the API puts a retried payslip onto the queue, and opens no file.
fn needed_for_payslips(function: &str) -> &'static [&'static str] {
    match function {
        "PayslipPush" => PAYSLIPS,
        "SettingsApi" => &[variable::PAYSLIP_QUEUE_URL],
        _ => &[],
    }
}

#[test]
fn each_function_gets_exactly_the_variables_that_its_code_reads() -> anyhow::Result<()> {
    let elsewhere = [SET_BY_LAMBDA, FROM_THE_LAYER, PAYSLIPS].concat();
    let all: BTreeSet<_> = variable::ALL.iter().copied().filter(|name| !elsewhere.contains(name)).collect();
    for (name, folder) in FUNCTIONS {
        let main = fs::read_to_string(root().join("functions").join(folder).join("src/main.rs"))?;
        assert!(main.contains("Config::from_env()"), "{folder} reads something else: teach this test what");
        // Payslips need no bank details, and so no check of them.
        let from_the_layer = if name == "PayslipPush" { &[] } else { FROM_THE_LAYER };
        let for_payslips = needed_for_payslips(name);
        let opens_files = main.contains("files(&config, &clients)");
        assert_eq!(for_payslips.contains(&variable::PAYSLIP_BUCKET), opens_files, "{name}");
        let variables = variables_of(name)?;
        let given: BTreeSet<_> = variables.keys().map(String::as_str).collect();
        assert_eq!(given, all.iter().chain(for_payslips).chain(from_the_layer).copied().collect(), "{name}");
        assert_eq!(variables[variable::TABLE_NAME], "Ref Table");
        assert_eq!(variables[variable::SYNC_QUEUE_URL], "Ref SyncQueue");
        assert_eq!(variables[variable::PERSONIO_BASE_URL], "Ref PersonioBaseUrl");
        assert_eq!(variables[variable::PERSONIO_APP_ID], "Ref PersonioAppId");
    }
    // The sync has nothing to do with payslips.
    assert_eq!(files_with(&["functions/employee-sync"], "payslip")?, [""; 0]);
    Ok(())
}

// One customer's secret has one name, whoever reads it, and a retried payslip goes to the queue that is read.
#[test]
fn what_two_functions_are_told_is_the_same() -> anyhow::Result<()> {
    let mut expected = variables_of("EmployeeSync")?;
    expected.insert(variable::PAYSLIP_QUEUE_URL.into(), json!("Ref PayslipQueue"));
    assert_eq!(variables_of("SettingsApi")?, expected);
    expected.retain(|name, _| !FROM_THE_LAYER.contains(&name.as_str()));
    expected.insert(variable::PAYSLIP_BUCKET.into(), json!("Ref PayslipBucket"));
    assert_eq!(variables_of("PayslipPush")?, expected);
    Ok(())
}

/// A function's own variables and those that all are given.
fn variables_of(function: &str) -> anyhow::Result<Map<String, Value>> {
    let mut variables = Map::new();
    let of_all = template()?["Globals"]["Function"]["Environment"]["Variables"].take();
    for given in [of_all, properties(function)?["Environment"]["Variables"].take()] {
        variables.extend(given.as_object().cloned().context("no variables")?);
    }
    Ok(variables)
}

#[test]
fn everything_that_logs_has_a_group_of_its_own_that_forgets() -> anyhow::Result<()> {
    let mut used = vec![properties("HttpApi")?["AccessLogSettings"]["DestinationArn"].clone()];
    for (name, _) in FUNCTIONS {
        let logging = &properties(name)?["LoggingConfig"];
        assert_eq!(logging["LogFormat"], "JSON", "Lambda sets the log level only then");
        assert_eq!(logging["ApplicationLogLevel"], "Ref LogLevel");
        used.push(logging["LogGroup"].clone());
    }
    assert_eq!(
        used,
        ["GetAtt HttpApiLogs.Arn", "Ref EmployeeSyncLogs", "Ref PayslipPushLogs", "Ref SettingsApiLogs"]
    );

    let groups = all_of("AWS::Logs::LogGroup")?;
    assert_eq!(
        groups.keys().collect::<Vec<_>>(),
        ["EmployeeSyncLogs", "HttpApiLogs", "PayslipPushLogs", "SettingsApiLogs"]
    );
    let names: BTreeSet<_> = groups.values().filter_map(|group| group["LogGroupName"].as_str()).collect();
    assert_eq!(names.len(), groups.len());
    for group in groups.values() {
        assert_eq!(group["RetentionInDays"], "Ref LogRetentionDays");
    }
    Ok(())
}

#[test]
fn what_an_operator_may_set_is_checked_as_a_whole() -> anyhow::Result<()> {
    let template = template()?;
    let parameters = template["Parameters"].as_object().context("no parameters")?;
    for (name, parameter) in parameters {
        let whole = |pattern: &str| pattern.starts_with('^') && pattern.ends_with('$');
        let checked = match &parameter["AllowedPattern"] {
            Value::String(pattern) => whole(pattern) && parameter["ConstraintDescription"].is_string(),
            _ if parameter["Type"] == "Number" && parameter["AllowedValues"].is_null() => {
                parameter["MinValue"].is_u64() && parameter["MaxValue"].is_u64()
            }
            _ => parameter["AllowedValues"].is_array(),
        };
        assert!(checked && parameter["Description"].is_string(), "{name}");
    }
    // Whose tokens count has no answer that would be right for most.
    let without_default = parameters.iter().filter(|(_, parameter)| parameter["Default"].is_null());
    assert_eq!(without_default.map(|(name, _)| name).collect::<Vec<_>>(), ["JwtAudience", "JwtIssuer"]);
    Ok(())
}
