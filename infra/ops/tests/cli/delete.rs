//! `tenant delete`.

use shared::{
    domain::{
        ids::EmployeeId,
        payslip::{PayrollId, Payslip, PayslipKey},
    },
    ports::{Ledger as _, Secrets as _, operator::OperateTenants as _},
};

use crate::stand::{MARK, Stand, tenant};

async fn two_tenants() -> Stand {
    let stand = Stand::new().await;
    stand.fill("acme").await;
    stand.fill("acme-2").await;
    stand
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_left_of_the_tenant_and_everything_of_the_others() {
    let stand = two_tenants().await;
    let other = stand.dump_of("acme-2").await;
    let said = stand.run(&["tenant", "delete", "acme", "--confirm", "acme", "--files"]).await;
    assert!(said.err.contains("Not touched: backups"), "{}", said.err);
    let out = said.well();
    for line in [
        "employee: 1",
        "settings version: 1",
        "secret: 1",
        "files under acme/ in pento-personio-payslips: 2, 10 bytes",
        "acme: deleted 13 items, the secret, 2 files",
    ] {
        assert!(out.lines().any(|told| told == line), "{line}: {out}");
    }
    assert_eq!(stand.dump().await, other);
    assert!(!stand.has_secret("acme").await && stand.has_secret("acme-2").await);
    assert_eq!(stand.files().await, ["1", "2"].map(|file| format!("acme-2/{MARK}-{file}.pdf")));

    let again = stand.run(&["tenant", "delete", "acme", "--confirm", "acme", "--files"]).await.well();
    assert!(again.ends_with("acme: nothing to delete\n"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_stay_unless_they_are_asked_for() {
    let stand = two_tenants().await;
    let out = stand.run(&["tenant", "delete", "acme", "--confirm", "acme"]).await.well();
    assert!(
        out.ends_with("acme: deleted 13 items, the secret, no file: 2 stay, --files deletes them\n"),
        "{out}"
    );
    assert_eq!(stand.files().await.len(), 4);
    // The files alone are left; a second call takes them.
    let out = stand.run(&["tenant", "delete", "acme", "--confirm", "acme", "--files"]).await.well();
    assert!(out.ends_with("acme: deleted 0 items, no secret, 2 files\n"), "{out}");
    assert_eq!(stand.files().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_bucket_it_is_said_that_nobody_looked() {
    let stand = two_tenants().await;
    let no_bucket = [("PAYSLIP_BUCKET", "")];
    let args = ["tenant", "delete", "acme", "--confirm", "acme", "--files"];
    stand.run_with(&args, &no_bucket).await.badly(2, "not said in which bucket");
    assert_eq!(stand.dump_of("acme").await.len(), 13);
    let out = stand.run_with(&args[..5], &no_bucket).await.well();
    assert!(out.contains("files: not looked for"), "{out}");
    assert_eq!((stand.dump_of("acme").await.len(), stand.files().await.len()), (0, 4));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_and_a_wrong_confirmation_delete_nothing() {
    let stand = two_tenants().await;
    let before = (stand.dump().await, stand.files().await);
    let out = stand.run(&["tenant", "delete", "acme", "--files", "--dry-run"]).await.well();
    assert!(out.ends_with("acme: would delete 13 items, the secret, 2 files\n"), "{out}");
    let out = stand.run(&["tenant", "delete", "acme", "--confirm", "acme", "--dry-run"]).await.well();
    assert!(out.contains("would delete 13 items"), "{out}");
    stand
        .run(&["tenant", "delete", "acme", "--confirm", "acme-2"])
        .await
        .badly(2, "--confirm says acme-2, and the tenant is acme");
    let unconfirmed = stand.run(&["tenant", "delete", "acme"]).await;
    assert_eq!(unconfirmed.code, 2);
    assert!(unconfirmed.err.contains("--confirm"), "{}", unconfirmed.err);
    assert_eq!((stand.dump().await, stand.files().await), before);
    assert!(stand.has_secret("acme").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_items_go_and_a_deletion_that_was_cut_off_goes_on() {
    let stand = Stand::new().await;
    stand.fill("acme").await;
    for version in 1..160 {
        stand.save("acme", version, false).await;
    }
    // Cut off: the secret and the connection are gone already.
    stand.secrets().delete_credentials(&tenant("acme")).await.unwrap();
    stand.store.delete_connection(&tenant("acme")).await.unwrap();
    let out = stand.run(&["tenant", "delete", "acme", "--confirm", "acme"]).await.well();
    assert!(out.contains("acme: deleted 171 items, no secret"), "{out}");
    assert!(stand.dump().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stop_of_payslips_goes_after_all_payslips() {
    let stand = Stand::new().await;
    stand.fill("acme").await;
    let acme = tenant("acme");
    let key = PayslipKey {
        payroll_id: PayrollId::parse("2026-11").unwrap(),
        employee_id: EmployeeId::parse("E1").unwrap(),
        revision: 0,
    };
    let payslip = stand.store.payslip(&acme, &key).await.unwrap().unwrap();
    let many = (1..=150).map(|revision| {
        let key = PayslipKey { revision, ..key.clone() };
        Payslip { key, ..payslip.clone() }
    });
    stand.store.add_payslips(&acme, &many.collect::<Vec<_>>()).await.unwrap();
    stand.store.delete_some(&acme).await.unwrap();
    let left = stand.dump().await;
    let payslips = left.keys().filter(|(_, sk)| sk.starts_with("PAYSLIP#")).count();
    assert!(payslips > 0 && payslips < 151, "{payslips}");
    assert!(stand.store.payslips_stopped(&acme).await.unwrap(), "still stopped while payslips are left");
}
