//! The list of documents: all of its pages, or an error.

use std::time::Duration;

use super::{
    access,
    script::{NO_PAGE, Reply, Script, empty_page, ok, status, token, v2_token},
    wanted,
};
use crate::{
    domain::ids::PersonioId,
    ports::{ListedDocument, PersonioError},
};

const HOUR: Duration = Duration::from_hours(1);
const LIST: &str = "https://api.personio.de/v2/document-management/documents";

/// A page with one document of this id, and this link to the next.
fn page(id: u32, next: &str) -> Reply {
    ok(&format!(
        r#"{{"_data":[{{"id":"{id}","comment":"MARK"}}],"_meta":{{"links":{{"next":{{"href":"{next}"}}}}}}}}"#
    ))
}

fn last_page() -> Reply {
    ok(r#"{"_data":[{"id":9,"comment":null}],"_meta":{"links":{}}}"#)
}

fn unavailable(last: &str) -> PersonioError {
    PersonioError::Unavailable { operation: "document list", last: last.to_owned() }
}

fn problem(code: &str) -> Reply {
    Reply::Answer(400, None, format!(r#"{{"error":"{code}","error_description":"MARK"}}"#))
}

async fn documents(
    sign_ins: &[Reply],
    reads: &[Reply],
) -> (Result<Vec<ListedDocument>, PersonioError>, Script) {
    let script = Script::new(sign_ins, reads);
    let access = access(HOUR);
    let result = script.caller().documents(&access, &PersonioId::new("424242"), "12").await;
    assert_eq!(usize::try_from(access.request_count()).unwrap(), script.sent().len());
    (result, script)
}

fn ids(result: Result<Vec<ListedDocument>, PersonioError>) -> Vec<String> {
    result.unwrap().into_iter().map(|document| document.document_id).collect()
}

#[tokio::test(start_paused = true)]
async fn all_pages_are_read() {
    let pages = [page(1, &format!("{LIST}?cursor=a")), page(2, &format!("{LIST}?cursor=b")), last_page()];
    let (result, script) = documents(&[v2_token()], &pages).await;
    assert_eq!(ids(result), ["1", "2", "9"]);
    assert_eq!(script.operations(), ["sign-in", "document list", "document list", "document list"]);
    let (result, _) = documents(&[v2_token()], &[ok(r#"{"_data":[]}"#)]).await;
    assert_eq!(result, Ok(Vec::new()));
}

#[tokio::test(start_paused = true)]
async fn half_a_list_is_an_error() {
    let elsewhere = unavailable("a next link to somewhere else");
    for link in [
        "https://example.com/v2/document-management/documents?cursor=a",
        "https://api.personio.de/v2/persons?cursor=a",
        LIST,
        "",
    ] {
        let (result, script) = documents(&[v2_token()], &[page(1, link)]).await;
        assert_eq!(result, Err(elsewhere.clone()), "{link}");
        assert_eq!(script.operations(), ["sign-in", "document list"], "{link}");
    }

    let back = [page(1, "?cursor=a"), page(2, "?cursor=b"), page(3, "?cursor=a")];
    let (result, script) = documents(&[v2_token()], &back).await;
    assert_eq!(result, Err(unavailable("a next link that leads back")));
    assert_eq!(script.operations().len(), 4);

    for (pages, expected) in [(100, Ok(100)), (101, Err(unavailable("a list without end")))] {
        let mut replies: Vec<_> =
            (1..pages).map(|number| page(number, &format!("?cursor={number}"))).collect();
        replies.push(last_page());
        let (result, script) = documents(&[v2_token()], &replies).await;
        assert_eq!(result.map(|documents| documents.len()), expected);
        assert_eq!(script.operations().len(), 1 + 100, "{pages} pages");
    }
}

#[tokio::test(start_paused = true)]
async fn what_refuses_a_list() {
    let german = r#"{"personio_trace_id":"x","errors":[{"title":"Nicht gefunden","detail":"MARK"}]}"#;
    let refused = |status| PersonioError::Refused { operation: "document list", status };
    let answer = |status, body: &str| Reply::Answer(status, None, body.to_owned());
    let forbidden = || PersonioError::PermissionMissing { operation: "document list" };
    let html = "<html>MARK</html>";
    for (row, reads, error, lists) in [
        ("400", vec![answer(400, german)], refused(400), 1),
        ("404", vec![answer(404, german)], refused(404), 1),
        ("404 in HTML", vec![answer(404, html)], unavailable("status 404 without Personio's error"), 5),
        ("403", vec![answer(403, german)], forbidden(), 2),
        // The login works, so that it is the scope that is missing.
        ("401", vec![answer(401, german)], forbidden(), 2),
        ("403, 401", vec![status(403), status(401)], forbidden(), 2),
        ("401, 403", vec![status(401), status(403)], forbidden(), 2),
        ("429", vec![status(429)], PersonioError::RateLimited, 5),
        ("502", vec![answer(502, html)], unavailable("status 502"), 5),
        ("HTML", vec![ok(html)], unavailable("an answer that is not Personio's JSON"), 5),
        ("no list", vec![ok(german)], unavailable("an answer without list"), 5),
        ("second page", vec![page(1, "?cursor=a"), answer(400, german)], refused(400), 2),
    ] {
        let (result, script) = documents(&[v2_token()], &reads).await;
        assert_eq!(result, Err(error), "{row}");
        let sent = script.operations().into_iter().filter(|operation| *operation == "document list");
        assert_eq!(sent.count(), lists, "{row}");
    }
    for reply in [status(401), status(403), status(502), status(429)] {
        let (result, _) = documents(&[v2_token()], &[reply, last_page()]).await;
        assert_eq!(ids(result), ["9"]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_missing_scope_does_not_spoil_the_credentials() {
    let script = Script::new(&[v2_token()], &[status(401), status(401), status(401), last_page()]);
    let (caller, access, owner) = (script.caller(), access(HOUR), PersonioId::new("424242"));
    let forbidden = PersonioError::PermissionMissing { operation: "document list" };
    assert_eq!(caller.documents(&access, &owner, "12").await, Err(forbidden));
    assert_eq!(ids(caller.documents(&access, &owner, "12").await), ["9"]);
}

#[tokio::test(start_paused = true)]
async fn sign_ins_to_v2_that_fail() {
    let sign_in = |last: &str| PersonioError::Unavailable { operation: "sign-in", last: last.to_owned() };
    let refused = |status| PersonioError::Refused { operation: "sign-in", status };
    let forbidden = PersonioError::PermissionMissing { operation: "document list" };
    let rejected = || PersonioError::CredentialsRejected;
    for (row, reply, error, sign_ins) in [
        ("invalid_client", problem("invalid_client"), rejected(), 1),
        ("invalid_grant", problem("invalid_grant"), rejected(), 1),
        ("unauthorized_client", problem("unauthorized_client"), rejected(), 1),
        ("access_denied", problem("access_denied"), rejected(), 1),
        ("invalid_scope", problem("invalid_scope"), forbidden, 1),
        ("invalid_request", problem("invalid_request"), refused(400), 1),
        ("server_error", problem("server_error"), sign_in("status 400"), 5),
        ("temporarily_unavailable", problem("temporarily_unavailable"), sign_in("status 400"), 5),
        ("500", status(500), sign_in("status 500"), 5),
        ("401", status(401), rejected(), 2),
        ("403", status(403), rejected(), 1),
        ("no token", ok("{}"), sign_in("an answer without token"), 5),
    ] {
        let (result, script) = documents(&[reply], &[last_page()]).await;
        assert_eq!(result, Err(error), "{row}");
        assert_eq!(script.operations(), vec!["sign-in"; sign_ins], "{row}");
    }
    let healed = [problem("server_error"), status(502), v2_token()];
    assert_eq!(ids(documents(&healed, &[last_page()]).await.0), ["9"]);
    // Credentials that were deleted while their token was in use.
    let (result, _) = documents(&[v2_token(), problem("invalid_client")], &[status(401)]).await;
    assert_eq!(result, Err(PersonioError::CredentialsRejected));
}

#[tokio::test(start_paused = true)]
async fn each_api_has_its_own_token_for_all_its_calls() {
    let script =
        Script::new(&[token(86_400), v2_token()], &[empty_page(), last_page(), last_page(), empty_page()]);
    let (caller, access, owner) = (script.caller(), access(HOUR), PersonioId::new("424242"));
    assert_eq!(caller.employees(&access, &wanted(&[]), 0).await, Ok(NO_PAGE));
    assert_eq!(ids(caller.documents(&access, &owner, "12").await), ["9"]);
    assert_eq!(ids(caller.documents(&access, &owner, "12").await), ["9"]);
    assert_eq!(caller.employees(&access, &wanted(&[]), 0).await, Ok(NO_PAGE));
    assert_eq!(
        script.operations(),
        ["sign-in", "employees", "sign-in", "document list", "document list", "employees"]
    );
}
