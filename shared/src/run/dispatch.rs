//! The hour: one sync request for each tenant whose time has come.

use futures_util::{
    future::try_join,
    stream::{self, StreamExt as _},
};
use jiff::{SignedDuration, Timestamp};

use super::World;
use crate::{
    domain::{
        ids::TenantId,
        run::{SyncRequest, Trigger, waiting},
    },
    metrics,
    ports::{Clock, DueTenants, NewIds, ReadTenant, SendRequests, StoreError},
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
    let (mut sent, mut oldest) = (0, None);
    let mut after = None;
    loop {
        let (tenants, next) = world.store().due_tenants(now, after).await?;
        oldest = oldest.max(longest_waiting(world, &tenants, now).await);
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
    metrics::oldest_sync(oldest.unwrap_or_default(), now);
    tracing::info!(tenants = sent, "sync requests sent");
    Ok(sent)
}

/// Tenants looked at side by side.
const AT_ONCE: usize = 16;
/// The latest runs of a tenant that are looked at: enough for somebody who presses *Sync now* on one after the other.
const LATEST_RUNS: i32 = 20;

/// How long the tenant has waited that waits longest. It is for an alarm: what can't be read must not stop the hour.
async fn longest_waiting<W: World>(
    world: &W,
    tenants: &[TenantId],
    now: Timestamp,
) -> Option<SignedDuration> {
    let look = |tenant: &TenantId| {
        let tenant = tenant.clone();
        async move {
            let store = world.store();
            let read = try_join(store.connection(&tenant), store.runs(&tenant, None, LATEST_RUNS)).await;
            let (connection, runs) = read
                .inspect_err(|error| tracing::warn!(%tenant, %error, "the age of the last run is not known"))
                .ok()?;
            waiting(&connection?, &runs, now)
        }
    };
    let looks: Vec<_> = tenants.iter().map(look).collect();
    let ages = stream::iter(looks).buffer_unordered(AT_ONCE);
    ages.fold(None, |oldest: Option<SignedDuration>, age| async move { oldest.max(age) }).await
}

/// SQS takes 128 characters for a deduplication id; a digest of the whole keeps it telling.
fn short(text: &str) -> String {
    use sha2::{Digest, Sha256};
    data_encoding::HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}
