//! Secrets Manager: the contract list.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_secretsmanager::{
    Client,
    primitives::Blob,
    types::{Filter, FilterNameStringType},
};
use uuid::Uuid;

use crate::{
    contract::{self, Case, cases},
    stack::{Aws, code},
};

const CASES: &[Case] = cases![
    a_secret_is_made_and_read,
    bytes_come_back_as_bytes,
    a_name_is_taken_once,
    making_with_the_same_token_and_value_again_changes_nothing,
    a_secret_may_have_no_value_yet,
    what_is_not_there_is_not_found,
    odd_values_and_names_are_refused: "takes long values, both kinds at once, and any name",
    secrets_are_found_by_arn_and_partial_arn,
    a_new_value_moves_the_labels,
    the_third_value_leaves_the_first_without_label,
    putting_the_same_token_again_changes_nothing,
    a_token_cannot_carry_another_value,
    a_value_can_wait_under_a_label_of_its_own,
    labels_can_be_moved_back: "leaves AWSCURRENT where it is",
    labels_are_taken_by_name_only: "takes AWSCURRENT away from a version that has not got it",
    version_and_label_must_agree,
    a_deleted_secret_refuses_reads_and_writes: "puts values into deleted secrets",
    a_deleted_secret_can_be_restored,
    deletion_without_recovery_is_at_once,
    impossible_recovery_windows_are_refused,
    secrets_are_listed_by_prefix,
    pages_hold_all_secrets_once,
];

#[tokio::test]
async fn the_stand_in_keeps_the_contract() {
    contract::holds_for_the_stand_ins(CASES).await;
}

#[tokio::test]
async fn another_implementation_keeps_the_contract() {
    contract::holds_elsewhere(CASES).await;
}

fn new_name() -> String {
    format!("pento-personio/{}", Uuid::new_v4())
}

fn token(number: u32) -> String {
    format!("{number:032}")
}

/// A secret with the value `one` in version `token(1)`.
async fn secret(secrets: &Client) -> String {
    let name = new_name();
    let call = secrets.create_secret().name(&name).client_request_token(token(1)).secret_string("one");
    call.send().await.unwrap();
    name
}

async fn put(secrets: &Client, name: &str, number: u32, value: &str) {
    let call = secrets.put_secret_value().secret_id(name).client_request_token(token(number));
    call.secret_string(value).send().await.unwrap();
}

async fn current(secrets: &Client, name: &str) -> String {
    secrets.get_secret_value().secret_id(name).send().await.unwrap().secret_string.unwrap()
}

/// Token number -> labels.
async fn labels(secrets: &Client, name: &str) -> BTreeMap<u32, Vec<String>> {
    let described = secrets.describe_secret().secret_id(name).send().await.unwrap();
    let versions: HashMap<_, _> = described.version_ids_to_stages.unwrap_or_default();
    versions
        .into_iter()
        .filter(|(_, stages)| !stages.is_empty())
        .map(|(version, mut stages)| {
            stages.sort();
            (version.parse().unwrap(), stages)
        })
        .collect()
}

fn expected(rows: &[(u32, &[&str])]) -> BTreeMap<u32, Vec<String>> {
    rows.iter().map(|(number, stages)| (*number, stages.iter().map(|s| (*s).to_owned()).collect())).collect()
}

async fn a_secret_is_made_and_read(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = new_name();
    let value = r#"{"client_id":"a","client_secret":"ß\"\\ 🗝"}"#;
    let made = secrets.create_secret().name(&name).description("credentials").secret_string(value);
    let made = made.send().await.unwrap();
    let read = secrets.get_secret_value().secret_id(&name).send().await.unwrap();
    assert_eq!(read.secret_string(), Some(value));
    assert_eq!(read.secret_binary(), None);
    assert_eq!((read.name(), read.arn()), (Some(name.as_str()), made.arn()));
    assert_eq!(read.version_id(), made.version_id());
    assert_eq!(read.version_stages(), ["AWSCURRENT"]);
    assert!(read.created_date().is_some());
    let described = secrets.describe_secret().secret_id(&name).send().await.unwrap();
    assert_eq!(described.description(), Some("credentials"));
    assert_eq!(described.deleted_date(), None);
}

