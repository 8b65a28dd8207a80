//! The ledger of payslips: nothing known is overwritten, one step follows the other, and pages and counts are whole.

use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::future::join_all;
use shared::{
    domain::{
        ids::PersonioId,
        payslip::{PayrollId, Payslip, PayslipKey, PayslipReason, PayslipState, Target},
    },
    dynamo::keys,
    ports::{Ledger, Payroll, PayslipCounts, StoreError, Written},
};
use tests::fault_proxy::Fault;

use crate::stand::{Stand, at, employee_id, tenant};

pub(crate) fn payroll_id(id: &str) -> PayrollId {
    PayrollId::parse(id).unwrap()
}

pub(crate) fn key(payroll: &str, employee: &str, revision: u32) -> PayslipKey {
    PayslipKey { payroll_id: payroll_id(payroll), employee_id: employee_id(employee), revision }
}

pub(crate) fn payroll(id: &str, seconds: i64) -> Payroll {
    let pay_date = "2026-11-30".parse().unwrap();
    Payroll {
        payroll_id: payroll_id(id),
        title: format!("Payslip of {seconds}"),
        pay_date,
        finalised_at: at(seconds),
        told_at_step: 0,
    }
}

/// A payslip that nothing was done with yet.
pub(crate) fn payslip(key: PayslipKey) -> Payslip {
    Payslip {
        object_key: format!("acme/2026-11/{}.pdf", key.employee_id),
        key,
        title: "Payslip November 2026".into(),
        pay_date: "2026-11-30".parse().unwrap(),
        state: PayslipState::Pending,
        reason: None,
        sent: None,
        ask_first: false,
        document_id: None,
        updated_at: at(0),
        version: 1,
    }
}

/// So many payslips of a payroll.
pub(crate) fn payslips(payroll: &str, count: usize) -> Vec<Payslip> {
    (0..count).map(|number| payslip(key(payroll, &format!("e{number:05}"), 0))).collect()
}

pub(crate) fn claimed(payslip: &Payslip, seconds: i64) -> Payslip {
    let target = Target { personio_id: PersonioId::new("7"), folder_id: "11".into() };
    payslip.claimed(target, at(seconds))
}

pub(crate) async fn add(stand: &Stand, payslips: &[Payslip]) {
    stand.table.add_payslips(&tenant(), payslips).await.unwrap();
}

/// All payslips of a payroll, by pages of so many, and how many each page held.
async fn paged(stand: &Stand, payroll: &str, limit: i32) -> (Vec<Payslip>, Vec<usize>) {
    let (mut found, mut sizes) = (Vec::<Payslip>::new(), vec![]);
    loop {
        let after = found.last().map(|payslip| &payslip.key);
        let page = stand.table.payslip_page(&tenant(), &payroll_id(payroll), after, limit).await;
        let (page, more) = page.unwrap();
        sizes.push(page.len());
        found.extend(page);
        if !more {
            return (found, sizes);
        }
    }
}

#[tokio::test]
async fn a_payroll_is_stored_once_and_the_latest_comes_first() {
    let stand = Stand::new().await;
    for (id, seconds) in [("2026-10", 10), ("b", 30), ("a", 20), ("2026-10", 40)] {
        stand.table.add_payroll(&tenant(), &payroll(id, seconds)).await.unwrap();
    }
    let latest_first = vec![payroll("b", 30), payroll("a", 20), payroll("2026-10", 10)];
    assert_eq!(stand.table.payrolls(&tenant()).await, Ok(latest_first));
    let first = stand.table.payroll(&tenant(), &payroll_id("2026-10")).await;
    assert_eq!(first, Ok(Some(payroll("2026-10", 10))), "the second event of it changes nothing");
}

