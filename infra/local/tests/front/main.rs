//! The HTTP front: a gateway that behaves as API Gateway's HTTP API does, and what only this machine has.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

mod answer;
mod cors;
mod event;
mod guard;
mod limits;
mod personio;
mod personio_page;
mod stand_in;
mod tokens;
mod whole;
