//! X1 and X3: who is left out, and who can't be judged.

use super::{changes, verdict, world::*};
use crate::domain::{
    attribute::{AttributeRef, AttributeValue, NamedObject},
    employee::SyncState,
    field::Field,
    filter::{Filter, Operator},
    plan::Outcome,
    reason::Reason,
};

fn excluded(filter: &Filter, description: &str) -> (Outcome, Option<Reason>) {
    let reason = Reason::Excluded { filter: filter.clone(), description: description.into() };
    (Outcome::Excluded, Some(reason))
}

fn not_readable(key: &str, label: &str) -> (Outcome, Option<Reason>) {
    let attribute = AttributeRef { key: key.into(), label: label.into() };
    (Outcome::Skipped, Some(Reason::FilterAttributeNotReadable { attribute }))
}

fn inactive() -> Filter {
    filter(STATUS, Operator::Is, &["inactive"])
}

#[test]
fn x1_an_excluded_person_is_not_created() {
    let mut world = world([row("1", "E1").text(STATUS, " Inactive"), row("2", "E2")]);
    world.settings.filters = vec![inactive()];
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1"), excluded(&inactive(), "HR status is inactive"));
    assert_eq!(verdict(&plan, "2"), (Outcome::Created, None));
    assert_eq!(world.ids(), ["E2"]);
}

#[test]
fn x1_an_employee_already_in_pento_stays_as_is_and_is_marked_with_the_filter() {
    let mut world = synced([row("1", "E1")]);
    world.settings.filters = vec![inactive()];
    world.row("1", |row| {
        row.text(STATUS, "inactive").text("city", "York").text("termination_date", "2026-12-31")
    });
    let before = world.clone();
    let plan = world.hour();
    let (outcome, reason) = excluded(&inactive(), "HR status is inactive");
    assert_eq!(verdict(&plan, "1"), (outcome, reason.clone()));
    assert_eq!(changes(&plan, "1"), []);
    assert_eq!(plan.counts().problems, 0);
    world.assert_untouched(&before, "E1");
    assert_eq!(
        (world.employee("E1").sync_state, &world.employee("E1").sync_reason),
        (SyncState::Excluded, &reason)
    );
}

#[test]
fn x1_any_filter_excludes_and_the_first_that_matches_is_named() {
    let by_city = filter("city", Operator::Is, &["Leeds"]);
    let mut world = world([
        row("1", "E1").text(STATUS, "inactive"),
        row("2", "E2").text(STATUS, "inactive").text("city", "York"),
        row("3", "E3"),
        row("4", "E4").text("city", "York"),
    ]);
    world.settings.filters = vec![by_city.clone(), inactive()];
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1"), excluded(&by_city, "HR city is Leeds"));
    assert_eq!(verdict(&plan, "2"), excluded(&inactive(), "HR status is inactive"));
    assert_eq!(verdict(&plan, "3"), excluded(&by_city, "HR city is Leeds"));
    assert_eq!(verdict(&plan, "4"), (Outcome::Created, None));
}

#[test]
fn x1_another_filter_that_matches_is_marked_anew() {
    let by_city = filter("city", Operator::Is, &["Leeds"]);
    let mut world = synced([row("1", "E1").text(STATUS, "inactive")]);
    world.settings.filters = vec![inactive()];
    world.hour();
    world.settings.filters = vec![by_city.clone()];
    world.hour();
    assert_eq!(world.employee("E1").sync_reason, excluded(&by_city, "HR city is Leeds").1);
}

#[test]
fn x1_custom_nested_and_tag_attributes_can_be_filtered_by() {
    let office =
        AttributeValue::Object(NamedObject { name: Some("Berlin".into()), ..NamedObject::default() });
    let tags = AttributeValue::List(vec![
        AttributeValue::Text("English".into()),
        AttributeValue::Text("German".into()),
    ]);
    for (person, filter, description) in [
        (
            row("1", "E1").text("dynamic_7", "Spain"),
            filter("dynamic_7", Operator::IsNot, &["UK"]),
            "dynamic_7 is not UK",
        ),
        (
            row("1", "E1").blank("dynamic_7"),
            filter("dynamic_7", Operator::IsNot, &["UK"]),
            "dynamic_7 is not UK",
        ),
        (
            row("1", "E1").value("office", office),
            filter("office", Operator::Is, &["berlin"]),
            "HR office is berlin",
        ),
        (row("1", "E1").value(TAGS, tags), filter(TAGS, Operator::Is, &["German"]), "HR languages is German"),
    ] {
        let mut world = world([person]);
        world.settings.filters = vec![filter.clone()];
        assert_eq!(verdict(&world.hour(), "1"), excluded(&filter, description));
    }
}

