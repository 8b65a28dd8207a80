//! W3: duplicate and late triggers are harmless.

use jiff::SignedDuration;
use serde_json::json;
use shared::domain::{field::Field::JobTitle, run::Trigger};
use tests::world::World;

const LIFE: SignedDuration = SignedDuration::from_mins(15);

#[tokio::test]
async fn one_request_delivered_twice_has_one_effect() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    world.put(world.people()[0], "job_title", "Changed")?;
    let request = world.request_by(Trigger::Manual);
    let body = serde_json::to_string(&request)?;
    let again = world.hand_over(&[body.clone(), body.clone()], LIFE).await?;
    assert_eq!(again, [""; 0], "both are done with");
    let (run, once, requests) =
        (world.run(request.run_id).await?, world.dump().await?, world.personio.request_count());
    assert_eq!(World::tally(&run), [0, 1, 2, 0, 0, 0]);
    assert_eq!(world.change_log("E0001").await?.len(), 2);

    // And late, when the world has moved on.
    world.clock.advance(SignedDuration::from_hours(5));
    world.put(world.people()[0], "job_title", "Later")?;
    world.hand_over(&[body], LIFE).await?;
    assert_eq!(world.dump().await?, once, "a late request for an ended run does nothing");
    assert_eq!(world.personio.request_count(), requests);
    assert_eq!(world.text("E0001", JobTitle).await?.as_deref(), Some("Changed"));
    Ok(())
}

#[tokio::test]
async fn one_hourly_event_delivered_twice_starts_one_run() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let event = json!({
        "id": "7bf73129-1428-4cd3-a780-95db273d1602", "detail-type": "Scheduled Event",
        "source": "aws.scheduler", "detail": {},
    });
    let before = world.latest().await?.map(|run| run.id);
    for _ in 0..2 {
        local::events::deliver(&world.inside, event.clone()).await?;
    }
    let mut messages = 0;
    while local::events::poll(&world.inside, &world.cloud.clients.sqs, &world.cloud.sync_queue, 0).await? {
        messages += 1;
    }
    assert_eq!(messages, 1);
    let latest = world.latest().await?.map(|run| (run.id, run.trigger));
    assert!(latest.is_some_and(|(id, trigger)| Some(id) != before && trigger == Trigger::Hourly));
    Ok(())
}
