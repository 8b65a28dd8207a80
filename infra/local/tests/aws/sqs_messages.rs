//! Messages of standard queues, as part of the contract list.

use std::time::{Duration, Instant};

use aws_sdk_sqs::{
    Client,
    primitives::Blob,
    types::{
        ChangeMessageVisibilityBatchRequestEntry as Change, DeleteMessageBatchRequestEntry as Delete,
        Message, MessageAttributeValue, MessageSystemAttributeName as Name,
        SendMessageBatchRequestEntry as Entry, SendMessageBatchResultEntry as Sent,
    },
};

use crate::{
    sqs::{arn, bodies, queue, read, receive},
    stack::{Aws, code},
};

const SECOND: Duration = Duration::from_secs(1);

async fn send(sqs: &Client, url: &str, body: &str) {
    sqs.send_message().queue_url(url).message_body(body).send().await.unwrap();
}

fn attribute<'a>(message: &'a Message, name: &Name) -> Option<&'a str> {
    message.attributes()?.get(name).map(String::as_str)
}

fn entry(id: &str, body: &str) -> Entry {
    Entry::builder().id(id).message_body(body).build().unwrap()
}

pub(crate) async fn a_message_arrives_whole(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    let body = "Zoë Müller 🧾 \"quoted\" \\ <xml> & \t\n line";
    let sent = sqs.send_message().queue_url(&url).message_body(body).send().await.unwrap();
    let received = receive(&sqs, &url).await;
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].body(), Some(body));
    assert_eq!(received[0].message_id(), sent.message_id());
    // MD5 of the UTF-8 text, reckoned by another program.
    assert_eq!(sent.md5_of_message_body(), Some("f5e5a4bb1708b680030166d6816ccc5d"));
    assert_eq!(received[0].md5_of_body(), sent.md5_of_message_body());
    assert_eq!(attribute(&received[0], &Name::ApproximateReceiveCount), Some("1"));
    assert_eq!(attribute(&received[0], &Name::MessageGroupId), None);
    assert_eq!(attribute(&received[0], &Name::SentTimestamp).map(str::len), Some(13));

    sqs.delete_message()
        .queue_url(&url)
        .receipt_handle(received[0].receipt_handle().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(read(&sqs, &url).await["ApproximateNumberOfMessagesNotVisible"], "0");
}

pub(crate) async fn message_attributes_arrive_when_asked_for(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("VisibilityTimeout", "0")]).await;
    let text = MessageAttributeValue::builder().data_type("String").string_value("hourly").build().unwrap();
    let number = MessageAttributeValue::builder().data_type("Number.int").string_value("7").build().unwrap();
    let bytes = MessageAttributeValue::builder()
        .data_type("Binary")
        .binary_value(Blob::new([0, 255]))
        .build()
        .unwrap();
    let sent = sqs
        .send_message()
        .queue_url(&url)
        .message_body("a")
        .message_attributes("trigger", text.clone())
        .message_attributes("try.count", number)
        .message_attributes("blob", bytes.clone())
        .send()
        .await
        .unwrap();
    // Lengths, names, types and values as the developer guide lists them, reckoned by another program.
    assert_eq!(sent.md5_of_message_attributes(), Some("627b51124c410435298fb8352c9fc14a"));

    let call = sqs
        .receive_message()
        .queue_url(&url)
        .message_attribute_names("trigger")
        .message_attribute_names("bl.*");
    let some = call.send().await.unwrap().messages.unwrap().remove(0).message_attributes.unwrap();
    assert_eq!(some.get("trigger"), Some(&text));
    // "trigger" by its name, "blob" by the beginning of its name, and not "try.count".
    assert_eq!(some.len(), 2);
    assert_eq!(some.get("blob"), Some(&bytes));
    let all = receive(&sqs, &url).await.remove(0);
    assert_eq!(all.md5_of_message_attributes(), sent.md5_of_message_attributes());
    assert_eq!(all.message_attributes.unwrap().get("blob"), Some(&bytes));
    let none = sqs.receive_message().queue_url(&url).send().await.unwrap().messages.unwrap().remove(0);
    assert_eq!(none.message_attributes, None);
}

