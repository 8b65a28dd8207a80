//! *Sync now* through the API: every outcome is an answer with its reason, and when Personio is away nothing changes.

use anyhow::Context as _;
use jiff::SignedDuration;
use personio_sim::{Body, Fault, Permission, Route, What};
use serde_json::{Value, json};
use shared::domain::{field::Field, filter::Operator};
use tests::{api_side::Reply, world::World};

async fn sync(world: &World, employee: &str) -> anyhow::Result<Reply> {
    let caller = world.caller("personio:sync");
    caller.post(&format!("/v1/employees/{employee}/sync"), Value::Null).await
}

async fn sync_person(world: &World, person: u64) -> anyhow::Result<Reply> {
    let caller = world.caller("personio:sync");
    caller.post(&format!("/v1/integrations/personio/employees/{person}/sync"), Value::Null).await
}

/// Outcome and code of the reason.
fn outcome(reply: &Reply) -> (&str, &str) {
    (reply.body["outcome"].as_str().unwrap_or(""), reply.body["reason"]["code"].as_str().unwrap_or(""))
}

/// Employee ID of the person who is first in the list.
async fn first(world: &World) -> anyhow::Result<(u64, String)> {
    let person = world.people()[0];
    let employees = world.employees().await?;
    let found =
        employees.iter().find(|e| e.personio_id.as_ref().is_some_and(|id| id.as_str() == person.to_string()));
    Ok((person, found.context("not synced")?.employee_id.to_string()))
}

#[tokio::test]
async fn an_equal_employee_gets_the_time_and_nothing_else() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let (_, id) = first(&world).await?;
    let before = world.held(&id).await?;
    world.clock.advance(SignedDuration::from_mins(7));
    world.personio.forget_requests();
    let reply = sync(&world, &id).await?.expect(200)?;
    assert_eq!((outcome(&reply), &reply.body["changes"]), (("unchanged", ""), &json!([])));
    assert_eq!(world.personio.request_count(), 1, "one call, by a warm token");
    let after = world.held(&id).await?;
    assert_eq!((&after.fields, after.version), (&before.fields, before.version + 1));
    assert_eq!(reply.body["last_synced_at"], json!(after.last_synced_at));
    assert!(after.last_synced_at > before.last_synced_at);
    assert_eq!(world.change_log(&id).await?.len(), 1, "only the creation");
    // The next hour finds nothing to do.
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn a_change_is_written_logged_and_stands_in_the_history() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let (person, id) = first(&world).await?;
    world.put(person, "city", "York")?;
    world.put(person, "tax_code", "nonsense")?;
    let reply = sync(&world, &id).await?.expect(200)?;
    assert_eq!(outcome(&reply), ("updated", ""));
    let fields: Vec<_> =
        reply.body["changes"].as_array().into_iter().flatten().map(|c| c["field"].clone()).collect();
    assert_eq!(fields, [json!("tax_code"), json!("city")]);
    assert_eq!(reply.body["problems"][0]["code"], "tax_code_invalid");
    let run = reply.body["run_id"].as_str().context("no run")?;
    let run = world.admin().get(&format!("/v1/integrations/personio/runs/{run}")).await?.expect(200)?;
    assert_eq!((&run.body["trigger"], &run.body["outcome"]), (&json!("single"), &json!("succeeded")));
    let counts = &run.body["counts"];
    assert_eq!((&counts["read"], &counts["updated"], &counts["blanked"]), (&json!(1), &json!(1), &json!(1)));
    let log = world.change_log(&id).await?;
    assert_eq!(log.len(), 2);
    let outcomes =
        format!("/v1/integrations/personio/runs/{}/outcomes", run.body["id"].as_str().context("no id")?);
    let outcomes = world.admin().get(&outcomes).await?.expect(200)?;
    assert_eq!(outcomes.items()[0]["changed_fields"], json!(["tax_code", "city"]));
    // Another employee was not touched.
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn g1_is_not_for_sync_now() -> anyhow::Result<()> {
    let world = World::settled(8).await?;
    for person in world.people() {
        world.put(person, "job_title", Value::Null)?;
    }
    assert_eq!(world.sync_all().await?.outcome, shared::domain::run::RunOutcome::Held);
    let (_, id) = first(&world).await?;
    let reply = sync(&world, &id).await?.expect(200)?;
    assert_eq!(outcome(&reply), ("updated", ""));
    assert_eq!(world.text(&id, Field::JobTitle).await?, None);
    Ok(())
}

