//! Uploads, and the list that shows them later.

use std::time::Duration;

use jiff::civil::date;
use personio_sim::{Body, Company, Fault, Options, Permission, Route, Simulator, What};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

use crate::client::{Client, form, read};

const UPLOAD: &str = "/v1/company/documents";
const LIST: &str = "/v2/document-management/documents";

async fn simulator() -> (Simulator, Client, u64) {
    let company = Company::generate(7, 20, date(2026, 11, 22));
    let person = company.people()[3].id;
    let simulator = Simulator::start(company, Options::default()).unwrap();
    let client = Client::new(&simulator).await;
    (simulator, client, person)
}

/// A valid form but for the given fields; an empty value leaves the field out.
fn payslip(person: u64, changes: &[(&str, &str)]) -> Form {
    let id = person.to_string();
    let usual = [
        ("title", "Payslip 2026-10"),
        ("employee_id", &id),
        ("category_id", "12"),
        ("date", "2026-10-31"),
        ("comment", "ledger 1"),
        ("file", "payslip-2026-10-31.pdf"),
    ];
    let mut sent = Form::new();
    for (name, value) in usual {
        let value =
            changes.iter().find(|(changed, _)| *changed == name).map_or(value, |(_, value)| value).to_owned();
        if value.is_empty() {
            continue;
        }
        sent = if name == "file" {
            let part = Part::bytes(b"%PDF-1.7 payslip".to_vec()).file_name(value);
            sent.part("file", part.mime_str("application/pdf").unwrap())
        } else {
            sent.text(name, value)
        };
    }
    sent
}

async fn send(client: &Client, form: Form) -> (u16, Value) {
    read(client.bare(Method::POST, UPLOAD).bearer_auth(&client.token).multipart(form).send().await.unwrap())
        .await
}

