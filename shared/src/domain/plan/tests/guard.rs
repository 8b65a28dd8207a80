//! G1: effects on too many people are held, and exactly those effects are approved.

use jiff::{SignedDuration, Timestamp};

use super::world::*;
use crate::domain::{
    approval::{GuardVerdict, HeldRun, Word, guard},
    field::Field,
    ids::RunId,
    plan::{EffectKind, Held, HeldEffect},
};

/// This many people, all synced.
fn company(people: usize) -> World {
    synced((1..=people).map(|id| row(&id.to_string(), &format!("E{id}"))))
}

/// Changes the first `people` rows.
fn change_first(world: &mut World, people: usize, change: impl Fn(Row) -> Row) {
    for row in world.rows.iter_mut().take(people) {
        *row = change(row.clone());
    }
}

fn held(world: &World) -> Option<Held> {
    world.plan().held
}

fn effects(world: &World) -> Vec<HeldEffect> {
    held(world).map(|held| held.effects).unwrap_or_default()
}

fn blank(field: Field, people: u64, allowed: u64) -> HeldEffect {
    HeldEffect { effect: EffectKind::Blank, field: Some(field), people, allowed }
}

fn bank(people: u64, allowed: u64) -> HeldEffect {
    HeldEffect { effect: EffectKind::ChangeBankDetails, field: None, people, allowed }
}

/// Active employees, how many may lose a value, and the next number, which may not.
const THRESHOLDS: [(usize, usize); 6] = [(6, 5), (50, 5), (59, 5), (60, 6), (69, 6), (100, 10)];

#[test]
fn g1_blanking_is_held_from_one_more_than_the_threshold() {
    for (active, allowed) in THRESHOLDS {
        let mut world = company(active);
        change_first(&mut world, allowed, |row| row.blank("city"));
        assert_eq!(held(&world), None, "{active}");
        change_first(&mut world, allowed + 1, |row| row.text("city", "---"));
        let limit = allowed as u64;
        assert_eq!(effects(&world), [blank(Field::City, limit + 1, limit)], "{active}");
        assert_eq!(held(&world).unwrap().active, active as u64);
    }
}

#[test]
fn g1_changed_bank_details_are_held_from_one_more_than_the_threshold() {
    for (active, allowed) in THRESHOLDS {
        let mut world = company(active);
        change_first(&mut world, allowed, |row| row.text("bank_account_number", "31926819"));
        assert_eq!(held(&world), None, "{active}");
        change_first(&mut world, allowed + 1, |row| row.text("bank_account_number", "31926819"));
        assert_eq!(effects(&world), [bank(allowed as u64 + 1, allowed as u64)], "{active}");
    }
}

#[test]
fn g1_each_field_is_counted_alone() {
    let mut world = company(10);
    change_first(&mut world, 5, |row| row.blank("city"));
    for row in world.rows.iter_mut().skip(5) {
        *row = row.clone().blank("county");
    }
    assert_eq!(held(&world), None);
}

#[test]
fn g1_bank_details_are_counted_by_person_over_all_their_fields() {
    let mut world = company(10);
    change_first(&mut world, 5, |row| {
        row.text("bank_account_number", "31926819").text("bank_sort_code", "60-16-13")
    });
    assert_eq!(held(&world), None);
    world.rows[5] = world.rows[5].clone().text("building_society_roll_number", "B-1");
    assert_eq!(effects(&world), [bank(6, 5)]);
}

#[test]
fn g1_blanked_bank_details_are_both() {
    let mut world = company(10);
    change_first(&mut world, 6, |row| row.blank("bank_sort_code"));
    assert_eq!(effects(&world), [blank(Field::BankSortCode, 6, 5), bank(6, 5)]);
}

#[test]
fn g1_other_changes_are_no_effects() {
    let mut world = company(20);
    change_first(&mut world, 20, |row| {
        row.text("city", "York").text("tax_code", "BR").text("last_name", "Other")
    });
    assert_eq!((held(&world), world.plan().counts().updated), (None, 20));
}

#[test]
fn g1_first_values_are_no_effects() {
    let mut world = world((1..=20).map(|id| row(&id.to_string(), &format!("E{id}"))));
    assert_eq!(held(&world), None, "creation");
    world.hour();
    for id in 1..=20 {
        world.edit_field(&format!("E{id}"), Field::BankAccountNumber, "");
        world.edit_field(&format!("E{id}"), Field::City, "");
    }
    assert_eq!((held(&world), world.plan().counts().updated), (None, 20));
}

#[test]
fn g1_values_kept_by_v4_are_no_blanks() {
    let mut world = company(20);
    change_first(&mut world, 20, |row| row.absent("city").absent("bank_sort_code"));
    assert_eq!(held(&world), None);
}

#[test]
fn g1_people_who_are_not_written_have_no_effects() {
    let mut world = company(20);
    change_first(&mut world, 20, |row| row.blank("city").blank(MATCH));
    assert_eq!((held(&world), world.plan().counts().failed), (None, 20));
}

