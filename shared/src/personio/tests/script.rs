//! A Personio that answers from a script.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep};

use super::TestClock;
use crate::{
    personio::{
        client::Caller,
        failure::Failure,
        http::{Answer, Exchange, Target},
    },
    ports::Page,
};

/// One scripted reply.
#[derive(Clone)]
pub(super) enum Reply {
    /// Status, `Retry-After`, body.
    Answer(u16, Option<&'static str>, String),
    /// No answer, for this reason.
    Fail(Failure),
    /// Nothing, for ever.
    Hang,
}

/// A status without body.
pub(super) fn status(status: u16) -> Reply {
    Reply::Answer(status, None, String::new())
}

/// A 200 with this body.
pub(super) fn ok(body: &str) -> Reply {
    Reply::Answer(200, None, body.to_owned())
}

/// Personio's answer to a sign-in: the same token each time, as it does for 24 hours.
pub(super) fn token(expires_in: u64) -> Reply {
    ok(&format!(
        r#"{{"success":true,"data":{{"token":"papi-MARK","expires_in":{expires_in},"scope":"employees:read documents:read"}}}}"#
    ))
}

/// A page without people.
pub(super) fn empty_page() -> Reply {
    ok(r#"{"success":true,"metadata":{"total_elements":0},"data":[]}"#)
}

/// What a caller gets for it.
pub(super) const NO_PAGE: Page = Page { records: Vec::new(), rows: 0, total: Some(0) };

/// A request as it arrived: after how long, and what for.
pub(super) type Sent = (Duration, &'static str);

/// The scripted replies; the last of each list is repeated.
#[derive(Clone)]
pub(super) struct Script(Arc<Inner>);

struct Inner {
    start: Instant,
    latency: Duration,
    sign_ins: Mutex<VecDeque<Reply>>,
    reads: Mutex<VecDeque<Reply>>,
    sent: Mutex<Vec<Sent>>,
}

impl Script {
    pub(super) fn new(sign_ins: &[Reply], reads: &[Reply]) -> Self {
        Self::slow(Duration::ZERO, sign_ins, reads)
    }

    pub(super) fn slow(latency: Duration, sign_ins: &[Reply], reads: &[Reply]) -> Self {
        Self(Arc::new(Inner {
            start: Instant::now(),
            latency,
            sign_ins: Mutex::new(sign_ins.iter().cloned().collect()),
            reads: Mutex::new(reads.iter().cloned().collect()),
            sent: Mutex::default(),
        }))
    }

    pub(super) fn caller(&self) -> Caller<Self> {
        Caller::new(self.clone(), Arc::new(TestClock::new()))
    }

    pub(super) fn sent(&self) -> Vec<Sent> {
        self.0.sent.lock().unwrap().clone()
    }

    /// What was sent, in order, without the times.
    pub(super) fn operations(&self) -> Vec<&'static str> {
        self.sent().into_iter().map(|(_, operation)| operation).collect()
    }
}

impl Exchange for Script {
    async fn exchange(&self, target: &Target<'_>, bearer: Option<&SecretString>) -> Result<Answer, Failure> {
        let script = &self.0;
        script.sent.lock().unwrap().push((script.start.elapsed(), target.operation()));
        let replies = if matches!(target, Target::SignIn(_)) {
            assert!(bearer.is_none());
            &script.sign_ins
        } else {
            assert_eq!(bearer.map(ExposeSecret::expose_secret), Some("papi-MARK"));
            &script.reads
        };
        let reply = {
            let mut replies = replies.lock().unwrap();
            let next = replies.pop_front().expect("the script has no reply to this");
            if replies.is_empty() {
                replies.push_back(next.clone());
            }
            next
        };
        if !script.latency.is_zero() {
            sleep(script.latency).await;
        }
        match reply {
            Reply::Answer(status, retry_after, body) => {
                Ok(Answer { status, retry_after: retry_after.map(Into::into), body: body.into_bytes() })
            }
            Reply::Fail(failure) => Err(failure),
            Reply::Hang => std::future::pending().await,
        }
    }
}
