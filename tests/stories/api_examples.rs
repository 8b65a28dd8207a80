//! The examples of the `OpenAPI` document are real answers: this story makes them, and fails when one has changed.
//! `UPDATE_EXAMPLES=1 cargo test -p tests --test stories api_examples` records them anew.

use std::{fs, path::Path};

use anyhow::{Context as _, ensure};
use regex_lite::Regex;
use serde_json::{Value, json};
use tests::{
    api_side::{Document, Reply},
    payroll_side::PAYROLL,
    world::{World, flawless},
};

const PERSONIO: &str = "/v1/integrations/personio";

/// Ids of runs and instants differ from one recording to the next.
fn steady(answer: &Value) -> anyhow::Result<String> {
    let text = serde_json::to_string_pretty(answer)?;
    let id = Regex::new("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")?;
    let instant = Regex::new(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z")?;
    let text = id.replace_all(&text, "01a2055d-30ad-7a65-97d9-fff237ad8761");
    let text = instant.replace_all(&text, "2026-11-22T10:00:00.000042Z");
    let cursor = Regex::new(r#""next_cursor": "[^"]+""#)?;
    Ok(format!("{}\n", cursor.replace_all(&text, r#""next_cursor": "ZW1wbG95ZWVzOkUtMDAxNw""#)))
}

/// Compares an answer with the recorded one, or records it.
fn example(name: &str, answer: &Value) -> anyhow::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../functions/settings-api/examples")
        .join(format!("{name}.json"));
    let answer = steady(answer)?;
    if recording() {
        return Ok(fs::write(file, answer)?);
    }
    let recorded = fs::read_to_string(&file).with_context(|| format!("no example {name}"))?;
    ensure!(recorded == answer, "the example {name} is not what the API answers now:\n{answer}");
    Ok(())
}

fn recording() -> bool {
    std::env::var_os("UPDATE_EXAMPLES").is_some()
}

#[tokio::test]
async fn every_example_is_what_the_api_answers() -> anyhow::Result<()> {
    let world = World::of(flawless(7)?).await?;
    let admin = world.admin();
    // Two attributes are enough to be shown.
    let people = world.people();
    world.put(people[0], "tax_code", Value::Null)?;
    world.put(people[1], "city", "Nowhere")?;
    let ok = |name: &'static str, reply: Reply| {
        ensure!(reply.status < 300, "{name}: {} {}", reply.status, reply.body);
        example(name, &reply.body)?;
        anyhow::Ok(reply)
    };
    let get = |path: &str| format!("{PERSONIO}/{path}");

    let (client_id, client_secret) = world.personio.credentials();
    let pair = json!({"client_id": client_id, "client_secret": client_secret});
    ok("connect", admin.put(&get("connection"), None, &pair).await?)?;
    ok("list_attributes", admin.get(&get("attributes")).await?)?;
    ok("list_folders", admin.get(&get("folders")).await?)?;
    ok("list_pento_fields", admin.get("/v1/pento-fields").await?)?;
    let mut settings = crate::api_walk::suggested(&admin).await?;
    let city = world.key("city")?.to_string();
    settings["exclusions"]["filters"] = json!([{"attribute": city, "operator": "is", "values": ["Nowhere"]}]);
    let mut wrong = settings.clone();
    wrong["paused"] = json!("no");
    wrong["mapping"]["employee_id"] = json!({"attribute": "id"});
    let refused = admin.put(&get("settings"), Some("\"0\""), &wrong).await?.expect(422)?;
    example("problem", &refused.body)?;
    ok("preview_settings", admin.post(&get("preview?limit=1"), settings.clone()).await?)?;
    ok("save_settings", admin.put(&get("settings"), Some("\"0\""), &settings).await?)?;
    world.work().await?;
    ok("show_settings", admin.get(&get("settings")).await?)?;
    ok("show_connection", admin.get(&get("connection")).await?)?;
    ok("list_integrations", admin.get("/v1/integrations").await?)?;
    world.untick("county")?;
    ok("check_connection", admin.post(&get("connection/check"), Value::Null).await?)?;
    world.tick("county")?;
    ok("list_employees", admin.get("/v1/employees?status=pending&limit=1").await?)?;
    let employees = world.employees().await?;
    let pending = employees
        .iter()
        .find(|employee| employee.personio_id.as_ref().is_some_and(|id| id.as_str() == people[0].to_string()))
        .context("nobody")?;
    let one = format!("/v1/employees/{}", pending.employee_id);
    world.put(people[0], "tax_code", "1257L")?;
    ok("sync_employee", admin.post(&format!("{one}/sync"), Value::Null).await?)?;
    let shown = ok("show_employee", admin.get(&one).await?)?;
    let edit = json!({"fields": {"job_title": "Head of Bread"}});
    example("edit_employee.request", &edit)?;
    ok("edit_employee", admin.patch(&one, Some(shown.etag()), &edit).await?)?;
    ok("list_changes", admin.get(&format!("{one}/changes?limit=2")).await?)?;
    let newcomer = world.join(99);
    ok("sync_person", admin.post(&get(&format!("employees/{newcomer}/sync")), Value::Null).await?)?;
    let added = json!({"employee_id": "HAND-1", "fields": {"first_name": "Robin", "last_name": "Baker"}});
    example("add_employee.request", &added)?;
    ok("add_employee", admin.post("/v1/employees", added).await?)?;
    ok("start_run", admin.post(&get("runs"), Value::Null).await?)?;
    world.work().await?;
    let runs = ok("list_runs", admin.get(&get("runs?limit=1")).await?)?;
    let id = runs.items()[0]["id"].as_str().context("no run")?.to_owned();
    ok("show_run", admin.get(&get(&format!("runs/{id}"))).await?)?;
    ok("list_outcomes", admin.get(&get(&format!("runs/{id}/outcomes?limit=2"))).await?)?;
    for person in world.people() {
        world.put(person, "department", Value::Null)?;
    }
    let held = world.sync_all().await?.id;
    ok("reject_run", admin.post(&get(&format!("runs/{held}/reject")), Value::Null).await?)?;
    ok("approve_run", admin.post(&get(&format!("runs/{held}/approve")), Value::Null).await?)?;
    Ok(())
}

#[tokio::test]
async fn the_examples_of_payslips_are_what_the_api_answers() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.send_payslips_to("Payslips").await?;
    let employees = world.employees().await?;
    // One is sent; the other's document is not there yet, so there is something to retry.
    let sent = world.file_of(&employees[0].employee_id).await?;
    let mut lost = world.file_of(&employees[1].employee_id).await?;
    lost["object_key"] = json!("acme/2026-11/not-there.pdf");
    world.finalise(world.payroll_event(&[sent, lost])).await?;
    world.push_payslips().await?;
    let admin = world.admin();
    example("list_payrolls", &admin.get("/v1/payrolls").await?.expect(200)?.body)?;
    let payslips = format!("/v1/payrolls/{PAYROLL}/payslips");
    example("list_payslips", &admin.get(&payslips).await?.expect(200)?.body)?;
    let retried = admin.post(&format!("{payslips}/retry"), Value::Null).await?.expect(202)?;
    example("retry_payslips", &retried.body)
}

/// Every operation that takes or answers JSON has its example in the document.
#[tokio::test]
async fn every_operation_has_an_example() -> anyhow::Result<()> {
    let world = World::of(flawless(0)?).await?;
    let document = Document::of(&world.api).await?;
    for (method, path) in document.operations() {
        let operation = &document.json()["paths"][&path][method.to_lowercase()];
        let good = ["200", "201", "202"].into_iter().find_map(|status| operation["responses"].get(status));
        let content = good.and_then(|response| response.get("content"));
        if let Some(content) = content.filter(|_| path != "/v1/openapi.json") {
            let example = &content["application/json"]["example"];
            assert!(example.as_object().is_some_and(|object| !object.is_empty()), "{method} {path}");
        }
        // Nobody's credentials are an example.
        if let Some(body) = operation.get("requestBody").filter(|_| operation["operationId"] != "connect") {
            assert!(body["content"]["application/json"]["example"].is_object(), "{method} {path}");
        }
    }
    assert_eq!(document.json()["openapi"], "3.1.0");
    Ok(())
}
