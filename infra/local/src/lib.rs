//! The whole of pento-personio in one process, on one machine.
//!
//! The functions' handlers are the same as on AWS and know nothing of it: they are fed the same event JSON and talk to
//! the AWS services by the real SDK clients, only over loopback. See `README.md` for the flags.

pub mod args;
pub mod aws;
pub mod clock;
pub mod cloud;
pub mod demo;
pub mod demo_payroll;
pub mod dev;
pub mod dev_personio;
pub mod events;
pub mod front;
pub mod gateway;
pub mod payslip_pdf;
pub mod progress;
pub mod report;
pub mod run;
pub mod token;
