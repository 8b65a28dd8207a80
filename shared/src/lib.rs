//! The core of pento-personio: what is decided ([`domain`]) and, beside it, the adapters that talk to Personio and AWS.
//!
//! The rule of the house: decide in [`domain`], do in `run`, talk in adapters, translate in `functions`.

pub mod aws;
pub mod bus;
pub mod config;
pub mod domain;
pub mod dynamo;
pub mod files;
#[cfg(test)]
mod kept_log;
pub mod metrics;
pub mod personio;
pub mod ports;
pub mod queue;
pub mod run;
pub mod secrets;
pub mod system;
pub mod telemetry;
pub mod wiring;
