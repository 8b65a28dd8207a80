//! Stories, one per rule, named after what they show. Each has a world of its own.

mod first_sync;
mod handover;
mod killed;
mod purity;
mod tenants;
