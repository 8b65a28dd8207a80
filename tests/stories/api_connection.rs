//! The link to Personio through the API: what is asked before anything is stored, rotation, and what a check finds.

use personio_sim::{Body, Fault, Options, Permission, Route, Simulator, What};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use shared::{
    domain::{connection::ConnectionStatus, field::Field},
    ports::{Clock as _, Credentials, Secrets as _},
    run::World as _,
};
use tests::{
    services,
    world::{World, flawless},
};

const CONNECTION: &str = "/v1/integrations/personio/connection";
const CHECK: &str = "/v1/integrations/personio/connection/check";
const ATTRIBUTES: &str = "/v1/integrations/personio/attributes";
const FOLDERS: &str = "/v1/integrations/personio/folders";

fn pair(world: &World) -> Value {
    let (client_id, client_secret) = world.personio.credentials();
    json!({"client_id": client_id, "client_secret": client_secret})
}

async fn stored(world: &World) -> anyhow::Result<Option<String>> {
    let found = world.inside.secrets().credentials(&world.tenant).await?;
    Ok(found.map(|Credentials { client_secret, .. }| client_secret.expose_secret().to_owned()))
}

#[tokio::test]
async fn nothing_is_stored_while_personio_is_away() -> anyhow::Result<()> {
    let world = World::of(flawless(1)?).await?;
    world.personio.fault(Fault::always(
        Route::exact("/v1/company/employees/attributes"),
        What::Status(502, Body::Html),
    ));
    let reply = world.admin().put(CONNECTION, None, &pair(&world)).await?.expect(503)?;
    assert_eq!(reply.code(), "personio_unavailable");
    assert!(reply.headers.contains_key("retry-after"));
    assert_eq!((stored(&world).await?, world.dump().await?), (None, vec![]));
    Ok(())
}

#[tokio::test]
async fn a_missing_employees_permission_is_named_with_the_screen_to_give_it() -> anyhow::Result<()> {
    let world = World::of(flawless(1)?).await?;
    world.personio.revoke(Permission::EmployeesRead);
    let reply = world.admin().put(CONNECTION, None, &pair(&world)).await?.expect(422)?;
    assert_eq!(reply.code(), "permission_missing");
    assert_eq!(
        reply.body["detail"],
        "The credential has not the permission \"Employees: Read\". In Personio open Settings, Integrations, API credentials, choose the credential, tick \"Employees: Read\" and save; then try again."
    );
    assert_eq!(stored(&world).await?, None);
    Ok(())
}

/// Reported of some accounts: the list of attributes is refused although the employees may be read.
#[tokio::test]
async fn attributes_come_from_people_where_their_list_is_refused() -> anyhow::Result<()> {
    let world = World::of(flawless(2)?).await?;
    let list = Route::exact("/v1/company/employees/attributes");
    world.personio.fault(Fault::always(list, What::Status(403, Body::Error)));
    world.admin().put(CONNECTION, None, &pair(&world)).await?.expect(200)?;
    let attributes = world.admin().get(ATTRIBUTES).await?.expect(200)?;
    let label = |key: &str| attributes.items().iter().find(|a| a["key"] == key).map(|a| a["label"].clone());
    assert_eq!(label("first_name"), Some(json!("First name")));
    let tax_code = world.key("tax_code")?.to_string();
    assert_eq!(label(&tax_code), Some(json!("Tax code")));
    Ok(())
}

#[tokio::test]
async fn permissions_come_from_the_tokens_scopes_or_from_trying() -> anyhow::Result<()> {
    for announced in [true, false] {
        let personio =
            Simulator::start(flawless(1)?, Options { announce_lifetime: announced, ..Options::default() })?;
        let world = World::with(personio, services::cloud().await?)?;
        world.personio.revoke(Permission::DocumentsRead);
        let reply = world.admin().put(CONNECTION, None, &pair(&world)).await?.expect(200)?;
        let write = if announced { "granted" } else { "unknown" };
        assert_eq!(
            reply.body["permissions"],
            json!({"employees_read": "granted", "documents_read": "missing", "documents_write": write}),
            "announced: {announced}"
        );
    }
    Ok(())
}

/// The new pair takes the old one's place at once, a wrong one never does, and a broken link heals.
#[tokio::test]
async fn rotating_replaces_the_pair_only_after_personio_took_the_new_one() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let before = stored(&world).await?;
    let wrong = json!({"client_id": "papi-wrong", "client_secret": "wrong"});
    world.admin().put(CONNECTION, None, &wrong).await?.expect(422)?;
    assert_eq!(stored(&world).await?, before);
    assert_eq!(world.connection().await?.status, ConnectionStatus::Active);

    let (_, secret) = world.personio.rotate_credentials();
    world.hour().await?;
    assert_eq!(world.admin().get(CONNECTION).await?.body["status"], "broken");
    let reply = world.admin().put(CONNECTION, None, &pair(&world)).await?.expect(200)?;
    assert_eq!((&reply.body["status"], &reply.body["reason"]), (&json!("active"), &Value::Null));
    assert_eq!(stored(&world).await?, Some(secret));
    assert_eq!(world.connection().await?.refusals, 0);
    Ok(())
}

