//! What goes over the wire, and what a broken wire does.

use std::{sync::Arc, time::Duration};

use super::{
    TestClock, access,
    server::{Act, Server, answer, token},
    wanted,
};
use crate::{
    domain::ids::PersonioId,
    kept_log::Log,
    personio::{ConfigError, PersonioClient, PersonioConfig},
    ports::{Page, PersonioError, ReadPersonio},
};

const PAGE: &[u8] =
    br#"{"success":true,"data":[{"attributes":{"id":{"value":424242},"last_name":{"value":"MARK-Lee"}}}]}"#;

pub(super) fn client(server: &Server) -> PersonioClient {
    let config = PersonioConfig {
        base_url: server.url.clone(),
        partner_id: Some("PENTO".to_owned()),
        app_id: Some("PENTO_PERSONIO".to_owned()),
    };
    PersonioClient::new(config, Arc::new(TestClock::new())).unwrap()
}

/// One page over a server that acts so; the ids read, and the requests seen.
async fn page(time: Duration, acts: Vec<Act>) -> (Result<Page, PersonioError>, Vec<String>) {
    let server = Server::start(acts).await;
    let result = client(&server).employees(&access(time), &wanted(&["last_name"]), 200).await;
    (result, server.requests())
}

fn ids(result: Result<Page, PersonioError>) -> Vec<String> {
    result.unwrap().records.iter().map(|record| record.personio_id.to_string()).collect()
}

#[tokio::test]
async fn requests_are_as_personio_wants_them() {
    let (result, requests) = page(Duration::from_secs(5), vec![token(), answer(200, "", PAGE)]).await;
    assert_eq!(ids(result), ["424242"]);
    let [sign_in, list] = requests.as_slice() else { panic!("{} requests", requests.len()) };

    let (head, body) = sign_in.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v1/auth HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("\r\ncontent-type: application/json"), "{head}");
    assert!(!head.contains("MARK") && !head.to_lowercase().contains("authorization"), "{head}");
    assert_eq!(body, r#"{"client_id":"MARK-client-id","client_secret":"MARK-secret \"ü\""}"#);

    let (head, body) = list.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("GET /v1/company/employees?limit=100&offset=200 HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("\r\nauthorization: Bearer papi-MARK"), "{head}");
    assert_eq!(body, "");

    for request in [sign_in, list] {
        for header in [
            "x-personio-partner-id: PENTO\r\n",
            "x-personio-app-id: PENTO_PERSONIO\r\n",
            concat!("user-agent: pento-personio/", env!("CARGO_PKG_VERSION"), "\r\n"),
            "accept: application/json\r\n",
            "accept-encoding: gzip\r\n",
        ] {
            assert!(request.contains(header), "{header:?} in {request}");
        }
    }
}

#[tokio::test]
async fn the_other_paths() {
    let person = br#"{"success":true,"data":{"attributes":{"id":{"value":7}}}}"#;
    let catalogue = br#"{"success":true,"data":[{"key":"id","label":"ID","type":"integer"}]}"#;
    let server = Server::start(vec![token(), answer(200, "", person), answer(200, "", catalogue)]).await;
    let (client, access) = (client(&server), access(Duration::from_secs(5)));
    let found = client.employee(&access, &wanted(&[]), &PersonioId::new("7")).await.unwrap().unwrap();
    assert_eq!(found.personio_id, PersonioId::new("7"));
    assert_eq!(client.attributes(&access).await.unwrap().iter().count(), 1);
    let lines: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.lines().next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(
        lines,
        [
            "POST /v1/auth HTTP/1.1",
            "GET /v1/company/employees/7 HTTP/1.1",
            "GET /v1/company/employees/attributes HTTP/1.1"
        ]
    );
}

#[tokio::test]
async fn broken_answers_are_asked_for_again() {
    let broken = || {
        vec![
            ("reset", Act::Reset),
            ("closed", Act::Write(Vec::new())),
            ("half a head", Act::Write(b"HTTP/1.1 200 OK\r\nConte".to_vec())),
            (
                "less body than announced",
                Act::Write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"success\":true,".to_vec()),
            ),
            (
                "half a chunk",
                Act::Write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{\"succ".to_vec()),
            ),
            ("no gzip", answer(200, "Content-Encoding: gzip\r\n", PAGE)),
        ]
    };
    for (row, act) in broken() {
        let (result, _) = page(Duration::from_secs(10), vec![token(), act, answer(200, "", PAGE)]).await;
        assert_eq!(ids(result), ["424242"], "{row}");
    }
    for (row, act) in broken() {
        // Too little time for the half second before another try.
        let (result, _) = page(Duration::from_millis(450), vec![token(), act]).await;
        let last = "connection broken off".to_owned();
        assert_eq!(result, Err(PersonioError::Unavailable { operation: "employees", last }), "{row}");
    }
}