#[test]
fn x1_one_matching_filter_is_enough_even_when_another_is_unreadable() {
    for filters in [
        [filter("team", Operator::Is, &["x"]), inactive()],
        [inactive(), filter("team", Operator::Is, &["x"])],
    ] {
        let mut world = world([row("1", "E1").text(STATUS, "inactive")]);
        world.settings.filters = filters.to_vec();
        assert_eq!(verdict(&world.hour(), "1"), excluded(&inactive(), "HR status is inactive"));
    }
}

#[test]
fn x1_disabled_exclusions_ignore_all_filters() {
    let mut world = world([row("1", "E1").text(STATUS, "inactive"), row("2", "E2").absent(STATUS)]);
    world.settings.filters = vec![inactive()];
    world.settings.exclusions_enabled = false;
    assert_eq!(world.hour().counts().created, 2);
}

#[test]
fn x1_somebody_no_longer_excluded_is_synced_again() {
    let mut world = synced([row("1", "E1")]);
    world.settings.filters = vec![inactive()];
    world.row("1", |row| row.text(STATUS, "inactive").text("city", "York"));
    world.hour();
    world.row("1", |row| row.text(STATUS, "active"));
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Updated, None));
    assert_eq!(world.mark("E1"), (SyncState::Ok, None));
    assert_eq!(world.text("E1", Field::City), Some("York"));
}

#[test]
fn x1_the_linked_employee_is_marked_whatever_the_employee_id_says_now() {
    let keys: [fn(Row) -> Row; 4] = [
        |row| row.blank(MATCH),
        |row| row.absent(MATCH),
        |row| row.text(MATCH, "E9"),
        |row| row.text(MATCH, "E2"),
    ];
    for change in keys {
        let mut world = synced([row("1", "E1"), row("2", "E2")]);
        world.settings.filters = vec![inactive()];
        world.row("1", |row| change(row.text(STATUS, "inactive")));
        let before = world.clone();
        world.hour();
        world.assert_untouched(&before, "E1");
        assert_eq!(world.mark("E1"), (SyncState::Excluded, Some("excluded")));
        assert_ne!(world.employee("E2").sync_state, SyncState::Excluded);
    }
}

#[test]
fn x1_an_employee_added_by_hand_is_marked_by_its_employee_id() {
    let mut world = world([row("1", "E1").text(STATUS, "inactive")]);
    world.add_by_hand("E1", &[(Field::City, "York")]);
    world.settings.filters = vec![inactive()];
    let before = world.clone();
    world.hour();
    world.assert_untouched(&before, "E1");
    assert_eq!(world.mark("E1"), (SyncState::Excluded, Some("excluded")));
}

#[test]
fn x3_somebody_whose_filter_attribute_is_absent_is_neither_created_nor_updated() {
    let mut world = synced([row("1", "E1")]);
    world.settings.filters = vec![filter(STATUS, Operator::IsNotEmpty, &[]), inactive()];
    world.settings.filters.remove(0);
    world.row("1", |row| row.absent(STATUS).text("city", "York"));
    world.rows.push(row("2", "E2").absent(STATUS));
    world.rows.push(row("3", "E3"));
    let before = world.clone();
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1"), not_readable(STATUS, "HR status"));
    assert_eq!(verdict(&plan, "2"), not_readable(STATUS, "HR status"));
    assert_eq!(verdict(&plan, "3"), (Outcome::Created, None));
    assert_eq!(world.ids(), ["E1", "E3"]);
    world.assert_untouched(&before, "E1");
    assert_eq!(world.mark("E1"), (SyncState::Skipped, Some("filter_attribute_not_readable")));
}

#[test]
fn x3_every_operator_needs_the_attribute() {
    for operator in Operator::ALL {
        let mut world = world([row("1", "E1").absent(STATUS)]);
        world.settings.filters = vec![filter(STATUS, operator, &["x"])];
        assert_eq!(verdict(&world.hour(), "1"), not_readable(STATUS, "HR status"), "{}", operator.key());
    }
}

#[test]
fn x3_absent_is_not_empty() {
    let mut world = world([row("1", "E1").blank(STATUS)]);
    world.settings.filters = vec![inactive()];
    assert_eq!(verdict(&world.hour(), "1"), (Outcome::Created, None));
}

/// Somebody added by hand, whose Employee ID two people of the roster have, is marked the same in every order.
#[test]
fn the_order_of_the_roster_does_not_decide_who_marks_an_employee() {
    let mut world = world([row("1", "E1").text(STATUS, "inactive"), row("2", "E1")]);
    world.add_by_hand("E1", &[(Field::City, "York")]);
    world.settings.filters = vec![inactive()];
    world.hour();
    world.rows.reverse();
    assert!(world.plan().is_empty());
}
