//! The faults that a test can order.

use std::time::Duration;

use personio_sim::{Body, Fault, Options, Route, Times, What};
use reqwest::Method;
use serde_json::json;

use crate::{LIST, ids, simulator};

#[tokio::test]
async fn faults_in_place_of_the_answer() {
    let (simulator, client) = simulator(1, Options::default()).await;
    let error = json!({"success": false, "error": {"code": 0, "message": "Es ist ein Problem aufgetreten "}});
    let table = [
        (
            What::Status(502, Body::Html),
            502,
            json!("<html><head><title>502</title></head><body><h1>502</h1></body></html>"),
        ),
        (What::Status(503, Body::Empty), 503, json!("")),
        (What::Status(500, Body::Error), 500, error.clone()),
        (What::Status(200, Body::Text("[1]".to_owned())), 200, json!([1])),
        (What::NotSuccess, 200, error),
        (What::WrongJson, 200, json!({"success": true, "data": "nothing", "metadata": []})),
    ];
    for (what, status, body) in table {
        simulator.fault(Fault::once(Route::exact(LIST), what));
        assert_eq!(client.get(LIST).await, (status, body));
        assert_eq!(client.get(LIST).await.0, 200);
    }
    simulator
        .fault(Fault::once(Route::exact(LIST), What::TooMany("Wed, 21 Oct 2026 07:28:00 GMT".to_owned())));
    let refused = client.send(LIST).await.unwrap();
    assert_eq!(
        (refused.status().as_u16(), &refused.headers()["retry-after"]),
        (429, &"Wed, 21 Oct 2026 07:28:00 GMT".parse().unwrap())
    );
}

#[tokio::test]
async fn connections_break_before_and_in_the_middle_of_answers() {
    let (simulator, client) = simulator(40, Options::default()).await;
    simulator.fault(Fault { on: Route::exact(LIST), times: Times::Count(2), what: What::Reset });
    for _ in 0..2 {
        assert!(client.send(LIST).await.is_err());
    }
    simulator.fault(Fault::once(Route::exact(LIST), What::Truncated));
    let broken = client.send(LIST).await.unwrap();
    assert_eq!(broken.status(), 200);
    assert!(broken.content_length().unwrap() > 100_000);
    assert!(broken.bytes().await.is_err());
    assert_eq!(client.get(LIST).await.0, 200);
    simulator.fault(Fault::always(Route::everywhere(), What::Reset));
    simulator.clear_faults();
    assert_eq!(client.get(LIST).await.0, 200);
}

#[tokio::test]
async fn a_token_that_expires_now_is_refused_once() {
    let (simulator, mut client) = simulator(1, Options::default()).await;
    simulator.fault(Fault::once(Route::exact(LIST).nth(2), What::TokenExpired));
    assert_eq!(client.get(LIST).await.0, 200);
    assert_eq!(client.get(LIST).await.0, 401);
    client.token = client.sign_in(&simulator).await;
    assert_eq!(client.get(LIST).await.0, 200);
    simulator.fault(Fault::always(Route::exact(LIST), What::TokenExpired));
    for _ in 0..2 {
        client.token = client.sign_in(&simulator).await;
        assert_eq!(client.get(LIST).await.0, 401);
    }
}

#[tokio::test]
async fn pages_move_under_the_reader() {
    let (simulator, client) = simulator(30, Options::default()).await;
    let all: Vec<u64> = simulator.company().people().iter().map(|person| person.id).collect();
    let page = async |offset: u64, what: What| {
        simulator.fault(Fault::once(Route::exact(LIST).offset(10), what));
        client.get(&format!("{LIST}?limit=10&offset={offset}")).await.1
    };
    assert_eq!(ids(&page(10, What::DuplicateRow).await), all[9..19]);
    assert_eq!(ids(&page(10, What::RowDropped).await), all[11..21]);
    assert_eq!(page(10, What::TotalMoved(-3)).await["metadata"]["total_elements"], 27);
    assert_eq!(page(10, What::NoMetadata).await.get("metadata"), None);
    assert_eq!(ids(&page(0, What::DuplicateRow).await), all[0..10], "the fault is for another offset");
}

#[tokio::test]
async fn answers_take_their_time() {
    let (simulator, client) = simulator(1, Options::default()).await;
    simulator.set_latency(Duration::from_millis(60));
    simulator.fault(Fault::once(Route::exact(LIST), What::Slow(Duration::from_millis(80))));
    let start = std::time::Instant::now();
    client.get(LIST).await;
    assert!(start.elapsed() >= Duration::from_millis(140));
    simulator.set_latency(Duration::from_mins(1));
    let slow = client.bare(Method::GET, LIST).timeout(Duration::from_millis(50)).send().await;
    assert!(slow.unwrap_err().is_timeout());
}
