//! The API's function: pages, the document, a connection, settings, employees.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use shared::{
    domain::settings::{Settings, document},
    ports::ReadTenant as _,
    run::World as _,
};
use tests::api_side::event;

use crate::{
    function::Function,
    stage::{MARK, Stage, TENANT, refused, well},
};

const CONNECTION: &str = "/v1/integrations/personio/connection";
const SETTINGS: &str = "/v1/integrations/personio/settings";

/// Connects the company, and chooses everything that is suggested; leaves a run's request on the queue.
pub(crate) async fn connect(stage: &Stage, function: &mut Function) -> anyhow::Result<()> {
    let description = ask(function, "GET", "/v1/openapi.json", None).await?;
    ensure!(json_of(&description, 200)?["openapi"].is_string(), "no description");
    let page = ask(function, "GET", "/app/", None).await?;
    ensure!(page["statusCode"] == 200, "no page: {page}");
    ensure!(header(&page, "content-type") == Some("text/html; charset=utf-8"), "a page of another kind");
    ensure!(page["body"].as_str().is_some_and(|body| body.contains("</html>")), "an empty page");
    let nobody = well(function.call(event("GET", CONNECTION, &[], None, None)).await?)?;
    json_of(&nobody, 403)?;
    refused(function.call(json!({"kind": "hourly"})).await?, "it is no HTTP API request")?;

    let wrong = json!({"client_id": MARK, "client_secret": MARK});
    json_of(&ask(function, "PUT", CONNECTION, Some((wrong, None))).await?, 422)?;
    let (client_id, client_secret) = stage.personio.credentials();
    let right = json!({"client_id": client_id, "client_secret": client_secret});
    json_of(&ask(function, "PUT", CONNECTION, Some((right, None))).await?, 200)?;
    let secret = stage.cloud.clients.secrets_manager.get_secret_value();
    let secret = secret.secret_id(format!("pento-personio/{TENANT}")).send().await?;
    ensure!(secret.secret_string().is_some_and(|text| text.contains(&client_id)), "no such secret is kept");

    let before = ask(function, "GET", SETTINGS, None).await?;
    json_of(&before, 200)?;
    let tag = header(&before, "etag").context("no ETag")?.to_owned();
    let chosen = document(&suggested(stage).await?);
    json_of(&ask(function, "PUT", SETTINGS, Some((chosen, Some(tag)))).await?, 200)?;
    let saved = stage.inside.store().settings(&stage.tenant).await?.context("nothing is saved")?;
    ensure!(!saved.settings.mapping.is_empty() && saved.settings.payslips_enabled, "something else is saved");
    Ok(())
}

/// Looks at who was made, previews everybody and syncs one of them.
pub(crate) async fn look(stage: &Stage, function: &mut Function) -> anyhow::Result<()> {
    let list = json_of(&ask(function, "GET", "/v1/employees?limit=200", None).await?, 200)?;
    let items = list["items"].as_array().context("no list")?;
    ensure!(items.len() == 200.min(stage.employees().await?.len()), "{} in the list", items.len());
    let found = json_of(&ask(function, "GET", &format!("/v1/employees?q={MARK}1"), None).await?, 200)?;
    let marked = found["items"][0]["employee_id"].as_str().context("the marked are not found")?;
    let settings = json_of(&ask(function, "GET", SETTINGS, None).await?, 200)?;
    let preview = "/v1/integrations/personio/preview";
    json_of(&ask(function, "POST", preview, Some((settings, None))).await?, 200)?;
    let sync = format!("/v1/employees/{marked}/sync");
    json_of(&ask(function, "POST", &sync, None).await?, 200)?;
    Ok(())
}

/// Every suggestion, and payslips.
async fn suggested(stage: &Stage) -> anyhow::Result<Settings> {
    let catalogue = stage.inside.store().catalogue(&stage.tenant).await?;
    let (match_attribute, _) = shared::domain::suggest::suggest_match_attribute(&catalogue);
    let found = shared::domain::suggest::suggest(&catalogue);
    let mapping = found.into_iter().map(|found| (found.field, found.attribute)).collect();
    let folder = stage.personio.edit(|company| company.categories.first().map(|category| category.id));
    let payslip_folder = Some(folder.context("no folder")?.to_string());
    Ok(Settings { match_attribute, mapping, payslips_enabled: true, payslip_folder, ..Settings::default() })
}

/// Asks as an admin; the body may go over a version.
pub(crate) async fn ask(
    function: &mut Function,
    method: &str,
    path: &str,
    body: Option<(Value, Option<String>)>,
) -> anyhow::Result<Value> {
    let claims = json!({"sub": "robin@pento.example", "tenant_id": TENANT, "scope": "personio:admin"});
    let (body, tag) = body.map_or((None, None), |(body, tag)| (Some(body.to_string()), tag));
    let headers: Vec<_> = tag.iter().map(|tag| ("if-match", tag.as_str())).collect();
    let asked = event(method, path, &headers, body.as_deref(), Some(&claims));
    well(function.call(asked).await?).with_context(|| format!("{method} {path}"))
}

/// The JSON of an answer's body, whose status has to be this.
fn json_of(answer: &Value, status: u16) -> anyhow::Result<Value> {
    ensure!(answer["statusCode"] == status, "expected {status}: {answer}");
    Ok(serde_json::from_str(answer["body"].as_str().context("no body")?)?)
}

fn header<'a>(answer: &'a Value, name: &str) -> Option<&'a str> {
    let headers = answer["headers"].as_object()?;
    headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str())
}
