//! `dead-letters redrive`.

use aws_sdk_sqs::types::{Message, MessageSystemAttributeName, QueueAttributeName};
use serde_json::{Value, json};
use shared::domain::run::SyncRequest;

use crate::stand::{MARK, Stand, request, run_id};

/// Sends a message, as `queue.rs` does.
async fn send(stand: &Stand, queue: &str, group: &str, deduplication: &str, body: &str) {
    let send = stand.cloud.clients.sqs.send_message().queue_url(queue).message_group_id(group);
    send.message_deduplication_id(deduplication).message_body(body).send().await.unwrap();
}

/// Makes dead letters of what is on a queue: receives it until SQS gives it up.
async fn give_up(stand: &Stand, queue: &str) {
    loop {
        let receive = stand.cloud.clients.sqs.receive_message().queue_url(queue);
        let answer = receive.max_number_of_messages(10).visibility_timeout(0).send().await.unwrap();
        if answer.messages().is_empty() {
            return;
        }
    }
}

/// Everything that is on a queue now, in order.
async fn all(stand: &Stand, queue: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    loop {
        let received: Vec<Message> = {
            let receive = stand.cloud.clients.sqs.receive_message().queue_url(queue);
            let receive = receive.max_number_of_messages(10).visibility_timeout(600);
            let receive = receive.message_system_attribute_names(MessageSystemAttributeName::All);
            receive.send().await.unwrap().messages.unwrap_or_default()
        };
        if received.is_empty() {
            return found;
        }
        for message in received {
            let group = message.attributes().unwrap()[&MessageSystemAttributeName::MessageGroupId].clone();
            found.push((group, message.body().unwrap().to_owned()));
            let delete = stand.cloud.clients.sqs.delete_message().queue_url(queue);
            delete.receipt_handle(message.receipt_handle().unwrap()).send().await.unwrap();
        }
    }
}

fn body(request: &SyncRequest) -> String {
    serde_json::to_string(request).unwrap()
}

/// Dead letters of two tenants, made as SQS makes them; their bodies in order.
async fn dead_runs(stand: &Stand, numbers: std::ops::Range<u128>) -> Vec<(String, String)> {
    let mut sent = Vec::new();
    for number in numbers {
        let id = if number % 2 == 0 { "acme" } else { "beta" };
        let (request, queue) = (request(id, number), &stand.cloud.sync_queue);
        send(stand, queue, id, &run_id(number).to_string(), &body(&request)).await;
        sent.push((id.to_owned(), body(&request)));
    }
    give_up(stand, &stand.cloud.sync_queue).await;
    sent
}

