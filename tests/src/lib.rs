//! What tests of several packages stand on.

pub mod fault_proxy;
