use tracing_subscriber::layer::SubscriberExt as _;

use super::*;
use crate::{
    domain::{
        ids::RunId,
        run::{RunOutcome, SyncRequest, Trigger},
    },
    kept_log::Log,
};

/// The lines that counting writes.
fn lines(count: impl FnOnce()) -> Vec<Value> {
    let log = Log::new();
    let writer = log.clone();
    let layer = EmbeddedMetrics::new("pento-dev".into(), move || writer.clone());
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), count);
    log.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn now() -> Timestamp {
    "2026-11-22T10:00:07Z".parse().unwrap()
}

fn tenant() -> TenantId {
    TenantId::parse("acme").unwrap()
}

fn run() -> Run {
    let begun: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let request = SyncRequest {
        tenant_id: tenant(),
        trigger: Trigger::Hourly,
        run_id: RunId::parse("01a2055d-30ad-7a65-97d9-fff237ad8761").unwrap(),
        requested_at: begun,
        part: 0,
    };
    let counts = Counts { read: 5, created: 2, unchanged: 3, ..Counts::default() };
    Run { counts, personio_requests: 4, ..Run::queued(&request).begun(begun) }
}

#[test]
fn a_run_is_counted_in_the_form_that_cloudwatch_reads() {
    let ended = run().ended(RunOutcome::Succeeded, None, now());
    let lines = lines(|| run_ended(&tenant(), &ended, now()));
    let aws = |name: &str, unit: &str, dimensions: &[&[&str]]| {
        json!({"Timestamp": 1_795_341_607_000_i64, "CloudWatchMetrics": [{
            "Namespace": "PentoPersonio", "Dimensions": dimensions, "Metrics": [{"Name": name, "Unit": unit}],
        }]})
    };
    let (all, by) = (&[&["Stack"][..]][..], &[&["Stack"][..], &["Stack", "Outcome"]][..]);
    let expected = [
        json!({"Stack": "pento-dev", "tenant": "acme", "Outcome": "succeeded", "SyncRuns": 1,
            "_aws": aws("SyncRuns", "Count", by)}),
        json!({"Stack": "pento-dev", "tenant": "acme", "PersonioRequests": 4,
            "_aws": aws("PersonioRequests", "Count", all)}),
        json!({"Stack": "pento-dev", "tenant": "acme", "SyncRunSeconds": 7,
            "_aws": aws("SyncRunSeconds", "Seconds", all)}),
        json!({"Stack": "pento-dev", "tenant": "acme", "Outcome": "created", "PeopleRead": 2,
            "_aws": aws("PeopleRead", "Count", by)}),
        json!({"Stack": "pento-dev", "tenant": "acme", "Outcome": "unchanged", "PeopleRead": 3,
            "_aws": aws("PeopleRead", "Count", by)}),
    ];
    assert_eq!(lines, expected);
}

#[test]
fn a_run_under_way_and_lines_for_people_are_no_counts() {
    let found = lines(|| {
        run_ended(&tenant(), &run(), now());
        tracing::error!(name = "SyncRuns", value = 1, "a line");
    });
    assert_eq!(found, [json!(null); 0]);
}

#[test]
fn every_error_and_age_is_counted_under_its_name() {
    let found = lines(|| {
        for error in [
            PersonioError::CredentialsRejected,
            PersonioError::PermissionMissing { operation: "employees" },
            PersonioError::RateLimited,
            PersonioError::Unavailable { operation: "employees", last: "time-out".into() },
            PersonioError::Refused { operation: "employees", status: 400 },
        ] {
            personio_failed(&tenant(), &error, now());
        }
        connection_broke(&tenant(), now());
        oldest_sync(SignedDuration::from_secs(7_201), now());
    });
    let kinds: Vec<_> = found[..5].iter().map(|line| line["Kind"].as_str().unwrap()).collect();
    assert_eq!(
        kinds,
        ["credentials_rejected", "permission_missing", "rate_limited", "unavailable", "refused"]
    );
    assert_eq!(
        (&found[5]["ConnectionsBroken"], &found[6]["OldestSyncAgeSeconds"]),
        (&json!(1), &json!(7_201))
    );
    assert_eq!(found[6]["tenant"], Value::Null);
}
