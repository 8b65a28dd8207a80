//! `tenants list` and `tenant show`.

use serde_json::{Value, json};
use shared::{
    domain::{
        connection::{Connection, ConnectionReason, Permissions},
        run::{Run, RunOutcome, RunReason},
    },
    ports::{Ledger as _, WriteRuns as _, WriteTenant as _},
};

use crate::stand::{Stand, at, request, run_id, tenant};

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_is_listed_connected_or_not() {
    let stand = Stand::new().await;
    assert_eq!(parsed(&stand.run(&["tenants", "list", "--json"]).await.well()), json!({"items": []}));
    stand.fill("acme").await;
    stand.save("only-settings", 0, true).await;
    stand.store.stop_payslips(&tenant("only-stopped"), false).await.unwrap();
    let broken = Connection::fresh(at(0), Permissions::default(), true)
        .broken(ConnectionReason::CredentialsRejected, at(0));
    stand.store.put_connection(&tenant("broken"), &broken).await.unwrap();
    let run = Run::queued(&request("broken", 2)).ended(
        RunOutcome::Failed,
        Some(RunReason::CredentialsRejected),
        at(5),
    );
    stand.store.put_run(&tenant("broken"), &run).await.unwrap();

    let list = parsed(&stand.run(&["tenants", "list", "--json"]).await.well());
    let row = |tenant: &str, rest: Value| {
        let mut row = json!({"tenant": tenant, "connection": null, "connection_reason": null,
            "settings_version": null, "pause": "none", "last_run": null,
            "payslips_stopped": false});
        row.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        row
    };
    let acme = json!({"connection": "active", "settings_version": 1, "payslips_stopped": true,
        "last_run": {"id": run_id(1), "trigger": "hourly", "outcome": "succeeded", "reason": null,
                     "requested_at": "2026-11-22T10:00:00Z", "finished_at": "2026-11-22T10:00:30Z"}});
    let broken = json!({"connection": "broken", "connection_reason": "credentials_rejected",
        "last_run": {"id": run_id(2), "trigger": "hourly", "outcome": "failed", "reason": "credentials_rejected",
                     "requested_at": "2026-11-22T10:00:00Z", "finished_at": "2026-11-22T10:00:05Z"}});
    let expected = json!({"items": [
        row("acme", acme),
        row("broken", broken),
        row("only-settings", json!({"settings_version": 1, "pause": "paused"})),
        row("only-stopped", json!({})),
    ]});
    assert_eq!(list, expected);

    let table = stand.run(&["tenants", "list"]).await.well();
    let lines: Vec<_> =
        table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        lines,
        [
            "tenant connection settings paused last run payslips",
            "acme active version 1 - succeeded 2026-11-22T10:00:30Z stopped",
            "broken broken: credentials_rejected - - failed: credentials_rejected 2026-11-22T10:00:05Z -",
            "only-settings - version 1 paused - -",
            "only-stopped - - - - -",
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tenants_are_each_listed_once() {
    let stand = Stand::new().await;
    let names: Vec<_> = (0..130).map(|number| format!("t{number:03}")).collect();
    for name in &names {
        stand.save(name, 0, false).await;
        stand.store.stop_payslips(&tenant(name), false).await.unwrap();
    }
    let list = parsed(&stand.run(&["tenants", "list", "--json"]).await.well());
    let listed: Vec<_> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["tenant"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(listed, names);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_is_shown_by_counts_and_codes() {
    let stand = Stand::new().await;
    stand.fill("acme").await;
    let before = stand.dump().await;
    let shown = parsed(&stand.run(&["tenant", "show", "acme", "--json"]).await.well());
    assert_eq!(shown["connection"]["status"], "active");
    assert_eq!(shown["connection"]["permissions"]["employees_read"], "unknown");
    assert_eq!(shown["secret"], true);
    assert_eq!(shown["settings_version"], 1);
    assert_eq!(shown["employees"], json!({"ready": 0, "pending": 1, "terminated": 0}));
    assert_eq!(shown["last_run"]["id"], json!(run_id(1)));
    let held = json!({"run_id": run_id(1), "held_at": "2026-11-22T10:00:00Z", "word": "approved", "settled": false,
        "effects": ["Tax code would be blanked for 12 employees, more than 5"]});
    assert_eq!(shown["held_run"], held);
    assert_eq!(shown["payslips_stopped"], true);

    let text = stand.run(&["tenant", "show", "acme", "--dry-run"]).await.well();
    for line in [
        "connection  active, since 2026-11-22T10:00:00Z",
        "secret      there",
        "settings    version 1",
        "paused      no",
        "employees   0 ready, 1 pending, 0 terminated",
        "payslips    stopped: one was filed wrongly",
    ] {
        assert!(text.lines().any(|shown| shown == line), "{line}: {text}");
    }
    assert_eq!(stand.dump().await, before);
    // A later run that went through settles what was held.
    let later = Run::queued(&request("acme", 2)).ended(RunOutcome::Succeeded, None, at(60));
    stand.store.put_run(&tenant("acme"), &later).await.unwrap();
    let shown = parsed(&stand.run(&["tenant", "show", "acme", "--json"]).await.well());
    assert_eq!(shown["held_run"]["settled"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_of_whom_nothing_is_held_is_a_mistake() {
    let stand = Stand::new().await;
    stand.fill("acme").await;
    stand.run(&["tenant", "show", "acm"]).await.badly(1, "nothing is held of a tenant acm");
    // Only a secret is left.
    stand.connect("left-over").await;
    stand.run(&["tenant", "delete", "left-over", "--confirm", "left-over"]).await.well();
    stand.run(&["tenant", "show", "left-over"]).await.badly(1, "nothing is held");
}
