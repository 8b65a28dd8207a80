//! `POST /v1/employees` and `PATCH /v1/employees/{employee_id}`: people enter values directly in Pento.

use serde_json::{Value, json};
use shared::{
    domain::{
        employee::{Change, SyncState},
        field::Field::{self, City, Email, JobTitle, TaxCode},
        ids::EmployeeId,
        readiness::Status,
        shown::Shown,
    },
    ports::Actor,
    run::employees::{self, Added, Edited},
};
use tests::world::World;

const USER: &str = "auth0|olga";

async fn add(world: &World, document: Value) -> anyhow::Result<Added> {
    Ok(employees::add(&world.inside, &world.tenant, USER, &document).await?)
}

async fn edit(world: &World, id: &str, version: u64, document: Value) -> anyhow::Result<Edited> {
    let id = EmployeeId::parse(id)?;
    Ok(employees::edit(&world.inside, &world.tenant, &id, version, USER, &document).await?)
}

/// An edit of the latest version that has to be taken.
async fn edited(world: &World, id: &str, document: Value) -> anyhow::Result<Shown> {
    let version = world.held(id).await?.version;
    match edit(world, id, version, document).await? {
        Edited::Edited(shown) => Ok(*shown),
        other => anyhow::bail!("{other:?}"),
    }
}

/// Pointers and codes.
fn wrong(errors: &[shared::domain::input::InputError]) -> Vec<(&str, &'static str)> {
    errors.iter().map(|error| (error.pointer.as_str(), error.code.key())).collect()
}

/// A document with an example for every field but these.
fn complete(id: &str, without: &[Field]) -> Value {
    let named = Field::ALL.iter().filter(|field| !without.contains(field));
    let fields: serde_json::Map<_, _> =
        named.map(|field| (field.key().to_owned(), field.example().into())).collect();
    json!({"employee_id": id, "fields": fields})
}

#[tokio::test]
async fn an_employee_is_added_and_met_by_the_next_sync() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let document = complete(" E0002 ", &[Field::TerminationDate, TaxCode]);
    let Added::Added(shown) = add(&world, document).await? else { anyhow::bail!("not added") };
    assert_eq!(shown.employee, world.held("E0002").await?);
    assert_eq!((shown.status, shown.last_synced_at), (Status::Pending, None));
    let blockers: Vec<_> = shown.blockers.iter().map(|blocker| blocker.field).collect();
    assert_eq!(blockers, [TaxCode]);
    assert_eq!((shown.employee.version, shown.employee.sync_state), (1, SyncState::Never));
    let log = world.change_log("E0002").await?;
    assert_eq!((log.len(), &log[0].by), (1, &Actor::User(USER.into())));
    assert_eq!(log[0].changes.len(), Field::ALL.len() - 2, "every value is new");
    assert!(log[0].changes.iter().all(|change| change.old.is_none() && change.new.is_some()));

    let person = world.join(3);
    for field in [Field::LastName, Field::DateOfBirth] {
        world.put(person, field.key(), field.example())?;
    }
    assert_eq!(World::tally(&world.hour().await?), [0, 1, 1, 0, 0, 0], "updated, not created");
    let met = world.held("E0002").await?;
    assert_eq!((met.version, met.sync_state), (2, SyncState::Ok));
    assert_eq!(met.personio_id.map(|id| id.to_string()), Some(person.to_string()));
    Ok(())
}

#[tokio::test]
async fn a_taken_id_is_refused_whoever_has_it() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.put(world.people()[1], "termination_date", "2026-11-21")?;
    world.hour().await?;
    let before = world.employees().await?;
    for id in ["E0001", "E0002", " E0001 "] {
        assert_eq!(add(&world, json!({"employee_id": id, "fields": {}})).await?, Added::IdTaken, "{id:?}");
    }
    assert_eq!(world.employees().await?, before);
    assert!(matches!(add(&world, json!({"employee_id": "e0001", "fields": {}})).await?, Added::Added(_)));
    Ok(())
}

