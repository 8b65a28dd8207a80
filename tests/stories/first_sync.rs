//! From nothing to a whole company, and an hour later.

use shared::domain::{plan::Counts, run::RunOutcome};
use tests::world::{World, flawless};

#[tokio::test]
async fn the_first_save_imports_everybody_and_the_next_hour_finds_nothing_to_do() -> anyhow::Result<()> {
    let world = World::of(flawless(12)?).await?;
    let first = world.connect_and_save().await?;
    assert_eq!(first.outcome, RunOutcome::Succeeded);
    assert_eq!(first.counts, Counts { read: 12, created: 12, ..first.counts });
    assert_eq!((first.counts.updated, first.counts.failed), (0, 0));
    let before = world.employees().await?;
    assert_eq!(before.len(), 12);

    let next = world.hour().await?;
    assert_eq!(next.outcome, RunOutcome::Succeeded);
    assert_eq!((next.counts.created, next.counts.updated, next.counts.unchanged), (0, 0, 12));
    assert_eq!(world.employees().await?, before, "an unchanged hour writes no employee");
    Ok(())
}

#[tokio::test]
async fn nothing_is_imported_before_settings_are_saved() -> anyhow::Result<()> {
    let world = World::of(flawless(3)?).await?;
    world.connect().await?;
    world.strike().await?;
    world.work().await?;
    assert!(world.employees().await?.is_empty());
    assert_eq!(world.latest().await?, None);
    Ok(())
}
