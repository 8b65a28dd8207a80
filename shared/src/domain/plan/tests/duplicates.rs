//! The same e-mail address or NI number on two active employees: a warning on both, and the values stay.

use super::{change, changes, problems, verdict, world::*};
use crate::domain::{field::Field, filter::Operator, plan::Outcome, problem::ProblemCode};

const EMAIL: (Field, ProblemCode) = (Field::Email, ProblemCode::EmailDuplicate);
const NI_NUMBER: (Field, ProblemCode) = (Field::NationalInsuranceNumber, ProblemCode::NiNumberDuplicate);

fn with(id: &str, email: &str) -> Row {
    row(id, &format!("E{id}")).text("email", email)
}

#[test]
fn the_same_email_without_case_warns_both_and_keeps_both() {
    let mut world = world([
        with("1", "Amelia@Example.com"),
        with("2", " amelia@example.COM"),
        with("3", "b@example.com"),
    ]);
    let plan = world.hour();
    assert_eq!(
        (problems(&plan, "1"), problems(&plan, "2"), problems(&plan, "3")),
        (vec![EMAIL], vec![EMAIL], vec![])
    );
    assert_eq!(world.text("E1", Field::Email), Some("Amelia@Example.com"));
    assert_eq!(world.text("E2", Field::Email), Some("amelia@example.COM"));
    let attribute = decision(&plan, "1").problems[0].attribute.as_ref().unwrap();
    assert_eq!((attribute.key.as_str(), &*attribute.label), ("email", "HR email"));
}

#[test]
fn the_same_ni_number_in_two_spellings_warns_both() {
    let of = |id: &str, text: &str| row(id, &format!("E{id}")).text("national_insurance_number", text);
    let mut world = world([of("1", "AB654321C"), of("2", "ab 65 43 21 c")]);
    let plan = world.hour();
    assert_eq!((problems(&plan, "1"), problems(&plan, "2")), (vec![NI_NUMBER], vec![NI_NUMBER]));
}

#[test]
fn blank_invalid_and_personal_addresses_are_no_duplicates() {
    for text in ["", "nobody"] {
        let mut world = world([with("1", text), with("2", text)]);
        assert!(!problems(&world.hour(), "1").contains(&EMAIL));
    }
    let personal = |id: &str| row(id, &format!("E{id}")).text("personal_email", "family@example.com");
    let mut world = world([personal("1"), personal("2").text("email", "family@example.com")]);
    assert_eq!(world.hour().counts().problems, 0);
}

#[test]
fn leavers_and_excluded_people_do_not_count() {
    for (change, expected) in [
        ((|row: Row| row) as fn(Row) -> Row, vec![EMAIL]),
        (|row| row.text("termination_date", "2026-11-22"), vec![EMAIL]),
        (|row| row.text("termination_date", "2026-11-21"), vec![]),
        (|row| row.text("termination_date", EARLIER_YEAR), vec![]),
        (|row| row.text(STATUS, "inactive"), vec![]),
        (|row| row.absent(STATUS), vec![]),
    ] {
        let mut world = world([with("1", "a@example.com"), change(with("2", "a@example.com"))]);
        world.settings.filters = vec![filter(STATUS, Operator::Is, &["inactive"])];
        assert_eq!(problems(&world.hour(), "1"), expected);
    }
}

#[test]
fn the_warning_comes_and_goes_with_the_other_person() {
    let mut world = synced([with("1", "a@example.com")]);
    world.rows.push(with("2", "a@example.com"));
    let plan = world.hour();
    assert_eq!(verdict(&plan, "1"), (Outcome::Unchanged, None));
    assert_eq!((problems(&plan, "1"), world.employee("E1").problems.len()), (vec![EMAIL], 1));
    world.row("2", |row| row.text("email", "b@example.com"));
    let plan = world.hour();
    assert_eq!(changes(&plan, "2"), [change(Field::Email, "a@example.com", "b@example.com")]);
    assert_eq!((problems(&plan, "1"), world.employee("E1").problems.len()), (vec![], 0));
}
