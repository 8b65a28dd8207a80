//! M1, M2, M3, M6 and M8: which employee a person belongs to, and who is created.

use super::{change, changes, employee_id, verdict, world::*};
use crate::domain::{
    attribute::{AttributeValue, NamedObject},
    employee::SyncState,
    field::Field,
    filter::Operator,
    plan::{MatchAttributeNotReadable, Outcome, plan},
    reason::Reason,
    roster::{Completeness, Roster},
};

#[test]
fn m1_the_match_attribute_is_id_by_default() {
    let mut world = world([row("17", "ignored").number("id", "17")]);
    world.settings.match_attribute = crate::domain::settings::Settings::default().match_attribute;
    world.hour();
    assert_eq!(world.ids(), ["17"]);
}

#[test]
fn m1_the_employee_id_is_the_value_as_trimmed_text() {
    let longest = "x".repeat(35);
    for (value, expected) in [
        (AttributeValue::Text("  E-17\t".into()), "E-17"),
        (AttributeValue::Text("0017".into()), "0017"),
        (AttributeValue::Text("17.0".into()), "17.0"),
        (AttributeValue::Text("A b/c (1)".into()), "A b/c (1)"),
        (AttributeValue::Number("17".into()), "17"),
        (AttributeValue::Number("0".into()), "0"),
        (AttributeValue::Number("9007199254740993".into()), "9007199254740993"),
        (AttributeValue::Number("123456789012345678901234567890".into()), "123456789012345678901234567890"),
        (AttributeValue::Text(longest.as_str().into()), longest.as_str()),
    ] {
        let mut world = world([row("1", "x").value(MATCH, value)]);
        let plan = world.hour();
        assert_eq!(verdict(&plan, "1"), (Outcome::Created, None), "{expected}");
        assert_eq!(world.ids(), [expected]);
        assert_eq!(world.employee(expected).personio_id, Some(super::personio_id("1")));
    }
}

#[test]
fn m1_a_value_outside_the_grammar_fails_that_person() {
    let named = NamedObject { name: Some("E1".into()), ..NamedObject::default() };
    for value in [
        AttributeValue::Text("x".repeat(36).into()),
        AttributeValue::Text("E_1".into()),
        AttributeValue::Text("Müller".into()),
        AttributeValue::Text("E1\nE2".into()),
        AttributeValue::Number("17.0".into()),
        AttributeValue::Number("1e3".into()),
        AttributeValue::Number("-17".into()),
        AttributeValue::Number("1".repeat(36).into()),
        AttributeValue::Bool(true),
        AttributeValue::List(vec![AttributeValue::Text("E1".into())]),
        AttributeValue::Object(named),
    ] {
        let mut world = world([row("1", "x").value(MATCH, value), row("2", "E2")]);
        let plan = world.hour();
        assert_eq!(verdict(&plan, "1"), (Outcome::Failed, Some(Reason::EmployeeIdInvalid)));
        assert_eq!(world.ids(), ["E2"]);
    }
}

#[test]
fn m2_no_value_fails_that_person_and_marks_the_linked_employee() {
    for empty in [
        AttributeValue::Null,
        AttributeValue::Text("".into()),
        AttributeValue::Text(" \u{a0}\t".into()),
        AttributeValue::List(vec![]),
    ] {
        let mut world = synced([row("1", "E1"), row("2", "E2")]);
        world.row("1", |row| row.value(MATCH, empty).text("city", "York"));
        let before = world.clone();
        let plan = world.hour();
        assert_eq!(verdict(&plan, "1"), (Outcome::Failed, Some(Reason::EmployeeIdMissing)));
        assert_eq!(verdict(&plan, "2"), (Outcome::Unchanged, None));
        world.assert_untouched(&before, "E1");
        assert_eq!(world.mark("E1"), (SyncState::Failed, Some("employee_id_missing")));
        assert_eq!(world.ids(), ["E1", "E2"]);
    }
}

#[test]
fn m2_two_people_with_one_employee_id_fail_both_and_neither_is_touched() {
    for (first, second) in [
        (AttributeValue::Text("E1".into()), AttributeValue::Text("E1".into())),
        (AttributeValue::Text("E1".into()), AttributeValue::Text(" E1 ".into())),
        (AttributeValue::Text("17".into()), AttributeValue::Number("17".into())),
    ] {
        let mut world =
            world([row("1", "").value(MATCH, first), row("2", "").value(MATCH, second), row("3", "E3")]);
        let plan = world.hour();
        let duplicate = (Outcome::Failed, Some(Reason::EmployeeIdDuplicate));
        assert_eq!((verdict(&plan, "1"), verdict(&plan, "2")), (duplicate.clone(), duplicate));
        assert_eq!(world.ids(), ["E3"]);
    }
}

