//! M4, M5 and M7: who is the same person, and who is not written.

use super::{change, changes, employee_id, personio_id, verdict, world::*};
use crate::domain::{employee::SyncState, field::Field, plan::Outcome, reason::Reason};

/// The three attributes that tell people apart, with a value that contradicts each.
const TELLING: [(Field, &str); 3] = [
    (Field::LastName, "Somebody-Else"),
    (Field::DateOfBirth, "1970-01-01"),
    (Field::NationalInsuranceNumber, "JK222223A"),
];

/// How the employee's stored Personio id stands to the person's.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Link {
    Agrees,
    Differs,
    Unknown,
}

/// E1 in Pento with this termination date, and the same person in Personio, but for `link`.
fn held(link: Link, termination: &str) -> World {
    let mut world = synced([row("1", "E1")]);
    world.edit("E1", |employee| {
        employee.leaver_noted = !termination.is_empty();
        employee.fields.set(Field::TerminationDate, (!termination.is_empty()).then(|| termination.into()));
        employee.personio_id = match link {
            Link::Agrees => Some(personio_id("1")),
            Link::Differs => Some(personio_id("gone")),
            Link::Unknown => None,
        };
    });
    world
}

#[test]
fn m4_and_m5_every_combination_of_link_contradictions_and_termination() {
    for link in [Link::Agrees, Link::Differs, Link::Unknown] {
        for (termination, terminated, previous_year) in [
            ("", false, false),
            ("2027-01-31", false, false),
            (THIS_YEAR, true, false),
            (EARLIER_YEAR, true, true),
        ] {
            for subset in 0..8_usize {
                let mut world = held(link, termination);
                world.row("1", |mut row| {
                    for (at, (field, text)) in TELLING.iter().enumerate() {
                        if subset & (1 << at) != 0 {
                            row = row.text(field.key(), text);
                        }
                    }
                    row.text("city", "York").text("termination_date", termination)
                });
                let before = world.clone();
                let plan = world.hour();
                let contradicting: Vec<_> =
                    (0..3).filter(|at| subset & (1 << at) != 0).map(|at| TELLING[at].0).collect();
                let other = link != Link::Agrees && contradicting.len() >= 2;
                let expected = match (other, terminated, previous_year) {
                    (true, true, _) => (Outcome::Failed, Some(Reason::EmployeeIdReused)),
                    (true, false, _) => {
                        (Outcome::Failed, Some(Reason::IdentityConflict { fields: contradicting }))
                    }
                    (false, _, true) => (Outcome::Skipped, Some(Reason::TerminatedInPreviousTaxYear)),
                    (false, _, false) => (Outcome::Updated, None),
                };
                let case = format!("{link:?} {termination} {subset:03b}");
                assert_eq!(verdict(&plan, "1"), expected, "{case}");
                assert_eq!(world.ids(), ["E1"], "{case}");
                if expected.0 == Outcome::Updated {
                    assert_eq!(world.text("E1", Field::City), Some("York"), "{case}");
                    assert_eq!(world.employee("E1").personio_id, Some(personio_id("1")), "{case}");
                } else {
                    world.assert_untouched(&before, "E1");
                    let state =
                        if expected.0 == Outcome::Failed { SyncState::Failed } else { SyncState::Skipped };
                    assert_eq!(world.employee("E1").sync_state, state, "{case}");
                    assert_eq!(world.employee("E1").sync_reason, expected.1, "{case}");
                }
            }
        }
    }
}

