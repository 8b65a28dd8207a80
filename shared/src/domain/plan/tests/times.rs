//! S2, what a first termination date brings, and S3, when somebody was last found equal to Personio.

use jiff::{SignedDuration, Timestamp};

use super::{changes, verdict, world::*};
use crate::domain::{field::Field, filter::Operator, plan::Outcome, roster::Completeness};

fn flag(world: &World) -> Option<bool> {
    world.employee("E1").include_holiday_pay_in_pension
}

fn leaves(world: &mut World, date: &str) {
    world.row("1", |row| row.text("termination_date", date));
    world.hour();
}

#[test]
fn s2_a_first_termination_date_brings_the_tenants_setting() {
    for setting in [false, true] {
        let mut world = synced([row("1", "E1")]);
        world.settings.include_holiday_pay_in_pension = setting;
        assert_eq!(flag(&world), None);
        for date in ["2027-01-31", THIS_YEAR] {
            let mut world = world.clone();
            leaves(&mut world, date);
            assert_eq!(flag(&world), Some(setting), "{date}");
        }
    }
}

#[test]
fn s2_holds_on_creation_too() {
    for setting in [false, true] {
        let mut world = world([row("1", "E1").text("termination_date", "2026-12-31"), row("2", "E2")]);
        world.settings.include_holiday_pay_in_pension = setting;
        world.hour();
        assert_eq!(flag(&world), Some(setting));
        assert_eq!(world.employee("E2").include_holiday_pay_in_pension, None);
    }
}

#[test]
fn s2_a_value_set_by_hand_afterwards_is_kept() {
    let mut world = synced([row("1", "E1")]);
    leaves(&mut world, "2026-12-31");
    world.edit("E1", |employee| employee.include_holiday_pay_in_pension = Some(true));
    world.hour();
    assert_eq!(flag(&world), Some(true));
    leaves(&mut world, "2027-01-31");
    assert_eq!(flag(&world), Some(true), "another date");
    leaves(&mut world, "");
    leaves(&mut world, "2027-02-28");
    assert_eq!(flag(&world), Some(true), "taken back and set again");
}

#[test]
fn s2_a_later_change_of_the_setting_touches_nobody_who_left_before() {
    let mut world = synced([row("1", "E1")]);
    leaves(&mut world, "2026-12-31");
    world.settings.include_holiday_pay_in_pension = true;
    world.row("1", |row| row.text("city", "York"));
    world.hour();
    assert_eq!(flag(&world), Some(false));
}

#[test]
fn s2_an_invalid_or_unreadable_date_is_no_arrival() {
    for spoil in [|row: Row| row.text("termination_date", "soon"), |row: Row| row.absent("termination_date")]
    {
        let mut world = synced([row("1", "E1")]);
        world.row("1", spoil);
        world.hour();
        assert_eq!(flag(&world), None);
    }
}

#[test]
fn s2_an_excluded_leaver_keeps_the_flag() {
    let mut world = synced([row("1", "E1")]);
    world.settings.filters = vec![filter(STATUS, Operator::Is, &["inactive"])];
    world.row("1", |row| row.text(STATUS, "inactive"));
    leaves(&mut world, "2026-12-31");
    assert_eq!(flag(&world), None);
}

#[test]
fn s2_the_flag_alone_is_an_update() {
    let mut world = synced([row("1", "E1")]);
    world.settings.mapping.remove(&Field::TerminationDate);
    world.edit_field("E1", Field::TerminationDate, "2026-12-31");
    let plan = world.hour();
    assert_eq!((verdict(&plan, "1"), changes(&plan, "1")), ((Outcome::Updated, None), vec![]));
    assert_eq!(flag(&world), Some(false));
}

/// The hour `n` hours after the first one.
fn hour(n: i64) -> Timestamp {
    let first: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    first + SignedDuration::from_hours(n)
}

#[test]
fn s3_creating_updating_and_finding_equal_all_count() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    assert_eq!((world.synced_at("E1"), world.synced_at("E2")), (Some(hour(0)), Some(hour(0))));
    world.row("1", |row| row.text("city", "York"));
    world.hour();
    assert_eq!((world.synced_at("E1"), world.synced_at("E2")), (Some(hour(1)), Some(hour(1))));
    assert!(world.hour().is_empty(), "an unchanged hour writes nobody");
    assert_eq!((world.synced_at("E1"), world.synced_at("E2")), (Some(hour(2)), Some(hour(2))));
}

#[test]
fn s3_somebody_with_invalid_values_is_equal_to_personio_too() {
    let mut world = synced([row("1", "E1").text("city", "---")]);
    world.hour();
    assert_eq!(world.synced_at("E1"), Some(hour(1)));
}

#[test]
fn s3_excluded_failed_skipped_and_gone_people_keep_the_time() {
    let changes: [fn(&mut World); 6] = [
        |world| world.row("1", |row| row.text(STATUS, "inactive")),
        |world| world.row("1", |row| row.absent(STATUS)),
        |world| world.row("1", |row| row.blank(MATCH)),
        |world| world.row("1", |row| row.text(MATCH, "E2")),
        |world| world.row("1", |row| row.text(MATCH, "E9")),
        |world| world.rows.retain(|row| row.id != "1"),
    ];
    for change in changes {
        let mut world = synced([row("1", "E1"), row("2", "E2"), row("3", "E3")]);
        world.settings.filters = vec![filter(STATUS, Operator::Is, &["inactive"])];
        let rows = world.rows.clone();
        world.hour();
        world.hour();
        assert_eq!(world.synced_at("E1"), Some(hour(2)), "derived, without a write");
        change(&mut world);
        world.hour();
        world.hour();
        assert_eq!((world.synced_at("E1"), world.synced_at("E3")), (Some(hour(2)), Some(hour(4))));
        world.rows = rows;
        world.hour();
        assert_eq!(world.synced_at("E1"), Some(hour(5)), "well again");
    }
}

#[test]
fn s3_a_leaver_of_an_earlier_year_keeps_the_time() {
    let mut world = synced([row("1", "E1").text("termination_date", "2026-10-31")]);
    world.hour();
    world.today = jiff::civil::date(2027, 4, 6);
    assert_eq!(verdict(&world.hour(), "1").0, Outcome::Skipped);
    world.hour();
    assert_eq!(world.synced_at("E1"), Some(hour(1)));
}

#[test]
fn s3_people_whom_an_incomplete_roster_did_not_show_keep_the_time() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    let rows = world.rows.clone();
    world.hour();
    world.rows.remove(0);
    world.completeness = Completeness::Incomplete { expected: None, seen: 1 };
    world.hour();
    world.hour();
    assert_eq!((world.synced_at("E1"), world.synced_at("E2")), (Some(hour(1)), Some(hour(3))));
    world.rows = rows;
    world.completeness = Completeness::Complete;
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Unchanged, None));
    assert_eq!((world.synced_at("E1"), world.synced_at("E2")), (Some(hour(4)), Some(hour(4))));
}

#[test]
fn s3_an_employee_never_met_has_no_time() {
    let mut world = synced([row("1", "E1")]);
    world.add_by_hand("E2", &[(Field::City, "York")]);
    world.hour();
    assert_eq!(world.synced_at("E2"), None);
}