#[test]
fn m2_ids_that_differ_in_case_or_zeros_are_two() {
    let mut world = world([row("1", "e1"), row("2", "E1"), row("3", "17"), row("4", "017")]);
    assert_eq!(world.hour().counts().created, 4);
}

#[test]
fn m2_a_duplicate_of_an_existing_employee_leaves_the_employee_untouched() {
    let mut world = synced([row("1", "E1")]);
    world.rows.push(row("2", "E1").text("last_name", "Other"));
    world.row("1", |row| row.text("city", "York"));
    let before = world.clone();
    let plan = world.hour();
    for id in ["1", "2"] {
        assert_eq!(verdict(&plan, id), (Outcome::Failed, Some(Reason::EmployeeIdDuplicate)));
    }
    world.assert_untouched(&before, "E1");
    assert_eq!(world.mark("E1"), (SyncState::Failed, Some("employee_id_duplicate")));
}

#[test]
fn m2_the_match_attribute_absent_from_every_record_fails_the_run() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    world.rows = world.rows.into_iter().map(|row| row.absent(MATCH)).collect();
    assert_eq!(world.try_plan(), Err(MatchAttributeNotReadable));
    world.rows[0] = world.rows[0].clone().blank(MATCH);
    assert_eq!(verdict(&world.plan(), "1"), (Outcome::Failed, Some(Reason::EmployeeIdMissing)));
}

#[test]
fn m2_the_match_attribute_absent_for_one_fails_that_person() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    world.row("1", |row| row.absent(MATCH).text("city", "York"));
    let before = world.clone();
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1"), (Outcome::Failed, Some(Reason::MatchAttributeNotReadable)));
    assert_eq!(verdict(&plan, "2"), (Outcome::Unchanged, None));
    world.assert_untouched(&before, "E1");
    assert_eq!(world.mark("E1"), (SyncState::Failed, Some("match_attribute_not_readable")));
}

#[test]
fn m2_an_empty_roster_is_no_unreadable_match_attribute() {
    assert_eq!(world([]).hour().decisions, []);
}

#[test]
fn m3_a_person_without_an_employee_is_created_with_every_value() {
    let mut world = world([row("1", "E1")]);
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1"), (Outcome::Created, None));
    let log = decision(&plan, "1").write.as_ref().unwrap().change_log();
    assert_eq!(log.len(), Field::ALL.len() - 1, "all but the termination date");
    assert!(log.iter().all(|change| change.old.is_none() && change.new.is_some()));
    let employee = world.employee("E1");
    assert_eq!((employee.version, employee.sync_state), (1, SyncState::Ok));
    assert_eq!(world.text("E1", Field::City), Some("Leeds"));
}

#[test]
fn m3_an_active_employee_is_updated_and_nobody_is_created() {
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| row.text("city", "York"));
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1"), (Outcome::Updated, None));
    assert_eq!(changes(&plan, "1"), [change(Field::City, "Leeds", "York")]);
    assert_eq!((world.ids(), world.text("E1", Field::City)), (vec!["E1"], Some("York")));
}

#[test]
fn m3_an_employee_added_by_hand_is_updated_and_linked() {
    let mut world = world([row("1", "E1")]);
    world.add_by_hand("E1", &[(Field::City, "York")]);
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Updated, None));
    assert_eq!(world.employee("E1").personio_id, Some(super::personio_id("1")));
    assert_eq!(world.text("E1", Field::City), Some("Leeds"));
}

#[test]
fn m6_a_leaver_of_an_earlier_tax_year_whom_pento_does_not_hold_is_not_created() {
    for (termination, created) in [
        ("2016-04-05", false),
        (EARLIER_YEAR, false),
        ("5 April 2026", false),
        (THIS_YEAR, true),
        ("2026-11-21", true),
        ("2027-04-06", true),
        ("", true),
        ("soon", true),
    ] {
        let mut world = world([row("1", "E1").text("termination_date", termination)]);
        let expected = if created {
            (Outcome::Created, None)
        } else {
            (Outcome::Skipped, Some(Reason::TerminatedInPreviousTaxYear))
        };
        assert_eq!(verdict(&world.hour(), "1"), expected, "{termination}");
        assert_eq!(world.ids().len(), usize::from(created), "{termination}");
    }
}

#[test]
fn m6_the_tax_year_turns_between_5_and_6_april() {
    for (today, created) in [(jiff::civil::date(2026, 4, 5), true), (jiff::civil::date(2026, 4, 6), false)] {
        let mut world = world([row("1", "E1").text("termination_date", "2026-03-31")]);
        world.today = today;
        assert_eq!(world.hour().counts().created, u64::from(created), "{today}");
    }
}

