//! After an unclear answer: the list of documents is asked until it shows the payslip, or a person has to look.

use std::time::Duration;

use crate::{
    domain::{
        connection::Connection,
        ids::TenantId,
        payslip::{Listing, Payslip, Sent},
    },
    ports::{Clock, Documents, ListedDocument, PersonioError, StoreError, Waits},
    run::{World, session::Session},
};

/// A new document shows up late, for it is scanned for viruses first.
const WAITS: [Duration; 4] =
    [Duration::from_secs(2), Duration::from_secs(5), Duration::from_secs(10), Duration::from_secs(20)];

/// Asks until it is settled; answers the payslip's next step.
pub(super) async fn reconcile<W: World>(
    world: &W,
    tenant: &TenantId,
    session: &mut Session<'_, W>,
    payslip: &Payslip,
) -> Result<Payslip, StoreError> {
    for (at, wait) in WAITS.into_iter().enumerate() {
        world.clock().wait(wait).await;
        let last = at + 1 == WAITS.len();
        let listing = listing(tenant, session, payslip).await?;
        if let Some(next) = payslip.listed(listing, last, world.clock().now()) {
            return Ok(next);
        }
    }
    // The last look settles it; this is for the compiler, and means the same.
    let last = payslip.listed(Listing::Unanswered, true, world.clock().now());
    Ok(last.unwrap_or_else(|| payslip.clone()))
}

/// One look into the folder the payslip was sent to.
pub(super) async fn listing<W: World>(
    tenant: &TenantId,
    session: &mut Session<'_, W>,
    payslip: &Payslip,
) -> Result<Listing, StoreError> {
    let Some(Sent { personio_id, folder_id, .. }) = &payslip.sent else { return Ok(Listing::Missing) };
    let documents = session
        .ask(|world, access| {
            let (owner, folder) = (personio_id.clone(), folder_id.clone());
            async move { world.personio().documents(&access, &owner, &folder).await }
        })
        .await?;
    let ours = payslip.key.ledger_id(tenant);
    let is_ours =
        |document: &ListedDocument| document.comment.as_deref().is_some_and(|text| text.contains(&ours));
    Ok(match documents {
        Ok(documents) => match documents.into_iter().find(is_ours) {
            Some(document) => Listing::Found(document.document_id),
            None => Listing::Missing,
        },
        Err(PersonioError::PermissionMissing { .. }) => Listing::Forbidden,
        Err(error) => {
            tracing::warn!(%tenant, %error, "the list of documents does not answer");
            Listing::Unanswered
        }
    })
}

/// Opens the access of a connection that has credentials.
pub(super) async fn session<'a, W: World>(
    world: &'a W,
    tenant: &'a TenantId,
    connection: Option<&Connection>,
    deadline: jiff::Timestamp,
) -> Result<Option<Session<'a, W>>, StoreError> {
    match connection {
        Some(connection) => Session::open(world, tenant, connection, deadline).await,
        None => Ok(None),
    }
}