#[tokio::test]
async fn everything_wrong_is_told_at_once_and_nothing_is_written() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let before = world.dump().await?;
    let document = json!({
        "employee_id": "über", "fields": {"tax_code": "12", "salary": "1", "gender": 1, "city": "York"}, "x": 1,
    });
    let Added::Invalid(errors) = add(&world, document.clone()).await? else { anyhow::bail!("taken") };
    let expected = [
        ("/x", "unknown_key"),
        ("/employee_id", "employee_id_invalid"),
        ("/fields/gender", "wrong_type"),
        ("/fields/salary", "unknown_field"),
        ("/fields/tax_code", "tax_code_invalid"),
    ];
    assert_eq!(wrong(&errors), expected);
    let Edited::Invalid(errors) = edit(&world, "E0001", 1, document).await? else { anyhow::bail!("taken") };
    let mut expected = expected;
    expected[1].1 = "employee_id_fixed";
    assert_eq!(wrong(&errors), expected);
    assert_eq!(world.dump().await?, before);
    Ok(())
}

#[tokio::test]
async fn mapped_fields_are_overwritten_by_the_next_sync_and_others_stay() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.change_settings(|settings| drop(settings.mapping.remove(&JobTitle))).await?;
    let before = world.held("E0001").await?;
    let city = before.fields.get(City).cloned();
    let document = json!({"fields": {"city": " Handtown ", "job_title": "Chief", "tax_code": "k475"}});
    let shown = edited(&world, "E0001", document).await?;
    assert_eq!(shown.employee, world.held("E0001").await?);
    let by_hand = [(City, "Handtown"), (JobTitle, "Chief"), (TaxCode, "K475")];
    for (field, text) in by_hand {
        assert_eq!(shown.employee.fields.text(field), Some(text));
    }
    assert_eq!((shown.employee.version, shown.employee.fingerprint), (before.version + 1, None));
    let log = world.change_log("E0001").await?;
    assert_eq!(log[0].by, Actor::User(USER.into()));
    let changes: Vec<_> = log[0].changes.iter().map(|change| change.field).collect();
    assert_eq!(changes, [TaxCode, City, JobTitle]);

    assert_eq!(World::tally(&world.hour().await?), [0, 1, 1, 0, 0, 0]);
    let after = world.held("E0001").await?;
    assert_eq!(after.fields.get(City), city.as_ref(), "V1");
    assert_eq!(after.fields.get(TaxCode), before.fields.get(TaxCode), "V1");
    assert_eq!(after.fields.text(JobTitle), Some("Chief"), "V5");
    let log = world.change_log("E0001").await?;
    assert!(matches!(log[0].by, Actor::Run(_)));
    assert_eq!(log[0].changes[1], Change { field: City, old: Some("Handtown".into()), new: city });
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn whoever_has_not_seen_the_latest_version_is_refused() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let change = |city: &str| json!({"fields": {"city": city}});
    assert_eq!(edit(&world, "E0009", 1, change("York")).await?, Edited::NotFound);
    assert_eq!(edit(&world, "E0001", 2, change("York")).await?, Edited::Conflict);
    assert_eq!(
        edit(&world, "E0001", 2, json!([])).await?,
        Edited::Conflict,
        "a stale document is not looked at"
    );
    // Two at the same moment, both with the version they have seen: one wins.
    let (a, b) = futures_util::future::join(
        edit(&world, "E0001", 1, change("York")),
        edit(&world, "E0001", 1, change("Hull")),
    )
    .await;
    let answers = [a?, b?];
    let won: Vec<_> = answers.iter().filter(|answer| matches!(answer, Edited::Edited(_))).collect();
    assert_eq!(won.len(), 1, "{answers:?}");
    assert!(answers.contains(&Edited::Conflict), "{answers:?}");
    assert_eq!((world.held("E0001").await?.version, world.change_log("E0001").await?.len()), (2, 2));
    // A run in between.
    world.hour().await?;
    assert_eq!(edit(&world, "E0001", 2, change("Leeds")).await?, Edited::Conflict);
    Ok(())
}

