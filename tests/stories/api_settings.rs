//! Saving settings and looking ahead through the API: warnings, the payslip folder, versions, and paging of a preview.

use personio_sim::{Body, Fault, Permission, Route, What};
use serde_json::{Value, json};
use shared::{
    domain::{field::Field, filter::Operator, ids::TenantId},
    ports::ReadTenant as _,
    run::World as _,
};
use tests::{
    api_side::Reply,
    world::{World, flawless},
};

const SETTINGS: &str = "/v1/integrations/personio/settings";
const PREVIEW: &str = "/v1/integrations/personio/preview";

async fn put(world: &World, change: impl FnOnce(&mut Value)) -> anyhow::Result<Reply> {
    let admin = world.admin();
    let saved = admin.get(SETTINGS).await?.expect(200)?;
    let mut document = saved.body.clone();
    change(&mut document);
    admin.put(SETTINGS, Some(saved.etag()), &document).await
}

fn codes(reply: &Reply) -> Vec<&str> {
    reply.body["warnings"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|warning| warning["code"].as_str())
        .collect()
}

#[tokio::test]
async fn x4_suspicious_filters_are_saved_with_a_warning() -> anyhow::Result<()> {
    let world = World::settled(4).await?;
    let country = world.key("country")?.to_string();
    let filter = |operator: &str, value: &str| json!([{"attribute": country, "operator": operator, "values": [value]}]);
    let fine = put(&world, |s| s["exclusions"]["filters"] = filter("is_not", "United Kingdom"))
        .await?
        .expect(200)?;
    assert_eq!(codes(&fine), [] as [&str; 0]);
    let typo =
        put(&world, |s| s["exclusions"]["filters"] = filter("is", "Untied Kingdom")).await?.expect(200)?;
    assert_eq!(codes(&typo), ["value_unknown"]);
    assert_eq!(
        (&typo.body["warnings"][0]["filter"], &typo.body["warnings"][0]["value"]),
        (&json!(0), &json!("Untied Kingdom"))
    );
    let all = put(&world, |s| s["exclusions"]["filters"] = filter("is_not", "France")).await?.expect(200)?;
    assert!(codes(&all).contains(&"excludes_everybody"), "{}", all.body);
    assert_eq!(all.body["warnings"][0]["people"], 4);
    // Switched off, they are no matter.
    let off = put(&world, |s| s["exclusions"]["enabled"] = json!(false)).await?.expect(200)?;
    assert_eq!(codes(&off), [] as [&str; 0]);
    Ok(())
}

#[tokio::test]
async fn m7_another_match_attribute_warns_how_many_ids_would_change() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let reply = put(&world, |s| s["match"]["attribute"] = json!("id")).await?.expect(200)?;
    assert_eq!(codes(&reply), ["employee_ids_change"]);
    assert_eq!(reply.body["warnings"][0]["people"], 3);
    Ok(())
}

#[tokio::test]
async fn settings_can_be_saved_while_personio_is_away_unless_payslips_change() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.personio.fault(Fault::always(Route::everywhere(), What::Status(503, Body::Html)));
    let reply = put(&world, |s| s["paused"] = json!(true)).await?.expect(200)?;
    assert_eq!(codes(&reply), [] as [&str; 0]);
    let payslips =
        put(&world, |s| s["payslips"] = json!({"enabled": true, "folder_id": "1"})).await?.expect(503)?;
    assert_eq!(payslips.code(), "personio_unavailable");
    assert_eq!(world.admin().get(SETTINGS).await?.etag(), reply.etag(), "nothing was saved");
    Ok(())
}

#[tokio::test]
async fn the_payslip_folder_has_to_exist_and_the_permission_is_named() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let folder = world.personio.edit(|company| company.categories[0].id.to_string());
    let payslips = |folder: &str| json!({"enabled": true, "folder_id": folder});
    let reply = put(&world, |s| s["payslips"] = payslips("424242")).await?.expect(422)?;
    assert_eq!(reply.errors(), [("/payslips/folder_id", "folder_unknown")]);
    world.personio.revoke(Permission::DocumentsRead);
    let reply = put(&world, |s| s["payslips"] = payslips(&folder)).await?.expect(422)?;
    assert_eq!(reply.errors(), [("/payslips/folder_id", "documents_read_missing")]);
    assert!(reply.body["detail"].as_str().is_some_and(|detail| detail.contains("Documents: Read")));
    world.personio.grant(Permission::DocumentsRead);
    world.personio.revoke(Permission::DocumentsWrite);
    world.personio.expire_tokens();
    world.admin().post("/v1/integrations/personio/connection/check", Value::Null).await?.expect(200)?;
    let reply = put(&world, |s| s["payslips"] = payslips(&folder)).await?.expect(422)?;
    assert_eq!(reply.errors(), [("/payslips/enabled", "documents_write_missing")]);
    world.personio.grant(Permission::DocumentsWrite);
    world.admin().post("/v1/integrations/personio/connection/check", Value::Null).await?.expect(200)?;
    put(&world, |s| s["payslips"] = payslips(&folder)).await?.expect(200)?;
    Ok(())
}

