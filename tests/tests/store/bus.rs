//! The event bus: ten at a time, and what it did not take is sent again, alone.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, routing::post};
use serde_json::{Value, json};
use shared::{
    bus::Bus,
    domain::{announcement::Announcement, field::Field, ids::TenantId},
    ports::{Announce as _, StoreError},
};
use tests::fault_proxy::{Fault, FaultProxy, QUOTED_VALUE};
use tokio::net::TcpListener;

use crate::stand::{config, employee_id, run_id};

/// What the bus was sent, and how often it refuses an event of the employee `refused`.
#[derive(Debug, Default)]
struct Desk {
    taken: Vec<Value>,
    refusals: u32,
}

async fn answer(State(desk): State<Arc<Mutex<Desk>>>, body: String) -> Json<Value> {
    let body: Value = serde_json::from_str(&body).unwrap();
    let entries = body["Entries"].as_array().unwrap();
    assert!((1..=10).contains(&entries.len()), "EventBridge takes ten");
    let mut desk = desk.lock().unwrap();
    let mut answers = Vec::new();
    for entry in entries {
        if desk.refusals > 0 && entry["Detail"].as_str().unwrap().contains("refused") {
            desk.refusals -= 1;
            let message = format!("about {QUOTED_VALUE}");
            answers.push(json!({"ErrorCode": "ThrottlingException", "ErrorMessage": message}));
        } else {
            desk.taken.push(entry.clone());
            answers.push(json!({"EventId": "e"}));
        }
    }
    let failed = answers.iter().filter(|answer| answer["ErrorCode"].is_string()).count();
    Json(json!({"FailedEntryCount": failed, "Entries": answers}))
}

async fn stand(refusals: u32) -> (Bus, FaultProxy, Arc<Mutex<Desk>>) {
    let desk = Arc::new(Mutex::new(Desk { refusals, ..Desk::default() }));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = FaultProxy::start(&format!("http://{}", listener.local_addr().unwrap())).await.unwrap();
    let router = Router::new().fallback(post(answer)).with_state(desk.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let client = aws_sdk_eventbridge::Client::new(&config(proxy.url()));
    (Bus::new(client, "payroll".into()), proxy, desk)
}

fn tenant() -> TenantId {
    TenantId::parse("acme").unwrap()
}

fn updated(employee: &str) -> Announcement {
    Announcement::EmployeeUpdated {
        run_id: run_id(7),
        employee_id: employee_id(employee),
        personio_id: None,
        changed_fields: vec![Field::City],
    }
}

/// The employees of the events that were taken.
fn employees(desk: &Mutex<Desk>) -> Vec<String> {
    let detail = |entry: &Value| serde_json::from_str::<Value>(entry["Detail"].as_str().unwrap()).unwrap();
    let name = |entry| detail(entry)["employee_id"].as_str().unwrap().to_owned();
    desk.lock().unwrap().taken.iter().map(name).collect()
}

fn unavailable(cause: &str) -> StoreError {
    StoreError::Unavailable { service: "EventBridge", operation: "send events", cause: cause.into() }
}

#[tokio::test]
async fn events_go_ten_at_a_time_in_their_order() {
    let (bus, proxy, desk) = stand(0).await;
    let names: Vec<_> = (0..23).map(|number| format!("e{number:02}")).collect();
    let events: Vec<_> = names.iter().map(|name| updated(name)).collect();
    bus.announce(&tenant(), &events).await.unwrap();
    assert_eq!((proxy.count("PutEvents"), employees(&desk)), (3, names));
    let first = desk.lock().unwrap().taken[0].clone();
    let detail: Value = serde_json::from_str(first["Detail"].as_str().unwrap()).unwrap();
    let expected = json!({
        "tenant_id": "acme", "run_id": run_id(7), "employee_id": "e00", "personio_id": null,
        "changed_fields": ["city"],
    });
    assert_eq!(detail, expected);
    let expected = json!({
        "EventBusName": "payroll", "Source": "pento.personio", "DetailType": "EmployeeUpdated",
        "Detail": first["Detail"],
    });
    assert_eq!(first, expected);
    bus.announce(&tenant(), &[]).await.unwrap();
    assert_eq!(proxy.count("PutEvents"), 3, "nothing to tell, nothing sent");
}

#[tokio::test]
async fn only_what_was_refused_is_sent_again() {
    let (bus, proxy, desk) = stand(2).await;
    bus.announce(&tenant(), &["a", "refused", "b"].map(updated)).await.unwrap();
    assert_eq!(
        (proxy.count("PutEvents"), employees(&desk)),
        (3, ["a", "b", "refused"].map(Into::into).to_vec())
    );
}

#[tokio::test]
async fn what_is_refused_every_time_is_an_error_without_a_word_of_the_event() {
    let (bus, proxy, desk) = stand(u32::MAX).await;
    let error = bus.announce(&tenant(), &["a", "refused"].map(updated)).await.unwrap_err();
    assert_eq!(error, unavailable("ThrottlingException"));
    assert!(!format!("{error} {error:?}").contains(QUOTED_VALUE));
    assert_eq!((proxy.count("PutEvents"), employees(&desk)), (4, vec!["a".into()]));
}

#[tokio::test]
async fn trouble_is_tried_again_and_what_stays_is_named() {
    let (bus, proxy, desk) = stand(0).await;
    for fault in [Fault::THROTTLED, Fault::INTERNAL, Fault::LostRequest] {
        proxy.fail("PutEvents", 1, fault.clone());
        assert_eq!(bus.announce(&tenant(), &[updated("a")]).await, Ok(()), "{fault:?}");
    }
    assert_eq!(employees(&desk).len(), 3);
    proxy.fail_always("PutEvents", Fault::Error { status: 400, code: "ResourceNotFoundException" });
    let error = bus.announce(&tenant(), &[updated("a")]).await.unwrap_err();
    assert_eq!(error, unavailable("ResourceNotFoundException"));
    assert!(!format!("{error} {error:?}").contains(QUOTED_VALUE));
}
