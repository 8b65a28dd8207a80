//! The rules of the account, one by one.

use std::{collections::HashSet, time::Duration};

use personio_sim::{Fault, Language, Options, OverLimit, Permission, Route, What};
use reqwest::Method;
use serde_json::json;

use crate::{
    LIST,
    client::{Client, form, read},
    ids, simulator,
};

#[tokio::test]
async fn pages_hold_everybody_once() {
    let (simulator, client) = simulator(237, Options::default()).await;
    let mut all = Vec::new();
    for (offset, rows) in [(0, 100), (100, 100), (200, 37), (237, 0)] {
        let (status, page) = client.get(&format!("{LIST}?limit=100&offset={offset}")).await;
        assert_eq!(status, 200);
        assert_eq!(
            page["metadata"],
            json!({"total_elements": 237, "current_page": offset / 100, "total_pages": 3})
        );
        assert_eq!((&page["offset"], &page["limit"]), (&json!(offset), &json!(100)));
        assert_eq!(ids(&page).len(), rows);
        all.extend(ids(&page));
    }
    assert_eq!(all, simulator.company().people().iter().map(|person| person.id).collect::<Vec<_>>());
    let (_, page) = client.get(LIST).await;
    assert_eq!((ids(&page).len(), &page["limit"]), (50, &json!(50)));
}

#[tokio::test]
async fn limits_above_100_are_trimmed_or_refused() {
    let (simulator, client) = simulator(120, Options::default()).await;
    let (status, page) = client.get(&format!("{LIST}?limit=200")).await;
    assert_eq!((status, ids(&page).len(), &page["limit"]), (200, 100, &json!(100)));
    simulator.configure(|options| options.over_limit = OverLimit::Refuse);
    let (status, body) = client.get(&format!("{LIST}?limit=101")).await;
    assert_eq!(status, 422);
    assert_eq!(body["error"]["message"], "The limit must be between 1 and 100.");
}

#[tokio::test]
async fn the_list_is_filtered_by_email_and_reduced_to_attributes() {
    let (simulator, client) = simulator(30, Options::default()).await;
    let person = simulator.company().people()[4].clone();
    let email = person.get("email").unwrap().as_str().unwrap();
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("email", email).finish();
    let (_, page) = client.get(&format!("{LIST}?{query}&attributes[]=id&attributes[]=last_name")).await;
    assert_eq!(page["metadata"]["total_elements"], 1);
    let attributes = page["data"][0]["attributes"].as_object().unwrap();
    assert_eq!(attributes.keys().collect::<Vec<_>>(), ["id", "last_name"]);
    assert_eq!(attributes["id"]["value"], person.id);
}

#[tokio::test]
async fn one_person_is_the_same_as_in_the_list() {
    let (simulator, client) = simulator(5, Options::default()).await;
    let (_, page) = client.get(LIST).await;
    let id = ids(&page)[3];
    assert_eq!(
        client.get(&format!("{LIST}/{id}")).await,
        (200, json!({"success": true, "data": page["data"][3]}))
    );
    // Exact beyond 2^53.
    let (_, body) = read_text(&client, &format!("{LIST}/{id}")).await;
    assert!(body.contains("\"id\":1067807102794692000"));
    for unknown in ["1", "99999999999999999999999", "me"] {
        let error = json!({"code": 404, "message": "Es ist ein Problem aufgetreten "});
        assert_eq!(
            client.get(&format!("{LIST}/{unknown}")).await,
            (404, json!({"success": false, "error": error}))
        );
    }
    simulator.configure(|options| options.language = Language::English);
    assert_eq!(client.get(&format!("{LIST}/1")).await.1["error"]["message"], "Something went wrong");
}

