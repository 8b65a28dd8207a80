//! What the API says when it does not do what it was asked for: `application/problem+json` (RFC 9457), with a stable
//! `code` and, for bad input, everything that is wrong at once.
//!
//! Every code, its status and its title stand here and nowhere else.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use shared::{
    domain::input::InputError,
    ports::{PersonioError, StoreError},
    run::{connection::ConnectError, runs::NotReady, sync_now::SyncError},
};
use utoipa::ToSchema;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident $key:literal $status:ident $title:literal;)*) => {
        /// Why a request was not served.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code { $($(#[doc = $doc])+ $variant,)* }

        impl Code {
            /// Every code in JSON.
            pub(crate) const KEYS: &[&str] = &[$($key,)*];

            const fn parts(self) -> (&'static str, StatusCode, &'static str) {
                match self { $(Self::$variant => ($key, StatusCode::$status, $title),)* }
            }
        }
    };
}

codes! {
    /// The body is no JSON.
    MalformedJson "malformed_json" BAD_REQUEST "The body is no JSON";
    /// The token names no tenant.
    TenantClaimInvalid "tenant_claim_invalid" FORBIDDEN "The token names no tenant";
    /// The token's scope does not reach.
    ScopeMissing "scope_missing" FORBIDDEN "The token's scope does not reach";
    /// There is no such thing, at least not for this tenant.
    NotFound "not_found" NOT_FOUND "Not found";
    /// The path has other methods.
    MethodNotAllowed "method_not_allowed" METHOD_NOT_ALLOWED "Method not allowed";
    /// The tenant has no credentials.
    NotConnected "not_connected" CONFLICT "Personio is not connected";
    /// Settings were never saved (rule W1).
    AwaitingSettings "awaiting_settings" CONFLICT "No settings were saved yet";
    /// Personio refuses the stored credentials; the connection is broken now.
    ConnectionBroken "connection_broken" CONFLICT "Personio refuses the stored credentials";
    /// The stored credentials may not do this.
    PermissionMissing "permission_missing" CONFLICT "A permission is missing in Personio";
    /// The run is not held, or the word would be about an older one.
    NotHeld "not_held" CONFLICT "This run is not held any more";
    /// Another employee has this Employee ID.
    EmployeeIdTaken "employee_id_taken" CONFLICT "The Employee ID is taken";
    /// Somebody else changed it meanwhile.
    PreconditionFailed "precondition_failed" PRECONDITION_FAILED "Somebody else changed it meanwhile";
    /// More than a megabyte.
    BodyTooLarge "body_too_large" PAYLOAD_TOO_LARGE "The body is too large";
    /// Something in the document or the query is wrong; `errors` say what.
    InvalidInput "invalid_input" UNPROCESSABLE_ENTITY "The input is not valid";
    /// Personio refuses the new credentials.
    CredentialsRejected "credentials_rejected" UNPROCESSABLE_ENTITY "Personio refuses the credentials";
    /// The new credentials may not read employees.
    CredentialsInsufficient "permission_missing" UNPROCESSABLE_ENTITY "The credential may not do enough";
    /// Changing needs the version that was seen.
    PreconditionRequired "precondition_required" PRECONDITION_REQUIRED "Say which version you change";
    /// A fault of ours.
    Internal "internal" INTERNAL_SERVER_ERROR "Something went wrong on our side";
    /// Personio does not answer usably.
    PersonioUnavailable "personio_unavailable" SERVICE_UNAVAILABLE "Personio gives no usable answer";
    /// Personio asks to slow down.
    PersonioRateLimited "personio_rate_limited" SERVICE_UNAVAILABLE "Personio asks to slow down";
    /// A service of ours does not answer.
    Unavailable "unavailable" SERVICE_UNAVAILABLE "Please try again in a moment";
}

/// Seconds after which it is worth asking again. Personio counts requests by the minute.
const RETRY_SECONDS: u32 = 30;
const RETRY_SECONDS_RATE_LIMITED: u32 = 60;

/// A request that was not served.
#[derive(Debug)]
pub(crate) struct Problem {
    code: Code,
    detail: String,
    errors: Vec<InputError>,
    retry_after: Option<u32>,
}

/// Every handler's answer.
pub(crate) type Answer<T> = Result<T, Problem>;

impl Problem {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), retry_after: None }
    }

    /// Everything that is wrong with a document or a query.
    pub(crate) fn invalid(errors: Vec<InputError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.detail.clone(),
            several => format!("{} things are wrong; see \"errors\".", several.len()),
        };
        Self { errors, ..Self::new(Code::InvalidInput, detail) }
    }

    /// There is no such thing. The words are the same whether it is another tenant's or nobody's.
    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    fn retry_after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }
}

