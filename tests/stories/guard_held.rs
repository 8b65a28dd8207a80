//! G1: a run that would change too much is held until an admin approves exactly that.

use jiff::SignedDuration;
use shared::{
    domain::{
        field::Field::{BankAccountNumber, JobTitle, Phone, TaxCode},
        plan::{EffectKind, HeldEffect},
        run::{Run, RunOutcome, RunReason},
    },
    ports::ReadTenant as _,
};
use tests::world::World;

/// New accounts for so many people, each its own.
fn change_accounts(world: &World, people: usize) -> anyhow::Result<()> {
    for (at, person) in world.people().into_iter().take(people).enumerate() {
        world.put(person, "bank_account_number", format!("{:08}", 70_000_000 + at))?;
    }
    Ok(())
}

fn held_for(run: &Run) -> Vec<HeldEffect> {
    match &run.reason {
        Some(RunReason::Held { effects }) if run.outcome == RunOutcome::Held => effects.clone(),
        _ => Vec::new(),
    }
}

fn bank_details_of(people: u64, allowed: u64) -> HeldEffect {
    HeldEffect { effect: EffectKind::ChangeBankDetails, field: None, people, allowed }
}

#[tokio::test]
async fn bank_details_of_five_people_pass_and_of_six_are_held_with_nothing_written() -> anyhow::Result<()> {
    let world = World::settled(20).await?;
    change_accounts(&world, 5)?;
    let run = world.hour().await?;
    assert_eq!((run.outcome, World::tally(&run)), (RunOutcome::Succeeded, [0, 5, 15, 0, 0, 0]));

    for (at, person) in world.people().into_iter().take(6).enumerate() {
        world.put(person, "bank_account_number", format!("{:08}", 80_000_000 + at))?;
    }
    let _ = world.join(20);
    world.put(world.people()[19], "job_title", "Changed")?;
    let before = world.employees().await?;
    let run = world.hour().await?;
    assert_eq!(held_for(&run), [bank_details_of(6, 5)]);
    assert_eq!((World::tally(&run), run.counts.read), ([0; 6], 21));
    assert_eq!(world.employees().await?, before, "nothing at all is written, new people included");
    assert!(world.outcomes(&run).await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn beyond_fifty_people_a_tenth_may_change() -> anyhow::Result<()> {
    let world = World::settled(71).await?;
    // The 71st has left: 70 are active, of whom a tenth is 7.
    world.put(world.people()[70], "termination_date", "2026-11-20")?;
    world.hour().await?;
    change_accounts(&world, 7)?;
    assert_eq!(world.hour().await?.counts.updated, 7);
    for person in world.people().into_iter().take(8) {
        world.put(person, "bank_sort_code", "11-11-11")?;
    }
    assert_eq!(held_for(&world.hour().await?), [bank_details_of(8, 7)]);
    Ok(())
}

#[tokio::test]
async fn emptied_fields_are_held_one_field_at_a_time() -> anyhow::Result<()> {
    let world = World::settled(12).await?;
    for person in world.people() {
        world.put(person, "phone", "020 7946 0018")?;
    }
    world.hour().await?;
    let before = world.employees().await?;
    for person in world.people().into_iter().take(6) {
        world.put(person, "tax_code", "")?;
        world.put(person, "phone", "not a number")?;
    }
    // Five people of another field are let through on their own.
    for person in world.people().into_iter().take(5) {
        world.put(person, "job_title", "")?;
    }
    let run = world.hour().await?;
    let blank = |field| HeldEffect { effect: EffectKind::Blank, field: Some(field), people: 6, allowed: 5 };
    assert_eq!(held_for(&run), [blank(TaxCode), blank(Phone)]);
    assert_eq!(world.employees().await?, before);

    world.put(world.people()[0], "tax_code", "BR")?;
    world.put(world.people()[0], "phone", "020 7946 0019")?;
    let run = world.hour().await?;
    assert_eq!((run.outcome, run.counts.updated), (RunOutcome::Succeeded, 6));
    // Tax code and phone of five, and the job title of five.
    assert_eq!(run.counts.blanked, 15);
    Ok(())
}

#[tokio::test]
async fn an_approval_lets_exactly_the_held_effects_through() -> anyhow::Result<()> {
    let world = World::settled(20).await?;
    change_accounts(&world, 6)?;
    let run = world.hour().await?;
    assert_eq!(held_for(&run), [bank_details_of(6, 5)]);
    assert_eq!(world.answer(true).await?.run_id, run.id);

    // A change of the held effects after the approval is held anew, and replaces what was approved.
    world.put(world.people()[0], "bank_account_number", "79999999")?;
    let other = world.sync_all().await?;
    assert_eq!(held_for(&other), [bank_details_of(6, 5)]);
    let latest = world.inside.store.held_run(&world.tenant).await?;
    assert_eq!(latest.map(|held| (held.run_id, held.word)), Some((other.id, None)));
    let again = world.sync_all().await?;
    assert_eq!(held_for(&again).len(), 1, "held again and again, until somebody says something");

    world.answer(true).await?;
    // The rest of the plan may change meanwhile: an approval is not about it.
    world.put(world.people()[10], "job_title", "Changed")?;
    let run = world.sync_all().await?;
    assert_eq!((run.outcome, World::tally(&run)), (RunOutcome::Succeeded, [0, 7, 13, 0, 0, 0]));
    assert_eq!(world.text("E0001", BankAccountNumber).await?.as_deref(), Some("79999999"));
    assert_eq!(world.text("E0011", JobTitle).await?.as_deref(), Some("Changed"));
    Ok(())
}

#[tokio::test]
async fn a_rejection_and_an_approval_of_more_than_a_day_let_nothing_through() -> anyhow::Result<()> {
    const DAY: i64 = 24 * 60;
    // Approved or not, the minutes until the next run, and whether that one passes.
    let rows = [(false, 1, false), (true, DAY - 1, true), (true, DAY + 1, false)];
    let world = World::settled(20).await?;
    for (at, (approved, minutes, passes)) in rows.into_iter().enumerate() {
        for (number, person) in world.people().into_iter().take(6).enumerate() {
            world.put(person, "bank_account_number", format!("{:08}", 60_000_000 + 100 * at + number))?;
        }
        assert_eq!(held_for(&world.sync_all().await?).len(), 1, "row {at}");
        world.answer(approved).await?;
        world.clock.advance(SignedDuration::from_mins(minutes));
        let run = world.sync_all().await?;
        assert_eq!(run.outcome == RunOutcome::Succeeded, passes, "row {at}");
        assert_eq!(run.outcome == RunOutcome::Held, !passes, "row {at}");
    }
    Ok(())
}
