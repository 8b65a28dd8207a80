//! The simulated Personio in a developer's hands.

use std::sync::Arc;

use axum::{Router, body::Body};
use jiff::civil::date;
use local::{dev_personio, front, gateway::Gateway};
use personio_sim::{Company, Options, Permission, Simulator};
use serde_json::{Value, json};

use crate::stand_in::{Answer, ask, now, request, signer, unreachable};

/// Three people of a company, and the front before them.
pub(crate) fn personio() -> (Arc<Simulator>, Router) {
    let company = Company::generate(7, 3, date(2026, 11, 22));
    let simulator = Arc::new(Simulator::start(company, Options::default()).unwrap());
    let gateway = Gateway::new(unreachable(), Arc::new(signer()), Arc::new(now), None);
    (Arc::clone(&simulator), front::router(dev_personio::routes(simulator), gateway))
}

async fn send(front: &Router, method: &str, path: &str, body: impl ToString) -> Answer {
    ask(front, request(method, path).body(Body::from(body.to_string())).unwrap()).await
}

/// Each person's value of the attribute.
fn values(simulator: &Simulator, key: &str) -> Vec<Value> {
    simulator.company().people().iter().map(|person| person.get(key).unwrap().clone()).collect()
}

#[tokio::test]
async fn it_is_shown_whole() {
    let (simulator, front) = personio();
    let shown = send(&front, "GET", "/dev/personio", "").await.json();
    let (id, secret) = simulator.credentials();
    assert_eq!(shown["url"], simulator.url());
    assert_eq!((&shown["client_id"], &shown["client_secret"]), (&json!(id), &json!(secret)));
    let company = simulator.company();
    let first = &company.people()[0];
    assert_eq!(shown["people"].as_array().unwrap().len(), 3);
    assert_eq!(shown["people"][0]["id"], first.id);
    for (key, value) in first.attributes.iter() {
        assert_eq!(&shown["people"][0][key], value);
    }
    let attributes = shown["attributes"].as_array().unwrap();
    assert_eq!(attributes.len(), company.attributes.len());
    assert_eq!(attributes[1], json!({"key": "first_name", "label": "First name", "type": "standard"}));
    let members: Vec<_> = shown.as_object().unwrap().keys().collect();
    assert_eq!(members, ["attributes", "client_id", "client_secret", "people", "url"]);
}

#[tokio::test]
async fn one_person_is_changed_and_nobody_else() {
    let (simulator, front) = personio();
    let tax_code = simulator.company().key("tax_code").unwrap();
    let before = values(&simulator, &tax_code);
    let id = simulator.company().people()[1].id;
    let change =
        json!({"first_name": "Ada", &*tax_code: null, "weekly_working_hours": 37.5, "office": {"a": [1]}});
    let answer = send(&front, "PATCH", &format!("/dev/personio/people/{id}"), &change).await;
    assert_eq!(answer.status, 200);
    let person = simulator.company().person(id).unwrap().clone();
    for (key, value) in change.as_object().unwrap() {
        assert_eq!(person.get(key), Some(value));
        assert_eq!(&answer.json()[key], value);
    }
    assert_eq!(answer.json()["id"], id);
    let after = values(&simulator, &tax_code);
    assert_eq!(after, [before[0].clone(), Value::Null, before[2].clone()]);
}

#[tokio::test]
async fn everybody_is_changed() {
    let (simulator, front) = personio();
    let answer = send(&front, "PATCH", "/dev/personio/people", json!({"status": "inactive"})).await;
    assert_eq!((answer.status.as_u16(), answer.json()), (200, json!({"changed": 3})));
    assert_eq!(values(&simulator, "status"), ["inactive", "inactive", "inactive"]);
}

