//! The whole of pento-personio in one process, on one machine.

pub mod aws;
pub mod clock;
