//! Personio's bad answers: sent again where that helps, told where it does not, and never half believed.

use personio_sim::{Body, Fault, Permission, Route, Times, What};
use shared::domain::{
    connection::ConnectionStatus,
    run::{RunOutcome, RunReason},
};
use tests::world::World;

const LIST: &str = "/v1/company/employees";

#[tokio::test]
async fn an_answer_that_is_bad_once_is_asked_for_again() -> anyhow::Result<()> {
    let answers = [
        What::Status(502, Body::Html),
        What::Status(500, Body::Error),
        What::Status(200, Body::Html),
        What::Status(200, Body::Empty),
        What::Status(404, Body::Html),
        What::NotSuccess,
        What::WrongJson,
        What::Truncated,
        What::Reset,
        What::LostAnswer,
        What::TooMany("1".into()),
    ];
    // Each in a world of its own, side by side: every one of them waits half a second or a whole one.
    let mut worlds = tokio::task::JoinSet::new();
    for what in answers {
        worlds.spawn(async move {
            let world = World::settled(2).await?;
            world.put(world.people()[0], "job_title", "Changed")?;
            world.personio.forget_requests();
            world.personio.fault(Fault::once(Route::exact(LIST), what.clone()));
            let run = world.hour().await?;
            assert_eq!(
                (run.outcome, World::tally(&run)),
                (RunOutcome::Succeeded, [0, 1, 1, 0, 0, 0]),
                "{what:?}"
            );
            assert_eq!(world.personio.request_count(), 2, "{what:?}");
            anyhow::Ok(())
        });
    }
    worlds.join_all().await.into_iter().collect()
}

#[tokio::test]
async fn an_answer_that_stays_bad_fails_the_run_with_its_reason_and_touches_nobody() -> anyhow::Result<()> {
    let rows = [
        (What::Status(503, Body::Html), RunReason::PersonioUnavailable),
        (What::WrongJson, RunReason::PersonioUnavailable),
        (
            What::Status(200, Body::Text("{\"success\":true,\"data\":[]".into())),
            RunReason::PersonioUnavailable,
        ),
        (What::NotSuccess, RunReason::PersonioRefused { status: 200 }),
        (What::Status(400, Body::Error), RunReason::PersonioRefused { status: 400 }),
        (What::Status(422, Body::Error), RunReason::PersonioRefused { status: 422 }),
        (What::Status(302, Body::Html), RunReason::PersonioRefused { status: 302 }),
        (What::TooMany("3600".into()), RunReason::PersonioRateLimited),
    ];
    let world = World::settled(2).await?;
    world.put(world.people()[0], "job_title", "Changed")?;
    let before = world.employees().await?;
    for (what, reason) in rows {
        world.personio.fault(Fault { on: Route::exact(LIST), times: Times::Always, what: what.clone() });
        let run = world.hurried_run().await?;
        world.personio.clear_faults();
        assert_eq!((run.outcome, run.reason.as_ref()), (RunOutcome::Failed, Some(&reason)), "{what:?}");
        assert_eq!(World::tally(&run), [0; 6], "{what:?}");
        assert_eq!(world.employees().await?, before, "{what:?}");
        assert_eq!(world.connection().await?.status, ConnectionStatus::Active, "{what:?}");
    }
    assert_eq!(World::tally(&world.hour().await?), [0, 1, 1, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn an_empty_list_that_claims_to_hold_people_is_not_believed() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let lie = "{\"success\":true,\"metadata\":{\"total_elements\":3},\"offset\":0,\"limit\":100,\"data\":[]}";
    world.personio.fault(Fault::always(Route::exact(LIST), What::Status(200, Body::Text(lie.into()))));
    let run = world.hour().await?;
    assert_eq!(run.reason, Some(RunReason::RosterIncomplete { expected: Some(3), seen: 0 }));
    let states: Vec<_> = world.employees().await?.iter().map(|employee| employee.sync_state).collect();
    assert_eq!(states, [shared::domain::employee::SyncState::Ok; 3], "nobody is called gone");
    Ok(())
}

#[tokio::test]
async fn a_refused_page_behind_the_first_fails_the_run_rather_than_half_of_it() -> anyhow::Result<()> {
    let world = World::settled(120).await?;
    for person in world.people() {
        world.put(person, "job_title", "Changed")?;
    }
    let before = world.employees().await?;
    world.personio.fault(Fault::always(Route::exact(LIST).offset(100), What::Status(422, Body::Error)));
    let run = world.hour().await?;
    assert_eq!(
        (run.outcome, run.reason),
        (RunOutcome::Failed, Some(RunReason::PersonioRefused { status: 422 }))
    );
    world.personio.clear_faults();
    world.personio.revoke(Permission::EmployeesRead);
    assert_eq!(world.hour().await?.reason, Some(RunReason::PermissionMissing));
    assert_eq!(world.employees().await?, before);
    Ok(())
}
