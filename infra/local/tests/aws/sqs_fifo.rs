//! FIFO queues, as part of the contract list.

use std::time::Duration;

use aws_sdk_sqs::{
    Client,
    operation::send_message::SendMessageOutput,
    types::{Message, MessageSystemAttributeName as Name},
};

use crate::{
    sqs::{arn, bodies, queue, receive},
    stack::{Aws, code},
};

const SECOND: Duration = Duration::from_secs(1);
const FIFO: [(&str, &str); 2] = [("FifoQueue", "true"), ("VisibilityTimeout", "2")];

/// Sends `body` to `group`; the body is the deduplication id.
async fn send(sqs: &Client, url: &str, group: &str, body: &str) -> SendMessageOutput {
    send_as(sqs, url, group, body, body).await
}

async fn send_as(sqs: &Client, url: &str, group: &str, body: &str, id: &str) -> SendMessageOutput {
    let call = sqs.send_message().queue_url(url).message_body(body).message_group_id(group);
    call.message_deduplication_id(id).send().await.unwrap()
}

async fn receive_one(sqs: &Client, url: &str) -> Option<Message> {
    let call = sqs.receive_message().queue_url(url).max_number_of_messages(1);
    call.send().await.unwrap().messages.unwrap_or_default().pop()
}

async fn delete(sqs: &Client, url: &str, message: &Message) {
    let call = sqs.delete_message().queue_url(url).receipt_handle(message.receipt_handle().unwrap());
    call.send().await.unwrap();
}

pub(crate) async fn order_holds_within_a_group(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &FIFO).await;
    let mut sequences = Vec::new();
    for number in 0..15 {
        let sent = send(&sqs, &url, "g", &format!("{number:02}")).await;
        sequences.push(sent.sequence_number.unwrap());
    }
    assert!(sequences.is_sorted() && sequences.iter().all(|sequence| sequence.len() == 20));
    let mut received = Vec::new();
    for _ in 0..2 {
        for message in receive(&sqs, &url).await {
            delete(&sqs, &url, &message).await;
            let attributes = message.attributes.unwrap();
            assert_eq!(attributes[&Name::MessageGroupId], "g");
            assert_eq!(Some(&attributes[&Name::MessageDeduplicationId]), message.body.as_ref());
            assert_eq!(attributes[&Name::SequenceNumber], sequences[received.len()]);
            received.push(message.body.unwrap());
        }
    }
    let expected: Vec<_> = (0..15).map(|number| format!("{number:02}")).collect();
    assert_eq!(received, expected);
}

pub(crate) async fn a_group_is_closed_while_a_message_is_in_flight(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &FIFO).await;
    send(&sqs, &url, "g", "1").await;
    send(&sqs, &url, "g", "2").await;
    let first = receive_one(&sqs, &url).await.unwrap();
    assert_eq!(first.body(), Some("1"));
    assert_eq!(bodies(&sqs, &url).await, [""; 0]);
    delete(&sqs, &url, &first).await;
    assert_eq!(bodies(&sqs, &url).await, ["2"]);
}

pub(crate) async fn other_groups_stay_open(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &FIFO).await;
    for (group, body) in [("a", "a1"), ("a", "a2"), ("b", "b1"), ("b", "b2")] {
        send(&sqs, &url, group, body).await;
    }
    let first = receive_one(&sqs, &url).await.unwrap();
    assert_eq!(first.body(), Some("a1"));
    assert_eq!(bodies(&sqs, &url).await, ["b1", "b2"]);
    send(&sqs, &url, "c", "c1").await;
    assert_eq!(bodies(&sqs, &url).await, ["c1"]);
}

pub(crate) async fn a_group_opens_when_the_timeout_ends(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &FIFO).await;
    send(&sqs, &url, "g", "1").await;
    send(&sqs, &url, "g", "2").await;
    assert_eq!(receive_one(&sqs, &url).await.unwrap().body(), Some("1"));
    aws.pass(2 * SECOND).await;
    assert_eq!(bodies(&sqs, &url).await, ["1", "2"]);
}

pub(crate) async fn a_repeated_deduplication_id_is_taken_and_not_delivered(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &FIFO).await;
    let first = send_as(&sqs, &url, "g", "first", "id").await;
    let again = send_as(&sqs, &url, "other", "second", "id").await;
    assert_eq!(again.message_id, first.message_id);
    assert_eq!(again.sequence_number, first.sequence_number);
    let received = receive(&sqs, &url).await.remove(0);
    assert_eq!(received.body(), Some("first"));
    delete(&sqs, &url, &received).await;
    send_as(&sqs, &url, "g", "third", "id").await;
    assert_eq!(bodies(&sqs, &url).await, [""; 0]);
    send_as(&sqs, &url, "g", "fourth", "ID").await;
    assert_eq!(bodies(&sqs, &url).await, ["fourth"]);
}

