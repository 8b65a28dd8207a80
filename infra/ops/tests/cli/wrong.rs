//! What is asked for wrongly, and systems that are not there.

use std::fs;

use serde_json::json;

use crate::stand::Stand;

#[tokio::test(flavor = "multi_thread")]
async fn a_command_line_that_makes_no_sense_is_refused_before_anything_is_done() {
    let stand = Stand::new().await;
    for args in [
        &[][..],
        &["tenants"],
        &["tenant", "show"],
        &["tenant", "show", "a/b"],
        &["tenant", "show", ""],
        &["tenant", "delete", "acme", "--confirm", "a b"],
        &["tenant", "export", "acme"],
        &["tenant", "burn", "acme"],
        &["payslips", "resume"],
        &["dead-letters", "redrive"],
    ] {
        let said = stand.run(args).await;
        assert_eq!(said.code, 2, "{args:?}: {said:?}");
        assert!(said.out.is_empty() && !said.err.is_empty(), "{args:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_system_that_is_not_said_is_asked_for() {
    let stand = Stand::new().await;
    let list = ["tenants", "list"];
    stand.run_with(&list, &[("TABLE_NAME", "")]).await.badly(2, "it is not said which table");
    stand.run_with(&list, &[("TABLE_NAME", " ")]).await.badly(2, "it is not said which table");
    // Neither in the environment nor in a profile.
    let nowhere = [("AWS_REGION", ""), ("AWS_EC2_METADATA_DISABLED", "true")];
    stand.run_with(&list, &nowhere).await.badly(2, "not known in which region");
    stand.run_with(&["tenants", "list", "--region", "eu-west-2"], &nowhere).await.well();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_is_not_there_is_told_with_what_to_do() {
    let stand = Stand::new().await;
    stand.fill("acme").await;
    let said = stand.run(&["tenants", "list", "--table", "another"]).await;
    said.badly(1, "DynamoDB could not list all tenants: ResourceNotFoundException");
    assert!(said.err.contains("Compare it with the outputs of the stack."), "{}", said.err);
    // Another prefix, another secret.
    let shown = stand.run(&["tenant", "show", "acme", "--secret-prefix", "other/"]).await.well();
    assert!(shown.contains("secret      none"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_about_a_stack_says_where_everything_is() {
    let stand = Stand::new().await;
    stand.fill("acme").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("stack.json");
    let output = |key: &str, value: &str| json!({"OutputKey": key, "OutputValue": value});
    let stack = json!({"Stacks": [{
        "StackId": "arn:aws:cloudformation:eu-west-2:000000000000:stack/pento/1",
        "Parameters": [{"ParameterKey": "SecretPrefix", "ParameterValue": "pento-personio/"}],
        "Outputs": [
            output("TableName", local::cloud::TABLE),
            output("PayslipBucketName", local::cloud::BUCKET),
            output("SyncQueueUrl", &stand.cloud.sync_queue),
            output("SyncDeadLettersUrl", &stand.cloud.dead_letters),
        ],
    }]});
    fs::write(&path, stack.to_string()).unwrap();
    let file = path.to_str().unwrap();
    let bare = ["TABLE_NAME", "PAYSLIP_BUCKET", "SYNC_QUEUE_URL", "PAYSLIP_QUEUE_URL", "AWS_REGION"];
    let bare = bare.map(|name| (name, ""));
    let run = async |args: &[&str]| stand.run_with(&[&["--stack-file", file], args].concat(), &bare).await;
    assert!(run(&["tenants", "list"]).await.well().contains("acme"));
    assert!(run(&["tenant", "show", "acme"]).await.well().contains("secret      there"));
    let dry = run(&["tenant", "delete", "acme", "--files", "--dry-run"]).await.well();
    assert!(dry.contains("13 items, the secret, 2 files"), "{dry}");
    run(&["dead-letters", "redrive", "sync"]).await.well();
    run(&["dead-letters", "redrive", "payslips"]).await.badly(2, "which queue of payslips");
    run(&["tenants", "list", "--table", "another"])
        .await
        .badly(2, "the table is pento-personio, and an option");
    stand.run(&["--stack-file", "/nowhere", "tenants", "list"]).await.badly(2, "/nowhere can't be read");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_says_what_it_does() {
    let stand = Stand::new().await;
    for (args, words) in [
        (&[][..], "Exit code: 0 done"),
        (&["tenant", "resume"], "only\nthose are resumed whom"),
        (&["tenant", "export"], "never exported"),
        (&["tenant", "delete"], "goes on"),
        (&["dead-letters", "redrive"], "in their order"),
    ] {
        let help = stand.run(&[args, &["--help"]].concat()).await.well();
        assert!(help.contains("--dry-run"), "{args:?}: {help}");
        let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat(&help).contains(&flat(words)), "{args:?}: {help}");
    }
}
