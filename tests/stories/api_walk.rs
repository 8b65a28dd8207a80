//! The whole walk of an admin and a payroll person through the API, from a wrong secret to disconnecting. Every answer
//! on the way is held against the `OpenAPI` document.

use anyhow::Context as _;
use jiff::SignedDuration;
use personio_sim::Company;
use serde_json::{Value, json};
use tests::{
    api_side::{Caller, Reply},
    world::{World, flawless},
};

const CONNECTION: &str = "/v1/integrations/personio/connection";
const SETTINGS: &str = "/v1/integrations/personio/settings";
const PREVIEW: &str = "/v1/integrations/personio/preview";
const RUNS: &str = "/v1/integrations/personio/runs";

/// Settings from all suggestions, as the page makes them.
pub(crate) async fn suggested(admin: &Caller<'_>) -> anyhow::Result<Value> {
    let mut settings = admin.get(SETTINGS).await?.expect(200)?.body;
    let fields = admin.get("/v1/pento-fields").await?.expect(200)?;
    for field in fields.items() {
        if let Some(attribute) = field["suggestion"]["attribute"].as_str() {
            let key = field["key"].as_str().context("a field without key")?;
            settings["mapping"][key] = json!({"attribute": attribute});
        }
    }
    settings["match"]["attribute"] = fields.body["match_suggestion"]["attribute"].clone();
    Ok(settings)
}

/// Saves over what is there now, and lets the run that was started be done.
pub(crate) async fn save(world: &World, settings: &Value) -> anyhow::Result<Value> {
    let admin = world.admin();
    let etag = admin.get(SETTINGS).await?.etag().to_owned();
    let saved = admin.put(SETTINGS, Some(&etag), settings).await?.expect(200)?;
    world.work().await?;
    run(world, &saved.body["run_id"]).await
}

async fn run(world: &World, id: &Value) -> anyhow::Result<Value> {
    let id = id.as_str().context("no run")?;
    Ok(world.admin().get(&format!("{RUNS}/{id}")).await?.expect(200)?.body)
}

/// A small flawless company; the second person has no tax code, the third a wrong NI number.
fn company() -> anyhow::Result<Company> {
    let mut company = flawless(12)?;
    let ids: Vec<_> = company.people().iter().map(|person| person.id).collect();
    let key = |company: &Company, meaning: &str| company.key(meaning).context("no such attribute");
    let (tax_code, ni_number) = (key(&company, "tax_code")?, key(&company, "national_insurance_number")?);
    company.set(ids[1], &tax_code, Value::Null);
    company.set(ids[2], &ni_number, "BG123456A");
    Ok(company)
}

fn credentials(world: &World) -> Value {
    let (client_id, client_secret) = world.personio.credentials();
    json!({"client_id": client_id, "client_secret": client_secret})
}

fn employee_ids(list: &Reply) -> Vec<&str> {
    list.items().iter().filter_map(|employee| employee["employee_id"].as_str()).collect()
}

#[tokio::test]
async fn the_whole_walk() -> anyhow::Result<()> {
    let world = World::of(company()?).await?;
    nobody_is_connected(&world).await?;
    connect(&world).await?;
    let folder = be_refused_with_all_errors(&world).await?;
    let mut settings = preview_and_save(&world, folder).await?;
    let one = see_who_is_pending_and_sync_one(&world).await?;
    pause_edit_and_go_on(&world, &mut settings, &one).await?;
    map_a_new_attribute(&world, &mut settings).await?;
    exclude_a_department(&world, &mut settings, &one).await?;
    approve_a_held_run(&world).await?;
    disconnect(&world, &settings, &one).await
}

/// Nothing is there yet, and nothing can be asked for.
async fn nobody_is_connected(world: &World) -> anyhow::Result<()> {
    let admin = world.admin();
    let payroll = world.caller("personio:sync");
    let integrations = admin.get("/v1/integrations").await?.expect(200)?;
    assert_eq!(integrations.items()[0]["status"], "disconnected");
    assert_eq!(payroll.post(RUNS, Value::Null).await?.expect(409)?.code(), "not_connected");
    Ok(())
}