pub(crate) async fn a_received_message_is_hidden_until_its_timeout(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("VisibilityTimeout", "2")]).await;
    send(&sqs, &url, "a").await;
    assert_eq!(bodies(&sqs, &url).await, ["a"]);
    assert_eq!(bodies(&sqs, &url).await, [""; 0]);
    let counts = read(&sqs, &url).await;
    assert_eq!(counts["ApproximateNumberOfMessages"], "0");
    assert_eq!(counts["ApproximateNumberOfMessagesNotVisible"], "1");
    aws.pass(SECOND).await;
    assert_eq!(bodies(&sqs, &url).await, [""; 0]);
    aws.pass(SECOND).await;
    assert_eq!(bodies(&sqs, &url).await, ["a"]);

    let own = queue(&sqs, &[]).await;
    send(&sqs, &own, "b").await;
    sqs.receive_message().queue_url(&own).visibility_timeout(1).send().await.unwrap();
    aws.pass(SECOND).await;
    assert_eq!(bodies(&sqs, &own).await, ["b"]);
}

pub(crate) async fn the_count_of_receives_grows(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("VisibilityTimeout", "0")]).await;
    send(&sqs, &url, "a").await;
    let first = receive(&sqs, &url).await.remove(0);
    let second = receive(&sqs, &url).await.remove(0);
    assert_eq!(attribute(&second, &Name::ApproximateReceiveCount), Some("2"));
    assert_ne!(first.receipt_handle(), second.receipt_handle());
    assert_eq!(
        attribute(&first, &Name::ApproximateFirstReceiveTimestamp),
        attribute(&second, &Name::ApproximateFirstReceiveTimestamp)
    );
}

pub(crate) async fn delays_hide_new_messages(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("DelaySeconds", "1")]).await;
    send(&sqs, &url, "the queue's").await;
    sqs.send_message().queue_url(&url).message_body("its own").delay_seconds(2).send().await.unwrap();
    sqs.send_message().queue_url(&url).message_body("none").delay_seconds(0).send().await.unwrap();
    assert_eq!(read(&sqs, &url).await["ApproximateNumberOfMessagesDelayed"], "2");
    assert_eq!(bodies(&sqs, &url).await, ["none"]);
    aws.pass(SECOND).await;
    assert_eq!(bodies(&sqs, &url).await, ["the queue's"]);
    aws.pass(SECOND).await;
    assert_eq!(bodies(&sqs, &url).await, ["its own"]);
    let long = sqs.send_message().queue_url(&url).message_body("a").delay_seconds(901);
    assert_eq!(code!(long), "InvalidParameterValue");
}

pub(crate) async fn a_long_poll_answers_when_a_message_comes(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    let poll = sqs.receive_message().queue_url(&url).wait_time_seconds(10);
    let started = Instant::now();
    let (received, ()) = tokio::join!(poll.send(), async {
        tokio::time::sleep(SECOND / 5).await;
        send(&sqs, &url, "late").await;
    });
    assert_eq!(received.unwrap().messages.unwrap()[0].body(), Some("late"));
    assert!(started.elapsed() < 5 * SECOND);
}

pub(crate) async fn a_long_poll_ends_empty(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("ReceiveMessageWaitTimeSeconds", "1")]).await;
    let started = Instant::now();
    assert_eq!(bodies(&sqs, &url).await, [""; 0]);
    assert!(started.elapsed() >= SECOND);
    let too_long = sqs.receive_message().queue_url(&url).wait_time_seconds(21);
    assert_eq!(code!(too_long), "InvalidParameterValue");
}

