//! The AWS services of a story: embedded ones of its own, or others that the environment names.
//!
//! - `AWS_ENDPOINT_URL_STORIES`: a moto server (or another that knows accounts) for all services.
//! - `AWS_ENDPOINT_URL_STORIES_DYNAMODB`: another address for DynamoDB, such as AWS's DynamoDB Local.
//!
//! Stories share those, so each has an account of its own there, as customers of AWS have: it sees no table, queue,
//! secret, bucket or event of another.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Context as _;
use aws_credential_types::Credentials;
use local::{
    aws::Endpoints,
    cloud::{BUCKET, Cloud, Elsewhere},
};

use crate::listener;

/// Services that no other story uses, and in them the table, the queues and the bucket.
///
/// # Errors
/// When they can't be started, or don't answer.
pub async fn cloud() -> anyhow::Result<Cloud> {
    let Some(endpoints) = endpoints() else { return Cloud::start(None, None).await };
    let account = next_account();
    let credentials = credentials(&endpoints.sqs, &account).await.context("opening an account")?;
    let bucket = format!("{BUCKET}-{account}");
    let cloud = Cloud::elsewhere(Elsewhere { endpoints, credentials, bucket }).await?;
    listener::subscribe(&cloud.clients).await.context("listening to the bus")?;
    Ok(cloud)
}

/// Where DynamoDB is, if the environment says so.
#[must_use]
pub fn dynamodb() -> Option<String> {
    endpoints().map(|endpoints| endpoints.dynamodb)
}

/// Where the services are that the environment names, if it names any.
#[expect(
    clippy::disallowed_methods,
    reason = "a switch of the tests alone, and this is the one place for it"
)]
fn endpoints() -> Option<Endpoints> {
    let mut endpoints = Endpoints::all_at(&std::env::var("AWS_ENDPOINT_URL_STORIES").ok()?);
    if let Ok(url) = std::env::var("AWS_ENDPOINT_URL_STORIES_DYNAMODB") {
        endpoints.dynamodb = url;
    }
    Some(endpoints)
}

/// Twelve digits that no other story and no other process of the same time has.
fn next_account() -> String {
    static STORIES: AtomicU32 = AtomicU32::new(0);
    let story = STORIES.fetch_add(1, Ordering::Relaxed);
    format!("{:06}{story:06}", std::process::id() % 1_000_000)
}

/// Credentials of a role of that account. moto finds the account by them, and DynamoDB Local keeps a database for each
/// access key.
async fn credentials(url: &str, account: &str) -> anyhow::Result<Credentials> {
    let query =
        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleSessionName=story&WebIdentityToken=story";
    let body = format!("{query}&RoleArn=arn:aws:iam::{account}:role/story");
    let client = reqwest::Client::builder().no_proxy().build()?;
    let request = client.post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
    let answer = request.send().await?.error_for_status()?.text().await?;
    let text = |name: &str| {
        let found = answer.split_once(&format!("<{name}>")).and_then(|(_, rest)| rest.split_once('<'));
        found.map(|(text, _)| text.to_owned()).with_context(|| format!("STS answered no {name}"))
    };
    let (id, secret) = (text("AccessKeyId")?, text("SecretAccessKey")?);
    Ok(Credentials::from_keys(id, secret, Some(text("SessionToken")?)))
}
