//! `EventBridge`: the contract list, and what the stand-in shows of what it took.

use aws_sdk_eventbridge::types::{PutEventsRequestEntry, builders::PutEventsRequestEntryBuilder};
use serde_json::json;

use crate::{
    contract::{self, Case, cases},
    stack::{Aws, code},
};

const CASES: &[Case] = cases![
    events_are_taken_in_their_order,
    an_event_that_is_not_whole_is_refused_alone: "takes any detail",
    no_event_and_more_than_ten_are_refused: "takes any number",
];

#[tokio::test]
async fn the_stand_in_keeps_the_contract() {
    contract::holds_for_the_stand_ins(CASES).await;
}

#[tokio::test]
async fn another_implementation_keeps_the_contract() {
    contract::holds_elsewhere(CASES).await;
}

fn entry(detail: &str) -> PutEventsRequestEntryBuilder {
    PutEventsRequestEntry::builder().source("pento.personio").detail_type("SyncRunFinished").detail(detail)
}

async fn events_are_taken_in_their_order(aws: &Aws) {
    let client = aws.eventbridge();
    let put = client.put_events().entries(entry("{\"n\": 1}").build()).entries(entry("{\"n\": 2}").build());
    let answer = put.send().await.unwrap();
    assert_eq!(answer.failed_entry_count, 0);
    let ids: Vec<_> = answer.entries().iter().map(|entry| entry.event_id().unwrap()).collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

async fn an_event_that_is_not_whole_is_refused_alone(aws: &Aws) {
    let client = aws.eventbridge();
    let mut put = client.put_events().entries(entry("{}").build());
    for detail in ["[1]", "7", "{", ""] {
        put = put.entries(entry(detail).build());
    }
    put = put.entries(PutEventsRequestEntry::builder().detail("{}").build());
    let answer = put.send().await.unwrap();
    assert_eq!(answer.failed_entry_count, 5);
    let codes: Vec<_> = answer.entries().iter().map(|entry| entry.error_code().unwrap_or("")).collect();
    let malformed = "MalformedDetail";
    assert_eq!(codes, ["", malformed, malformed, malformed, malformed, "InvalidArgument"]);
}

async fn no_event_and_more_than_ten_are_refused(aws: &Aws) {
    let client = aws.eventbridge();
    let many = (0..11).map(|_| entry("{}").build()).collect();
    assert_eq!(code!(client.put_events().set_entries(Some(many))), "ValidationException");
    assert_eq!(code!(client.put_events().set_entries(Some(vec![]))), "ValidationException");
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(256 * 1024));
    assert_eq!(code!(client.put_events().entries(entry(&long).build())), "ValidationException");
}

#[tokio::test]
async fn what_was_taken_is_shown_as_a_target_would_get_it() {
    let clock = crate::stack::TestClock::new();
    let stand_ins = local::aws::StandIns::start(clock.config(None)).await.unwrap();
    let client = Aws::of(&stand_ins).eventbridge();
    client.put_events().entries(entry("{\"n\": 1}").build()).send().await.unwrap();
    let events = stand_ins.sent_events().all();
    assert_eq!(events.len(), 1);
    let event = &events[0];
    assert_eq!(
        (&event["source"], &event["detail-type"]),
        (&json!("pento.personio"), &json!("SyncRunFinished"))
    );
    assert_eq!((&event["detail"], &event["region"]), (&json!({"n": 1}), &json!("eu-west-2")));
}
