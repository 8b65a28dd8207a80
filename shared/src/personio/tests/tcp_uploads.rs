//! Uploads over the wire, and over a wire that breaks.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use futures_util::{StreamExt, stream};

use super::{
    TestClock, access,
    server::{Act, Request, Server, answer, token},
    tcp::client,
    uploads::payslip,
};
use crate::{
    domain::ids::PersonioId,
    personio::{PersonioClient, PersonioConfig},
    ports::{Documents, OpenFile, PersonioError, StoredDocument, Upload, UploadError},
};

pub(super) const STORED: &[u8] = br#"{"success":true,"data":{"id":991,"type":"Document","attributes":{"title":"MARK-title","comment":"MARK-ledger 1","employee":{"type":"Employee","attributes":{"id":{"label":"ID","value":424242},"last_name":{"value":"MARK-Lee"}}},"category":{"id":12,"type":"DocumentCategory","attributes":{"name":"MARK-folder"}}}}}"#;

/// Bytes that are no text, a boundary's beginning and a line's end among them.
const FILE: [&[u8]; 3] = [b"%PDF-1.7\r\n\xff\xfe\x00--", b"\r\n--x--\r\n", b"%%EOF"];

pub(super) fn whole() -> Upload {
    let size = FILE.iter().map(|chunk| chunk.len()).sum::<usize>();
    payslip(u64::try_from(size).unwrap(), FILE.iter().map(|chunk| Ok(Bytes::from_static(chunk))).collect())
}

/// One upload to a server that signs in and then acts so; what came of it, and the server.
async fn upload(time: Duration, act: Act, upload: Upload) -> (Result<StoredDocument, UploadError>, Server) {
    // A second upload would be stored, and seen.
    let server = Server::start(vec![token(), act, answer(201, "", STORED)]).await;
    let access = access(time);
    let result = client(&server).upload(&access, upload).await;
    assert_eq!(access.request_count(), 2);
    (result, server)
}

/// A part of a form: its headers, its content.
type Part = (String, Vec<u8>);

/// Takes a multipart body apart (RFC 7578, RFC 2046).
fn parts(request: &Request) -> Vec<Part> {
    let (head, body) = halves(&request.bytes, b"\r\n\r\n");
    let head = String::from_utf8(head.to_vec()).unwrap();
    let boundary = head.split_once("content-type: multipart/form-data; boundary=").unwrap().1;
    let delimiter = format!("\r\n--{}", boundary.lines().next().unwrap());
    let mut rest = [b"\r\n", body].concat();
    let mut parts = Vec::new();
    assert!(rest.starts_with(delimiter.as_bytes()));
    rest.drain(..delimiter.len());
    while rest != b"--\r\n" {
        let (part, after) = halves(&rest, delimiter.as_bytes());
        let (headers, content) = halves(part, b"\r\n\r\n");
        parts.push((String::from_utf8(headers.to_vec()).unwrap().trim().to_owned(), content.to_vec()));
        rest = after.to_vec();
    }
    parts
}

fn halves<'a>(bytes: &'a [u8], between: &[u8]) -> (&'a [u8], &'a [u8]) {
    let at = bytes.windows(between.len()).position(|window| window == between).unwrap();
    (&bytes[..at], &bytes[at + between.len()..])
}

#[tokio::test]
async fn an_upload_is_as_personio_wants_it() {
    let (result, server) = upload(Duration::from_secs(5), answer(201, "", STORED), whole()).await;
    let stored = StoredDocument {
        document_id: "991".to_owned(),
        personio_id: Some(PersonioId::new("424242")),
        folder_id: Some("12".to_owned()),
    };
    assert_eq!(result, Ok(stored));
    let requests = server.wait_for(2).await;
    assert_eq!(requests.len(), 2);
    assert!(requests[1].whole);
    let head = String::from_utf8_lossy(halves(&requests[1].bytes, b"\r\n\r\n").0).into_owned();
    assert!(head.starts_with("POST /v1/company/documents HTTP/1.1\r\n"), "{head}");
    for header in [
        "\r\nauthorization: Bearer papi-MARK",
        "\r\nx-personio-partner-id: PENTO\r\n",
        "\r\nx-personio-app-id: PENTO_PERSONIO\r\n",
        "\r\ncontent-length: ",
    ] {
        assert!(head.contains(header), "{header:?} in {head}");
    }
    assert!(!head.contains("424242") && !head.contains("transfer-encoding"), "{head}");
    let text = |name: &str, value: &str| {
        (format!("Content-Disposition: form-data; name=\"{name}\""), value.as_bytes().to_vec())
    };
    let file = "Content-Disposition: form-data; name=\"file\"; filename=\"payslip-2026-10-31.pdf\"\r\n\
        content-type: application/pdf";
    assert_eq!(
        parts(&requests[1]),
        [
            text("title", "MARK-title Gehaltsmitteilung Übermaß 給与"),
            text("employee_id", "424242"),
            text("category_id", "12"),
            text("date", "2026-10-31"),
            text("comment", "MARK-ledger 1"),
            (file.to_owned(), FILE.concat()),
        ]
    );
}

