//! Writing employees: versions (rule W4), fences (rule W3), all or nothing.

use jiff::SignedDuration;
use shared::{
    domain::{employee::Employee, field::Field},
    ports::{Actor, EmployeeWrite, ReadEmployees, ReadTenant, StoreError, WriteEmployees, Written},
};
use tests::fault_proxy::Fault;

use crate::stand::{Stand, at, edit, employee, employee_id, run_id, tenant, write};

async fn wrote(stand: &Stand, fence: Option<u64>, writes: &[EmployeeWrite]) -> Vec<Written> {
    stand.table.write_employees(&tenant(), fence, writes).await.unwrap()
}

async fn stored(stand: &Stand, id: &str) -> Option<Employee> {
    stand.table.employees(&tenant(), &[employee_id(id)]).await.unwrap().pop()
}

#[tokio::test]
async fn an_employee_is_created_once() {
    let stand = Stand::new().await;
    assert_eq!(wrote(&stand, Some(1), &[write("a", 1, run_id(1))]).await, [Written::Done]);
    let mut other = write("a", 1, run_id(2));
    other.write.employee.fields.set(Field::City, Some("Elsewhere".into()));
    assert_eq!(wrote(&stand, Some(1), &[other.clone()]).await, [Written::Conflict]);
    assert_eq!(wrote(&stand, None, &[other]).await, [Written::Conflict]);
    assert_eq!(stored(&stand, "a").await, Some(employee("a", 1)));
}

#[tokio::test]
async fn an_employee_is_written_over_the_expected_version_only() {
    let stand = Stand::new().await;
    wrote(&stand, Some(1), &[write("a", 1, run_id(1))]).await;
    assert_eq!(wrote(&stand, Some(1), &[write("a", 2, run_id(1))]).await, [Written::Done]);
    for version in [1, 2, 4, 5] {
        for fence in [None, Some(1), Some(9)] {
            let stale = write("a", version, run_id(2));
            assert_eq!(wrote(&stand, fence, &[stale]).await, [Written::Conflict], "{version} {fence:?}");
        }
    }
    assert_eq!(stored(&stand, "a").await, Some(employee("a", 2)));
    assert_eq!(wrote(&stand, None, &[edit("a", 3)]).await, [Written::Done]);
    assert_eq!(stored(&stand, "a").await, Some(employee("a", 3)));
}

#[tokio::test]
async fn an_update_of_nobody_is_a_conflict_and_creates_nobody() {
    let stand = Stand::new().await;
    for fence in [None, Some(1)] {
        assert_eq!(wrote(&stand, fence, &[write("ghost", 2, run_id(1))]).await, [Written::Conflict]);
    }
    assert_eq!(stand.sort_keys().await, Vec::<String>::new());
}

#[tokio::test]
async fn employee_log_entry_and_outcome_row_are_written_together() {
    let stand = Stand::new().await;
    let whole = write("a", 1, run_id(7));
    wrote(&stand, Some(1), std::slice::from_ref(&whole)).await;
    assert_eq!(stored(&stand, "a").await, Some(employee("a", 1)));
    assert_eq!(stand.table.change_log(&tenant(), &employee_id("a")).await.unwrap(), [whole.log.unwrap()]);
    assert_eq!(stand.table.outcome_rows(&tenant(), run_id(7)).await.unwrap(), [whole.row.unwrap()]);
    assert_eq!(stand.table.outcome_rows(&tenant(), run_id(8)).await.unwrap(), []);

    let by_hand = edit("a", 2);
    wrote(&stand, None, std::slice::from_ref(&by_hand)).await;
    let log = stand.table.change_log(&tenant(), &employee_id("a")).await.unwrap();
    assert_eq!(log[0], by_hand.log.unwrap(), "latest first");
    assert_eq!((log.len(), &log[0].by), (2, &Actor::User("user|7".into())));

    // Only a mark: no log, no row.
    let mark = EmployeeWrite { log: None, row: None, ..write("a", 3, run_id(9)) };
    assert_eq!(wrote(&stand, Some(1), &[mark]).await, [Written::Done]);
    assert_eq!(stand.table.change_log(&tenant(), &employee_id("a")).await.unwrap().len(), 2);
    assert_eq!(stored(&stand, "a").await, Some(employee("a", 3)));
}

#[tokio::test]
async fn a_refused_or_failed_transaction_leaves_nothing_behind() {
    let stand = Stand::new().await;
    wrote(&stand, Some(5), &[write("a", 1, run_id(1))]).await;
    let before = stand.sort_keys().await;
    assert_eq!(before.len(), 3);

    assert_eq!(wrote(&stand, Some(5), &[write("a", 3, run_id(2))]).await, [Written::Conflict]);
    assert_eq!(wrote(&stand, Some(4), &[write("a", 2, run_id(2))]).await, [Written::Conflict]);
    stand.proxy.fail("TransactWriteItems", 1, Fault::Error { status: 400, code: "ValidationException" });
    let failed = stand.table.write_employees(&tenant(), Some(5), &[write("b", 1, run_id(2))]).await;
    let cause = "ValidationException".to_owned();
    assert_eq!(
        failed,
        Err(StoreError::Unavailable { service: "DynamoDB", operation: "write employees", cause })
    );
    assert_eq!(stand.sort_keys().await, before);
    assert_eq!(stored(&stand, "a").await, Some(employee("a", 1)));
}

