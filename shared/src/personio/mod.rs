//! The adapter to Personio: HTTP, tokens, limits, retries, and the way from their JSON to our records.
//!
//! Only v1 is spoken here. Callers see [`crate::ports::ReadPersonio`] and [`crate::ports::PersonioError`]; nothing that
//! Personio sent gets into an error or a log.

mod client;
mod config;
mod failure;
mod http;
mod jitter;
mod limiter;
mod retry;
mod row;
mod sessions;
mod sieve;
mod token;
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
