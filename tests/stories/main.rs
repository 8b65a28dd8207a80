//! Stories, one per rule, named after what they show. Each has a world of its own.

mod contract;
mod first_sync;
mod handover;
mod killed;
mod modulus;
mod purity;
mod template;
mod tenants;
