//! The calls as a whole: `calls`, `listing`, `sharing`, `uploads` and `upload_pace` over scripted answers in paused
//! time; `tcp`, `tcp_listing` and `tcp_uploads` over real connections.

mod calls;
mod listing;
mod script;
mod server;
mod sharing;
mod tcp;
mod tcp_listing;
mod tcp_uploads;
mod upload_pace;
mod uploads;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::{
    domain::attribute::{AttributeKey, Wanted},
    ports::{Access, Clock, Credentials},
};

/// When every test begins.
const START: &str = "2026-11-22T10:00:00Z";

/// A clock that goes with tokio's, paused or not.
struct TestClock {
    start: Timestamp,
    since: Instant,
}

impl TestClock {
    fn new() -> Self {
        Self { start: START.parse().unwrap(), since: Instant::now() }
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        self.start + SignedDuration::try_from(self.since.elapsed()).unwrap()
    }
}

/// Access until so long after the start.
fn access(time: Duration) -> Access {
    let start: Timestamp = START.parse().unwrap();
    let credentials = Credentials {
        client_id: "MARK-client-id".to_owned(),
        client_secret: "MARK-secret \"ü\"".to_owned().into(),
    };
    Access::new(credentials, start + SignedDuration::try_from(time).unwrap())
}

fn wanted(keys: &[&str]) -> Wanted {
    keys.iter().map(|key| AttributeKey::from(*key)).collect()
}
