//! The queues: ten at a time, one tenant's trouble is its own, and payslips have a queue to themselves.

use std::sync::{Arc, Mutex};

use aws_sdk_sqs::types::QueueAttributeName;
use axum::{Json, Router, extract::State, routing::post};
use serde_json::{Value, json};
use shared::{
    domain::{
        ids::TenantId,
        run::{SyncRequest, Trigger},
    },
    ports::{BatchEnd, PayslipMessage, PayslipRequest, SendPayslips, SendRequests, StoreError},
    queue::Queue,
};
use tests::{
    fault_proxy::{Fault, FaultProxy, QUOTED_VALUE},
    services,
};
use tokio::net::TcpListener;

use crate::{
    payslips::key,
    stand::{at, config, run_id},
};

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
    let url = |name| format!("{}/000000000000/{name}.fifo", proxy.url());
    let client = aws_sdk_sqs::Client::new(&config(proxy.url()));
    (Queue::new(client, url("sync"), Some(url("payslips"))), proxy, taken)
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

fn payslips(tenants: &[&str]) -> Vec<(PayslipMessage, String)> {
    let request = |(number, name): (usize, &&str)| {
        let tenant_id = TenantId::parse(name).unwrap();
        let key = key("2026-11", &format!("e{number:02}"), 0);
        let deduplication = key.ledger_id(&tenant_id);
        (PayslipMessage::Push(PayslipRequest { tenant_id, key }), deduplication)
    };
    tenants.iter().enumerate().map(request).collect()
}

#[tokio::test]
async fn payslips_go_ten_at_a_time_in_their_order_to_a_queue_of_their_own() {
    let (queue, proxy, taken) = stand().await;
    let mut tenants = vec!["acme"; 21];
    tenants.insert(3, "refused");
    let sent = payslips(&tenants);
    let error = queue.send_payslips(&sent).await.unwrap_err();
    let cause = "InvalidMessageContents".to_owned();
    assert_eq!(error, StoreError::Unavailable { service: "SQS", operation: "send payslip requests", cause });
    let calls = proxy.calls("SendMessageBatch");
    let url = format!("{}/000000000000/payslips.fifo", proxy.url());
    assert_eq!(calls.iter().map(|call| call["QueueUrl"].as_str().unwrap()).collect::<Vec<_>>(), [&url; 3]);

    let expected: Vec<_> =
        sent.into_iter().filter(|(request, _)| request.tenant_id().as_str() == "acme").collect();
    let taken = taken.lock().unwrap();
    assert_eq!(taken.len(), expected.len());
    for (entry, (request, deduplication)) in taken.iter().zip(&expected) {
        assert_eq!(entry["MessageGroupId"], "acme");
        assert_eq!(entry["MessageDeduplicationId"].as_str(), Some(deduplication.as_str()));
        let body: Value = serde_json::from_str(entry["MessageBody"].as_str().unwrap()).unwrap();
        assert_eq!(serde_json::from_value::<PayslipMessage>(body).unwrap(), *request);
    }
    let body: Value = serde_json::from_str(taken[0]["MessageBody"].as_str().unwrap()).unwrap();
    let named = json!({"tenant_id": "acme", "payroll_id": "2026-11", "employee_id": "e00", "revision": 0});
    assert_eq!(body, named, "what stands on the queue when a new version is deployed");
}

#[test]
fn the_end_of_a_batch_and_a_payslip_are_told_apart() {
    let tenant_id = TenantId::parse("acme").unwrap();
    let end_of_payroll = key("2026-11", "e00", 0).payroll_id;
    let end = PayslipMessage::BatchEnd(BatchEnd { tenant_id, end_of_payroll });
    let body = serde_json::to_value(&end).unwrap();
    assert_eq!(body, json!({"tenant_id": "acme", "end_of_payroll": "2026-11"}));
    assert_eq!(serde_json::from_value::<PayslipMessage>(body).unwrap(), end);
    for unclear in [
        json!({"tenant_id": "acme"}),
        json!({"tenant_id": "acme", "end_of_payroll": "2026-11", "more": 1}),
        json!({"tenant_id": "acme", "payroll_id": "2026-11"}),
    ] {
        assert!(serde_json::from_value::<PayslipMessage>(unclear.clone()).is_err(), "{unclear}");
    }
}

#[tokio::test]
async fn without_a_payslip_queue_the_missing_variable_is_named() {
    let client = aws_sdk_sqs::Client::new(&config("http://127.0.0.1:1"));
    let queue = Queue::new(client, "http://127.0.0.1:1/000000000000/sync.fifo".into(), None);
    let failed = |operation| {
        let cause = "PAYSLIP_QUEUE_URL is not set".to_owned();
        Err(StoreError::Unavailable { service: "SQS", operation, cause })
    };
    assert_eq!(queue.send_payslips(&payslips(&["acme"])).await, failed("send payslip requests"));
    assert_eq!(queue.retry_payslip_in("receipt", 5).await, failed("bring a message back soon"));
}

#[tokio::test]
async fn a_payslip_comes_back_as_soon_as_it_is_asked_for_and_in_the_end_goes_to_the_dead_letters() {
    let cloud = services::cloud().await.unwrap();
    let (sqs, url) = (cloud.clients.sqs.clone(), cloud.payslip_queue.as_str());
    let queue = Queue::new(sqs.clone(), cloud.sync_queue.clone(), Some(url.to_owned()));
    let receive = async |url: &str| {
        let received =
            sqs.receive_message().queue_url(url).send().await.unwrap().messages.unwrap_or_default();
        received.into_iter().next().map(|message| (message.body.unwrap(), message.receipt_handle.unwrap()))
    };
    queue.send_payslips(&payslips(&["acme"])).await.unwrap();
    assert_eq!(receive(&cloud.sync_queue).await, None, "the queue of runs has no part in it");
    // As often as the template lets a payslip wait for Personio.
    for _ in 0..50 {
        let (body, receipt) = receive(url).await.unwrap();
        assert_eq!(serde_json::from_str::<PayslipMessage>(&body).unwrap(), payslips(&["acme"])[0].0);
        assert_eq!(receive(url).await, None, "while it is in hand nobody else gets it");
        queue.retry_payslip_in(&receipt, 0).await.unwrap();
    }
    assert_eq!(receive(url).await, None);
    assert!(receive(&cloud.payslip_dead_letters).await.is_some());
    let asked = sqs.get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::All);
    let attributes = asked.send().await.unwrap().attributes.unwrap();
    assert_eq!(attributes[&QueueAttributeName::VisibilityTimeout], "120");
}
