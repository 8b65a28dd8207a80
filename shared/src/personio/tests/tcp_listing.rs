//! Lists of documents over the wire; and what is logged of documents.

use std::{io, time::Duration};

use super::{
    access,
    server::{Act, Server, answer, token},
    tcp::client,
    tcp_uploads::{STORED, whole},
    uploads::payslip,
};
use crate::{
    domain::ids::PersonioId,
    kept_log::Log,
    ports::{Documents, PersonioError},
};

/// Personio's answer to a sign-in to v2.
fn v2_token() -> Act {
    answer(200, "", br#"{"access_token":"papi-MARK-2","token_type":"Bearer","expires_in":86400}"#)
}

#[tokio::test]
async fn a_list_is_asked_for_page_by_page() {
    const FIRST: &str = r#"{"_data":[{"id":"a","comment":"MARK-ledger 1"}],"_meta":{"links":{"next":{"href":"?owner_id=9&cursor=n%26x"}}}}"#;
    let last = br#"{"_data":[{"id":7,"comment":null}],"_meta":{"links":{}}}"#;
    let server =
        Server::start(vec![v2_token(), answer(200, "", FIRST.as_bytes()), answer(200, "", last)]).await;
    let access = access(Duration::from_secs(5));
    let found = client(&server).documents(&access, &PersonioId::new("424242"), "12").await.unwrap();
    let found: Vec<_> = found.iter().map(|one| (one.document_id.as_str(), one.comment.as_deref())).collect();
    assert_eq!(found, [("a", Some("MARK-ledger 1")), ("7", None)]);
    assert_eq!(access.request_count(), 3);

    let requests = server.requests();
    let (head, body) = requests[0].split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /v2/auth/token HTTP/1.1\r\n"), "{head}");
    assert!(head.contains("\r\ncontent-type: application/x-www-form-urlencoded\r\n"), "{head}");
    assert!(!head.contains("MARK") && !head.to_lowercase().contains("authorization"), "{head}");
    assert_eq!(
        body,
        "grant_type=client_credentials&client_id=MARK-client-id&client_secret=MARK-secret+%22%C3%BC%22"
    );
    let question = "GET /v2/document-management/documents?owner_id=424242&category_id=12&limit=200";
    for (request, line) in [
        (&requests[1], format!("{question} HTTP/1.1\r\n")),
        (&requests[2], format!("{question}&cursor=n%26x HTTP/1.1\r\n")),
    ] {
        assert!(request.starts_with(&line), "{request}");
        assert!(request.contains("\r\nauthorization: Bearer papi-MARK-2\r\n"), "{request}");
        assert!(request.contains("\r\nx-personio-app-id: PENTO_PERSONIO\r\n"), "{request}");
    }
}

#[tokio::test]
async fn a_foreign_link_is_never_followed() {
    let foreign = Server::start(vec![answer(200, "", br#"{"_data":[]}"#)]).await;
    let link = foreign.url.join("/v2/document-management/documents?cursor=a").unwrap();
    let page = format!(r#"{{"_data":[],"_meta":{{"links":{{"next":{{"href":"{link}"}}}}}}}}"#);
    let server = Server::start(vec![v2_token(), answer(200, "", page.as_bytes())]).await;
    let access = access(Duration::from_secs(5));
    let result = client(&server).documents(&access, &PersonioId::new("424242"), "12").await;
    let last = "a next link to somewhere else".to_owned();
    assert_eq!(result, Err(PersonioError::Unavailable { operation: "document list", last }));
    assert!(foreign.requests().is_empty());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn logs_and_errors_of_documents_name_nobody() {
    let (log, guard) = Log::listen();
    let refused =
        br#"{"success":false,"error":{"message":"MARK-Lee","error_data":{"title":["MARK-title"]}}}"#;
    let problem = br#"{"errors":[{"title":"MARK-Lee","detail":"MARK-title 424242"}]}"#;
    let listed = br#"{"_data":[{"id":"a","name":"MARK-title","comment":"MARK-ledger 1"}],"_meta":{"links":{"next":{"href":"https://MARK.example.com/?cursor=424242"}}}}"#;
    let server = Server::start(vec![
        token(),
        answer(201, "", STORED),
        answer(422, "", refused),
        answer(201, "", b"<html>MARK-Lee</html>"),
        Act::Write(Vec::new()),
        answer(404, "", refused),
        Act::Hang,
        v2_token(),
        answer(400, "", problem),
        answer(200, "", listed),
    ])
    .await;
    let (client, access) = (client(&server), access(Duration::from_secs(5)));
    let mut shown = vec![format!("{:?} {client:?} {access:?}", whole().file)];
    client.upload(&access, whole()).await.unwrap();
    for _ in 0..4 {
        let error = client.upload(&access, whole()).await.unwrap_err();
        shown.push(format!("{error:?} {error}"));
    }
    let broken = payslip(8, vec![Err(io::Error::other("MARK-key"))]);
    let error = client.upload(&access, broken).await.unwrap_err();
    shown.push(format!("{error:?} {error}"));
    for _ in 0..2 {
        let error = client.documents(&access, &PersonioId::new("424242"), "12").await.unwrap_err();
        shown.push(format!("{error:?} {error}"));
    }
    drop(guard);

    let (log, shown) = (log.text(), shown.join("\n"));
    for secret in ["MARK", "424242", "papi"] {
        assert!(!log.contains(secret), "{secret} in {log}");
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    let line = |path: &str, rest: &str| {
        log.lines().any(|line| line.contains(&format!("path=\"{path}\"")) && line.contains(rest))
    };
    assert!(line("/v1/company/documents", "status=201 attempt=1"), "{log}");
    assert!(line("/v1/company/documents", "status=422 attempt=1"), "{log}");
    assert!(line("/v2/auth/token", "status=200 attempt=1"), "{log}");
    assert!(line("/v2/document-management/documents", "status=400 attempt=1"), "{log}");
}
