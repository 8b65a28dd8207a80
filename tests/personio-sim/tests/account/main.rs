//! The simulated account as a client meets it: its rules, its faults, its documents.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

#[path = "../client/mod.rs"]
mod client;
mod documents;
mod faults;
mod rules;

use client::Client;
use jiff::civil::date;
use personio_sim::{Company, Options, Simulator};
use serde_json::Value;

/// The list of employees.
const LIST: &str = "/v1/company/employees";

/// An account with so many people, and a client that has signed in.
async fn simulator(people: usize, options: Options) -> (Simulator, Client) {
    let simulator = Simulator::start(Company::generate(7, people, date(2026, 11, 22)), options).unwrap();
    let client = Client::new(&simulator).await;
    simulator.forget_requests();
    (simulator, client)
}

/// The ids on a page, in order.
fn ids(page: &Value) -> Vec<u64> {
    page["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["attributes"]["id"]["value"].as_u64().unwrap())
        .collect()
}
