//! What the calls of one credential share: token, failures of signing in, pace.

use std::{sync::Arc, time::Duration};

use super::{
    access,
    script::{NO_PAGE, Reply, Script, empty_page, status, token},
    wanted,
};
use crate::ports::{Access, PersonioError};

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test(start_paused = true)]
async fn many_tasks_sign_in_once() {
    for (row, sign_ins, reads, expected, sign_in_count) in [
        ("fine", vec![token(86_400)], vec![empty_page()], Ok(NO_PAGE), 1),
        ("wrong", vec![status(403)], vec![empty_page()], Err(PersonioError::CredentialsRejected), 1),
        (
            "down",
            vec![status(400)],
            vec![empty_page()],
            Err(PersonioError::Refused { operation: "sign-in", status: 400 }),
            1,
        ),
        ("refused twice", vec![token(86_400)], vec![status(401)], Err(PersonioError::CredentialsRejected), 2),
        (
            "forbidden",
            vec![token(86_400)],
            vec![status(403)],
            Err(PersonioError::PermissionMissing { operation: "employees" }),
            2,
        ),
    ] {
        let script = Script::slow(Duration::from_millis(100), &sign_ins, &reads);
        let (caller, access) = (Arc::new(script.caller()), Arc::new(access(HOUR)));
        let tasks: Vec<_> = (0..50)
            .map(|number| {
                let (caller, access) = (caller.clone(), access.clone());
                tokio::spawn(async move { caller.employees(&access, &wanted(&[]), number * 100).await })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), expected, "{row}");
        }
        let sign_ins = script.operations().into_iter().filter(|operation| *operation == "sign-in").count();
        assert_eq!(sign_ins, sign_in_count, "{row}");
        assert_eq!(usize::try_from(access.request_count()).unwrap(), script.sent().len(), "{row}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_longer_deadline_does_not_share_the_failure_of_a_shorter_one() {
    let script = Script::slow(Duration::from_secs(3), &[status(502), token(86_400)], &[empty_page()]);
    let caller = script.caller();
    let nothing = wanted(&[]);
    let (short, long) = (access(Duration::from_secs(2)), access(HOUR));
    let (one, other) = tokio::join!(
        biased;
        caller.employees(&short, &nothing, 0),
        caller.employees(&long, &nothing, 0),
    );
    assert_eq!(one, Err(PersonioError::Unavailable { operation: "sign-in", last: "time-out".to_owned() }));
    assert_eq!(other, Ok(NO_PAGE));
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_whose_task_went_away_is_done_by_the_next() {
    let script = Script::slow(Duration::from_secs(3), &[token(86_400)], &[empty_page()]);
    let (caller, access) = (script.caller(), access(HOUR));
    let gone = tokio::time::timeout(Duration::from_secs(1), caller.employees(&access, &wanted(&[]), 0)).await;
    assert!(gone.is_err());
    assert_eq!(caller.employees(&access, &wanted(&[]), 0).await, Ok(NO_PAGE));
    assert_eq!(script.operations(), ["sign-in", "sign-in", "employees"]);
}

#[tokio::test(start_paused = true)]
async fn a_token_serves_until_shortly_before_its_end() {
    for (expires_in, after, sign_in_count) in
        [(86_400, 86_099, 1), (86_400, 86_101, 2), (60, 29, 1), (60, 31, 2)]
    {
        let script = Script::new(&[token(expires_in)], &[empty_page()]);
        let (caller, access) = (script.caller(), access(HOUR * 48));
        caller.employees(&access, &wanted(&[]), 0).await.unwrap();
        tokio::time::sleep(Duration::from_secs(after)).await;
        caller.employees(&access, &wanted(&[]), 0).await.unwrap();
        let sign_ins = script.operations().into_iter().filter(|operation| *operation == "sign-in").count();
        assert_eq!(sign_ins, sign_in_count, "{expires_in} s, used again after {after} s");
    }
}

#[tokio::test(start_paused = true)]
async fn another_secret_is_another_session() {
    let script = Script::new(&[token(86_400), status(403)], &[empty_page()]);
    let (caller, old) = (script.caller(), access(HOUR));
    caller.employees(&old, &wanted(&[]), 0).await.unwrap();
    let mut credentials = old.credentials.clone();
    credentials.client_secret = "another".to_owned().into();
    let new = Access::new(credentials, old.deadline);
    assert_eq!(caller.employees(&new, &wanted(&[]), 0).await, Err(PersonioError::CredentialsRejected));
    // The first tenant goes on with its token.
    assert_eq!(caller.employees(&old, &wanted(&[]), 0).await, Ok(NO_PAGE));
    assert_eq!(script.operations(), ["sign-in", "employees", "sign-in", "employees"]);
    assert_eq!((old.request_count(), new.request_count()), (3, 1));
}

#[tokio::test(start_paused = true)]
async fn a_waiter_beyond_its_deadline_is_rate_limited_without_waiting() {
    let script = Script::new(&[token(86_400)], &[empty_page()]);
    let (caller, start) = (script.caller(), tokio::time::Instant::now());
    let access = access(Duration::from_secs(1));
    for _ in 0..14 {
        caller.employees(&access, &wanted(&[]), 0).await.unwrap();
    }
    assert_eq!(caller.employees(&access, &wanted(&[]), 0).await, Err(PersonioError::RateLimited));
    assert!(start.elapsed() < Duration::from_millis(5));
    assert_eq!(script.sent().len(), 15);
}

#[tokio::test(start_paused = true)]
async fn one_429_holds_back_the_other_calls_of_the_credential() {
    let asked = Reply::Answer(429, Some("20"), String::new());
    let script = Script::new(&[token(86_400)], &[asked, empty_page()]);
    let nothing = wanted(&[]);
    let (caller, access) = (script.caller(), access(HOUR));
    let (one, other) = tokio::join!(
        biased;
        caller.employees(&access, &nothing, 0),
        async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            caller.employees(&access, &nothing, 100).await
        },
    );
    assert_eq!((one, other), (Ok(NO_PAGE), Ok(NO_PAGE)));
    let late = script.sent().into_iter().filter(|sent| sent.0 >= Duration::from_secs(20)).count();
    assert_eq!((late, script.sent().len()), (2, 4));
}

#[tokio::test(start_paused = true)]
async fn rejected_credentials_begin_anew_with_the_next_call() {
    let script = Script::new(&[token(86_400)], &[status(401), status(401), empty_page()]);
    let (caller, access) = (script.caller(), access(HOUR));
    let rejected = caller.employees(&access, &wanted(&[]), 0).await;
    assert_eq!(rejected, Err(PersonioError::CredentialsRejected));
    assert_eq!(caller.employees(&access, &wanted(&[]), 0).await, Ok(NO_PAGE));
    assert_eq!(script.operations(), ["sign-in", "employees", "sign-in", "employees", "sign-in", "employees"]);
}

#[tokio::test(start_paused = true)]
async fn all_credentials_together_stay_within_the_limit_of_the_process() {
    let script = Script::new(&[token(86_400)], &[empty_page()]);
    let caller = script.caller();
    let calls = async |client_id: u32, count: u32| {
        let mut access = access(Duration::from_secs(30));
        access.credentials.client_id = client_id.to_string();
        let mut last = Ok(NO_PAGE);
        for _ in 0..count {
            last = caller.employees(&access, &wanted(&[]), 0).await;
        }
        last
    };
    // Each signs in once and reads 14 times: 133 × 15 = 1,995, and 5 more make 2,000.
    for client_id in 0..133 {
        assert_eq!(calls(client_id, 14).await, Ok(NO_PAGE));
    }
    assert_eq!(calls(133, 4).await, Ok(NO_PAGE));
    assert_eq!(calls(133, 1).await, Err(PersonioError::RateLimited));
    assert_eq!(script.sent().len(), 2_000);
}
