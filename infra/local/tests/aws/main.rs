//! The AWS stand-ins against the real SDK clients.
//!
//! `sqs`, `secrets_manager` and `event_bridge` are contract lists: they hold for the stand-ins, and, when
//! `AWS_ENDPOINT_URL_CONTRACT` names another implementation such as the moto server of `tests/second/run`, for that one
//! too.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod contract;
mod dynamodb;
mod event_bridge;
mod lifetime;
mod s3;
mod secrets_manager;
mod secrets_manager_time;
mod sqs;
mod sqs_fifo;
mod sqs_messages;
mod sqs_time;
mod stack;
