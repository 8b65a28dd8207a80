//! The function is told what it reads.

use std::collections::BTreeSet;

use anyhow::Context as _;
use shared::config::variable;

use super::properties;

/// What Lambda sets itself, by the logging configuration.
const SET_BY_LAMBDA: &[&str] = &[variable::LOG_LEVEL];

/// What an operator adds who brings a weight table along; without them there is no modulus check.
const LEFT_TO_THE_OPERATOR: &[&str] = &[variable::MODULUS_WEIGHTS_FILE, variable::MODULUS_SUBSTITUTIONS_FILE];

#[test]
fn the_function_gets_exactly_the_variables_that_the_code_reads() -> anyhow::Result<()> {
    let function = properties("EmployeeSync")?;
    let variables = function["Environment"]["Variables"].as_object().context("no variables")?;
    let given: BTreeSet<_> = variables.keys().map(String::as_str).collect();
    let elsewhere = |name: &&str| SET_BY_LAMBDA.contains(name) || LEFT_TO_THE_OPERATOR.contains(name);
    let read: BTreeSet<_> = variable::ALL.iter().copied().filter(|name| !elsewhere(name)).collect();
    assert_eq!(given, read);
    assert_eq!(variables[variable::TABLE_NAME], "Ref Table");
    assert_eq!(variables[variable::SYNC_QUEUE_URL], "Ref SyncQueue");
    assert_eq!(function["LoggingConfig"]["LogFormat"], "JSON", "Lambda sets the log level only then");
    Ok(())
}
