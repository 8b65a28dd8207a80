//! Which writes make an employee pending who was not.

use super::world::*;
use crate::domain::field::Field;

/// The required fields that the next hour's write of E1 leaves the employee without, if it makes them pending.
fn makes_pending(world: &World) -> Vec<Field> {
    let plan = world.plan();
    let write = decision(&plan, "1").write.as_ref();
    write.map(|write| write.makes_pending(world.context().today)).unwrap_or_default()
}

#[test]
fn a_lost_required_value_makes_pending_once() {
    let mut world = synced([row("1", "E1")]);
    assert_eq!(makes_pending(&world), []);
    world.row("1", |row| row.blank("tax_code"));
    assert_eq!(makes_pending(&world), [Field::TaxCode]);
    world.hour();
    assert_eq!(makes_pending(&world), [], "nothing is written");
    world.row("1", |row| row.blank("email"));
    assert_eq!(makes_pending(&world), [], "pending before");
    world.hour();
    world.row("1", |row| row.text("tax_code", "1257L").text("email", "a@example.com"));
    assert_eq!(makes_pending(&world), [], "ready");
}

#[test]
fn somebody_created_without_a_required_value_becomes_pending() {
    assert_eq!(makes_pending(&world([row("1", "E1")])), []);
    assert_eq!(makes_pending(&world([row("1", "E1").blank("tax_code")])), [Field::TaxCode]);
}

#[test]
fn a_leaver_is_never_pending_and_becomes_so_when_the_date_is_taken_back() {
    let mut world = synced([row("1", "E1")]);
    world.row("1", |row| row.text("termination_date", THIS_YEAR).blank("tax_code"));
    assert_eq!(makes_pending(&world), [], "terminated");
    world.hour();
    world.row("1", |row| row.blank("termination_date"));
    assert_eq!(makes_pending(&world), [Field::TaxCode]);
}
