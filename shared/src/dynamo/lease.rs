//! Runs and the right to run (rule W3).

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{
        AttributeValue, Put, ReturnValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
    },
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Table,
    errors::{cause, not_built, unavailable},
    items::{self, Item},
    keys::{self, name},
    number, text,
};
use crate::{
    domain::{
        ids::{RunId, TenantId},
        run::Run,
    },
    ports::{Acquired, Lease, OutcomeRow, Progress, Standing, StoreError, WriteRuns},
};

/// How long a lease lasts without renewal: longer than any pause between two waves of writes, short enough that a
/// killed run does not hold the next one up for long.
pub const LEASE_SECONDS: i64 = 60;

/// The lease item; its instants are seconds since 1970.
#[derive(Debug, Default, Serialize, Deserialize)]
struct LeaseItem {
    #[serde(default)]
    holder: Option<RunId>,
    /// The run from which the holder took the lease away.
    #[serde(default)]
    interrupted: Option<RunId>,
    #[serde(default)]
    fence: u64,
    #[serde(default)]
    expires_at: i64,
    #[serde(default)]
    last_judged_at: Option<Timestamp>,
    #[serde(default)]
    standing_digest: Option<String>,
    #[serde(default)]
    standing_run: Option<RunId>,
    #[serde(default)]
    standing_at: Option<Timestamp>,
}

impl LeaseItem {
    fn read(item: Option<Item>) -> Result<Self, StoreError> {
        item.map_or_else(|| Ok(Self::default()), |item| items::body("lease", item))
    }

    fn progress(self) -> Progress {
        let standing = match (self.standing_digest, self.standing_run, self.standing_at) {
            (Some(digest), Some(run_id), Some(written_at)) => Some(Standing { digest, run_id, written_at }),
            _ => None,
        };
        Progress { last_judged_at: self.last_judged_at, standing }
    }
}

/// What runs have left, from the lease item.
pub(super) fn to_progress(item: Option<Item>) -> Result<Progress, StoreError> {
    LeaseItem::read(item).map(LeaseItem::progress)
}

/// Whose lease a run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Take {
    /// Nobody's, or its own from an earlier try or part.
    FreeOrOwn,
    /// That of another run which has not renewed it in time, and is noted as interrupted.
    Expired,
}

/// Between two tries others may take the lease and lose it again; more often than this is hardly possible.
const TAKE_ROUNDS: u32 = 3;

fn busy(holder: &LeaseItem, now: Timestamp) -> Acquired {
    Acquired::Busy { until: Timestamp::from_second(holder.expires_at).unwrap_or(now) }
}

fn until(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(LEASE_SECONDS)).unwrap_or(now)
}

/// The condition that this lease is still held, and what it refers to.
const STILL_HELD: &str = "holder = :holder AND fence = :fence";

/// The same, or that it was let go already and the answer was lost: nobody took it since, for the fence would have
/// grown.
const HELD_OR_LET_GO: &str = "fence = :fence AND (holder = :holder OR attribute_not_exists(holder))";

fn held_by(lease: &Lease) -> [(String, AttributeValue); 2] {
    [(":holder".into(), text(lease.run_id.to_string())), (":fence".into(), number(lease.fence))]
}

impl WriteRuns for Table {
    async fn put_run(&self, tenant: &TenantId, run: &Run) -> Result<(), StoreError> {
        self.put(items::run(tenant, run)?, "store the run").await
    }

    async fn put_outcome_rows(
        &self,
        tenant: &TenantId,
        run: RunId,
        now: Timestamp,
        rows: &[OutcomeRow],
    ) -> Result<(), StoreError> {
        let items =
            rows.iter().map(|row| items::outcome(tenant, run, now, row)).collect::<Result<Vec<_>, _>>()?;
        self.put_all(items, "store the outcomes").await
    }

    async fn acquire(&self, tenant: &TenantId, run: RunId, now: Timestamp) -> Result<Acquired, StoreError> {
        // Most leases are free. Only a killed holder's has to be taken away from it; when the answer to that is lost,
        // the next round finds the lease to be this run's own.
        for _ in 0..TAKE_ROUNDS {
            let taken = self.take(tenant, run, now, Take::FreeOrOwn).await?;
            match taken {
                Err(holder) if holder.expires_at >= now.as_second() => return Ok(busy(&holder, now)),
                Err(_) => {}
                Ok(held) => return Ok(held),
            }
            if let Ok(held) = self.take(tenant, run, now, Take::Expired).await? {
                return Ok(held);
            }
        }
        // Others are faster every time: whoever it is now holds it for a while.
        Ok(Acquired::Busy { until: until(now) })
    }

    async fn renew(&self, tenant: &TenantId, lease: &Lease, now: Timestamp) -> Result<Lease, StoreError> {
        let expires_at = until(now);
        let mut update = self
            .client
            .update_item()
            .table_name(&self.name)
            .key(name::PK, text(keys::tenant(tenant)))
            .key(name::SK, text(keys::LEASE))
            .update_expression("SET expires_at = :until")
            .condition_expression(STILL_HELD)
            .expression_attribute_values(":until", number(expires_at.as_second()));
        for (name, value) in held_by(lease) {
            update = update.expression_attribute_values(name, value);
        }
        match self.past_transactions(|| update.clone().send()).await {
            Ok(_) => Ok(Lease { expires_at, ..*lease }),
            Err(error) if cause(&error) == "ConditionalCheckFailedException" => Err(StoreError::LeaseLost),
            Err(error) => Err(unavailable("renew the lease")(error)),
        }
    }

