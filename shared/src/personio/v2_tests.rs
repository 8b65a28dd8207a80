use super::*;

fn answer(status: u16, body: &str) -> Answer {
    Answer { status, retry_after: None, body: body.as_bytes().to_vec() }
}

#[test]
fn refused_sign_ins_are_told_apart_by_their_code() {
    let problem = |code: &str| {
        format!(
            r#"{{"timestamp":"2026-01-01T00:00:00Z","trace_id":"x","error":"{code}","error_description":"Falsche Angaben","meta":{{}}}}"#
        )
    };
    for (code, status, expected) in [
        ("invalid_client", 400, Failure::LoginRefused),
        ("invalid_client", 401, Failure::LoginRefused),
        ("invalid_grant", 400, Failure::LoginRefused),
        ("unauthorized_client", 400, Failure::LoginRefused),
        ("access_denied", 400, Failure::LoginRefused),
        ("access_denied", 403, Failure::LoginRefused),
        ("invalid_scope", 400, Failure::NoScope),
        ("server_error", 400, Failure::Transient(400)),
        ("temporarily_unavailable", 400, Failure::Transient(400)),
        ("temporarily_unavailable", 503, Failure::Transient(503)),
        ("invalid_request", 400, Failure::Refused(400)),
        ("unsupported_grant_type", 400, Failure::Refused(400)),
        ("invalid_client", 404, Failure::Unusable("status 404 without Personio's error")),
        ("invalid_client", 429, Failure::SlowDown),
        ("invalid_client", 502, Failure::Transient(502)),
    ] {
        assert_eq!(judge_sign_in(answer(status, &problem(code))).err(), Some(expected), "{code} {status}");
    }
    for (status, body, expected) in [
        (400, "<html>", Some(Failure::Refused(400))),
        (400, "", Some(Failure::Refused(400))),
        (400, r#"{"error":{"code":0}}"#, Some(Failure::Refused(400))),
        (401, "", Some(Failure::Unauthorised)),
        (403, "", Some(Failure::Forbidden)),
        (200, r#"{"error":"invalid_client"}"#, None),
    ] {
        assert_eq!(judge_sign_in(answer(status, body)).err(), expected, "{status} {body}");
    }
}

#[test]
fn a_token_of_v2_is_read() {
    let read = |json: &str| {
        parse_sign_in(json.as_bytes()).map(|signed_in| {
            (signed_in.token.to_string(), signed_in.expires_in, signed_in.scope.map(String::from))
        })
    };
    let token =
        |expires_in, scope: Option<&str>| Ok(("papi-x".to_owned(), expires_in, scope.map(str::to_owned)));
    let no_token = || Err(Failure::Unusable("an answer without token"));
    for (json, expected) in [
        (
            r#"{"access_token":"papi-x","token_type":"Bearer","expires_in":86400,"scope":"a b"}"#,
            token(Some(86_400), Some("a b")),
        ),
        (r#"{"access_token":" papi-x ","expires_in":"60"}"#, token(Some(60), None)),
        (r#"{"access_token":"papi-x"}"#, token(None, None)),
        (r#"{"access_token":"papi x"}"#, no_token()),
        (r#"{"access_token":"papi-ü"}"#, no_token()),
        (r#"{"access_token":null}"#, no_token()),
        (r#"{"data":{"token":"papi-x"}}"#, no_token()),
        ("[]", Err(NO_JSON)),
        ("<html>", Err(NO_JSON)),
        ("", Err(NO_JSON)),
    ] {
        assert_eq!(read(json), expected, "{json}");
    }
}

#[test]
fn credentials_are_a_form() {
    let credentials = Credentials { client_id: "a b&c".to_owned(), client_secret: "ü=\"".to_owned().into() };
    assert_eq!(
        sign_in_form(&credentials),
        "grant_type=client_credentials&client_id=a+b%26c&client_secret=%C3%BC%3D%22"
    );
}

#[test]
fn documents_are_read_with_ids_of_any_form() {
    let page = parse_documents(
        br#"{"_data":[
            {"id":"7c0d3b1e-0000-4000-8000-000000000001","name":"x","comment":"ledger 1"},
            {"id":991,"comment":null},
            {"id":123456789012345678901234567890},
            {"id":"8","comment":7},
            {"comment":"no id"}, {"id":null}, {"id":""}, {"id":[1]}, {"id":1.5}, {"id":-1}, "x", null,
            {"id":"9","comment":"\u00e4\n"}
        ],"_meta":{"links":{}},"more":1}"#,
    )
    .unwrap();
    let found: Vec<_> =
        page.documents.iter().map(|one| (one.document_id.as_str(), one.comment.as_deref())).collect();
    assert_eq!(
        found,
        [
            ("7c0d3b1e-0000-4000-8000-000000000001", Some("ledger 1")),
            ("991", None),
            ("123456789012345678901234567890", None),
            ("8", None),
            ("9", Some("ä\n")),
        ]
    );
    assert_eq!(page.next, None);
}

#[test]
fn a_page_without_list_is_none() {
    for (json, expected) in [
        (r#"{"_data":{}}"#, NO_LIST),
        (r#"{"_data":null}"#, NO_LIST),
        (r#"{"data":[]}"#, NO_LIST),
        (r#"{"errors":[{"title":"Es ist ein Problem aufgetreten"}]}"#, NO_LIST),
        ("[]", NO_JSON),
        (r#"{"_data":[{"id":"1"}"#, NO_JSON),
        ("<html>", NO_JSON),
        ("", NO_JSON),
    ] {
        assert_eq!(parse_documents(json.as_bytes()).unwrap_err(), expected, "{json}");
    }
}

#[test]
fn links_are_read_where_there_are_any() {
    for (meta, expected) in [
        ("null", None),
        ("[]", None),
        (r#"{"links":[]}"#, None),
        (r#"{"links":null}"#, None),
        (r#"{"links":{"self":{"href":"x"}}}"#, None),
        (r#"{"links":{"next":null}}"#, None),
        (r#"{"links":{"next":{"href":"https://h/x"}}}"#, Some("https://h/x")),
        (r#"{"links":{"next":"https://h/x"}}"#, Some("https://h/x")),
        // A link of no known form is not the end of the list.
        (r#"{"links":{"next":{}}}"#, Some("")),
        (r#"{"links":{"next":{"href":null}}}"#, Some("")),
        (r#"{"links":{"next":7}}"#, Some("")),
        (r#"{"links":{"next":["https://h/x"]}}"#, Some("")),
    ] {
        let page = parse_documents(format!(r#"{{"_data":[],"_meta":{meta}}}"#).as_bytes()).unwrap();
        assert_eq!(page.next.as_deref(), expected, "{meta}");
    }
    assert_eq!(parse_documents(br#"{"_data":[]}"#).unwrap().next, None);
}

#[test]
fn only_the_cursor_of_our_own_list_is_taken() {
    const LIST: &str = "v2/document-management/documents";
    let (personio, local) = ("https://api.personio.de", "http://127.0.0.1:4000/a/");
    for (base, link, expected) in [
        (personio, format!("https://api.personio.de/{LIST}?cursor=abc"), Some("abc")),
        (personio, format!("https://api.personio.de:443/{LIST}?cursor=abc"), Some("abc")),
        (
            personio,
            format!("https://API.personio.de/{LIST}?owner_id=9&cursor=a%3D%26b&limit=1"),
            Some("a=&b"),
        ),
        // As a host behind a gateway that ends TLS writes it; nothing is sent there.
        (personio, format!("http://api.personio.de/{LIST}?cursor=abc"), Some("abc")),
        (personio, format!("/{LIST}?cursor=abc"), Some("abc")),
        (personio, "?cursor=abc".to_owned(), Some("abc")),
        (local, format!("http://127.0.0.1:4000/a/{LIST}?cursor=abc"), Some("abc")),
        (local, format!("http://127.0.0.1:4000/{LIST}?cursor=abc"), None),
        (local, format!("http://127.0.0.1:4001/a/{LIST}?cursor=abc"), None),
        (local, format!("http://127.0.0.1/a/{LIST}?cursor=abc"), None),
        (personio, format!("https://api.personio.de.example.com/{LIST}?cursor=abc"), None),
        (personio, format!("https://api.personio.de@example.com/{LIST}?cursor=abc"), None),
        (personio, format!("https://user@api.personio.de/{LIST}?cursor=abc"), None),
        (personio, format!("https://:pw@api.personio.de/{LIST}?cursor=abc"), None),
        (personio, format!("//example.com/{LIST}?cursor=abc"), None),
        (personio, format!("https://api.personio.de:8443/{LIST}?cursor=abc"), None),
        (personio, format!("ftp://api.personio.de/{LIST}?cursor=abc"), None),
        (personio, "https://api.personio.de/v2/persons?cursor=abc".to_owned(), None),
        (personio, format!("https://api.personio.de/{LIST}/9/download?cursor=abc"), None),
        (personio, format!("https://api.personio.de/{LIST}"), None),
        (personio, format!("https://api.personio.de/{LIST}?cursor="), None),
        (personio, format!("https://api.personio.de/{LIST}?cursor=a&cursor=b"), None),
        (personio, "javascript:cursor=abc".to_owned(), None),
        (personio, "https://".to_owned(), None),
        (personio, String::new(), None),
    ] {
        let found = cursor(&base.parse().unwrap(), &link);
        assert_eq!(found, expected.map(str::to_owned).ok_or(ELSEWHERE), "{link}");
    }
}
