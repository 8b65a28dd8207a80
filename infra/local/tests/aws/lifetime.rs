//! Starting, stopping, and what is there afterwards; who may call.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::primitives::ByteStream;
use local::aws::StandIns;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::{
    dynamodb::table,
    sqs::{bodies, queue, receive},
    stack::{Aws, TestClock},
};

const NAMES: [(&str, &str); 2] = [("FifoQueue", "true"), ("VisibilityTimeout", "600")];

async fn start(clock: &TestClock, folder: &Path) -> StandIns {
    StandIns::start(clock.config(Some(folder.to_owned()))).await.unwrap()
}

async fn fill(aws: &Aws) -> String {
    let sqs = aws.sqs();
    let url = queue(&sqs, &NAMES).await;
    for (group, body) in [("a", "a1"), ("a", "a2"), ("b", "b1")] {
        let call = sqs.send_message().queue_url(&url).message_body(body).message_group_id(group);
        call.message_deduplication_id(body).send().await.unwrap();
    }
    let call = sqs.receive_message().queue_url(&url).max_number_of_messages(1);
    assert_eq!(call.send().await.unwrap().messages()[0].body(), Some("a1"));
    aws.secretsmanager().create_secret().name("s").secret_string("kept").send().await.unwrap();
    let s3 = aws.s3();
    s3.create_bucket().bucket("payslips").send().await.unwrap();
    let put = s3.put_object().bucket("payslips").key("t/a.pdf").body(ByteStream::from_static(b"%PDF"));
    put.send().await.unwrap();
    let dynamodb = aws.dynamodb();
    table(&dynamodb, "tenants").await;
    let put = dynamodb.put_item().table_name("tenants").item("pk", AttributeValue::S("a".into()));
    put.item("sk", AttributeValue::S("b".into())).send().await.unwrap();
    url
}

#[tokio::test]
async fn state_survives_a_restart() {
    let (clock, folder) = (TestClock::new(), tempfile::tempdir().unwrap());
    let before = start(&clock, folder.path()).await;
    let url = fill(&Aws::of(&before)).await;
    before.shutdown().await;

    let after = start(&clock, folder.path()).await;
    let aws = Aws::of(&after);
    let sqs = aws.sqs();
    // The old address is good, the message in flight still closes its group, and the timeout still runs.
    assert_eq!(bodies(&sqs, &url).await, ["b1"]);
    let again = sqs.send_message().queue_url(&url).message_body("new").message_group_id("c");
    again.message_deduplication_id("a1").send().await.unwrap();
    clock.pass(Duration::from_mins(10));
    let mut all: Vec<_> =
        receive(&sqs, &url).await.into_iter().map(|message| message.body.unwrap()).collect();
    all.sort();
    assert_eq!(all, ["a1", "a2", "b1"]);
    let read = aws.secretsmanager().get_secret_value().secret_id("s").send().await.unwrap();
    assert_eq!(read.secret_string(), Some("kept"));
    let read = aws.s3().get_object().bucket("payslips").key("t/a.pdf").send().await.unwrap();
    assert_eq!(read.body.collect().await.unwrap().to_vec(), b"%PDF");
    let scan = aws.dynamodb().scan().table_name("tenants").send().await.unwrap();
    assert_eq!(scan.count(), 1);
    after.shutdown().await;
}

#[tokio::test]
async fn state_in_memory_is_nobody_elses() {
    let (one, other) = (Aws::embedded().await, Aws::embedded().await);
    fill(&one).await;
    fill(&other).await;
    one.shutdown().await;
    let read = other.secretsmanager().get_secret_value().secret_id("s").send().await.unwrap();
    assert_eq!(read.secret_string(), Some("kept"));
    other.shutdown().await;
}

#[tokio::test]
async fn a_folder_has_one_user_at_a_time() {
    let (clock, folder) = (TestClock::new(), tempfile::tempdir().unwrap());
    let first = start(&clock, folder.path()).await;
    let second = StandIns::start(clock.config(Some(folder.path().to_owned()))).await;
    let error = format!("{:#}", second.unwrap_err());
    assert!(error.contains("another process seems to use it"), "{error}");
    // Dropping is enough to let go of the folder.
    drop(first);
    start(&clock, folder.path()).await.shutdown().await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_folder_is_closed_to_other_users() {
    use std::os::unix::fs::PermissionsExt as _;
    let (clock, folder) = (TestClock::new(), tempfile::tempdir().unwrap());
    let stand_ins = start(&clock, &folder.path().join("new/deep")).await;
    let mode = std::fs::metadata(folder.path().join("new/deep/aws")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    stand_ins.shutdown().await;
}

#[tokio::test]
async fn shutting_down_ends_long_polls_and_closes_ports() {
    let aws = Aws::embedded().await;
    let sqs = aws.sqs();
    let url = queue(&sqs, &[]).await;
    let address = aws.endpoints().sqs.strip_prefix("http://").unwrap().to_owned();
    let poll = tokio::spawn(sqs.receive_message().queue_url(&url).wait_time_seconds(20).send());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let started = Instant::now();
    aws.shutdown().await;
    assert!(started.elapsed() < Duration::from_secs(2));
    assert_eq!(poll.await.unwrap().unwrap().messages().len(), 0);
    assert!(TcpStream::connect(address).await.is_err());
}

/// The status line's number of the answer to a request of these headers.
async fn status(url: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap();
    let request = format!("POST / HTTP/1.1\r\nConnection: close\r\nContent-Length: 2\r\n{headers}\r\n{{}}");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer)[9..12].to_owned()
}

#[tokio::test]
async fn only_signing_programs_of_this_machine_are_answered() {
    let aws = Aws::embedded().await;
    let signed = "Host: 127.0.0.1:1\r\nAuthorization: AWS4-HMAC-SHA256 any\r\n";
    let list = "X-Amz-Target: secretsmanager.ListSecrets\r\n";
    let rows = [
        (format!("{signed}{list}"), "200"),
        (format!("Host: 127.0.0.1:1\r\n{list}"), "403"),
        (format!("{signed}{list}Origin: https://example.com\r\n"), "403"),
        (format!("Host: rebound.example.com\r\nAuthorization: any\r\n{list}"), "403"),
        (format!("{signed}X-Amz-Target: secretsmanager.RotateSecret\r\n"), "400"),
        (format!("{signed}X-Amz-Target: AmazonSQS.ListSecrets\r\n"), "400"),
        (signed.to_owned(), "400"),
    ];
    for (headers, expected) in rows {
        assert_eq!(status(&aws.endpoints().secretsmanager, &headers).await, expected, "{headers}");
    }
    let origin = "Host: 127.0.0.1:1\r\nOrigin: https://example.com\r\n";
    assert_eq!(status(&aws.endpoints().s3, origin).await, "403");
    assert_eq!(status(&aws.endpoints().sqs, origin).await, "403");
}
