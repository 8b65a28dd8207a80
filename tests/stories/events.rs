//! Section 7 of the design: what others are told on the bus, and that nobody misses it when the bus fails.

use anyhow::Context as _;
use jiff::SignedDuration;
use personio_sim::{Options, Simulator};
use serde_json::{Value, json};
use shared::{
    domain::{field::Field, ids::EmployeeId},
    ports::Clock as _,
};
use tests::{
    fault_proxy::{Fault, FaultProxy},
    listener::Listener,
    payroll_side::PAYROLL,
    services,
    world::{World, flawless},
};

/// `detail-type` and `detail` of the events since the last look.
async fn listen(listener: &mut Listener, world: &World) -> anyhow::Result<Vec<(String, Value)>> {
    let new = listener.listen(world).await?;
    let new = new.iter().map(|event| {
        assert_eq!(event["source"], "pento.personio");
        assert_eq!(event["detail"]["tenant_id"], world.tenant.as_str());
        (event["detail-type"].as_str().unwrap_or("").to_owned(), event["detail"].clone())
    });
    Ok(new.collect())
}

fn kinds(events: &[(String, Value)]) -> Vec<&str> {
    events.iter().map(|(kind, _)| kind.as_str()).collect()
}

#[tokio::test]
async fn a_run_tells_whom_it_created_and_changed_and_then_that_it_ended() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let mut listener = Listener::default();
    let events = listen(&mut listener, &world).await?;
    assert_eq!(kinds(&events), ["EmployeeCreated", "EmployeeCreated", "SyncRunFinished"]);
    let run = world.latest().await?.context("no run")?;
    for ((_, detail), employee) in events.iter().zip(world.employees().await?) {
        let fields: Vec<_> = employee.fields.iter().map(|(field, _)| field).collect();
        let expected = json!({
            "tenant_id": "acme", "run_id": run.id, "employee_id": employee.employee_id,
            "personio_id": employee.personio_id, "fields": fields,
        });
        assert_eq!(*detail, expected);
    }
    let expected = json!({
        "tenant_id": "acme", "run_id": run.id, "trigger": "settings", "outcome": "succeeded", "reason": null,
        "counts": run.counts, "finished_at": run.finished_at,
    });
    assert_eq!(events[2].1, expected);

    let (person, other) = (world.people()[0], world.people()[1]);
    world.set(person, Field::City, json!("York"))?;
    world.set(other, Field::TaxCode, Value::Null)?;
    world.hour().await?;
    let events = listen(&mut listener, &world).await?;
    let of = |kind: &str| {
        events.iter().filter(|(found, _)| found == kind).map(|(_, detail)| detail).collect::<Vec<_>>()
    };
    let mut changed: Vec<_> =
        of("EmployeeUpdated").into_iter().map(|detail| detail["changed_fields"].clone()).collect();
    changed.sort_by_key(ToString::to_string);
    assert_eq!(changed, [json!(["city"]), json!(["tax_code"])]);
    let pending = of("EmployeeBecamePending");
    assert_eq!((pending.len(), &pending[0]["lacking_fields"]), (1, &json!(["tax_code"])));
    assert_eq!(events.last().map(|(kind, _)| kind.as_str()), Some("SyncRunFinished"));
    assert_eq!(events.len(), 4);

    // Nothing changed, and who is still pending has not become so.
    world.hour().await?;
    assert_eq!(kinds(&listen(&mut listener, &world).await?), ["SyncRunFinished"]);
    Ok(())
}

#[tokio::test]
async fn sync_now_tells_like_a_run() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let mut listener = Listener::default();
    listen(&mut listener, &world).await?;
    let person = world.people()[0];
    world.set(person, Field::City, json!("York"))?;
    let path = format!("/v1/integrations/personio/employees/{person}/sync");
    world.caller("personio:sync").post(&path, Value::Null).await?.expect(200)?;
    let events = listen(&mut listener, &world).await?;
    assert_eq!(kinds(&events), ["EmployeeUpdated", "SyncRunFinished"]);
    assert_eq!(
        (&events[0].1["changed_fields"], &events[1].1["trigger"]),
        (&json!(["city"]), &json!("single"))
    );
    Ok(())
}

