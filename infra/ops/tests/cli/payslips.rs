//! `payslips resume`.

use shared::ports::Ledger as _;

use crate::stand::{Stand, tenant};

#[tokio::test(flavor = "multi_thread")]
async fn the_stop_is_lifted_and_nothing_else() {
    let stand = Stand::new().await;
    stand.fill("acme").await;
    stand.fill("other").await;
    let before = stand.dump().await;
    let dry = stand.run(&["payslips", "resume", "acme", "--dry-run"]).await.well();
    assert_eq!(dry, "acme: would let payslips go on\n");
    assert_eq!(stand.dump().await, before);

    let said = stand.run(&["payslips", "resume", "acme"]).await;
    assert!(said.err.contains("need a retry"), "{}", said.err);
    assert_eq!(said.well(), "acme: payslips go on\n");
    assert!(!stand.store.payslips_stopped(&tenant("acme")).await.unwrap());
    assert!(stand.store.payslips_stopped(&tenant("other")).await.unwrap());
    let after = stand.dump().await;
    let changed: Vec<_> = after.iter().filter(|(key, item)| before.get(*key) != Some(item)).collect();
    assert_eq!((changed.len(), after.len()), (1, before.len()));
    assert_eq!(stand.run(&["payslips", "resume", "acme"]).await.well(), "acme: payslips are not stopped\n");
    stand.run(&["payslips", "resume", "nobody"]).await.badly(1, "nothing is held of a tenant nobody");
}
