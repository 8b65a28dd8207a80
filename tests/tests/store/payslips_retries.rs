//! The ledger of payslips through trouble: tried again, never applied twice, and never taken for somebody else's step.

use shared::ports::{Ledger, StoreError, Written};
use tests::fault_proxy::{Fault, QUOTED_VALUE};

use crate::{
    payslips::{add, claimed, key, payroll, payroll_id, payslip, payslips},
    stand::{Stand, tenant},
};

fn failed(operation: &'static str, cause: &str) -> StoreError {
    StoreError::Unavailable { service: "DynamoDB", operation, cause: cause.into() }
}

fn transient() -> [Fault; 8] {
    [
        Fault::THROTTLED,
        Fault::OVER_CAPACITY,
        Fault::INTERNAL,
        Fault::Error { status: 400, code: "TransactionInProgressException" },
        Fault::LostRequest,
        Fault::LostAnswer,
        Fault::Cancelled(vec![(0, "TransactionConflict")]),
        Fault::Cancelled(vec![(0, "ThrottlingError")]),
    ]
}

#[tokio::test]
async fn a_step_is_tried_again_whatever_is_transient() {
    let stand = Stand::new().await;
    for (number, fault) in transient().into_iter().enumerate() {
        let first = payslip(key("p", &format!("e{number}"), 0));
        add(&stand, std::slice::from_ref(&first)).await;
        let before = stand.proxy.count("TransactWriteItems");
        stand.proxy.fail("TransactWriteItems", 1, fault.clone());
        stand.proxy.fail("TransactWriteItems", 2, fault.clone());
        let next = claimed(&first, 1);
        assert_eq!(stand.table.step_payslip(&tenant(), &next).await, Ok(Written::Done), "{fault:?}");
        assert_eq!(stand.proxy.count("TransactWriteItems") - before, 3, "{fault:?}");
        assert_eq!(stand.table.payslip(&tenant(), &first.key).await, Ok(Some(next.clone())), "{fault:?}");
        // Its own write is known by its token; the same step asked for anew is another's.
        assert_eq!(stand.table.step_payslip(&tenant(), &next).await, Ok(Written::Conflict), "{fault:?}");
    }
}

#[tokio::test]
async fn a_step_that_was_lost_to_another_is_a_conflict_through_trouble_too() {
    let stand = Stand::new().await;
    let first = payslip(key("p", "a", 0));
    add(&stand, std::slice::from_ref(&first)).await;
    let (winner, loser) = (claimed(&first, 1), claimed(&first, 2));
    assert_eq!(stand.table.step_payslip(&tenant(), &winner).await, Ok(Written::Done));
    for fault in transient() {
        stand.proxy.fail("TransactWriteItems", 1, fault.clone());
        let lost = stand.table.step_payslip(&tenant(), &loser).await;
        assert_eq!(lost, Ok(Written::Conflict), "{fault:?}");
    }
    assert_eq!(stand.table.payslip(&tenant(), &first.key).await, Ok(Some(winner)));
}

#[tokio::test]
async fn patience_ends_with_the_code_and_without_the_message() {
    let stand = Stand::new().await;
    let first = payslip(key("p", QUOTED_VALUE, 0));
    add(&stand, std::slice::from_ref(&first)).await;
    let rows = [
        (Fault::THROTTLED, "ThrottlingException"),
        (Fault::Error { status: 400, code: "AccessDeniedException" }, "AccessDeniedException"),
        (Fault::Cancelled(vec![(0, "TransactionConflict")]), "TransactionCanceledException"),
        (Fault::LostRequest, "no connection"),
    ];
    for (fault, cause) in rows {
        stand.proxy.fail_always("TransactWriteItems", fault);
        let step = stand.table.step_payslip(&tenant(), &claimed(&first, 1)).await.unwrap_err();
        let added = stand.table.add_payslips(&tenant(), std::slice::from_ref(&first)).await.unwrap_err();
        assert!(!format!("{step} {step:?} {added} {added:?}").contains(QUOTED_VALUE));
        assert_eq!(step, failed("store a payslip's step", cause));
        assert_eq!(added, failed("store the payslips", cause));
        stand.proxy.heal();
    }
    assert_eq!(stand.table.payslip(&tenant(), &first.key).await, Ok(Some(first)));
}

#[tokio::test]
async fn payslips_are_added_through_trouble_and_what_is_known_stays() {
    let stand = Stand::new().await;
    let known = payslip(key("p", "e00003", 0));
    add(&stand, std::slice::from_ref(&known)).await;
    let known = claimed(&known, 1);
    stand.table.step_payslip(&tenant(), &known).await.unwrap();
    let mut expected = payslips("p", 0);
    for (number, fault) in transient().into_iter().enumerate() {
        stand.proxy.fail("TransactWriteItems", 1, fault.clone());
        // The second call goes without those that the first one found.
        stand.proxy.fail("TransactWriteItems", 3, fault.clone());
        expected = payslips("p", 10 * (number + 1));
        add(&stand, &expected).await;
        let added = stand.table.payslip_page(&tenant(), &payroll_id("p"), None, 1_000).await.unwrap().0;
        expected[3] = known.clone();
        assert_eq!(added, expected, "{fault:?}");
    }
    assert_eq!(expected.len(), 80);
}

#[tokio::test]
async fn single_items_are_read_and_written_through_trouble() {
    let stand = Stand::new().await;
    let (table, proxy) = (&stand.table, &stand.proxy);
    let conflict = Fault::Error { status: 400, code: "TransactionConflictException" };
    let faults = [Fault::THROTTLED, Fault::INTERNAL, Fault::LostRequest, Fault::LostAnswer, conflict];
    for (number, fault) in (0..).zip(faults) {
        let finalised = payroll(&format!("p{number}"), number);
        proxy.fail("PutItem", 1, fault.clone());
        assert_eq!(table.add_payroll(&tenant(), &finalised).await, Ok(()), "{fault:?}");
        assert_eq!(table.payroll(&tenant(), &finalised.payroll_id).await, Ok(Some(finalised)), "{fault:?}");
        proxy.fail("PutItem", 1, fault.clone());
        assert_eq!(table.stop_payslips(&tenant(), number % 2 == 0).await, Ok(()), "{fault:?}");
        assert_eq!(table.payslips_stopped(&tenant()).await, Ok(number % 2 == 0), "{fault:?}");
    }
    proxy.fail_always("GetItem", Fault::THROTTLED);
    proxy.fail_always("PutItem", Fault::THROTTLED);
    proxy.fail_always("Query", Fault::THROTTLED);
    let id = payroll_id("p0");
    // What could not be read is not taken for what is not there: a stop above all.
    let rows = [
        (table.payslips_stopped(&tenant()).await.map(drop), "read whether payslips are stopped"),
        (table.stop_payslips(&tenant(), true).await, "store whether payslips are stopped"),
        (table.payroll(&tenant(), &id).await.map(drop), "read the payroll"),
        (table.add_payroll(&tenant(), &payroll("new", 0)).await, "store the payroll"),
        (table.payrolls(&tenant()).await.map(drop), "read the payrolls"),
        (table.payslip(&tenant(), &key("p0", "a", 0)).await.map(drop), "read the payslip"),
        (table.payslip_page(&tenant(), &id, None, 5).await.map(drop), "read a page of payslips"),
        (table.payslip_counts(&tenant(), &id).await.map(drop), "count the payslips"),
    ];
    for (answer, operation) in rows {
        assert_eq!(answer, Err(failed(operation, "ThrottlingException")));
    }
}
