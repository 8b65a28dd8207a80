//! A Personio on loopback: the part of its HTTP API that a payroll connector uses, over an invented UK company.
//!
//! One [`Simulator`] is one Personio account. It keeps the documented rules (tokens, permissions, readable attributes,
//! limits, error shapes), and breaks them on demand: see [`Fault`]. [`Company::generate`] invents the people and tells
//! the truth about everything that is wrong with them, so that a test knows what a sync has to find.
//!
//! Nothing here depends on the connector: both sides are written from Personio's documentation.

pub mod company;
pub mod contract;
mod documents;
mod fault;
mod http;
mod limits;
mod options;
mod simulator;
mod state;
mod tokens;

pub use company::{AttributeDefinition, Attributes, Company, DocumentCategory, Person, Trouble, Truth};
pub use documents::Document;
pub use fault::{Body, Fault, Route, Times, What};
pub use options::{Language, Options, OverLimit, Permission};
pub use simulator::Simulator;
pub use state::Seen;
