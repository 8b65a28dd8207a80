//! The queue of sync requests: ten at a time, one tenant's trouble is its own.

use std::sync::{Arc, Mutex};

use axum::{Json, Router, extract::State, routing::post};
use serde_json::{Value, json};
use shared::{
    domain::{
        ids::TenantId,
        run::{SyncRequest, Trigger},
    },
    ports::{SendRequests, StoreError},
    queue::Queue,
};
use tests::fault_proxy::{Fault, FaultProxy, QUOTED_VALUE};
use tokio::net::TcpListener;

use crate::stand::{at, config, run_id};

/// The entries that were taken. A message of the tenant `refused` never is.
type Taken = Arc<Mutex<Vec<Value>>>;

async fn answer(State(taken): State<Taken>, body: String) -> Json<Value> {
    let body: Value = serde_json::from_str(&body).unwrap();
    let entries = body["Entries"].as_array().unwrap();
    assert!((1..=10).contains(&entries.len()), "SQS takes ten");
    let (bad, good): (Vec<_>, Vec<_>) =
        entries.iter().cloned().partition(|entry| entry["MessageGroupId"] == "refused");
    taken.lock().unwrap().extend(good.clone());
    let sent = |e: &Value| json!({"Id": e["Id"], "MessageId": "m", "MD5OfMessageBody": "0"});
    let failed = |e: &Value| {
        let message = format!("about {QUOTED_VALUE}");
        json!({"Id": e["Id"], "SenderFault": true, "Code": "InvalidMessageContents", "Message": message})
    };
    Json(json!({
        "Successful": good.iter().map(sent).collect::<Vec<_>>(),
        "Failed": bad.iter().map(failed).collect::<Vec<_>>(),
    }))
}

async fn stand() -> (Queue, FaultProxy, Taken) {
    let taken = Taken::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = FaultProxy::start(&format!("http://{}", listener.local_addr().unwrap())).await.unwrap();
    let router = Router::new().fallback(post(answer)).with_state(taken.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let url = format!("{}/000000000000/sync.fifo", proxy.url());
    (Queue::new(aws_sdk_sqs::Client::new(&config(proxy.url())), url, None), proxy, taken)
}

fn requests(names: &[&str]) -> Vec<(SyncRequest, String)> {
    let request = |name: &&str| SyncRequest {
        tenant_id: TenantId::parse(name).unwrap(),
        trigger: Trigger::Hourly,
        run_id: run_id(7),
        requested_at: at(0),
        part: 0,
    };
    names.iter().map(|name| (request(name), format!("hour/{name}"))).collect()
}

fn unavailable(cause: &str) -> StoreError {
    StoreError::Unavailable { service: "SQS", operation: "send sync requests", cause: cause.into() }
}

fn groups(taken: &Taken) -> Vec<String> {
    taken.lock().unwrap().iter().map(|entry| entry["MessageGroupId"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_request_is_a_message_of_its_tenants_group() {
    let (queue, _proxy, taken) = stand().await;
    let sent = requests(&["acme"]);
    queue.send(&sent).await.unwrap();
    let taken = taken.lock().unwrap();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0]["MessageGroupId"], "acme");
    assert_eq!(taken[0]["MessageDeduplicationId"], "hour/acme");
    let body: SyncRequest = serde_json::from_str(taken[0]["MessageBody"].as_str().unwrap()).unwrap();
    assert_eq!(body, sent[0].0);
}

#[tokio::test]
async fn many_go_ten_at_a_time_in_their_order() {
    let (queue, proxy, taken) = stand().await;
    let names: Vec<_> = (0..23).map(|number| format!("t{number:02}")).collect();
    let borrowed: Vec<_> = names.iter().map(String::as_str).collect();
    queue.send(&requests(&borrowed)).await.unwrap();
    assert_eq!((proxy.count("SendMessageBatch"), groups(&taken)), (3, names));
    queue.send(&[]).await.unwrap();
    assert_eq!(proxy.count("SendMessageBatch"), 3, "nothing to send, nothing sent");
}

#[tokio::test]
async fn one_refused_message_does_not_keep_the_others_back() {
    let (queue, _proxy, taken) = stand().await;
    let mut names: Vec<_> = (0..22).map(|number| format!("t{number:02}")).collect();
    names.insert(3, "refused".into());
    let borrowed: Vec<_> = names.iter().map(String::as_str).collect();
    let error = queue.send(&requests(&borrowed)).await.unwrap_err();
    assert_eq!(error, unavailable("InvalidMessageContents"));
    assert!(!format!("{error} {error:?}").contains(QUOTED_VALUE));
    names.remove(3);
    assert_eq!(groups(&taken), names);
}

#[tokio::test]
async fn trouble_is_tried_again_under_the_same_deduplication() {
    let (queue, proxy, taken) = stand().await;
    for fault in [Fault::THROTTLED, Fault::INTERNAL, Fault::LostRequest] {
        proxy.fail("SendMessageBatch", 1, fault.clone());
        assert_eq!(queue.send(&requests(&["acme"])).await, Ok(()), "{fault:?}");
    }
    assert_eq!(taken.lock().unwrap().len(), 3);
    // The queue itself drops the second message of one deduplication id.
    proxy.fail("SendMessageBatch", 1, Fault::LostAnswer);
    queue.send(&requests(&["acme"])).await.unwrap();
    assert!(taken.lock().unwrap().iter().all(|entry| entry["MessageDeduplicationId"] == "hour/acme"));
    assert_eq!(taken.lock().unwrap().len(), 5);

    let rows = [
        (Fault::THROTTLED, "ThrottlingException"),
        (Fault::Error { status: 400, code: "QueueDoesNotExist" }, "QueueDoesNotExist"),
        (Fault::LostRequest, "no answer"),
    ];
    for (fault, cause) in rows {
        proxy.fail_always("SendMessageBatch", fault);
        let error = queue.send(&requests(&["acme"])).await.unwrap_err();
        assert_eq!(error, unavailable(cause));
        assert!(!format!("{error} {error:?}").contains(QUOTED_VALUE));
        proxy.heal();
    }
}