#[tokio::test]
async fn an_edit_that_changes_nothing_writes_nothing() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let before = world.dump().await?;
    let email = world.held("E0001").await?.fields.get(Email).cloned();
    for document in [json!({}), json!({"fields": {"email": email, "termination_date": " "}})] {
        let Edited::Edited(shown) = edit(&world, "E0001", 1, document).await? else {
            anyhow::bail!("refused")
        };
        assert_eq!(shown.employee.version, 1);
    }
    assert_eq!(world.dump().await?, before);
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 1, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn the_time_of_the_last_sync_stays_when_an_edit_follows_unchanged_hours() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.hour().await?;
    let unchanged = world.hour().await?;
    assert_eq!(world.synced_at("E0001").await?, unchanged.started_at);
    let shown = edited(&world, "E0001", json!({"fields": {"city": "York"}})).await?;
    assert_eq!(shown.last_synced_at, unchanged.started_at, "it does not go back to the first run");
    let again = edited(&world, "E0001", json!({"fields": {"city": "Hull"}})).await?;
    assert_eq!(again.last_synced_at, unchanged.started_at);
    assert_eq!(world.synced_at("E0001").await?, unchanged.started_at);
    // While syncing is paused, a run that judges nobody moves nobody's time.
    let next = world.hour().await?;
    assert_eq!(world.synced_at("E0001").await?, next.started_at);
    assert_eq!(World::tally(&next), [0, 1, 1, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn an_excluded_employee_can_be_edited_and_stays_excluded() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    world.put(world.people()[0], "include_in_uk_payroll", "No")?;
    let filter = world.filter_on("include_in_uk_payroll", shared::domain::filter::Operator::Is, &["No"])?;
    world.change_settings(|settings| settings.filters.push(filter)).await?;
    let before = world.held("E0001").await?;
    let shown = edited(&world, "E0001", json!({"fields": {"city": "York"}})).await?;
    assert_eq!(shown.employee.sync_state, SyncState::Excluded);
    assert_eq!(shown.employee.sync_reason, before.sync_reason);
    let time = shown.last_synced_at;
    world.hour().await?;
    let after = world.held("E0001").await?;
    assert_eq!((after.fields.text(City), after.sync_state), (Some("York"), SyncState::Excluded));
    assert_eq!(world.synced_at("E0001").await?, time);
    Ok(())
}

#[tokio::test]
async fn a_leavers_flag_is_decided_by_the_setting_or_by_hand() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    world
        .change_settings(|settings| {
            settings.include_holiday_pay_in_pension = true;
            settings.mapping.remove(&Field::TerminationDate);
        })
        .await?;
    let flag = async |id: &str| anyhow::Ok(world.held(id).await?.include_holiday_pay_in_pension);
    let date = json!({"termination_date": "2026-12-31"});
    edited(&world, "E0001", json!({"fields": date})).await?;
    edited(&world, "E0002", json!({"fields": date, "include_holiday_pay_in_pension": false})).await?;
    assert_eq!((flag("E0001").await?, flag("E0002").await?), (Some(true), Some(false)));
    let shown = edited(&world, "E0001", json!({"include_holiday_pay_in_pension": false})).await?;
    assert_eq!(shown.employee.include_holiday_pay_in_pension, Some(false));
    let log = world.change_log("E0001").await?;
    assert_eq!((&log[0].by, log[0].changes.len()), (&Actor::User(USER.into()), 0));
    // Personio's own date comes after the one by hand and is not the first.
    let key = world.key("termination_date")?;
    for person in world.people() {
        world.put(person, "termination_date", "2027-01-31")?;
    }
    world.change_settings(|settings| drop(settings.mapping.insert(Field::TerminationDate, key))).await?;
    assert_eq!((flag("E0001").await?, flag("E0002").await?), (Some(false), Some(false)));
    assert_eq!(flag("E0003").await?, Some(true));
    Ok(())
}
