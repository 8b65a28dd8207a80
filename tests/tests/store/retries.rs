//! Calls that are throttled, cancelled or cut off: tried again, and never applied twice.

use shared::{
    domain::connection::{Connection, Permissions},
    ports::{ReadEmployees, ReadTenant, StoreError, WriteEmployees, WriteRuns, WriteTenant, Written},
};
use tests::fault_proxy::{Fault, QUOTED_VALUE};

use crate::stand::{Stand, at, employee, employee_id, run_id, tenant, write};

async fn create(stand: &Stand, id: &str) -> Result<Vec<Written>, StoreError> {
    stand.table.write_employees(&tenant(), Some(1), &[write(id, 1, run_id(1))]).await
}

fn connection() -> Connection {
    Connection::fresh(at(0), Permissions::default(), true)
}

#[tokio::test]
async fn a_transaction_is_tried_again_whatever_is_transient() {
    let stand = Stand::new().await;
    let cancelled = |reasons: &[(usize, &'static str)]| Fault::Cancelled(reasons.to_vec());
    let faults = [
        Fault::THROTTLED,
        Fault::OVER_CAPACITY,
        Fault::INTERNAL,
        Fault::Error { status: 503, code: "ServiceUnavailable" },
        Fault::Error { status: 400, code: "TransactionInProgressException" },
        Fault::LostRequest,
        Fault::LostAnswer,
        cancelled(&[(0, "TransactionConflict")]),
        cancelled(&[(2, "ThrottlingError")]),
        cancelled(&[(1, "ProvisionedThroughputExceeded")]),
        cancelled(&[(0, "TransactionConflict"), (1, "ThrottlingError"), (2, "TransactionConflict")]),
    ];
    for (number, fault) in faults.into_iter().enumerate() {
        let id = format!("e{number}");
        let before = stand.proxy.count("TransactWriteItems");
        stand.proxy.fail("TransactWriteItems", 1, fault.clone());
        stand.proxy.fail("TransactWriteItems", 2, fault.clone());
        assert_eq!(create(&stand, &id).await, Ok(vec![Written::Done]), "{fault:?}");
        assert_eq!(stand.proxy.count("TransactWriteItems") - before, 3, "{fault:?}");
        let found = stand.table.employees(&tenant(), &[employee_id(&id)]).await.unwrap();
        assert_eq!(found, [employee(&id, 1)], "{fault:?}");
        let log = stand.table.change_log(&tenant(), &employee_id(&id)).await.unwrap();
        assert_eq!(log.len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn a_transaction_whose_answer_was_lost_is_not_applied_twice() {
    let stand = Stand::new().await;
    stand.proxy.fail("TransactWriteItems", 1, Fault::LostAnswer);
    assert_eq!(create(&stand, "a").await, Ok(vec![Written::Done]), "without a token: Conflict");
    let calls = stand.proxy.calls("TransactWriteItems");
    assert_eq!(calls.len(), 2);
    assert!(calls[0]["ClientRequestToken"].as_str().is_some_and(|token| !token.is_empty()));
    assert_eq!(calls[0], calls[1], "the same token, the same parts");

    // After a cancellation it is another transaction, and needs another token.
    stand.proxy.fail("TransactWriteItems", 1, Fault::Cancelled(vec![(0, "TransactionConflict")]));
    create(&stand, "b").await.unwrap();
    let calls = stand.proxy.calls("TransactWriteItems");
    assert_ne!(calls[2]["ClientRequestToken"], calls[3]["ClientRequestToken"]);
}

#[tokio::test]
async fn a_refusal_beside_a_collision_drops_the_refused_one_only() {
    let stand = Stand::new().await;
    create(&stand, "a").await.unwrap();
    // Parts 0 to 2 are a's, 3 to 5 are b's.
    let reasons = vec![(0, "ConditionalCheckFailed"), (3, "TransactionConflict")];
    stand.proxy.fail("TransactWriteItems", 1, Fault::Cancelled(reasons));
    let writes = [write("a", 1, run_id(1)), write("b", 1, run_id(1))];
    let answers = stand.table.write_employees(&tenant(), Some(1), &writes).await;
    assert_eq!(answers, Ok(vec![Written::Conflict, Written::Done]));
    assert_eq!(stand.table.index(&tenant()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn patience_ends_with_the_code_and_without_the_message() {
    let stand = Stand::new().await;
    // (fault, calls, cause): the SDK tries five times, cancellations are tried nine times.
    let rows = [
        (Fault::THROTTLED, 5, "ThrottlingException"),
        (Fault::OVER_CAPACITY, 5, "ProvisionedThroughputExceededException"),
        (Fault::INTERNAL, 5, "InternalServerError"),
        (Fault::LostRequest, 5, "no connection"),
        (Fault::Cancelled(vec![(0, "TransactionConflict")]), 9, "TransactionCanceledException"),
        (Fault::Cancelled(vec![(1, "ThrottlingError")]), 9, "TransactionCanceledException"),
        (Fault::Error { status: 400, code: "AccessDeniedException" }, 1, "AccessDeniedException"),
    ];
    for (fault, calls, cause) in rows {
        let before = stand.proxy.count("TransactWriteItems");
        stand.proxy.fail_always("TransactWriteItems", fault.clone());
        let error = create(&stand, "a").await.unwrap_err();
        let (service, operation) = ("DynamoDB", "write employees");
        assert_eq!(error, StoreError::Unavailable { service, operation, cause: cause.into() });
        assert_eq!(stand.proxy.count("TransactWriteItems") - before, calls, "{fault:?}");
        assert!(!format!("{error} {error:?}").contains(QUOTED_VALUE), "{fault:?}");
        stand.proxy.heal();
    }
    assert_eq!(stand.sort_keys().await, Vec::<String>::new());
}

#[tokio::test]
async fn single_items_are_read_and_written_through_trouble() {
    let stand = Stand::new().await;
    let (table, proxy) = (&stand.table, &stand.proxy);
    let conflict = Fault::Error { status: 400, code: "TransactionConflictException" };
    for fault in [Fault::THROTTLED, Fault::INTERNAL, Fault::LostRequest, Fault::LostAnswer, conflict] {
        proxy.fail("PutItem", 1, fault.clone());
        assert_eq!(table.put_connection(&tenant(), &connection()).await, Ok(()), "{fault:?}");
    }
    for fault in [Fault::THROTTLED, Fault::INTERNAL, Fault::LostRequest, Fault::LostAnswer] {
        proxy.fail("GetItem", 1, fault.clone());
        assert_eq!(table.connection(&tenant()).await, Ok(Some(connection())), "{fault:?}");
    }
    proxy.fail_always("GetItem", Fault::THROTTLED);
    let failed = |operation| {
        let cause = "ThrottlingException".into();
        StoreError::Unavailable { service: "DynamoDB", operation, cause }
    };
    // What could not be read is not taken for what is not there.
    assert_eq!(table.connection(&tenant()).await.unwrap_err(), failed("read the connection"));
    assert_eq!(table.settings(&tenant()).await.unwrap_err(), failed("read the settings"));
    assert_eq!(table.settings_in_force(&tenant()).await.unwrap_err(), failed("read the settings in force"));
    assert_eq!(table.catalogue(&tenant()).await.unwrap_err(), failed("read the catalogue"));
    assert_eq!(table.held_run(&tenant()).await.unwrap_err(), failed("read the held run"));
    assert_eq!(table.run(&tenant(), run_id(1)).await.unwrap_err(), failed("read the run"));
}

#[tokio::test]
async fn batches_are_sent_again_when_they_are_cut_off() {
    let stand = Stand::new().await;
    let row = write("a", 1, run_id(1)).row.unwrap();
    for fault in [Fault::OVER_CAPACITY, Fault::INTERNAL, Fault::LostRequest, Fault::LostAnswer] {
        stand.proxy.fail("BatchWriteItem", 1, fault.clone());
        let rows = std::slice::from_ref(&row);
        assert_eq!(
            stand.table.put_outcome_rows(&tenant(), run_id(1), at(0), rows).await,
            Ok(()),
            "{fault:?}"
        );
    }
    assert_eq!(stand.table.outcome_rows(&tenant(), run_id(1)).await.unwrap(), [row]);
}