#[test]
fn m6_without_a_mapped_termination_date_nobody_is_a_leaver() {
    let mut world = world([row("1", "E1").text("termination_date", EARLIER_YEAR)]);
    world.settings.mapping.remove(&Field::TerminationDate);
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Created, None));
}

#[test]
fn m6_holds_when_the_employee_vanished_between_index_and_table() {
    let world = synced([row("1", "E1")]);
    let mut gone = world.clone();
    gone.row("1", |row| row.text("termination_date", EARLIER_YEAR));
    let people = gone.rows.iter().map(|row| gone.person(row)).collect();
    let roster = crate::domain::roster::Roster { people, completeness: gone.completeness };
    let plan = crate::domain::plan::plan(gone.context(), roster, &world.index(), |_| None).unwrap();
    assert_eq!(verdict(&plan, "1"), (Outcome::Skipped, Some(Reason::TerminatedInPreviousTaxYear)));
    assert!(plan.is_empty());
}

/// Somebody about whom everything is wrong; each row takes away the first finding.
#[test]
fn m8_filters_then_unreadable_filters_then_the_employee_id_then_the_rest() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    world.settings.filters =
        vec![filter("team", Operator::Is, &["x"]), filter(STATUS, Operator::Is, &["inactive"])];
    let leaver = |id: &str| row(id, "E9").text("termination_date", EARLIER_YEAR);
    let excluded = |world: &World| Reason::Excluded {
        filter: world.settings.filters[1].clone(),
        description: "HR status is inactive".into(),
    };
    let unreadable = Reason::FilterAttributeNotReadable {
        attribute: crate::domain::attribute::AttributeRef { key: "team".into(), label: "team".into() },
    };
    let changed = Reason::EmployeeIdChanged { from: employee_id("E1"), to: employee_id("E9") };
    let worst = leaver("1").text(STATUS, "inactive");
    for (person, other, expected) in [
        (worst.clone(), "E9", (Outcome::Excluded, excluded(&world))),
        (worst.clone().blank(MATCH), "E8", (Outcome::Excluded, excluded(&world))),
        (worst.absent(MATCH), "E8", (Outcome::Excluded, excluded(&world))),
        (leaver("1"), "E9", (Outcome::Skipped, unreadable.clone())),
        (leaver("1").blank(MATCH), "E8", (Outcome::Skipped, unreadable)),
        (leaver("1").text("team", "y").text(MATCH, "_"), "E8", (Outcome::Failed, Reason::EmployeeIdInvalid)),
        (leaver("1").text("team", "y"), "E9", (Outcome::Failed, Reason::EmployeeIdDuplicate)),
        (leaver("1").text("team", "y"), "E8", (Outcome::Failed, changed)),
        (leaver("3").text("team", "y"), "E8", (Outcome::Skipped, Reason::TerminatedInPreviousTaxYear)),
    ] {
        let mut world = world.clone();
        let id = person.id.clone();
        world.rows = vec![person, row("4", other).text("team", "y")];
        let plan = world.hour();
        assert_eq!(verdict(&plan, &id), (expected.0, Some(expected.1)));
    }
}

#[test]
fn m8_duplicates_are_counted_over_the_whole_roster() {
    let mut world = world([
        row("1", "E1").text(STATUS, "inactive"),
        row("2", "E1"),
        row("3", "E3").absent(STATUS),
        row("4", "E3"),
    ]);
    world.settings.filters = vec![filter(STATUS, Operator::Is, &["inactive"])];
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1").0, Outcome::Excluded);
    assert_eq!(verdict(&plan, "2"), (Outcome::Failed, Some(Reason::EmployeeIdDuplicate)));
    assert_eq!(verdict(&plan, "3").0, Outcome::Skipped);
    assert_eq!(verdict(&plan, "4"), (Outcome::Failed, Some(Reason::EmployeeIdDuplicate)));
    assert_eq!(world.ids(), Vec::<&str>::new());
}

/// W4: between the index and the look at the employee, somebody wrote it with values later than the roster's. The plan
/// expects the version of the index, so that the write is refused and that person is looked at again.
#[test]
fn w4_an_employee_written_after_the_index_was_read_is_not_written_over() {
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| row.text("city", "York"));
    let index = world.index();
    let seen = world.employee("E1").version;
    let mut later = world.employee("E1").clone();
    later.version += 3;
    let roster = Roster {
        people: world.rows.iter().map(|row| world.person(row)).collect(),
        completeness: Completeness::Complete,
    };
    let plan = plan(world.context(), roster, &index, |_| Some(later.clone())).unwrap();
    let write = plan.decisions[0].write.as_ref().unwrap();
    assert_eq!((write.expected, write.employee.version), (Some(seen), seen + 4));
}
