//! What a stack counts: each run, each person and each payslip once, whatever comes twice.

use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::{domain::field::Field, metrics::EmbeddedMetrics};
use tests::{kept_log::KeptLog, payroll_side::PAYROLL, world::World};
use tracing_subscriber::layer::SubscriberExt as _;

/// The counts since the last look: `name` or `name/dimension`, and the value.
fn take(kept: &KeptLog) -> anyhow::Result<Vec<(String, u64)>> {
    let mut counts = Vec::new();
    for line in kept.take().lines() {
        let line: Value = serde_json::from_str(line)?;
        let described = &line["_aws"]["CloudWatchMetrics"][0];
        let name = described["Metrics"][0]["Name"].as_str().unwrap_or("").to_owned();
        let value = line[&name].as_u64().unwrap_or(0);
        let by = described["Dimensions"][1][1].as_str().and_then(|by| line[by].as_str());
        counts.push((by.map_or(name.clone(), |by| format!("{name}/{by}")), value));
    }
    Ok(counts)
}

fn find(counts: &[(String, u64)], name: &str) -> Vec<u64> {
    counts.iter().filter(|(found, _)| found == name).map(|(_, value)| *value).collect()
}

#[tokio::test]
async fn runs_people_and_payslips_are_counted_once() -> anyhow::Result<()> {
    let kept = KeptLog::new();
    let layer = EmbeddedMetrics::new("story".into(), kept.clone());
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));

    let world = World::settled(3).await?;
    let counts = take(&kept)?;
    assert_eq!(find(&counts, "SyncRuns/succeeded"), [1]);
    assert_eq!(find(&counts, "PeopleRead/created"), [3]);
    assert_eq!(find(&counts, "PersonioErrors/unavailable"), [0; 0]);

    // The hour says how long the tenant has waited, and counts its run.
    world.set(world.people()[0], Field::City, json!("York"))?;
    world.hour().await?;
    let counts = take(&kept)?;
    assert_eq!(
        (find(&counts, "PeopleRead/updated"), find(&counts, "PeopleRead/unchanged")),
        (vec![1], vec![2])
    );
    let age = find(&counts, "OldestSyncAgeSeconds");
    assert!(age.len() == 1 && (3_599..3_660).contains(&age[0]), "{age:?}");

    // A request that comes twice is one run.
    let request = world.request();
    world.invoke(&request).await?;
    world.invoke(&request).await?;
    assert_eq!(find(&take(&kept)?, "SyncRuns/succeeded"), [1]);

    // Refused credentials are an error, a failed run and a broken connection, which is not broken twice.
    world.personio.rotate_credentials();
    world.hour().await?;
    let counts = take(&kept)?;
    assert_eq!((find(&counts, "ConnectionsBroken"), find(&counts, "SyncRuns/failed")), (vec![1], vec![1]));
    assert_eq!(find(&counts, "PersonioErrors/credentials_rejected"), [1]);
    world.clock.advance(SignedDuration::from_hours(1));
    world.sync_all().await?;
    assert_eq!(find(&take(&kept)?, "ConnectionsBroken"), [0; 0]);
    world.connect().await?;

    world.send_payslips_to("Payslips").await?;
    let employees = world.employees().await?;
    let mut entries = Vec::new();
    for employee in &employees {
        entries.push(world.file_of(&employee.employee_id).await?);
    }
    let missing = format!("acme/{PAYROLL}/nothing.pdf");
    entries[1]["object_key"] = json!(missing);
    take(&kept)?;
    world.finalise(world.payroll_event(&entries)).await?;
    world.push_payslips().await?;
    let counts = take(&kept)?;
    assert_eq!((find(&counts, "Payslips/uploaded"), find(&counts, "Payslips/failed")), (vec![1, 1], vec![1]));
    assert_eq!(find(&counts, "PayslipMismatches"), [0; 0]);
    Ok(())
}
