//! A process killed between any two awaits: the next run ends in the same state as an undisturbed one.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};

use jiff::SignedDuration;
use serde_json::json;
use shared::{
    domain::{
        employee::Employee,
        field::{Field, Fields},
        filter::Operator,
        run::{RunOutcome, RunReason, SyncRequest},
    },
    ports::{ChangeLogEntry, ReadTenant},
    run::World as _,
};
use tests::world::{World, flawless};

/// Drops a future after so many polls, as a process that is killed drops everything.
struct Killed<F> {
    future: Pin<Box<F>>,
    polls_left: usize,
}

impl<F: Future> Future for Killed<F> {
    /// What the future answered, or `None` when it was killed.
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls_left == 0 {
            return Poll::Ready(None);
        }
        self.polls_left -= 1;
        self.future.as_mut().poll(context).map(Some)
    }
}

/// What must be the same however often a run was killed: everything of an employee but its version and its times.
type State = Vec<(String, Fields, String, usize)>;

async fn state(world: &World) -> anyhow::Result<State> {
    let mut state = Vec::new();
    for employee in world.employees().await? {
        let id = employee.employee_id.to_string();
        let log = world.change_log(&id).await?;
        let Employee { personio_id, fields, problems, sync_state, sync_reason, fingerprint, .. } = employee;
        let rest = format!("{personio_id:?} {problems:?} {sync_state:?} {sync_reason:?} {fingerprint:?}");
        state.push((id, fields, rest, log.iter().map(|entry: &ChangeLogEntry| entry.changes.len()).sum()));
    }
    Ok(state)
}

/// Eight people in Pento; then two change, one is filtered out, one leaves Personio and one joins.
async fn world_before_the_run() -> anyhow::Result<(World, SyncRequest)> {
    let world = World::of(flawless(8)?).await?;
    world.connect_and_save().await?;
    let ids: Vec<u64> =
        world.personio.edit(|company| company.people().iter().map(|person| person.id).collect());
    world.set(ids[0], Field::City, json!("York"))?;
    world.set(ids[1], Field::TaxCode, json!("L1257"))?;
    world.set(ids[2], Field::Country, json!("Germany"))?;
    world.personio.edit(|company| {
        let joiner = company.newcomer(99);
        company.add_person(joiner);
        company.remove_person(ids[3]);
    });
    let mut settings = world.suggested().await?;
    settings.filters = vec![world.filter(Field::Country, Operator::IsNot, &["United Kingdom"])?];
    // Stored past the queue: the run under test is the only one there is.
    shared::ports::WriteTenant::put_settings(world.inside.store(), &world.tenant, 1, &settings).await?;
    let request = world.request();
    Ok((world, request))
}

#[tokio::test]
async fn a_run_killed_anywhere_is_made_good_by_the_next() -> anyhow::Result<()> {
    let (undisturbed, request) = world_before_the_run().await?;
    undisturbed.invoke(&request).await?;
    let run = undisturbed.run(request.run_id).await?;
    assert_eq!(run.outcome, RunOutcome::Succeeded);
    let counts = run.counts;
    assert_eq!((counts.created, counts.updated, counts.unchanged, counts.excluded), (1, 2, 4, 1));
    let expected = state(&undisturbed).await?;

    let (mut polls, mut kills) = (1, 0);
    loop {
        let (world, request) = world_before_the_run().await?;
        let killed = Killed { future: Box::pin(world.invoke(&request)), polls_left: polls };
        if killed.await.is_some() {
            break;
        }
        kills += 1;
        // The lease of the dead runs out.
        world.clock.advance(SignedDuration::from_mins(2));
        if polls % 2 == 0 {
            // SQS delivers the same request again: its run ends as if nothing had been.
            world.invoke(&request).await?;
            let run = world.run(request.run_id).await?;
            assert_eq!((run.outcome, run.counts), (RunOutcome::Succeeded, counts), "killed at poll {polls}");
        } else {
            // The message is lost, and the next hour comes.
            let next = world.request();
            world.invoke(&next).await?;
            assert_eq!(
                world.run(next.run_id).await?.outcome,
                RunOutcome::Succeeded,
                "killed at poll {polls}"
            );
            if let Some(dead) = world.inside.store().run(&world.tenant, request.run_id).await? {
                let ended = (dead.outcome, dead.reason);
                assert!(
                    ended == (RunOutcome::Failed, Some(RunReason::Interrupted))
                        || ended.0 == RunOutcome::Succeeded,
                    "killed at poll {polls}: {ended:?}"
                );
            }
        }
        assert_eq!(state(&world).await?, expected, "killed at poll {polls}");
        polls += 1;
    }
    assert!(kills > 10, "only {kills} kills: the run was not cut where it matters");
    Ok(())
}
