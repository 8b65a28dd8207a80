//! R2, and what an incomplete roster leaves open.

use super::{verdict, world::*};
use crate::domain::{
    employee::SyncState, field::Field, filter::Operator, plan::Outcome, readiness::Status, reason::Reason,
    roster::Completeness,
};

const GONE: (Outcome, Option<Reason>) = (Outcome::NotInPersonio, Some(Reason::NotInPersonio));

fn incomplete(world: &mut World) {
    world.completeness = Completeness::Incomplete { expected: Some(9), seen: world.rows.len() as u64 };
}

#[test]
fn r2_somebody_absent_from_a_complete_roster_gets_a_reason_and_keeps_everything() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    world.rows.remove(0);
    let before = world.clone();
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1"), GONE);
    assert_eq!(verdict(&plan, "2"), (Outcome::Unchanged, None));
    assert_eq!((plan.counts().read, plan.reasons()["not_in_personio"]), (1, 1));
    world.assert_untouched(&before, "E1");
    assert_eq!(world.text("E1", Field::TerminationDate), None);
    assert_eq!(world.employee("E1").status(TODAY), Status::Ready);
    assert_eq!(world.mark("E1"), (SyncState::NotInPersonio, Some("not_in_personio")));
    assert_eq!(verdict(&world.hour(), "1"), GONE, "also an hour later");
}

#[test]
fn r2_an_empty_complete_roster_terminates_and_deletes_nobody() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    world.rows.clear();
    let before = world.clone();
    let plan = world.hour();
    assert_eq!((verdict(&plan, "1"), verdict(&plan, "2")), (GONE, GONE));
    world.assert_untouched(&before, "E1");
    world.assert_untouched(&before, "E2");
    assert_eq!(world.ids(), ["E1", "E2"]);
}

#[test]
fn r2_an_employee_never_synced_is_not_missing_from_personio() {
    let mut world = world([]);
    world.add_by_hand("E1", &[(Field::City, "York")]);
    assert_eq!(world.hour().decisions, []);
    assert_eq!(world.mark("E1"), (SyncState::Never, None));
}

#[test]
fn r2_excluded_failed_and_terminated_employees_can_be_gone_too() {
    for change in [
        |row: Row| row.text(STATUS, "inactive"),
        |row: Row| row.blank(MATCH),
        |row: Row| row.text("termination_date", THIS_YEAR),
    ] {
        let mut world = synced([row("1", "E1")]);
        world.settings.filters = vec![filter(STATUS, Operator::Is, &["inactive"])];
        world.row("1", change);
        world.hour();
        world.rows.clear();
        assert_eq!(verdict(&world.hour(), "1"), GONE);
        assert_eq!(world.mark("E1"), (SyncState::NotInPersonio, Some("not_in_personio")));
    }
}

#[test]
fn r2_whoever_comes_back_is_synced_again() {
    let mut world = synced([row("1", "E1")]);
    let rows = std::mem::take(&mut world.rows);
    world.hour();
    world.rows = rows;
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Unchanged, None));
    assert_eq!(world.mark("E1"), (SyncState::Ok, None));
}

#[test]
fn r2_somebody_in_personio_under_another_verdict_is_not_gone() {
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| row.blank(MATCH));
    assert_eq!(world.hour().reasons().keys().copied().collect::<Vec<_>>(), ["employee_id_missing"]);
}

#[test]
fn r2_personios_status_makes_no_leaver() {
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| row.text(STATUS, "inactive"));
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Unchanged, None));
    assert_eq!(world.employee("E1").status(TODAY), Status::Ready);
    world.row("1", |row| row.text("termination_date", "2026-11-21"));
    world.hour();
    assert_eq!(world.employee("E1").status(TODAY), Status::Terminated);
}

#[test]
fn r1_an_incomplete_roster_concludes_nothing_about_people_it_did_not_see() {
    let mut world = synced([row("1", "E1"), row("2", "E2"), row("3", "E3")]);
    world.rows.retain(|row| row.id != "1");
    world.row("2", |row| row.text("city", "York"));
    incomplete(&mut world);
    let before = world.clone();
    let plan = world.hour();
    assert_eq!(plan.reasons(), std::collections::BTreeMap::new());
    assert_eq!(plan.decisions.len(), 2);
    assert_eq!(verdict(&plan, "2"), (Outcome::Updated, None));
    world.assert_untouched(&before, "E1");
    assert_eq!(world.mark("E1"), (SyncState::Ok, None));
}

#[test]
fn r1_an_incomplete_roster_does_not_take_back_that_somebody_is_gone() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    world.rows.remove(0);
    world.hour();
    incomplete(&mut world);
    let plan = world.hour();
    assert!(plan.is_empty());
    assert_eq!(world.mark("E1"), (SyncState::NotInPersonio, Some("not_in_personio")));
}