#[tokio::test]
async fn a_lost_answer_is_unclear_and_nothing_is_sent_again() {
    let cut = |text: &[u8]| Act::Write(text.to_vec());
    for (row, act) in [
        ("closed after reading all", Act::Write(Vec::new())),
        ("reset before reading all", Act::Reset),
        ("half a head", cut(b"HTTP/1.1 201 Created\r\nConte")),
        (
            "half a body",
            cut(b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{\"success\":true,\"data\":{\"id\":9"),
        ),
        ("no gzip", answer(201, "Content-Encoding: gzip\r\n", STORED)),
        ("a gateway's page", answer(504, "", b"<html>MARK-Lee</html>")),
        ("a redirect", answer(303, "Location: /v1/company/documents/991\r\n", b"")),
        ("silence", Act::Hang),
    ] {
        let (result, server) = upload(Duration::from_millis(700), act, whole()).await;
        assert_eq!(result, Err(UploadError::Unclear), "{row}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert!(server.requests().len() <= 2, "{row}");
    }
}

#[tokio::test]
async fn refusals_are_read_even_while_the_file_is_on_its_way() {
    let early = b"HTTP/1.1 413 X\r\nContent-Length: 0\r\n\r\n".to_vec();
    let refused = UploadError::Refused(PersonioError::Refused { operation: "documents", status: 413 });
    let chunk = Bytes::from(vec![b'x'; 64 * 1024]);
    let large = payslip(64 * 64 * 1024, (0..64).map(|_| Ok(chunk.clone())).collect());
    let (result, _) = upload(Duration::from_secs(5), Act::Early(early), large).await;
    assert_eq!(result, Err(refused));
}

#[tokio::test]
async fn nobody_there_to_take_it() {
    // The login is answered, and then nobody listens any more.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let login = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.unwrap();
        drop(listener);
        let mut bytes = [0; 4096];
        let _ = stream.read(&mut bytes).await.unwrap();
        let Act::Write(answer) = token() else { unreachable!() };
        stream.write_all(&answer).await.unwrap();
        stream.shutdown().await.unwrap();
    });
    let config = PersonioConfig {
        base_url: format!("http://{address}").parse().unwrap(),
        partner_id: None,
        app_id: None,
    };
    let client = PersonioClient::new(config, Arc::new(TestClock::new())).unwrap();
    let access = access(Duration::from_secs(5));
    let result = client.upload(&access, whole()).await;
    let last = "no connection".to_owned();
    let error = PersonioError::Unavailable { operation: "documents", last };
    assert_eq!(result, Err(UploadError::NotSent(error)));
    assert_eq!(access.request_count(), 2);
    login.await.unwrap();
}

#[tokio::test]
async fn a_broken_file_leaves_an_incomplete_request() {
    let chunk = || Ok(Bytes::from(vec![b'x'; 100_000]));
    for (row, file) in [
        ("at once", payslip(8, vec![Err(io::Error::other("MARK-key"))])),
        ("in the middle", payslip(300_000, vec![chunk(), chunk(), Err(io::Error::other("MARK-key"))])),
        ("at the end", payslip(100_000, vec![chunk(), Err(io::Error::other("MARK-key"))])),
        ("too short", payslip(300_000, vec![chunk(), chunk()])),
        ("too long", payslip(150_000, vec![chunk(), chunk()])),
    ] {
        let (result, server) = upload(Duration::from_secs(5), answer(201, "", STORED), file).await;
        assert_eq!(result, Err(UploadError::FileBroken), "{row}");
        // A request that broke off before anything had left is not seen at all.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let requests = server.wait_for(1).await;
        assert!(requests[1..].iter().all(|request| !request.whole), "{row}");
        assert!(row == "at once" || requests.len() == 2, "{row}");
    }
}

#[tokio::test]
async fn a_file_is_read_no_faster_than_it_leaves() {
    const CHUNK: usize = 256 * 1024;
    const CHUNKS: usize = 120; // 30 MB.
    let read = Arc::new(AtomicUsize::new(0));
    let counter = read.clone();
    let chunks = stream::iter(0..CHUNKS).map(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        Ok(Bytes::from(vec![b'x'; CHUNK]))
    });
    let file = OpenFile { size: u64::try_from(CHUNK * CHUNKS).unwrap(), chunks: chunks.boxed() };
    let slow = Upload { file, ..whole() };
    let (result, _) = upload(Duration::from_millis(700), Act::Deaf, slow).await;
    assert_eq!(result, Err(UploadError::Unclear));
    // What the kernel's buffers on both sides take is gone; the rest was never asked for.
    let read = read.load(Ordering::Relaxed);
    assert!(read > 0 && read < CHUNKS * 2 / 3, "{read} of {CHUNKS}");
}

#[tokio::test]
async fn every_upload_has_a_connection_of_its_own() {
    let keeps = || {
        Act::Write(
            [
                b"HTTP/1.1 201 Created\r\nContent-Length: ",
                STORED.len().to_string().as_bytes(),
                b"\r\n\r\n",
                STORED,
            ]
            .concat(),
        )
    };
    let server = Server::start(vec![token(), keeps(), keeps()]).await;
    let (client, access) = (client(&server), access(Duration::from_secs(5)));
    client.upload(&access, whole()).await.unwrap();
    client.upload(&access, whole()).await.unwrap();
    // The server serves one request on each connection.
    assert_eq!(server.wait_for(3).await.len(), 3);
}
