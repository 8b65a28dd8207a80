//! A Personio that answers from a script.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, sleep};
use url::Url;

use super::TestClock;
use crate::{
    personio::{
        caller::Caller,
        failure::Failure,
        http::{Answer, Exchange},
        sending::Start,
        target::{Api, Target},
    },
    ports::{Page, Upload},
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
    /// Nothing, for ever, and no byte of a file is taken.
    Unsent,
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

/// Personio's answer to a sign-in to v2.
pub(super) fn v2_token() -> Reply {
    ok(r#"{"access_token":"papi-MARK-2","token_type":"Bearer","expires_in":86400,"scope":"documents:read"}"#)
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
    base: Url,
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
            base: "https://api.personio.de".parse().unwrap(),
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

impl Script {
    fn note(&self, operation: &'static str) {
        self.0.sent.lock().unwrap().push((self.0.start.elapsed(), operation));
    }

    async fn reply(&self, replies: &Mutex<VecDeque<Reply>>) -> Result<Answer, Failure> {
        let reply = {
            let mut replies = replies.lock().unwrap();
            let next = replies.pop_front().expect("the script has no reply to this");
            if replies.is_empty() {
                replies.push_back(next.clone());
            }
            next
        };
        if !self.0.latency.is_zero() {
            sleep(self.0.latency).await;
        }
        match reply {
            Reply::Answer(status, retry_after, body) => {
                Ok(Answer { status, retry_after: retry_after.map(Into::into), body: body.into_bytes() })
            }
            Reply::Fail(failure) => Err(failure),
            Reply::Hang | Reply::Unsent => std::future::pending().await,
        }
    }
}

impl Exchange for Script {
    async fn exchange(&self, target: &Target<'_>, bearer: Option<&SecretString>) -> Result<Answer, Failure> {
        self.note(target.operation());
        let bearer = bearer.map(ExposeSecret::expose_secret);
        if matches!(target, Target::SignIn(..)) {
            assert_eq!(bearer, None);
            return self.reply(&self.0.sign_ins).await;
        }
        let token = match target.api() {
            Api::V1 => "papi-MARK",
            Api::V2 => "papi-MARK-2",
        };
        assert_eq!(bearer, Some(token));
        self.reply(&self.0.reads).await
    }

    async fn upload(&self, upload: Upload, _: Start, token: &SecretString) -> Result<Answer, Failure> {
        self.note("documents");
        assert_eq!(token.expose_secret(), "papi-MARK");
        let reply = self.reply(&self.0.reads);
        let mut chunks = upload.file.chunks;
        if matches!(self.0.reads.lock().unwrap().front(), Some(Reply::Fail(Failure::Connect) | Reply::Unsent))
        {
            return reply.await;
        }
        while let Some(chunk) = chunks.next().await {
            chunk.map_err(|_| Failure::Broken)?;
        }
        reply.await
    }

    fn base(&self) -> &Url {
        &self.0.base
    }
}