#[tokio::test]
async fn a_connection_that_breaks_is_told_once() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let mut listener = Listener::default();
    listen(&mut listener, &world).await?;
    world.personio.rotate_credentials();
    world.hour().await?;
    let events = listen(&mut listener, &world).await?;
    assert_eq!(kinds(&events), ["ConnectionBroken", "SyncRunFinished"]);
    assert_eq!(events[0].1["reason"], "credentials_rejected");
    assert_eq!(
        (&events[1].1["outcome"], &events[1].1["reason"]),
        (&json!("failed"), &json!("credentials_rejected"))
    );
    world.hour().await?;
    assert_eq!(kinds(&listen(&mut listener, &world).await?), ["SyncRunFinished"]);
    Ok(())
}

/// Three employees whose payslips lie in the bucket.
async fn payroll(world: &World) -> anyhow::Result<(Vec<EmployeeId>, Value)> {
    world.send_payslips_to("Payslips").await?;
    let ids: Vec<_> = world.employees().await?.into_iter().map(|employee| employee.employee_id).collect();
    let mut entries = Vec::new();
    for id in &ids {
        entries.push(world.file_of(id).await?);
    }
    let event = world.payroll_event(&entries);
    Ok((ids, event))
}

#[tokio::test]
async fn a_batch_of_payslips_tells_each_end_and_once_its_own() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let (ids, event) = payroll(&world).await?;
    world.cloud.put_file(&format!("acme/{PAYROLL}/{}.pdf", ids[1]), b"<html>".to_vec()).await?;
    let mut listener = Listener::default();
    listen(&mut listener, &world).await?;
    world.finalise(event.clone()).await?;
    world.push_payslips().await?;
    let events = listen(&mut listener, &world).await?;
    assert_eq!(
        kinds(&events),
        ["PayslipUploaded", "PayslipFailed", "PayslipUploaded", "PayslipBatchFinished"]
    );
    assert_eq!((&events[0].1["employee_id"], &events[0].1["payroll_id"]), (&json!(ids[0]), &json!(PAYROLL)));
    assert!(events[0].1["document_id"].is_string());
    assert_eq!((&events[1].1["state"], &events[1].1["reason"]), (&json!("failed"), &json!("not_a_pdf")));
    assert_eq!(events[3].1["counts"], json!({"uploaded": 2, "failed": 1}));

    // The same event once more has no second effect.
    world.finalise(event).await?;
    world.push_payslips().await?;
    assert_eq!(kinds(&listen(&mut listener, &world).await?), [""; 0]);

    world.file_of(&ids[1]).await?;
    let path = format!("/v1/payrolls/{PAYROLL}/payslips/retry");
    world.caller("personio:sync").post(&path, Value::Null).await?.expect(202)?;
    world.push_payslips().await?;
    let events = listen(&mut listener, &world).await?;
    assert_eq!(kinds(&events), ["PayslipUploaded", "PayslipBatchFinished"]);
    assert_eq!(events[1].1["counts"], json!({"uploaded": 3}));
    Ok(())
}

/// A world whose bus can be made to fail.
async fn with_proxy() -> anyhow::Result<(World, FaultProxy)> {
    let personio = Simulator::start(flawless(2)?, Options::default())?;
    let mut cloud = services::cloud().await?;
    let proxy = FaultProxy::start(&cloud.endpoints.eventbridge).await?;
    cloud.announce_at(proxy.url());
    let world = World::with(personio, cloud)?;
    world.connect_and_save().await?;
    Ok((world, proxy))
}

#[tokio::test]
async fn a_run_whose_end_nobody_could_be_told_is_told_when_its_message_comes_again() -> anyhow::Result<()> {
    let (world, bus) = with_proxy().await?;
    let mut listener = Listener::default();
    listen(&mut listener, &world).await?;
    world.set(world.people()[0], Field::City, json!("York"))?;
    let request = world.request();
    bus.fail_always("PutEvents", Fault::Error { status: 400, code: "AccessDeniedException" });
    let answer = world.invoke(&request).await?;
    assert_eq!(answer["batchItemFailures"][0]["itemIdentifier"], "m-1");
    // The employee is written and the run has ended, whatever the bus does.
    assert_eq!(World::tally(&world.run(request.run_id).await?), [0, 1, 1, 0, 0, 0]);
    assert_eq!(kinds(&listen(&mut listener, &world).await?), [""; 0]);
    bus.heal();
    let answer = world.invoke(&request).await?;
    assert_eq!(answer["batchItemFailures"], json!([]));
    assert_eq!(kinds(&listen(&mut listener, &world).await?), ["EmployeeUpdated", "SyncRunFinished"]);
    Ok(())
}

