//! What the uploads of one credential share: pace and token.

use std::time::Duration;

use tokio::time::Instant;

use super::{
    access,
    script::{NO_PAGE, Reply, Script, empty_page, ok, status, token},
    uploads::{HOUR, HTML, STORED, not_sent, stored, whole},
    wanted,
};
use crate::ports::{Access, PersonioError, UploadError};

#[tokio::test(start_paused = true)]
async fn fifty_uploads_a_minute_leave_and_reads_are_not_held_up() {
    let script = Script::new(&[token(86_400)], &[ok(STORED)]);
    let caller = script.caller();
    let soon = access(Duration::from_secs(59));
    for number in 0..50 {
        assert_eq!(caller.upload(&soon, whole()).await, Ok(stored()), "{number}");
    }
    let start = Instant::now();
    let late = Err(UploadError::NotSent(PersonioError::RateLimited));
    assert_eq!(caller.upload(&soon, whole()).await, late);
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(caller.upload(&access(HOUR), whole()).await, Ok(stored()));
    assert!(start.elapsed() >= Duration::from_mins(1));
    // Another credential has a pace of its own.
    let mut other = access(HOUR);
    other.credentials.client_id = "another".to_owned();
    let start = Instant::now();
    assert_eq!(caller.upload(&other, whole()).await, Ok(stored()));
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn one_429_holds_back_the_next_uploads_and_no_reads() {
    for (asked, seconds) in [(Some("20"), 20), (Some("0"), 1), (None, 1)] {
        let script = Script::new(
            &[token(86_400)],
            &[Reply::Answer(429, asked, HTML.to_owned()), empty_page(), ok(STORED)],
        );
        let caller = script.caller();
        let limited = || PersonioError::RateLimited;
        assert_eq!(
            caller.upload(&access(HOUR), whole()).await,
            Err(UploadError::Refused(limited())),
            "{asked:?}"
        );
        let start = Instant::now();
        assert_eq!(caller.employees(&access(HOUR), &wanted(&[]), 0).await, Ok(NO_PAGE));
        let soon = access(Duration::from_millis(seconds * 1_000 - 10));
        assert_eq!(caller.upload(&soon, whole()).await, Err(UploadError::NotSent(limited())));
        assert_eq!(start.elapsed(), Duration::ZERO);
        assert_eq!(caller.upload(&access(HOUR), whole()).await, Ok(stored()));
        assert!(start.elapsed() >= Duration::from_secs(seconds), "{asked:?}: {:?}", start.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn uploads_at_once_renew_the_token_together() {
    let script =
        Script::slow(Duration::from_millis(100), &[token(86_400)], &[status(401), status(401), ok(STORED)]);
    let (caller, access): (_, Access) = (script.caller(), access(HOUR));
    let both = tokio::join!(caller.upload(&access, whole()), caller.upload(&access, whole()));
    assert_eq!(both, (Err(not_sent("status 401")), Err(not_sent("status 401"))));
    assert_eq!(script.operations(), ["sign-in", "documents", "documents", "sign-in"]);
    assert_eq!(caller.upload(&access, whole()).await, Ok(stored()));
}
