//! SQS: the contract list, and queues.

use std::{collections::HashMap, time::Duration};

use aws_sdk_sqs::{
    Client,
    types::{MessageSystemAttributeName, QueueAttributeName},
};
use uuid::Uuid;

use crate::{
    contract::{self, Case, cases},
    sqs_fifo as fifo, sqs_messages as messages,
    stack::{Aws, code},
};

const CASES: &[Case] = cases![
    a_queue_is_made_once_and_found_by_name,
    other_settings_under_the_same_name_are_refused,
    queue_names_are_checked: "takes a name in .fifo without FifoQueue",
    settings_are_read_back,
    settings_out_of_range_are_refused: "takes any setting and any number",
    a_dead_letter_queue_must_exist_and_be_of_the_same_kind: "answers NonExistentQueue for a missing target",
    calls_on_a_missing_queue_name_the_error,
    purging_empties_a_queue_once_a_minute,
    messages::a_message_arrives_whole,
    messages::message_attributes_arrive_when_asked_for,
    messages::a_received_message_is_hidden_until_its_timeout,
    messages::the_count_of_receives_grows,
    messages::delays_hide_new_messages,
    messages::a_long_poll_answers_when_a_message_comes,
    messages::a_long_poll_ends_empty,
    messages::at_most_ten_are_received,
    messages::odd_bodies_are_refused: "takes any body",
    messages::the_largest_message_has_one_mebibyte: "counts characters, not bytes",
    messages::a_batch_reports_each_entry,
    messages::impossible_batches_are_refused,
    messages::a_stale_receipt_deletes_nothing: "deletes for a stale receipt",
    messages::odd_receipts_are_refused,
    messages::visibility_can_be_changed_while_in_flight: "takes changes of messages not in flight",
    messages::batches_settle_each_entry,
    messages::messages_received_too_often_go_to_the_dead_letter_queue: "does not name the source of a dead letter",
    fifo::order_holds_within_a_group: "draws sequence numbers at random",
    fifo::a_group_is_closed_while_a_message_is_in_flight,
    fifo::other_groups_stay_open,
    fifo::a_group_opens_when_the_timeout_ends,
    fifo::a_repeated_deduplication_id_is_taken_and_not_delivered: "gives a repeated message an id of its own",
    fifo::content_deduplicates_where_asked,
    fifo::groups_can_deduplicate_apart: "ignores DeduplicationScope",
    fifo::what_a_fifo_queue_needs: "takes blanks in ids, and deduplication ids on standard queues",
    fifo::a_receipt_ends_with_its_timeout: "deletes for a receipt that expired",
    fifo::dead_letters_open_the_group,
    fifo::one_message_of_many_can_be_handed_back,
];

#[tokio::test]
async fn the_stand_in_keeps_the_contract() {
    contract::holds_for_the_stand_ins(CASES).await;
}

#[tokio::test]
async fn another_implementation_keeps_the_contract() {
    contract::holds_elsewhere(CASES).await;
}

/// A queue of its own with `settings`; a FIFO queue if they say so.
pub(crate) async fn queue(sqs: &Client, settings: &[(&str, &str)]) -> String {
    let fifo = settings.iter().any(|(name, _)| *name == "FifoQueue");
    let name = format!("q-{}{}", Uuid::new_v4(), if fifo { ".fifo" } else { "" });
    let call = sqs.create_queue().queue_name(name).set_attributes(Some(attributes(settings)));
    call.send().await.unwrap().queue_url.unwrap()
}

pub(crate) fn attributes(settings: &[(&str, &str)]) -> HashMap<QueueAttributeName, String> {
    settings.iter().map(|(name, value)| ((*name).into(), (*value).to_owned())).collect()
}

/// All settings and counts of a queue.
pub(crate) async fn read(sqs: &Client, url: &str) -> HashMap<String, String> {
    let call = sqs.get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::All);
    let read = call.send().await.unwrap().attributes.unwrap_or_default();
    read.into_iter().map(|(name, value)| (name.as_str().to_owned(), value)).collect()
}

