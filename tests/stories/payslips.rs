//! Section 8 of the design: each payslip into its owner's folder once, and every reason why one is not there.

use anyhow::Context as _;
use personio_sim::{Body, Fault, Permission, Route, What};
use serde_json::{Value, json};
use shared::domain::ids::EmployeeId;
use tests::{
    payroll_side::PAYROLL,
    world::{World, flawless},
};

const DOCUMENTS: &str = "/v1/company/documents";

/// A company whose payslips are sent, and the ids of its employees.
async fn company(people: u64) -> anyhow::Result<(World, Vec<EmployeeId>)> {
    let world = World::settled(people).await?;
    world.send_payslips_to("Payslips").await?;
    let ids = world.employees().await?.into_iter().map(|employee| employee.employee_id).collect();
    Ok((world, ids))
}

async fn entries(world: &World, ids: &[EmployeeId]) -> anyhow::Result<Vec<Value>> {
    let mut entries = Vec::new();
    for id in ids {
        entries.push(world.file_of(id).await?);
    }
    Ok(entries)
}

async fn finalised(world: &World, ids: &[EmployeeId]) -> anyhow::Result<()> {
    let entries = entries(world, ids).await?;
    world.finalise(world.payroll_event(&entries)).await?;
    world.push_payslips().await
}

async fn retry(world: &World) -> anyhow::Result<u64> {
    let path = format!("/v1/payrolls/{PAYROLL}/payslips/retry");
    let reply = world.caller("personio:sync").post(&path, Value::Null).await?.expect(202)?;
    world.push_payslips().await?;
    reply.body["retried"].as_u64().context("no number")
}

/// State and reason of the only payslip.
async fn only(world: &World) -> anyhow::Result<(&'static str, &'static str)> {
    let payslips = world.payslips().await?;
    assert_eq!(payslips.len(), 1);
    Ok((payslips[0].1, payslips[0].2))
}

#[tokio::test]
async fn each_payslip_arrives_in_its_owners_folder_with_its_bytes() -> anyhow::Result<()> {
    let (world, ids) = company(3).await?;
    finalised(&world, &ids).await?;
    let folder =
        world.personio.edit(|company| company.categories.iter().find(|c| c.name == "Payslips").map(|c| c.id));
    let documents = world.personio.documents();
    assert_eq!(documents.len(), 3);
    for (document, employee) in documents.iter().zip(world.employees().await?) {
        assert_eq!(Some(document.employee_id.to_string()), employee.personio_id.map(|id| id.to_string()));
        assert_eq!(Some(document.category_id), folder);
        assert_eq!(
            (document.title.as_str(), document.file_name.as_str()),
            ("Payslip November 2026", "payslip-2026-11-30.pdf")
        );
        assert_eq!(
            document.content.as_ref(),
            local::payslip_pdf::payslip(&employee.employee_id, "2026-11-30".parse()?)
        );
    }
    // The API shows it.
    let path = format!("/v1/payrolls/{PAYROLL}/payslips");
    let list = world.caller("personio:read").get(&format!("{path}?limit=2")).await?.expect(200)?;
    assert_eq!((&list.body["counts"]["uploaded"], &list.body["counts"]["failed"]), (&json!(3), &json!(0)));
    assert_eq!(list.items().len(), 2);
    assert_eq!((&list.items()[0]["state"], &list.items()[0]["reason"]), (&json!("uploaded"), &Value::Null));
    let next = list.body["next_cursor"].as_str().context("no cursor")?;
    let rest = world.admin().get(&format!("{path}?limit=2&cursor={next}")).await?.expect(200)?;
    assert_eq!((rest.items().len(), &rest.body["next_cursor"]), (1, &Value::Null));
    let payrolls = world.admin().get("/v1/payrolls").await?.expect(200)?;
    assert_eq!(payrolls.items()[0]["payroll_id"], PAYROLL);
    assert_eq!(world.caller_of("other", "personio:admin").get(&path).await?.expect(404)?.code(), "not_found");
    Ok(())
}

