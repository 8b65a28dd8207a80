//! Stories, one per rule, named after what they show. Each has a world of its own.

mod contract;
mod filters;
mod first_sync;
mod guard_credentials;
mod guard_held;
mod handover;
mod killed;
mod matching_employee_id;
mod matching_identity;
mod matching_leavers;
mod matching_without_id;
mod modulus;
mod purity;
mod roster_drift;
mod roster_gone;
mod tenants;
mod values_blank;
mod values_kept;
mod values_overwrite;
mod values_unmapped;
mod when_connecting;
mod when_edited;
mod when_paused;
mod when_twice;