#[tokio::test]
async fn settings_are_refused_before_a_connection_and_kept_for_each_tenant() -> anyhow::Result<()> {
    let world = World::of(flawless(1)?).await?;
    let defaults = world.admin().get(SETTINGS).await?.expect(200)?;
    assert_eq!(
        world.admin().put(SETTINGS, Some("\"0\""), &defaults.body).await?.expect(409)?.code(),
        "not_connected"
    );
    world.connect_and_save().await?;
    let other = world.caller_of("other", "personio:admin").get(SETTINGS).await?.expect(200)?;
    assert_eq!((other.etag(), &other.body), ("\"0\"", &defaults.body));
    assert_eq!(world.inside.store().settings(&TenantId::parse("other")?).await?, None);
    Ok(())
}

#[tokio::test]
async fn of_two_admins_one_is_told_that_the_other_was_faster() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let seen = world.admin().get(SETTINGS).await?.expect(200)?;
    let admin = world.admin();
    let (a, mut b) = (seen.body.clone(), seen.body.clone());
    b["include_holiday_pay_in_pension"] = json!(true);
    let (one, two) = futures_util::future::join(
        admin.put(SETTINGS, Some(seen.etag()), &a),
        admin.put(SETTINGS, Some(seen.etag()), &b),
    )
    .await;
    let mut statuses = [one?.status, two?.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
    Ok(())
}

/// A preview is the plan of the run that saving would start: the same counts, action by action, page by page; and it
/// writes nothing.
#[tokio::test]
async fn a_preview_is_what_the_run_does() -> anyhow::Result<()> {
    let world = World::settled(7).await?;
    let people = world.people();
    world.put(people[0], "city", "York")?;
    world.put(people[1], "tax_code", "nonsense")?;
    for seed in 90..93 {
        let _ = world.join(seed);
    }
    world.delete(people[2])?;
    world.put(people[3], "department", "Nowhere")?;
    let mut candidate = world.admin().get(SETTINGS).await?.expect(200)?.body;
    let department = world.key("department")?.to_string();
    candidate["exclusions"]["filters"] =
        json!([{"attribute": department, "operator": "is", "values": ["Nowhere"]}]);
    let before = world.dump().await?;
    let mut actions = Vec::new();
    let mut cursor = String::new();
    let first = loop {
        let page = world
            .admin()
            .post(&format!("{PREVIEW}?limit=2{cursor}"), candidate.clone())
            .await?
            .expect(200)?;
        actions.extend(page.body["actions"]["items"].as_array().cloned().unwrap_or_default());
        match page.body["actions"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break page.body,
        }
    };
    assert_eq!(world.dump().await?, before, "nothing is written");
    let reasons: Vec<_> = first["reasons"]["items"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|group| (group["reason"]["code"].clone(), group["count"].clone()))
        .collect();
    assert_eq!(reasons, [(json!("excluded"), json!(1)), (json!("not_in_personio"), json!(1))]);
    let found = first["problems"]["items"].as_array().into_iter().flatten();
    let invalid: Vec<_> = found.filter(|found| found["problem"]["code"] == "tax_code_invalid").collect();
    assert_eq!(invalid.iter().map(|found| &found["count"]).collect::<Vec<_>>(), [&json!(1)]);

    let saved = put(&world, |settings| *settings = candidate).await?.expect(200)?;
    world.work().await?;
    let id = saved.body["run_id"].as_str().unwrap_or_default();
    let run = world.admin().get(&format!("/v1/integrations/personio/runs/{id}")).await?.expect(200)?;
    assert_eq!(run.body["counts"], first["counts"]);
    let outcomes = world
        .admin()
        .get(&format!("/v1/integrations/personio/runs/{id}/outcomes?limit=500"))
        .await?
        .expect(200)?;
    let mut did: Vec<_> = outcomes
        .items()
        .iter()
        .filter(|row| row["reason"].is_null())
        .map(|row| (row["personio_id"].clone(), row["outcome"].clone(), row["changed_fields"].clone()))
        .collect();
    let fields = |action: &Value| {
        action["changes"].as_array().into_iter().flatten().map(|c| c["field"].clone()).collect::<Value>()
    };
    let planned: Vec<_> = actions
        .iter()
        .map(|action| (action["personio_id"].clone(), action["outcome"].clone(), fields(action)))
        .collect();
    did.sort_by_key(|(id, ..)| id.as_str().unwrap_or("").to_owned());
    assert_eq!(did, planned);
    assert_eq!(planned.len(), 5, "three joined, two changed");
    Ok(())
}

#[tokio::test]
async fn g1_a_preview_says_what_would_be_held_and_whether_it_is_approved() -> anyhow::Result<()> {
    let world = World::settled(8).await?;
    for person in world.people() {
        world.put(person, "job_title", Value::Null)?;
    }
    let settings = world.admin().get(SETTINGS).await?.expect(200)?.body;
    let preview = world.admin().post(PREVIEW, settings.clone()).await?.expect(200)?;
    let held = &preview.body["held"];
    assert_eq!(
        held["effects"],
        json!([{"effect": "blank", "field": "job_title", "people": 8, "allowed": 5}])
    );
    assert_eq!(held["approved"], false);
    world.sync_all().await?;
    world.answer(true).await?;
    let preview = world.admin().post(PREVIEW, settings).await?.expect(200)?;
    assert_eq!(preview.body["held"]["approved"], true);
    Ok(())
}

