//! Payslips of finalised payrolls, into their owners' Personio folders (section 8 of the design). What each step means is
//! decided in [`crate::domain::payslip`]; here it is taken.

mod finalise;
mod look;
mod push;
mod reconcile;

pub use self::{
    super::announce::batch_end,
    finalise::{Accepted, Refusal, finalise},
    look::{PayslipList, Retried, list, retry},
    push::{Pushed, push},
};
