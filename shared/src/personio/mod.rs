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