#[tokio::test]
async fn a_repeated_event_has_one_effect_and_a_correction_another() -> anyhow::Result<()> {
    let (world, ids) = company(1).await?;
    finalised(&world, &ids).await?;
    finalised(&world, &ids).await?;
    assert_eq!(world.personio.documents().len(), 1);
    let mut entry = world.file_of(&ids[0]).await?;
    entry["revision"] = json!(1);
    world.finalise(world.payroll_event(&[entry])).await?;
    world.push_payslips().await?;
    let titles: Vec<_> = world.personio.documents().iter().map(|document| document.title.clone()).collect();
    assert_eq!(titles, ["Payslip November 2026", "Payslip November 2026 (correction 1)"]);
    Ok(())
}

#[tokio::test]
async fn a_manifest_names_payslips_and_only_the_tenants_own_is_opened() -> anyhow::Result<()> {
    let (world, ids) = company(2).await?;
    let entries = entries(&world, &ids).await?;
    let manifest = |key: &str| {
        let mut event = world.payroll_event(&[]);
        let detail = event["detail"].as_object_mut();
        if let Some(detail) = detail {
            detail.remove("payslips");
            detail.insert("manifest_key".into(), json!(key));
        }
        event
    };
    for (key, bytes, wrong) in [
        ("other/manifest.json", json!(entries).to_string(), "does not belong"),
        ("acme/none.json", String::new(), "not there"),
        ("acme/odd.json", "<html>".into(), "no JSON"),
        ("acme/bad.json", json!([{"employee_id": "E1"}]).to_string(), "/0/object_key required"),
    ] {
        if key != "acme/none.json" {
            world.cloud.put_file(key, bytes.into_bytes()).await?;
        }
        let refused = world.finalise(manifest(key)).await.map_err(|error| error.to_string());
        assert!(refused.as_ref().is_err_and(|error| error.contains(wrong)), "{key}: {refused:?}");
    }
    assert!(world.payslips().await.is_err(), "nothing half-done");
    world.cloud.put_file("acme/manifest.json", json!(entries).to_string().into_bytes()).await?;
    world.finalise(manifest("acme/manifest.json")).await?;
    world.push_payslips().await?;
    assert_eq!(world.personio.documents().len(), 2);
    Ok(())
}

#[tokio::test]
async fn malformed_events_are_refused_by_what_is_wrong() -> anyhow::Result<()> {
    let (world, _) = company(1).await?;
    let mut event = world.payroll_event(&[json!({"employee_id": "E1"})]);
    event["detail"]["pay_date"] = json!("30.11.2026");
    let error = world.finalise(event).await.map_err(|error| error.to_string());
    let told = "the function failed: the event is malformed: /pay_date unknown_value, /payslips/0/object_key required";
    assert_eq!(error, Err(told.to_owned()));
    Ok(())
}

#[tokio::test]
async fn what_is_not_sent_says_why_and_is_sent_once_that_is_put_right() -> anyhow::Result<()> {
    let (world, ids) = company(1).await?;
    world.change_settings(|settings| settings.payslips_enabled = false).await?;
    finalised(&world, &ids).await?;
    assert_eq!(only(&world).await?, ("skipped", "payslips_disabled"));

    world
        .change_settings(|settings| {
            settings.payslips_enabled = true;
            settings.payslip_folder = Some("424242".into());
        })
        .await?;
    assert_eq!(retry(&world).await?, 1);
    assert_eq!(only(&world).await?, ("failed", "no_folder"), "the folder was deleted");

    world.send_payslips_to("Payslips").await?;
    world.personio.revoke(Permission::DocumentsWrite);
    retry(&world).await?;
    assert_eq!(only(&world).await?, ("failed", "permission_missing"));
    world.personio.grant(Permission::DocumentsWrite);

    world.edit(ids[0].as_str(), |employee| employee.personio_id = None).await?;
    retry(&world).await?;
    assert_eq!(only(&world).await?, ("skipped", "not_in_personio"));
    world.sync_all().await?;

    world.admin().delete("/v1/integrations/personio/connection").await?.expect(204)?;
    retry(&world).await?;
    assert_eq!(only(&world).await?, ("failed", "credentials_rejected"));
    world.connect().await?;

    assert_eq!(world.personio.documents().len(), 0);
    assert_eq!(retry(&world).await?, 1);
    assert_eq!(only(&world).await?, ("uploaded", ""));
    assert_eq!(retry(&world).await?, 0, "what is there is not sent again");
    assert_eq!(world.personio.documents().len(), 1);
    Ok(())
}

