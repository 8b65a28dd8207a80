//! V2 and V3: what blanks a field, and what is said about it.

use serde_json::{Value, json};
use shared::domain::{
    employee::Change,
    field::Field::{self, *},
    problem::Severity,
};
use tests::world::World;

/// The value Personio sends, what stands in Pento afterwards, and the code of the problem.
type Row = (Field, Value, Option<&'static str>, Option<&'static str>);

#[tokio::test]
async fn each_value_blanks_or_fills_its_field_and_says_why() -> anyhow::Result<()> {
    let rows: [Row; 20] = [
        (Phone, json!(null), None, None),
        (Phone, json!(""), None, None),
        (Phone, json!(" \n "), None, None),
        (Phone, json!([]), None, None),
        (Phone, json!([null, ""]), None, None),
        (WeeklyHours, json!(0), Some("0"), None),
        (JobTitle, json!(0), Some("0"), None),
        (JobTitle, json!(false), Some("false"), None),
        (JobTitle, json!({"type": "X", "attributes": {"id": 3, "name": "Named"}}), Some("Named"), None),
        (JobTitle, json!({"type": "X", "attributes": {"id": 3}}), None, Some("value_not_usable")),
        (JobTitle, json!(["a", "b"]), None, Some("several_values_unclear")),
        (NationalInsuranceNumber, json!("XA 82 41 17"), None, Some("ni_number_suffix_missing")),
        (NationalInsuranceNumber, json!("nonsense"), None, Some("ni_number_invalid")),
        (TaxCode, json!("L1257"), None, Some("tax_code_invalid")),
        (DateOfBirth, json!("31/02/1990"), None, Some("date_invalid")),
        (Gender, json!("diverse"), None, Some("gender_invalid")),
        (Postcode, json!("LS1 4"), None, Some("postcode_invalid")),
        (BankSortCode, json!("02-29-5"), None, Some("sort_code_invalid")),
        (BankAccountNumber, json!("6.3748472E+7"), None, Some("number_damaged")),
        (Email, json!("nobody at example"), None, Some("email_invalid")),
    ];
    let world = World::settled(rows.len() as u64).await?;
    let people = world.people();
    for (person, (field, _, _, _)) in people.iter().zip(&rows) {
        // Something to lose, in every row.
        world.set(*person, *field, json!(field.example()))?;
    }
    world.hour().await?;
    let before = world.employees().await?;
    for (person, (field, value, _, _)) in people.iter().zip(&rows) {
        world.set(*person, *field, value.clone())?;
    }
    let run = world.hour().await?;
    assert_eq!(World::tally(&run), [0, rows.len() as u64, 0, 0, 0, 0]);
    let blanked = rows.iter().filter(|(_, _, kept, _)| kept.is_none()).count() as u64;
    assert_eq!(run.counts.blanked, blanked);
    let catalogue = world.inside.store.clone();
    let catalogue = shared::ports::ReadTenant::catalogue(&catalogue, &world.tenant).await?;
    for ((before, after), (field, value, expected, code)) in
        before.iter().zip(world.employees().await?).zip(&rows)
    {
        let mut fields = before.fields.clone();
        fields.set(*field, expected.map(Into::into));
        assert_eq!(after.fields, fields, "{field} {value}: nothing else changes");
        let errors: Vec<_> = after.problems.iter().filter(|problem| problem.is_error()).collect();
        assert_eq!(errors.iter().map(|problem| problem.code.key()).collect::<Vec<_>>(), code.as_slice());
        for problem in errors {
            let attribute = catalogue.refer(&world.key(field.key())?);
            assert_eq!((problem.field, problem.attribute.as_ref()), (*field, Some(&attribute)));
            let json = serde_json::to_value(problem)?;
            assert_eq!(json["severity"], json!(Severity::Error));
            assert!(!json["hint"].as_str().unwrap_or_default().contains(&value.to_string()));
        }
        let new = expected.map(Into::into);
        let old = before.fields.get(*field).cloned();
        let log = world.change_log(after.employee_id.as_str()).await?;
        assert_eq!(log[0].changes, [Change { field: *field, old, new }], "{field} {value}");
    }
    Ok(())
}
