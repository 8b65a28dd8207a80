//! What the template tells a function, read from the template itself: a variable that is missing there is missing here.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context as _, bail};
use local::{
    aws::{ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY},
    cloud::{Cloud, TABLE},
};
use serde_yaml_ng::Value;
use shared::config::variable;

/// The stack's name, which every count has to bear.
pub(crate) const STACK: &str = "lambda-binaries";

/// Pairs of name and value.
pub(crate) type Variables = Vec<(String, String)>;

/// A function as it is deployed.
#[derive(Debug, Clone)]
pub(crate) struct Deployed {
    /// The folder and the binary.
    pub(crate) name: &'static str,
    /// Of the process, and nothing beside them.
    pub(crate) variables: Variables,
    /// After how long Lambda ends it.
    pub(crate) life: Duration,
}

impl Deployed {
    /// The function with that name in the template, told of this cloud and of Personio at that address.
    pub(crate) fn of(
        resource: &str,
        name: &'static str,
        cloud: &Cloud,
        personio: &str,
    ) -> anyhow::Result<Self> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml");
        let template: Value = serde_yaml_ng::from_str(&fs::read_to_string(file)?)?;
        let function = &template["Resources"][resource]["Properties"];
        let number = |key: &str| function[key].as_u64().with_context(|| format!("{resource} has no {key}"));
        let mut variables = set_by_lambda(name, number("MemorySize")?);
        for set in [&template["Globals"]["Function"], function] {
            let set = set["Environment"]["Variables"].as_mapping().context("no variables")?;
            for (key, value) in set {
                let key = key.as_str().context("a variable without a name")?;
                // What depends on a layer or a partner that most have not.
                let is_left_out = matches!(value, Value::Tagged(tagged) if tagged.tag == "If");
                if !is_left_out {
                    variables.push((key.to_owned(), value_of(key, cloud, personio)?));
                }
            }
        }
        Ok(Self { name, variables, life: Duration::from_secs(number("Timeout")?) })
    }

    /// The same, with the services at loopback instead of at AWS.
    pub(crate) fn on_loopback(mut self, cloud: &Cloud) -> Self {
        let endpoints = &cloud.endpoints;
        for (service, url) in [
            ("DYNAMODB", &endpoints.dynamodb),
            ("EVENTBRIDGE", &endpoints.eventbridge),
            ("S3", &endpoints.s3),
            ("SECRETS_MANAGER", &endpoints.secretsmanager),
            ("SQS", &endpoints.sqs),
        ] {
            self.variables.push((format!("AWS_ENDPOINT_URL_{service}"), url.clone()));
        }
        self
    }
}

fn value_of(name: &str, cloud: &Cloud, personio: &str) -> anyhow::Result<String> {
    let value = match name {
        variable::TABLE_NAME => TABLE,
        variable::SYNC_QUEUE_URL => &cloud.sync_queue,
        variable::PAYSLIP_QUEUE_URL => &cloud.payslip_queue,
        variable::PAYSLIP_BUCKET => &cloud.bucket,
        variable::EVENT_BUS_NAME => "default",
        variable::STACK_NAME => STACK,
        variable::SECRET_PREFIX => "pento-personio/",
        variable::PERSONIO_BASE_URL => personio,
        variable::PERSONIO_APP_ID => "PENTO_PERSONIO",
        _ => bail!("the template sets {name}, and nobody here knows to what"),
    };
    Ok(value.to_owned())
}

/// What Lambda sets beside the function's own variables.
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime>
fn set_by_lambda(name: &str, memory: u64) -> Variables {
    let memory = memory.to_string();
    let set = [
        ("AWS_REGION", REGION),
        ("AWS_DEFAULT_REGION", REGION),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID),
        ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
        ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023"),
        ("AWS_LAMBDA_FUNCTION_NAME", name),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", name),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/26/[$LATEST]0"),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON"),
        (variable::LOG_LEVEL, "INFO"),
        ("LAMBDA_TASK_ROOT", "/var/task"),
        ("TZ", ":UTC"),
    ];
    set.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}