/// A wrong secret stores nothing; the right one connects.
async fn connect(world: &World) -> anyhow::Result<()> {
    let admin = world.admin();
    let payroll = world.caller("personio:sync");
    let mut wrong = credentials(world);
    wrong["client_secret"] = json!("wrong");
    let refused = admin.put(CONNECTION, None, &wrong).await?.expect(422)?;
    assert_eq!(refused.code(), "credentials_rejected");
    assert_eq!(admin.get(CONNECTION).await?.body["status"], "disconnected");
    let connected = admin.put(CONNECTION, None, &credentials(world)).await?.expect(200)?;
    assert_eq!(connected.body["status"], "awaiting_settings");
    assert_eq!(connected.body["permissions"]["employees_read"], "granted");
    assert!(!connected.body.to_string().contains(&world.personio.credentials().1));
    assert_eq!(payroll.post(RUNS, Value::Null).await?.expect(409)?.code(), "awaiting_settings");
    Ok(())
}

/// Attributes, folders, suggestions.
async fn be_refused_with_all_errors(world: &World) -> anyhow::Result<Value> {
    let admin = world.admin();
    let attributes = admin.get("/v1/integrations/personio/attributes").await?.expect(200)?;
    assert!(attributes.items().iter().any(|attribute| attribute["custom"] == true));
    assert!(attributes.items().iter().all(|attribute| attribute["readable"] == true));
    let folders = admin.get("/v1/integrations/personio/folders").await?.expect(200)?;
    let folder = folders.items()[0]["id"].clone();

    // Invalid settings: all errors at once, and nothing is saved.
    let defaults = admin.get(SETTINGS).await?.expect(200)?;
    assert_eq!(defaults.etag(), "\"0\"");
    let mut invalid = suggested(&admin).await?;
    invalid["paused"] = json!("no");
    invalid["mapping"]["employee_id"] = json!({"attribute": "id"});
    invalid["exclusions"]["filters"] =
        json!([{"attribute": "first_name", "operator": "looks_like", "values": ["x"]}]);
    let refused = admin.put(SETTINGS, Some("\"0\""), &invalid).await?.expect(422)?;
    let mut errors = refused.errors();
    errors.sort_unstable();
    assert_eq!(
        errors,
        [
            ("/exclusions/filters/0/operator", "unknown_operator"),
            ("/mapping/employee_id", "employee_id_not_mappable"),
            ("/paused", "wrong_type"),
        ]
    );
    Ok(folder)
}

/// Preview: the same engine, and nothing is written.
async fn preview_and_save(world: &World, folder: Value) -> anyhow::Result<Value> {
    let admin = world.admin();
    let payroll = world.caller("personio:sync");
    let mut settings = suggested(&admin).await?;
    settings["payslips"] = json!({"enabled": true, "folder_id": folder});
    settings["include_holiday_pay_in_pension"] = json!(true);
    let preview = admin.post(&format!("{PREVIEW}?limit=5"), settings.clone()).await?.expect(200)?;
    assert_eq!(preview.body["counts"]["created"], 12);
    assert_eq!(preview.body["actions"]["items"].as_array().map(Vec::len), Some(5));
    assert_eq!(preview.body["held"], Value::Null);
    assert_eq!(admin.get("/v1/employees").await?.expect(200)?.items().len(), 0);

    // Saving starts the first run.
    assert_eq!(admin.put(SETTINGS, None, &settings).await?.expect(428)?.code(), "precondition_required");
    let saved = admin.put(SETTINGS, Some("\"0\""), &settings).await?.expect(200)?;
    assert_eq!((saved.etag(), &saved.body["warnings"]), ("\"1\"", &json!([])));
    assert_eq!(saved.body["settings"], admin.get(SETTINGS).await?.body);
    assert_eq!(run(world, &saved.body["run_id"]).await?["outcome"], "queued");
    let mut other = settings.clone();
    other["paused"] = json!(true);
    assert_eq!(admin.put(SETTINGS, Some("\"0\""), &other).await?.expect(412)?.code(), "precondition_failed");
    world.work().await?;
    let first = run(world, &saved.body["run_id"]).await?;
    assert_eq!(
        (&first["outcome"], &first["counts"]["created"], &first["trigger"]),
        (&json!("succeeded"), &json!(12), &json!("settings"))
    );
    let outcomes = format!("{RUNS}/{}/outcomes?outcome=created", first["id"].as_str().context("no id")?);
    assert_eq!(payroll.get(&outcomes).await?.expect(200)?.items().len(), 12);
    Ok(settings)
}

