//! The right to run (rule W3).

use jiff::{SignedDuration, Timestamp};
use shared::{
    domain::{
        plan::Counts,
        run::{Run, RunOutcome, SyncRequest, Trigger},
    },
    dynamo::LEASE_SECONDS,
    ports::{Acquired, Lease, Progress, ReadTenant, Standing, StoreError, WriteRuns},
};
use tests::fault_proxy::Fault;

use crate::stand::{Stand, at, run_id, tenant};

fn expiry(now: Timestamp) -> Timestamp {
    now + SignedDuration::from_secs(LEASE_SECONDS)
}

async fn held(stand: &Stand, run: u128, now: Timestamp) -> (Lease, Progress, Option<u128>) {
    match stand.table.acquire(&tenant(), run_id(run), now).await.unwrap() {
        Acquired::Held { lease, progress, interrupted } => {
            let interrupted = interrupted.map(|id| (0..100).find(|number| run_id(*number) == id).unwrap());
            (lease, progress, interrupted)
        }
        Acquired::Busy { until } => panic!("busy until {until}"),
    }
}

fn ended(run: u128) -> Run {
    let request = SyncRequest {
        tenant_id: tenant(),
        trigger: Trigger::Hourly,
        run_id: run_id(run),
        requested_at: at(0),
        part: 0,
    };
    let counts = Counts { read: 3, created: 2, failed: 1, ..Counts::default() };
    Run { counts, ..Run::queued(&request).ended(RunOutcome::Succeeded, None, at(9)) }
}

fn progress(second: i64, digest: &str, run: u128) -> Progress {
    let standing = Standing { digest: digest.into(), run_id: run_id(run), written_at: at(second) };
    Progress { last_judged_at: Some(at(second)), standing: Some(standing) }
}

#[tokio::test]
async fn a_free_lease_is_taken_and_a_held_one_is_busy_until_it_expires() {
    let stand = Stand::new().await;
    let (lease, progress, interrupted) = held(&stand, 1, at(0)).await;
    assert_eq!(lease, Lease { run_id: run_id(1), fence: 1, expires_at: expiry(at(0)) });
    assert_eq!((progress, interrupted), (Progress::default(), None));

    for (second, run) in [(0, 2), (59, 3), (60, 2)] {
        let busy = stand.table.acquire(&tenant(), run_id(run), at(second)).await.unwrap();
        assert_eq!(busy, Acquired::Busy { until: expiry(at(0)) }, "second {second}");
    }
    let (lease, _, interrupted) = held(&stand, 2, at(61)).await;
    assert_eq!(lease, Lease { run_id: run_id(2), fence: 2, expires_at: expiry(at(61)) });
    assert_eq!(interrupted, Some(1), "the killed holder is named");
}

#[tokio::test]
async fn another_tenants_lease_is_another_one() {
    let stand = Stand::new().await;
    held(&stand, 1, at(0)).await;
    let other = "globex".to_owned().try_into().unwrap();
    let taken = stand.table.acquire(&other, run_id(2), at(0)).await.unwrap();
    assert!(matches!(taken, Acquired::Held { lease: Lease { fence: 1, .. }, .. }));
}

#[tokio::test]
async fn the_same_run_takes_its_lease_again_under_a_later_fence() {
    let stand = Stand::new().await;
    let (first, ..) = held(&stand, 1, at(0)).await;
    let (second, _, interrupted) = held(&stand, 1, at(5)).await;
    assert_eq!((second.fence, second.expires_at, interrupted), (2, expiry(at(5)), None));
    // The earlier try of the same run may be alive still: it has lost.
    assert_eq!(stand.table.renew(&tenant(), &first, at(6)).await, Err(StoreError::LeaseLost));
    assert!(stand.table.renew(&tenant(), &second, at(6)).await.is_ok());
}