async fn bytes_come_back_as_bytes(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = new_name();
    let bytes = Blob::new([0, 159, 146, 150]);
    secrets.create_secret().name(&name).secret_binary(bytes.clone()).send().await.unwrap();
    let read = secrets.get_secret_value().secret_id(&name).send().await.unwrap();
    assert_eq!((read.secret_binary(), read.secret_string()), (Some(&bytes), None));
}

async fn a_name_is_taken_once(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    let again = secrets.create_secret().name(&name).secret_string("two");
    assert_eq!(code!(again), "ResourceExistsException");
    assert_eq!(current(&secrets, &name).await, "one");
}

async fn making_with_the_same_token_and_value_again_changes_nothing(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    let again = secrets.create_secret().name(&name).client_request_token(token(1));
    let made = again.clone().secret_string("one").send().await.unwrap();
    assert_eq!(made.version_id(), Some(token(1).as_str()));
    assert_eq!(code!(again.secret_string("two")), "ResourceExistsException");
    assert_eq!(current(&secrets, &name).await, "one");
}

async fn a_secret_may_have_no_value_yet(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = new_name();
    secrets.create_secret().name(&name).send().await.unwrap();
    assert_eq!(code!(secrets.get_secret_value().secret_id(&name)), "ResourceNotFoundException");
    put(&secrets, &name, 1, "one").await;
    assert_eq!(current(&secrets, &name).await, "one");
}

async fn what_is_not_there_is_not_found(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = new_name();
    let not_found = "ResourceNotFoundException";
    assert_eq!(code!(secrets.get_secret_value().secret_id(&name)), not_found);
    assert_eq!(code!(secrets.describe_secret().secret_id(&name)), not_found);
    assert_eq!(code!(secrets.put_secret_value().secret_id(&name).secret_string("a")), not_found);
    assert_eq!(code!(secrets.delete_secret().secret_id(&name)), not_found);
    assert_eq!(code!(secrets.restore_secret().secret_id(&name)), not_found);
    let name = secret(&secrets).await;
    let read = secrets.get_secret_value().secret_id(&name);
    assert_eq!(code!(read.clone().version_id(token(9))), not_found);
    assert_eq!(code!(read.version_stage("AWSPREVIOUS")), not_found);
    let error = secrets.get_secret_value().secret_id(new_name()).send().await.unwrap_err();
    assert!(error.into_service_error().is_resource_not_found_exception());
}

async fn odd_values_and_names_are_refused(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    let put = secrets.put_secret_value().secret_id(&name);
    let invalid = "InvalidParameterException";
    assert_eq!(code!(put.clone().secret_string("x".repeat(65_537))), "ValidationException");
    assert_eq!(code!(put.clone().secret_string("a").secret_binary(Blob::new([1]))), invalid);
    assert_eq!(code!(put.clone().client_request_token("short").secret_string("a")), invalid);
    assert_eq!(code!(secrets.create_secret().name("a b").secret_string("a")), "ValidationException");
    put.secret_string("x".repeat(65_536)).send().await.unwrap();
}

async fn secrets_are_found_by_arn_and_partial_arn(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    let arn = secrets.describe_secret().secret_id(&name).send().await.unwrap().arn.unwrap();
    assert_eq!(current(&secrets, &arn).await, "one");
    let (partial, letters) = arn.rsplit_once('-').unwrap();
    assert_eq!(letters.len(), 6);
    assert_eq!(current(&secrets, partial).await, "one");
    // A name that only begins alike is another secret.
    let shorter = &name[..name.len() - 7];
    assert_eq!(code!(secrets.get_secret_value().secret_id(shorter)), "ResourceNotFoundException");
}

async fn a_new_value_moves_the_labels(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    put(&secrets, &name, 2, "two").await;
    assert_eq!(current(&secrets, &name).await, "two");
    assert_eq!(labels(&secrets, &name).await, expected(&[(1, &["AWSPREVIOUS"]), (2, &["AWSCURRENT"])]));
    let read = secrets.get_secret_value().secret_id(&name);
    let before = read.clone().version_stage("AWSPREVIOUS").send().await.unwrap();
    assert_eq!(before.secret_string(), Some("one"));
    assert_eq!(read.version_id(token(1)).send().await.unwrap().secret_string(), Some("one"));
}