#[tokio::test]
async fn a_file_that_is_no_payslip_is_not_sent() -> anyhow::Result<()> {
    let (world, ids) = company(1).await?;
    world.cloud.put_file("other/1.pdf", b"%PDF-1.7".to_vec()).await?;
    world.cloud.put_file("acme/text.pdf", b"hello".to_vec()).await?;
    let mut large = vec![0; 30 * 1024 * 1024 + 1];
    large[..8].copy_from_slice(b"%PDF-1.7");
    world.cloud.put_file("acme/large.pdf", large).await?;
    let entry = |at: u32, key: &str| json!({"employee_id": ids[0], "object_key": key, "revision": at});
    let keys = ["other/1.pdf", "acme/../other/1.pdf", "acme/none.pdf", "acme/text.pdf", "acme/large.pdf"];
    let entries: Vec<_> = (0..).zip(keys).map(|(at, key)| entry(at, key)).collect();
    world.finalise(world.payroll_event(&entries)).await?;
    world.push_payslips().await?;
    let reasons: Vec<_> =
        world.payslips().await?.into_iter().map(|(_, state, reason)| (state, reason)).collect();
    assert_eq!(
        reasons,
        [
            ("failed", "object_key_refused"),
            ("failed", "object_key_refused"),
            ("failed", "file_missing"),
            ("failed", "not_a_pdf"),
            ("failed", "too_large"),
        ]
    );
    assert_eq!(world.personio.documents().len(), 0);
    Ok(())
}

#[tokio::test]
async fn w2_paused_syncing_still_delivers() -> anyhow::Result<()> {
    let (world, ids) = company(1).await?;
    world.change_settings(|settings| settings.paused = true).await?;
    finalised(&world, &ids).await?;
    assert_eq!(only(&world).await?, ("uploaded", ""));
    Ok(())
}

/// The answer is lost after Personio has stored it: the list finds it, and it is not sent again.
#[tokio::test]
async fn a_lost_answer_is_settled_by_the_list() -> anyhow::Result<()> {
    let (world, ids) = company(1).await?;
    world.personio.fault(Fault::once(Route::exact(DOCUMENTS), What::LostAnswer));
    finalised(&world, &ids).await?;
    assert_eq!(only(&world).await?, ("uploaded", ""));
    assert_eq!(world.personio.documents().len(), 1);
    Ok(())
}

/// It never arrived, and nobody can know: a person decides, and the list is asked once more before it is sent.
#[tokio::test]
async fn an_upload_that_never_arrived_needs_a_persons_word() -> anyhow::Result<()> {
    let (world, ids) = company(1).await?;
    world.personio.fault(Fault::once(Route::exact(DOCUMENTS), What::Status(502, Body::Html)));
    finalised(&world, &ids).await?;
    assert_eq!(only(&world).await?, ("needs_check", "not_found_in_list"));
    assert_eq!(world.personio.documents().len(), 0, "nothing is sent again by itself");
    assert_eq!(retry(&world).await?, 1);
    assert_eq!(only(&world).await?, ("uploaded", ""));
    assert_eq!(world.personio.documents().len(), 1);
    Ok(())
}

