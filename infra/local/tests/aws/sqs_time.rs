//! Rules of SQS whose times are too long to wait for: the stand-in with a moved clock.

use std::time::Duration;

use local::aws::StandIns;

use crate::{
    sqs::{attributes, bodies, queue},
    stack::{Aws, TestClock},
};

const SECOND: Duration = Duration::from_secs(1);
const NONE: [&str; 0] = [];

#[tokio::test]
async fn a_deduplication_id_is_remembered_for_five_minutes() {
    let aws = Aws::embedded().await;
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("FifoQueue", "true"), ("VisibilityTimeout", "43200")]).await;
    let send = |body: &'static str, group: &'static str| {
        let call = sqs.send_message().queue_url(&url).message_body(body).message_group_id(group);
        call.message_deduplication_id("id").send()
    };
    send("first", "a").await.unwrap();
    assert_eq!(bodies(&sqs, &url).await, ["first"]);
    aws.pass(299 * SECOND).await;
    send("within", "b").await.unwrap();
    assert_eq!(bodies(&sqs, &url).await, NONE);
    aws.pass(SECOND).await;
    send("after", "c").await.unwrap();
    assert_eq!(bodies(&sqs, &url).await, ["after"]);
}

#[tokio::test]
async fn messages_go_when_they_are_too_old() {
    let aws = Aws::embedded().await;
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("MessageRetentionPeriod", "60"), ("VisibilityTimeout", "0")]).await;
    sqs.send_message().queue_url(&url).message_body("a").send().await.unwrap();
    aws.pass(59 * SECOND).await;
    assert_eq!(bodies(&sqs, &url).await, ["a"]);
    aws.pass(SECOND).await;
    assert_eq!(bodies(&sqs, &url).await, NONE);
}

#[tokio::test]
async fn a_queue_can_be_purged_again_after_a_minute() {
    let aws = Aws::embedded().await;
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    let purge = sqs.purge_queue().queue_url(&url);
    purge.clone().send().await.unwrap();
    aws.pass(Duration::from_millis(59_999)).await;
    assert!(purge.clone().send().await.unwrap_err().into_service_error().is_purge_queue_in_progress());
    aws.pass(Duration::from_millis(1)).await;
    purge.send().await.unwrap();
}

#[tokio::test]
async fn a_new_delay_counts_for_waiting_messages_of_fifo_queues_only() {
    let aws = Aws::embedded().await;
    let sqs = aws.sqs();
    let fifo = [("DelaySeconds", "10"), ("FifoQueue", "true"), ("ContentBasedDeduplication", "true")];
    for (settings, expected) in [(&fifo[..], &["a"][..]), (&fifo[..1], &[])] {
        let url = queue(&sqs, settings).await;
        let group = (settings.len() == 3).then(|| "g".to_owned());
        let send = sqs.send_message().queue_url(&url).message_body("a").set_message_group_id(group);
        send.send().await.unwrap();
        assert_eq!(bodies(&sqs, &url).await, NONE);
        let set = sqs.set_queue_attributes().queue_url(&url);
        set.set_attributes(Some(attributes(&[("DelaySeconds", "0")]))).send().await.unwrap();
        assert_eq!(bodies(&sqs, &url).await, expected, "{settings:?}");
        aws.pass(10 * SECOND).await;
        assert_eq!(bodies(&sqs, &url).await.len(), 1 - expected.len(), "{settings:?}");
    }
}

#[tokio::test]
async fn a_long_poll_notices_that_a_timeout_ended() {
    let aws = Aws::embedded().await;
    let sqs = aws.sqs();
    let url = queue(&sqs, &[("VisibilityTimeout", "30")]).await;
    sqs.send_message().queue_url(&url).message_body("a").send().await.unwrap();
    assert_eq!(bodies(&sqs, &url).await, ["a"]);
    let poll = sqs.receive_message().queue_url(&url).wait_time_seconds(20);
    let (received, ()) = tokio::join!(poll.send(), async {
        tokio::time::sleep(SECOND / 10).await;
        aws.pass(30 * SECOND).await;
    });
    assert_eq!(received.unwrap().messages().len(), 1);
}

#[tokio::test]
async fn nothing_overtakes_in_its_group_when_the_clock_is_turned_back() {
    let clock = TestClock::new();
    let stand_ins = StandIns::start(clock.config(None)).await.unwrap();
    let sqs = Aws::of(&stand_ins).sqs();
    let url = queue(&sqs, &[("FifoQueue", "true"), ("ContentBasedDeduplication", "true")]).await;
    let send = |body: &'static str, group: &'static str| {
        sqs.send_message().queue_url(&url).message_body(body).message_group_id(group).send()
    };
    send("first", "g").await.unwrap();
    clock.turn_back(10 * SECOND);
    send("second", "g").await.unwrap();
    send("another's", "h").await.unwrap();
    assert_eq!(bodies(&sqs, &url).await, ["another's"]);
    clock.pass(10 * SECOND);
    assert_eq!(bodies(&sqs, &url).await, ["first", "second"]);
}
