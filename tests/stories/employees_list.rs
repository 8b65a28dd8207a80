//! `GET /v1/employees`: pages, statuses and searches.

use jiff::SignedDuration;
use shared::{
    domain::{
        field::Field::{City, FirstName, LastName, PreferredName},
        ids::EmployeeId,
        readiness::{
            BlockerCode::{Missing, NotMapped},
            Status::{self, Pending, Ready, Terminated},
        },
    },
    run::employees::{self, EmployeeList, ListQuery},
};
use tests::world::{World, flawless};

async fn page(
    world: &World,
    status: Option<Status>,
    text: &str,
    after: Option<&EmployeeId>,
    limit: usize,
) -> anyhow::Result<EmployeeList> {
    let text = (!text.is_empty()).then(|| text.to_owned());
    let query = ListQuery { status, text, after: after.cloned(), limit };
    Ok(employees::list(&world.inside, &world.tenant, &query).await?)
}

/// The Employee IDs of every page, one after the other.
async fn pages(
    world: &World,
    status: Option<Status>,
    text: &str,
    limit: usize,
) -> anyhow::Result<Vec<Vec<String>>> {
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let EmployeeList { employees, next } = page(world, status, text, after.as_ref(), limit).await?;
        pages.push(employees.iter().map(|shown| shown.employee.employee_id.to_string()).collect());
        if next.is_none() {
            return Ok(pages);
        }
        after = next;
    }
}

async fn found(world: &World, status: Option<Status>, text: &str) -> anyhow::Result<Vec<String>> {
    Ok(pages(world, status, text, 100).await?.concat())
}

/// Seven people: E0002 and E0006 without tax code, E0004 and E0005 gone since yesterday.
async fn company() -> anyhow::Result<World> {
    let world = World::of(flawless(7)?).await?;
    let people = world.people();
    for at in [1, 5] {
        world.put(people[at], "tax_code", "")?;
    }
    for at in [3, 4] {
        world.put(people[at], "termination_date", "2026-11-21")?;
    }
    world.connect_and_save().await?;
    Ok(world)
}

#[tokio::test]
async fn pages_follow_one_another_and_end_with_the_last_employee() -> anyhow::Result<()> {
    let world = company().await?;
    let all = ["E0001", "E0002", "E0003", "E0004", "E0005", "E0006", "E0007"];
    let (ready, pending, gone) = ([all[0], all[2], all[6]], [all[1], all[5]], [all[3], all[4]]);
    for (status, text, ids) in [
        (None, "", &all[..]),
        (Some(Ready), "", &ready),
        (Some(Pending), "", &pending),
        (Some(Terminated), "", &gone),
        (None, "e000", &all),
        (Some(Ready), "e000", &ready),
    ] {
        for limit in 1..=8 {
            let expected: Vec<Vec<_>> = ids.chunks(limit).map(<[_]>::to_vec).collect();
            assert_eq!(pages(&world, status, text, limit).await?, expected, "{status:?} {text:?} {limit}");
        }
    }
    // Nobody's id, and yet a place between two.
    let between = EmployeeId::parse("E0002x")?;
    for status in [None, Some(Ready)] {
        let next = page(&world, status, "", Some(&between), 1).await?;
        assert_eq!(next.employees[0].employee.employee_id.as_str(), "E0003");
    }
    assert_eq!(page(&world, None, "", None, 0).await?.employees.len(), 1, "never an empty page without end");
    let last = EmployeeId::parse("E0007")?;
    for (status, text) in [(None, ""), (Some(Ready), ""), (None, "e0")] {
        let nothing = page(&world, status, text, Some(&last), 5).await?;
        assert_eq!(nothing, EmployeeList { employees: Vec::new(), next: None });
    }
    Ok(())
}

