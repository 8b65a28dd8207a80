//! Tells others what was done. What is told stands in the table before, so that it can be told again.

use futures_util::{
    future::try_join,
    stream::{self, TryStreamExt as _},
};

use super::World;
use crate::{
    domain::{
        announcement::{Announcement, Person},
        connection::Connection,
        ids::{RunId, TenantId},
        payslip::Payslip,
        run::Run,
    },
    metrics,
    ports::{Announce, BatchEnd, Clock, Ledger, OutcomeRow, Payroll, ReadTenant, StoreError, WriteTenant},
};

/// Rows read at a time.
const ROWS_AT_ONCE: i32 = 200;
/// Events in one call, and calls under way at once.
const EVENTS_AT_ONCE: usize = 10;
const CALLS_AT_ONCE: usize = 8;

/// A run that has ended: whom it created and changed, and then the run itself. A run that wrote nobody reads nothing.
pub(super) async fn run<W: World>(world: &W, tenant: &TenantId, run: &Run) -> Result<(), StoreError> {
    if run.counts.created + run.counts.updated > 0 {
        people(world, tenant, run.id).await?;
    }
    world.bus().announce(tenant, &[Announcement::of_run(run)]).await
}

async fn people<W: World>(world: &W, tenant: &TenantId, run: RunId) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let (rows, next) = world.store().outcome_page(tenant, run, after, ROWS_AT_ONCE).await?;
        let events: Vec<_> = rows.iter().flat_map(|row| of_row(run, row)).collect();
        stream::iter(events.chunks(EVENTS_AT_ONCE).map(Ok))
            .try_for_each_concurrent(CALLS_AT_ONCE, |events| world.bus().announce(tenant, events))
            .await?;
        if next.is_none() {
            return Ok(());
        }
        after = next;
    }
}

fn of_row(run: RunId, row: &OutcomeRow) -> Vec<Announcement> {
    let person = Person {
        employee_id: row.employee_id.as_ref(),
        personio_id: row.personio_id.as_ref(),
        outcome: row.outcome,
        changed_fields: &row.changed_fields,
        lacking_fields: &row.lacking_fields,
    };
    Announcement::of_person(run, person)
}

/// A payslip that has come to an end.
pub(super) async fn payslip<W: World>(
    world: &W,
    tenant: &TenantId,
    payslip: &Payslip,
) -> Result<(), StoreError> {
    match Announcement::of_payslip(payslip) {
        Some(end) => world.bus().announce(tenant, &[end]).await,
        None => Ok(()),
    }
}

/// The payslips asked for before this message have been gone through. A repeated message, or one of a payroll in which
/// nothing has happened since others were told, tells nobody.
///
/// # Errors
/// [`StoreError`] when a service does not answer: the message should come again.
pub async fn batch_end<W: World>(world: &W, end: &BatchEnd) -> Result<(), StoreError> {
    let BatchEnd { tenant_id: tenant, end_of_payroll: id } = end;
    let store = world.store();
    let (payroll, counts) = try_join(store.payroll(tenant, id), store.payslip_counts(tenant, id)).await?;
    let Some(payroll) = payroll.filter(|payroll| payroll.told_at_step != counts.steps) else { return Ok(()) };
    let (payroll_id, at) = (id.clone(), world.clock().now());
    let finished = Announcement::PayslipBatchFinished { payroll_id, counts: counts.by_state, at };
    world.bus().announce(tenant, &[finished]).await?;
    store.put_payroll(tenant, &Payroll { told_at_step: counts.steps, ..payroll }).await
}

/// Stores the next step of a connection, unless an admin was faster. That it breaks is told before: were it told after,
/// and that failed, the next try would find it broken already and tell nobody.
pub(super) async fn connection<W: World>(
    world: &W,
    tenant: &TenantId,
    before: &Connection,
    after: &Connection,
) -> Result<(), StoreError> {
    let now = world.clock().now();
    if let Some(breaks) = Announcement::of_connection(before, after, now) {
        world.bus().announce(tenant, &[breaks]).await?;
        metrics::connection_broke(tenant, now);
    }
    world.store().update_connection(tenant, after).await?;
    Ok(())
}
