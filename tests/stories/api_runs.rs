//! Runs through the API: asking for one, paging through history and outcomes, live counts, and held runs.

use anyhow::Context as _;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::domain::filter::Operator;
use tests::{api_side::Reply, world::World};

const RUNS: &str = "/v1/integrations/personio/runs";

fn next(reply: &Reply) -> Option<&str> {
    reply.body["next_cursor"].as_str()
}

fn ids(reply: &Reply) -> Vec<String> {
    reply.items().iter().filter_map(|item| item["id"].as_str().map(ToOwned::to_owned)).collect()
}

#[tokio::test]
async fn a_run_that_waits_is_answered_again() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let caller = world.caller("personio:sync");
    let first = caller.post(RUNS, Value::Null).await?.expect(202)?;
    let id = first.body["run_id"].as_str().context("no id")?.to_owned();
    let shown = caller.get(&format!("{RUNS}/{id}")).await?.expect(200)?;
    assert_eq!((&shown.body["outcome"], &shown.body["started_at"]), (&json!("queued"), &Value::Null));
    assert_eq!(caller.post(RUNS, Value::Null).await?.expect(202)?.body["run_id"], json!(id));
    world.work().await?;
    assert_eq!(caller.get(&format!("{RUNS}/{id}")).await?.body["outcome"], "succeeded");
    let second = caller.post(RUNS, Value::Null).await?.expect(202)?.body["run_id"].clone();
    assert_ne!(second, json!(id));
    // One that never came off the queue does not stand in the way for ever.
    world.clock.advance(SignedDuration::from_hours(2));
    assert_ne!(caller.post(RUNS, Value::Null).await?.expect(202)?.body["run_id"], second);
    Ok(())
}

#[tokio::test]
async fn the_history_pages_from_the_latest_back() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    for _ in 0..4 {
        world.hour().await?;
    }
    let all = ids(&world.admin().get(RUNS).await?.expect(200)?);
    assert_eq!(all.len(), 5);
    let mut sorted = all.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    assert_eq!(all, sorted);
    let (mut paged, mut path) = (Vec::new(), format!("{RUNS}?limit=2"));
    loop {
        let page = world.admin().get(&path).await?.expect(200)?;
        assert!(page.items().len() <= 2);
        paged.extend(ids(&page));
        let Some(cursor) = next(&page) else { break };
        path = format!("{RUNS}?limit=2&cursor={cursor}");
    }
    assert_eq!(paged, all);
    assert_eq!(next(&world.admin().get(&format!("{RUNS}?limit=5")).await?), None, "no empty page follows");
    Ok(())
}

/// Excluded people stand in an earlier run's rows; they are this run's too, on every page and by every filter.
#[tokio::test]
async fn outcomes_page_through_a_runs_own_rows_and_those_it_refers_to() -> anyhow::Result<()> {
    let world = World::settled(6).await?;
    let people = world.people();
    for person in &people[..3] {
        world.put(*person, "department", "Nowhere")?;
    }
    let filter = world.filter_on("department", Operator::Is, &["Nowhere"])?;
    world.change_settings(|settings| settings.filters = vec![filter]).await?;
    for person in &people[3..5] {
        world.put(*person, "city", "York")?;
    }
    let run = world.hour().await?;
    assert!(run.standing_of.is_some());
    let outcomes = format!("{RUNS}/{}/outcomes", run.id);
    let of = |reply: &Reply| {
        reply.items().iter().map(|row| row["outcome"].as_str().unwrap_or("").to_owned()).collect::<Vec<_>>()
    };
    let whole = world.admin().get(&outcomes).await?.expect(200)?;
    assert_eq!(of(&whole), ["updated", "updated", "excluded", "excluded", "excluded"]);
    let (mut paged, mut path) = (Vec::new(), format!("{outcomes}?limit=2"));
    loop {
        let page = world.admin().get(&path).await?.expect(200)?;
        paged.extend(page.items().to_vec());
        let Some(cursor) = next(&page) else { break };
        path = format!("{outcomes}?limit=2&cursor={cursor}");
    }
    assert_eq!(paged, whole.items());
    for (outcome, expected) in [("updated", 2), ("excluded", 3), ("failed", 0), ("created", 0)] {
        let page = world.admin().get(&format!("{outcomes}?outcome={outcome}")).await?.expect(200)?;
        assert_eq!((page.items().len(), next(&page)), (expected, None), "{outcome}");
    }
    // A cursor of one run is none of another.
    let first = world.admin().get(&format!("{outcomes}?limit=1")).await?;
    let earlier = format!(
        "{RUNS}/{}/outcomes?cursor={}",
        run.standing_of.context("none")?,
        next(&first).context("no cursor")?
    );
    assert_eq!(
        world.admin().get(&earlier).await?.expect(422)?.errors(),
        [("/query/cursor", "cursor_invalid")]
    );
    Ok(())
}

