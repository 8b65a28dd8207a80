//! Why something was not done, and what to do about it.

use shared::ports::StoreError;

/// Why something was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub to_do: String,
    /// 1: it failed. 2: it was asked for wrongly, and nothing was done.
    pub exit_code: u8,
}

impl Failure {
    /// It failed.
    pub(crate) fn new(what: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self { what: what.into(), to_do: to_do.into(), exit_code: 1 }
    }

    /// It was asked for wrongly.
    pub(crate) fn usage(what: impl Into<String>, to_do: impl Into<String>) -> Self {
        Self { exit_code: 2, ..Self::new(what, to_do) }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let to_do = match &error {
            StoreError::Unavailable { cause, .. } => to_do(cause),
            StoreError::Unreadable { .. } => {
                "A newer version wrote it, or it is damaged. Use the program of the version that is deployed."
            }
            StoreError::LeaseLost => "Try again.",
        };
        Self::new(error.to_string(), to_do)
    }
}

/// What to do about a service's code.
fn to_do(code: &str) -> &'static str {
    match code {
        "ResourceNotFoundException"
        | "NoSuchBucket"
        | "QueueDoesNotExist"
        | "AWS.SimpleQueueService.NonExistentQueue" => {
            "There is none of this name in this region and account. Compare it with the outputs of the stack."
        }
        "AccessDenied"
        | "AccessDeniedException"
        | "AWS.SimpleQueueService.AccessDenied"
        | "KMSAccessDeniedException" => {
            "The credentials may not do this. Take those of an operator, or have the right added."
        }
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "ExpiredToken"
        | "ExpiredTokenException" => {
            "AWS does not know the credentials, or they have expired. Sign in again, and hand them over anew."
        }
        "no connection" | "no answer" | "time-out" => {
            "Are there credentials in this shell? Is the region right, and the network? Then try again."
        }
        _ => "Try again; what was done before stays done.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_a_service_has_its_advice() {
        let rows = [
            ("ResourceNotFoundException", "outputs of the stack"),
            ("AccessDeniedException", "may not do this"),
            ("ExpiredTokenException", "Sign in again"),
            ("no connection", "credentials in this shell"),
            ("ThrottlingException", "Try again"),
        ];
        for (cause, advice) in rows {
            let error =
                StoreError::Unavailable { service: "DynamoDB", operation: "read it", cause: cause.into() };
            let failure = Failure::from(error);
            assert!(failure.to_do.contains(advice), "{failure:?}");
            assert_eq!(failure.what, format!("DynamoDB could not read it: {cause}"));
            assert_eq!(failure.exit_code, 1);
        }
        let newer = StoreError::Unreadable { item: "run", cause: "schema Some(2)".into() };
        assert!(Failure::from(newer).to_do.contains("newer version"));
        assert_eq!(Failure::usage("a", "b").exit_code, 2);
    }
}