#[tokio::test]
async fn adding_again_leaves_the_steps_that_were_taken_alone() {
    let stand = Stand::new().await;
    let all = payslips("p", 250);
    add(&stand, &all[..150]).await;
    let next = claimed(&all[120], 5);
    assert_eq!(stand.table.step_payslip(&tenant(), &next).await, Ok(Written::Done));

    let before = stand.proxy.count("TransactWriteItems");
    add(&stand, &all).await;
    let calls = stand.proxy.count("TransactWriteItems") - before;
    assert_eq!(calls, 1 + 2 + 1, "all known; half of them known, then the others; none known");
    let mut expected = all.clone();
    expected[120] = next;
    assert_eq!(paged(&stand, "p", 100).await, (expected.clone(), vec![100, 100, 50]));

    add(&stand, &all).await;
    assert_eq!(paged(&stand, "p", 1_000).await.0, expected);
    add(&stand, &[]).await;
}

#[tokio::test]
async fn of_two_with_one_key_the_first_is_stored() {
    let stand = Stand::new().await;
    let first = payslip(key("p", "a", 0));
    let second = Payslip { object_key: "acme/other.pdf".into(), ..first.clone() };
    add(&stand, &[first.clone(), second, payslip(key("p", "a", 1))]).await;
    assert_eq!(paged(&stand, "p", 10).await.0, [first, payslip(key("p", "a", 1))]);
}

#[tokio::test]
async fn a_step_follows_the_version_before_it_and_no_other() {
    let stand = Stand::new().await;
    let first = payslip(key("p", "a", 0));
    let second = claimed(&first, 1);
    assert_eq!(stand.table.step_payslip(&tenant(), &second).await, Ok(Written::Conflict), "not there");
    assert_eq!(stand.sort_keys().await, Vec::<String>::new());
    add(&stand, std::slice::from_ref(&first)).await;
    let third = second.failed(PayslipReason::NotAPdf, at(2));
    let rows = [
        (Payslip { version: 0, ..first.clone() }, Written::Conflict),
        (first.clone(), Written::Conflict),
        (third.clone(), Written::Conflict),
        (second.clone(), Written::Done),
        // The same step by somebody else, alike to the last letter, is a second claim.
        (second.clone(), Written::Conflict),
        (third.clone(), Written::Done),
        (second, Written::Conflict),
    ];
    for (next, written) in rows {
        assert_eq!(stand.table.step_payslip(&tenant(), &next).await, Ok(written), "{}", next.version);
    }
    assert_eq!(stand.table.payslip(&tenant(), &first.key).await, Ok(Some(third)));
}

#[tokio::test]
async fn of_many_claims_at_once_one_is_made() {
    let stand = Stand::new().await;
    let first = payslip(key("p", "a", 0));
    add(&stand, std::slice::from_ref(&first)).await;
    let claims = (0..10).map(|_| {
        let (table, claim) = (stand.table.clone(), claimed(&first, 1));
        async move { table.step_payslip(&tenant(), &claim).await.unwrap() }
    });
    let answers = join_all(claims).await;
    assert_eq!(answers.iter().filter(|answer| **answer == Written::Done).count(), 1, "{answers:?}");
}

#[tokio::test]
async fn pages_hold_one_payroll_in_the_order_of_employee_and_revision() {
    let stand = Stand::new().await;
    let keys = [("a", 0), ("a", 9), ("a", 10), ("a", u32::MAX), ("b", 0), ("e 1/2", 3), ("e1", 0)];
    let expected: Vec<_> =
        keys.iter().map(|(employee, revision)| payslip(key("2026-1", employee, *revision))).collect();
    let mut mixed = expected.clone();
    mixed.reverse();
    mixed.extend(payslips("2026-11", 3));
    mixed.extend(payslips("2026-1.", 3));
    add(&stand, &mixed).await;
    let other = "globex".to_owned().try_into().unwrap();
    stand.table.add_payslips(&other, &payslips("2026-1", 3)).await.unwrap();
    stand.table.add_payroll(&tenant(), &payroll("2026-1", 0)).await.unwrap();
    stand.table.stop_payslips(&tenant(), true).await.unwrap();

    assert_eq!(paged(&stand, "2026-1", 3).await, (expected.clone(), vec![3, 3, 1]));
    assert_eq!(paged(&stand, "2026-1", 100).await, (expected.clone(), vec![7]));
    let nobody = key("2026-1", "a", 11);
    let behind = stand.table.payslip_page(&tenant(), &payroll_id("2026-1"), Some(&nobody), 2).await;
    assert_eq!(behind, Ok((expected[3..5].to_vec(), true)), "behind a place where nothing is");
    assert_eq!(stand.table.payrolls(&tenant()).await, Ok(vec![payroll("2026-1", 0)]));
    for call in stand.proxy.calls("Query") {
        assert_eq!(call["ConsistentRead"], true, "as they are at this very moment");
    }
}

