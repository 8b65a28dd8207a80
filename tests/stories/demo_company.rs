//! The demo company: exactly what its inventor says is wrong with it is found, on exactly those people.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use personio_sim::{Company, Trouble};
use shared::domain::{
    field::Field, filter::Operator, plan::Outcome, problem::ProblemCode, readiness::Status, run::RunOutcome,
};
use tests::world::World;

fn field(key: &str) -> anyhow::Result<Field> {
    Field::parse(key).with_context(|| format!("Pento has no field {key}"))
}

/// How many cost centres a person has: several are told as a warning, and are no trouble.
fn shares_of(world: &World, person: u64) -> anyhow::Result<usize> {
    let key = world.key("cost_centre")?;
    let centres =
        world.personio.edit(|company| company.person(person)?.get(key.as_str())?.as_array().map(Vec::len));
    Ok(centres.unwrap_or(0))
}

#[tokio::test]
async fn two_hundred_and_fifty_people_come_over_with_exactly_their_troubles() -> anyhow::Result<()> {
    let company = Company::generate(7, 250, "2026-11-22".parse()?);
    let mut truth: BTreeMap<u64, Vec<Trouble>> =
        company.people().iter().map(|person| (person.id, Vec::new())).collect();
    for one in company.truths() {
        truth.entry(one.person).or_default().push(one.trouble);
    }
    let with =
        |wanted: fn(&Trouble) -> bool| truth.values().filter(|all| all.iter().any(wanted)).count() as u64;
    let abroad = with(|trouble| *trouble == Trouble::Abroad);
    let long_gone = with(|trouble| *trouble == Trouble::LeaverEarlierTaxYear);
    let created = 250 - abroad - long_gone;
    assert_eq!((created, abroad, long_gone), (222, 20, 8));

    let world = World::of(company).await?;
    world.connect().await?;
    let mut settings = world.suggested().await?;
    assert_eq!(settings.mapping.len(), Field::ALL.len(), "everything is suggested");
    settings.filters.push(world.filter(Field::Country, Operator::IsNot, &["United Kingdom"])?);
    let run = world.save(&settings).await?;
    assert_eq!(
        (run.outcome, World::tally(&run)),
        (RunOutcome::Succeeded, [created, 0, 0, abroad, long_gone, 0])
    );

    let judged = world.judged(&run).await?;
    let employees: BTreeMap<u64, _> = world
        .employees()
        .await?
        .into_iter()
        .filter_map(|employee| Some((employee.personio_id.as_ref()?.as_str().parse().ok()?, employee)))
        .collect();
    let mut statuses: BTreeMap<&str, u64> = BTreeMap::new();
    for (person, troubles) in &truth {
        let is = |wanted: Trouble| troubles.contains(&wanted);
        let expected = if is(Trouble::Abroad) {
            (Outcome::Excluded, "excluded")
        } else if is(Trouble::LeaverEarlierTaxYear) {
            (Outcome::Skipped, "terminated_in_previous_tax_year")
        } else {
            (Outcome::Created, "")
        };
        assert_eq!(judged[person], expected, "{person} {troubles:?}");
        let Some(employee) = employees.get(person) else {
            assert_ne!(expected.0, Outcome::Created, "{person}");
            continue;
        };
        let mut codes = BTreeSet::new();
        let mut blocked = false;
        for trouble in troubles {
            match trouble {
                Trouble::Invalid(key, code) => {
                    codes.insert((field(key)?, *code));
                    assert_eq!(employee.fields.get(field(key)?), None, "{person} {trouble:?}");
                    blocked |= field(key)?.is_required();
                }
                Trouble::Warned(key, code) => {
                    codes.insert((field(key)?, *code));
                    assert!(employee.fields.get(field(key)?).is_some(), "{person} {trouble:?}");
                }
                Trouble::Missing(key) => {
                    assert_eq!(employee.fields.get(field(key)?), None, "{person} {trouble:?}");
                    blocked |= field(key)?.is_required();
                }
                _ => {}
            }
        }
        if shares_of(&world, *person)? > 1 {
            codes.insert((Field::CostCentre, "several_values"));
        }
        let without_number = employee.fields.get(Field::NationalInsuranceNumber).is_none();
        let found: BTreeSet<_> = employee
            .problems
            .iter()
            // Follows from the missing number and one address line, and is told of nobody else.
            .filter(|problem| !(without_number && problem.code == ProblemCode::AddressLineMissing))
            .map(|problem| (problem.field, problem.code.key()))
            .collect();
        assert_eq!(found, codes, "{person} {troubles:?}");
        let status = if is(Trouble::LeaverThisTaxYear) {
            Status::Terminated
        } else if blocked {
            Status::Pending
        } else {
            Status::Ready
        };
        assert_eq!(employee.status(world.today()), status, "{person} {troubles:?}");
        *statuses
            .entry(match status {
                Status::Ready => "ready",
                Status::Pending => "pending",
                Status::Terminated => "terminated",
            })
            .or_default() += 1;
    }
    // Two of each of the 8 kinds of missing and the 13 of invalid required values.
    assert_eq!(statuses, [("pending", 42), ("ready", 172), ("terminated", 8)].into());

    let next = world.hour().await?;
    assert_eq!(
        World::tally(&next),
        [0, 0, created, abroad, long_gone, 0],
        "and an hour later nothing changes"
    );
    assert_eq!(next.counts.problems, run.counts.problems);
    Ok(())
}