#[tokio::test]
async fn excluded_unjudged_and_failing_are_answers() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let (person, id) = first(&world).await?;
    let department = world.filter_on("department", Operator::Is, &["Nowhere"])?;
    world.change_settings(|settings| settings.filters = vec![department]).await?;
    world.put(person, "department", "Nowhere")?;
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?), ("excluded", "excluded"));
    let marked = world.held(&id).await?;
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?), ("excluded", "excluded"));
    assert_eq!(world.held(&id).await?, marked, "marked once");

    world.hide(person, "department")?;
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?), ("skipped", "filter_attribute_not_readable"));

    world.put(person, "department", "Somewhere")?;
    world.put(person, "employee_id", Value::Null)?;
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?), ("failed", "employee_id_missing"));
    world.put(person, "employee_id", "E_1")?;
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?), ("failed", "employee_id_invalid"));
    world.hide(person, "employee_id")?;
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?), ("failed", "match_attribute_not_readable"));
    world.put(person, "employee_id", "ANOTHER-1")?;
    let changed = sync(&world, &id).await?.expect(200)?;
    assert_eq!(outcome(&changed), ("failed", "employee_id_changed"));
    assert_eq!(
        (&changed.body["reason"]["from"], &changed.body["reason"]["to"]),
        (&json!(id), &json!("ANOTHER-1"))
    );
    assert_eq!(world.held(&id).await?.fields, marked.fields, "no field was touched");
    world.put(person, "employee_id", id.as_str())?;
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?).0, "updated");
    Ok(())
}

#[tokio::test]
async fn m2_a_double_is_seen_where_it_could_do_harm() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let (person, id) = first(&world).await?;
    // Somebody new has the same Employee ID: they would take the employee over.
    let newcomer = world.join(77);
    world.put(newcomer, "employee_id", id.as_str())?;
    let before = world.held(&id).await?;
    assert_eq!(
        outcome(&sync_person(&world, newcomer).await?.expect(200)?),
        ("failed", "employee_id_duplicate")
    );
    assert_eq!(world.held(&id).await?, before);
    // The hour marks it, and then Sync now on the rightful one looks through the roster too.
    world.hour().await?;
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?), ("failed", "employee_id_duplicate"));
    world.delete(newcomer)?;
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?), ("unchanged", ""));
    assert_eq!(world.held(&id).await?.personio_id.map(|id| id.to_string()), Some(person.to_string()));
    Ok(())
}

#[tokio::test]
async fn an_employee_who_was_never_linked_is_found_by_a_look_through_the_roster() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let newcomer = world.join(78);
    world.put(newcomer, "employee_id", "HAND-1")?;
    world
        .admin()
        .post("/v1/employees", json!({"employee_id": "HAND-1", "fields": {"city": "Leeds"}}))
        .await?
        .expect(201)?;
    let reply = sync(&world, "HAND-1").await?.expect(200)?;
    assert_eq!(outcome(&reply), ("updated", ""));
    assert_eq!(world.held("HAND-1").await?.personio_id.map(|id| id.to_string()), Some(newcomer.to_string()));
    world.admin().post("/v1/employees", json!({"employee_id": "HAND-2", "fields": {}})).await?.expect(201)?;
    let reply = sync(&world, "HAND-2").await?.expect(200)?;
    assert_eq!(
        (outcome(&reply), &reply.body["last_synced_at"]),
        (("not_in_personio", "not_in_personio"), &Value::Null)
    );
    assert_eq!(world.held("HAND-2").await?.version, 1, "nothing is concluded of somebody never met");
    Ok(())
}

#[tokio::test]
async fn somebody_can_be_pulled_in_by_personios_id() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let newcomer = world.join(79);
    let reply = sync_person(&world, newcomer).await?.expect(200)?;
    assert_eq!(outcome(&reply), ("created", ""));
    let id = reply.body["employee_id"].as_str().context("no id")?.to_owned();
    assert_eq!(
        reply.body["changes"].as_array().map(Vec::len),
        Some(world.held(&id).await?.fields.iter().count())
    );
    assert_eq!(outcome(&sync_person(&world, newcomer).await?.expect(200)?), ("unchanged", ""));
    assert_eq!(sync_person(&world, 999_999_999).await?.expect(404)?.code(), "not_found");
    let odd = world.caller("personio:sync");
    for id in ["..%2F..%2Fauth", "a%20b", "%00", "x".repeat(500).as_str()] {
        let path = format!("/v1/integrations/personio/employees/{id}/sync");
        assert_eq!(odd.post(&path, Value::Null).await?.expect(404)?.code(), "not_found", "{id}");
    }
    Ok(())
}

