//! The pure part: no async, clock, environment, SDK or HTTP.
//!
//! Everything here is an ordinary function of its arguments. `tests/stories` holds a test that fails when a file of
//! this folder names something that waits, tells the time or reaches outside.

pub mod announcement;
pub mod approval;
pub mod attribute;
pub mod connection;
pub mod cross_field;
pub mod day;
pub mod edit;
pub mod employee;
pub mod field;
pub mod filter;
pub mod fingerprint;
pub mod formats;
pub mod ids;
pub mod input;
pub mod mapping;
pub mod masking;
pub mod payslip;
pub mod person;
pub mod plan;
pub mod private;
pub mod problem;
pub mod readiness;
pub mod reason;
pub mod roster;
pub mod run;
pub mod search;
pub mod settings;
pub mod shown;
pub mod suggest;
pub mod tags;
pub mod tax_year;
pub mod value;
