//! The Lambda `employee-sync`: built once, then events.
fn main() {}
