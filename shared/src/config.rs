//! Every environment variable, explained in one place. Nothing else in this repository reads the environment.

use std::fmt;

/// Generates the list of variables, so that the template's test can compare it with what is deployed.
macro_rules! variables {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal;)*) => {
        /// The names of the variables.
        pub mod variable {
            $($(#[doc = $doc])+ pub const $name: &str = $text;)*

            /// All of them.
            pub const ALL: &[&str] = &[$($name,)*];
        }
    };
}

variables! {
    /// Name of the DynamoDB table. Required.
    TABLE_NAME = "TABLE_NAME";
    /// URL of the FIFO queue of sync requests. Required.
    SYNC_QUEUE_URL = "SYNC_QUEUE_URL";
    /// URL of the FIFO queue of payslips. Only what pushes payslips needs it. Default: none, and sending to it fails.
    PAYSLIP_QUEUE_URL = "PAYSLIP_QUEUE_URL";
    /// Name of the bucket that payroll puts payslips into. Only payslip-push needs it. Default: none, and opening a
    /// payslip's file fails.
    PAYSLIP_BUCKET = "PAYSLIP_BUCKET";
    /// What the names of the secrets begin with; the tenant follows. Default `pento-personio/`.
    SECRET_PREFIX = "SECRET_PREFIX";
    /// Personio's API. Default `https://api.personio.de`; `http` only on loopback.
    PERSONIO_BASE_URL = "PERSONIO_BASE_URL";
    /// Value of the header `X-Personio-Partner-ID`. Default: not sent.
    PERSONIO_PARTNER_ID = "PERSONIO_PARTNER_ID";
    /// Value of the header `X-Personio-App-ID`. Default `PENTO_PERSONIO`.
    PERSONIO_APP_ID = "PERSONIO_APP_ID";
    /// File with the operator's weight table for the modulus check of bank details (the published `valacdos` format).
    /// Default: no modulus check.
    MODULUS_WEIGHTS_FILE = "MODULUS_WEIGHTS_FILE";
    /// File with the sort-code substitutions that belong to the weight table. Default: none.
    MODULUS_SUBSTITUTIONS_FILE = "MODULUS_SUBSTITUTIONS_FILE";
    /// Name of the stack: the dimension `Stack` of every metric, so that those of two stacks are told apart.
    STACK_NAME = "STACK_NAME";
    /// Log level: `error`, `warn`, `info`, `debug`. Default `info`. Set by Lambda's logging configuration.
    LOG_LEVEL = "AWS_LAMBDA_LOG_LEVEL";
}

/// A variable that is missing or makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// Which variable.
    pub variable: &'static str,
    /// What is wrong with it; never its value.
    pub problem: &'static str,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "environment variable {} {}", self.variable, self.problem)
    }
}

impl std::error::Error for ConfigError {}

/// What the functions are told by their environment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is explained at its variable")]
pub struct Config {
    pub table_name: String,
    pub sync_queue_url: String,
    pub payslip_queue_url: Option<String>,
    pub payslip_bucket: Option<String>,
    pub secret_prefix: String,
    pub personio_base_url: String,
    pub personio_partner_id: Option<String>,
    pub personio_app_id: Option<String>,
    pub modulus_weights_file: Option<String>,
    pub modulus_substitutions_file: Option<String>,
}

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// [`ConfigError`] names the first required variable that is missing.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from(read)
    }

    /// The environment of one's own machine, where table, queue and Personio are filled in by the program itself.
    #[must_use]
    pub fn local() -> Self {
        let empty = |name: &str| {
            matches!(name, variable::TABLE_NAME | variable::SYNC_QUEUE_URL).then(|| "-".to_owned())
        };
        Self::from(|name| empty(name).or_else(|| read(name))).unwrap_or_default()
    }

    /// Reads variables by `get`.
    ///
    /// # Errors
    /// [`ConfigError`] names the first required variable that is missing.
    pub fn from(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let filled =
            |name: &str| get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let required = |variable| filled(variable).ok_or(ConfigError { variable, problem: "is not set" });
        let or = |name: &str, default: &str| filled(name).unwrap_or_else(|| default.to_owned());
        Ok(Self {
            table_name: required(variable::TABLE_NAME)?,
            sync_queue_url: required(variable::SYNC_QUEUE_URL)?,
            payslip_queue_url: filled(variable::PAYSLIP_QUEUE_URL),
            payslip_bucket: filled(variable::PAYSLIP_BUCKET),
            secret_prefix: or(variable::SECRET_PREFIX, "pento-personio/"),
            personio_base_url: or(variable::PERSONIO_BASE_URL, "https://api.personio.de"),
            personio_partner_id: filled(variable::PERSONIO_PARTNER_ID),
            personio_app_id: Some(or(variable::PERSONIO_APP_ID, "PENTO_PERSONIO")),
            modulus_weights_file: filled(variable::MODULUS_WEIGHTS_FILE),
            modulus_substitutions_file: filled(variable::MODULUS_SUBSTITUTIONS_FILE),
        })
    }
}

/// The level of the log.
#[must_use]
pub fn log_level() -> String {
    read(variable::LOG_LEVEL).unwrap_or_else(|| "info".to_owned()).to_lowercase()
}

/// The level of the log on one's own machine: only what needs attention, unless [`variable::LOG_LEVEL`] says more.
#[must_use]
pub fn local_log_level() -> String {
    read(variable::LOG_LEVEL).unwrap_or_else(|| "warn".to_owned()).to_lowercase()
}

/// Whether AWS endpoints are overridden: then the operating system's trust store is used, for an endpoint of one's
/// own has a certificate of its own. These variables are AWS's, read by the SDK; here they are only looked at.
#[must_use]
pub fn has_endpoint_override() -> bool {
    [
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_DYNAMODB",
        "AWS_ENDPOINT_URL_S3",
        "AWS_ENDPOINT_URL_SQS",
        "AWS_ENDPOINT_URL_SECRETS_MANAGER",
        "AWS_CA_BUNDLE",
    ]
    .into_iter()
    .any(|name| read(name).is_some())
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn read(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_fill_what_is_not_set() {
        let config = Config::from(|name| match name {
            "TABLE_NAME" => Some("t".into()),
            "SYNC_QUEUE_URL" => Some("q".into()),
            "PERSONIO_PARTNER_ID" | "PAYSLIP_BUCKET" => Some("  ".into()),
            _ => None,
        });
        let config = config.unwrap();
        assert_eq!(config.personio_base_url, "https://api.personio.de");
        assert_eq!(config.secret_prefix, "pento-personio/");
        assert_eq!(config.personio_partner_id, None);
        assert_eq!((config.payslip_bucket, config.payslip_queue_url), (None, None));
        assert_eq!(config.personio_app_id.as_deref(), Some("PENTO_PERSONIO"));
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = Config::from(|_| None).unwrap_err();
        assert_eq!(error.to_string(), "environment variable TABLE_NAME is not set");
    }
}
