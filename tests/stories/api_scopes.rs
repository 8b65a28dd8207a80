//! Who may do what: each route with each scope, tokens that name nobody, and another tenant's things.

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde_json::{Value, json};
use tests::{
    api_side::{Caller, Document},
    world::{World, flawless},
};

/// The least scope of every operation (section 6 of the design). One that is added has to be added here.
const LEAST: &[(&str, &str, &str)] = &[
    ("GET", "/v1/integrations", "read"),
    ("GET", "/v1/integrations/personio/connection", "read"),
    ("PUT", "/v1/integrations/personio/connection", "admin"),
    ("DELETE", "/v1/integrations/personio/connection", "admin"),
    ("POST", "/v1/integrations/personio/connection/check", "admin"),
    ("GET", "/v1/integrations/personio/attributes", "read"),
    ("GET", "/v1/integrations/personio/folders", "read"),
    ("GET", "/v1/pento-fields", "read"),
    ("GET", "/v1/integrations/personio/settings", "read"),
    ("PUT", "/v1/integrations/personio/settings", "admin"),
    ("POST", "/v1/integrations/personio/preview", "sync"),
    ("POST", "/v1/integrations/personio/runs", "sync"),
    ("GET", "/v1/integrations/personio/runs", "read"),
    ("GET", "/v1/integrations/personio/runs/{id}", "read"),
    ("GET", "/v1/integrations/personio/runs/{id}/outcomes", "read"),
    ("POST", "/v1/integrations/personio/runs/{id}/approve", "admin"),
    ("POST", "/v1/integrations/personio/runs/{id}/reject", "admin"),
    ("POST", "/v1/integrations/personio/employees/{personio_id}/sync", "sync"),
    ("GET", "/v1/employees", "read"),
    ("POST", "/v1/employees", "admin"),
    ("GET", "/v1/employees/{employee_id}", "read"),
    ("PATCH", "/v1/employees/{employee_id}", "admin"),
    ("POST", "/v1/employees/{employee_id}/sync", "sync"),
    ("GET", "/v1/employees/{employee_id}/changes", "read"),
    ("GET", "/v1/payrolls", "read"),
    ("GET", "/v1/payrolls/{payroll_id}/payslips", "read"),
    ("POST", "/v1/payrolls/{payroll_id}/payslips/retry", "sync"),
];

const SCOPES: [&str; 3] = ["read", "sync", "admin"];

/// The operations of the document but for the document itself.
async fn operations(world: &World) -> anyhow::Result<Vec<(String, String)>> {
    let operations = Document::of(&world.api).await?.operations();
    Ok(operations.into_iter().filter(|(_, path)| path != "/v1/openapi.json").collect())
}

/// Sends an operation, with a body where one is read, about things that nobody has unless ids are given.
async fn send(
    caller: &Caller<'_>,
    method: &str,
    template: &str,
    ids: &BTreeMap<&str, String>,
) -> anyhow::Result<tests::api_side::Reply> {
    let mut path = template.to_owned();
    for (name, id) in ids {
        path = path.replace(&format!("{{{name}}}"), id);
    }
    let body = matches!(method, "PUT" | "PATCH" | "POST").then(|| json!({}).to_string());
    caller.send(method, &path, &[("if-match", "\"1\"")], body).await
}

fn nobody() -> BTreeMap<&'static str, String> {
    [
        ("id", "01a2055d-30ad-7a65-97d9-fff237ad8761"),
        ("employee_id", "E-none"),
        ("personio_id", "424242424242"),
        ("payroll_id", "none"),
    ]
    .into_iter()
    .map(|(name, id)| (name, id.to_owned()))
    .collect()
}