#[tokio::test]
async fn a_change_that_can_not_be_made_whole_is_not_made() {
    let (simulator, front) = personio();
    let before = simulator.company();
    let one = format!("/dev/personio/people/{}", before.people()[0].id);
    let everybody = "/dev/personio/people".to_owned();
    let nobody = "/dev/personio/people/1".to_owned();
    let no_id = "/dev/personio/people/ada".to_owned();
    let good = json!({"first_name": "Ada"}).to_string();
    let unknown = json!({"first_name": "Ada", "shoe_size": 38}).to_string();
    let fixed = json!({"first_name": "Ada", "id": 7}).to_string();
    for (path, body, expected, detail) in [
        (&nobody, &*good, (404, "unknown_person"), "There is no person 1."),
        (&no_id, &good, (404, "unknown_person"), "There is no person ada."),
        (&one, &unknown, (422, "unknown_attribute"), "There is no attribute shoe_size."),
        (&everybody, &unknown, (422, "unknown_attribute"), "There is no attribute shoe_size."),
        (&one, &fixed, (422, "fixed_attribute"), "Personio gives the attribute id, and nobody changes it."),
        (
            &everybody,
            &fixed,
            (422, "fixed_attribute"),
            "Personio gives the attribute id, and nobody changes it.",
        ),
        (&one, "[]", (422, "wrong_body"), "The body must be an object such as {\"first_name\": \"Ada\"}."),
        (&one, "{", (400, "malformed_json"), "The body is no JSON."),
        (&everybody, "", (400, "malformed_json"), "The body is no JSON."),
    ] {
        let answer = send(&front, "PATCH", path, body).await;
        let (status, code) = answer.problem();
        assert_eq!((status, &*code), expected, "{path} {body}");
        assert_eq!(answer.json()["detail"], detail, "{path} {body}");
    }
    assert!(simulator.company() == before);
}

#[tokio::test]
async fn an_attribute_is_added_with_a_value_for_everybody() {
    let (simulator, front) = personio();
    let count = simulator.company().attributes.len();
    // Seed 7 numbers its 43 custom attributes from 7,124,600 in steps of two, so the last is 7,124,684.
    for (new, key, value) in [
        (json!({"label": "Scheme", "type": "standard", "value": "NEST"}), "dynamic_7124686", json!("NEST")),
        (json!({"label": "Scheme", "type": "date"}), "dynamic_7124688", Value::Null),
        (json!({"label": "Union", "type": "list"}), "dynamic_7124690", json!("")),
        (json!({"label": "Odd", "type": "hologram", "value": null}), "dynamic_7124692", Value::Null),
    ] {
        let answer = send(&front, "POST", "/dev/personio/attributes", &new).await;
        assert_eq!((answer.status.as_u16(), answer.json()), (201, json!({"key": key})));
        assert_eq!(values(&simulator, key), [value.clone(), value.clone(), value], "{new}");
        let added = simulator.company().attributes.last().unwrap().clone();
        assert_eq!(
            (&*added.key, &*added.label, &*added.kind),
            (key, new["label"].as_str().unwrap(), new["type"].as_str().unwrap())
        );
    }
    assert_eq!(simulator.company().attributes.len(), count + 4);
    let answer = send(&front, "PATCH", "/dev/personio/people", json!({"dynamic_7124686": "Smart"})).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn an_attribute_needs_a_label_and_a_type() {
    let (simulator, front) = personio();
    let before = simulator.company();
    for (body, expected) in [
        (json!({"type": "standard"}).to_string(), (422, "wrong_body")),
        (json!({"label": "Scheme"}).to_string(), (422, "wrong_body")),
        (json!({"label": " ", "type": "standard"}).to_string(), (422, "wrong_body")),
        (json!({"label": "Scheme", "type": ""}).to_string(), (422, "wrong_body")),
        (json!({"label": "Scheme", "type": 1}).to_string(), (422, "wrong_body")),
        (json!({"label": "Scheme", "type": "list", "options": []}).to_string(), (422, "wrong_body")),
        ("Scheme".to_owned(), (400, "malformed_json")),
    ] {
        let (status, code) = send(&front, "POST", "/dev/personio/attributes", &body).await.problem();
        assert_eq!((status, &*code), expected, "{body}");
    }
    assert!(simulator.company() == before);
}

#[tokio::test]
async fn an_attribute_is_unticked_and_ticked_again() {
    let (simulator, front) = personio();
    let path = "/dev/personio/attributes/first_name";
    for readable in [false, true, true] {
        let answer = send(&front, "PUT", path, json!({"readable": readable})).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()),
            (200, json!({"key": "first_name", "readable": readable}))
        );
        assert_eq!(simulator.is_ticked("first_name"), readable);
        assert!(simulator.is_ticked("last_name"));
    }
    for (path, body, expected) in [
        (
            "/dev/personio/attributes/shoe_size",
            json!({"readable": true}).to_string(),
            (404, "unknown_attribute"),
        ),
        (path, json!({"readable": "yes"}).to_string(), (422, "wrong_body")),
        (path, json!({}).to_string(), (422, "wrong_body")),
        (path, json!({"readable": true, "why": ""}).to_string(), (422, "wrong_body")),
        (path, "yes".to_owned(), (400, "malformed_json")),
    ] {
        let (status, code) = send(&front, "PUT", path, &body).await.problem();
        assert_eq!((status, &*code), expected, "{path} {body}");
    }
}