/// Employees, Ready and Pending with what keeps them.
async fn see_who_is_pending_and_sync_one(world: &World) -> anyhow::Result<String> {
    let payroll = world.caller("personio:sync");
    let pending = payroll.get("/v1/employees?status=pending").await?.expect(200)?;
    let blockers: Vec<_> = pending
        .items()
        .iter()
        .map(|employee| (employee["blockers"][0]["field"].clone(), employee["blockers"][0]["code"].clone()))
        .collect();
    assert_eq!(
        blockers,
        [(json!("tax_code"), json!("missing")), (json!("national_insurance_number"), json!("invalid"))]
    );
    assert_eq!(payroll.get("/v1/employees?status=ready&limit=200").await?.expect(200)?.items().len(), 10);
    let id = employee_ids(&pending)[0].to_owned();
    let one = format!("/v1/employees/{id}");
    let before = payroll.get(&one).await?.expect(200)?;

    // Somebody enters the tax code; Sync now shows the change and the time.
    let person = world.people()[1];
    world.put(person, "tax_code", "1257L")?;
    world.clock.advance(SignedDuration::from_mins(5));
    let synced = payroll.post(&format!("{one}/sync"), Value::Null).await?.expect(200)?;
    assert_eq!(synced.body["outcome"], "updated");
    assert_eq!(synced.body["changes"], json!([{"field": "tax_code", "old": null, "new": "1257L"}]));
    let after = payroll.get(&one).await?.expect(200)?;
    assert_eq!((&after.body["status"], &after.body["blockers"]), (&json!("ready"), &json!([])));
    assert_eq!(after.body["last_synced_at"], synced.body["last_synced_at"]);
    assert_ne!(after.body["last_synced_at"], before.body["last_synced_at"]);
    Ok(one)
}

/// Paused: the hour skips, and Sync now works.
async fn pause_edit_and_go_on(world: &World, settings: &mut Value, one: &str) -> anyhow::Result<()> {
    let admin = world.admin();
    let payroll = world.caller("personio:sync");
    settings["paused"] = json!(true);
    let paused = save(world, settings).await?;
    assert_eq!((&paused["outcome"], &paused["reason"]["code"]), (&json!("skipped"), &json!("paused")));
    world.put(world.people()[1], "tax_code", "BR")?;
    let hour = world.hour().await?;
    assert_eq!(run(world, &json!(hour.id.to_string())).await?["reason"]["code"], "paused");
    assert_eq!(payroll.get(one).await?.body["fields"]["tax_code"], "1257L");
    let synced = payroll.post(&format!("{one}/sync"), Value::Null).await?.expect(200)?;
    assert_eq!(synced.body["changes"], json!([{"field": "tax_code", "old": "1257L", "new": "BR"}]));

    // Edited by hand, and overwritten once syncing goes on.
    let employee = admin.get(one).await?.expect(200)?;
    let edit = json!({"fields": {"tax_code": "K475"}});
    let edited = admin.patch(one, Some(employee.etag()), &edit).await?.expect(200)?;
    assert_eq!(edited.body["fields"]["tax_code"], "K475");
    assert_eq!(
        admin.patch(one, Some(employee.etag()), &edit).await?.expect(412)?.code(),
        "precondition_failed"
    );
    settings["paused"] = json!(false);
    let unpaused = save(world, settings).await?;
    assert_eq!((&unpaused["outcome"], &unpaused["counts"]["updated"]), (&json!("succeeded"), &json!(1)));
    assert_eq!(payroll.get(one).await?.body["fields"]["tax_code"], "BR");
    let changes = payroll.get(&format!("{one}/changes?limit=3")).await?.expect(200)?;
    let log: Vec<_> = changes
        .items()
        .iter()
        .map(|change| (&change["old"], &change["new"], change["user"].is_null()))
        .collect();
    let (k475, br, l) = (json!("K475"), json!("BR"), json!("1257L"));
    assert_eq!(log, [(&k475, &br, true), (&br, &k475, false), (&l, &br, true)]);
    Ok(())
}