async fn read_text(client: &Client, target: &str) -> (u16, String) {
    let answer = client.send(target).await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn edits_show_at_once() {
    let (simulator, client) = simulator(3, Options::default()).await;
    let (_, before) = client.get(LIST).await;
    let id = ids(&before)[1];
    simulator.edit(|company| company.set(id, "first_name", "Zo\u{eb} \"Z\""));
    let (_, after) = client.get(LIST).await;
    assert_eq!(after["data"][1]["attributes"]["first_name"]["value"], "Zo\u{eb} \"Z\"");
    let newcomer = simulator.edit(|company| {
        let newcomer = company.newcomer(1);
        company.remove_person(id);
        company.add_person(newcomer.clone());
        newcomer.id
    });
    let (_, after) = client.get(LIST).await;
    assert_eq!(ids(&after), [ids(&before)[0], ids(&before)[2], newcomer]);
    simulator.edit(|company| drop(company.person_mut(newcomer).unwrap().attributes.remove("gender")));
    let (_, one) = client.get(&format!("{LIST}/{newcomer}")).await;
    let sent = one["data"]["attributes"].as_object().unwrap();
    assert!(!sent.contains_key("gender") && sent["status"]["value"] == "active");
    assert_eq!(sent.len(), simulator.company().attributes.len() - 1);
}

#[tokio::test]
async fn unticked_attributes_vanish_from_records_and_catalogue() {
    let (simulator, client) = simulator(2, Options::default()).await;
    let tax_code = simulator.company().key("tax_code").unwrap();
    let readable = async || {
        let (_, page) = client.get(LIST).await;
        let (_, catalogue) = client.get(&format!("{LIST}/attributes")).await;
        assert_eq!(client.get(&format!("{LIST}/custom-attributes")).await.1, catalogue);
        let listed = catalogue["data"].as_array().unwrap().iter().any(|one| one["key"] == *tax_code);
        let sent =
            page["data"].as_array().unwrap().iter().filter(|row| row["attributes"].get(&*tax_code).is_some());
        (listed, sent.count())
    };
    assert_eq!(readable().await, (true, 2));
    simulator.untick(&tax_code);
    assert_eq!(readable().await, (false, 0));
    simulator.tick(&tax_code);
    assert_eq!(readable().await, (true, 2));
}

#[tokio::test]
async fn credentials_are_taken_from_the_body_only() {
    let (simulator, client) = simulator(1, Options::default()).await;
    let (id, secret) = simulator.credentials();
    let wrong = json!({"success": false, "error": {"code": 0, "message": "Wrong credentials"}});
    let (status, body) = read(
        form(client.bare(Method::POST, "/v1/auth"), &[("client_id", &id), ("client_secret", &secret)])
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!((status, &body["data"]["token"]), (200, &json!(client.token)), "the same token for 24 h");
    assert_eq!(body["data"]["scope"], "employees:read documents:read documents:write");
    for body in [json!({"client_id": id, "client_secret": "no"}), json!({"client_id": id}), json!([])] {
        let answer = read(client.bare(Method::POST, "/v1/auth").json(&body).send().await.unwrap()).await;
        assert_eq!(answer, (403, wrong.clone()));
    }
    assert!(simulator.requests().iter().all(|seen| !seen.credentials_in_query));
    let answer = client
        .bare(Method::POST, &format!("/v1/auth?client_id={id}&client_secret={secret}"))
        .send()
        .await
        .unwrap();
    assert_eq!(read(answer).await, (403, wrong));
    let seen = simulator.requests().pop().unwrap();
    assert!(seen.credentials_in_query && !format!("{seen:?}").contains(&secret));
    simulator.configure(|options| options.announce_lifetime = false);
    let answer =
        client.bare(Method::POST, "/v1/auth").json(&json!({"client_id": id, "client_secret": secret}));
    let (_, body) = read(answer.send().await.unwrap()).await;
    assert_eq!(body["data"], json!({"token": client.token}));
}

#[tokio::test]
async fn tokens_die_and_are_replaced() {
    let (simulator, mut client) = simulator(1, Options::default()).await;
    let status = async |client: &Client| client.get(LIST).await.0;
    assert_eq!(read(client.bare(Method::GET, LIST).send().await.unwrap()).await.0, 401);
    simulator.expire_tokens();
    assert_eq!(status(&client).await, 401);
    let old = std::mem::take(&mut client.token);
    client.token = client.sign_in(&simulator).await;
    assert_ne!(client.token, old);
    assert_eq!(status(&client).await, 200);
    let (old_id, old_secret) = simulator.credentials();
    let new = simulator.rotate_credentials();
    assert!(new.0 != old_id && new.1 != old_secret && new == simulator.credentials());
    assert_eq!(status(&client).await, 401);
    let login = client
        .bare(Method::POST, "/v1/auth")
        .json(&json!({"client_id": old_id, "client_secret": old_secret}));
    assert_eq!(read(login.send().await.unwrap()).await.0, 403);
    client.token = "papi-of-nobody".to_owned();
    assert_eq!(status(&client).await, 403);
    client.token = client.sign_in(&simulator).await;
    assert_eq!(status(&client).await, 200);
    simulator.configure(|options| options.token_lifetime = Duration::ZERO);
    assert_eq!(status(&client).await, 401);
}

#[tokio::test]
async fn permissions_are_asked_for_on_every_call() {
    let (simulator, client) = simulator(1, Options::default()).await;
    let id = simulator.company().people()[0].id;
    let table = [
        (Permission::EmployeesRead, Method::GET, LIST.to_owned()),
        (Permission::EmployeesRead, Method::GET, format!("{LIST}/{id}")),
        (Permission::EmployeesRead, Method::GET, format!("{LIST}/attributes")),
        (Permission::DocumentsRead, Method::GET, "/v1/company/document-categories".to_owned()),
        (Permission::DocumentsWrite, Method::POST, "/v1/company/documents".to_owned()),
    ];
    for (permission, method, path) in table {
        let status = async || {
            let request = client.bare(method.clone(), &path).bearer_auth(&client.token);
            request.send().await.unwrap().status().as_u16()
        };
        assert_ne!(status().await, 403, "{path}");
        simulator.revoke(permission);
        assert_eq!(status().await, 403, "{path}");
        simulator.grant(permission);
        assert_ne!(status().await, 403, "{path}");
    }
}

#[tokio::test]
async fn limits_are_enforced_and_can_be_switched_off() {
    let (simulator, client) = simulator(1, Options::default()).await;
    let burst = async |target: &str| {
        let answers = futures_util::future::join_all((0..20).map(|_| client.send(target))).await;
        answers.into_iter().filter(|answer| answer.as_ref().unwrap().status() == 200).count()
    };
    assert_eq!(burst(LIST).await, 15);
    let refused = client.send(LIST).await.unwrap();
    assert_eq!((refused.status().as_u16(), refused.headers().get("retry-after")), (429, None));
    simulator.configure(|options| options.retry_after = Some(3));
    assert_eq!(client.send(LIST).await.unwrap().headers()["retry-after"], "3");
    assert_eq!(burst("/v1/company/document-categories").await, 20);
    simulator.configure(|options| options.limits = false);
    assert_eq!(burst(LIST).await, 20);
}

#[tokio::test]
async fn the_login_cools_down_after_60_tries() {
    let (simulator, client) = simulator(1, Options::default()).await;
    // One was the client's own sign-in.
    for _ in 0..59 {
        assert_eq!(client.sign_in(&simulator).await, client.token);
    }
    assert_eq!(client.bare(Method::POST, "/v1/auth").send().await.unwrap().status(), 429);
    assert_eq!(client.get(LIST).await.0, 200);
}

#[tokio::test]
async fn the_app_header_can_be_demanded() {
    let (simulator, client) = simulator(1, Options { require_app_id: false, ..Options::default() }).await;
    simulator.configure(|options| options.require_app_id = true);
    assert_eq!(client.get(LIST).await.0, 400);
    let named =
        client.bare(Method::GET, LIST).bearer_auth(&client.token).header("X-Personio-App-ID", "PENTO");
    assert_eq!(named.send().await.unwrap().status(), 200);
    assert_eq!(simulator.requests().iter().map(|seen| seen.names_app).collect::<Vec<_>>(), [false, true]);
}

#[tokio::test]
async fn requests_are_remembered() {
    let (simulator, client) = simulator(1, Options::default()).await;
    client.get(&format!("{LIST}?limit=5&offset=0")).await;
    client.get("/v1/nowhere").await;
    simulator.fault(Fault::once(Route::everywhere(), What::Reset));
    assert!(client.send(LIST).await.is_err());
    let seen: Vec<_> = simulator
        .requests()
        .into_iter()
        .map(|seen| (seen.method, seen.path, seen.query, seen.status))
        .collect();
    assert_eq!(
        seen,
        [
            (Method::GET, LIST.to_owned(), "limit=5&offset=0".to_owned(), Some(200)),
            (Method::GET, "/v1/nowhere".to_owned(), String::new(), Some(404)),
            (Method::GET, LIST.to_owned(), String::new(), None),
        ]
    );
    assert_eq!(simulator.request_count(), 3);
}

#[tokio::test]
async fn unknown_paths_are_404_in_the_shape_of_their_family() {
    let (_simulator, client) = simulator(1, Options::default()).await;
    assert_eq!(client.get("/v1/company/time-offs").await.1["success"], false);
    assert_eq!(client.bare(Method::DELETE, LIST).send().await.unwrap().status(), 404);
    let (status, body) = client.get("/v2/persons").await;
    assert_eq!(status, 404);
    assert!(body["errors"][0]["type"].as_str().unwrap().ends_with("#apinot_found"));
}

#[tokio::test]
async fn accounts_are_apart() {
    let (one, _) = simulator(2, Options::default()).await;
    let (_two, other) = simulator(2, Options::default()).await;
    let (id, secret) = one.credentials();
    let login = other.bare(Method::POST, "/v1/auth").json(&json!({"client_id": id, "client_secret": secret}));
    assert_eq!(read(login.send().await.unwrap()).await.0, 403);
}

#[tokio::test]
async fn it_stops_when_dropped() {
    let (simulator, client) = simulator(1, Options::default()).await;
    drop(simulator);
    tokio::task::yield_now().await;
    assert!(client.send(LIST).await.is_err());
}

#[tokio::test]
async fn ten_thousand_people_are_read_whole() {
    let (simulator, client) = simulator(10_000, Options { limits: false, ..Options::default() }).await;
    let start = std::time::Instant::now();
    let (mut seen, mut bytes) = (HashSet::new(), 0);
    for offset in (0..10_000).step_by(100) {
        let text = read_text(&client, &format!("{LIST}?limit=100&offset={offset}")).await.1;
        bytes += text.len();
        // The ids alone: reading it all as JSON would measure the reader.
        seen.extend(
            text.split("{\"type\":\"Employee\",\"attributes\":{\"id\":{\"label\":\"ID\",\"value\":")
                .skip(1)
                .map(|row| row[..8].to_owned()),
        );
    }
    println!("10,000 people, {bytes} bytes, {:?}", start.elapsed());
    let expected: HashSet<String> =
        simulator.company().people().iter().map(|person| person.id.to_string()).collect();
    assert!(seen.is_superset(&expected));
}
