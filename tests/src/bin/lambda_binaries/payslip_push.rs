//! The payslips' function: a finalised payroll, its requests off the queue, and what is neither.

use anyhow::ensure;
use jiff::{civil::Date, tz::TimeZone};
use local::{cloud::PAYSLIP_QUEUE, payslip_pdf};
use serde_json::{Value, json};
use shared::{ports::Clock as _, system::SystemClock};

use crate::{
    function::Function,
    stage::{MARK, Stage, TENANT, refused, unreadable_batch, well},
};

/// Payslips that are sent, at 1.2 s each.
const SENT: usize = 3;
/// As many as the queue hands over at once.
const AT_ONCE: i32 = 10;

/// One payroll, from the event to Personio's folders.
pub(crate) async fn push(stage: &Stage, function: &mut Function) -> anyhow::Result<()> {
    let pay_date = SystemClock.now().to_zoned(TimeZone::UTC).date();
    let employees = stage.employees().await?;
    let mut payslips = Vec::new();
    for employee in employees.iter().filter(|employee| employee.personio_id.is_some()).take(SENT) {
        let key = format!("{TENANT}/2026-11/{}.pdf", employee.employee_id);
        stage.cloud.put_file(&key, payslip_pdf::payslip(&employee.employee_id, pay_date)).await?;
        payslips.push(json!({"employee_id": employee.employee_id, "object_key": key}));
    }
    let taken = well(function.call(finalised(pay_date, &payslips)).await?)?;
    ensure!(taken == json!({"payslips": SENT}), "the payroll is not taken in: {taken}");
    // One more message says that these were all.
    let worked = stage.work(function, &stage.cloud.payslip_queue, PAYSLIP_QUEUE, AT_ONCE).await?;
    ensure!(worked > SENT, "{worked} messages");
    let documents = stage.personio.documents();
    let pdfs = documents.iter().filter(|document| document.content.starts_with(b"%PDF"));
    ensure!(pdfs.count() == SENT, "{} documents in Personio", documents.len());
    ensure!(stage.announced("PayslipUploaded")?.len() == SENT, "not every payslip is told of");
    ensure!(stage.announced("PayslipBatchFinished")?.len() == 1, "the end is not told of");

    let empty =
        json!({"detail-type": "PayrollFinalised", "source": "pento.payroll", "detail": {"tenant_id": MARK}});
    refused(function.call(empty).await?, "the event is malformed")?;
    refused(function.call(json!({"detail-type": MARK})).await?, "must be \"PayrollFinalised\"")?;
    let answer = well(function.call(unreadable_batch(PAYSLIP_QUEUE)).await?)?;
    ensure!(answer["batchItemFailures"][0]["itemIdentifier"] == "m-1", "not tried again: {answer}");
    Ok(())
}

fn finalised(pay_date: Date, payslips: &[Value]) -> Value {
    json!({
        "version": "0", "id": "8e3b3c5c-4a38-4a5b-8a0e-0d0a3f3c1f01", "detail-type": "PayrollFinalised",
        "source": "pento.payroll", "account": "000000000000", "region": "eu-west-2", "resources": [],
        "time": "2026-11-30T10:00:00Z",
        "detail": {
            "tenant_id": TENANT, "payroll_id": "2026-11", "pay_date": pay_date, "title": "Payslip", "payslips": payslips,
        },
    })
}