#[tokio::test]
async fn disconnecting_removes_the_secret_and_can_be_done_twice() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    for _ in 0..2 {
        world.admin().delete(CONNECTION).await?.expect(204)?;
        assert_eq!(stored(&world).await?, None);
    }
    let shown = world.admin().get(CONNECTION).await?.expect(200)?;
    assert_eq!((&shown.body["status"], &shown.body["connected_at"]), (&json!("disconnected"), &Value::Null));
    assert_eq!(world.next_hour().await?, None, "the hour leaves the tenant alone");
    for (method, path) in [("POST", CHECK), ("GET", FOLDERS), ("POST", "/v1/integrations/personio/runs")] {
        let reply = world.admin().send(method, path, &[], None).await?.expect(409)?;
        assert_eq!(reply.code(), "not_connected", "{path}");
    }
    assert_eq!(
        world.admin().get(&format!("{ATTRIBUTES}?refresh=true")).await?.expect(409)?.code(),
        "not_connected"
    );
    // With kept settings the link is active at once, and the next hour finds everybody equal.
    let reply = world.admin().put(CONNECTION, None, &pair(&world)).await?.expect(200)?;
    assert_eq!(reply.body["status"], "active");
    assert_eq!(World::tally(&world.hour().await?), [0, 0, 2, 0, 0, 0]);
    Ok(())
}

#[tokio::test]
async fn a_check_names_what_is_not_readable_and_what_depends_on_it() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let filter = world.filter(Field::City, shared::domain::filter::Operator::Is, &["Nowhere"])?;
    world.change_settings(|settings| settings.filters = vec![filter]).await?;
    assert_eq!(world.admin().post(CHECK, Value::Null).await?.expect(200)?.body["unreadable"], json!([]));

    world.untick("city")?;
    let reply = world.admin().post(CHECK, Value::Null).await?.expect(200)?;
    let (key, label) = (world.key("city")?.to_string(), &reply.body["unreadable"][0]["attribute"]["label"]);
    assert_ne!(label, &json!(key), "people know it by its label");
    assert_eq!(reply.body["unreadable"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        reply.body["unreadable"][0]["used_by"],
        json!([
            {"kind": "field", "field": "city", "consequence": "City keeps the value that is in Pento and is not updated."},
            {"kind": "filter", "filter": 0, "consequence": "Exclusion filter 1 can't be judged, so nobody is created or updated unless another filter excludes them."},
        ])
    );
    let attributes = world.admin().get(ATTRIBUTES).await?.expect(200)?;
    let city = attributes.items().iter().find(|attribute| attribute["key"] == key.as_str()).cloned();
    assert_eq!(city.map(|city| city["readable"].clone()), Some(json!(false)));

    world.tick("city")?;
    assert_eq!(world.admin().post(CHECK, Value::Null).await?.expect(200)?.body["unreadable"], json!([]));
    Ok(())
}

#[tokio::test]
async fn a_check_tells_refusals_and_heals() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    world.personio.revoke(Permission::EmployeesRead);
    let reply = world.admin().post(CHECK, Value::Null).await?.expect(200)?;
    assert_eq!(
        (&reply.body["status"], &reply.body["permissions"]["employees_read"]),
        (&json!("active"), &json!("missing"))
    );
    world.personio.grant(Permission::EmployeesRead);

    let old = world.credentials();
    world.personio.rotate_credentials();
    let reply = world.admin().post(CHECK, Value::Null).await?.expect(200)?;
    assert_eq!(
        (&reply.body["status"], &reply.body["reason"]["code"]),
        (&json!("broken"), &json!("credentials_rejected"))
    );
    // Rotated elsewhere: the check looks the secret up once more.
    assert_ne!(old.client_secret.expose_secret(), world.credentials().client_secret.expose_secret());
    world.inside.secrets().put_credentials(&world.tenant, &world.credentials()).await?;
    let reply = world.admin().post(CHECK, Value::Null).await?.expect(200)?;
    assert_eq!(
        (&reply.body["status"], &reply.body["permissions"]["employees_read"]),
        (&json!("active"), &json!("granted"))
    );

    world.personio.fault(Fault::always(Route::everywhere(), What::Status(503, Body::Empty)));
    assert_eq!(world.admin().post(CHECK, Value::Null).await?.expect(503)?.code(), "personio_unavailable");
    Ok(())
}

#[tokio::test]
async fn folders_are_personios_categories_or_the_missing_permission() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let folders = world.admin().get(FOLDERS).await?.expect(200)?;
    let expected: Vec<_> = world.personio.edit(|company| {
        company.categories.iter().map(|one| json!({"id": one.id.to_string(), "name": one.name})).collect()
    });
    assert_eq!(folders.items(), expected);
    world.personio.revoke(Permission::DocumentsRead);
    let reply = world.admin().get(FOLDERS).await?.expect(409)?;
    assert_eq!(reply.code(), "permission_missing");
    assert!(reply.body["detail"].as_str().is_some_and(|detail| detail.contains("Documents: Read")));
    let link = world.admin().get(CONNECTION).await?;
    assert_eq!(
        (&link.body["status"], &link.body["permissions"]["documents_read"]),
        (&json!("active"), &json!("missing"))
    );
    Ok(())
}

#[tokio::test]
async fn the_last_run_is_the_last_of_everybody() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let hour = world.hour().await?;
    let employee = world.employees().await?.remove(0).employee_id;
    for _ in 0..30 {
        world.admin().post(&format!("/v1/employees/{employee}/sync"), Value::Null).await?.expect(200)?;
    }
    for shown in [
        world.admin().get(CONNECTION).await?.body,
        world.admin().get("/v1/integrations").await?.body["items"][0].clone(),
    ] {
        assert_eq!(shown["last_run"]["id"], json!(hour.id.to_string()));
        assert_eq!(shown["last_run"]["trigger"], "hourly");
    }
    assert!(world.clock.now() > hour.requested_at);
    Ok(())
}