async fn the_third_value_leaves_the_first_without_label(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    put(&secrets, &name, 2, "two").await;
    put(&secrets, &name, 3, "three").await;
    assert_eq!(labels(&secrets, &name).await, expected(&[(2, &["AWSPREVIOUS"]), (3, &["AWSCURRENT"])]));
}

async fn putting_the_same_token_again_changes_nothing(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    put(&secrets, &name, 2, "two").await;
    put(&secrets, &name, 3, "three").await;
    put(&secrets, &name, 2, "two").await;
    assert_eq!(current(&secrets, &name).await, "three");
    assert_eq!(labels(&secrets, &name).await, expected(&[(2, &["AWSPREVIOUS"]), (3, &["AWSCURRENT"])]));
}

async fn a_token_cannot_carry_another_value(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    let call = secrets.put_secret_value().secret_id(&name).client_request_token(token(1));
    assert_eq!(code!(call.secret_string("other")), "ResourceExistsException");
    assert_eq!(current(&secrets, &name).await, "one");
}

async fn a_value_can_wait_under_a_label_of_its_own(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    let call = secrets.put_secret_value().secret_id(&name).client_request_token(token(2));
    call.secret_string("two").version_stages("AWSPENDING").send().await.unwrap();
    assert_eq!(current(&secrets, &name).await, "one");
    assert_eq!(labels(&secrets, &name).await, expected(&[(1, &["AWSCURRENT"]), (2, &["AWSPENDING"])]));
    let read = secrets.get_secret_value().secret_id(&name).version_stage("AWSPENDING");
    assert_eq!(read.send().await.unwrap().secret_string(), Some("two"));
}

async fn labels_can_be_moved_back(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    put(&secrets, &name, 2, "two").await;
    let call = secrets.update_secret_version_stage().secret_id(&name).version_stage("AWSCURRENT");
    call.remove_from_version_id(token(2)).move_to_version_id(token(1)).send().await.unwrap();
    assert_eq!(current(&secrets, &name).await, "one");
    assert_eq!(labels(&secrets, &name).await, expected(&[(1, &["AWSCURRENT"]), (2, &["AWSPREVIOUS"])]));
}

async fn labels_are_taken_by_name_only(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    put(&secrets, &name, 2, "two").await;
    let call = secrets.update_secret_version_stage().secret_id(&name).version_stage("AWSCURRENT");
    let invalid = "InvalidParameterException";
    assert_eq!(code!(call.clone().move_to_version_id(token(1))), invalid);
    let wrong = call.clone().remove_from_version_id(token(1)).move_to_version_id(token(1));
    assert_eq!(code!(wrong), invalid);
    assert_eq!(code!(call.clone().remove_from_version_id(token(2))), invalid);
    let nowhere = call.remove_from_version_id(token(2)).move_to_version_id(token(9));
    assert_eq!(code!(nowhere), "ResourceNotFoundException");
    assert_eq!(current(&secrets, &name).await, "two");
}

async fn version_and_label_must_agree(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    put(&secrets, &name, 2, "two").await;
    let read = secrets.get_secret_value().secret_id(&name).version_id(token(1));
    assert_eq!(code!(read.clone().version_stage("AWSCURRENT")), "InvalidRequestException");
    let both = read.version_stage("AWSPREVIOUS").send().await.unwrap();
    assert_eq!(both.secret_string(), Some("one"));
}

async fn a_deleted_secret_refuses_reads_and_writes(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    secrets.delete_secret().secret_id(&name).send().await.unwrap();
    let refused = "InvalidRequestException";
    assert_eq!(code!(secrets.get_secret_value().secret_id(&name)), refused);
    assert_eq!(code!(secrets.put_secret_value().secret_id(&name).secret_string("two")), refused);
    assert_eq!(code!(secrets.create_secret().name(&name).secret_string("two")), refused);
    assert_eq!(code!(secrets.delete_secret().secret_id(&name)), refused);
    let described = secrets.describe_secret().secret_id(&name).send().await.unwrap();
    assert!(described.deleted_date().is_some());
}

