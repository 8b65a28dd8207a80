//! Looking at a payroll's payslips, and taking up again what did not arrive.

use futures_util::future::{try_join, try_join3};

use super::finalise::{batch_end, request};
use crate::{
    domain::{
        ids::TenantId,
        payslip::{PayrollId, Payslip, PayslipKey, PayslipState},
    },
    ports::{Clock, Ledger, Payroll, PayslipCounts, SendPayslips, StoreError, Written},
    run::World,
};

/// One page of a payroll's payslips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayslipList {
    /// The payroll.
    pub payroll: Payroll,
    /// How many payslips are in each state.
    pub counts: PayslipCounts,
    /// The page.
    pub payslips: Vec<Payslip>,
    /// Behind which payslip the next page begins, where there is one.
    pub next: Option<PayslipKey>,
}

/// A page of payslips; `None` when the tenant has no such payroll.
///
/// # Errors
/// [`StoreError`] when the table does not answer.
pub async fn list<W: World>(
    world: &W,
    tenant: &TenantId,
    payroll: &PayrollId,
    after: Option<&PayslipKey>,
    limit: usize,
) -> Result<Option<PayslipList>, StoreError> {
    let store = world.store();
    // One more than asked for says whether another page follows.
    let asked = i32::try_from(limit.saturating_add(1)).unwrap_or(i32::MAX);
    let (known, counts, (mut payslips, more)) = try_join3(
        store.payroll(tenant, payroll),
        store.payslip_counts(tenant, payroll),
        store.payslip_page(tenant, payroll, after, asked),
    )
    .await?;
    let more = more || payslips.len() > limit;
    payslips.truncate(limit);
    let next = payslips.last().filter(|_| more).map(|payslip| payslip.key.clone());
    Ok(known.map(|payroll| PayslipList { payroll, counts, payslips, next }))
}

/// Payslips looked at, at a time.
const AT_ONCE: i32 = 200;

/// What became of a wish to retry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retried {
    /// The tenant has no such payroll.
    Unknown,
    /// Payslips are stopped after one was filed wrongly, and this caller may not let them go on.
    Stopped,
    /// So many are taken up again.
    Taken(u64),
}

/// Takes up again whatever failed, was skipped or needs a check. What may have arrived is looked for before it is sent.
/// `may_lift_stop` is for somebody who answers for it that a document filed wrongly was looked at: the stop ends with it.
///
/// # Errors
/// [`StoreError`] when the table or the queue don't answer; retrying again is harmless.
pub async fn retry<W: World>(
    world: &W,
    tenant: &TenantId,
    payroll: &PayrollId,
    may_lift_stop: bool,
) -> Result<Retried, StoreError> {
    let store = world.store();
    let (known, stopped) = try_join(store.payroll(tenant, payroll), store.payslips_stopped(tenant)).await?;
    if known.is_none() {
        return Ok(Retried::Unknown);
    }
    if stopped && !may_lift_stop {
        return Ok(Retried::Stopped);
    }
    if stopped {
        tracing::warn!(%tenant, %payroll, "payslips go on after one was filed wrongly");
        store.stop_payslips(tenant, false).await?;
    }
    let now = world.clock().now();
    let (mut retried, mut after) = (0, None);
    loop {
        let (page, more) = store.payslip_page(tenant, payroll, after.as_ref(), AT_ONCE).await?;
        let mut requests = Vec::new();
        for payslip in &page {
            let mut asked = Some(payslip.clone()).filter(|payslip| payslip.state == PayslipState::Pending);
            if let Some(next) = payslip.retried(now)
                && store.step_payslip(tenant, &next).await? == Written::Done
            {
                retried += 1;
                asked = Some(next);
            }
            // One that is pending already may wait for a request that was lost on the way to the queue.
            requests.extend(asked.map(|asked| request(tenant, &asked.key, &asked.version.to_string())));
        }
        world.queue().send_payslips(&requests).await?;
        after = page.last().map(|payslip| payslip.key.clone());
        if !more || after.is_none() {
            if retried > 0 {
                let end = batch_end(tenant, payroll, &format!("retried-{}", now.as_millisecond()));
                world.queue().send_payslips(&[end]).await?;
            }
            tracing::info!(%tenant, %payroll, retried, "payslips are taken up again");
            return Ok(Retried::Taken(retried));
        }
    }
}
