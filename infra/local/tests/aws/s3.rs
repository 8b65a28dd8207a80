//! S3 with the SDK's default checksums.

use aws_sdk_s3::{Client, primitives::ByteStream};

use crate::stack::{Aws, code};

async fn bucket(aws: &Aws) -> Client {
    let s3 = aws.s3();
    s3.create_bucket().bucket("payslips").send().await.unwrap();
    s3
}

async fn put(s3: &Client, key: &str, body: &[u8]) -> String {
    let call = s3.put_object().bucket("payslips").key(key).content_type("application/pdf");
    call.body(ByteStream::from(body.to_vec())).send().await.unwrap().e_tag.unwrap()
}

#[tokio::test]
async fn an_object_is_put_read_looked_at_and_deleted() {
    let aws = Aws::embedded().await;
    let s3 = bucket(&aws).await;
    let pdf: Vec<u8> =
        b"%PDF-1.7\n".iter().copied().chain((0..100_000_u32).map(|n| n.to_le_bytes()[1])).collect();
    let e_tag = put(&s3, "tenant/2026-04/payslip é 1.pdf", &pdf).await;

    let object = || ("payslips", "tenant/2026-04/payslip é 1.pdf");
    let (in_bucket, key) = object();
    let read = s3.get_object().bucket(in_bucket).key(key).send().await.unwrap();
    assert_eq!(read.content_type(), Some("application/pdf"));
    assert_eq!(read.e_tag(), Some(e_tag.as_str()));
    assert_eq!(read.body.collect().await.unwrap().to_vec(), pdf);
    let part = s3.get_object().bucket(in_bucket).key(key).range("bytes=0-4").send().await.unwrap();
    assert_eq!(part.body.collect().await.unwrap().to_vec(), b"%PDF-");
    let head = s3.head_object().bucket(in_bucket).key(key).send().await.unwrap();
    assert_eq!(head.content_length(), Some(100_009));

    s3.delete_object().bucket(in_bucket).key(key).send().await.unwrap();
    assert_eq!(code!(s3.get_object().bucket(in_bucket).key(key)), "NoSuchKey");
    let gone = s3.head_object().bucket(in_bucket).key(key).send().await.unwrap_err();
    assert!(gone.into_service_error().is_not_found());
    // Deleting twice is no error.
    s3.delete_object().bucket(in_bucket).key(key).send().await.unwrap();
}

#[tokio::test]
async fn putting_again_replaces() {
    let aws = Aws::embedded().await;
    let s3 = bucket(&aws).await;
    put(&s3, "a", b"long, and first").await;
    put(&s3, "a", b"second").await;
    let read = s3.get_object().bucket("payslips").key("a").send().await.unwrap();
    assert_eq!(read.body.collect().await.unwrap().to_vec(), b"second");
}

#[tokio::test]
async fn objects_are_listed_by_prefix_in_pages() {
    let aws = Aws::embedded().await;
    let s3 = bucket(&aws).await;
    for key in ["t1/b", "t1/a", "t1/c", "t2/a"] {
        put(&s3, key, b"x").await;
    }
    let (mut keys, mut next) = (Vec::new(), None);
    for _ in 0..2 {
        let call = s3.list_objects_v2().bucket("payslips").prefix("t1/").max_keys(2);
        let page = call.set_continuation_token(next).send().await.unwrap();
        keys.push(page.contents().iter().map(|object| object.key().unwrap().to_owned()).collect::<Vec<_>>());
        next = page.next_continuation_token;
    }
    assert_eq!(keys, [vec!["t1/a", "t1/b"], vec!["t1/c"]]);
    assert_eq!(next, None);
}

#[tokio::test]
async fn objects_may_be_larger_than_what_web_frameworks_take() {
    let aws = Aws::embedded().await;
    let s3 = bucket(&aws).await;
    // Axum's limit is 2 MiB where it is not lifted; a payslip may have 30.
    put(&s3, "large", &vec![7; 4 * 1_048_576]).await;
    let head = s3.head_object().bucket("payslips").key("large").send().await.unwrap();
    assert_eq!(head.content_length(), Some(4_194_304));
}

#[tokio::test]
async fn strangers_are_refused() {
    use aws_sdk_s3::config::Credentials;
    let aws = Aws::embedded().await;
    let s3 = bucket(&aws).await;
    put(&s3, "a", b"x").await;
    let other = Credentials::new("local", "guessed", None, None, "test");
    let config = s3.config().to_builder().credentials_provider(other).build();
    let call = Client::from_conf(config).get_object().bucket("payslips").key("a");
    assert_eq!(code!(call), "SignatureDoesNotMatch");
}
