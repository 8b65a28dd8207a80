//! The real program against the embedded stand-ins: what it prints, what it leaves, and what it never says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in the functions it is made of too")]

mod dead_letters;
mod delete;
mod export;
mod pause;
mod payslips;
mod stand;
mod tenants;
mod wrong;