#[test]
fn m4_skipped_only_when_both_termination_dates_lie_in_an_earlier_year() {
    let skipped = (Outcome::Skipped, Some(Reason::TerminatedInPreviousTaxYear));
    let updated = (Outcome::Updated, None);
    for link in [Link::Agrees, Link::Differs, Link::Unknown] {
        for (stored, incoming, expected) in [
            (EARLIER_YEAR, EARLIER_YEAR, &skipped),
            (EARLIER_YEAR, "2020-01-01", &skipped),
            (EARLIER_YEAR, THIS_YEAR, &updated),
            (EARLIER_YEAR, "2027-12-31", &updated),
            (EARLIER_YEAR, "", &updated),
            (EARLIER_YEAR, "soon", &updated),
            (THIS_YEAR, EARLIER_YEAR, &updated),
            (THIS_YEAR, THIS_YEAR, &updated),
            ("", EARLIER_YEAR, &updated),
        ] {
            let mut world = held(link, stored);
            world.row("1", |row| row.text("city", "York").text("termination_date", incoming));
            let plan = world.hour();
            assert_eq!(&verdict(&plan, "1"), expected, "{link:?} {stored} {incoming}");
            let city = if *expected == updated { "York" } else { "Leeds" };
            assert_eq!(world.text("E1", Field::City), Some(city));
        }
    }
}

#[test]
fn m4_a_termination_date_that_is_not_read_stays_and_so_does_the_leaver() {
    let mut world = held(Link::Agrees, EARLIER_YEAR);
    world.row("1", |row| row.absent("termination_date").text("city", "York"));
    assert_eq!(verdict(&world.hour(), "1").0, Outcome::Skipped);
    world.row("1", |row| row.blank("termination_date"));
    world.settings.mapping.remove(&Field::TerminationDate);
    assert_eq!(verdict(&world.hour(), "1").0, Outcome::Skipped);
}

#[test]
fn m4_terminated_begins_the_day_after_the_termination_date() {
    for (termination, expected) in [
        ("2026-11-21", Reason::EmployeeIdReused),
        ("2026-11-22", Reason::IdentityConflict { fields: vec![Field::LastName, Field::DateOfBirth] }),
    ] {
        let mut world = held(Link::Differs, termination);
        world.row("1", |row| row.text("last_name", "Other").text("date_of_birth", "1970-01-01"));
        assert_eq!(verdict(&world.hour(), "1"), (Outcome::Failed, Some(expected)));
    }
}

#[test]
fn m5_only_values_present_on_both_sides_contradict() {
    let stranger = |row: Row| TELLING.iter().fold(row, |row, (field, text)| row.text(field.key(), text));
    let two_empty_here = ["date_of_birth", "national_insurance_number"];
    for spoil in [
        |row: Row, key: &str| row.blank(key),
        |row: Row, key: &str| row.absent(key),
        |row: Row, key: &str| row.text(key, "31/02/1990"),
    ] {
        let mut world = held(Link::Differs, "");
        world.row("1", |row| two_empty_here.iter().fold(stranger(row), |row, key| spoil(row, key)));
        assert_eq!(verdict(&world.hour(), "1"), (Outcome::Updated, None));
    }
    let mut world = held(Link::Differs, "");
    world.edit_field("E1", Field::DateOfBirth, "");
    world.edit_field("E1", Field::NationalInsuranceNumber, "");
    world.row("1", stranger);
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Updated, None));
}

#[test]
fn m5_another_spelling_is_no_contradiction() {
    let mut world = held(Link::Differs, "");
    world.edit_field("E1", Field::LastName, "CLARKE");
    world.row("1", |row| {
        row.text("date_of_birth", "23/04/1990").text("national_insurance_number", "JK222223A")
    });
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Updated, None));
}

#[test]
fn m5_an_agreeing_personio_id_is_enough_whatever_contradicts() {
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| TELLING.iter().fold(row, |row, (field, text)| row.text(field.key(), text)));
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1"), (Outcome::Updated, None));
    assert_eq!(
        changes(&plan, "1"),
        [
            change(Field::LastName, "Clarke", "Somebody-Else"),
            change(Field::DateOfBirth, "1990-04-23", "1970-01-01"),
            change(Field::NationalInsuranceNumber, "AB300001C", "JK222223A"),
        ]
    );
}

