//! The bucket of payslips, and how a finalised payroll comes in.

use std::fs;

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{all_of, properties, root, template};

#[test]
fn the_files_are_private_encrypted_and_outlive_the_stack() -> anyhow::Result<()> {
    assert_eq!(all_of("AWS::S3::Bucket")?.len(), 1);
    let bucket = properties("PayslipBucket")?;
    for block in ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"] {
        assert_eq!(bucket["PublicAccessBlockConfiguration"][block], true, "{block}");
    }
    assert_eq!(
        bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"],
        json!([{
            "ServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "GetAtt DataKey.Arn"},
            "BucketKeyEnabled": true,
        }])
    );
    assert_eq!(bucket["OwnershipControls"], json!({"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}));
    // A name of its own would be taken in another account or region, for all the world shares them.
    assert_eq!(bucket["BucketName"], Value::Null);
    for name in ["PayslipBucket", "PayslipBucketPolicy"] {
        let resource = &template()?["Resources"][name];
        let policies = (&resource["DeletionPolicy"], &resource["UpdateReplacePolicy"]);
        assert_eq!(policies, (&json!("Retain"), &json!("Retain")), "{name}");
    }
    Ok(())
}

#[test]
fn nobody_reaches_the_files_without_tls() -> anyhow::Result<()> {
    let policy = properties("PayslipBucketPolicy")?;
    assert_eq!(policy["Bucket"], "Ref PayslipBucket");
    let only_by_tls = json!([{
        "Sid": "OnlyByTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": ["GetAtt PayslipBucket.Arn", "Sub ${PayslipBucket.Arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }]);
    assert_eq!(policy["PolicyDocument"]["Statement"], only_by_tls);
    Ok(())
}

#[test]
fn a_file_is_gone_after_its_days() -> anyhow::Result<()> {
    let bucket = properties("PayslipBucket")?;
    let rules = json!([{
        "Id": "expire",
        "Status": "Enabled",
        "ExpirationInDays": "Ref PayslipDays",
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
    }]);
    assert_eq!(bucket["LifecycleConfiguration"]["Rules"], rules);
    assert_eq!(bucket["VersioningConfiguration"], Value::Null, "an old version would stay");
    let days = &template()?["Parameters"]["PayslipDays"];
    assert_eq!((&days["Default"], &days["MinValue"]), (&json!(365 + 35), &json!(30)));
    Ok(())
}

#[test]
fn the_bus_hands_over_what_the_function_takes() -> anyhow::Result<()> {
    let events = properties("PayslipPush")?["Events"].take();
    let rule = &events["PayrollFinalised"];
    assert_eq!(rule["Type"], "EventBridgeRule");
    let rule = &rule["Properties"];
    let (source, detail_type) = ("pento.payroll", "PayrollFinalised");
    assert_eq!(rule["Pattern"], json!({"source": [source], "detail-type": [detail_type]}));
    let function = fs::read_to_string(root().join("functions/payslip-push/src/lib.rs"))?;
    for (field, value) in [("source", source), ("detail-type", detail_type)] {
        assert!(function.contains(&format!(r#"text("{field}") != Some("{value}")"#)), "{field}");
    }
    // The event as it is: the function reads all of it.
    for shortened in ["Input", "InputPath", "InputTransformer"] {
        assert_eq!(rule[shortened], Value::Null);
    }
    assert_eq!(rule["EventBusName"], "Ref EventBusName");
    assert_eq!(template()?["Parameters"]["EventBusName"]["Default"], "default");
    Ok(())
}

// The bus keeps what Lambda does not take, and Lambda what the function does not do.
#[test]
fn a_payroll_that_fails_is_kept_whoever_gives_up() -> anyhow::Result<()> {
    let function = properties("PayslipPush")?;
    let rule = &function["Events"]["PayrollFinalised"]["Properties"];
    assert_eq!(
        rule["RetryPolicy"],
        json!({"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 24 * 3_600})
    );
    assert_eq!(rule["DeadLetterConfig"], json!({"Arn": "GetAtt PayrollDeadLetters.Arn"}));
    let on_failure = json!({"Type": "SQS", "Destination": "GetAtt PayrollDeadLetters.Arn"});
    assert_eq!(
        function["EventInvokeConfig"],
        json!({
            "MaximumEventAgeInSeconds": 6 * 3_600,
            "MaximumRetryAttempts": 2,
            "DestinationConfig": {"OnFailure": on_failure},
        })
    );

    let queue = properties("PayrollDeadLetters")?;
    assert_eq!(queue["FifoQueue"], Value::Null, "the bus takes standard queues only");
    let most = queue["MaximumMessageSize"].as_u64().context("no size")?;
    assert!(most > 256 * 1_024, "an event and what Lambda says about it");
    let policy = properties("PayrollDeadLettersPolicy")?;
    assert_eq!(policy["Queues"], json!(["Ref PayrollDeadLetters"]));
    // SAM names the rule by the function and its event.
    let rule = json!({"ArnEquals": {"aws:SourceArn": "GetAtt PayslipPushPayrollFinalised.Arn"}});
    let from_the_rule = json!([{
        "Sid": "UndeliveredPayrolls",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "GetAtt PayrollDeadLetters.Arn",
        "Condition": rule,
    }]);
    assert_eq!(policy["PolicyDocument"]["Statement"], from_the_rule);
    Ok(())
}
