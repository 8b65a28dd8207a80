//! What tests of several packages stand on: a pretend world that remembers, and a proxy that makes calls go wrong.

pub mod api_side;
pub mod fault_proxy;
pub mod kept_log;
pub mod listener;
pub mod meddling;
pub mod memory;
pub mod payroll_side;
mod pento_side;
mod personio_side;
pub mod services;
pub mod world;