#[tokio::test]
async fn one_conflict_among_twenty_leaves_the_other_nineteen() {
    let stand = Stand::new().await;
    let ids: Vec<_> = (0..20).map(|number| format!("e{number:02}")).collect();
    wrote(&stand, None, &[edit("e07", 1)]).await;
    let writes: Vec<_> = ids.iter().map(|id| write(id, 1, run_id(1))).collect();
    let answers = wrote(&stand, Some(1), &writes).await;
    let expected: Vec<_> =
        (0..20).map(|number| if number == 7 { Written::Conflict } else { Written::Done }).collect();
    assert_eq!(answers, expected);
    assert_eq!(stand.table.index(&tenant()).await.unwrap().len(), 20);
    let rows = stand.table.outcome_rows(&tenant(), run_id(1)).await.unwrap();
    assert_eq!(rows.len(), 19, "nobody twice, and the refused one has no row");
    assert!(rows.iter().all(|row| row.employee_id != Some(employee_id("e07"))));
    let log = stand.table.change_log(&tenant(), &employee_id("e07")).await.unwrap();
    assert_eq!(log.len(), 1, "the edit's entry alone");

    // Several conflicts, and all of them.
    let mut second: Vec<_> = ids.iter().map(|id| write(id, 2, run_id(2))).collect();
    for at in [0, 3, 19] {
        second[at] = write(&ids[at], 9, run_id(2));
    }
    let answers = wrote(&stand, Some(1), &second).await;
    let conflicts: Vec<_> = (0..20).filter(|at| answers[*at] == Written::Conflict).collect();
    assert_eq!(conflicts, [0, 3, 19]);
    assert_eq!(wrote(&stand, Some(1), &second).await, [Written::Conflict; 20]);
    assert_eq!(wrote(&stand, Some(1), &[]).await, []);
}

#[tokio::test]
async fn two_tenants_employees_of_one_id_are_two() {
    let stand = Stand::new().await;
    let other = "globex".to_owned().try_into().unwrap();
    wrote(&stand, Some(1), &[write("a", 1, run_id(1))]).await;
    let answer = stand.table.write_employees(&other, Some(1), &[write("a", 1, run_id(1))]).await;
    assert_eq!(answer, Ok(vec![Written::Done]));
    assert_eq!(stand.table.index(&tenant()).await.unwrap().len(), 1);
    assert_eq!(stand.table.index(&other).await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_earlier_fence_cannot_write_after_a_later_one() {
    let stand = Stand::new().await;
    wrote(&stand, Some(3), &[write("a", 1, run_id(1))]).await;
    // (fence, version it would make, answer), each on top of the ones before.
    let steps = [
        (Some(2), 2, Written::Conflict),
        (Some(3), 2, Written::Done),
        (Some(7), 3, Written::Done),
        (Some(3), 4, Written::Conflict),
        (Some(6), 4, Written::Conflict),
        (Some(7), 4, Written::Done),
    ];
    for (fence, version, answer) in steps {
        let written = wrote(&stand, fence, &[write("a", version, run_id(1))]).await;
        assert_eq!(written, [answer], "{fence:?} to version {version}");
    }
}

#[tokio::test]
async fn a_persons_edit_does_not_let_an_earlier_run_in_again() {
    let stand = Stand::new().await;
    wrote(&stand, Some(7), &[write("a", 1, run_id(1))]).await;
    assert_eq!(wrote(&stand, None, &[edit("a", 2)]).await, [Written::Done]);
    assert_eq!(wrote(&stand, Some(6), &[write("a", 3, run_id(1))]).await, [Written::Conflict]);
    assert_eq!(wrote(&stand, None, &[edit("a", 3)]).await, [Written::Done]);
    assert_eq!(wrote(&stand, Some(6), &[write("a", 4, run_id(1))]).await, [Written::Conflict]);
    assert_eq!(wrote(&stand, Some(7), &[write("a", 4, run_id(1))]).await, [Written::Done]);
}

#[tokio::test]
async fn whoever_was_added_by_hand_is_open_to_every_run() {
    let stand = Stand::new().await;
    assert_eq!(wrote(&stand, None, &[edit("a", 1)]).await, [Written::Done]);
    assert_eq!(wrote(&stand, None, &[edit("a", 2)]).await, [Written::Done]);
    assert_eq!(wrote(&stand, Some(1), &[write("a", 3, run_id(1))]).await, [Written::Done]);
}

#[tokio::test]
async fn of_racing_writes_of_one_version_one_wins() {
    let stand = Stand::new().await;
    wrote(&stand, Some(1), &[write("a", 1, run_id(1))]).await;
    let racing = (0..16_u128).map(|racer| {
        let table = stand.table.clone();
        async move {
            let fence = (racer % 2 == 0).then_some(1);
            let write = [write("a", 2, run_id(racer))];
            table.write_employees(&tenant(), fence, &write).await.unwrap()
        }
    });
    let answers = futures_util::future::join_all(racing).await;
    assert_eq!(answers.iter().filter(|answer| **answer == [Written::Done]).count(), 1);
    assert_eq!(stand.table.change_log(&tenant(), &employee_id("a")).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_change_log_is_one_employees_and_latest_first() {
    let stand = Stand::new().await;
    let mut expected = vec![];
    for version in 1..=12 {
        let mut next = edit("1", version);
        next.log.as_mut().unwrap().at = at(0) + SignedDuration::from_hours(i64::try_from(version).unwrap());
        expected.insert(0, next.log.clone().unwrap());
        wrote(&stand, None, &[next]).await;
    }
    for neighbour in ["10", "1 ", "1-", "11", "0"].map(str::trim).into_iter().filter(|id| *id != "1") {
        wrote(&stand, None, &[edit(neighbour, 1)]).await;
    }
    assert_eq!(stand.table.change_log(&tenant(), &employee_id("1")).await.unwrap(), expected);
    assert_eq!(stand.table.change_log(&tenant(), &employee_id("10")).await.unwrap().len(), 1);
    assert_eq!(stand.table.change_log(&tenant(), &employee_id("2")).await.unwrap(), []);
}