/// The ARN of a queue.
pub(crate) async fn arn(sqs: &Client, url: &str) -> String {
    read(sqs, url).await["QueueArn"].clone()
}

/// Receives up to ten messages without waiting, with all attributes.
pub(crate) async fn receive(sqs: &Client, url: &str) -> Vec<aws_sdk_sqs::types::Message> {
    let call = sqs
        .receive_message()
        .queue_url(url)
        .max_number_of_messages(10)
        .message_system_attribute_names(MessageSystemAttributeName::All)
        .message_attribute_names("All");
    call.send().await.unwrap().messages.unwrap_or_default()
}

/// The bodies of [`receive`].
pub(crate) async fn bodies(sqs: &Client, url: &str) -> Vec<String> {
    receive(sqs, url).await.into_iter().map(|message| message.body.unwrap()).collect()
}

async fn a_queue_is_made_once_and_found_by_name(aws: &Aws) {
    let sqs = aws.sqs();
    let name = format!("q-{}", Uuid::new_v4());
    let settings = attributes(&[("VisibilityTimeout", "77")]);
    let make = sqs.create_queue().queue_name(&name).set_attributes(Some(settings));
    let first = make.clone().send().await.unwrap().queue_url.unwrap();
    assert!(first.ends_with(&format!("/{name}")));
    assert_eq!(make.send().await.unwrap().queue_url.unwrap(), first);
    let found = sqs.get_queue_url().queue_name(&name).send().await.unwrap();
    assert_eq!(found.queue_url.unwrap(), first);
}

async fn other_settings_under_the_same_name_are_refused(aws: &Aws) {
    let sqs = aws.sqs();
    let name = format!("q-{}", Uuid::new_v4());
    sqs.create_queue().queue_name(&name).send().await.unwrap();
    let settings = attributes(&[("VisibilityTimeout", "31")]);
    let again = sqs.create_queue().queue_name(&name).set_attributes(Some(settings));
    assert_eq!(code!(again), "QueueAlreadyExists");
}

async fn queue_names_are_checked(aws: &Aws) {
    let sqs = aws.sqs();
    for name in [format!("q-{}.fifo", Uuid::new_v4()), "a b".into(), "a".repeat(81)] {
        assert_eq!(code!(sqs.create_queue().queue_name(&name)), "InvalidParameterValue", "{name}");
    }
    let fifo = attributes(&[("FifoQueue", "true")]);
    let call = sqs.create_queue().queue_name("no-suffix").set_attributes(Some(fifo));
    assert_eq!(code!(call), "InvalidParameterValue");
}

async fn settings_are_read_back(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("FifoQueue", "true"), ("ContentBasedDeduplication", "true")]).await;
    let set = sqs.set_queue_attributes().queue_url(&url);
    set.set_attributes(Some(attributes(&[("VisibilityTimeout", "900")]))).send().await.unwrap();
    sqs.send_message().queue_url(&url).message_body("a").message_group_id("g").send().await.unwrap();
    let read = read(&sqs, &url).await;
    let expected = [
        ("VisibilityTimeout", "900"),
        ("DelaySeconds", "0"),
        ("MessageRetentionPeriod", "345600"),
        ("ReceiveMessageWaitTimeSeconds", "0"),
        ("FifoQueue", "true"),
        ("ContentBasedDeduplication", "true"),
        ("ApproximateNumberOfMessages", "1"),
        ("ApproximateNumberOfMessagesDelayed", "0"),
        ("ApproximateNumberOfMessagesNotVisible", "0"),
    ];
    for (name, value) in expected {
        assert_eq!(read.get(name).map(String::as_str), Some(value), "{name}");
    }
    let one = sqs.get_queue_attributes().queue_url(&url).attribute_names(QueueAttributeName::QueueArn);
    let one = one.send().await.unwrap().attributes.unwrap();
    assert_eq!(one.keys().collect::<Vec<_>>(), [&QueueAttributeName::QueueArn]);
}