#[tokio::test]
async fn a_connection_that_breaks_unheard_is_told_with_the_next_try() -> anyhow::Result<()> {
    let (world, bus) = with_proxy().await?;
    let mut listener = Listener::default();
    listen(&mut listener, &world).await?;
    world.personio.rotate_credentials();
    let request = world.request();
    bus.fail_always("PutEvents", Fault::Error { status: 400, code: "AccessDeniedException" });
    world.invoke(&request).await?;
    bus.heal();
    world.invoke(&request).await?;
    assert_eq!(kinds(&listen(&mut listener, &world).await?), ["ConnectionBroken", "SyncRunFinished"]);
    Ok(())
}

#[tokio::test]
async fn sync_now_answers_what_was_written_although_the_bus_fails() -> anyhow::Result<()> {
    let (world, bus) = with_proxy().await?;
    let person = world.people()[0];
    world.set(person, Field::City, json!("York"))?;
    bus.fail_always("PutEvents", Fault::Error { status: 400, code: "AccessDeniedException" });
    let path = format!("/v1/integrations/personio/employees/{person}/sync");
    let reply = world.caller("personio:sync").post(&path, Value::Null).await?.expect(200)?;
    assert_eq!(reply.body["outcome"], "updated");
    Ok(())
}

#[tokio::test]
async fn a_payslip_whose_end_nobody_could_be_told_is_sent_once_and_told_later() -> anyhow::Result<()> {
    let (world, bus) = with_proxy().await?;
    let (ids, event) = payroll(&world).await?;
    let mut listener = Listener::default();
    listen(&mut listener, &world).await?;
    world.finalise(event).await?;
    let message = json!({"tenant_id": "acme", "payroll_id": PAYROLL, "employee_id": ids[0], "revision": 0});
    let failed = json!([{"itemIdentifier": "m-1"}]);
    bus.fail("PutEvents", 1, Fault::Error { status: 400, code: "AccessDeniedException" });
    assert_eq!(received(&world, &message, 1).await?["batchItemFailures"], failed);
    assert_eq!((world.personio.documents().len(), kinds(&listen(&mut listener, &world).await?)), (1, vec![]));
    assert_eq!(received(&world, &message, 2).await?["batchItemFailures"], json!([]));
    assert_eq!(kinds(&listen(&mut listener, &world).await?), ["PayslipUploaded"]);
    // Another message about it, such as a repeated event's, tells nobody.
    received(&world, &message, 1).await?;
    assert_eq!((world.personio.documents().len(), kinds(&listen(&mut listener, &world).await?)), (1, vec![]));

    // The end of the batch is told again too, until it was told.
    let end = json!({"tenant_id": "acme", "end_of_payroll": PAYROLL});
    bus.fail("PutEvents", 1, Fault::Error { status: 400, code: "AccessDeniedException" });
    assert_eq!(received(&world, &end, 1).await?["batchItemFailures"], failed);
    received(&world, &end, 2).await?;
    received(&world, &end, 3).await?;
    let events = listen(&mut listener, &world).await?;
    assert_eq!(kinds(&events), ["PayslipBatchFinished"]);
    assert_eq!(events[0].1["counts"], json!({"pending": 1, "uploaded": 1}));
    Ok(())
}

/// Hands one message to the function that has come so often.
async fn received(world: &World, message: &Value, times: u32) -> anyhow::Result<Value> {
    let record = json!({
        "messageId": "m-1", "body": message.to_string(), "eventSource": "aws:sqs", "messageAttributes": {},
        "attributes": {"MessageGroupId": "acme", "ApproximateReceiveCount": times.to_string()},
    });
    let deadline = world.clock.now() + SignedDuration::from_mins(15);
    Ok(payslip_push::handle(&world.inside, &world.cloud.files(), json!({"Records": [record]}), deadline)
        .await?)
}

#[tokio::test]
async fn no_event_holds_a_value_of_anybody() -> anyhow::Result<()> {
    let world = World::of(flawless(3)?).await?;
    world.connect_and_save().await?;
    world.hour().await?;
    let (_, event) = payroll(&world).await?;
    world.finalise(event).await?;
    world.push_payslips().await?;
    let events = serde_json::to_string(&Listener::default().listen(&world).await?)?;
    assert!(events.contains("EmployeeCreated") && events.contains("PayslipUploaded"), "{events}");
    let told = [
        Field::FirstName,
        Field::LastName,
        Field::NationalInsuranceNumber,
        Field::BankAccountNumber,
        Field::Email,
    ];
    for employee in world.employees().await? {
        for value in told.iter().filter_map(|field| employee.fields.text(*field)) {
            assert!(!events.contains(value), "an event holds a value");
        }
    }
    Ok(())
}
