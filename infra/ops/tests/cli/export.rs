//! `tenant export`.

use std::{collections::BTreeSet, fs, os::unix::fs::PermissionsExt as _};

use serde_json::Value;

use crate::stand::{MARK, SECRET, Stand};

/// Every kind of item that `fill` and a pause of all make.
const KINDS: [&str; 14] = [
    "catalogue",
    "change-log entry",
    "connection",
    "employee",
    "held run",
    "lease",
    "pause with all",
    "payroll",
    "payslip",
    "run",
    "run outcome",
    "settings",
    "settings version",
    "stop of payslips",
];

#[tokio::test(flavor = "multi_thread")]
async fn everything_of_the_tenant_is_in_the_file_and_nobody_elses_and_no_secret() {
    let stand = Stand::new().await;
    stand.fill("acme").await;
    stand.fill("acme-2").await;
    stand.run(&["tenant", "pause", "--all"]).await.well();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acme.jsonl");
    let file = path.to_str().unwrap();

    let before = stand.dump().await;
    let dry = stand.run(&["tenant", "export", "acme", "--out", file, "--dry-run"]).await.well();
    assert!(dry.contains("employee: 1\n") && dry.contains("would write 15 items"), "{dry}");
    assert!(!path.exists());

    let said = stand.run(&["tenant", "export", "acme", "--out", file]).await.well();
    assert!(said.contains("15 items") && said.contains("not in it: the secret"), "{said}");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(MARK) && !text.contains(SECRET) && !text.contains("acme-2"));
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [first, items @ .., last] = lines.as_slice() else { unreachable!("{text}") };
    assert_eq!(first["export"]["tenant"], "acme");
    assert!(first["export"]["left_out"].as_str().unwrap().contains("the secret"));
    assert_eq!(last["end"]["items"], 15);
    let kinds: BTreeSet<_> = items.iter().map(|line| line["item"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, KINDS.into());
    let keys: Vec<_> = items.iter().map(|line| line["item"]["document"]["sk"].as_str().unwrap()).collect();
    let stored = stand.dump_of("acme").await;
    assert_eq!(keys, stored.keys().map(|(_, sk)| sk.as_str()).collect::<Vec<_>>());
    let employee = items.iter().find(|line| line["item"]["kind"] == "employee").unwrap();
    assert_eq!(employee["item"]["document"]["fields"]["last_name"], MARK);
    assert_eq!(employee["item"]["document"]["version"], 1);
    assert_eq!(stand.dump().await, before, "an export changes nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_one_page_is_exported_whole() {
    let stand = Stand::new().await;
    for version in 0..240 {
        stand.save("acme", version, false).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acme.jsonl");
    stand.run(&["tenant", "export", "acme", "--out", path.to_str().unwrap()]).await.well();
    let text = fs::read_to_string(&path).unwrap();
    let lines: BTreeSet<_> = text.lines().collect();
    assert_eq!((text.lines().count(), lines.len()), (243, 243), "241 items, none twice");
    assert!(text.ends_with("{\"end\":{\"items\":241}}\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_overwritten_and_nothing_half_is_left() {
    let stand = Stand::new().await;
    stand.fill("acme").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("there");
    fs::write(&path, "precious").unwrap();
    for dry in [&["--dry-run"][..], &[]] {
        let args = [&["tenant", "export", "acme", "--out", path.to_str().unwrap()], dry].concat();
        stand.run(&args).await.badly(2, "is there already");
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), "precious");
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(folder.path().join("nowhere"), &link).unwrap();
    stand
        .run(&["tenant", "export", "acme", "--out", link.to_str().unwrap()])
        .await
        .badly(2, "is there already");
    let nowhere = folder.path().join("no/folder");
    stand
        .run(&["tenant", "export", "acme", "--out", nowhere.to_str().unwrap()])
        .await
        .badly(1, "can't be written");
    let unknown = folder.path().join("unknown");
    stand
        .run(&["tenant", "export", "nobody", "--out", unknown.to_str().unwrap()])
        .await
        .badly(1, "nothing is held of a tenant nobody");
    assert!(!unknown.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_can_not_be_finished_is_taken_away() {
    let stand = Stand::new().await;
    for version in 0..240 {
        stand.save("acme", version, false).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("acme.jsonl");
    // A limit of the size of files, as a disk that is full: 16 blocks of 512 or 1,024 bytes, beyond the first page.
    let said = stand.run_limited(16, &["tenant", "export", "acme", "--out", path.to_str().unwrap()]).await;
    said.badly(1, "acme.jsonl can't be written");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