#[tokio::test]
async fn g1_only_the_latest_held_run_can_be_answered() -> anyhow::Result<()> {
    let world = World::settled(8).await?;
    let answer = |id: String, word: &'static str| {
        let admin = world.admin();
        async move { admin.post(&format!("{RUNS}/{id}/{word}"), Value::Null).await }
    };
    let good = world.latest().await?.context("no run")?.id.to_string();
    assert_eq!(answer(good, "approve").await?.expect(409)?.code(), "not_held");
    let nobodys = "01a2055d-30ad-7a65-97d9-fff237ad8761".to_owned();
    assert_eq!(answer(nobodys, "reject").await?.expect(404)?.code(), "not_found");

    for person in world.people() {
        world.put(person, "job_title", Value::Null)?;
    }
    let first = world.hour().await?.id.to_string();
    let second = world.hour().await?.id.to_string();
    let late = answer(first, "approve").await?.expect(409)?;
    assert_eq!(late.code(), "not_held");
    assert!(
        late.body["detail"].as_str().is_some_and(|detail| detail.contains(&second)),
        "it names the newer one"
    );

    let rejected = answer(second.clone(), "reject").await?.expect(200)?;
    assert_eq!(rejected.body, json!({"approved": false, "run_id": null}));
    let third = world.hour().await?;
    assert_eq!(third.outcome, shared::domain::run::RunOutcome::Held);
    // Approved too long ago is not approved.
    let approved = answer(third.id.to_string(), "approve").await?.expect(202)?;
    let asked = approved.body["run_id"].as_str().context("no run")?.to_owned();
    world.clock.advance(SignedDuration::from_hours(25));
    world.work().await?;
    let shown = world.admin().get(&format!("{RUNS}/{asked}")).await?.expect(200)?;
    assert_eq!((&shown.body["outcome"], &shown.body["reason"]["code"]), (&json!("held"), &json!("held")));
    // Approved in time it is carried out; an effect that has changed since is another one.
    let again = answer(asked, "approve").await?.expect(202)?;
    let asked = again.body["run_id"].as_str().context("no run")?.to_owned();
    let people = world.people();
    world.put(people[0], "job_title", "Baker")?;
    world.work().await?;
    let shown = world.admin().get(&format!("{RUNS}/{asked}")).await?.expect(200)?;
    assert_eq!(shown.body["outcome"], "held", "seven people are not the eight that were approved");
    let last = answer(asked, "approve").await?.expect(202)?;
    world.work().await?;
    let id = last.body["run_id"].as_str().context("no run")?;
    let shown = world.admin().get(&format!("{RUNS}/{id}")).await?.expect(200)?;
    assert_eq!((&shown.body["outcome"], &shown.body["counts"]["blanked"]), (&json!("succeeded"), &json!(7)));
    Ok(())
}

/// Once it was carried out, a word about it comes too late; and a second click changes nothing.
#[tokio::test]
async fn g1_a_word_is_said_once() -> anyhow::Result<()> {
    let world = World::settled(8).await?;
    for person in world.people() {
        world.put(person, "job_title", Value::Null)?;
    }
    let held = world.hour().await?.id;
    let admin = world.admin();
    let path = |word: &str| format!("{RUNS}/{held}/{word}");
    admin.post(&path("reject"), Value::Null).await?.expect(200)?;
    let first = admin.post(&path("approve"), Value::Null).await?.expect(202)?;
    let again = admin.post(&path("approve"), Value::Null).await?.expect(202)?;
    assert_eq!(first.body, again.body, "the same run");
    world.work().await?;
    for word in ["approve", "reject"] {
        assert_eq!(admin.post(&path(word), Value::Null).await?.expect(409)?.code(), "not_held", "{word}");
    }
    Ok(())
}

#[tokio::test]
async fn a_reason_tells_people_what_to_do() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.personio.revoke(personio_sim::Permission::EmployeesRead);
    let run = world.hour().await?;
    let shown = world.admin().get(&format!("{RUNS}/{}", run.id)).await?.expect(200)?;
    assert_eq!(
        shown.body["reason"],
        json!({"code": "permission_missing", "detail": "The credential may not read employees. Give it the permission \"Employees: Read\" in Personio."})
    );
    Ok(())
}
