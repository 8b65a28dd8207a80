//! Events and messages that are none of ours: refused by the field that is wrong, and without any effect.

use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{kept_log::KeptLog, world::World};

const LIFE: SignedDuration = SignedDuration::from_mins(15);

#[tokio::test]
async fn unknown_events_fail_the_invocation_and_name_the_field() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let rows: [(Value, &str); 12] = [
        (json!(null), "none of the fields"),
        (json!({}), "none of the fields"),
        (json!([]), "none of the fields"),
        (json!("hourly"), "none of the fields"),
        (json!({"kind": "daily"}), "\"kind\""),
        (json!({"kind": ["hourly"]}), "\"kind\""),
        (json!({"detail-type": "Scheduled Event", "source": "pento.payroll"}), "\"detail-type\""),
        (json!({"detail-type": "PayrollFinalised", "source": "aws.scheduler"}), "\"detail-type\""),
        (json!({"Records": 7}), "\"Records\""),
        (json!({"Records": [7]}), "\"Records\""),
        (json!({"Records": [{"messageId": "m", "body": "{}", "eventSource": "aws:sns"}]}), "eventSource"),
        (json!({"Records": [{"messageId": "m", "body": "{}"}]}), "eventSource"),
    ];
    let before = world.dump().await?;
    for (event, field) in rows {
        let deadline = shared::ports::Clock::now(&world.clock) + LIFE;
        let error = employee_sync::handle(&world.inside, event.clone(), deadline, "i").await.err();
        let error = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(error.starts_with("unknown event: ") && error.contains(field), "{event}: {error}");
    }
    assert_eq!(world.dump().await?, before);
    Ok(())
}

#[tokio::test]
async fn a_message_that_is_no_sync_request_comes_again_and_the_log_names_the_field() -> anyhow::Result<()> {
    let log = KeptLog::new();
    let world = World::settled(1).await?;
    let good = serde_json::to_value(world.request_by(shared::domain::run::Trigger::Manual))?;
    let with = |key: &str, value: Value| {
        let mut body = good.clone();
        body[key] = value;
        body.to_string()
    };
    let without = |key: &str| {
        let mut body = good.clone();
        body.as_object_mut().and_then(|body| body.remove(key));
        body.to_string()
    };
    let rows = [
        (String::new(), "no JSON object"),
        ("<html>".to_owned(), "no JSON object"),
        ("[]".to_owned(), "no JSON object"),
        (without("tenant_id"), "tenant_id"),
        (with("tenant_id", json!("")), "tenant_id"),
        (with("tenant_id", json!("a#b")), "tenant_id"),
        (with("tenant_id", json!(7)), "tenant_id"),
        (without("trigger"), "trigger"),
        (with("trigger", json!("nightly")), "trigger"),
        (without("run_id"), "run_id"),
        (with("run_id", json!("7")), "run_id"),
        (without("requested_at"), "requested_at"),
        (with("requested_at", json!("yesterday")), "requested_at"),
        (with("part", json!(-1)), "part"),
    ];
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).with_ansi(false).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let before = world.dump().await?;
    for (body, field) in rows {
        drop(log.take());
        assert_eq!(world.hand_over(std::slice::from_ref(&body), LIFE).await?, ["m0"], "{body}");
        let said = log.take();
        assert!(said.contains("no sync request") && said.contains(field), "{body}: {said}");
    }
    assert_eq!(world.dump().await?, before);
    Ok(())
}

#[tokio::test]
async fn a_bad_message_does_not_stop_the_good_ones_of_its_batch() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let requests = [(); 2].map(|()| world.request_by(shared::domain::run::Trigger::Manual));
    let bodies =
        [serde_json::to_string(&requests[0])?, "nonsense".to_owned(), serde_json::to_string(&requests[1])?];
    assert_eq!(world.hand_over(&bodies, LIFE).await?, ["m1"]);
    for request in &requests {
        assert_eq!(World::tally(&world.run(request.run_id).await?), [0, 0, 1, 0, 0, 0]);
    }
    Ok(())
}

#[tokio::test]
async fn a_poison_message_ends_among_the_dead_letters_after_five_receives() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let sqs = &world.cloud.clients.sqs;
    // What can't be read is asked for again at once: waiting would not help it.
    let send = sqs.send_message().queue_url(&world.cloud.sync_queue).message_body("{\"tenant_id\": 7}");
    send.message_group_id("poison").message_deduplication_id("poison").send().await?;
    let before = world.dump().await?;
    let mut receives = 0;
    while local::events::poll(&world.inside, sqs, &world.cloud.sync_queue, 0).await? {
        receives += 1;
        assert!(receives <= 5, "it comes again and again");
    }
    assert_eq!(receives, 5);
    let dead = sqs.receive_message().queue_url(&world.cloud.dead_letters).send().await?;
    let bodies: Vec<_> =
        dead.messages.unwrap_or_default().into_iter().filter_map(|message| message.body).collect();
    assert_eq!(bodies, ["{\"tenant_id\": 7}"]);
    assert_eq!(world.dump().await?, before);
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 1, 0, 0, 0], "and the others go on");
    Ok(())
}