/// A new custom attribute appears after a refresh, and can be mapped.
async fn map_a_new_attribute(world: &World, settings: &mut Value) -> anyhow::Result<()> {
    let admin = world.admin();
    let value = json!("CU-7");
    let key = world.personio.edit(|company| company.add_attribute("Cost unit", "standard", Some(&value)));
    let key = key.to_string();
    let knows = |list: &Reply| list.items().iter().any(|attribute| attribute["key"] == key.as_str());
    assert!(!knows(&admin.get("/v1/integrations/personio/attributes").await?));
    assert!(knows(&admin.get("/v1/integrations/personio/attributes?refresh=true").await?.expect(200)?));
    settings["mapping"]["cost_centre"] = json!({"attribute": key});
    assert_eq!(save(world, settings).await?["counts"]["updated"], 12);
    Ok(())
}

/// A filter by department: previewed, and then it excludes.
async fn exclude_a_department(world: &World, settings: &mut Value, one: &str) -> anyhow::Result<()> {
    let payroll = world.caller("personio:sync");
    let department = world.key("department")?.to_string();
    let somebodys = payroll.get(one).await?.body["fields"]["department"].clone();
    settings["exclusions"]["filters"] =
        json!([{"attribute": department, "operator": "is", "values": [somebodys]}]);
    let preview = payroll.post(PREVIEW, settings.clone()).await?.expect(200)?;
    let group = &preview.body["reasons"]["items"][0];
    assert_eq!(
        (&group["outcome"], &group["count"]),
        (&json!("excluded"), &preview.body["counts"]["excluded"])
    );
    let excluded = save(world, settings).await?;
    assert_eq!(excluded["counts"]["excluded"], preview.body["counts"]["excluded"]);
    assert_eq!(payroll.get(one).await?.body["sync"]["state"], "excluded");
    let synced = payroll.post(&format!("{one}/sync"), Value::Null).await?.expect(200)?;
    assert_eq!(
        (&synced.body["outcome"], &synced.body["reason"]["code"]),
        (&json!("excluded"), &json!("excluded"))
    );
    settings["exclusions"]["filters"] = json!([]);
    save(world, settings).await?;
    Ok(())
}

/// Somebody empties a column: the run is held, approved, and carried out.
async fn approve_a_held_run(world: &World) -> anyhow::Result<()> {
    let admin = world.admin();
    let payroll = world.caller("personio:sync");
    for person in world.people() {
        world.put(person, "job_title", Value::Null)?;
    }
    let held = world.sync_all().await?;
    let held = run(world, &json!(held.id.to_string())).await?;
    assert_eq!(
        (&held["outcome"], &held["reason"]["effects"][0]["field"]),
        (&json!("held"), &json!("job_title"))
    );
    let approve = format!("{RUNS}/{}/approve", held["id"].as_str().context("no id")?);
    assert_eq!(payroll.post(&approve, Value::Null).await?.expect(403)?.code(), "scope_missing");
    let approved = admin.post(&approve, Value::Null).await?.expect(202)?;
    world.work().await?;
    let carried_out = run(world, &approved.body["run_id"]).await?;
    assert_eq!(
        (&carried_out["outcome"], &carried_out["counts"]["blanked"]),
        (&json!("succeeded"), &json!(12))
    );
    Ok(())
}

/// Disconnected: settings and employees stay.
async fn disconnect(world: &World, settings: &Value, one: &str) -> anyhow::Result<()> {
    let admin = world.admin();
    let payroll = world.caller("personio:sync");
    admin.delete(CONNECTION).await?.expect(204)?;
    assert_eq!(admin.get(CONNECTION).await?.body["status"], "disconnected");
    assert_eq!(payroll.post(&format!("{one}/sync"), Value::Null).await?.expect(409)?.code(), "not_connected");
    assert_eq!(admin.get(SETTINGS).await?.body, settings_in_force(settings));
    assert_eq!(admin.get("/v1/employees?limit=200").await?.items().len(), 12);
    Ok(())
}

/// The document as it is stored: every field named, null where it is not mapped.
fn settings_in_force(settings: &Value) -> Value {
    let mut settings = settings.clone();
    for field in shared::domain::field::Field::ALL {
        let mapping = &mut settings["mapping"][field.key()];
        *mapping = mapping.take();
    }
    settings
}
