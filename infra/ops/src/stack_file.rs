//! What `CloudFormation` says of a stack, out of a file: the answer of `aws cloudformation describe-stacks`.

use std::{fs, path::Path};

use serde::Deserialize;

use crate::{Failure, args::PlaceArgs};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    stacks: Vec<Described>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Described {
    #[serde(default)]
    stack_id: String,
    #[serde(default)]
    outputs: Vec<Output>,
    #[serde(default)]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    output_key: String,
    output_value: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Parameter {
    parameter_key: String,
    #[serde(default)]
    parameter_value: String,
}

/// Fills in what the file names. An option or variable that says something else is refused, lest a variable that is left
/// from another stack should decide.
pub(crate) fn fill(file: &Path, place: PlaceArgs) -> Result<PlaceArgs, Failure> {
    let text = fs::read_to_string(file).map_err(|error| {
        let what = format!("{} can't be read: {}", file.display(), error.kind());
        Failure::usage(what, "Give the file that `aws cloudformation describe-stacks` was written to.")
    })?;
    fill_from(&text, place).map_err(|what| {
        let what = format!("{}: {what}", file.display());
        Failure::usage(what, "Write it anew: aws cloudformation describe-stacks --stack-name NAME > FILE")
    })
}

fn fill_from(text: &str, mut place: PlaceArgs) -> Result<PlaceArgs, String> {
    let answer: Answer =
        serde_json::from_str(text).map_err(|_| "this is no answer of describe-stacks".to_owned())?;
    let [stack] = answer.stacks.as_slice() else {
        return Err(format!("{} stacks are in it, and one is wanted", answer.stacks.len()));
    };
    let output = |key: &str| {
        let output = stack.outputs.iter().find(|output| output.output_key == key);
        output.map(|output| output.output_value.clone())
    };
    let parameter = |key: &str| {
        let parameter = stack.parameters.iter().find(|parameter| parameter.parameter_key == key);
        parameter.map(|parameter| parameter.parameter_value.clone())
    };
    // arn:aws:cloudformation:<region>:<account>:stack/...
    let region = stack.stack_id.split(':').nth(3).filter(|region| !region.is_empty());
    let rows = [
        ("the table", output("TableName"), &mut place.table),
        ("the bucket", output("PayslipBucketName"), &mut place.bucket),
        ("the queue of sync requests", output("SyncQueueUrl"), &mut place.sync_queue_url),
        ("the queue of payslips", output("PayslipQueueUrl"), &mut place.payslip_queue_url),
        ("the sync's dead letters", output("SyncDeadLettersUrl"), &mut place.sync_dead_letters_url),
        ("the payslips' dead letters", output("PayslipDeadLettersUrl"), &mut place.payslip_dead_letters_url),
        ("the secrets", parameter("SecretPrefix"), &mut place.secret_prefix),
        ("the region", region.map(ToOwned::to_owned), &mut place.region),
    ];
    for (what, told, given) in rows {
        match (told, &given) {
            (Some(told), Some(given)) if !given.trim().is_empty() && told != **given => {
                return Err(format!("{what} is {told}, and an option or environment variable says {given}"));
            }
            (Some(told), _) => *given = Some(told),
            (None, _) => {}
        }
    }
    Ok(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"Stacks": [{"StackId": "arn:aws:cloudformation:eu-west-2:1:stack/p/1", "StackName": "p",
        "Parameters": [{"ParameterKey": "SecretPrefix", "ParameterValue": "dev/"}],
        "Outputs": [{"OutputKey": "TableName", "OutputValue": "t", "Description": "..."},
                    {"OutputKey": "SyncDeadLettersUrl", "OutputValue": "https://dead"}]}]}"#;

    #[test]
    fn the_stack_says_where_everything_is() {
        let place = fill_from(TEXT, PlaceArgs::default()).unwrap();
        assert_eq!(place.table.as_deref(), Some("t"));
        assert_eq!(place.region.as_deref(), Some("eu-west-2"));
        assert_eq!(place.secret_prefix.as_deref(), Some("dev/"));
        assert_eq!(place.sync_dead_letters_url.as_deref(), Some("https://dead"));
        assert_eq!(place.bucket, None);
    }

    #[test]
    fn what_the_stack_does_not_name_is_taken_from_elsewhere_and_a_contradiction_is_refused() {
        let given = |table: &str| PlaceArgs {
            table: Some(table.into()),
            bucket: Some("b".into()),
            ..PlaceArgs::default()
        };
        assert_eq!(fill_from(TEXT, given("t")).unwrap().bucket.as_deref(), Some("b"));
        let refused = fill_from(TEXT, given("another")).unwrap_err();
        assert_eq!(refused, "the table is t, and an option or environment variable says another");
    }

    #[test]
    fn another_file_is_refused() {
        for (text, what) in [
            ("", "no answer of describe-stacks"),
            ("[]", "no answer of describe-stacks"),
            (r#"{"Stacks": []}"#, "0 stacks"),
        ] {
            let refused = fill_from(text, PlaceArgs::default()).unwrap_err();
            assert!(refused.contains(what), "{text}: {refused}");
        }
    }
}