    async fn end_run(
        &self,
        tenant: &TenantId,
        lease: &Lease,
        run: &Run,
        progress: &Progress,
    ) -> Result<(), StoreError> {
        let what = "end the run";
        let put = Put::builder().table_name(&self.name).set_item(Some(items::run(tenant, run)?));
        let put = put.build().map_err(|_| not_built(what))?;
        let mut sets = Vec::new();
        let mut values: Vec<(String, AttributeValue)> = held_by(lease).into();
        let mut set = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                sets.push(format!("{name} = :{name}"));
                values.push((format!(":{name}"), text(value)));
            }
        };
        set("last_judged_at", progress.last_judged_at.map(|at| at.to_string()));
        let standing = progress.standing.as_ref();
        set("standing_digest", standing.map(|standing| standing.digest.clone()));
        set("standing_run", standing.map(|standing| standing.run_id.to_string()));
        set("standing_at", standing.map(|standing| standing.written_at.to_string()));
        let sets = if sets.is_empty() { String::new() } else { format!("SET {} ", sets.join(", ")) };
        let mut update = self.lease_update(tenant, &format!("{sets}REMOVE holder, interrupted"));
        for (name, value) in values {
            update = update.expression_attribute_values(name, value);
        }
        let update = update.build().map_err(|_| not_built(what))?;
        let update = TransactWriteItem::builder().update(update).build();
        let put = TransactWriteItem::builder().put(put).build();
        let refused = self.transact(vec![update, put], what).await?;
        if refused.contains(&true) { Err(StoreError::LeaseLost) } else { Ok(()) }
    }

    async fn release(&self, tenant: &TenantId, lease: &Lease) -> Result<(), StoreError> {
        let mut update = self
            .client
            .update_item()
            .table_name(&self.name)
            .key(name::PK, text(keys::tenant(tenant)))
            .key(name::SK, text(keys::LEASE))
            .update_expression("REMOVE holder, interrupted")
            .condition_expression(HELD_OR_LET_GO);
        for (name, value) in held_by(lease) {
            update = update.expression_attribute_values(name, value);
        }
        match self.past_transactions(|| update.clone().send()).await {
            Ok(_) => Ok(()),
            Err(error) if cause(&error) == "ConditionalCheckFailedException" => Err(StoreError::LeaseLost),
            Err(error) => Err(unavailable("let the lease go")(error)),
        }
    }
}

impl Table {
    /// One try to become the holder; the lease as it stands when its condition fails. There is one fence more with
    /// every holder, and with every try of the same run.
    async fn take(
        &self,
        tenant: &TenantId,
        run: RunId,
        now: Timestamp,
        how: Take,
    ) -> Result<Result<Acquired, LeaseItem>, StoreError> {
        let what = "take the lease";
        let expires_at = until(now);
        let (noting, condition) = match how {
            Take::FreeOrOwn => ("", "attribute_not_exists(holder) OR holder = :run"),
            Take::Expired => ("interrupted = holder, ", "holder <> :run AND expires_at < :now"),
        };
        // A lease of a newer schema is not written over as if it were of this one; reading it then says so.
        let condition = format!("({condition}) AND (attribute_not_exists(#schema) OR #schema <= :schema)");
        let mut update = self
            .client
            .update_item()
            .table_name(&self.name)
            .key(name::PK, text(keys::tenant(tenant)))
            .key(name::SK, text(keys::LEASE))
            .update_expression(format!(
                "SET {noting}holder = :run, expires_at = :until, #schema = :schema ADD fence :one"
            ))
            .condition_expression(condition)
            .expression_attribute_names("#schema", "schema")
            .expression_attribute_values(":run", text(run.to_string()))
            .expression_attribute_values(":until", number(expires_at.as_second()))
            .expression_attribute_values(":schema", number(items::SCHEMA))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        if how == Take::Expired {
            update = update.expression_attribute_values(":now", number(now.as_second()));
        }
        match self.past_transactions(|| update.clone().send()).await {
            Ok(done) => {
                let taken = LeaseItem::read(done.attributes)?;
                let lease = Lease { run_id: run, fence: taken.fence, expires_at };
                let interrupted = taken.interrupted;
                Ok(Ok(Acquired::Held { lease, interrupted, progress: taken.progress() }))
            }
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(failed)) => match failed.item() {
                    Some(item) => LeaseItem::read(Some(item.clone())).map(Err),
                    // A back end that does not hand the item over with the refusal is asked for it.
                    None => LeaseItem::read(self.get(tenant, keys::LEASE.into(), what).await?).map(Err),
                },
                _ => Err(unavailable(what)(error)),
            },
        }
    }

    fn lease_update(
        &self,
        tenant: &TenantId,
        expression: &str,
    ) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        Update::builder()
            .table_name(&self.name)
            .key(name::PK, text(keys::tenant(tenant)))
            .key(name::SK, text(keys::LEASE))
            .update_expression(expression)
            .condition_expression(STILL_HELD)
    }
}