#[tokio::test]
async fn employees_are_found_by_id_name_and_e_mail() -> anyhow::Result<()> {
    let world = World::settled(6).await?;
    let named = [("E0002", "Zoë", "Straßer"), ("E0003", "Bob", "Zoellner"), ("E0004", "Łukasz", "Bobek")];
    for (id, first, last) in named {
        world
            .edit(id, |employee| {
                employee.fields.set(FirstName, Some(first.into()));
                employee.fields.set(LastName, Some(last.into()));
                employee.fields.set(PreferredName, Some("Quirin".into()));
            })
            .await?;
    }
    world.edit("E0005", |employee| drop(employee.fields.set(City, Some("Quirinville".into())))).await?;
    for (text, expected) in [
        ("ZOE", &["E0002", "E0003"][..]),
        ("strasser", &["E0002"]),
        ("zoe strasser", &["E0002"]),
        ("bob", &["E0003", "E0004"]),
        ("lukasz  BOBEK", &["E0004"]),
        ("quirin", &["E0002", "E0003", "E0004"]),
        ("0006", &["E0006"]),
        ("nobody of that name", &[]),
    ] {
        assert_eq!(found(&world, None, text).await?, expected, "{text}");
    }
    let email =
        world.held("E0006").await?.fields.text(shared::domain::field::Field::Email).unwrap().to_uppercase();
    assert_eq!(found(&world, None, &email).await?, ["E0006"]);
    assert_eq!(found(&world, Some(Terminated), "bob").await?.len(), 0);
    Ok(())
}

#[tokio::test]
async fn an_employee_is_shown_with_what_follows_from_the_settings_the_day_and_the_runs() -> anyhow::Result<()>
{
    let world = company().await?;
    let run = world.hour().await?;
    let shown = page(&world, None, "", None, 10).await?.employees;
    let status = |at: usize| shown[at].status;
    assert_eq!([status(0), status(1), status(3)], [Ready, Pending, Terminated]);
    assert!(shown[0].blockers.is_empty());
    let blocker = &shown[1].blockers[0];
    let label = blocker.attribute.as_ref().map(|attribute| attribute.label.to_string());
    assert_eq!(
        (blocker.field.key(), blocker.code, label.as_deref()),
        ("tax_code", Missing, Some("Tax code"))
    );
    assert_eq!(shown[1].blockers.len(), 1);
    assert!(shown.iter().all(|shown| shown.last_synced_at == run.started_at), "an unchanged hour counts");
    for one in &shown {
        let id = &one.employee.employee_id;
        assert_eq!(employees::get(&world.inside, &world.tenant, id).await?.as_ref(), Some(one));
    }
    assert_eq!(employees::get(&world.inside, &world.tenant, &EmployeeId::parse("E9")?).await?, None);

    world.put(world.people()[0], "termination_date", "2026-11-22")?;
    world.hour().await?;
    assert_eq!(found(&world, Some(Terminated), "").await?, ["E0004", "E0005"], "it is the last day");
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(found(&world, Some(Terminated), "").await?, ["E0001", "E0004", "E0005"], "the day after");
    Ok(())
}

#[tokio::test]
async fn before_anything_is_saved_nobody_is_shown_and_the_defaults_count() -> anyhow::Result<()> {
    let world = World::of(flawless(1)?).await?;
    for (status, text) in [(None, ""), (Some(Ready), ""), (None, "a")] {
        assert_eq!(page(&world, status, text, None, 5).await?.employees.len(), 0);
    }
    world.add(shared::domain::employee::Employee::new(EmployeeId::parse("N1")?)).await?;
    let shown = &page(&world, Some(Pending), "n1", None, 5).await?.employees[0];
    assert_eq!((shown.status, shown.last_synced_at), (Pending, None));
    assert_eq!(shown.blockers.len(), 15);
    assert!(shown.blockers.iter().all(|blocker| blocker.code == NotMapped && blocker.attribute.is_none()));
    Ok(())
}

#[tokio::test]
async fn a_tenant_sees_its_own_employees_only() -> anyhow::Result<()> {
    let mut world = World::settled(2).await?;
    world.tenant = shared::domain::ids::TenantId::parse("other")?;
    for (status, text) in [(None, ""), (Some(Ready), ""), (None, "e")] {
        assert_eq!(found(&world, status, text).await?.len(), 0);
    }
    let id = EmployeeId::parse("E0001")?;
    assert_eq!(employees::get(&world.inside, &world.tenant, &id).await?, None);
    assert_eq!(employees::changes(&world.inside, &world.tenant, &id, None, 5).await?, None);
    Ok(())
}
