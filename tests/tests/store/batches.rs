//! What does not fit into one call: index pages, batches, and what is left over of them.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use shared::{
    domain::{
        field::Field,
        ids::PersonioId,
        plan::Outcome,
        problem::{Problem, ProblemCode},
    },
    dynamo::keys,
    ports::{OutcomeRow, ReadEmployees, ReadTenant, StoreError, WriteEmployees, WriteRuns},
};
use tests::fault_proxy::{Fault, QUOTED_VALUE};

use crate::stand::{NAME, Stand, at, employee_id, run_id, tenant, write};

/// Plants copies of one written employee under other ids, past the store for speed.
async fn plant(stand: &Stand, count: usize, personio_id: impl Fn(usize) -> String) {
    stand.table.write_employees(&tenant(), Some(1), &[write("model", 1, run_id(1))]).await.unwrap();
    let mut model = stand.item("EMPLOYEE#model").await.unwrap();
    let mut requests = Vec::new();
    for number in 0..count {
        let id = employee_id(&format!("e{number:05}"));
        model.insert("sk".into(), AttributeValue::S(keys::employee(&id)));
        model.insert("employee_id".into(), AttributeValue::S(id.to_string()));
        model.insert("personio_id".into(), AttributeValue::S(personio_id(number)));
        let put = PutRequest::builder().set_item(Some(model.clone())).build().unwrap();
        requests.push(WriteRequest::builder().put_request(put).build());
    }
    for batch in requests.chunks(25) {
        stand.direct.batch_write_item().request_items(NAME, batch.to_vec()).send().await.unwrap();
    }
}

fn row(number: usize) -> OutcomeRow {
    let problem = Problem { code: ProblemCode::TextTooLong, field: Field::City, attribute: None };
    OutcomeRow {
        personio_id: Some(PersonioId::new(format!("{number:05}"))),
        employee_id: None,
        outcome: Outcome::Failed,
        reason: None,
        changed_fields: vec![],
        blanked: 0,
        lacking_fields: vec![],
        problems: vec![problem; 30],
    }
}

fn rows(count: usize) -> Vec<OutcomeRow> {
    (0..count).map(row).collect()
}

#[tokio::test]
async fn an_index_of_several_pages_is_read_whole() {
    let stand = Stand::new().await;
    // 1,200 entries of more than 1,000 bytes: 1 MB is a page of DynamoDB.
    plant(&stand, 1_200, |number| format!("{number:01000}")).await;
    let index = stand.table.index(&tenant()).await.unwrap();
    assert!(stand.proxy.count("Query") >= 2, "the test is about more than one page");
    assert_eq!(index.len(), 1_201);
    let ids: BTreeSet<_> = index.iter().map(|entry| entry.employee_id.clone()).collect();
    assert_eq!(ids.len(), 1_201);
    for number in [0, 1, 849, 1_199] {
        let entry = index.linked(&PersonioId::new(format!("{number:01000}"))).unwrap();
        assert_eq!(entry.employee_id, employee_id(&format!("e{number:05}")));
    }
}

#[tokio::test]
async fn a_page_that_fails_is_read_again_or_fails_the_whole_index() {
    let stand = Stand::new().await;
    plant(&stand, 1_200, |number| format!("{number:01000}")).await;
    stand.proxy.fail("Query", 2, Fault::THROTTLED);
    assert_eq!(stand.table.index(&tenant()).await.unwrap().len(), 1_201);
    // Half an index would make employees look new: never.
    stand.proxy.fail("Query", 2, Fault::Error { status: 400, code: "ResourceNotFoundException" });
    let cause = "ResourceNotFoundException".to_owned();
    let operation = "read the employees' index";
    let failed = StoreError::Unavailable { service: "DynamoDB", operation, cause };
    assert_eq!(stand.table.index(&tenant()).await.unwrap_err(), failed);
}

#[tokio::test]
async fn two_hundred_and_fifty_employees_are_read_in_three_batches() {
    let stand = Stand::new().await;
    plant(&stand, 240, |number| number.to_string()).await;
    let ids: Vec<_> = (0..250).map(|number| employee_id(&format!("e{number:05}"))).collect();
    let found = stand.table.employees(&tenant(), &ids).await.unwrap();
    assert_eq!(stand.proxy.count("BatchGetItem"), 3);
    let found: Vec<_> = found.iter().map(|employee| employee.employee_id.clone()).collect();
    let unique: BTreeSet<_> = found.iter().cloned().collect();
    assert_eq!((found.len(), unique), (240, ids[..240].iter().cloned().collect()), "ten don't exist");
    assert_eq!(stand.table.employees(&tenant(), &[]).await, Ok(vec![]));
    for call in stand.proxy.calls("BatchGetItem") {
        assert_eq!(call["RequestItems"][NAME]["ConsistentRead"], true, "as they are at this very moment");
    }
}