pub(crate) async fn at_most_ten_are_received(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    for number in 0..12 {
        send(&sqs, &url, &number.to_string()).await;
    }
    let one = sqs.receive_message().queue_url(&url).send().await.unwrap().messages.unwrap();
    assert_eq!(one.len(), 1);
    assert_eq!(receive(&sqs, &url).await.len(), 10);
    assert_eq!(receive(&sqs, &url).await.len(), 1);
    for most in [0, 11] {
        let call = sqs.receive_message().queue_url(&url).max_number_of_messages(most);
        assert_eq!(code!(call), "InvalidParameterValue", "{most}");
    }
}

pub(crate) async fn odd_bodies_are_refused(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    assert_eq!(code!(sqs.send_message().queue_url(&url).message_body("")), "MissingParameter");
    for body in ["\u{0}", "a\u{b}b", "\u{FFFE}"] {
        let call = sqs.send_message().queue_url(&url).message_body(body);
        assert_eq!(code!(call), "InvalidMessageContents", "{body:?}");
    }
}

/// 1 MiB since August 2025; 256 KiB before.
pub(crate) async fn the_largest_message_has_one_mebibyte(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    let body = "é".repeat(1_048_576 / 2);
    send(&sqs, &url, &body).await;
    assert_eq!(bodies(&sqs, &url).await, [body.as_str()]);
    let call = sqs.send_message().queue_url(&url).message_body(format!("{body}x"));
    assert_eq!(code!(call), "InvalidParameterValue");
    let half = "x".repeat(524_289);
    let batch =
        sqs.send_message_batch().queue_url(&url).entries(entry("a", &half)).entries(entry("b", &half));
    assert_eq!(code!(batch), "AWS.SimpleQueueService.BatchRequestTooLong");
}

pub(crate) async fn a_batch_reports_each_entry(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    let bad = Entry::builder().id("bad").message_body("b").delay_seconds(901).build().unwrap();
    let batch = sqs.send_message_batch().queue_url(&url).entries(entry("one", "1")).entries(bad);
    let sent = batch.entries(entry("two", "2")).send().await.unwrap();
    let good: Vec<_> = sent.successful().iter().map(Sent::id).collect();
    assert_eq!(good, ["one", "two"]);
    let failed: Vec<_> =
        sent.failed().iter().map(|entry| (entry.id(), entry.code(), entry.sender_fault())).collect();
    assert_eq!(failed, [("bad", "InvalidParameterValue", true)]);
    let mut received = bodies(&sqs, &url).await;
    received.sort();
    assert_eq!(received, ["1", "2"]);
}

pub(crate) async fn impossible_batches_are_refused(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    let many: Vec<_> = (0..11).map(|number| entry(&number.to_string(), "a")).collect();
    let rows = [
        (Vec::new(), "EmptyBatchRequest"),
        (many, "TooManyEntriesInBatchRequest"),
        (vec![entry("a", "1"), entry("a", "2")], "BatchEntryIdsNotDistinct"),
        (vec![entry("a b", "1")], "InvalidBatchEntryId"),
        (vec![entry("", "1")], "InvalidBatchEntryId"),
    ];
    for (entries, expected) in rows {
        let call = sqs.send_message_batch().queue_url(&url).set_entries(Some(entries));
        assert_eq!(code!(call), format!("AWS.SimpleQueueService.{expected}"));
    }
    assert_eq!(bodies(&sqs, &url).await, [""; 0]);
}

pub(crate) async fn a_stale_receipt_deletes_nothing(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("VisibilityTimeout", "1")]).await;
    send(&sqs, &url, "a").await;
    let first = receive(&sqs, &url).await.remove(0).receipt_handle.unwrap();
    aws.pass(SECOND).await;
    let second = receive(&sqs, &url).await.remove(0).receipt_handle.unwrap();
    sqs.delete_message().queue_url(&url).receipt_handle(first).send().await.unwrap();
    assert_eq!(read(&sqs, &url).await["ApproximateNumberOfMessagesNotVisible"], "1");
    sqs.delete_message().queue_url(&url).receipt_handle(&second).send().await.unwrap();
    assert_eq!(read(&sqs, &url).await["ApproximateNumberOfMessagesNotVisible"], "0");
    // Deleting twice is no error.
    sqs.delete_message().queue_url(&url).receipt_handle(&second).send().await.unwrap();
}

