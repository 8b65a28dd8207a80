//! The store on DynamoDB, the secrets and the queue, against a service that throttles, collides and loses answers.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking, in the functions it is made of too"
)]

mod arbitrary;
mod batches;
mod bus;
mod connection;
mod damage;
mod due;
mod employees;
mod every;
mod files;
mod lease;
mod operator;
mod payslips;
mod payslips_retries;
mod queue;
mod retries;
mod round_trip;
mod secrets;
mod settings;
mod stand;
