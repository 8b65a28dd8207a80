//! Personal data never reaches a log line, an error, or an item that is not the employee's own.

use personio_sim::{Body, Fault, Route, What};
use serde_json::json;
use shared::domain::{field::Field, run::RunOutcome};
use tests::{
    kept_log::KeptLog,
    world::{World, flawless},
};
use tracing_subscriber::util::SubscriberInitExt;

/// Stands in every value of the marked people.
const MARK: &str = "Qzxmark";

#[tokio::test]
async fn marked_values_reach_the_employee_and_nothing_else() -> anyhow::Result<()> {
    let kept = KeptLog::new();
    // Everything of ours at the finest level, and the libraries as loud as production ever lets them be.
    let ours = "trace,hyper=warn,h2=warn,aws_smithy_runtime=warn,aws_smithy_runtime_api=warn,aws_sdk_dynamodb=warn,\
                aws_sdk_sqs=warn,aws_sdk_secretsmanager=warn,aws_sdk_s3=warn,dynoxide=warn,s3s=warn,s3s_fs=warn";
    let subscriber =
        tracing_subscriber::fmt().json().with_writer(kept.clone()).with_env_filter(ours).finish();
    let _guard = subscriber.set_default();

    let world = World::of(flawless(6)?).await?;
    world.connect().await?;
    let settings = world.suggested().await?;
    let ids: Vec<u64> =
        world.personio.edit(|company| company.people().iter().map(|person| person.id).collect());
    // Two people are marked in every mapped field: valid where anything goes, invalid elsewhere.
    for field in settings.mapping.keys() {
        world.set(ids[0], *field, json!(format!("{MARK}{}", field.key().len())))?;
        world.set(ids[1], *field, json!({"attributes": {"name": MARK}}))?;
    }
    let mark_of = |n: u32| json!(format!("{MARK}{n}"));
    world.set(ids[2], Field::LastName, mark_of(2))?;
    let run = world.save(&settings).await?;
    assert_eq!(run.outcome, RunOutcome::Succeeded);
    // The hour brings changes, refusals and unusable answers that quote people.
    world.set(ids[2], Field::LastName, mark_of(3))?;
    world.set(ids[3], Field::NationalInsuranceNumber, mark_of(4))?;
    let quoting = Body::Text(format!("<html>{MARK} could not be found</html>"));
    world.personio.fault(Fault::once(Route::under("/v1/company/employees"), What::Status(502, quoting)));
    assert_eq!(world.hour().await?.outcome, RunOutcome::Succeeded);
    let quoting =
        Body::Text(format!("{{\"success\":false,\"error\":{{\"message\":\"{MARK}\",\"code\":0}}}}"));
    world.personio.fault(Fault::always(Route::under("/v1/company/employees"), What::Status(400, quoting)));
    let refused = world.hour().await?;
    assert_eq!(refused.outcome, RunOutcome::Failed);

    world.personio.clear_faults();
    everything_through_the_api(&world).await?;

    let stored = world.employees().await?;
    assert!(stored.iter().any(|e| e.fields.text(Field::LastName).is_some_and(|name| name.contains(MARK))));
    assert!(!format!("{stored:?}").contains(MARK), "Debug of employees");
    let log = kept.take();
    assert!(log.contains("the run has ended"), "the log was kept");
    let leaks: Vec<_> = log.lines().filter(|line| line.contains(MARK)).collect();
    assert_eq!(leaks, Vec::<&str>::new());
    let (id, secret) = world.personio.credentials();
    assert!(!log.contains(&secret) && !log.contains(&id), "credentials in the log");

    for item in items(&world).await? {
        let kind = item["sk"].as_s().unwrap().split('#').next().unwrap().to_owned();
        let holds = format!("{item:?}").contains(MARK);
        assert!(!holds || kind == "EMPLOYEE" || kind == "CHANGE", "an item {kind} holds a value");
    }
    Ok(())
}

/// Every route that has to do with people, with marked values in bodies, queries and paths.
async fn everything_through_the_api(world: &World) -> anyhow::Result<()> {
    let admin = world.admin();
    let personio = "/v1/integrations/personio";
    let settings = admin.get(&format!("{personio}/settings")).await?.expect(200)?.body;
    admin.post(&format!("{personio}/preview"), settings).await?.expect(200)?;
    let fields =
        json!({"last_name": MARK, "national_insurance_number": MARK, "city": {"x": MARK}, MARK: MARK});
    admin
        .post("/v1/employees", json!({"employee_id": "H-1", "fields": fields, MARK: MARK}))
        .await?
        .expect(422)?;
    let good = json!({"employee_id": "H-1", "fields": {"last_name": MARK, "city": MARK}});
    let added = admin.post("/v1/employees", good).await?.expect(201)?;
    let edit = json!({"fields": {"department": MARK}});
    admin.patch("/v1/employees/H-1", Some(added.etag()), &edit).await?.expect(200)?;
    for path in [
        "/v1/employees/H-1",
        "/v1/employees/H-1/changes",
        &format!("/v1/employees?q={MARK}"),
        &format!("/v1/employees/{MARK}%00"),
    ] {
        let reply = admin.get(path).await?;
        assert!(matches!(reply.status, 200 | 404), "{path}");
    }
    for employee in world.employees().await? {
        let path = format!("/v1/employees/{}/sync", employee.employee_id);
        admin.post(&path, serde_json::Value::Null).await?.expect(200)?;
    }
    admin
        .send("PUT", &format!("{personio}/connection"), &[], Some(format!("{{\"{MARK}\": {MARK}")))
        .await?
        .expect(400)?;
    let wrong = json!({"client_id": MARK, "client_secret": MARK});
    admin.put(&format!("{personio}/connection"), None, &wrong).await?.expect(422)?;
    Ok(())
}

type Item = std::collections::HashMap<String, aws_sdk_dynamodb::types::AttributeValue>;

async fn items(world: &World) -> anyhow::Result<Vec<Item>> {
    let scan = world.cloud.clients.dynamodb.scan().table_name(local::cloud::TABLE).send().await?;
    assert!(scan.last_evaluated_key.is_none(), "the whole table in one page");
    Ok(scan.items.unwrap_or_default())
}
