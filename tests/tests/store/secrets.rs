//! Credentials in Secrets Manager.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use aws_sdk_secretsmanager::Client;
use axum::{Json, Router, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use shared::{
    ports::{Credentials, Secrets, StoreError},
    secrets::SecretStore,
};
use tests::fault_proxy::{Fault, FaultProxy, QUOTED_VALUE};
use tokio::net::TcpListener;

use crate::stand::{config, tenant};

const SECRET: &str = "s3cr3t-of-acme";
const NAME: &str = "pento-personio/acme";

/// What Secrets Manager does of the four calls we use.
#[derive(Default)]
struct Vault {
    secrets: HashMap<String, String>,
    /// Names under which a secret waits for its deletion.
    doomed: Vec<String>,
}

type Shared = Arc<Mutex<Vault>>;

async fn answer(State(vault): State<Shared>, head: HeaderMap, body: String) -> (StatusCode, Json<Value>) {
    let body: Value = serde_json::from_str(&body).unwrap();
    let name = body["SecretId"].as_str().or(body["Name"].as_str()).unwrap().to_owned();
    let mut vault = vault.lock().unwrap();
    let failed = |code: &str| {
        let message = format!("about {QUOTED_VALUE}");
        (StatusCode::BAD_REQUEST, Json(json!({"__type": code, "message": message})))
    };
    if vault.doomed.contains(&name) {
        return failed("InvalidRequestException");
    }
    let text = body["SecretString"].as_str().map(ToOwned::to_owned);
    let known = vault.secrets.contains_key(&name);
    match head["x-amz-target"].to_str().unwrap() {
        "secretsmanager.CreateSecret" if known => return failed("ResourceExistsException"),
        "secretsmanager.CreateSecret" => drop(vault.secrets.insert(name.clone(), text.unwrap())),
        _ if !known => return failed("ResourceNotFoundException"),
        "secretsmanager.PutSecretValue" => drop(vault.secrets.insert(name.clone(), text.unwrap())),
        "secretsmanager.GetSecretValue" => {
            return (StatusCode::OK, Json(json!({"Name": name, "SecretString": vault.secrets[&name]})));
        }
        "secretsmanager.DeleteSecret" => {
            assert_eq!(body["ForceDeleteWithoutRecovery"], true);
            drop(vault.secrets.remove(&name));
        }
        other => panic!("{other}"),
    }
    (StatusCode::OK, Json(json!({"Name": name})))
}

struct Stand {
    store: SecretStore,
    proxy: FaultProxy,
    vault: Shared,
}

impl Stand {
    async fn new() -> Self {
        let vault = Shared::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = FaultProxy::start(&format!("http://{}", listener.local_addr().unwrap())).await.unwrap();
        let router = Router::new().route("/", post(answer)).with_state(vault.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let store = SecretStore::new(Client::new(&config(proxy.url())), "pento-personio/".into());
        Self { store, proxy, vault }
    }

    fn plant(&self, text: &str) {
        self.vault.lock().unwrap().secrets.insert(NAME.into(), text.into());
    }

    fn planted(&self) -> Option<Value> {
        let vault = self.vault.lock().unwrap();
        vault.secrets.get(NAME).map(|text| serde_json::from_str(text).unwrap())
    }

    async fn read(&self) -> Result<Option<(String, String)>, StoreError> {
        let found = self.store.credentials(&tenant()).await?;
        Ok(found.map(|found| (found.client_id, found.client_secret.expose_secret().to_owned())))
    }
}

fn credentials(secret: &str) -> Credentials {
    Credentials { client_id: "id-1".into(), client_secret: SecretString::from(secret) }
}

fn pair(secret: &str) -> (String, String) {
    ("id-1".into(), secret.into())
}

fn unavailable(operation: &'static str, cause: &str) -> StoreError {
    StoreError::Unavailable { service: "Secrets Manager", operation, cause: cause.into() }
}

#[tokio::test]
async fn credentials_are_created_replaced_and_deleted() {
    let stand = Stand::new().await;
    assert_eq!(stand.read().await, Ok(None));
    let awkward = "p\"ä\\\n{}😀";
    for secret in [SECRET, awkward] {
        stand.store.put_credentials(&tenant(), &credentials(secret)).await.unwrap();
        assert_eq!(stand.planted(), Some(json!({"client_id": "id-1", "client_secret": secret})));
        stand.store.forget(&tenant());
        assert_eq!(stand.read().await, Ok(Some(pair(secret))));
    }
    assert_eq!(stand.proxy.count("CreateSecret"), 1);
    assert_eq!(
        stand.store.credentials(&"globex".to_owned().try_into().unwrap()).await.map(|c| c.is_none()),
        Ok(true)
    );
    stand.store.delete_credentials(&tenant()).await.unwrap();
    assert_eq!((stand.planted(), stand.read().await), (None, Ok(None)));
    assert_eq!(stand.store.delete_credentials(&tenant()).await, Ok(()), "deleted before");
}

#[tokio::test]
async fn what_is_known_is_not_asked_for_until_it_is_forgotten() {
    let stand = Stand::new().await;
    stand.plant(&json!({"client_id": "id-1", "client_secret": SECRET}).to_string());
    for _ in 0..3 {
        assert_eq!(stand.read().await, Ok(Some(pair(SECRET))));
    }
    assert_eq!(stand.proxy.count("GetSecretValue"), 1);
    stand.plant(&json!({"client_id": "id-1", "client_secret": "rotated"}).to_string());
    assert_eq!(stand.read().await, Ok(Some(pair(SECRET))), "from memory");
    stand.store.forget(&"globex".to_owned().try_into().unwrap());
    assert_eq!(stand.read().await, Ok(Some(pair(SECRET))), "another tenant was forgotten");
    stand.store.forget(&tenant());
    assert_eq!(stand.read().await, Ok(Some(pair("rotated"))));
    assert_eq!(stand.proxy.count("GetSecretValue"), 2);

    stand.store.put_credentials(&tenant(), &credentials("newest")).await.unwrap();
    assert_eq!(stand.read().await, Ok(Some(pair("newest"))), "what was stored is known");
    assert_eq!(stand.proxy.count("GetSecretValue"), 2);
}

#[tokio::test]
async fn none_is_asked_for_every_time() {
    let stand = Stand::new().await;
    assert_eq!(stand.read().await, Ok(None));
    stand.plant(&json!({"client_id": "id-1", "client_secret": SECRET}).to_string());
    assert_eq!(stand.read().await, Ok(Some(pair(SECRET))));
}

#[tokio::test]
async fn what_could_not_be_stored_is_not_used_and_what_could_not_be_deleted_is_not_kept() {
    let stand = Stand::new().await;
    stand.store.put_credentials(&tenant(), &credentials(SECRET)).await.unwrap();
    stand.proxy.fail_always("PutSecretValue", Fault::Error { status: 400, code: "AccessDeniedException" });
    let failed = stand.store.put_credentials(&tenant(), &credentials("new")).await;
    assert_eq!(failed, Err(unavailable("store the credentials", "AccessDeniedException")));
    assert_eq!(stand.read().await, Ok(Some(pair(SECRET))));

    stand.proxy.fail_always("DeleteSecret", Fault::Error { status: 400, code: "AccessDeniedException" });
    let failed = stand.store.delete_credentials(&tenant()).await;
    assert_eq!(failed, Err(unavailable("delete the credentials", "AccessDeniedException")));
    let before = stand.proxy.count("GetSecretValue");
    assert_eq!(stand.read().await, Ok(Some(pair(SECRET))));
    assert_eq!(stand.proxy.count("GetSecretValue") - before, 1, "it left the memory");
}

#[tokio::test]
async fn a_secret_that_waits_for_its_deletion_is_none_and_can_not_be_replaced() {
    let stand = Stand::new().await;
    stand.vault.lock().unwrap().doomed.push(NAME.into());
    assert_eq!(stand.read().await, Ok(None));
    let failed = stand.store.put_credentials(&tenant(), &credentials(SECRET)).await;
    assert_eq!(failed, Err(unavailable("store the credentials", "InvalidRequestException")));
    assert_eq!(stand.read().await, Ok(None), "and nothing is pretended");
}

#[tokio::test]
async fn trouble_is_tried_again_and_is_not_taken_for_none() {
    let stand = Stand::new().await;
    for fault in [Fault::THROTTLED, Fault::INTERNAL, Fault::LostRequest, Fault::LostAnswer] {
        stand.proxy.fail("GetSecretValue", 1, fault.clone());
        stand.proxy.fail("PutSecretValue", 1, fault.clone());
        stand.proxy.fail("DeleteSecret", 1, fault.clone());
        stand.store.put_credentials(&tenant(), &credentials(SECRET)).await.unwrap();
        stand.store.forget(&tenant());
        assert_eq!(stand.read().await, Ok(Some(pair(SECRET))), "{fault:?}");
        assert_eq!(stand.store.delete_credentials(&tenant()).await, Ok(()), "{fault:?}");
        assert_eq!(stand.planted(), None, "{fault:?}");
    }
    let rows = [
        (Fault::THROTTLED, "ThrottlingException"),
        (Fault::Error { status: 500, code: "InternalServiceError" }, "InternalServiceError"),
        (Fault::Error { status: 400, code: "DecryptionFailure" }, "DecryptionFailure"),
        (Fault::LostRequest, "no answer"),
    ];
    for (fault, cause) in rows {
        stand.proxy.fail_always("GetSecretValue", fault);
        let error = stand.read().await.unwrap_err();
        assert_eq!(error, unavailable("read the credentials", cause));
        assert!(!format!("{error} {error:?}").contains(QUOTED_VALUE));
        stand.proxy.heal();
    }
}

#[tokio::test]
async fn a_malformed_secret_is_refused_and_not_quoted() {
    let stand = Stand::new().await;
    let malformed = [
        SECRET.to_owned(),
        String::new(),
        format!("\"{SECRET}\""),
        format!("[\"{SECRET}\"]"),
        json!({"client_id": SECRET}).to_string(),
        json!({"client_secret": SECRET}).to_string(),
        json!({"client_id": SECRET, "client_secret": null}).to_string(),
        json!({"client_id": 7, "client_secret": SECRET}).to_string(),
        format!("{{\"client_id\": \"id-1\", \"client_secret\": \"{SECRET}"),
    ];
    for text in malformed {
        stand.plant(&text);
        let error = stand.read().await.unwrap_err();
        let cause = "not the JSON of credentials".to_owned();
        assert_eq!(error, StoreError::Unreadable { item: "secret", cause }, "{text}");
        assert!(!format!("{error} {error:?}").contains(SECRET));
    }
    stand.plant(&json!({"client_id": "id-1", "client_secret": SECRET}).to_string());
    assert_eq!(stand.read().await, Ok(Some(pair(SECRET))), "nothing of it was kept");
}

#[tokio::test]
async fn debug_output_holds_no_secret() {
    let stand = Stand::new().await;
    stand.store.put_credentials(&tenant(), &credentials(SECRET)).await.unwrap();
    let shown = [
        format!("{:?} {:#?}", stand.store, stand.store),
        format!("{:?}", credentials(SECRET)),
        format!("{:?}", stand.store.credentials(&tenant()).await),
    ];
    for text in shown {
        assert!(!text.contains(SECRET) && !text.contains("id-1"));
    }
}