#[tokio::test]
async fn r2_whoever_left_personio_is_marked_and_stays() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let (person, id) = first(&world).await?;
    let before = world.held(&id).await?;
    let record = world.delete(person)?;
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?), ("not_in_personio", "not_in_personio"));
    let after = world.held(&id).await?;
    assert_eq!((&after.fields, after.last_synced_at.is_some()), (&before.fields, true));
    assert_eq!(
        outcome(&sync_person(&world, person).await?.expect(200)?),
        ("not_in_personio", "not_in_personio")
    );
    // Entered anew under another id of Personio's: the same Employee ID is found in the roster.
    world.personio.edit(|company| {
        let mut record = record;
        record.id += 1_000_000;
        record.attributes.set("id", record.id.into());
        company.add_person(record);
    });
    assert_eq!(outcome(&sync(&world, &id).await?.expect(200)?).0, "unchanged");
    assert_eq!(
        world.held(&id).await?.personio_id.map(|id| id.to_string()),
        Some((person + 1_000_000).to_string())
    );
    Ok(())
}

#[tokio::test]
async fn personio_away_is_503_and_changes_nothing() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let (person, id) = first(&world).await?;
    world.put(person, "city", "York")?;
    let before = world.dump().await?;
    let down = What::Status(503, Body::Html);
    world.personio.fault(Fault::always(Route::under("/v1/company/employees"), down));
    let reply = sync(&world, &id).await?.expect(503)?;
    assert_eq!(reply.code(), "personio_unavailable");
    assert!(reply.headers.contains_key("retry-after"));
    world.personio.clear_faults();
    assert_eq!(world.dump().await?, before);

    world.personio.revoke(Permission::EmployeesRead);
    let reply = sync(&world, &id).await?.expect(409)?;
    assert_eq!(reply.code(), "permission_missing");
    assert!(reply.body["detail"].as_str().is_some_and(|detail| detail.contains("Employees: Read")));
    let link = world.admin().get("/v1/integrations/personio/connection").await?;
    assert_eq!(
        (&link.body["status"], &link.body["permissions"]["employees_read"]),
        (&json!("active"), &json!("missing"))
    );
    world.personio.grant(Permission::EmployeesRead);

    world.personio.rotate_credentials();
    assert_eq!(sync(&world, &id).await?.expect(409)?.code(), "connection_broken");
    let link = world.admin().get("/v1/integrations/personio/connection").await?;
    assert_eq!(
        (&link.body["status"], &link.body["reason"]["code"]),
        (&json!("broken"), &json!("credentials_rejected"))
    );
    assert_eq!(world.text(&id, Field::City).await?.as_deref().map(|city| city == "York"), Some(false));
    Ok(())
}

#[tokio::test]
async fn nobody_is_synced_who_is_nobody() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    for id in ["NOBODY", "a_b", "%20", "x".repeat(200).as_str(), "%F0%9F%98%80"] {
        assert_eq!(sync(&world, id).await?.expect(404)?.code(), "not_found", "{id}");
    }
    Ok(())
}

/// The old record lost its Employee ID, and a new one carries it: the employee is who has the ID now, as in a run.
#[tokio::test]
async fn m5_an_employee_whose_id_went_to_a_new_record_is_synced_with_that_one() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let (person, id) = first(&world).await?;
    let mut record = world.personio.company().person(person).context("nobody")?.clone();
    record.id += 1_000_000;
    record.attributes.set("id", record.id.into());
    let newcomer = record.id;
    world.personio.edit(|company| company.add_person(record));
    world.put(person, "employee_id", Value::Null)?;
    world.put(newcomer, "city", "York")?;
    let reply = sync(&world, &id).await?.expect(200)?;
    assert_eq!(outcome(&reply), ("updated", ""));
    let held = world.held(&id).await?;
    assert_eq!(held.personio_id.map(|id| id.to_string()), Some(newcomer.to_string()));
    assert_eq!(held.fields.text(Field::City), Some("York"));
    Ok(())
}

/// Employee IDs may hold any sign of HMRC's charset, also those that mean something in a path.
#[tokio::test]
async fn odd_employee_ids_are_found_by_their_escapes() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    for (id, path) in [("UK/001", "UK%2F001"), ("A%41", "A%2541"), ("a b?c", "a%20b%3Fc"), ("50%", "50%25")] {
        world.admin().post("/v1/employees", json!({"employee_id": id, "fields": {}})).await?.expect(201)?;
        let path = format!("/v1/employees/{path}");
        let shown = world.admin().get(&path).await?.expect(200)?;
        assert_eq!(shown.body["employee_id"], json!(id));
        let synced =
            world.caller("personio:sync").post(&format!("{path}/sync"), Value::Null).await?.expect(200)?;
        assert_eq!(outcome(&synced), ("not_in_personio", "not_in_personio"));
    }
    assert_eq!(world.admin().get("/v1/employees/AA").await?.expect(404)?.code(), "not_found");
    Ok(())
}
