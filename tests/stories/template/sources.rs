//! Which rights the sources need: the IAM actions behind every SDK call in them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};

use super::root;

/// Files of the store that no function stands on: the calls that make the table on machines without `CloudFormation`,
/// and what an operator's program alone asks, with the operator's own credentials.
const NOT_OF_FUNCTIONS: [&str; 2] = ["operator.rs", "schema.rs"];

/// The IAM actions that the store needs, but for the files named and those that no function stands on.
pub(super) fn actions_of_the_store(but_for: &[&str]) -> anyhow::Result<BTreeSet<String>> {
    let mut actions = BTreeSet::new();
    for path in rust_files("shared/src/dynamo")? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if !NOT_OF_FUNCTIONS.contains(&name.as_str()) && !but_for.contains(&name.as_str()) {
            actions.extend(actions_of_file(&path)?);
        }
    }
    Ok(actions)
}

/// The IAM actions that one file needs.
pub(super) fn actions_of_file(path: &Path) -> anyhow::Result<BTreeSet<String>> {
    actions_of_code(&code(path)?).with_context(|| path.display().to_string())
}

/// The IAM actions behind those methods of the store that these files call.
pub(super) fn actions_of_the_store_called_by(files: &[&str]) -> anyhow::Result<BTreeSet<String>> {
    let mut called = Vec::new();
    for file in files {
        let code = code(&root().join(file))?;
        called.extend(names_after(&code, "store.").into_iter().chain(names_after(&code, "store().")));
    }
    ensure!(!called.is_empty(), "{files:?} call no store");
    let store =
        rust_files("shared/src/dynamo")?.iter().map(|path| code(path)).collect::<Result<String, _>>()?;
    let (mut actions, mut seen) = (BTreeSet::new(), BTreeSet::new());
    while let Some(method) = called.pop() {
        if seen.insert(method.clone()) {
            let body = method_of(&store, &method).with_context(|| format!("the store has no {method}"))?;
            actions.extend(actions_of_code(body)?);
            called.extend(
                names_after(body, "self.").into_iter().filter(|name| method_of(&store, name).is_some()),
            );
        }
    }
    Ok(actions)
}

/// A method, from its name to the next function.
fn method_of<'a>(code: &'a str, name: &str) -> Option<&'a str> {
    let begins = |bracket| code.find(&format!("fn {name}{bracket}"));
    let rest = &code[begins('(').or_else(|| begins('<'))? + "fn ".len()..];
    Some(rest.split(" fn ").next().unwrap_or(rest))
}

fn actions_of_code(code: &str) -> anyhow::Result<BTreeSet<String>> {
    let mut actions = BTreeSet::new();
    for call in names_after(code, "client.") {
        let found =
            actions_of_call(&call).with_context(|| format!("{call}: which IAM action does that need?"))?;
        actions.extend(found.iter().map(ToString::to_string));
    }
    // A transaction needs the rights of its parts.
    for (part, action) in [
        ("Put::builder", "dynamodb:PutItem"),
        ("Update::builder", "dynamodb:UpdateItem"),
        ("Delete::builder", "dynamodb:DeleteItem"),
        ("ConditionCheck::builder", "dynamodb:ConditionCheckItem"),
    ] {
        let of_its_own = |(at, _): (usize, &str)| {
            !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
        };
        if code.match_indices(part).any(of_its_own) {
            actions.insert(action.to_owned());
        }
    }
    Ok(actions)
}

/// The files in and below these folders whose code has this text in it, as paths from the root.
pub(super) fn files_with(folders: &[&str], wanted: &str) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for folder in folders {
        for path in rust_files(folder)? {
            if code(&path)?.contains(wanted) {
                found.push(path.strip_prefix(root())?.to_string_lossy().into_owned());
            }
        }
    }
    Ok(found)
}

fn rust_files(folder: &str) -> anyhow::Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![root().join(folder)]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    ensure!(!files.is_empty(), "{folder} holds no code");
    files.sort();
    Ok(files)
}

/// A file without its lines of comment.
fn code(path: &Path) -> anyhow::Result<String> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(text.lines().filter(|line| !line.trim_start().starts_with("//")).collect())
}

/// The methods called on something, such as the SDK's client: what follows `client.`, blanks and line ends taken out.
fn names_after(code: &str, receiver: &str) -> Vec<String> {
    let dense: String = code.split_whitespace().collect();
    let name = |text: &str| {
        text.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).next().map(ToOwned::to_owned)
    };
    dense.split(receiver).skip(1).filter_map(name).collect()
}

/// The IAM actions of one SDK method; none for one that this test does not know.
fn actions_of_call(call: &str) -> Option<&'static [&'static str]> {
    Some(match call {
        "batch_get_item" => &["dynamodb:BatchGetItem"],
        "batch_write_item" => &["dynamodb:BatchWriteItem"],
        "delete_item" => &["dynamodb:DeleteItem"],
        "get_item" => &["dynamodb:GetItem"],
        "put_item" => &["dynamodb:PutItem"],
        "query" => &["dynamodb:Query"],
        "scan" => &["dynamodb:Scan"],
        "update_item" => &["dynamodb:UpdateItem"],
        "transact_write_items" => &[],
        "create_secret" => &["secretsmanager:CreateSecret"],
        "delete_secret" => &["secretsmanager:DeleteSecret"],
        "get_secret_value" => &["secretsmanager:GetSecretValue"],
        "put_secret_value" => &["secretsmanager:PutSecretValue"],
        "put_events" => &["events:PutEvents"],
        "get_object" => &["s3:GetObject"],
        "change_message_visibility" => &["sqs:ChangeMessageVisibility"],
        "send_message_batch" => &["sqs:SendMessage"],
        _ => return None,
    })
}

#[test]
fn calls_are_found_over_line_ends_and_unknown_ones_are_told() {
    let code = "let a = self.client.get_item().x();\n self\n .client\n .transact_write_items()";
    let found = names_after(code, "client.");
    assert_eq!(found, ["get_item", "transact_write_items"]);
    assert_eq!(actions_of_call("describe_table"), None);
}

#[test]
fn a_method_ends_where_the_next_one_begins() {
    let code = "async fn get(&self) { self.client.get_item() } async fn past<T>(&self) { self.get() }";
    assert_eq!(
        method_of(code, "get").map(|body| names_after(body, "client.")),
        Some(vec!["get_item".into()])
    );
    assert_eq!(method_of(code, "past").map(|body| names_after(body, "self.")), Some(vec!["get".into()]));
    assert_eq!(method_of(code, "pas"), None);
}