pub(crate) async fn content_deduplicates_where_asked(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("FifoQueue", "true"), ("ContentBasedDeduplication", "true")]).await;
    for body in ["a", "a", "b"] {
        let call = sqs.send_message().queue_url(&url).message_body(body).message_group_id("g");
        call.send().await.unwrap();
    }
    send_as(&sqs, &url, "g", "a", "its-own-id").await;
    let received = receive(&sqs, &url).await;
    let received_bodies: Vec<_> = received.iter().map(|message| message.body().unwrap()).collect();
    assert_eq!(received_bodies, ["a", "b", "a"]);
    // SHA-256 of "a".
    let digest = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
    assert_eq!(received[0].attributes().unwrap()[&Name::MessageDeduplicationId], digest);
}

pub(crate) async fn groups_can_deduplicate_apart(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("FifoQueue", "true"), ("DeduplicationScope", "messageGroup")]).await;
    send_as(&sqs, &url, "a", "1", "id").await;
    send_as(&sqs, &url, "b", "2", "id").await;
    send_as(&sqs, &url, "b", "3", "id").await;
    assert_eq!(bodies(&sqs, &url).await, ["1", "2"]);
}

pub(crate) async fn what_a_fifo_queue_needs(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &FIFO).await;
    let message = || sqs.send_message().queue_url(&url).message_body("a");
    assert_eq!(code!(message().message_deduplication_id("d")), "MissingParameter");
    assert_eq!(code!(message().message_group_id("g")), "InvalidParameterValue");
    let whole = || message().message_group_id("g").message_deduplication_id("d");
    assert_eq!(code!(whole().delay_seconds(1)), "InvalidParameterValue");
    assert_eq!(code!(whole().message_group_id("a b")), "InvalidParameterValue");
    assert_eq!(code!(whole().message_deduplication_id("x".repeat(129))), "InvalidParameterValue");
    let standard = queue(&sqs, &[]).await;
    let message = sqs.send_message().queue_url(&standard).message_body("a");
    assert_eq!(code!(message.message_deduplication_id("d")), "InvalidParameterValue");
    assert_eq!(bodies(&sqs, &url).await, [""; 0]);
}

pub(crate) async fn a_receipt_ends_with_its_timeout(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &FIFO).await;
    send(&sqs, &url, "g", "1").await;
    let handle = receive_one(&sqs, &url).await.unwrap().receipt_handle.unwrap();
    aws.pass(2 * SECOND).await;
    let delete = sqs.delete_message().queue_url(&url).receipt_handle(&handle);
    assert_eq!(code!(delete.clone()), "InvalidParameterValue");
    let again = receive(&sqs, &url).await;
    assert_eq!(again.len(), 1);
    assert_eq!(code!(delete), "InvalidParameterValue");
    let change = sqs.change_message_visibility().queue_url(&url).receipt_handle(&handle);
    assert_eq!(code!(change.visibility_timeout(5)), "InvalidParameterValue");
}

pub(crate) async fn dead_letters_open_the_group(aws: &Aws) {
    let sqs = aws.sqs();
    let dead = queue(&sqs, &FIFO).await;
    let policy = format!(r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":1}}"#, arn(&sqs, &dead).await);
    let url = queue(&sqs, &[FIFO[0], FIFO[1], ("RedrivePolicy", &policy)]).await;
    send(&sqs, &url, "g", "poison").await;
    send(&sqs, &url, "g", "next").await;
    assert_eq!(receive_one(&sqs, &url).await.unwrap().body(), Some("poison"));
    assert_eq!(bodies(&sqs, &url).await, [""; 0]);
    aws.pass(2 * SECOND).await;
    assert_eq!(bodies(&sqs, &url).await, ["next"]);
    let letter = receive(&sqs, &dead).await.remove(0);
    assert_eq!(letter.body(), Some("poison"));
    assert_eq!(letter.attributes().unwrap()[&Name::MessageGroupId], "g");
}

/// What a Lambda's partial batch response leads to: the ones done are deleted, the others come back in order.
pub(crate) async fn one_message_of_many_can_be_handed_back(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &FIFO).await;
    for body in ["1", "2", "3"] {
        send(&sqs, &url, "g", body).await;
    }
    let received = receive(&sqs, &url).await;
    delete(&sqs, &url, &received[0]).await;
    for message in &received[1..] {
        assert_eq!(bodies(&sqs, &url).await, [""; 0]);
        let handle = message.receipt_handle().unwrap();
        let back = sqs.change_message_visibility().queue_url(&url).receipt_handle(handle);
        back.visibility_timeout(0).send().await.unwrap();
    }
    assert_eq!(bodies(&sqs, &url).await, ["2", "3"]);
}
