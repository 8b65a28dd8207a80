//! What can go wrong with one request, in our own words. Nothing of an answer's body gets in here.

use std::fmt;

use serde::de::IgnoredAny;

use super::{http::Answer, target::DOCUMENT_LIST};
use crate::ports::PersonioError;

/// How one request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// No connection, TLS included.
    Connect,
    /// The connection was reset, or the body cut off.
    Broken,
    /// No complete answer within the time allowed for one try.
    TimedOut,
    /// More bytes than [`super::http::MAX_BODY`].
    TooLarge,
    /// 408 and all of 5xx.
    Transient(u16),
    /// A status that promises Personio's JSON, over something else: HTML, nothing, half of it, or another shape.
    Unusable(&'static str),
    /// HTTP 200 with `success` other than `true`.
    NotSuccessful,
    /// 429.
    SlowDown,
    /// 401.
    Unauthorised,
    /// 403.
    Forbidden,
    /// A sign-in to v2 whose credentials are not taken, whatever the status.
    LoginRefused,
    /// A sign-in to v2 that names a scope the credential has not.
    NoScope,
    /// 404 in Personio's JSON, not from something standing before it.
    NotFound,
    /// Any other status: 400, 422, redirects (which are not followed) ...
    Refused(u16),
}

impl Failure {
    /// Says what an answer is: its body when it is a success, otherwise why not.
    pub(super) fn of(answer: Answer) -> Result<Vec<u8>, Self> {
        match answer.status {
            200..=299 => Ok(answer.body),
            401 => Err(Self::Unauthorised),
            403 => Err(Self::Forbidden),
            404 if is_personio_error(&answer.body) => Err(Self::NotFound),
            404 => Err(Self::Unusable("status 404 without Personio's error")),
            429 => Err(Self::SlowDown),
            408 | 500..=599 => Err(Self::Transient(answer.status)),
            status => Err(Self::Refused(status)),
        }
    }

    /// What the caller is told when nothing more is tried. `operation` is ours and names no person.
    pub(super) fn into_error(self, operation: &'static str, signing_in: bool) -> PersonioError {
        match self {
            Self::Unauthorised | Self::LoginRefused => PersonioError::CredentialsRejected,
            Self::Forbidden if signing_in => PersonioError::CredentialsRejected,
            Self::Forbidden => PersonioError::PermissionMissing { operation },
            // The only call that signs in to v2.
            Self::NoScope => PersonioError::PermissionMissing { operation: DOCUMENT_LIST },
            Self::SlowDown => PersonioError::RateLimited,
            Self::NotSuccessful => PersonioError::Refused { operation, status: 200 },
            Self::NotFound => PersonioError::Refused { operation, status: 404 },
            Self::Refused(status) => PersonioError::Refused { operation, status },
            Self::Connect
            | Self::Broken
            | Self::TimedOut
            | Self::TooLarge
            | Self::Transient(_)
            | Self::Unusable(_) => PersonioError::Unavailable { operation, last: self.to_string() },
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect => f.write_str("no connection"),
            Self::Broken => f.write_str("connection broken off"),
            Self::TimedOut => f.write_str("time-out"),
            Self::TooLarge => f.write_str("answer too large"),
            Self::Transient(status) | Self::Refused(status) => write!(f, "status {status}"),
            Self::Unusable(how) => f.write_str(how),
            Self::NotSuccessful => f.write_str("success is not true"),
            Self::SlowDown => f.write_str("status 429"),
            Self::Unauthorised => f.write_str("status 401"),
            Self::Forbidden => f.write_str("status 403"),
            Self::LoginRefused => f.write_str("login refused"),
            Self::NoScope => f.write_str("scope refused"),
            Self::NotFound => f.write_str("status 404"),
        }
    }
}

/// The envelope of v1 errors, `{"success": false, "error": {...}}`, or that of v2, `{"errors": [{...}]}`. Messages are
/// localised and never looked at.
fn is_personio_error(body: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    #[serde(untagged)]
    enum Envelope {
        V1 {
            success: bool,
            #[serde(rename = "error")]
            _error: IgnoredAny,
        },
        V2 {
            #[serde(rename = "errors")]
            _errors: Vec<IgnoredAny>,
        },
    }
    serde_json::from_slice::<Envelope>(body)
        .is_ok_and(|envelope| !matches!(envelope, Envelope::V1 { success: true, .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer { status, retry_after: None, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn each_status_is_one_kind_of_failure() {
        let personio = r#"{"success":false,"error":{"code":0,"message":"Es ist ein Problem aufgetreten"}}"#;
        let html = "<html>not here</html>";
        for (status, body, expected) in [
            (200, personio, None),
            (204, "", None),
            (302, html, Some(Failure::Refused(302))),
            (400, personio, Some(Failure::Refused(400))),
            (401, personio, Some(Failure::Unauthorised)),
            (403, html, Some(Failure::Forbidden)),
            (404, personio, Some(Failure::NotFound)),
            (404, html, Some(Failure::Unusable("status 404 without Personio's error"))),
            (404, r#"{"personio_trace_id":"x","errors":[{"title":"Nicht da"}]}"#, Some(Failure::NotFound)),
            (404, "", Some(Failure::Unusable("status 404 without Personio's error"))),
            (
                404,
                r#"{"message":"no route"}"#,
                Some(Failure::Unusable("status 404 without Personio's error")),
            ),
            (
                404,
                r#"{"success":true,"error":{}}"#,
                Some(Failure::Unusable("status 404 without Personio's error")),
            ),
            (408, html, Some(Failure::Transient(408))),
            (413, html, Some(Failure::Refused(413))),
            (422, personio, Some(Failure::Refused(422))),
            (429, html, Some(Failure::SlowDown)),
            (431, html, Some(Failure::Refused(431))),
            (500, personio, Some(Failure::Transient(500))),
            (502, html, Some(Failure::Transient(502))),
            (599, html, Some(Failure::Transient(599))),
        ] {
            assert_eq!(Failure::of(answer(status, body)).err(), expected, "{status} {body}");
        }
    }

    #[test]
    fn each_failure_is_one_error_for_the_caller() {
        let operation = "employees";
        let unavailable = |last: &str| PersonioError::Unavailable { operation, last: last.to_owned() };
        for (failure, expected) in [
            (Failure::Connect, unavailable("no connection")),
            (Failure::Broken, unavailable("connection broken off")),
            (Failure::TimedOut, unavailable("time-out")),
            (Failure::TooLarge, unavailable("answer too large")),
            (Failure::Transient(502), unavailable("status 502")),
            (Failure::Unusable("no JSON"), unavailable("no JSON")),
            (Failure::NotSuccessful, PersonioError::Refused { operation, status: 200 }),
            (Failure::SlowDown, PersonioError::RateLimited),
            (Failure::Unauthorised, PersonioError::CredentialsRejected),
            (Failure::Forbidden, PersonioError::PermissionMissing { operation }),
            (Failure::LoginRefused, PersonioError::CredentialsRejected),
            (Failure::NoScope, PersonioError::PermissionMissing { operation: "document list" }),
            (Failure::NotFound, PersonioError::Refused { operation, status: 404 }),
            (Failure::Refused(422), PersonioError::Refused { operation, status: 422 }),
        ] {
            assert_eq!(failure.into_error(operation, false), expected);
        }
        assert_eq!(Failure::Forbidden.into_error("sign-in", true), PersonioError::CredentialsRejected);
    }
}