async fn settings_out_of_range_are_refused(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    let rows = [
        ("VisibilityTimeout", "43201", "InvalidAttributeValue"),
        ("VisibilityTimeout", "-1", "InvalidAttributeValue"),
        ("VisibilityTimeout", "soon", "InvalidAttributeValue"),
        ("DelaySeconds", "901", "InvalidAttributeValue"),
        ("MaximumMessageSize", "1048577", "InvalidAttributeValue"),
        ("MessageRetentionPeriod", "59", "InvalidAttributeValue"),
        ("ReceiveMessageWaitTimeSeconds", "21", "InvalidAttributeValue"),
        ("Colour", "blue", "InvalidAttributeName"),
        ("ContentBasedDeduplication", "true", "InvalidAttributeName"),
    ];
    for (name, value, expected) in rows {
        let set = sqs.set_queue_attributes().queue_url(&url);
        let set = set.set_attributes(Some(attributes(&[(name, value)])));
        assert_eq!(code!(set), expected, "{name} {value}");
    }
}

async fn a_dead_letter_queue_must_exist_and_be_of_the_same_kind(aws: &Aws) {
    let sqs = aws.sqs();
    let source = queue(&sqs, &[]).await;
    let fifo = queue(&sqs, &[("FifoQueue", "true")]).await;
    let there = arn(&sqs, &queue(&sqs, &[]).await).await;
    let rows = [
        format!(r#"{{"deadLetterTargetArn":"{there}x","maxReceiveCount":3}}"#),
        format!(r#"{{"deadLetterTargetArn":"{there}","maxReceiveCount":0}}"#),
        format!(r#"{{"deadLetterTargetArn":"{there}","maxReceiveCount":1001}}"#),
        format!(r#"{{"deadLetterTargetArn":"{}","maxReceiveCount":3}}"#, arn(&sqs, &fifo).await),
        "[]".into(),
    ];
    for policy in rows {
        let set = sqs.set_queue_attributes().queue_url(&source);
        let set = set.set_attributes(Some(attributes(&[("RedrivePolicy", &policy)])));
        assert_eq!(code!(set), "InvalidParameterValue", "{policy}");
    }
    let good = format!(r#"{{"deadLetterTargetArn":"{there}","maxReceiveCount":"3"}}"#);
    let set = sqs.set_queue_attributes().queue_url(&source);
    set.set_attributes(Some(attributes(&[("RedrivePolicy", &good)]))).send().await.unwrap();
    assert!(read(&sqs, &source).await["RedrivePolicy"].contains(&there));
}

async fn calls_on_a_missing_queue_name_the_error(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await.replace("q-", "gone-");
    let gone = "AWS.SimpleQueueService.NonExistentQueue";
    assert_eq!(code!(sqs.get_queue_url().queue_name("gone")), gone);
    assert_eq!(code!(sqs.send_message().queue_url(&url).message_body("a")), gone);
    assert_eq!(code!(sqs.receive_message().queue_url(&url)), gone);
    assert_eq!(code!(sqs.delete_message().queue_url(&url).receipt_handle("a")), gone);
    assert_eq!(code!(sqs.purge_queue().queue_url(&url)), gone);
    let error = sqs.get_queue_attributes().queue_url(&url).send().await.unwrap_err().into_service_error();
    assert!(error.is_queue_does_not_exist());
}

async fn purging_empties_a_queue_once_a_minute(aws: &Aws) {
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("VisibilityTimeout", "1")]).await;
    for body in ["a", "b"] {
        sqs.send_message().queue_url(&url).message_body(body).send().await.unwrap();
    }
    assert_eq!(receive(&sqs, &url).await.len(), 2);
    sqs.purge_queue().queue_url(&url).send().await.unwrap();
    assert_eq!(code!(sqs.purge_queue().queue_url(&url)), "AWS.SimpleQueueService.PurgeQueueInProgress");
    aws.pass(Duration::from_secs(1)).await;
    assert_eq!(bodies(&sqs, &url).await, Vec::<String>::new());
}
