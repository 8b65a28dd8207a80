//! `template.yaml` deploys what the code expects: table, queues, bucket, HTTP API, environment, and no right
//! more than is used.

mod access_log;
mod alarms;
mod functions;
mod http_api;
mod payslips;
mod queues;
mod rights;
mod sources;
mod table;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

/// The functions: the name in the template, and the folder under `functions`.
const FUNCTIONS: [(&str, &str); 3] =
    [("EmployeeSync", "employee-sync"), ("PayslipPush", "payslip-push"), ("SettingsApi", "settings-api")];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The template as JSON, `!GetAtt Table.Arn` as the text `GetAtt Table.Arn`.
fn template() -> anyhow::Result<Value> {
    let text = fs::read_to_string(root().join("template.yaml")).context("reading template.yaml")?;
    plain(serde_yaml_ng::from_str(&text).context("template.yaml is no YAML")?)
}

fn plain(yaml: serde_yaml_ng::Value) -> anyhow::Result<Value> {
    use serde_yaml_ng::Value as Yaml;
    Ok(match yaml {
        Yaml::Tagged(tagged) => {
            let name = tagged.tag.to_string();
            let inside = match plain(tagged.value)? {
                Value::String(text) => text,
                other => other.to_string(),
            };
            json!(format!("{} {inside}", name.trim_start_matches('!')))
        }
        Yaml::Sequence(items) => items.into_iter().map(plain).collect::<anyhow::Result<Vec<_>>>()?.into(),
        Yaml::Mapping(pairs) => {
            let mut object = serde_json::Map::new();
            for (key, value) in pairs {
                object.insert(key.as_str().context("a key that is no text")?.to_owned(), plain(value)?);
            }
            object.into()
        }
        other => serde_json::to_value(other)?,
    })
}

/// The properties of one resource.
fn properties(resource: &str) -> anyhow::Result<Value> {
    let properties = template()?["Resources"][resource]["Properties"].take();
    ensure!(properties.is_object(), "the template has no resource {resource}");
    Ok(properties)
}

/// The properties of all resources of one type, by name.
fn all_of(kind: &str) -> anyhow::Result<BTreeMap<String, Value>> {
    let template = template()?;
    let resources = template["Resources"].as_object().context("no resources")?;
    let of_kind = resources.iter().filter(|(_, resource)| resource["Type"] == kind);
    Ok(of_kind.map(|(name, resource)| (name.clone(), resource["Properties"].clone())).collect())
}

/// What stands inside `!If [...]`: the condition, what holds with it, and what without.
fn choice(value: &Value) -> anyhow::Result<[Value; 3]> {
    let inside = value.as_str().and_then(|text| text.strip_prefix("If ")).context("no !If")?;
    Ok(serde_json::from_str(inside)?)
}

/// A text, or a list of them, as a sorted set.
fn texts(value: &Value) -> BTreeSet<String> {
    let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    items.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