#[tokio::test]
async fn silence_ends_at_the_deadline() {
    let started = std::time::Instant::now();
    let (result, requests) = page(Duration::from_millis(300), vec![token(), Act::Hang]).await;
    let last = "time-out".to_owned();
    assert_eq!(result, Err(PersonioError::Unavailable { operation: "employees", last }));
    assert_eq!(requests.len(), 2);
    assert!(started.elapsed() < Duration::from_secs(3));
}

#[tokio::test]
async fn nobody_there() {
    let config = PersonioConfig {
        // Port 9 is "discard", and nothing listens on it here.
        base_url: "http://127.0.0.1:9".parse().unwrap(),
        partner_id: None,
        app_id: None,
    };
    let client = PersonioClient::new(config, Arc::new(TestClock::new())).unwrap();
    let access = access(Duration::from_millis(400));
    let result = client.employees(&access, &wanted(&[]), 0).await;
    let last = "no connection".to_owned();
    assert_eq!(result, Err(PersonioError::Unavailable { operation: "sign-in", last }));
    assert_eq!(access.request_count(), 1);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = answer(302, "Location: /elsewhere\r\n", b"");
    let (result, requests) =
        page(Duration::from_secs(5), vec![token(), elsewhere, answer(200, "", PAGE)]).await;
    assert_eq!(result, Err(PersonioError::Refused { operation: "employees", status: 302 }));
    assert_eq!(requests.len(), 2);
}

#[tokio::test]
async fn gzip_is_understood() {
    let (result, _) =
        page(Duration::from_secs(5), vec![token(), answer(200, "Content-Encoding: gzip\r\n", &gzip(PAGE))])
            .await;
    assert_eq!(ids(result), ["424242"]);
}

#[tokio::test]
async fn bodies_have_a_bound() {
    let announced = Act::Write(b"HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\n{".to_vec());
    let mut streamed = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    streamed.resize(streamed.len() + 64 * 1024 * 1024 + 1, b' ');
    for act in [announced, Act::Write(streamed)] {
        // The server may not get rid of all its bytes: the client has gone by then.
        let (result, requests) = page(Duration::from_secs(20), vec![token(), act]).await;
        let last = "answer too large".to_owned();
        assert_eq!(result, Err(PersonioError::Unavailable { operation: "employees", last }));
        assert_eq!(requests.len(), 2);
    }
}

#[tokio::test]
async fn logs_and_errors_name_nobody() {
    let (log, guard) = Log::listen();
    let refused = br#"{"success":false,"error":{"message":"MARK-Lee"}}"#;
    let server = Server::start(vec![
        token(),
        answer(200, "", PAGE),
        answer(422, "", refused),
        answer(502, "", b"<html>MARK-Lee</html>"),
        answer(404, "", refused),
    ])
    .await;
    let client = client(&server);
    let access = access(Duration::from_secs(5));
    let wanted = wanted(&["last_name"]);
    let page = client.employees(&access, &wanted, 0).await.unwrap();
    let error = client.employee(&access, &wanted, &PersonioId::new("424242")).await.unwrap_err();
    assert_eq!(client.employee(&access, &wanted, &PersonioId::new("424242")).await, Ok(None));
    drop(guard);

    let shown = format!("{page:?} {error:?} {error} {client:?}").replace("PersonioId(\"424242\")", "");
    let log = log.text();
    for secret in ["MARK", "424242", "papi"] {
        assert!(!log.contains(secret), "{secret} in {log}");
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    let line = |path: &str, rest: &str| {
        log.lines().any(|line| line.contains(&format!("path=\"{path}\"")) && line.contains(rest))
    };
    assert!(line("/v1/auth", "status=200 attempt=1"), "{log}");
    assert!(line("/v1/company/employees", "status=200 attempt=1"), "{log}");
    assert!(line("/v1/company/employees/{id}", "status=422 attempt=1"), "{log}");
    assert!(line("/v1/company/employees/{id}", "status=502 attempt=1"), "{log}");
    assert!(line("/v1/company/employees/{id}", "failure=status 502"), "{log}");
}

#[test]
fn plain_http_to_elsewhere_is_refused() {
    let config = PersonioConfig {
        base_url: "http://api.personio.de".parse().unwrap(),
        partner_id: None,
        app_id: None,
    };
    assert_eq!(
        PersonioClient::new(config.clone(), Arc::new(TestClock::new())).err(),
        Some(ConfigError::NotHttps)
    );
    let over_tls = PersonioConfig { base_url: "https://api.personio.de".parse().unwrap(), ..config };
    assert!(PersonioClient::new(over_tls, Arc::new(TestClock::new())).is_ok());
}

/// `bytes` as one stored block (RFC 1951, 3.2.4) in a gzip member (RFC 1952).
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 1];
    [
        &head[..],
        &length.to_le_bytes(),
        &(!length).to_le_bytes(),
        bytes,
        &(!crc).to_le_bytes(),
        &u32::from(length).to_le_bytes(),
    ]
    .concat()
}
