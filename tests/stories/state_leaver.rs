//! S2: the first termination date brings the tenant's setting for holiday pay in pension; afterwards people decide.

use serde_json::json;
use tests::world::World;

async fn flag(world: &World, id: &str) -> anyhow::Result<Option<bool>> {
    Ok(world.held(id).await?.include_holiday_pay_in_pension)
}

#[tokio::test]
async fn the_setting_arrives_with_the_first_date_and_a_value_set_by_hand_stays() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let person = world.people()[0];
    world.change_settings(|settings| settings.include_holiday_pay_in_pension = true).await?;
    assert_eq!(flag(&world, "E0001").await?, None, "nobody has left");
    world.put(person, "termination_date", "2026-12-31")?;
    assert_eq!(World::tally(&world.hour().await?), [0, 1, 1, 0, 0, 0]);
    assert_eq!((flag(&world, "E0001").await?, flag(&world, "E0002").await?), (Some(true), None));

    world.edit("E0001", |employee| employee.include_holiday_pay_in_pension = Some(false)).await?;
    world.put(person, "termination_date", "2027-01-31")?;
    assert_eq!(World::tally(&world.hour().await?), [0, 1, 1, 0, 0, 0]);
    assert_eq!(flag(&world, "E0001").await?, Some(false), "a date that moves is not the first");

    for date in [json!(null), json!("2027-02-28")] {
        world.put(person, "termination_date", date)?;
        world.hour().await?;
        assert_eq!(flag(&world, "E0001").await?, Some(false), "nor is one that comes back");
    }
    world.change_settings(|settings| settings.include_holiday_pay_in_pension = false).await?;
    world.edit("E0001", |employee| employee.include_holiday_pay_in_pension = Some(true)).await?;
    world.hour().await?;
    assert_eq!(flag(&world, "E0001").await?, Some(true));
    Ok(())
}

#[tokio::test]
async fn the_setting_also_counts_for_leavers_who_are_created() -> anyhow::Result<()> {
    for setting in [false, true] {
        let world = World::settled(1).await?;
        world.change_settings(|settings| settings.include_holiday_pay_in_pension = setting).await?;
        world.put(world.join(5), "termination_date", "2026-12-31")?;
        assert_eq!(World::tally(&world.hour().await?), [1, 0, 1, 0, 0, 0]);
        assert_eq!(flag(&world, "E0002").await?, Some(setting));
    }
    Ok(())
}
