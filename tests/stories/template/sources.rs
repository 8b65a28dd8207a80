//! Which rights the sources need: the IAM actions behind every SDK call in them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, ensure};

use super::root;

/// The IAM actions that the store needs, but for the files named and those calls that only make the table on machines
/// without `CloudFormation`.
pub(super) fn actions_of_the_store(but_for: &[&str]) -> anyhow::Result<BTreeSet<String>> {
    let mut actions = BTreeSet::new();
    for path in rust_files("shared/src/dynamo")? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name != "schema.rs" && !but_for.contains(&name.as_str()) {
            actions.extend(actions_of_file(&path)?);
        }
    }
    Ok(actions)
}

/// The IAM actions that one file needs.
pub(super) fn actions_of_file(path: &Path) -> anyhow::Result<BTreeSet<String>> {
    let code = code(path)?;
    let mut actions = BTreeSet::new();
    for call in calls_of_client(&code) {
        let found = actions_of_call(&call)
            .with_context(|| format!("{} calls {call}: which IAM action does that need?", path.display()))?;
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

/// The methods called on the SDK's client: what follows `client`, blanks and line ends taken out.
fn calls_of_client(code: &str) -> Vec<String> {
    let dense: String = code.split_whitespace().collect();
    let after = dense.split("client.").skip(1);
    let name = |text: &str| {
        text.split(|c: char| !(c.is_ascii_lowercase() || c == '_')).next().map(ToOwned::to_owned)
    };
    after.filter_map(name).collect()
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
        "change_message_visibility" => &["sqs:ChangeMessageVisibility"],
        "send_message_batch" => &["sqs:SendMessage"],
        _ => return None,
    })
}

#[test]
fn calls_are_found_over_line_ends_and_unknown_ones_are_told() {
    let found =
        calls_of_client("let a = self.client.get_item().x();\n self\n .client\n .transact_write_items()");
    assert_eq!(found, ["get_item", "transact_write_items"]);
    assert_eq!(actions_of_call("describe_table"), None);
}