#[tokio::test]
async fn counts_tell_every_state_and_leave_out_where_nobody_is() {
    let stand = Stand::new().await;
    let of = |state: PayslipState, employee: String| Payslip { state, ..payslip(key("p", &employee, 0)) };
    for (times, state) in (1..).zip(PayslipState::ALL) {
        if state != PayslipState::Skipped {
            let some: Vec<_> = (0..times).map(|number| of(state, format!("e{times}-{number}"))).collect();
            add(&stand, &some).await;
        }
    }
    add(&stand, &payslips("other", 5)).await;
    let by_state = vec![
        (PayslipState::Pending, 1),
        (PayslipState::Uploading, 2),
        (PayslipState::Uploaded, 3),
        (PayslipState::Failed, 5),
        (PayslipState::Uncertain, 6),
        (PayslipState::NeedsCheck, 7),
    ];
    // Of 24 payslips each is at its first step.
    let expected = PayslipCounts { by_state, steps: 24 };
    assert_eq!(stand.table.payslip_counts(&tenant(), &payroll_id("p")).await, Ok(expected));
    let call = stand.proxy.calls("Query").pop().unwrap();
    assert_eq!(
        (&call["ProjectionExpression"], &call["ConsistentRead"]),
        (&"#schema, #state, version".into(), &true.into())
    );
}

#[tokio::test]
async fn counts_of_several_pages_are_whole_or_fail() {
    let stand = Stand::new().await;
    // 700 items of more than 2,000 bytes: 1 MB is a page of DynamoDB.
    let long = |payslip: Payslip| Payslip { object_key: "k".repeat(2_000), ..payslip };
    let many: Vec<_> = payslips("p", 700).into_iter().map(long).collect();
    add(&stand, &many).await;
    let all = PayslipCounts { by_state: vec![(PayslipState::Pending, 700)], steps: 700 };
    let count = async || stand.table.payslip_counts(&tenant(), &payroll_id("p")).await;
    assert_eq!(count().await, Ok(all.clone()));
    assert!(stand.proxy.count("Query") >= 2, "the test is about more than one page");
    stand.proxy.fail("Query", 2, Fault::THROTTLED);
    assert_eq!(count().await, Ok(all.clone()));
    stand.proxy.fail("Query", 2, Fault::Error { status: 400, code: "ResourceNotFoundException" });
    let cause = "ResourceNotFoundException".to_owned();
    let failed = StoreError::Unavailable { service: "DynamoDB", operation: "count the payslips", cause };
    assert_eq!(count().await, Err(failed));
}

#[tokio::test]
async fn what_a_newer_version_wrote_is_not_counted_or_listed_half_read() {
    let stand = Stand::new().await;
    add(&stand, &payslips("p", 3)).await;
    stand.damage(&keys::payslip(&key("p", "e00001", 0)), "schema", AttributeValue::N("2".into())).await;
    let counts = stand.table.payslip_counts(&tenant(), &payroll_id("p")).await.map(drop);
    let page = stand.table.payslip_page(&tenant(), &payroll_id("p"), None, 10).await.map(drop);
    for answer in [counts, page] {
        assert!(matches!(answer, Err(StoreError::Unreadable { item: "payslip", .. })), "{answer:?}");
    }
}

#[tokio::test]
async fn payslips_are_stopped_until_somebody_lets_them_go_on() {
    let stand = Stand::new().await;
    for stopped in [true, true, false, true] {
        stand.table.stop_payslips(&tenant(), stopped).await.unwrap();
        assert_eq!(stand.table.payslips_stopped(&tenant()).await, Ok(stopped));
    }
    assert_eq!(stand.table.payslips_stopped(&"globex".to_owned().try_into().unwrap()).await, Ok(false));
    for call in stand.proxy.calls("GetItem") {
        assert_eq!(call["ConsistentRead"], true, "at this very moment");
    }
}