async fn v2_token(simulator: &Simulator, client: &Client) -> String {
    let (id, secret) = simulator.credentials();
    let fields = [("grant_type", "client_credentials"), ("client_id", &*id), ("client_secret", &secret)];
    let (status, body) =
        read(form(client.bare(Method::POST, "/v2/auth/token"), &fields).send().await.unwrap()).await;
    assert_eq!(status, 200, "{body}");
    body["access_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn an_upload_is_stored_and_answered() {
    let (simulator, client, person) = simulator().await;
    let (status, body) = send(&client, payslip(person, &[])).await;
    assert_eq!(status, 201);
    let attributes = &body["data"]["attributes"];
    assert_eq!((&body["data"]["id"], &body["data"]["type"]), (&json!(991), &json!("Document")));
    assert_eq!(
        (&attributes["title"], &attributes["date"], &attributes["comment"]),
        (&json!("Payslip 2026-10"), &json!("2026-10-31"), &json!("ledger 1"))
    );
    assert_eq!(attributes["employee"]["attributes"]["id"]["value"], person);
    assert_eq!(
        attributes["category"],
        json!({"id": 12, "type": "DocumentCategory", "attributes": {"name": "Payslips"}})
    );
    let documents = simulator.documents();
    let [stored] = &documents[..] else { panic!("{documents:?}") };
    assert_eq!(
        (stored.employee_id, stored.category_id, &*stored.file_name),
        (person, 12, "payslip-2026-10-31.pdf")
    );
    assert_eq!(
        (&stored.content[..], stored.content_type.as_deref()),
        (&b"%PDF-1.7 payslip"[..], Some("application/pdf"))
    );
    // The same again is another document: there is no check for duplicates.
    assert_eq!(send(&client, payslip(person, &[])).await.1["data"]["id"], 992);
}

#[tokio::test]
async fn fields_have_rules() {
    let (simulator, client, person) = simulator().await;
    simulator.configure(|options| options.limits = false);
    let (fits, long) = ("é".repeat(255), "é".repeat(256));
    let refused: Vec<(&str, &str, &str)> = vec![
        ("title", "", "The title field is required."),
        ("title", &long, "The title may not be greater than 255 characters."),
        ("employee_id", "", "The employee id must be an integer."),
        ("employee_id", "E0001", "The employee id must be an integer."),
        ("category_id", "Payslips", "The category id must be an integer."),
        ("date", "31.10.2026", "The date does not match the format Y-m-d."),
        ("date", "2026-02-30", "The date does not match the format Y-m-d."),
        ("file", "", "The file field is required."),
    ];
    for (field, value, message) in refused {
        let (status, body) = send(&client, payslip(person, &[(field, value)])).await;
        let expected =
            json!({"code": 0, "message": "The given data was invalid.", "error_data": {field: [message]}});
        assert_eq!((status, body), (422, json!({"success": false, "error": expected})));
    }
    for name in ["payslip", "payslip.exe", "pdf"] {
        let (status, body) = send(&client, payslip(person, &[("file", name)])).await;
        assert_eq!(status, 422, "{name}");
        let message = body["error"]["error_data"]["file"][0].as_str().unwrap().to_owned();
        assert!(
            message.starts_with("The file must be a file of type: pdf, docx,") && message.ends_with("fax."),
            "{message}"
        );
    }
    let accepted =
        [("title", fits.as_str()), ("date", ""), ("comment", ""), ("file", "A.PDF"), ("file", "notes.md")];
    for (field, value) in accepted {
        assert_eq!(send(&client, payslip(person, &[(field, value)])).await.0, 201, "{field} {value}");
    }
    let both = send(&client, payslip(person, &[("title", ""), ("date", "soon")])).await.1;
    assert_eq!(both["error"]["error_data"].as_object().unwrap().len(), 2);
    assert_eq!(simulator.documents().len(), accepted.len());
}

#[tokio::test]
async fn unknown_people_and_categories_are_404() {
    let (simulator, client, person) = simulator().await;
    let table = [
        ("category_id", "1000", "No query results for model [DocumentCategory] 1000"),
        ("employee_id", "5", "No query results for model [Employee] 5"),
    ];
    for (field, value, message) in table {
        let expected = json!({"success": false, "error": {"code": 0, "message": message}});
        assert_eq!(send(&client, payslip(person, &[(field, value)])).await, (404, expected));
    }
    simulator.edit(|company| company.categories.retain(|category| category.id != 12));
    assert_eq!(send(&client, payslip(person, &[])).await.0, 404);
    assert_eq!(simulator.documents().len(), 0);
}

#[tokio::test]
async fn large_files_and_broken_forms_are_refused() {
    let (simulator, client, person) = simulator().await;
    let most = 30 * 1024 * 1024;
    for (size, status) in [(most, 201), (most + 1, 422)] {
        let part = Part::bytes(vec![b'x'; size]).file_name("large.pdf");
        assert_eq!(
            send(&client, payslip(person, &[("file", "")]).part("file", part)).await.0,
            status,
            "{size}"
        );
    }
    let broken = client.bare(Method::POST, UPLOAD).bearer_auth(&client.token);
    let broken = broken.header("content-type", "multipart/form-data").body("no boundary");
    let message = "Bitte geben Sie category id ein, um fortzufahren.";
    let expected = json!({"success": false, "error": {"code": 0, "message": message}});
    assert_eq!(read(broken.send().await.unwrap()).await, (422, expected));
    assert_eq!(simulator.documents().len(), 1);
}

#[tokio::test]
async fn a_lost_answer_leaves_its_effect_and_a_reset_does_not() {
    let (simulator, client, person) = simulator().await;
    for (what, stored) in [(What::LostAnswer, 1), (What::Reset, 1), (What::LostAnswer, 2)] {
        simulator.fault(Fault::once(Route::exact(UPLOAD), what));
        let request =
            client.bare(Method::POST, UPLOAD).bearer_auth(&client.token).multipart(payslip(person, &[]));
        assert!(request.send().await.is_err());
        assert_eq!(simulator.documents().len(), stored);
    }
    for (what, status, stored) in
        [(What::EffectThenStatus(504, Body::Html), 504, 3), (What::Status(504, Body::Html), 504, 3)]
    {
        simulator.fault(Fault::once(Route::exact(UPLOAD), what));
        assert_eq!(send(&client, payslip(person, &[])).await.0, status);
        assert_eq!(simulator.documents().len(), stored);
    }
}

#[tokio::test]
async fn sixty_uploads_a_minute_are_taken() {
    let (simulator, client, person) = simulator().await;
    for _ in 0..60 {
        assert_eq!(send(&client, payslip(person, &[])).await.0, 201);
    }
    assert_eq!(send(&client, payslip(person, &[])).await.0, 429);
    assert_eq!(simulator.documents().len(), 60);
}

#[tokio::test]
async fn the_v2_list_shows_uploads_after_their_scan() {
    let (simulator, mut client, person) = simulator().await;
    let v1 = client.token.clone();
    send(&client, payslip(person, &[])).await;
    send(&client, payslip(person, &[("category_id", "1")])).await;
    client.token = v2_token(&simulator, &client).await;
    let (_, body) = client.get(&format!("{LIST}?owner_id={person}&category_id=12")).await;
    let [shown] = &body["_data"].as_array().unwrap()[..] else { panic!("{body}") };
    assert_eq!(shown["name"], "Payslip 2026-10");
    assert_eq!((&shown["date"], &shown["size"]), (&json!("2026-10-31"), &json!(16)));
    assert_eq!(
        (&shown["category"], &shown["owner"]),
        (&json!({"id": "12"}), &json!({"id": person.to_string()}))
    );
    assert!(shown["created_at"].as_str().unwrap().starts_with("2026-11-22T09:00:"));
    let count = async |query: &str| {
        let (status, body) = client.get(&format!("{LIST}?{query}")).await;
        (status, body["_data"].as_array().map_or(0, Vec::len))
    };
    assert_eq!(count(&format!("owner_id={person}")).await, (200, 2));
    assert_eq!(count("owner_id=1").await, (200, 0));
    assert_eq!(count(&format!("owner_id={person}&created_at.gte=2026-11-22T08:59:59Z")).await, (200, 2));
    assert_eq!(count(&format!("owner_id={person}&created_at.lt=2026-11-22T09:00:00Z")).await, (200, 0));
    for bad in [
        "",
        "category_id=12",
        &format!("owner_id={person}&limit=201"),
        &format!("owner_id={person}&created_at.lt=x"),
    ] {
        assert_eq!(count(bad).await.0, 400, "{bad}");
    }
    simulator.configure(|options| options.visible_after = Duration::from_mins(1));
    assert_eq!(count(&format!("owner_id={person}")).await, (200, 0));
    simulator.configure(|options| options.visible_after = Duration::ZERO);
    simulator.revoke(Permission::DocumentsRead);
    assert_eq!(count(&format!("owner_id={person}")).await.0, 403);
    simulator.grant(Permission::DocumentsRead);
    client.token = v1;
    assert_eq!(client.get(&format!("{LIST}?owner_id={person}")).await.0, 403, "a v1 token is none of v2");
}

#[tokio::test]
async fn the_v2_list_is_paged_by_cursor_alone() {
    let (simulator, mut client, person) = simulator().await;
    for _ in 0..5 {
        send(&client, payslip(person, &[])).await;
    }
    client.token = v2_token(&simulator, &client).await;
    let mut target = format!("{LIST}?owner_id={person}&category_id=12&limit=2");
    let mut pages = Vec::new();
    loop {
        let (status, body) = client.get(&target).await;
        assert_eq!(status, 200);
        pages.push(body["_data"].as_array().unwrap().len());
        let Some(next) = body["_meta"]["links"]["next"]["href"].as_str() else { break };
        target = next.strip_prefix(simulator.url()).unwrap().to_owned();
        assert!(!target.contains("?owner_id"));
    }
    assert_eq!(pages, [2, 2, 1]);
}

#[tokio::test]
async fn v2_tokens_are_given_to_forms_only() {
    let (simulator, client, _) = simulator().await;
    let (id, secret) = simulator.credentials();
    let (id, secret) = (("client_id", &*id), ("client_secret", &*secret));
    let grant = ("grant_type", "client_credentials");
    let ask = async |fields: &[(&str, &str)]| {
        read(form(client.bare(Method::POST, "/v2/auth/token"), fields).send().await.unwrap()).await
    };
    let (status, body) = ask(&[id, secret]).await;
    assert_eq!((status, &body["error"]), (400, &json!("invalid_request")));
    assert_eq!(body["meta"], json!({"missing_parameters": ["grant_type"]}));
    assert_eq!(ask(&[grant, id, ("client_secret", "no")]).await.1["error"], "invalid_client");
    assert_eq!(ask(&[("grant_type", "password"), id, secret]).await.1["error"], "unsupported_grant_type");
    assert_eq!(
        ask(&[grant, id, secret, ("scope", "documents:read payroll:write")]).await.1["error"],
        "invalid_scope"
    );
    let (status, body) = ask(&[grant, id, secret, ("scope", "documents:read")]).await;
    assert_eq!(
        (status, &body["scope"], &body["token_type"]),
        (200, &json!("documents:read"), &json!("Bearer"))
    );
    assert_ne!(body["access_token"], client.token);
    let json = client.bare(Method::POST, "/v2/auth/token").json(&json!({"grant_type": "client_credentials"}));
    assert_eq!(read(json.send().await.unwrap()).await.1["error"], "invalid_request");
}