#[tokio::test]
async fn attributes_are_listed_with_options_and_ticks() {
    let (simulator, front) = personio();
    let title = simulator.company().key("title").unwrap();
    simulator.untick(&title);
    let answer = send(&front, "GET", "/dev/personio/attributes", "").await.json();
    let items = answer["items"].as_array().unwrap();
    assert_eq!(items.len(), simulator.company().attributes.len());
    let expected = json!({"key": &*title, "label": "Title", "type": "list",
        "options": ["Mr", "Mrs", "Miss", "Ms", "Dr"], "readable": false});
    assert!(items.contains(&expected), "{items:?}");
    assert_eq!(items.iter().filter(|item| item["readable"] == false).count(), 1);
}

#[tokio::test]
async fn people_are_added_and_removed() {
    let (simulator, front) = personio();
    let number = simulator.company().key("employee_id").unwrap();
    let first = simulator.company().people()[0].id;
    let removed = send(&front, "DELETE", &format!("/dev/personio/people/{first}"), "").await;
    assert_eq!((removed.status.as_u16(), removed.text()), (204, ""));
    for _ in 0..3 {
        let answer = send(&front, "POST", "/dev/personio/people", json!({"first_name": "Ada"})).await;
        assert_eq!(answer.status, 201);
        let added = answer.json();
        let id = added["id"].as_u64().unwrap();
        assert_eq!(simulator.company().person(id).unwrap().get("first_name"), Some(&json!("Ada")));
        assert_eq!(added["first_name"], "Ada");
    }
    let company = simulator.company();
    let ni_number = company.key("national_insurance_number").unwrap();
    for key in [number, ni_number] {
        let distinct: std::collections::BTreeSet<String> =
            values(&simulator, &key).iter().map(ToString::to_string).collect();
        assert_eq!(distinct.len(), 5, "{key}: nobody is given what somebody else has");
    }
    for (method, path, body, expected) in [
        ("DELETE", "/dev/personio/people/1", "", (404, "unknown_person")),
        ("DELETE", "/dev/personio/people/ada", "", (404, "unknown_person")),
        ("POST", "/dev/personio/people", r#"{"id": 1}"#, (422, "fixed_attribute")),
        ("POST", "/dev/personio/people", r#"{"shoe_size": 38}"#, (422, "unknown_attribute")),
        ("POST", "/dev/personio/people", "Ada", (400, "malformed_json")),
    ] {
        let (status, code) = send(&front, method, path, body).await.problem();
        assert_eq!((status, &*code), expected, "{method} {path} {body}");
    }
    assert!(simulator.company() == company);
}

#[tokio::test]
async fn the_credential_is_shown_limited_and_rotated() {
    let (simulator, front) = personio();
    let (id, secret) = simulator.credentials();
    let all = json!({"employees_read": true, "documents_read": true, "documents_write": true});
    let shown = send(&front, "GET", "/dev/personio/credential", "").await.json();
    assert_eq!(shown, json!({"client_id": id, "client_secret": secret, "permissions": all}));

    let path = "/dev/personio/permissions/documents_write";
    for granted in [false, true] {
        let answer = send(&front, "PUT", path, json!({"granted": granted})).await.json();
        assert_eq!(answer["permissions"]["documents_write"], granted);
        let mut held = false;
        simulator.configure(|options| held = options.permissions.contains(&Permission::DocumentsWrite));
        assert_eq!(held, granted);
    }
    for (path, body, expected) in [
        ("/dev/personio/permissions/documents", r#"{"granted": true}"#, (404, "unknown_permission")),
        (path, r#"{"granted": 1}"#, (422, "wrong_body")),
        (path, "yes", (400, "malformed_json")),
    ] {
        let (status, code) = send(&front, "PUT", path, body).await.problem();
        assert_eq!((status, &*code), expected, "{path} {body}");
    }

    let rotated = send(&front, "POST", "/dev/personio/credential/rotate", "").await.json();
    let (fresh, fresh_secret) = simulator.credentials();
    assert_ne!((&id, &secret), (&fresh, &fresh_secret));
    assert_eq!(rotated, json!({"client_id": fresh, "client_secret": fresh_secret, "permissions": all}));
}