pub(crate) async fn odd_receipts_are_refused(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    let delete = sqs.delete_message().queue_url(&url).receipt_handle("nonsense");
    assert_eq!(code!(delete), "ReceiptHandleIsInvalid");
    let change = sqs.change_message_visibility().queue_url(&url).receipt_handle("nonsense");
    assert_eq!(code!(change.visibility_timeout(1)), "ReceiptHandleIsInvalid");
}

pub(crate) async fn visibility_can_be_changed_while_in_flight(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("VisibilityTimeout", "2")]).await;
    send(&sqs, &url, "a").await;
    let handle = receive(&sqs, &url).await.remove(0).receipt_handle.unwrap();
    let change = sqs.change_message_visibility().queue_url(&url).receipt_handle(&handle);
    change.clone().visibility_timeout(4).send().await.unwrap();
    aws.pass(2 * SECOND).await;
    assert_eq!(bodies(&sqs, &url).await, [""; 0]);
    assert_eq!(code!(change.clone().visibility_timeout(43_201)), "InvalidParameterValue");
    change.clone().visibility_timeout(0).send().await.unwrap();
    assert_eq!(code!(change.visibility_timeout(4)), "AWS.SimpleQueueService.MessageNotInflight");
    assert_eq!(bodies(&sqs, &url).await, ["a"]);
}

pub(crate) async fn batches_settle_each_entry(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    for body in ["a", "b"] {
        send(&sqs, &url, body).await;
    }
    let handles: Vec<_> = receive(&sqs, &url).await.into_iter().map(|m| m.receipt_handle.unwrap()).collect();
    let back = |id: &str, handle: &str| {
        Change::builder().id(id).receipt_handle(handle).visibility_timeout(0).build().unwrap()
    };
    let batch = sqs.change_message_visibility_batch().queue_url(&url);
    let changed = batch.entries(back("good", &handles[0])).entries(back("bad", "x")).send().await.unwrap();
    assert_eq!(changed.successful()[0].id(), "good");
    assert_eq!(changed.failed()[0].code(), "ReceiptHandleIsInvalid");

    let gone = |id: &str, handle: &str| Delete::builder().id(id).receipt_handle(handle).build().unwrap();
    let batch = sqs.delete_message_batch().queue_url(&url);
    let deleted = batch.entries(gone("bad", "x")).entries(gone("good", &handles[1])).send().await.unwrap();
    assert_eq!(deleted.successful()[0].id(), "good");
    assert_eq!(deleted.failed()[0].id(), "bad");
    assert_eq!(receive(&sqs, &url).await.len(), 1);
    assert_eq!(read(&sqs, &url).await["ApproximateNumberOfMessagesNotVisible"], "1");
}

pub(crate) async fn messages_received_too_often_go_to_the_dead_letter_queue(aws: &Aws) {
    let sqs = aws.sqs();
    let dead = queue(&sqs, &[]).await;
    let policy = format!(r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":2}}"#, arn(&sqs, &dead).await);
    let url = queue(&sqs, &[("VisibilityTimeout", "0"), ("RedrivePolicy", &policy)]).await;
    send(&sqs, &url, "poison").await;
    let id = receive(&sqs, &url).await.remove(0).message_id;
    assert_eq!(bodies(&sqs, &url).await, ["poison"]);
    assert_eq!(bodies(&sqs, &url).await, [""; 0]);
    assert_eq!(read(&sqs, &url).await["ApproximateNumberOfMessages"], "0");
    let letter = receive(&sqs, &dead).await.remove(0);
    assert_eq!((letter.body(), &letter.message_id), (Some("poison"), &id));
    assert_eq!(attribute(&letter, &Name::DeadLetterQueueSourceArn), Some(arn(&sqs, &url).await.as_str()));
    assert_eq!(attribute(&letter, &Name::ApproximateReceiveCount), Some("3"));
}