/// The JSON of a problem.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct ProblemView {
    /// Always `about:blank`: `code` tells problems apart.
    #[schema(value_type = String)]
    r#type: &'static str,
    /// The same for every problem of this code.
    #[schema(value_type = String)]
    title: &'static str,
    /// The HTTP status.
    status: u16,
    /// Stable, for programs.
    #[schema(value_type = String, schema_with = code_schema)]
    code: &'static str,
    /// What is wrong and what to do, for people. Never a value of a person.
    detail: String,
    /// For bad input: everything that is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<InputErrorView>)]
    errors: Vec<InputError>,
}

fn code_schema() -> utoipa::openapi::schema::Object {
    let mut keys = Code::KEYS.to_vec();
    keys.sort_unstable();
    keys.dedup();
    utoipa::openapi::schema::ObjectBuilder::new()
        .schema_type(utoipa::openapi::schema::Type::String)
        .enum_values(Some(keys))
        .description(Some("Stable, for programs."))
        .build()
}

/// One thing that is wrong with a document or a query.
#[derive(ToSchema)]
#[schema(as = InputError)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
pub(crate) struct InputErrorView {
    /// Where, as a JSON pointer (RFC 6901) into the body; parameters of the query stand under `/query`.
    pointer: String,
    /// Stable, for programs.
    code: String,
    /// What to do, for people.
    detail: String,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Self { code, detail, errors, retry_after } = self;
        let (key, status, title) = code.parts();
        let view =
            ProblemView { r#type: "about:blank", title, status: status.as_u16(), code: key, detail, errors };
        let mut response = (status, Json(view)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a service does not answer");
        match error {
            StoreError::Unavailable { .. } | StoreError::LeaseLost => Self::new(
                Code::Unavailable,
                "A service of ours does not answer. Please try again in a moment.",
            )
            .retry_after(RETRY_SECONDS),
            StoreError::Unreadable { .. } => Self::new(
                Code::Internal,
                "Stored data can't be read. Please tell support; nothing was changed.",
            ),
        }
    }
}

impl From<PersonioError> for Problem {
    fn from(error: PersonioError) -> Self {
        match error {
            PersonioError::CredentialsRejected => Self::new(
                Code::ConnectionBroken,
                "Personio refuses the stored credentials. Enter new ones: create them in Personio under Settings, Integrations, API credentials.",
            ),
            PersonioError::PermissionMissing { operation } => {
                Self::new(Code::PermissionMissing, missing_permission(operation))
            }
            PersonioError::RateLimited => {
                Self::new(Code::PersonioRateLimited, "Personio asks to slow down. Try again in a minute; nothing was changed.")
                    .retry_after(RETRY_SECONDS_RATE_LIMITED)
            }
            PersonioError::Unavailable { .. } => Self::new(
                Code::PersonioUnavailable,
                "Personio gives no usable answer. Try again in a moment; nothing was changed.",
            )
            .retry_after(RETRY_SECONDS),
            PersonioError::Refused { status, .. } => Self::new(
                Code::PersonioUnavailable,
                format!("Personio refuses our request (status {status}). Please tell support; nothing was changed."),
            )
            .retry_after(RETRY_SECONDS),
        }
    }
}

/// Which permission is missing, and where to give it.
pub(crate) fn missing_permission(operation: &str) -> String {
    let permission = match operation {
        "document categories" => "Documents: Read",
        "documents" => "Documents: Write",
        _ => "Employees: Read",
    };
    format!(
        "The credential has not the permission \"{permission}\". In Personio open Settings, Integrations, API credentials, choose the credential, tick \"{permission}\" and save; then try again."
    )
}

impl From<ConnectError> for Problem {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Personio(error) => error.into(),
            ConnectError::NotConnected => Self::new(Code::NotConnected, "Connect Personio first."),
            ConnectError::Store(error) => error.into(),
        }
    }
}

impl From<NotReady> for Problem {
    fn from(error: NotReady) -> Self {
        match error {
            NotReady::NotConnected => ConnectError::NotConnected.into(),
            NotReady::AwaitingSettings => Self::new(
                Code::AwaitingSettings,
                "Nothing is imported before settings are saved. Save them first.",
            ),
            NotReady::Store(error) => error.into(),
        }
    }
}

impl From<SyncError> for Problem {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::NotFound => Self::not_found("employee"),
            SyncError::AwaitingSettings => NotReady::AwaitingSettings.into(),
            SyncError::Connect(error) => error.into(),
        }
    }
}