#[tokio::test]
async fn fences_grow_whatever_happens_to_the_lease() {
    let stand = Stand::new().await;
    let mut fences = vec![];
    let (lease, ..) = held(&stand, 1, at(0)).await;
    fences.push(lease.fence);
    stand.table.release(&tenant(), &lease).await.unwrap();
    let (lease, ..) = held(&stand, 1, at(1)).await;
    fences.push(lease.fence);
    stand.table.end_run(&tenant(), &lease, &ended(1), &Progress::default()).await.unwrap();
    let (lease, ..) = held(&stand, 2, at(2)).await;
    fences.push(lease.fence);
    let (lease, ..) = held(&stand, 3, at(200)).await;
    fences.push(lease.fence);
    assert_eq!(fences, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_renewed_lease_lasts_from_then() {
    let stand = Stand::new().await;
    let (lease, ..) = held(&stand, 1, at(0)).await;
    let renewed = stand.table.renew(&tenant(), &lease, at(40)).await.unwrap();
    assert_eq!(renewed, Lease { expires_at: expiry(at(40)), ..lease });
    let busy = stand.table.acquire(&tenant(), run_id(2), at(61)).await.unwrap();
    assert_eq!(busy, Acquired::Busy { until: expiry(at(40)) });
}

#[tokio::test]
async fn a_released_lease_is_free_at_once_and_nobody_was_interrupted() {
    let stand = Stand::new().await;
    let (lease, ..) = held(&stand, 1, at(0)).await;
    stand.table.release(&tenant(), &lease).await.unwrap();
    let (lease, _, interrupted) = held(&stand, 2, at(1)).await;
    assert_eq!((lease.fence, interrupted), (2, None));
}

#[tokio::test]
async fn whoever_lost_the_lease_can_neither_renew_nor_end_nor_release() {
    let stand = Stand::new().await;
    let (lost, ..) = held(&stand, 1, at(0)).await;
    let (current, ..) = held(&stand, 2, at(61)).await;
    let table = &stand.table;
    assert_eq!(table.renew(&tenant(), &lost, at(62)).await, Err(StoreError::LeaseLost));
    assert_eq!(table.release(&tenant(), &lost).await, Err(StoreError::LeaseLost));
    let ended_run = ended(1);
    let end = table.end_run(&tenant(), &lost, &ended_run, &progress(62, "late", 1)).await;
    assert_eq!(end, Err(StoreError::LeaseLost));
    assert_eq!(table.run(&tenant(), run_id(1)).await.unwrap(), None, "all or nothing");
    // The holder's lease is as it was.
    assert_eq!(table.renew(&tenant(), &current, at(62)).await.unwrap().fence, current.fence);
    table.end_run(&tenant(), &current, &ended(2), &progress(62, "due", 2)).await.unwrap();
    assert_eq!(held(&stand, 3, at(63)).await.1, progress(62, "due", 2));
}

#[tokio::test]
async fn an_expired_lease_that_nobody_took_is_still_good() {
    let stand = Stand::new().await;
    let (lease, ..) = held(&stand, 1, at(0)).await;
    assert_eq!(stand.table.renew(&tenant(), &lease, at(500)).await.unwrap().expires_at, expiry(at(500)));
}

#[tokio::test]
async fn the_end_of_a_run_stores_the_run_and_lets_go_and_leaves_progress_for_the_next() {
    let stand = Stand::new().await;
    let (lease, ..) = held(&stand, 1, at(0)).await;
    stand.table.end_run(&tenant(), &lease, &ended(1), &progress(3, "d1", 1)).await.unwrap();
    assert_eq!(stand.table.run(&tenant(), run_id(1)).await.unwrap(), Some(ended(1)));
    assert_eq!(
        stand.table.end_run(&tenant(), &lease, &ended(1), &progress(4, "x", 1)).await,
        Err(StoreError::LeaseLost)
    );

    let (lease, left, interrupted) = held(&stand, 2, at(10)).await;
    assert_eq!((left, interrupted), (progress(3, "d1", 1), None));
    // A run that failed learnt nothing; what was known stays known, through a release and a takeover too.
    stand.table.end_run(&tenant(), &lease, &ended(2), &Progress::default()).await.unwrap();
    let (lease, left, _) = held(&stand, 3, at(20)).await;
    assert_eq!(left, progress(3, "d1", 1));
    stand.table.release(&tenant(), &lease).await.unwrap();
    held(&stand, 4, at(30)).await;
    let (lease, left, _) = held(&stand, 5, at(300)).await;
    assert_eq!(left, progress(3, "d1", 1));
    stand.table.end_run(&tenant(), &lease, &ended(5), &progress(301, "d2", 5)).await.unwrap();
    assert_eq!(held(&stand, 6, at(400)).await.1, progress(301, "d2", 5));
}

#[tokio::test]
async fn of_many_runs_at_once_one_gets_the_lease() {
    let stand = Stand::new().await;
    let tries = (1..=12).map(|run| {
        let table = stand.table.clone();
        async move { table.acquire(&tenant(), run_id(run), at(0)).await.unwrap() }
    });
    let answers = futures_util::future::join_all(tries).await;
    let held = answers.iter().filter(|answer| matches!(answer, Acquired::Held { .. })).count();
    let busy = answers.iter().filter(|answer| **answer == Acquired::Busy { until: expiry(at(0)) }).count();
    assert_eq!((held, busy), (1, 11));
}

#[tokio::test]
async fn a_throttled_end_is_tried_again_and_not_taken_for_a_lost_lease() {
    let stand = Stand::new().await;
    for (number, reason) in
        ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"].into_iter().enumerate()
    {
        let run = number as u128 + 1;
        let (lease, ..) = held(&stand, run, at(0)).await;
        stand.proxy.fail("TransactWriteItems", 1, Fault::Cancelled(vec![(0, reason)]));
        stand.proxy.fail("TransactWriteItems", 2, Fault::Cancelled(vec![(1, reason)]));
        let end = stand.table.end_run(&tenant(), &lease, &ended(run), &Progress::default()).await;
        assert_eq!(end, Ok(()), "{reason}");
        assert_eq!(stand.table.run(&tenant(), run_id(run)).await.unwrap(), Some(ended(run)), "{reason}");
    }
}

#[tokio::test]
async fn a_lost_answer_changes_nothing() {
    let stand = Stand::new().await;
    let (lease, ..) = held(&stand, 1, at(0)).await;
    stand.proxy.fail("TransactWriteItems", 1, Fault::LostAnswer);
    stand.table.end_run(&tenant(), &lease, &ended(1), &progress(3, "d1", 1)).await.unwrap();
    assert_eq!(stand.proxy.count("TransactWriteItems"), 2);

    stand.proxy.fail("UpdateItem", 1, Fault::LostAnswer);
    let (lease, left, _) = held(&stand, 2, at(10)).await;
    assert_eq!(left, progress(3, "d1", 1));
    stand.proxy.fail("UpdateItem", 1, Fault::LostAnswer);
    let lease = stand.table.renew(&tenant(), &lease, at(20)).await.unwrap();
    stand.proxy.fail("UpdateItem", 1, Fault::LostAnswer);
    assert_eq!(stand.table.release(&tenant(), &lease).await, Ok(()));
    assert_eq!(held(&stand, 3, at(21)).await.2, None, "it was released");
}

#[tokio::test]
async fn a_takeover_whose_answer_was_lost_still_names_the_interrupted_run() {
    let stand = Stand::new().await;
    held(&stand, 1, at(0)).await;
    stand.proxy.fail("UpdateItem", 1, Fault::LostAnswer);
    let (lease, _, interrupted) = held(&stand, 2, at(61)).await;
    assert_eq!(interrupted, Some(1));
    assert!(stand.table.renew(&tenant(), &lease, at(62)).await.is_ok());
}

#[tokio::test]
async fn a_lease_in_the_way_of_a_transaction_is_asked_for_again() {
    let stand = Stand::new().await;
    let conflict = Fault::Error { status: 400, code: "TransactionConflictException" };
    stand.proxy.fail("UpdateItem", 1, conflict.clone());
    let (lease, ..) = held(&stand, 1, at(0)).await;
    stand.proxy.fail("UpdateItem", 1, conflict.clone());
    assert!(stand.table.renew(&tenant(), &lease, at(1)).await.is_ok());
    stand.proxy.fail("UpdateItem", 1, conflict);
    assert_eq!(stand.table.release(&tenant(), &lease).await, Ok(()));
}