#[tokio::test]
async fn m2_a_preview_with_an_unreadable_match_attribute_says_so() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let mut settings = world.admin().get(SETTINGS).await?.expect(200)?.body;
    settings["match"]["attribute"] = json!("dynamic_1");
    let preview = world.admin().post(PREVIEW, settings).await?.expect(200)?;
    assert_eq!(preview.body["failure"]["code"], "match_attribute_not_readable");
    assert_eq!(preview.body["counts"]["read"], 0);
    Ok(())
}

#[tokio::test]
async fn a_preview_while_personio_is_away_is_503() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let settings = world.admin().get(SETTINGS).await?.expect(200)?.body;
    world.personio.fault(Fault::always(Route::everywhere(), What::Reset));
    assert_eq!(world.admin().post(PREVIEW, settings).await?.expect(503)?.code(), "personio_unavailable");
    Ok(())
}

/// Filters of every kind that the catalogue offers are taken.
#[tokio::test]
async fn every_operator_is_taken_where_it_fits() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let text = world.key("city")?.to_string();
    let date = world.attribute(Field::StartDate)?;
    let values = |operator: Operator| match operator {
        Operator::IsEmpty | Operator::IsNotEmpty => json!([]),
        Operator::Before | Operator::After | Operator::On => json!(["2026-04-06"]),
        Operator::LessThan | Operator::GreaterThan => json!(["7"]),
        _ => json!(["Leeds"]),
    };
    let attribute = |operator: Operator| if operator.is_for_dates() { &date } else { &text };
    let filters: Vec<_> = Operator::ALL
        .iter()
        .filter(|operator| !operator.is_for_numbers())
        .map(|operator| json!({"attribute": attribute(*operator), "operator": operator.key(), "values": values(*operator)}))
        .collect();
    let saved =
        put(&world, |settings| settings["exclusions"]["filters"] = json!(filters)).await?.expect(200)?;
    assert_eq!(saved.body["settings"]["exclusions"]["filters"], json!(filters));
    Ok(())
}

/// The answer to a save was lost: the same save again is answered as saved, and asks for a run again.
#[tokio::test]
async fn a_save_can_be_repeated() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let admin = world.admin();
    let seen = admin.get(SETTINGS).await?.expect(200)?;
    let mut document = seen.body.clone();
    document["include_holiday_pay_in_pension"] = json!(true);
    let first = admin.put(SETTINGS, Some(seen.etag()), &document).await?.expect(200)?;
    let again = admin.put(SETTINGS, Some(seen.etag()), &document).await?.expect(200)?;
    assert_eq!((first.etag(), &first.body["settings"]), (again.etag(), &again.body["settings"]));
    assert_ne!(first.body["run_id"], again.body["run_id"]);
    document["paused"] = json!(true);
    assert_eq!(
        admin.put(SETTINGS, Some(seen.etag()), &document).await?.expect(412)?.code(),
        "precondition_failed"
    );
    Ok(())
}

#[tokio::test]
async fn kept_settings_can_be_changed_while_disconnected() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    world.admin().delete("/v1/integrations/personio/connection").await?.expect(204)?;
    let saved = put(&world, |settings| settings["paused"] = json!(true)).await?.expect(200)?;
    world.work().await?;
    let id = saved.body["run_id"].as_str().unwrap_or_default();
    let run = world.admin().get(&format!("/v1/integrations/personio/runs/{id}")).await?.expect(200)?;
    assert_eq!(
        (&run.body["outcome"], &run.body["reason"]["code"]),
        (&json!("skipped"), &json!("not_connected"))
    );
    let folder = json!({"enabled": true, "folder_id": "1"});
    assert_eq!(
        put(&world, |settings| settings["payslips"] = folder).await?.expect(409)?.code(),
        "not_connected"
    );
    Ok(())
}

/// More than an item of the table can hold is refused, and said so.
#[tokio::test]
async fn settings_that_are_too_large_are_refused() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let values: Vec<_> = (0..1_000).map(|at| format!("{at:0>240}")).collect();
    let filters = json!([{"attribute": "first_name", "operator": "is_one_of", "values": values}]);
    let reply = put(&world, |settings| settings["exclusions"]["filters"] = filters).await?.expect(422)?;
    assert_eq!(reply.errors(), [("", "document_too_large")]);
    let many: serde_json::Map<_, _> = (0..5_000).map(|at| (format!("k{at}"), json!(1))).collect();
    let reply = world.admin().put(SETTINGS, Some("\"1\""), &Value::Object(many)).await?.expect(422)?;
    assert_eq!(reply.errors().len(), 100, "beyond a hundred nobody reads on");
    Ok(())
}
