//! SDK errors at the adapter's door: the code stays, the message does not, for it may quote values.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::ports::StoreError;

/// Any failure of a call, after the SDK's own retries.
pub(super) fn unavailable<E: ProvideErrorMetadata, R>(
    operation: &'static str,
) -> impl FnOnce(SdkError<E, R>) -> StoreError {
    move |error| StoreError::Unavailable { service: "DynamoDB", operation, cause: cause(&error) }
}

/// The service's code, or what kept the call from reaching it.
pub(super) fn cause<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> String {
    match error {
        SdkError::ServiceError(service) => service.err().code().unwrap_or("unnamed error").to_owned(),
        SdkError::TimeoutError(_) => "time-out".to_owned(),
        SdkError::DispatchFailure(_) => "no connection".to_owned(),
        SdkError::ResponseError(_) => "unreadable answer".to_owned(),
        _ => "request not built".to_owned(),
    }
}

/// A value this code built wrongly; a fault of ours.
pub(super) fn not_built(operation: &'static str) -> StoreError {
    StoreError::Unavailable { service: "DynamoDB", operation, cause: "request not built".into() }
}
