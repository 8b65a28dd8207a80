//! The adapter to Personio: HTTP, tokens, limits, retries, and the way from their JSON to our records.
//!
//! V1 is spoken here, and v2 for the list of documents, which v1 has not. Callers see [`crate::ports::ReadPersonio`],
//! [`crate::ports::Documents`] and their errors; nothing that Personio sent gets into an error or a log.

mod caller;
mod client;
mod config;
mod documents;
mod failure;
mod form;
mod http;
mod jitter;
mod limiter;
mod retry;
mod row;
mod sending;
mod sessions;
mod sieve;
mod stored;
mod target;
mod token;
mod upload;
mod v2;
mod value;
mod wire;

#[cfg(test)]
mod tests;

pub use client::PersonioClient;
pub use config::{ConfigError, PersonioConfig};

use crate::{
    domain::attribute::Wanted,
    ports::{Page, PersonioError},
};

/// Reads one page of `GET /v1/company/employees` that is at hand as bytes, exactly as the client does: what is not
/// wanted is dropped. For measuring the way from Personio's JSON to a plan without a network.
///
/// # Errors
/// [`PersonioError::Unavailable`] unless it is Personio's JSON with a list of people; [`PersonioError::Refused`] when
/// it says `"success": false`.
pub fn parse_page(json: &[u8], wanted: &Wanted) -> Result<Page, PersonioError> {
    wire::parse_page(json, wanted).map_err(|failure| failure.into_error("employees", false))
}
