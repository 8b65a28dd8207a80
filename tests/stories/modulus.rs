//! The modulus check of bank details: a warning, and only where the operator supplies the weight table.

use serde_json::json;
use shared::domain::{field::Field, formats::modulus::WeightTable, problem::ProblemCode};
use tests::world::{World, flawless};

/// The row of the published table that covers the published pair 08-99-99 / 66374958.
const ROW: &str = "089999 089999 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1\n";

#[tokio::test]
async fn a_suspicious_account_is_kept_with_a_warning() -> anyhow::Result<()> {
    let world = World::of(flawless(2)?).await?.weighing(WeightTable::parse(ROW, "")?)?;
    let ids: Vec<u64> =
        world.personio.edit(|company| company.people().iter().map(|person| person.id).collect());
    for (id, account) in [(ids[0], "66374958"), (ids[1], "66374959")] {
        world.set(id, Field::BankSortCode, json!("08-99-99"))?;
        world.set(id, Field::BankAccountNumber, json!(account))?;
    }
    world.connect_and_save().await?;
    let found: Vec<_> = world
        .employees()
        .await?
        .into_iter()
        .map(|employee| {
            let account = employee.fields.text(Field::BankAccountNumber).map(ToOwned::to_owned);
            let suspicious = employee.problems.iter().any(|p| p.code == ProblemCode::BankDetailsSuspicious);
            (account, suspicious)
        })
        .collect();
    assert_eq!(found, [(Some("66374958".to_owned()), false), (Some("66374959".to_owned()), true)]);
    Ok(())
}