#[test]
fn g1_terminated_employees_count_neither_as_active_nor_as_touched() {
    let mut world = company(100);
    change_first(&mut world, 40, |row| row.text("termination_date", "2026-11-21"));
    world.hour();
    change_first(&mut world, 40, |row| row.blank("city"));
    assert_eq!((held(&world), world.plan().counts().blanked), (None, 40));
    for row in world.rows.iter_mut().skip(40).take(6) {
        *row = row.clone().blank("city");
    }
    assert_eq!(held(&world), None, "six of sixty active employees");
    world.rows[46] = world.rows[46].clone().blank("city");
    assert_eq!(effects(&world), [blank(Field::City, 7, 6)]);
    assert_eq!(held(&world).unwrap().active, 60);
}

#[test]
fn g1_somebody_who_leaves_today_is_still_active() {
    let mut world = company(6);
    change_first(&mut world, 6, |row| row.text("termination_date", "2026-11-22"));
    world.hour();
    change_first(&mut world, 6, |row| row.blank("city"));
    assert_eq!(effects(&world), [blank(Field::City, 6, 5)]);
}

#[test]
fn g1_people_gone_from_personio_are_active_all_the_same() {
    let mut world = company(60);
    world.rows.truncate(10);
    change_first(&mut world, 6, |row| row.blank("city"));
    assert_eq!(held(&world), None, "six of sixty");
}

fn holding() -> World {
    let mut world = company(20);
    change_first(&mut world, 6, |row| row.blank("city"));
    world
}

#[test]
fn g1_the_digest_is_over_the_held_effects_and_not_the_rest_of_the_plan() {
    let digest = |world: &World| held(world).unwrap().digest;
    let same: [fn(&mut World); 5] = [
        |world| world.row("20", |row| row.text("job_title", "Cook")),
        |world| world.row("1", |row| row.text("job_title", "Cook").text("bank_account_number", "31926819")),
        |world| world.row("20", |row| row.blank("county")),
        |world| world.rows.push(row("21", "E21")),
        |world| world.rows.reverse(),
    ];
    for change in same {
        let mut world = holding();
        change(&mut world);
        assert_eq!(digest(&world), digest(&holding()));
    }
    let other: [fn(&mut World); 5] = [
        |world| world.row("7", |row| row.blank("city")),
        |world| world.edit_field("E1", Field::City, "York"),
        |world| change_first(world, 6, |row| row.blank("county")),
        |world| change_first(world, 6, |row| row.text("bank_account_number", "31926819")),
        |world| {
            world.row("1", |row| row.text("city", "Leeds"));
            world.row("7", |row| row.blank("city"));
        },
    ];
    for change in other {
        let mut world = holding();
        change(&mut world);
        assert_ne!(digest(&world), digest(&holding()));
    }
}

#[test]
fn g1_the_digest_knows_the_new_value() {
    let mut world = company(20);
    change_first(&mut world, 6, |row| row.text("bank_account_number", "31926819"));
    let before = held(&world).unwrap();
    world.row("3", |row| row.text("bank_account_number", "31926820"));
    let after = held(&world).unwrap();
    assert_eq!(before.effects, after.effects);
    assert_ne!(before.digest, after.digest);
}

#[test]
fn g1_an_approval_covers_exactly_the_held_effects_and_lapses_after_24_hours() {
    let at: Timestamp = "2026-11-22T10:00:00Z".parse().unwrap();
    let run_id = RunId::parse("0199c0de-0000-7000-8000-000000000001").unwrap();
    let of = |held: &Held, approved: Option<bool>| HeldRun {
        run_id,
        held_at: at,
        held: held.clone(),
        word: approved.map(|approved| Word { approved, by: "admin".into(), at }),
    };
    let held_now = held(&holding()).unwrap();
    let mut other = holding();
    other.row("7", |row| row.blank("city"));
    let other = held(&other).unwrap();
    let hours = |n| at + SignedDuration::from_hours(n);
    let second_later = hours(24) + SignedDuration::from_secs(1);
    for (last, now, expected) in [
        (None, at, GuardVerdict::Hold),
        (Some(of(&held_now, None)), at, GuardVerdict::Hold),
        (Some(of(&held_now, Some(false))), at, GuardVerdict::Hold),
        (Some(of(&held_now, Some(true))), at, GuardVerdict::Proceed),
        (Some(of(&held_now, Some(true))), hours(24), GuardVerdict::Proceed),
        (Some(of(&held_now, Some(true))), second_later, GuardVerdict::Hold),
        (Some(of(&other, Some(true))), at, GuardVerdict::Hold),
    ] {
        assert_eq!(guard(Some(&held_now), last.as_ref(), now), expected);
        assert_eq!(guard(None, last.as_ref(), now), GuardVerdict::Proceed);
    }
}
