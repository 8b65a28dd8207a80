//! A whole payroll under trouble: lost answers, uploads that never arrive, requests delivered twice, and a process that
//! is killed now and then. In the end, after one retry of what needs a check, each payslip is there exactly once.

use std::{collections::BTreeMap, time::Duration};

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use local::events;
use personio_sim::{Body, Fault, Options, Route, Simulator, Times, What};
use serde_json::Value;
use shared::{
    domain::{
        ids::EmployeeId,
        payslip::{PayrollId, PayslipKey},
    },
    ports::{Clock as _, PayslipRequest},
    run::payslips as run,
};
use tests::{
    payroll_side::PAYROLL,
    services,
    world::{World, flawless},
};

/// A payroll of a large customer.
const PEOPLE: u64 = 1_000;

fn trouble(world: &World) {
    // Of ten uploads one is stored without an answer, and one is lost on its way.
    for at in 0..u32::try_from(PEOPLE / 5).unwrap_or(0) {
        let what = if at % 2 == 0 { What::LostAnswer } else { What::Status(502, Body::Html) };
        let on = Route::exact("/v1/company/documents").nth(at * 5 + 1 + at % 4);
        world.personio.fault(Fault { on, times: Times::Once, what });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_payslips_arrive_once_each_whatever_fails() -> anyhow::Result<()> {
    // The story's clock runs ahead of the machine's, by which the simulator would count its limits.
    let personio = Simulator::start(flawless(PEOPLE)?, Options { limits: false, ..Options::default() })?;
    let world = World::with(personio, services::cloud().await?)?;
    world.connect_and_save().await?;
    world.send_payslips_to("Payslips").await?;
    let ids: Vec<EmployeeId> =
        world.employees().await?.into_iter().map(|employee| employee.employee_id).collect();
    let mut entries = Vec::new();
    for id in &ids {
        entries.push(world.file_of(id).await?);
    }
    trouble(&world);
    world.finalise(world.payroll_event(&entries)).await?;

    // Every fiftieth request is cut off by a killed process: the future is dropped while it waits for Personio. And every
    // fortieth is delivered past the queue as well.
    for (at, entry) in (1_u32..).zip(&entries) {
        let request = PayslipRequest { tenant_id: world.tenant.clone(), key: key_of(entry)? };
        if at % 50 == 0 {
            let _ = tokio::time::timeout(Duration::from_millis(3), push(&world, &request)).await;
        }
        if at % 40 == 0 {
            push(&world, &request).await?;
        }
    }
    work_off(&world).await?;

    let counts = states(&world).await?;
    let open = counts.iter().filter(|(state, _)| !matches!(**state, "uploaded" | "needs_check")).count();
    assert_eq!(open, 0, "{counts:?}");
    assert!(counts["needs_check"] >= 50, "{counts:?}");
    let copies = per_person(&world);
    assert!(copies.values().all(|copies| *copies == 1), "no second copy of anybody's");

    let path = format!("/v1/payrolls/{PAYROLL}/payslips/retry");
    world.personio.clear_faults();
    world.caller("personio:sync").post(&path, Value::Null).await?.expect(202)?;
    work_off(&world).await?;
    assert_eq!(states(&world).await?, BTreeMap::from([("uploaded", PEOPLE)]));
    assert!(most_in_a_minute(&world).await? <= 60);
    let copies = per_person(&world);
    assert_eq!((copies.len() as u64, copies.values().max()), (PEOPLE, Some(&1)));
    // Right owner, right bytes.
    let owners: BTreeMap<u64, EmployeeId> = world
        .employees()
        .await?
        .into_iter()
        .filter_map(|employee| Some((employee.personio_id?.as_str().parse().ok()?, employee.employee_id)))
        .collect();
    for document in world.personio.documents() {
        let owner = owners.get(&document.employee_id).context("nobody's document")?;
        assert_eq!(document.content.as_ref(), local::payslip_pdf::payslip(owner, "2026-11-30".parse()?));
        assert_eq!(document.title, "Payslip November 2026");
    }
    Ok(())
}

/// One delivery of a request.
async fn push(world: &World, request: &PayslipRequest) -> anyhow::Result<()> {
    let deadline = world.clock.now() + SignedDuration::from_mins(15);
    let files = world.cloud.files();
    Box::pin(run::push(&world.inside, &files, request, false, deadline)).await?;
    Ok(())
}

/// Works the queue off. Our client also counts uploads by this machine's time, which the story's clock runs ahead of;
/// it counts for each credential, so the tenant gets a new one every now and then.
async fn work_off(world: &World) -> anyhow::Result<()> {
    let (files, sqs) = (world.cloud.files(), &world.cloud.clients.sqs);
    for turn in 1.. {
        let poll = events::poll_payslips(&world.inside, &files, sqs, &world.cloud.payslip_queue, 0);
        if !Box::pin(poll).await? {
            break;
        }
        if turn % 4 == 0 {
            world.personio.rotate_credentials();
            world.connect().await?;
        }
    }
    Ok(())
}

/// The most uploads within any minute of the story.
async fn most_in_a_minute(world: &World) -> anyhow::Result<usize> {
    let payroll = PayrollId::parse(PAYROLL).context("no payroll id")?;
    let list =
        run::list(&world.inside, &world.tenant, &payroll, None, 10_000).await?.context("no payroll")?;
    let mut sent: Vec<_> =
        list.payslips.iter().filter_map(|payslip| Some(payslip.sent.as_ref()?.at)).collect();
    sent.sort();
    let minute = SignedDuration::from_mins(1);
    let within = |begin: &Timestamp| {
        sent.iter().filter(|at| *at >= begin && begin.duration_until(**at) < minute).count()
    };
    Ok(sent.iter().map(within).max().unwrap_or(0))
}

fn key_of(entry: &Value) -> anyhow::Result<PayslipKey> {
    Ok(PayslipKey {
        payroll_id: PayrollId::parse(PAYROLL).context("no payroll id")?,
        employee_id: EmployeeId::parse(entry["employee_id"].as_str().context("no id")?)?,
        revision: 0,
    })
}

async fn states(world: &World) -> anyhow::Result<BTreeMap<&'static str, u64>> {
    let mut counts = BTreeMap::new();
    for (_, state, _) in world.payslips().await? {
        *counts.entry(state).or_default() += 1;
    }
    Ok(counts)
}

fn per_person(world: &World) -> BTreeMap<u64, u64> {
    let mut copies = BTreeMap::new();
    for document in world.personio.documents() {
        *copies.entry(document.employee_id).or_default() += 1;
    }
    copies
}