async fn a_deleted_secret_can_be_restored(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    secrets.delete_secret().secret_id(&name).recovery_window_in_days(7).send().await.unwrap();
    secrets.restore_secret().secret_id(&name).send().await.unwrap();
    assert_eq!(current(&secrets, &name).await, "one");
    assert_eq!(secrets.describe_secret().secret_id(&name).send().await.unwrap().deleted_date(), None);
    // Restoring what is there is no error.
    secrets.restore_secret().secret_id(&name).send().await.unwrap();
}

async fn deletion_without_recovery_is_at_once(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    put(&secrets, &name, 2, "two").await;
    let delete = secrets.delete_secret().secret_id(&name).force_delete_without_recovery(true);
    delete.clone().send().await.unwrap();
    assert_eq!(code!(secrets.get_secret_value().secret_id(&name)), "ResourceNotFoundException");
    assert_eq!(code!(secrets.restore_secret().secret_id(&name)), "ResourceNotFoundException");
    // What is not there is as good as deleted.
    delete.send().await.unwrap();
    let made = secrets.create_secret().name(&name).client_request_token(token(3)).secret_string("new");
    made.send().await.unwrap();
    assert_eq!(labels(&secrets, &name).await, expected(&[(3, &["AWSCURRENT"])]));
}

async fn impossible_recovery_windows_are_refused(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let name = secret(&secrets).await;
    let delete = secrets.delete_secret().secret_id(&name);
    let invalid = "InvalidParameterException";
    for days in [0, 6, 31] {
        assert_eq!(code!(delete.clone().recovery_window_in_days(days)), invalid, "{days}");
    }
    let both = delete.recovery_window_in_days(7).force_delete_without_recovery(true);
    assert_eq!(code!(both), invalid);
    assert_eq!(current(&secrets, &name).await, "one");
}

/// The names of secrets that begin with `prefix`.
async fn listed(secrets: &Client, prefix: &str, with_deleted: bool) -> Vec<String> {
    let filter = Filter::builder().key(FilterNameStringType::Name).values(prefix).build();
    let call = secrets.list_secrets().filters(filter).include_planned_deletion(with_deleted);
    let list = call.send().await.unwrap().secret_list.unwrap();
    let mut names: Vec<_> = list.into_iter().map(|entry| entry.name.unwrap()).collect();
    names.sort();
    names
}

async fn secrets_are_listed_by_prefix(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let prefix = format!("{}/", new_name());
    let make = |name: String| secrets.create_secret().name(name).secret_string("a").send();
    for name in ["b", "a", "gone"] {
        make(format!("{prefix}{name}")).await.unwrap();
    }
    make(format!("other/{prefix}a")).await.unwrap();
    secrets.delete_secret().secret_id(format!("{prefix}gone")).send().await.unwrap();
    assert_eq!(listed(&secrets, &prefix, false).await, ["a", "b"].map(|name| format!("{prefix}{name}")));
    let all = ["a", "b", "gone"].map(|name| format!("{prefix}{name}"));
    assert_eq!(listed(&secrets, &prefix, true).await, all);
    assert_eq!(listed(&secrets, &format!("{prefix}x"), true).await, [""; 0]);
}

async fn pages_hold_all_secrets_once(aws: &Aws) {
    let secrets = aws.secretsmanager();
    let prefix = new_name();
    for number in 0..5 {
        let call = secrets.create_secret().name(format!("{prefix}/{number}")).secret_string("a");
        call.send().await.unwrap();
    }
    let filter = Filter::builder().key(FilterNameStringType::Name).values(&prefix).build();
    let (mut sizes, mut names, mut next) = (Vec::new(), Vec::new(), None);
    loop {
        let call = secrets.list_secrets().filters(filter.clone()).max_results(2).set_next_token(next);
        let page = call.send().await.unwrap();
        sizes.push(page.secret_list().len());
        names.extend(page.secret_list.unwrap().into_iter().map(|entry| entry.name.unwrap()));
        next = page.next_token;
        if next.is_none() {
            break;
        }
    }
    names.sort();
    assert_eq!(names, [0, 1, 2, 3, 4].map(|number| format!("{prefix}/{number}")));
    assert_eq!(sizes, [2, 2, 1]);
}
