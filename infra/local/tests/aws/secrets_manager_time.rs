//! Recovery windows of secrets: the stand-in with a moved clock.

use std::time::Duration;

use crate::stack::{Aws, START, code};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn a_deleted_secret_is_gone_when_its_window_ends() {
    for (days, window) in [(None, 30), (Some(7), 7)] {
        let aws = Aws::embedded().await;
        let secrets = aws.secretsmanager();
        secrets.create_secret().name("s").secret_string("one").send().await.unwrap();
        let delete = secrets.delete_secret().secret_id("s").set_recovery_window_in_days(days);
        let deleted = delete.send().await.unwrap();
        let ends = START / 1000 + i64::from(window) * 24 * 3600;
        assert_eq!(deleted.deletion_date().unwrap().secs(), ends);

        let last = Duration::from_millis(1);
        aws.pass((DAY * window).saturating_sub(last)).await;
        let described = secrets.describe_secret().secret_id("s").send().await.unwrap();
        assert_eq!(described.deleted_date().unwrap().secs(), ends);
        aws.pass(last).await;
        assert_eq!(code!(secrets.restore_secret().secret_id("s")), "ResourceNotFoundException");
        secrets.create_secret().name("s").secret_string("two").send().await.unwrap();
        let read = secrets.get_secret_value().secret_id("s").send().await.unwrap();
        assert_eq!(read.secret_string(), Some("two"));
    }
}

#[tokio::test]
async fn a_hundred_versions_without_label_are_kept() {
    let aws = Aws::embedded().await;
    let secrets = aws.secretsmanager();
    let token = |number: usize| format!("{number:032}");
    secrets.create_secret().name("s").client_request_token(token(0)).secret_string("0").send().await.unwrap();
    for number in 1..=102 {
        aws.pass(Duration::from_secs(1)).await;
        let put = secrets.put_secret_value().secret_id("s").client_request_token(token(number));
        put.secret_string(number.to_string()).send().await.unwrap();
    }
    // 102 and 101 carry labels; of the other 101 the oldest is gone.
    let read = |number| secrets.get_secret_value().secret_id("s").version_id(token(number));
    assert_eq!(code!(read(0)), "ResourceNotFoundException");
    assert_eq!(read(1).send().await.unwrap().secret_string(), Some("1"));
}