#[tokio::test]
async fn each_route_asks_for_its_least_scope_and_no_more() -> anyhow::Result<()> {
    let world = World::of(flawless(1)?).await?;
    let mut described = operations(&world).await?;
    let mut expected: Vec<_> =
        LEAST.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
    described.sort();
    expected.sort();
    assert_eq!(described, expected);
    for (method, path, least) in LEAST {
        for scope in SCOPES {
            let caller = world.caller(&format!("openid personio:{scope} profile"));
            let reply = send(&caller, method, path, &nobody()).await?;
            let reaches = SCOPES.iter().position(|known| known == &scope)
                >= SCOPES.iter().position(|known| known == least);
            assert_eq!(reply.status != 403, reaches, "{method} {path} with {scope}: {}", reply.body);
            assert!(reaches || reply.code() == "scope_missing");
            assert!(reply.status < 500, "{method} {path}: {}", reply.body);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_token_that_names_no_tenant_or_scope_is_refused_everywhere() -> anyhow::Result<()> {
    let world = World::of(flawless(1)?).await?;
    let admin = "personio:admin";
    let claims = [
        (None, "tenant_claim_invalid"),
        (Some(json!({})), "tenant_claim_invalid"),
        (Some(json!({"scope": admin})), "tenant_claim_invalid"),
        (Some(json!({"tenant_id": "", "scope": admin})), "tenant_claim_invalid"),
        (Some(json!({"tenant_id": "a/b", "scope": admin})), "tenant_claim_invalid"),
        (Some(json!({"tenant_id": "acme\u{0}", "scope": admin})), "tenant_claim_invalid"),
        (Some(json!({"tenant_id": "x".repeat(65), "scope": admin})), "tenant_claim_invalid"),
        (Some(json!({"tenant_id": ["acme"], "scope": admin})), "tenant_claim_invalid"),
        (Some(json!({"tenant": "acme", "custom:tenant_id": "acme", "scope": admin})), "tenant_claim_invalid"),
        (Some(json!({"tenant_id": "acme"})), "scope_missing"),
        (Some(json!({"tenant_id": "acme", "scope": ""})), "scope_missing"),
        (Some(json!({"tenant_id": "acme", "scope": "admin"})), "scope_missing"),
        (Some(json!({"tenant_id": "acme", "scope": ["personio:admin"]})), "scope_missing"),
        (Some(json!({"tenant_id": "acme", "scp": admin})), "scope_missing"),
    ];
    for (claims, code) in claims {
        let caller = world.caller_with(claims.clone());
        for (method, path) in operations(&world).await? {
            let reply = send(&caller, &method, &path, &nobody()).await?;
            assert_eq!((reply.status, reply.code()), (403, code), "{method} {path} {claims:?}");
        }
    }
    Ok(())
}

/// What another tenant has is answered like what nobody has, to the letter.
#[tokio::test]
async fn another_tenants_things_are_nobodys() -> anyhow::Result<()> {
    let world = World::settled(2).await?;
    let run = world.latest().await?.context("no run")?;
    let employee = world.employees().await?.into_iter().next().context("nobody")?;
    let theirs: BTreeMap<_, _> = [
        ("id", run.id.to_string()),
        ("employee_id", employee.employee_id.to_string()),
        ("personio_id", world.people()[0].to_string()),
    ]
    .into();
    let stranger = world.caller_of("stranger", "personio:admin");
    let routes =
        operations(&world).await?.into_iter().filter(|(_, path)| path.contains('{')).collect::<Vec<_>>();
    let before = world.dump().await?;
    for (method, path) in &routes {
        same_as_nobodys(&stranger, method, path, &theirs).await?;
    }
    assert_eq!(world.dump().await?, before);

    // Connected as well, to the same account of Personio, whose people are then the stranger's own to pull in.
    let (client_id, client_secret) = world.personio.credentials();
    let credentials = json!({"client_id": client_id, "client_secret": client_secret});
    stranger.put("/v1/integrations/personio/connection", None, &credentials).await?.expect(200)?;
    let mut settings = crate::api_walk::suggested(&stranger).await?;
    settings["paused"] = json!(true);
    stranger.put("/v1/integrations/personio/settings", Some("\"0\""), &settings).await?.expect(200)?;
    world.work().await?;
    let before = world.dump().await?;
    for (method, path) in routes.iter().filter(|(_, path)| !path.contains("{personio_id}")) {
        same_as_nobodys(&stranger, method, path, &theirs).await?;
    }
    assert_eq!(world.dump().await?, before);
    assert_eq!(stranger.get("/v1/employees").await?.expect(200)?.items(), &[] as &[Value]);
    let runs = stranger.get("/v1/integrations/personio/runs").await?.expect(200)?;
    assert_eq!(runs.items().len(), 1, "their own, and nobody else's");
    Ok(())
}

async fn same_as_nobodys(
    stranger: &Caller<'_>,
    method: &str,
    path: &str,
    theirs: &BTreeMap<&str, String>,
) -> anyhow::Result<()> {
    let found = send(stranger, method, path, theirs).await?;
    let nobodys = send(stranger, method, path, &nobody()).await?;
    assert_eq!((found.status, &found.body), (nobodys.status, &nobodys.body), "{method} {path}");
    assert!(matches!(found.status, 404 | 409 | 422), "{method} {path}: {}", found.body);
    Ok(())
}

#[tokio::test]
async fn only_an_admin_sees_identity_numbers_birth_dates_and_bank_details_whole() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let employee = world.employees().await?.into_iter().next().context("nobody")?;
    let one = format!("/v1/employees/{}", employee.employee_id);
    let secret = ["national_insurance_number", "date_of_birth", "bank_sort_code", "bank_account_number"];
    let paths = [one.clone(), "/v1/employees".into(), format!("{one}/changes?limit=500")];
    for scope in SCOPES {
        let caller = world.caller(&format!("personio:{scope}"));
        for path in &paths {
            let body = caller.get(path).await?.expect(200)?.body.to_string();
            for field in secret {
                let field = shared::domain::field::Field::parse(field).context("no field")?;
                let value = employee.fields.text(field).context("no value")?;
                assert_eq!(body.contains(value), scope == "admin", "{scope} {path} {field}");
                assert!(body.contains(&value[value.len() - 2..]), "{path} {field}");
            }
        }
        let shown = caller.get(&one).await?.body;
        let number = shown["fields"]["national_insurance_number"].as_str().context("no number")?;
        assert_eq!(number.starts_with("*******"), scope != "admin", "{number}");
    }
    Ok(())
}

/// Whoever previews chooses which attribute stands in which field, and what people are filtered by: below an admin that
/// must show nothing of Personio that the saved settings don't show.
#[tokio::test]
async fn a_preview_is_no_window_into_personio() -> anyhow::Result<()> {
    let world = World::settled(3).await?;
    let person = world.people()[0];
    let secret = "Qzx-secret-value";
    world.put(person, "job_title", secret)?;
    world.put(person, "date_of_birth", "1971-02-03")?;
    let preview = "/v1/integrations/personio/preview";
    let saved = world.admin().get("/v1/integrations/personio/settings").await?.expect(200)?.body;
    let (admin, sync) = (world.admin(), world.caller("personio:sync"));
    let changes = |reply: &tests::api_side::Reply| reply.body["actions"]["items"][0]["changes"].clone();

    // As saved: the change is shown, the birth date masked.
    let shown = changes(&sync.post(preview, saved.clone()).await?.expect(200)?);
    let of = |changes: &Value, field: &str| {
        changes.as_array().into_iter().flatten().find(|c| c["field"] == field).map(|c| c["new"].clone())
    };
    assert_eq!(of(&shown, "job_title"), Some(json!(secret)));
    assert_eq!(of(&shown, "date_of_birth"), Some(json!("********03")));
    let whole = changes(&admin.post(preview, saved.clone()).await?.expect(200)?);
    assert_eq!(of(&whole, "date_of_birth"), Some(json!("1971-02-03")));

    // The same value brought into another field is hidden, but for an admin.
    let mut other = saved.clone();
    other["mapping"]["office"] = saved["mapping"]["job_title"].clone();
    let hidden = sync.post(preview, other.clone()).await?.expect(200)?;
    assert_eq!(of(&changes(&hidden), "office"), Some(json!("******")));
    assert_eq!(of(&changes(&admin.post(preview, other).await?.expect(200)?), "office"), Some(json!(secret)));

    // Another filter or match attribute: numbers alone.
    let mut filtered = saved.clone();
    let attribute = saved["mapping"]["job_title"]["attribute"].clone();
    filtered["exclusions"]["filters"] =
        json!([{"attribute": attribute, "operator": "is", "values": [secret]}]);
    let mut matched = saved.clone();
    matched["match"]["attribute"] = attribute;
    for candidate in [filtered, matched] {
        let counted = sync.post(preview, candidate.clone()).await?.expect(200)?;
        assert_eq!(counted.body["actions"], json!({"items": [], "next_cursor": null}));
        let people = counted.body["reasons"]["items"].as_array().into_iter().flatten();
        assert!(people.clone().count() > 0);
        people.for_each(|group| assert_eq!(group["people"], json!([])));
        assert!(!counted.body.to_string().contains("1971"));
        let named = admin.post(preview, candidate).await?.expect(200)?;
        assert_eq!(named.body["counts"], counted.body["counts"]);
        assert_ne!(named.body["reasons"]["items"][0]["people"], json!([]));
    }
    Ok(())
}
