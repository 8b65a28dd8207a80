//! Somebody who acts just before a run writes employees: the worst moment for a story about two writers.

use std::{
    future::Future,
    sync::atomic::{AtomicU32, Ordering},
};

use jiff::Timestamp;
use local::events;
use shared::{
    domain::{
        approval::HeldRun,
        attribute::Catalogue,
        connection::Connection,
        employee::{Employee, Index},
        ids::{EmployeeId, RunId, TenantId},
        payslip::{PayrollId, Payslip, PayslipKey},
        run::{Run, Trigger},
        settings::Settings,
    },
    dynamo::Table,
    ports::{
        Acquired, ChangeLogEntry, DueTenants, EmployeeWrite, Lease, Ledger, OutcomeRow, Payroll,
        PayslipCounts, Progress, ReadEmployees, ReadTenant, SettingsInForce, StoreError, VersionedSettings,
        WriteEmployees, WriteRuns, WriteTenant, Written,
    },
    run::{Outside, settings},
    wiring,
};

use crate::world::World;

impl World {
    /// *Sync all*, with somebody at work: `deed` is carried out before each writing of employees, with its number
    /// (from 1).
    ///
    /// # Errors
    /// When the run does not end.
    pub async fn sync_all_while<F>(&self, deed: impl Fn(u32) -> F + Send + Sync) -> anyhow::Result<Run>
    where
        F: Future<Output = anyhow::Result<()>> + Send,
    {
        let config = self.cloud.config(self.personio.url());
        let Outside { personio, store, secrets, queue, bus, clock, weights } =
            wiring::world(&config, self.cloud.clients.clone(), self.clock.clone())?;
        let store = Meddled { table: store, writes: AtomicU32::new(0), deed };
        let outside = Outside { personio, store, secrets, queue, bus, clock, weights };
        let id = settings::request_run(&outside, &self.tenant, Trigger::Manual).await?;
        while events::poll(&outside, &self.cloud.clients.sqs, &self.cloud.sync_queue, 0).await? {}
        self.run(id).await
    }
}

/// The table, with somebody beside it.
struct Meddled<D> {
    table: Table,
    writes: AtomicU32,
    deed: D,
}

impl<D, F> WriteEmployees for Meddled<D>
where
    D: Fn(u32) -> F + Send + Sync,
    F: Future<Output = anyhow::Result<()>> + Send,
{
    async fn write_employees(
        &self,
        tenant: &TenantId,
        fence: Option<u64>,
        writes: &[EmployeeWrite],
    ) -> Result<Vec<Written>, StoreError> {
        let number = self.writes.fetch_add(1, Ordering::Relaxed) + 1;
        (self.deed)(number).await.map_err(|error| StoreError::Unavailable {
            service: "the story",
            operation: "meddle",
            cause: error.to_string(),
        })?;
        self.table.write_employees(tenant, fence, writes).await
    }
}

/// Everything else is the table's own.
macro_rules! pass_on {
    ($port:ident { $($name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)* }) => {
        impl<D: Send + Sync> $port for Meddled<D> {
            $(async fn $name(&self, $($given: $kind),*) -> Result<$answer, StoreError> {
                self.table.$name($($given),*).await
            })*
        }
    };
}

pass_on! { ReadTenant {
    connection(tenant: &TenantId) -> Option<Connection>;
    settings(tenant: &TenantId) -> Option<VersionedSettings>;
    settings_in_force(tenant: &TenantId) -> Option<SettingsInForce>;
    catalogue(tenant: &TenantId) -> Catalogue;
    held_run(tenant: &TenantId) -> Option<HeldRun>;
    run(tenant: &TenantId, id: RunId) -> Option<Run>;
    runs(tenant: &TenantId, before: Option<RunId>, limit: i32) -> Vec<Run>;
    outcome_rows(tenant: &TenantId, id: RunId) -> Vec<OutcomeRow>;
    outcome_page(tenant: &TenantId, id: RunId, after: Option<String>, limit: i32) -> (Vec<OutcomeRow>, Option<String>);
    progress(tenant: &TenantId) -> Progress;
} }

pass_on! { ReadEmployees {
    index(tenant: &TenantId) -> Index;
    employees(tenant: &TenantId, ids: &[EmployeeId]) -> Vec<Employee>;
    employee_page(tenant: &TenantId, after: Option<&EmployeeId>, limit: i32) -> (Vec<Employee>, bool);
    change_log(tenant: &TenantId, id: &EmployeeId) -> Vec<ChangeLogEntry>;
    change_page(tenant: &TenantId, id: &EmployeeId, before: Option<u64>, limit: i32) -> Vec<(u64, ChangeLogEntry)>;
} }

pass_on! { WriteTenant {
    put_connection(tenant: &TenantId, connection: &Connection) -> ();
    update_connection(tenant: &TenantId, connection: &Connection) -> Written;
    put_settings(tenant: &TenantId, expected: u64, settings: &Settings) -> Written;
    put_catalogue(tenant: &TenantId, catalogue: &Catalogue) -> ();
    put_held_run(tenant: &TenantId, held: &HeldRun) -> ();
    answer_held_run(tenant: &TenantId, held: &HeldRun) -> Written;
} }

pass_on! { WriteRuns {
    put_run(tenant: &TenantId, run: &Run) -> ();
    put_outcome_rows(tenant: &TenantId, run: RunId, now: Timestamp, rows: &[OutcomeRow]) -> ();
    acquire(tenant: &TenantId, run: RunId, now: Timestamp) -> Acquired;
    renew(tenant: &TenantId, lease: &Lease, now: Timestamp) -> Lease;
    end_run(tenant: &TenantId, lease: &Lease, run: &Run, progress: &Progress) -> ();
    release(tenant: &TenantId, lease: &Lease) -> ();
} }

pass_on! { Ledger {
    add_payroll(tenant: &TenantId, payroll: &Payroll) -> ();
    add_payslips(tenant: &TenantId, payslips: &[Payslip]) -> ();
    payroll(tenant: &TenantId, id: &PayrollId) -> Option<Payroll>;
    payrolls(tenant: &TenantId) -> Vec<Payroll>;
    payslip(tenant: &TenantId, key: &PayslipKey) -> Option<Payslip>;
    payslip_page(tenant: &TenantId, payroll: &PayrollId, after: Option<&PayslipKey>, limit: i32) -> (Vec<Payslip>, bool);
    payslip_counts(tenant: &TenantId, payroll: &PayrollId) -> PayslipCounts;
    step_payslip(tenant: &TenantId, next: &Payslip) -> Written;
    payslips_stopped(tenant: &TenantId) -> bool;
    put_payroll(tenant: &TenantId, payroll: &Payroll) -> ();
    stop_payslips(tenant: &TenantId, stopped: bool) -> ();
} }

pass_on! { DueTenants {
    due_tenants(now: Timestamp, after: Option<String>) -> (Vec<TenantId>, Option<String>);
} }
