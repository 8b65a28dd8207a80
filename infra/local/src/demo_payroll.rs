//! One payroll of the demo company: a PDF for each employee who is ready, and a few of them finalised, so that payslips
//! can be seen to arrive without waiting for all of them at fifty a minute.

use std::{sync::Arc, time::Duration};

use anyhow::{Context as _, bail};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};
use shared::{
    domain::{
        ids::{EmployeeId, TenantId},
        payslip::{PayrollId, Payslip},
        readiness::Status,
    },
    files::FileStore,
    ports::Clock as _,
    run::{
        World as _,
        employees::{self, ListQuery},
        payslips,
    },
};

use crate::{
    cloud::Cloud,
    events::{self, LocalWorld},
    payslip_pdf,
};

/// Payslips finalised at the start: at 1.2 s each a start of the program stays short.
const FINALISED: usize = 3;
/// How often the payslips are looked at.
const LOOK: Duration = Duration::from_millis(100);
/// Longer than an unclear answer takes to be settled.
const PATIENCE: Duration = Duration::from_mins(2);

/// What became of the payroll.
#[derive(Debug, Serialize)]
pub struct PayrollReport {
    /// Which.
    pub payroll_id: String,
    /// Employees for whom a PDF lies in the bucket.
    pub files: usize,
    /// What became of those that were finalised.
    pub payslips: Vec<Line>,
}

/// One payslip.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Whose.
    pub employee_id: EmployeeId,
    /// How it ended.
    pub state: &'static str,
    /// Why.
    pub reason: Option<&'static str>,
}

impl PayrollReport {
    /// For a person at a terminal.
    #[must_use]
    pub fn text(&self) -> String {
        let lines = self.payslips.iter().map(|line| {
            let reason = line.reason.map(|reason| format!(", {reason}")).unwrap_or_default();
            format!("\n  {}: {}{reason}", line.employee_id, line.state)
        });
        let lines: String = lines.collect();
        format!(
            "Payroll {}: {} payslips invented, {FINALISED} finalised:{lines}",
            self.payroll_id, self.files
        )
    }
}

/// Puts the files, finalises a few, and waits until each has come to its end.
///
/// # Errors
/// When a service does not answer, or a payslip comes to no end.
pub async fn run(
    world: &Arc<LocalWorld>,
    cloud: &Cloud,
    files: &FileStore,
    tenant: &TenantId,
) -> anyhow::Result<PayrollReport> {
    let pay_date = shared::domain::day::london_date(world.clock().now()).last_of_month();
    let payroll_id = format!("{}-{:02}", pay_date.year(), pay_date.month());
    let ready = ready(world, tenant).await?;
    let mut payslips = Vec::new();
    for employee_id in &ready {
        let object_key = format!("{tenant}/{payroll_id}/{employee_id}.pdf");
        cloud.put_file(&object_key, payslip_pdf::payslip(employee_id, pay_date)).await?;
        payslips.push(json!({"employee_id": employee_id, "object_key": object_key}));
    }
    payslips.truncate(FINALISED);
    let finalised = payslips.len();
    events::route(&**world, files, event(tenant, &payroll_id, pay_date, &payslips)).await?;
    let payroll = PayrollId::parse(&payroll_id).context("no payroll id")?;
    let ended = ended(world, tenant, &payroll, finalised).await?;
    let line = |payslip: Payslip| Line {
        employee_id: payslip.key.employee_id,
        state: payslip.state.key(),
        reason: payslip.reason.map(shared::domain::payslip::PayslipReason::code),
    };
    Ok(PayrollReport { payroll_id, files: ready.len(), payslips: ended.into_iter().map(line).collect() })
}

/// The event of the payroll system.
fn event(tenant: &TenantId, payroll_id: &str, pay_date: Date, payslips: &[Value]) -> Value {
    json!({
        "version": "0",
        "id": uuid::Uuid::new_v4().to_string(),
        "detail-type": "PayrollFinalised",
        "source": "pento.payroll",
        "account": crate::aws::ACCOUNT,
        "region": crate::aws::REGION,
        "resources": [],
        "detail": {
            "tenant_id": tenant, "payroll_id": payroll_id, "pay_date": pay_date,
            "title": format!("Payslip {}", pay_date.strftime("%B %Y")), "payslips": payslips,
        },
    })
}

async fn ready(world: &Arc<LocalWorld>, tenant: &TenantId) -> anyhow::Result<Vec<EmployeeId>> {
    let mut query = ListQuery { status: Some(Status::Ready), limit: 200, ..ListQuery::default() };
    let mut ids = Vec::new();
    loop {
        let page = employees::list(&**world, tenant, &query).await?;
        ids.extend(page.employees.into_iter().map(|shown| shown.employee.employee_id));
        query.after = page.next;
        if query.after.is_none() {
            return Ok(ids);
        }
    }
}

async fn ended(
    world: &Arc<LocalWorld>,
    tenant: &TenantId,
    payroll: &PayrollId,
    finalised: usize,
) -> anyhow::Result<Vec<Payslip>> {
    let begin = tokio::time::Instant::now();
    while begin.elapsed() < PATIENCE {
        let list = payslips::list(&**world, tenant, payroll, None, finalised.max(1)).await?;
        let payslips = list.map(|list| list.payslips).unwrap_or_default();
        if payslips.len() >= finalised && payslips.iter().all(|payslip| payslip.state.is_final()) {
            return Ok(payslips);
        }
        tokio::time::sleep(LOOK).await;
    }
    bail!("the payslips came to no end within {} s", PATIENCE.as_secs())
}