#[tokio::test]
async fn keys_left_over_are_asked_for_again() {
    let stand = Stand::new().await;
    plant(&stand, 150, |number| number.to_string()).await;
    let ids: Vec<_> = (0..150).map(|number| employee_id(&format!("e{number:05}"))).collect();
    for (nth, done) in [(1, 0), (2, 30), (3, 69), (5, 1)] {
        stand.proxy.fail("BatchGetItem", nth, Fault::Unprocessed { done });
    }
    let found = stand.table.employees(&tenant(), &ids).await.unwrap();
    let asked = |call: serde_json::Value| call["RequestItems"][NAME]["Keys"].as_array().unwrap().len();
    let asked: Vec<_> = stand.proxy.calls("BatchGetItem").into_iter().map(asked).collect();
    assert_eq!(asked, [100, 100, 70, 1, 50, 49]);
    let unique: BTreeSet<_> = found.iter().map(|employee| employee.employee_id.clone()).collect();
    assert_eq!((found.len(), unique), (150, ids.into_iter().collect()), "nobody lost, nobody twice");
    assert!(
        stand.proxy.calls("BatchGetItem").iter().all(|c| c["RequestItems"][NAME]["ConsistentRead"] == true)
    );
}

#[tokio::test]
async fn items_left_over_are_written_again() {
    let stand = Stand::new().await;
    for (nth, done) in [(1, 0), (2, 24), (4, 10), (5, 0)] {
        stand.proxy.fail("BatchWriteItem", nth, Fault::Unprocessed { done });
    }
    stand.table.put_outcome_rows(&tenant(), run_id(1), at(0), &rows(60)).await.unwrap();
    let sent = |call: serde_json::Value| call["RequestItems"][NAME].as_array().unwrap().len();
    let sent: Vec<_> = stand.proxy.calls("BatchWriteItem").into_iter().map(sent).collect();
    assert_eq!(sent, [25, 25, 1, 25, 15, 15, 10]);
    assert_eq!(stand.table.outcome_rows(&tenant(), run_id(1)).await.unwrap(), rows(60));
}

#[tokio::test]
async fn what_is_left_over_for_ever_is_an_error_and_quotes_nobody() {
    let stand = Stand::new().await;
    stand.proxy.fail_always("BatchWriteItem", Fault::Unprocessed { done: 1 });
    let error = stand.table.put_outcome_rows(&tenant(), run_id(1), at(0), &rows(25)).await.unwrap_err();
    let unavailable = |operation, cause: &str| StoreError::Unavailable {
        service: "DynamoDB",
        operation,
        cause: cause.into(),
    };
    assert_eq!(error, unavailable("store the outcomes", "items left over after all tries"));
    assert_eq!(stand.proxy.count("BatchWriteItem"), 9);

    stand.proxy.fail_always("BatchGetItem", Fault::Unprocessed { done: 0 });
    let error = stand.table.employees(&tenant(), &[employee_id(QUOTED_VALUE)]).await.unwrap_err();
    assert_eq!(error, unavailable("read employees", "keys left over after all tries"));
    assert_eq!(stand.proxy.count("BatchGetItem"), 9);
    assert!(!format!("{error} {error:?}").contains(QUOTED_VALUE));
}

#[tokio::test]
async fn outcomes_of_several_pages_are_read_whole() {
    let stand = Stand::new().await;
    stand.table.put_outcome_rows(&tenant(), run_id(1), at(0), &rows(300)).await.unwrap();
    stand.table.put_outcome_rows(&tenant(), run_id(2), at(0), &rows(3)).await.unwrap();
    let before = stand.proxy.count("Query");
    assert_eq!(stand.table.outcome_rows(&tenant(), run_id(1)).await.unwrap(), rows(300));
    assert!(stand.proxy.count("Query") - before >= 2, "the test is about more than one page");
    assert_eq!(stand.table.outcome_rows(&tenant(), run_id(2)).await.unwrap(), rows(3));
    assert_eq!(stand.table.outcome_rows(&tenant(), run_id(3)).await.unwrap(), []);
}

#[tokio::test]
async fn outcomes_written_twice_are_there_once_and_live_thirty_days() {
    let stand = Stand::new().await;
    for _ in 0..2 {
        stand.table.put_outcome_rows(&tenant(), run_id(1), at(0), &rows(2)).await.unwrap();
    }
    assert_eq!(stand.table.outcome_rows(&tenant(), run_id(1)).await.unwrap(), rows(2));
    let keys = stand.sort_keys().await;
    assert_eq!(keys.len(), 2);
    let expires = (at(0).as_second() + 30 * 86_400).to_string();
    assert_eq!(stand.item(&keys[0]).await.unwrap()["expires"], AttributeValue::N(expires));
    stand.table.put_outcome_rows(&tenant(), run_id(1), at(0), &[]).await.unwrap();
}
