//! Laws of every plan, tried on random small worlds against a truth table written from the rules.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{
    employee_id,
    random::{PEOPLE, garbage, rows, story, tenant},
    truth::check_against_rules,
    world::*,
};
use crate::domain::{field::Field, filter::Operator, ids::EmployeeId, plan::Plan, roster::Completeness};

/// Everybody's outcome and reason, by Personio id.
fn verdicts(plan: &Plan) -> BTreeMap<String, String> {
    plan.decisions
        .iter()
        .map(|d| (d.personio_id.as_ref().unwrap().to_string(), format!("{:?} {:?}", d.outcome, d.reason)))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    /// Two hours follow the rules; each writes what it says and then nothing more, in every order of the roster.
    #[test]
    fn every_person_gets_what_the_rules_say(story in story(), turn in 0..PEOPLE) {
        let mut world = tenant(&story.held);
        for company in &story.hours {
            world.rows = rows(company);
            world.completeness = if story.complete {
                Completeness::Complete
            } else {
                Completeness::Incomplete { expected: None, seen: world.rows.len() as u64 }
            };
            if !world.rows.is_empty() && world.rows.iter().all(|row| row.lacks(MATCH)) {
                prop_assert!(world.try_plan().is_err());
                continue;
            }
            let before = world.clone();
            let plan = world.hour();
            check_against_rules(&before, &plan, &world);

            let mut turned = before;
            turned.rows.reverse();
            let at = turn.min(turned.rows.len());
            turned.rows.rotate_left(at);
            let again = turned.hour();
            prop_assert_eq!(verdicts(&again), verdicts(&plan));
            prop_assert_eq!(&turned.employees, &world.employees);
        }
    }

    /// Whatever comes in whatever field: a plan is made, its laws hold, and applied twice it does nothing.
    #[test]
    fn no_value_panics_or_unsettles(
        values in prop::collection::vec((0..Field::ALL.len() + 2, garbage()), 0..12),
        absent in prop::collection::vec(0..Field::ALL.len(), 0..4),
    ) {
        let mut world = synced([row("1", "E1")]);
        world.settings.filters = vec![filter(STATUS, Operator::Contains, &["zz"])];
        let mut strange = row("1", "E1");
        for field in absent {
            strange = strange.absent(Field::ALL[field].key());
        }
        for (at, value) in values {
            let key = Field::ALL.get(at).map_or(if at % 2 == 0 { MATCH } else { STATUS }, |field| field.key());
            strange = strange.value(key, value);
        }
        world.rows = vec![strange, row("2", "E2")];
        world.hour();
        let held = |id: &EmployeeId| world.employees.contains_key(id);
        prop_assert!(held(&employee_id("E1")) && held(&employee_id("E2")));
    }
}
