//! `payslips resume`: lifts the stop that a wrongly filed payslip has left.

use futures_util::future::try_join;
use shared::{
    domain::ids::TenantId,
    ports::{Ledger as _, ReadTenant as _},
};

use crate::{
    Failure,
    look::{of_tenant, unknown},
    screen::{progress, show},
    stack::Stack,
};

/// Lets the tenant's payslips go on.
pub(crate) async fn resume(stack: &Stack, tenant: &TenantId) -> Result<(), Failure> {
    let store = stack.store()?;
    let of_this = |error| of_tenant(tenant, error);
    let read = try_join(store.payslips_stopped(tenant), store.connection(tenant));
    let (stopped, connection) = read.await.map_err(of_this)?;
    if !stopped {
        return match connection {
            None => Err(unknown(tenant)),
            Some(_) => show(&format!("{tenant}: payslips are not stopped")),
        };
    }
    if stack.dry_run {
        return show(&format!("{tenant}: would let payslips go on"));
    }
    store.stop_payslips(tenant, false).await.map_err(of_this)?;
    show(&format!("{tenant}: payslips go on"))?;
    progress("Those that ended as `failed: stopped` need a retry of their payroll.");
    Ok(())
}
