//! `GET /v1/employees/{employee_id}/changes`: one entry for each changed field, latest first.

use serde_json::json;
use shared::{
    domain::{employee::Change, field::Field, ids::EmployeeId},
    ports::Actor,
    run::employees::{self, ChangePage, Edited, Logged, Place},
};
use tests::world::World;

/// Every page of so many changes.
async fn pages(world: &World, id: &str, limit: usize) -> anyhow::Result<Vec<Vec<Logged>>> {
    let id = EmployeeId::parse(id)?;
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let page = employees::changes(&world.inside, &world.tenant, &id, after, limit).await?;
        let ChangePage { changes, next } = page.ok_or_else(|| anyhow::anyhow!("no such employee"))?;
        pages.push(changes);
        if next.is_none() {
            return Ok(pages);
        }
        after = next;
    }
}

async fn edit(world: &World, document: serde_json::Value) -> anyhow::Result<()> {
    let id = EmployeeId::parse("E0001")?;
    let version = world.held("E0001").await?.version;
    let answer = employees::edit(&world.inside, &world.tenant, &id, version, "olga", &document).await?;
    anyhow::ensure!(matches!(answer, Edited::Edited(_)), "{answer:?}");
    Ok(())
}

#[tokio::test]
async fn every_changed_field_is_listed_once_however_the_pages_fall() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let first = world.held("E0001").await?.fields;
    edit(&world, json!({"fields": {"city": "York", "county": "Kent", "office": "Hull"}})).await?;
    // Leaves an entry without changes.
    edit(&world, json!({"include_holiday_pay_in_pension": true})).await?;
    edit(&world, json!({"fields": {"office": null}})).await?;
    world.hour().await?;

    let all = pages(&world, "E0001", 1000).await?.concat();
    let of = |range: std::ops::Range<usize>| {
        all[range].iter().map(|logged| logged.change.field).collect::<Vec<_>>()
    };
    let created: Vec<_> = first.iter().map(|(field, _)| field).collect();
    assert_eq!(all.len(), 3 + 1 + 3 + created.len());
    assert_eq!(of(0..3), [Field::City, Field::County, Field::Office], "the hour's run");
    assert_eq!(of(3..4), [Field::Office]);
    assert_eq!(of(4..7), [Field::City, Field::County, Field::Office]);
    assert_eq!(of(7..all.len()), created, "and how it began");
    let by_olga = |logged: &Logged| logged.by == Actor::User("olga".into());
    assert!(all[3..7].iter().all(by_olga) && !all[..3].iter().chain(&all[7..]).any(by_olga));
    assert!(all.is_sorted_by(|a, b| a.at >= b.at));
    let blanked = Change { field: Field::Office, old: Some("Hull".into()), new: None };
    assert_eq!(all[3].change, blanked);

    for limit in 1..=all.len() + 1 {
        let pages = pages(&world, "E0001", limit).await?;
        assert!(pages.iter().rev().skip(1).all(|page| page.len() == limit), "{limit}");
        assert!(pages.last().is_some_and(|page| !page.is_empty()), "{limit}: no empty page at the end");
        assert_eq!(pages.concat(), all, "{limit}");
    }
    Ok(())
}

#[tokio::test]
async fn a_page_goes_on_inside_an_entry() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    edit(&world, json!({"fields": {"city": "York", "county": "Kent", "office": "Hull"}})).await?;
    let id = EmployeeId::parse("E0001")?;
    let page = async |after, limit| employees::changes(&world.inside, &world.tenant, &id, after, limit).await;
    let first = page(None, 2).await?.unwrap();
    let fields =
        |page: &ChangePage| page.changes.iter().map(|logged| logged.change.field).collect::<Vec<_>>();
    assert_eq!(fields(&first), [Field::City, Field::County]);
    assert_eq!(first.next, Some(Place { version: 2, position: 1 }));
    // What is written meanwhile does not move the pages that follow.
    edit(&world, json!({"fields": {"city": "Leeds"}})).await?;
    let second = page(first.next, 1).await?.unwrap();
    assert_eq!(fields(&second), [Field::Office]);
    assert_eq!(second.next, Some(Place { version: 2, position: 2 }));
    let third = page(second.next, 1).await?.unwrap();
    assert_eq!(third.next, Some(Place { version: 1, position: 0 }));
    let beyond = page(Some(Place { version: 1, position: 1000 }), 5).await?.unwrap();
    assert_eq!(beyond, ChangePage { changes: Vec::new(), next: None });
    Ok(())
}

#[tokio::test]
async fn nobody_has_no_log() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let id = EmployeeId::parse("E000")?;
    assert_eq!(employees::changes(&world.inside, &world.tenant, &id, None, 5).await?, None);
    Ok(())
}