#[tokio::test]
async fn without_the_right_to_list_an_unclear_answer_needs_a_person() -> anyhow::Result<()> {
    let (world, ids) = company(1).await?;
    world.personio.revoke(Permission::DocumentsRead);
    world.personio.fault(Fault::once(Route::exact(DOCUMENTS), What::LostAnswer));
    finalised(&world, &ids).await?;
    assert_eq!(only(&world).await?, ("needs_check", "list_not_readable"));
    retry(&world).await?;
    assert_eq!(only(&world).await?, ("needs_check", "list_not_readable"), "still nobody can look");
    world.personio.grant(Permission::DocumentsRead);
    retry(&world).await?;
    assert_eq!(only(&world).await?, ("uploaded", ""));
    assert_eq!(world.personio.documents().len(), 1);
    Ok(())
}

/// Personio answers that it filed the document under somebody else: nothing more of the tenant is sent.
#[tokio::test]
async fn a_document_filed_wrongly_stops_the_tenants_payslips() -> anyhow::Result<()> {
    let (world, ids) = company(3).await?;
    let folder = world.personio.edit(|company| company.categories[0].id);
    let wrong = json!({"success": true, "data": {"id": 991, "type": "Document", "attributes": {
        "title": "x", "employee": {"type": "Employee", "attributes": {"id": {"label": "ID", "value": 424_242, "type": "integer", "universal_id": "id"}}},
        "category": {"id": folder, "type": "DocumentCategory", "attributes": {"name": "Payslips"}}}}});
    world.personio.fault(Fault::once(
        Route::exact(DOCUMENTS),
        What::EffectThenStatus(201, Body::Text(wrong.to_string())),
    ));
    finalised(&world, &ids).await?;
    let states: Vec<_> =
        world.payslips().await?.into_iter().map(|(_, state, reason)| (state, reason)).collect();
    assert_eq!(states, [("needs_check", "filed_wrongly"), ("failed", "stopped"), ("failed", "stopped")]);
    // Whoever may only sync doesn't let them go on.
    let path = format!("/v1/payrolls/{PAYROLL}/payslips/retry");
    let refused = world.caller("personio:sync").post(&path, Value::Null).await?.expect(403)?;
    assert_eq!(refused.body["code"], "scope_missing");
    world.push_payslips().await?;
    assert_eq!(world.personio.documents().len(), 1);
    let taken = world.admin().post(&path, Value::Null).await?.expect(202)?;
    assert_eq!(taken.body["retried"], 3);
    world.push_payslips().await?;
    let states: Vec<_> = world.payslips().await?.into_iter().map(|(_, state, _)| state).collect();
    assert_eq!(states, ["uploaded", "uploaded", "uploaded"]);
    assert_eq!(world.personio.documents().len(), 3);
    Ok(())
}

#[tokio::test]
async fn payslips_of_excluded_and_departed_people_are_sent_too() -> anyhow::Result<()> {
    let (world, ids) = company(2).await?;
    let people = world.people();
    world.put(people[0], "termination_date", "2026-11-20")?;
    world.put(people[1], "department", "Nowhere")?;
    let filter = world.filter_on("department", shared::domain::filter::Operator::Is, &["Nowhere"])?;
    world.change_settings(|settings| settings.filters = vec![filter]).await?;
    finalised(&world, &ids).await?;
    let states: Vec<_> = world.payslips().await?.into_iter().map(|(_, state, _)| state).collect();
    assert_eq!(states, ["uploaded", "uploaded"]);
    Ok(())
}

#[tokio::test]
async fn a_company_that_never_connected_gets_a_reason_for_each() -> anyhow::Result<()> {
    let world = World::of(flawless(1)?).await?;
    finalised(&world, &[EmployeeId::parse("E1")?]).await?;
    assert_eq!(only(&world).await?, ("skipped", "payslips_disabled"));
    Ok(())
}
