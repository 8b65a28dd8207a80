//! The front over the real function and embedded services.

use std::sync::Arc;

use axum::{Router, body::Body};
use local::{
    clock,
    cloud::Cloud,
    dev,
    events::LocalWorld,
    front,
    gateway::Gateway,
    token::{AUDIENCE, ISSUER, Signer},
};
use serde_json::{Value, json};
use settings_api::Api;
use shared::{
    domain::{announcement::Announcement, ids::TenantId},
    ports::Announce as _,
    system::SystemClock,
    wiring::world,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::stand_in::{Answer, HOST, ask, request};

async fn get(front: &Router, target: &str, token: Option<&str>) -> Answer {
    let mut asked = request("GET", target);
    if let Some(token) = token {
        asked = asked.header("authorization", format!("Bearer {token}"));
    }
    ask(front, asked.body(Body::empty()).unwrap()).await
}

fn tenant(name: &str) -> TenantId {
    TenantId::parse(name).unwrap()
}

fn broken() -> Announcement {
    Announcement::ConnectionBroken { reason: "credentials_rejected", at: jiff::Timestamp::UNIX_EPOCH }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_this_machine_opens_the_api() {
    let cloud = Cloud::start(None, None).await.unwrap();
    let config = cloud.config("https://personio.example");
    let world: Arc<LocalWorld> = Arc::new(world(&config, cloud.clients.clone(), SystemClock).unwrap());
    let world_of_events = Arc::clone(&world);
    let signer = Arc::new(Signer::new());
    let api = Api::new(Arc::clone(&world));
    let dev = dev::routes(world, &cloud, "https://personio.example", Arc::clone(&signer));
    let front = front::router(dev, Gateway::new(api, Arc::clone(&signer), clock::system(), None));

    let named = get(&front, "/dev/token?tenant=T%201&scope=personio:admin&sub=ada", None).await;
    let claims = |answer: &Answer| -> [Value; 5] {
        let claims = signer.check(answer.text(), clock::now()).unwrap();
        ["iss", "aud", "sub", "tenant_id", "scope"].map(|name| claims[name].clone())
    };
    assert_eq!(claims(&named), [ISSUER, AUDIENCE, "ada", "T 1", "personio:admin"]);
    let plain = get(&front, "/dev/token?tenant=demo", None).await;
    assert_eq!(claims(&plain), [ISSUER, AUDIENCE, "local-developer", "demo", ""]);
    let problem = get(&front, "/dev/token?scope=personio:admin", None).await.problem();
    assert_eq!(problem, (422, "tenant_required".to_owned()));

    let nowhere = "/v1/there-is-no-such-route";
    assert_eq!(get(&front, nowhere, None).await.status, 401);
    assert_eq!(get(&front, nowhere, Some(plain.text())).await.status, 404);
    shared::run::World::bus(&*world_of_events).announce(&tenant("demo"), &[broken()]).await.unwrap();
    shared::run::World::bus(&*world_of_events).announce(&tenant("acme"), &[broken()]).await.unwrap();
    let events = get(&front, "/dev/events?tenant=acme", None).await.json();
    let details: Vec<_> = events["items"].as_array().unwrap().iter().map(|event| &event["detail"]).collect();
    assert_eq!(
        details,
        [&json!({"tenant_id": "acme", "reason": "credentials_rejected", "at": "1970-01-01T00:00:00Z"})]
    );
    assert_eq!(get(&front, "/dev/events", None).await.json()["items"].as_array().unwrap().len(), 2);
    let info = get(&front, "/dev/info", None).await.json();
    assert_eq!(info["personio_url"], "https://personio.example");
    assert_eq!(info["endpoints"]["sqs"], json!(cloud.endpoints.sqs));
    let queues = json!({
        "sync": cloud.sync_queue,
        "sync_dead_letters": cloud.dead_letters,
        "payslips": cloud.payslip_queue,
        "payslips_dead_letters": cloud.payslip_dead_letters,
    });
    assert_eq!(info["queues"], queues);
    assert_eq!(get(&front, "/dev/personio", None).await.problem(), (404, "not_found".to_owned()));
    cloud.shutdown().await;
}

/// A caller that first sends everything and then reads the answer must get one.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_is_too_long_is_answered_over_the_wire() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let front = crate::stand_in::front(crate::stand_in::unreachable());
    let server = tokio::spawn(async move { axum::serve(listener, front).await });
    let body = vec![b'x'; 11 * 1024 * 1024];
    for (path, status, message) in [
        ("/app", "413 Payload Too Large", "Request Entity Too Large"),
        ("/v1/x", "401 Unauthorized", "Unauthorized"),
    ] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {HOST}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(&body).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{answer}");
        assert!(answer.ends_with(&format!("\r\n\r\n{{\"message\":\"{message}\"}}")), "{answer}");
    }
    server.abort();
}
