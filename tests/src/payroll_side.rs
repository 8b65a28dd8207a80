//! Finalised payrolls during a story: files in the bucket, the event, and the payslips' requests worked off.

use anyhow::Context as _;
use local::{cloud::Cloud, events, payslip_pdf};
use serde_json::{Value, json};
use shared::{
    domain::{ids::EmployeeId, payslip::PayrollId, settings::Settings},
    run::payslips,
};

use crate::world::World;

/// The payroll of every story.
pub const PAYROLL: &str = "2026-11";

impl World {
    /// Lets payslips be sent into the company's folder of that name.
    ///
    /// # Errors
    /// When there is no such folder, or saving fails.
    pub async fn send_payslips_to(&self, folder: &str) -> anyhow::Result<()> {
        let id = self.personio.edit(|company| {
            company.categories.iter().find(|category| category.name == folder).map(|category| category.id)
        });
        let id = id.context("no such folder")?.to_string();
        let choose = |settings: &mut Settings| {
            settings.payslips_enabled = true;
            settings.payslip_folder = Some(id);
        };
        self.change_settings(choose).await?;
        Ok(())
    }

    /// Puts a payslip's file into the bucket, and answers its entry.
    ///
    /// # Errors
    /// When the bucket does not take it.
    pub async fn file_of(&self, employee: &EmployeeId) -> anyhow::Result<Value> {
        let key = format!("{}/{PAYROLL}/{employee}.pdf", self.tenant);
        self.cloud.put_file(&key, payslip_pdf::payslip(employee, "2026-11-30".parse()?)).await?;
        Ok(json!({"employee_id": employee, "object_key": key}))
    }

    /// The event that a payroll with these entries was finalised.
    #[must_use]
    pub fn payroll_event(&self, payslips: &[Value]) -> Value {
        json!({
            "version": "0", "id": "event-1", "detail-type": "PayrollFinalised", "source": "pento.payroll",
            "detail": {
                "tenant_id": self.tenant, "payroll_id": PAYROLL, "pay_date": "2026-11-30",
                "title": "Payslip November 2026", "payslips": payslips,
            },
        })
    }

    /// Delivers the event, and leaves the requests on the queue.
    ///
    /// # Errors
    /// When the function refuses it.
    pub async fn finalise(&self, event: Value) -> anyhow::Result<Value> {
        Ok(events::route(&self.inside, &self.cloud.files(), event).await?)
    }

    /// Works off the queue of payslips. What has to come again later is waited for on the story's clock, as often as
    /// given.
    ///
    /// # Errors
    /// When the queue or the function fails.
    pub async fn push_payslips(&self) -> anyhow::Result<()> {
        let Cloud { payslip_queue, clients, .. } = &self.cloud;
        while events::poll_payslips(&self.inside, &self.cloud.files(), &clients.sqs, payslip_queue, 0).await?
        {
        }
        Ok(())
    }

    /// Employee ID, state and reason of each payslip.
    ///
    /// # Errors
    /// When there is no payroll.
    pub async fn payslips(&self) -> anyhow::Result<Vec<(String, &'static str, &'static str)>> {
        let payroll = PayrollId::parse(PAYROLL).context("no payroll id")?;
        let list = payslips::list(&self.inside, &self.tenant, &payroll, None, 10_000).await?;
        let list = list.context("no such payroll")?;
        Ok(list
            .payslips
            .into_iter()
            .map(|payslip| {
                let reason = payslip.reason.map_or("", shared::domain::payslip::PayslipReason::code);
                (payslip.key.employee_id.to_string(), payslip.state.key(), reason)
            })
            .collect())
    }
}
