//! `template.yaml` deploys what the code expects: table, queues, environment, and no right more than is used.

mod functions;
mod queues;
mod rights;
mod sources;
mod table;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};

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

/// A text, or a list of them, as a sorted set.
fn texts(value: &Value) -> BTreeSet<String> {
    let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    items.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}