#[test]
fn m7_a_new_employee_id_creates_and_writes_nobody_and_names_both() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    world.row("1", |row| row.text(MATCH, "E9").text("city", "York"));
    let before = world.clone();
    let plan = world.hour();
    let reason = Reason::EmployeeIdChanged { from: employee_id("E1"), to: employee_id("E9") };
    assert_eq!(verdict(&plan, "1"), (Outcome::Failed, Some(reason)));
    assert_eq!(verdict(&plan, "2"), (Outcome::Unchanged, None));
    assert_eq!(world.ids(), ["E1", "E2"]);
    world.assert_untouched(&before, "E1");
    assert_eq!(world.mark("E1"), (SyncState::Failed, Some("employee_id_changed")));
    world.row("1", |row| row.text(MATCH, "E1"));
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Updated, None));
    assert_eq!(world.mark("E1"), (SyncState::Ok, None));
}

#[test]
fn m7_holds_for_terminated_employees_too() {
    for termination in [THIS_YEAR, EARLIER_YEAR] {
        let mut world = held(Link::Agrees, termination);
        world.row("1", |row| row.text(MATCH, "E9"));
        assert_eq!(verdict(&world.hour(), "1").1.map(|reason| reason.code()), Some("employee_id_changed"));
        assert_eq!(world.ids(), ["E1"]);
    }
}

#[test]
fn m7_two_people_who_swap_their_ids_are_both_left_alone() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    world.row("1", |row| row.text(MATCH, "E2"));
    world.row("2", |row| row.text(MATCH, "E1"));
    let before = world.clone();
    let plan = world.hour();
    for id in ["1", "2"] {
        assert_eq!(verdict(&plan, id).1.map(|reason| reason.code()), Some("employee_id_changed"));
    }
    world.assert_untouched(&before, "E1");
    world.assert_untouched(&before, "E2");
}

#[test]
fn m7_the_new_id_of_an_existing_employee_leaves_that_one_alone() {
    let mut world = synced([row("1", "E1")]);
    world.add_by_hand("E2", &[(Field::City, "York")]);
    world.row("1", |row| row.text(MATCH, "E2"));
    let before = world.clone();
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1").1.map(|reason| reason.code()), Some("employee_id_changed"));
    world.assert_untouched(&before, "E1");
    world.assert_untouched(&before, "E2");
    assert_eq!(world.mark("E1"), (SyncState::Failed, Some("employee_id_changed")));
    assert_eq!(world.mark("E2"), (SyncState::Never, None));
}

/// HR gives somebody a new number and the old number to a new starter, of whom little is known yet.
#[test]
fn m7_somebody_elses_former_id_does_not_write_their_employee() {
    let starter =
        row("2", "E1").text("last_name", "Other").blank("date_of_birth").blank("national_insurance_number");
    for (stored, expected) in
        [("", Reason::IdentityConflict { fields: vec![] }), (THIS_YEAR, Reason::EmployeeIdReused)]
    {
        for turned in [false, true] {
            let mut world = held(Link::Agrees, stored);
            world.row("1", |row| row.text(MATCH, "E9"));
            world.rows.push(starter.clone());
            if turned {
                world.rows.reverse();
            }
            let before = world.clone();
            let plan = world.hour();
            assert_eq!(verdict(&plan, "1").1.map(|reason| reason.code()), Some("employee_id_changed"));
            assert_eq!(verdict(&plan, "2"), (Outcome::Failed, Some(expected.clone())));
            assert_eq!(world.ids(), ["E1"]);
            world.assert_untouched(&before, "E1");
            assert_eq!(world.mark("E1"), (SyncState::Failed, Some("employee_id_changed")));
        }
    }
}

#[test]
fn m5_a_new_record_takes_over_from_one_that_no_longer_has_an_id() {
    let mut world = held(Link::Agrees, THIS_YEAR);
    world.row("1", |row| row.blank(MATCH));
    let again = row("2", "E1").text("city", "York").text("national_insurance_number", "AB300001C");
    world.rows.push(again);
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1"), (Outcome::Failed, Some(Reason::EmployeeIdMissing)));
    assert_eq!(verdict(&plan, "2"), (Outcome::Updated, None));
    assert_eq!(world.employee("E1").personio_id, Some(personio_id("2")));
    assert_eq!(world.text("E1", Field::City), Some("York"));
}
