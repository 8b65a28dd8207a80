//! S1: ready, pending and terminated, and what stands in the way.

use serde_json::json;
use shared::{
    domain::{
        field::Field::{self, *},
        readiness::{
            BlockerCode::{self, Invalid, Missing, NotMapped, NotReadable},
            Status::{Pending, Ready, Terminated},
        },
    },
    ports::ReadTenant as _,
};
use tests::world::{World, flawless};

async fn blockers(world: &World, id: &str) -> anyhow::Result<Vec<(Field, BlockerCode)>> {
    let catalogue = world.inside.store.catalogue(&world.tenant).await?;
    let found = world.held(id).await?.blockers(&world.settings().await?, &catalogue);
    Ok(found.into_iter().map(|blocker| (blocker.field, blocker.code)).collect())
}

#[tokio::test]
async fn every_required_field_has_to_be_present_and_valid() -> anyhow::Result<()> {
    // What is required, as payroll says it; a value that can't be used; and whether it is required.
    let rows = [
        (FirstName, json!("123"), true),
        (LastName, json!("123"), true),
        (Gender, json!("x"), true),
        (DateOfBirth, json!("soon"), true),
        (NationalInsuranceNumber, json!("x"), true),
        (NiCategory, json!("U"), true),
        (TaxCode, json!("x"), true),
        (StartDate, json!("soon"), true),
        (Email, json!("x"), true),
        (AddressLine1, json!("***"), true),
        (City, json!("***"), true),
        (Postcode, json!("x"), true),
        (Country, json!("Atlantis"), true),
        (BankSortCode, json!("x"), true),
        (BankAccountNumber, json!("x"), true),
        (MiddleName, json!(""), false),
        (Phone, json!("x"), false),
        (StarterDeclaration, json!("Z"), false),
        (WeeklyHours, json!("x"), false),
    ];
    let world = World::of(flawless(2 * rows.len() as u64)?).await?;
    for (pair, (field, wrong, _)) in world.people().chunks(2).zip(&rows) {
        world.set(pair[0], *field, json!(""))?;
        world.set(pair[1], *field, wrong.clone())?;
    }
    world.connect_and_save().await?;
    let today = world.today();
    for (pair, (field, _, required)) in world.employees().await?.chunks(2).zip(&rows) {
        for (employee, code) in pair.iter().zip([Missing, Invalid]) {
            let id = employee.employee_id.as_str();
            let expected = if *required { vec![(*field, code)] } else { vec![] };
            assert_eq!(blockers(&world, id).await?, expected, "{field}");
            let status = if *required { Pending } else { Ready };
            assert_eq!(employee.status(today), status, "{field} {code:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_blocker_tells_unmapped_and_unreadable_from_missing_and_a_kept_value_is_none() -> anyhow::Result<()>
{
    let world = World::settled(1).await?;
    world.untick("tax_code")?;
    world.hour().await?;
    assert_eq!(blockers(&world, "E0001").await?, [], "a kept value counts as present");

    let _ = world.join(10);
    world.change_settings(|settings| drop(settings.mapping.remove(&City))).await?;
    assert_eq!(blockers(&world, "E0002").await?, [(TaxCode, NotReadable), (City, NotMapped)]);
    let status = world.held("E0002").await?.status(world.today());
    assert_eq!(status, Pending);
    assert_eq!(blockers(&world, "E0001").await?, [], "what was mapped before is still there");
    Ok(())
}

#[tokio::test]
async fn abroad_no_postcode_is_needed_and_a_blank_country_is_judged_by_uk_rules() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let people = world.people();
    for (person, country) in people.iter().zip(["Germany", ""]) {
        world.put(*person, "country", country)?;
        world.put(*person, "postcode", "")?;
    }
    world.hour().await?;
    assert_eq!(blockers(&world, "E0001").await?, []);
    assert_eq!(blockers(&world, "E0002").await?, [(Postcode, Missing), (Country, Missing)]);
    Ok(())
}

#[tokio::test]
async fn terminated_begins_on_the_day_after_the_last_day_in_london() -> anyhow::Result<()> {
    let world = World::settled(4).await?;
    let rows = [("2026-11-21", Terminated), ("2026-11-22", Ready), ("2027-01-31", Ready), ("", Ready)];
    for (person, (date, _)) in world.people().into_iter().zip(rows) {
        world.put(person, "termination_date", date)?;
    }
    world.hour().await?;
    for (employee, (date, status)) in world.employees().await?.iter().zip(rows) {
        assert_eq!(employee.status(world.today()), status, "{date}");
    }
    Ok(())
}
