//! `tenant pause` and `tenant resume`.

use aws_sdk_dynamodb::types::AttributeValue;
use local::cloud::TABLE;
use shared::{
    domain::{filter::Filter, filter::Operator, settings::Settings},
    ports::{ReadTenant as _, VersionedSettings, WriteTenant as _},
};

use crate::stand::{Stand, tenant};

async fn settings(stand: &Stand, id: &str) -> VersionedSettings {
    stand.store.settings(&tenant(id)).await.unwrap().unwrap()
}

async fn pauses(stand: &Stand, ids: &[&str]) -> Vec<(bool, u64)> {
    let mut found = Vec::new();
    for id in ids {
        let VersionedSettings { settings, version } = settings(stand, id).await;
        found.push((settings.paused, version));
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn pausing_saves_a_version_that_differs_by_the_pause_and_starts_no_run() {
    let stand = Stand::new().await;
    stand.connect("acme").await;
    let filter =
        Filter { attribute: "country".into(), operator: Operator::Is, values: vec!["Zylbermarked".into()] };
    let chosen = Settings { filters: vec![filter], payslip_folder: Some("12".into()), ..Settings::default() };
    stand.store.put_settings(&tenant("acme"), 0, &chosen).await.unwrap();
    stand.fill("other").await;
    let before = stand.dump().await;

    let said = stand.run(&["tenant", "pause", "acme", "--dry-run"]).await.well();
    assert_eq!(said, "acme: would pause by settings version 2\n");
    assert_eq!(stand.dump().await, before);

    let said = stand.run(&["tenant", "pause", "acme"]).await.well();
    assert_eq!(said, "acme: paused by settings version 2\n");
    let paused = Settings { paused: true, ..chosen.clone() };
    assert_eq!(settings(&stand, "acme").await, VersionedSettings { version: 2, settings: paused });
    let after = stand.dump().await;
    let new: Vec<_> =
        after.keys().filter(|key| !before.contains_key(*key)).map(|(_, sk)| sk.as_str()).collect();
    assert_eq!(new, ["SETTINGS#0000000002"], "a version, and no run");
    let of_other = |((pk, _), _): &(&(String, String), _)| pk == "TENANT#other";
    assert!(before.iter().filter(of_other).eq(after.iter().filter(of_other)), "nobody else");
    let waiting = stand.cloud.clients.sqs.receive_message().queue_url(&stand.cloud.sync_queue);
    assert!(waiting.send().await.unwrap().messages().is_empty(), "no run was asked for");

    assert_eq!(stand.run(&["tenant", "pause", "acme"]).await.well(), "acme: paused already\n");
    assert_eq!(stand.dump().await, after);
    assert_eq!(
        stand.run(&["tenant", "resume", "acme", "--dry-run"]).await.well(),
        "acme: would resume by settings version 3\n"
    );
    assert_eq!(stand.dump().await, after);
    assert_eq!(
        stand.run(&["tenant", "resume", "acme"]).await.well(),
        "acme: resumed by settings version 3\n"
    );
    assert_eq!(settings(&stand, "acme").await, VersionedSettings { version: 3, settings: chosen });
    assert_eq!(stand.run(&["tenant", "resume", "acme"]).await.well(), "acme: not paused\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_are_resumed_whom_pausing_all_has_paused_and_nobody_else() {
    let stand = Stand::new().await;
    let ids = ["admin-paused", "edited", "named", "plain"];
    for id in ids {
        stand.save(id, 0, id == "admin-paused").await;
    }
    stand.connect("no-settings").await;
    stand.run(&["tenant", "pause", "named"]).await.well();
    let before = stand.dump().await;
    let said = stand.run(&["tenant", "pause", "--all", "--dry-run"]).await.well();
    assert_eq!(said, "edited: would pause by settings version 2\nplain: would pause by settings version 2\n");
    assert_eq!(stand.dump().await, before);

    let said = stand.run(&["tenant", "pause", "--all"]).await;
    assert!(said.err.contains("no-settings: left"), "{}", said.err);
    assert_eq!(said.well(), "edited: paused by settings version 2\nplain: paused by settings version 2\n");
    assert_eq!(pauses(&stand, &ids).await, [(true, 1), (true, 2), (true, 2), (true, 2)]);
    let list = stand.run(&["tenants", "list"]).await.well();
    assert_eq!(list.matches("paused with all").count(), 2, "{list}");

    // An admin saves, and keeps the pause: from now on it is the admin's.
    stand.save("edited", 2, true).await;
    let before = stand.dump().await;
    let dry = stand.run(&["tenant", "resume", "--all", "--dry-run"]).await.well();
    assert!(dry.contains("plain: would resume by settings version 3\n"), "{dry}");
    assert_eq!(stand.dump().await, before);
    let said = stand.run(&["tenant", "resume", "--all"]).await.well();
    let stays = "stays paused, for `tenant pause --all` was not the last to save it so";
    assert_eq!(
        said,
        format!(
            "admin-paused: {stays}\nedited: {stays}\nnamed: {stays}\nplain: resumed by settings version 3\n"
        )
    );
    assert_eq!(pauses(&stand, &ids).await, [(true, 1), (true, 3), (true, 2), (false, 3)]);

    // An old note does not count for a pause that somebody made later.
    stand.save("plain", 3, true).await;
    let said = stand.run(&["tenant", "resume", "--all"]).await.well();
    assert!(said.contains(&format!("plain: {stays}\n")), "{said}");
    stand.run(&["tenant", "resume", "plain"]).await.well();
    assert_eq!(pauses(&stand, &["plain"]).await, [(false, 5)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tenants_damage_does_not_keep_the_others_from_being_paused() {
    let stand = Stand::new().await;
    for id in ["a", "b", "c"] {
        stand.save(id, 0, false).await;
    }
    let damage = stand.cloud.clients.dynamodb.update_item().table_name(TABLE);
    let key = |text: &str| AttributeValue::S(text.into());
    let damage = damage.key("pk", key("TENANT#b")).key("sk", key("SETTINGS"));
    damage
        .update_expression("SET #schema = :schema")
        .expression_attribute_names("#schema", "schema")
        .expression_attribute_values(":schema", AttributeValue::N("2".into()))
        .send()
        .await
        .unwrap();
    let said = stand.run(&["tenant", "pause", "--all"]).await;
    said.badly(1, "1 of 3 tenants were not paused");
    said.badly(
        1,
        "tenant b: the item settings is not readable: schema Some(2), and this version reads up to 1",
    );
    assert_eq!(said.out, "a: paused by settings version 2\nc: paused by settings version 2\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_settings_has_nothing_to_pause() {
    let stand = Stand::new().await;
    stand.connect("acme").await;
    let before = stand.dump().await;
    stand.run(&["tenant", "pause", "acme"]).await.badly(1, "tenant acme has no settings");
    stand.run(&["tenant", "resume", "nobody"]).await.badly(1, "tenant nobody has no settings");
    for args in [["tenant", "pause", "", ""], ["tenant", "pause", "acme", "--all"]] {
        let args: Vec<_> = args.into_iter().filter(|arg| !arg.is_empty()).collect();
        assert_eq!(stand.run(&args).await.code, 2, "{args:?}");
    }
    assert_eq!(stand.dump().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_at_once_one_saves_and_the_others_see_it() {
    let stand = Stand::new().await;
    stand.save("acme", 0, false).await;
    let pause = || stand.run(&["tenant", "pause", "acme"]);
    let (a, b, c) = tokio::join!(pause(), pause(), pause());
    let mut said = [a.well(), b.well(), c.well()];
    said.sort();
    let already = "acme: paused already\n";
    assert_eq!(said, [already, already, "acme: paused by settings version 2\n"]);
    assert_eq!(pauses(&stand, &["acme"]).await, [(true, 2)]);
}
