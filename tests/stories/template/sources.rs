//! Which rights the sources need.

use std::{collections::BTreeSet, fs};

use anyhow::{Context as _, ensure};

use super::root;

/// The IAM actions behind every SDK call in the sources of the store, but for those that only make the table on
/// machines without `CloudFormation`.
pub(super) fn dynamodb_actions() -> anyhow::Result<BTreeSet<String>> {
    let folder = root().join("shared/src/dynamo");
    let mut actions = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        ensure!(path.is_file(), "{} is a folder: teach this test to read it", path.display());
        if path.ends_with("schema.rs") {
            continue;
        }
        let text = fs::read_to_string(&path)?;
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for call in calls_of_client(&code) {
            let found = actions_of(&call).with_context(|| {
                format!("{} calls {call}: which IAM action does that need?", path.display())
            })?;
            actions.extend(found.iter().map(|action| format!("dynamodb:{action}")));
        }
        // A transaction needs the rights of its parts.
        for (part, action) in [
            ("Put::builder", "PutItem"),
            ("Update::builder", "UpdateItem"),
            ("Delete::builder", "DeleteItem"),
            ("ConditionCheck::builder", "ConditionCheckItem"),
        ] {
            let of_its_own = |(at, _): (usize, &str)| {
                !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
            };
            if code.match_indices(part).any(of_its_own) {
                actions.insert(format!("dynamodb:{action}"));
            }
        }
    }
    Ok(actions)
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
fn actions_of(call: &str) -> Option<&'static [&'static str]> {
    Some(match call {
        "batch_get_item" => &["BatchGetItem"],
        "batch_write_item" => &["BatchWriteItem"],
        "delete_item" => &["DeleteItem"],
        "get_item" => &["GetItem"],
        "put_item" => &["PutItem"],
        "query" => &["Query"],
        "scan" => &["Scan"],
        "update_item" => &["UpdateItem"],
        "transact_write_items" => &[],
        _ => return None,
    })
}

#[test]
fn calls_are_found_over_line_ends_and_unknown_ones_are_told() {
    let found =
        calls_of_client("let a = self.client.get_item().x();\n self\n .client\n .transact_write_items()");
    assert_eq!(found, ["get_item", "transact_write_items"]);
    assert_eq!(actions_of("describe_table"), None);
}
