//! The hour: one sync request for each tenant whose time has come.

use super::World;
use crate::{
    domain::run::{SyncRequest, Trigger},
    ports::{Clock, DueTenants, NewIds, SendRequests, StoreError},
};

/// Sends one sync request to each tenant that is due, and answers how many. `event` tells two deliveries of one event
/// from two events; a tenant that is asked for twice finds nothing to do the second time.
///
/// # Errors
/// [`StoreError`] when the table or the queue don't answer. Tenants already asked for stay asked for.
pub async fn hourly<W: World>(world: &W, event: &str) -> Result<u64, StoreError>
where
    W::Store: DueTenants,
{
    let now = world.clock().now();
    let mut sent = 0;
    let mut after = None;
    loop {
        let (tenants, next) = world.store().due_tenants(now, after).await?;
        let request = |tenant_id| {
            let deduplication = format!("{event}/{tenant_id}");
            let run_id = world.clock().run_id();
            (
                SyncRequest { tenant_id, trigger: Trigger::Hourly, run_id, requested_at: now, part: 0 },
                short(&deduplication),
            )
        };
        let requests: Vec<_> = tenants.into_iter().map(request).collect();
        world.queue().send(&requests).await?;
        sent += requests.len() as u64;
        match next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    tracing::info!(tenants = sent, "sync requests sent");
    Ok(sent)
}

/// SQS takes 128 characters for a deduplication id; a digest of the whole keeps it telling.
fn short(text: &str) -> String {
    use sha2::{Digest, Sha256};
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}
