//! V4: absent is not empty. One unticked box in Personio erases nothing.

use shared::domain::{
    field::Field::{NiCategory, TaxCode},
    problem::Severity,
    run::RunOutcome,
};
use tests::world::World;

#[tokio::test]
async fn unticking_an_attribute_erases_nothing_and_says_so_and_ticking_it_heals() -> anyhow::Result<()> {
    let world = World::settled(12).await?;
    // Some have warnings anyway.
    let usual = world.hour().await?.counts.problems;
    let before = world.employees().await?;
    world.untick("tax_code")?;
    world.untick("ni_category")?;
    let run = world.hour().await?;
    // All twelve would be far beyond what guard G1 lets through, if keeping were blanking.
    assert_eq!(run.outcome, RunOutcome::Succeeded);
    assert_eq!(World::tally(&run), [0, 0, 12, 0, 0, 0]);
    assert_eq!((run.counts.blanked, run.counts.problems), (0, usual + 24));
    for (before, after) in before.iter().zip(world.employees().await?) {
        assert_eq!(after.fields, before.fields);
        let new: Vec<_> = after.problems.iter().filter(|one| !before.problems.contains(one)).collect();
        let codes: Vec<_> = new.iter().map(|problem| (problem.field, problem.code.key())).collect();
        assert_eq!(codes, [(NiCategory, "attribute_not_readable"), (TaxCode, "attribute_not_readable")]);
        assert!(new.iter().all(|problem| problem.code.severity() == Severity::Warning));
    }

    world.tick("tax_code")?;
    world.tick("ni_category")?;
    world.put(world.people()[0], "tax_code", "BR")?;
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, 1, 11, 0, 0, 0]);
    assert_eq!(run.counts.problems, usual);
    let after = world.employees().await?;
    assert_eq!(after[0].fields.text(TaxCode), Some("BR"));
    assert!(
        before
            .iter()
            .zip(&after)
            .skip(1)
            .all(|(before, after)| { before.fields == after.fields && before.problems == after.problems })
    );
    Ok(())
}

#[tokio::test]
async fn an_attribute_absent_for_one_person_is_kept_for_that_person_only() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let people = world.people();
    let kept = world.text("E0001", TaxCode).await?;
    world.hide(people[0], "tax_code")?;
    world.put(people[1], "tax_code", "")?;
    world.hour().await?;
    assert_eq!(world.text("E0001", TaxCode).await?, kept);
    assert_eq!(world.problems("E0001").await?, [(TaxCode, "attribute_not_readable")]);
    assert_eq!(world.text("E0002", TaxCode).await?, None, "empty is empty");
    Ok(())
}

#[tokio::test]
async fn a_new_person_without_a_readable_attribute_is_created_without_it() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    world.untick("tax_code")?;
    let _ = world.join(60);
    assert_eq!(World::tally(&world.hour().await?), [1, 0, 1, 0, 0, 0]);
    assert_eq!(world.text("E0002", TaxCode).await?, None);
    assert_eq!(world.problems("E0002").await?, [(TaxCode, "attribute_not_readable")]);
    Ok(())
}
