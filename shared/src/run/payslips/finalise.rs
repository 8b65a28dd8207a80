//! A payroll was finalised: its payslips go into the ledger, and a request for each onto the queue.

use std::io::BufReader;

use serde_json::Value;
use tokio_util::io::{StreamReader, SyncIoBridge};

use crate::{
    domain::{
        ids::TenantId,
        input::InputError,
        payslip::{
            PayrollId,
            entry::{Entry, Finalised, Source, ledger, owns, read_event},
            manifest::{ManifestError, read_manifest},
        },
    },
    ports::{
        BatchEnd, Clock, Ledger, Payroll, PayslipFiles, PayslipMessage, PayslipRequest, SendPayslips,
        StoreError,
    },
    run::World,
};

/// What became of the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// So many payslips are in the ledger now, and asked for.
    Payslips(u64),
    /// Nothing of it was done, for this reason: trying again would not help.
    Refused(Refusal),
}

/// Why nothing of an event was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The event's detail is not what it should be.
    #[error("the event is malformed: {}", told(.0))]
    Malformed(Vec<InputError>),
    /// The manifest lies outside the tenant's own part of the bucket.
    #[error("the manifest does not belong to the tenant")]
    ManifestRefused,
    /// There is no such manifest.
    #[error("the manifest is not there")]
    ManifestMissing,
    /// The manifest is too large, or no JSON.
    #[error("the manifest can't be read: {0}")]
    ManifestUnreadable(&'static str),
    /// The manifest's entries are not what they should be.
    #[error("the manifest is malformed: {}", told(.0))]
    ManifestMalformed(Vec<InputError>),
}

/// The first mistakes, by place and code: no value.
fn told(errors: &[InputError]) -> String {
    let told: Vec<_> =
        errors.iter().take(5).map(|error| format!("{} {}", error.pointer, error.code.key())).collect();
    told.join(", ")
}

/// The largest manifest: 100,000 entries of some 200 bytes are 20 MB.
const MOST_OF_A_MANIFEST: u64 = 32 * 1024 * 1024;

/// Items of the ledger stored, and requests sent, at a time.
const AT_ONCE: usize = 100;

/// Takes one `PayrollFinalised` in. A repeated or late event has no second effect: what is in the ledger stays as it is.
///
/// # Errors
/// [`StoreError`] when a service does not answer: the event should be delivered again.
pub async fn finalise<W: World, F: PayslipFiles>(
    world: &W,
    files: &F,
    detail: &Value,
) -> Result<Accepted, StoreError> {
    let refused = |refusal| Ok(Accepted::Refused(refusal));
    let Finalised { tenant_id, payroll_id, pay_date, title, payslips } = match read_event(detail) {
        Ok(finalised) => finalised,
        Err(errors) => return refused(Refusal::Malformed(errors)),
    };
    let entries = match payslips {
        Source::Inline(entries) => entries,
        Source::Manifest(key) => match manifest(files, &tenant_id, &key).await? {
            Ok(entries) => entries,
            Err(refusal) => return refused(refusal),
        },
    };
    let (store, now) = (world.store(), world.clock().now());
    let items = ledger(&payroll_id, &title, pay_date, entries, now);
    let payroll =
        Payroll { payroll_id: payroll_id.clone(), title, pay_date, finalised_at: now, told_at_step: 0 };
    store.add_payroll(&tenant_id, &payroll).await?;
    for items in items.chunks(AT_ONCE) {
        store.add_payslips(&tenant_id, items).await?;
        let requests: Vec<_> = items
            .iter()
            .map(|item| request(&tenant_id, &item.key, &format!("{}", now.as_millisecond())))
            .collect();
        world.queue().send_payslips(&requests).await?;
    }
    let end = batch_end(&tenant_id, &payroll_id, &format!("finalised-{}", now.as_millisecond()));
    world.queue().send_payslips(&[end]).await?;
    log(&tenant_id, &payroll_id, items.len());
    Ok(Accepted::Payslips(items.len() as u64))
}

fn log(tenant: &TenantId, payroll: &PayrollId, payslips: usize) {
    tracing::info!(%tenant, %payroll, payslips, "a payroll was finalised");
}

/// A request, and what tells this asking from another one.
pub(super) fn request(
    tenant: &TenantId,
    key: &crate::domain::payslip::PayslipKey,
    occasion: &str,
) -> (PayslipMessage, String) {
    let deduplication = format!("{}-{occasion}", key.ledger_id(tenant));
    (PayslipMessage::Push(PayslipRequest { tenant_id: tenant.clone(), key: key.clone() }), deduplication)
}

/// What marks the end of them on the queue.
pub(super) fn batch_end(tenant: &TenantId, payroll: &PayrollId, occasion: &str) -> (PayslipMessage, String) {
    let end = BatchEnd { tenant_id: tenant.clone(), end_of_payroll: payroll.clone() };
    (PayslipMessage::BatchEnd(end), format!("end-{payroll}-{occasion}"))
}

async fn manifest<F: PayslipFiles>(
    files: &F,
    tenant: &TenantId,
    key: &str,
) -> Result<Result<Vec<Entry>, Refusal>, StoreError> {
    if !owns(tenant, key) {
        return Ok(Err(Refusal::ManifestRefused));
    }
    let Some(file) = files.open(key).await? else { return Ok(Err(Refusal::ManifestMissing)) };
    if file.size > MOST_OF_A_MANIFEST {
        return Ok(Err(Refusal::ManifestUnreadable("it has more than 32 MB")));
    }
    let broken = || StoreError::Unavailable {
        service: "S3",
        operation: "read the manifest",
        cause: "the file broke off".into(),
    };
    // The JSON reader waits for bytes: it does so on a thread of its own.
    let source = SyncIoBridge::new(StreamReader::new(file.chunks));
    let read = tokio::task::spawn_blocking(move || read_manifest(BufReader::new(source)));
    match read.await.map_err(|_| broken())? {
        Ok(entries) => Ok(Ok(entries)),
        Err(ManifestError::Source) => Err(broken()),
        Err(ManifestError::NoJson) => Ok(Err(Refusal::ManifestUnreadable("it is no JSON"))),
        Err(ManifestError::Malformed(errors)) => Ok(Err(Refusal::ManifestMalformed(errors))),
    }
}
