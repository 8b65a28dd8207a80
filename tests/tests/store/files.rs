//! Payslips' files on S3: read whole, or known to be broken; and what is missing is not mixed up with trouble.

use std::io;

use aws_sdk_s3::Client;
use axum::{Router, http::StatusCode};
use futures_util::StreamExt as _;
use shared::{
    files::FileStore,
    ports::{OpenFile, PayslipFiles, StoreError},
    wiring,
};
use tests::{fault_proxy::QUOTED_VALUE, services};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::stand::config;

const KEY: &str = "acme/2026-11/a.pdf";

fn files_at(url: &str) -> FileStore {
    let config = aws_sdk_s3::config::Builder::from(&config(url)).force_path_style(true).build();
    FileStore::new(Client::from_conf(config), Some("payslips".into()))
}

fn unavailable(cause: &str) -> StoreError {
    StoreError::Unavailable { service: "S3", operation: "open a payslip's file", cause: cause.into() }
}

/// The bytes of a file up to its end, or to what is wrong with it.
async fn read(file: OpenFile) -> (Vec<u8>, Option<io::ErrorKind>) {
    let (mut bytes, mut chunks) = (vec![], file.chunks);
    while let Some(chunk) = chunks.next().await {
        match chunk {
            Ok(chunk) => bytes.extend(chunk),
            Err(error) => {
                assert!(chunks.next().await.is_none(), "nothing follows an error");
                return (bytes, Some(error.kind()));
            }
        }
    }
    (bytes, None)
}

#[tokio::test]
async fn a_file_is_read_whole_and_a_missing_one_is_none() {
    let cloud = services::cloud().await.unwrap();
    let files = wiring::files(&cloud.config("https://personio.example"), &cloud.clients);
    let large: Vec<u8> = (0..1_500_000_u32).flat_map(u32::to_le_bytes).collect();
    let rows = [
        (KEY, b"%PDF-1.7 a small one".to_vec()),
        ("acme/2026-11/payslip é (1) & more.pdf", b"%PDF-".to_vec()),
        ("acme/empty.pdf", vec![]),
        ("acme/large.pdf", large),
    ];
    for (key, bytes) in rows {
        cloud.put_file(key, bytes.clone()).await.unwrap();
        let file = files.open(key).await.unwrap().unwrap();
        assert_eq!(file.size, bytes.len() as u64, "{key}");
        assert!(read(file).await == (bytes, None), "{key}");
    }
    for missing in ["acme/2026-11/b.pdf", "globex/2026-11/a.pdf"] {
        assert!(files.open(missing).await.unwrap().is_none(), "{missing}");
    }
    cloud.put_file(KEY, b"%PDF-1.7 corrected".to_vec()).await.unwrap();
    let file = files.open(KEY).await.unwrap().unwrap();
    assert_eq!(format!("{file:?}"), "OpenFile { size: 18, .. }");
    assert_eq!(read(file).await.0, b"%PDF-1.7 corrected");
}

#[tokio::test]
async fn without_a_bucket_the_missing_variable_is_named() {
    let client = Client::from_conf(aws_sdk_s3::config::Builder::from(&config("http://127.0.0.1:1")).build());
    let error = FileStore::new(client, None).open(KEY).await.unwrap_err();
    assert_eq!(error, unavailable("PAYSLIP_BUCKET is not set"));
}

/// S3 that answers everything with this status and error code.
async fn s3_that_says(status: u16, code: &str) -> FileStore {
    let body = if code.is_empty() {
        String::new()
    } else {
        format!("<Error><Code>{code}</Code><Message>about {QUOTED_VALUE}</Message></Error>")
    };
    let status = StatusCode::from_u16(status).unwrap();
    let router = Router::new().fallback(move || async move { (status, body) });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let files = files_at(&format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    files
}

#[tokio::test]
async fn only_a_missing_file_is_none_and_trouble_is_told_by_its_code() {
    for (status, code) in [(404, "NoSuchKey"), (404, "")] {
        assert!(s3_that_says(status, code).await.open(KEY).await.unwrap().is_none(), "{code}");
    }
    let rows = [
        (404, "NoSuchBucket", "NoSuchBucket"),
        (403, "AccessDenied", "AccessDenied"),
        (403, "InvalidObjectState", "InvalidObjectState"),
        (503, "SlowDown", "SlowDown"),
        (500, "InternalError", "InternalError"),
        (502, "", "no answer"),
    ];
    for (status, code, cause) in rows {
        let error = s3_that_says(status, code).await.open(KEY).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains(QUOTED_VALUE));
        assert_eq!(error, unavailable(cause));
    }
    let error = files_at("http://127.0.0.1:1").open(KEY).await.unwrap_err();
    assert_eq!(error, unavailable("no answer"));
}

/// S3 that answers every request with these bytes, and closes the connection.
async fn s3_that_writes(answer: &'static str) -> FileStore {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let files = files_at(&format!("http://{}", listener.local_addr().unwrap()));
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let mut asked = vec![];
            while !asked.windows(4).any(|window| window == b"\r\n\r\n") {
                if connection.read_buf(&mut asked).await.unwrap() == 0 {
                    break;
                }
            }
            connection.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    files
}

#[tokio::test]
async fn a_file_that_ends_early_ends_with_an_error() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 30\r\n\r\n%PDF-1.7 cut";
    let file = s3_that_writes(answer).await.open(KEY).await.unwrap().unwrap();
    assert_eq!(file.size, 30);
    let (bytes, error) = read(file).await;
    assert_eq!(bytes, b"%PDF-1.7 cut");
    assert!(error.is_some());
    // Nor is a file whose bytes are not those that payroll has put there.
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 8\r\nx-amz-checksum-crc32: AAAAAA==\r\n\r\n%PDF-1.7";
    let file = s3_that_writes(answer).await.open(KEY).await.unwrap().unwrap();
    assert!(read(file).await.1.is_some());
    // Without a size nothing can tell whether a file is whole.
    let answer = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n%PDF-1.7";
    let error = s3_that_writes(answer).await.open(KEY).await.unwrap_err();
    assert_eq!(error, unavailable("no content length"));
}
