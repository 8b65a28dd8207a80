//! The pure part: no async, clock, environment, SDK or HTTP.
//!
//! Everything here is an ordinary function of its arguments. `tests/stories` holds a test that fails when a file of
//! this folder names something that waits, tells the time or reaches outside.

pub mod attribute;
pub mod cross_field;
pub mod field;
pub mod filter;
pub mod formats;
pub mod ids;
pub mod private;
pub mod problem;
pub mod settings;
pub mod tags;
pub mod suggest;
pub mod tax_year;