fn of_group<'a>(messages: &'a [(String, String)], group: &str) -> Vec<&'a str> {
    messages.iter().filter(|(of, _)| of == group).map(|(_, body)| body.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_go_back_in_their_order_and_group_and_are_not_taken_for_what_they_were() {
    let stand = Stand::new().await;
    // More than one batch; SQS still remembers the deduplication ids they were first sent with.
    let sent = dead_runs(&stand, 0..24).await;
    let (queue, dead_letters) = (stand.cloud.sync_queue.clone(), stand.cloud.dead_letters.clone());
    let said = stand.run(&["dead-letters", "redrive", "sync"]).await;
    assert!(said.err.contains("24 dead letters") && said.err.contains("24 moved, 0 stay"), "{}", said.err);
    let out = said.well();
    assert_eq!(out.lines().count(), 24, "{out}");
    let line = format!("moved  acme: run {}, hourly, asked for 2026-11-22T10:00:00Z", run_id(0));
    assert!(out.lines().any(|told| told == line), "{out}");
    assert_eq!(all(&stand, &dead_letters).await, []);
    let found = all(&stand, &queue).await;
    for group in ["acme", "beta"] {
        assert_eq!(of_group(&found, group), of_group(&sent, group), "{group}");
    }
    assert_eq!(found.len(), 24);
    let said = stand.run(&["dead-letters", "redrive", "sync"]).await;
    assert!(said.err.contains("0 moved, 0 stay"), "{}", said.err);
    assert_eq!(said.well(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_dies_again_can_be_moved_again() {
    let stand = Stand::new().await;
    dead_runs(&stand, 0..2).await;
    for _ in 0..3 {
        let said = stand.run(&["dead-letters", "redrive", "sync"]).await;
        assert!(said.err.contains("2 moved, 0 stay"), "{}", said.err);
        give_up(&stand, &stand.cloud.sync_queue).await;
        assert_eq!(said.code, 0);
    }
    assert_eq!(all(&stand, &stand.cloud.dead_letters).await.len(), 2, "none was swallowed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_looks_and_moves_nothing() {
    let stand = Stand::new().await;
    let sent = dead_runs(&stand, 0..4).await;
    let out = stand.run(&["dead-letters", "redrive", "sync", "--dry-run", "--json"]).await.well();
    let shown: Value = serde_json::from_str(&out).unwrap();
    let items = shown["items"].as_array().unwrap();
    assert_eq!(items.len(), 4);
    let first = json!({"what": "sync_request", "tenant": "acme", "run_id": run_id(0), "trigger": "hourly",
        "requested_at": "2026-11-22T10:00:00Z", "fate": "would_move"});
    assert_eq!(items[0], first);
    // They can be had again at once, all of them, and the queue has none.
    assert_eq!(all(&stand, &stand.cloud.sync_queue).await, []);
    assert_eq!(all(&stand, &stand.cloud.dead_letters).await, sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_than_asked_for_are_moved_from_the_oldest_on() {
    let stand = Stand::new().await;
    let sent = dead_runs(&stand, 0..14).await;
    let said = stand.run(&["dead-letters", "redrive", "sync", "--max", "12"]).await;
    assert!(said.err.contains("12 moved, 2 stay"), "{}", said.err);
    assert_eq!(all(&stand, &stand.cloud.sync_queue).await.len(), 12);
    assert_eq!(all(&stand, &stand.cloud.dead_letters).await, sent[12..]);
    assert_eq!(stand.run(&["dead-letters", "redrive", "sync", "--max", "0"]).await.code, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_overtakes_a_letter_that_can_not_be_moved() {
    let stand = Stand::new().await;
    let (queue, dead_letters) = (stand.cloud.sync_queue.clone(), stand.cloud.dead_letters.clone());
    // The queue takes messages of 1 kB at most, and the second letter has more.
    let small = stand.cloud.clients.sqs.set_queue_attributes().queue_url(&queue);
    small.attributes(QueueAttributeName::MaximumMessageSize, "1024").send().await.unwrap();
    let mut bodies: Vec<_> = (0..4).map(|number| body(&request("acme", number))).collect();
    bodies[1] = format!("{}{}", bodies[1], " ".repeat(1024));
    for (at, body) in bodies.iter().enumerate() {
        send(&stand, &dead_letters, "acme", &at.to_string(), body).await;
    }
    let said = stand.run(&["dead-letters", "redrive", "sync", "--json"]).await;
    said.badly(1, "SQS could not send a dead letter to its queue");
    let shown: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(shown["items"].as_array().unwrap().len(), 1, "what was moved is told: {}", said.out);
    let in_group = |bodies: &[String]| -> Vec<_> {
        bodies.iter().map(|body| ("acme".to_owned(), body.clone())).collect()
    };
    assert_eq!(all(&stand, &queue).await, in_group(&bodies[..1]));
    assert_eq!(all(&stand, &dead_letters).await, in_group(&bodies[1..]), "in their order, and at once");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_request_or_in_another_group_stays_and_is_not_quoted() {
    let stand = Stand::new().await;
    let dead_letters = stand.cloud.dead_letters.clone();
    let good = body(&request("acme", 3));
    for (deduplication, group, body) in [
        ("1", "acme", format!("not JSON {MARK}")),
        ("2", "acme", json!({"tenant_id": MARK}).to_string()),
        ("3", "acme", good.clone()),
        ("4", "beta", body(&request("acme", 4))),
    ] {
        send(&stand, &dead_letters, group, deduplication, &body).await;
    }
    let said = stand.run(&["dead-letters", "redrive", "sync"]).await;
    assert!(said.err.contains("1 moved, 3 stay"), "{}", said.err);
    assert_eq!(said.well().matches("left  no request").count(), 3);
    assert_eq!(all(&stand, &stand.cloud.sync_queue).await, [("acme".to_owned(), good)]);
    assert_eq!(all(&stand, &dead_letters).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn payslips_are_told_by_payroll_and_not_by_person() {
    let stand = Stand::new().await;
    let bodies = [
        json!({"tenant_id": "acme", "payroll_id": "2026-11", "employee_id": MARK, "revision": 0}).to_string(),
        json!({"tenant_id": "acme", "end_of_payroll": "2026-11"}).to_string(),
    ];
    for (at, body) in bodies.iter().enumerate() {
        send(&stand, &stand.cloud.payslip_queue, "acme", &at.to_string(), body).await;
    }
    give_up(&stand, &stand.cloud.payslip_queue).await;
    let out = stand.run(&["dead-letters", "redrive", "payslips"]).await.well();
    assert_eq!(out, "moved  acme: a payslip of payroll 2026-11\nmoved  acme: the end of payroll 2026-11\n");
    let expected = bodies.map(|body| ("acme".to_owned(), body));
    assert_eq!(all(&stand, &stand.cloud.payslip_queue).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_is_not_said_or_not_there_is_told() {
    let stand = Stand::new().await;
    let redrive = ["dead-letters", "redrive", "sync"];
    stand
        .run_with(&redrive, &[("SYNC_QUEUE_URL", "")])
        .await
        .badly(2, "it is not said which queue of sync requests");
    let nowhere = format!("{}-nowhere", stand.cloud.sync_queue);
    stand
        .run_with(&redrive, &[("SYNC_QUEUE_URL", &nowhere)])
        .await
        .badly(1, "SQS could not read the queue's redrive policy");
    // The dead letters themselves are no queue with dead letters.
    stand
        .run_with(&redrive, &[("SYNC_QUEUE_URL", &stand.cloud.dead_letters)])
        .await
        .badly(1, "no redrive policy");
    assert_eq!(stand.run(&["dead-letters", "redrive", "hourly"]).await.code, 2);
}
