//! R1 and S3: a list that moves while it is read, or does not come whole. Nothing is concluded about people who were
//! not seen.

use personio_sim::{Body, Fault, Route, Times, What};
use shared::domain::{
    employee::SyncState,
    field::Field::JobTitle,
    run::{RunOutcome, RunReason},
};
use tests::world::World;

const LIST: &str = "/v1/company/employees";
/// A page, and ten people on the next.
const PEOPLE: usize = 110;

fn at(offset: u64) -> Route {
    Route::exact(LIST).offset(offset)
}

/// Where, how often, what.
type Order = (Route, Times, What);
/// What happens where, the counts of the reason (expected, seen), and the place of the person who is not seen.
type Drift = (What, Route, (u64, u64), Option<usize>);

fn order(world: &World, faults: &[Order]) {
    for (on, times, what) in faults.iter().cloned() {
        world.personio.fault(Fault { on, times, what });
    }
}

#[tokio::test]
async fn a_list_that_moves_once_is_read_again_and_is_whole() -> anyhow::Result<()> {
    let world = World::settled(PEOPLE as u64).await?;
    let rows: [(&str, Vec<Order>); 5] = [
        ("the total moves", vec![(at(100), Times::Once, What::TotalMoved(1))]),
        ("somebody joins at the front", vec![(at(0), Times::Once, What::DuplicateRow)]),
        ("somebody slips through between two pages", vec![(at(100), Times::Once, What::RowDropped)]),
        (
            "no totals, and a page that moves",
            vec![
                (Route::exact(LIST), Times::Always, What::NoMetadata),
                (at(100), Times::Once, What::RowDropped),
            ],
        ),
        ("no totals at all", vec![(Route::exact(LIST), Times::Always, What::NoMetadata)]),
    ];
    for (what, faults) in rows {
        order(&world, &faults);
        let run = world.hour().await?;
        world.personio.clear_faults();
        assert_eq!((run.outcome, run.reason.clone()), (RunOutcome::Succeeded, None), "{what}");
        assert_eq!(World::tally(&run), [0, 0, PEOPLE as u64, 0, 0, 0], "{what}");
    }
    Ok(())
}

#[tokio::test]
async fn a_list_that_keeps_moving_leaves_the_unseen_alone_and_moves_the_seen_on() -> anyhow::Result<()> {
    let world = World::settled(PEOPLE as u64).await?;
    let people = world.people();
    let rows: [Drift; 4] = [
        (What::TotalMoved(1), Route::exact(LIST), (111, 110), None),
        // Two pages that contradict each other; the last one asked for says 110.
        (What::TotalMoved(1), at(100), (110, 110), None),
        // The first person comes twice, so the hundredth never does.
        (What::DuplicateRow, at(0), (110, 109), Some(99)),
        (What::RowDropped, at(100), (110, 109), Some(100)),
    ];
    for (what, on, (expected, seen), unseen) in rows {
        let before = world.synced_at("E0001").await?;
        order(&world, &[(on, Times::Always, what.clone())]);
        let run = world.hour().await?;
        world.personio.clear_faults();
        assert_eq!(run.outcome, RunOutcome::Incomplete, "{what:?}");
        let reason = RunReason::RosterIncomplete { expected: Some(expected), seen };
        assert_eq!(run.reason, Some(reason), "{what:?}");
        assert_eq!(World::tally(&run), [0, 0, seen, 0, 0, 0], "{what:?}");
        assert!(world.outcomes(&run).await?.is_empty(), "{what:?}");
        for (index, id) in [(0, "E0001"), (99, "E0100"), (100, "E0101")] {
            let employee = world.held(id).await?;
            assert_eq!(employee.sync_state, SyncState::Ok, "{what:?} {id}");
            let now = world.synced_at(id).await?;
            if unseen == Some(index) {
                assert_eq!(now, before, "{what:?} {id} stands still");
            } else {
                assert_eq!(now, run.started_at, "{what:?} {id} moves on");
            }
        }
        // Whoever was not seen is looked at closely as soon as they are.
        if let Some(index) = unseen {
            world.put(people[index], "job_title", format!("Changed {what:?}"))?;
            let run = world.hour().await?;
            assert_eq!(World::tally(&run), [0, 1, PEOPLE as u64 - 1, 0, 0, 0], "{what:?}");
        } else {
            world.hour().await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_page_that_fails_after_all_tries_leaves_its_people_alone() -> anyhow::Result<()> {
    let world = World::settled(PEOPLE as u64).await?;
    let before = world.synced_at("E0110").await?;
    for person in world.people() {
        world.put(person, "weekly_hours", "12.5")?;
    }
    world.clock.advance(jiff::SignedDuration::from_hours(1));
    order(&world, &[(at(100), Times::Always, What::Status(502, Body::Html))]);
    let run = world.hurried_run().await?;
    assert_eq!(run.outcome, RunOutcome::Incomplete);
    assert_eq!(run.reason, Some(RunReason::RosterIncomplete { expected: Some(110), seen: 100 }));
    assert_eq!(World::tally(&run), [0, 100, 0, 0, 0, 0], "those seen are made equal all the same");
    assert!(world.outcomes(&run).await?.iter().all(|row| row.reason.is_none()), "nobody is called gone");
    assert_eq!(world.synced_at("E0110").await?, before);
    assert_eq!(world.synced_at("E0100").await?, run.started_at);

    world.personio.clear_faults();
    assert_eq!(World::tally(&world.hour().await?), [0, 10, 100, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn somebody_missing_from_an_incomplete_roster_is_not_called_gone() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let gone = world.people()[1];
    world.delete(gone)?;
    order(&world, &[(Route::exact(LIST), Times::Always, What::TotalMoved(1))]);
    let run = world.hour().await?;
    assert_eq!(run.reason, Some(RunReason::RosterIncomplete { expected: Some(3), seen: 2 }));
    assert!(world.outcomes(&run).await?.is_empty());
    assert_eq!(world.held("E0002").await?.sync_state, SyncState::Ok);
    assert!(world.text("E0002", JobTitle).await?.is_some());
    Ok(())
}
