//! One payslip: claimed, sent once, and its answer written down.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, TryStreamExt as _, future::try_join5, stream};
use jiff::{SignedDuration, Timestamp};

use super::reconcile::{listing, reconcile, session};
use crate::{
    domain::{
        attribute::Wanted,
        connection::{Connection, ConnectionStatus},
        ids::TenantId,
        payslip::{
            Answer, Begin, FILE_HEAD, Failure, Listing, Payslip, PayslipReason, PayslipState, Situation,
            Target, check_file, entry::owns, file_name,
        },
    },
    metrics,
    ports::{
        Clock, Documents, Ledger, OpenFile, PayslipFiles, PayslipRequest, PersonioError, ReadEmployees,
        ReadPersonio, ReadTenant, StoreError, Upload, UploadError, VersionedSettings, Waits, Written,
    },
    run::{
        World, announce,
        session::{Session, note_failure},
    },
};

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// The payslip has come to an end, now or before.
    Done(PayslipState),
    /// There is no such payslip in the ledger.
    Unknown,
    /// It could not be sent now, and was not: ask again in so many seconds.
    Later(u16),
}

/// The least time between two uploads of a tenant: Personio takes 60 a minute, and 60 s / 50 = 1.2 s leaves room for
/// others who upload with the same credential. Requests of a tenant come one at a time.
const PACE: SignedDuration = SignedDuration::from_millis(1_200);

/// Seconds until a payslip that could not be sent is tried again; Personio counts by the minute.
const LATER_SECONDS: u16 = 60;
const SOON_SECONDS: u16 = 5;

/// Somebody else who takes a step of the same payslip: a second delivery, a retry by hand.
const TRIES: u32 = 3;

/// Brings one payslip to an end, or as far as it gets. `came_before` says that this very message was received before:
/// then others are told once more of an end that was reached before, for perhaps nobody could be told. `deadline` is when
/// this process may be stopped.
///
/// # Errors
/// [`StoreError`] when a service of ours does not answer: the request should come again, and finds out by itself whether
/// the payslip was sent.
#[tracing::instrument(skip_all, fields(tenant = %request.tenant_id, payroll = %request.key.payroll_id))]
pub async fn push<W: World, F: PayslipFiles>(
    world: &W,
    files: &F,
    request: &PayslipRequest,
    came_before: bool,
    deadline: Timestamp,
) -> Result<Pushed, StoreError> {
    for _ in 0..TRIES {
        if let Some(pushed) = attempt(world, files, request, came_before, deadline).await? {
            return Ok(pushed);
        }
    }
    Ok(Pushed::Later(SOON_SECONDS))
}

/// One attempt; `None` when somebody else took a step meanwhile.
async fn attempt<W: World, F: PayslipFiles>(
    world: &W,
    files: &F,
    request: &PayslipRequest,
    came_before: bool,
    deadline: Timestamp,
) -> Result<Option<Pushed>, StoreError> {
    let (tenant, store) = (&request.tenant_id, world.store());
    let (payslip, settings, connection, employees, stopped) = try_join5(
        store.payslip(tenant, &request.key),
        store.settings(tenant),
        store.connection(tenant),
        store.employees(tenant, std::slice::from_ref(&request.key.employee_id)),
        store.payslips_stopped(tenant),
    )
    .await?;
    let Some(payslip) = payslip else { return Ok(Some(Pushed::Unknown)) };
    let connection = connection.filter(|link| link.status != ConnectionStatus::Disconnected);
    let mut session = session(world, tenant, connection.as_ref(), deadline).await?;
    let settings = settings.map(|VersionedSettings { settings, .. }| settings);
    let situation = Situation {
        settings: settings.as_ref(),
        personio_id: employees.first().and_then(|employee| employee.personio_id.as_ref()),
        stopped,
        owns_file: owns(tenant, &payslip.object_key),
        connected: session.is_some(),
    };
    let begin = payslip.begin(&situation, world.clock().now());
    let mut pushing = Pushing { world, tenant, connection: connection.as_ref(), session: session.as_mut() };
    match begin {
        Begin::Done => {
            if came_before {
                announce::payslip(world, tenant, &payslip).await?;
            }
            Ok(Some(Pushed::Done(payslip.state)))
        }
        Begin::End(next) => pushing.end(next).await,
        Begin::Ask(next) => {
            if next.version != payslip.version
                && store.step_payslip(tenant, &next).await? == Written::Conflict
            {
                return Ok(None);
            }
            pushing.settle(next).await
        }
        Begin::AskThenSend(target) => match pushing.look(&payslip).await? {
            Listing::Missing => pushing.send(files, payslip, target).await,
            Listing::Unanswered => Ok(Some(Pushed::Later(LATER_SECONDS))),
            found => match payslip.listed(found, true, world.clock().now()) {
                Some(next) => pushing.end(next).await,
                None => Ok(Some(Pushed::Later(LATER_SECONDS))),
            },
        },
        Begin::Send(target) => pushing.send(files, payslip, target).await,
    }
}

/// A payslip on its way.
struct Pushing<'a, 's, W: World> {
    world: &'a W,
    tenant: &'a TenantId,
    connection: Option<&'a Connection>,
    session: Option<&'s mut Session<'a, W>>,
}

impl<W: World> Pushing<'_, '_, W> {
    /// Stores the last step.
    async fn end(&self, next: Payslip) -> Result<Option<Pushed>, StoreError> {
        // The stop comes before the last step: whoever finds that step takes no other, so a stop that failed after it would
        // never be made up for.
        if next.is_filed_wrongly() {
            self.world.store().stop_payslips(self.tenant, true).await?;
            // The alarm listens for this code.
            tracing::error!(
                code = "payslip_filed_wrongly",
                "Personio filed a payslip under another person or folder"
            );
        }
        if self.world.store().step_payslip(self.tenant, &next).await? == Written::Conflict {
            return Ok(None);
        }
        let reason = next.reason.map(PayslipReason::code);
        tracing::info!(state = next.state.key(), reason, "a payslip has come to an end");
        metrics::payslip_ended(self.tenant, &next, self.world.clock().now());
        announce::payslip(self.world, self.tenant, &next).await?;
        Ok(Some(Pushed::Done(next.state)))
    }

    /// Asks the list until it is known what became of an upload.
    async fn settle(&mut self, unclear: Payslip) -> Result<Option<Pushed>, StoreError> {
        let Some(session) = self.session.as_mut() else { return Ok(Some(Pushed::Later(LATER_SECONDS))) };
        let next = reconcile(self.world, self.tenant, session, &unclear).await?;
        self.end(next).await
    }

    async fn look(&mut self, payslip: &Payslip) -> Result<Listing, StoreError> {
        match self.session.as_mut() {
            Some(session) => listing(self.tenant, session, payslip).await,
            None => Ok(Listing::Unanswered),
        }
    }

    /// Checks the file, claims the payslip, sends it, and writes the answer down.
    async fn send<F: PayslipFiles>(
        &mut self,
        files: &F,
        payslip: Payslip,
        target: Target,
    ) -> Result<Option<Pushed>, StoreError> {
        let (world, clock) = (self.world, self.world.clock());
        let file = match open(files, &payslip.object_key).await? {
            Ok(file) => file,
            Err(reason) => return self.end(payslip.failed(reason, clock.now())).await,
        };
        let began = clock.now();
        let claimed = payslip.claimed(target.clone(), began);
        if world.store().step_payslip(self.tenant, &claimed).await? == Written::Conflict {
            return Ok(None);
        }
        let answer = self.upload(&claimed, target, file).await?;
        let next = claimed.answered(answer, clock.now());
        let pushed = match next.state {
            PayslipState::Uncertain => {
                if world.store().step_payslip(self.tenant, &next).await? == Written::Conflict {
                    return Ok(None);
                }
                self.settle(next).await?
            }
            PayslipState::Pending => match world.store().step_payslip(self.tenant, &next).await? {
                Written::Done => Some(Pushed::Later(LATER_SECONDS)),
                Written::Conflict => None,
            },
            _ => self.end(next).await?,
        };
        // The tenant's next one comes no sooner.
        let left = PACE - began.duration_until(clock.now());
        if let Ok(left) = Duration::try_from(left) {
            clock.wait(left).await;
        }
        Ok(pushed)
    }

    async fn upload(
        &mut self,
        claimed: &Payslip,
        target: Target,
        file: OpenFile,
    ) -> Result<Answer, StoreError> {
        let Some(session) = self.session.as_mut() else { return Ok(Answer::NotSent) };
        let Target { personio_id, folder_id } = target.clone();
        let upload = Upload {
            personio_id,
            folder_id,
            title: claimed.title.clone(),
            date: claimed.pay_date,
            comment: claimed.key.ledger_id(self.tenant),
            file_name: file_name(claimed.pay_date),
            file,
        };
        let uploaded = self.world.personio().upload(&session.access, upload).await;
        let error = match uploaded {
            Ok(stored) => {
                return Ok(Answer::Stored {
                    document_id: stored.document_id,
                    personio_id: stored.personio_id,
                    folder_id: stored.folder_id,
                });
            }
            Err(error) => error,
        };
        tracing::warn!(%error, "an upload failed");
        if let UploadError::Refused(refused) | UploadError::NotSent(refused) = &error {
            metrics::personio_failed(self.tenant, refused, self.world.clock().now());
        }
        Ok(self.failure(error, &target).await?.into())
    }

    /// What an error of Personio's comes to; where that leaves open what is gone, both are looked for.
    async fn failure(&mut self, error: UploadError, target: &Target) -> Result<Failure, StoreError> {
        Ok(match error {
            UploadError::Unclear | UploadError::Refused(PersonioError::Unavailable { .. }) => {
                Failure::Unclear
            }
            UploadError::Refused(PersonioError::PermissionMissing { .. }) => Failure::Forbidden,
            UploadError::Refused(error @ PersonioError::CredentialsRejected)
            | UploadError::NotSent(error @ PersonioError::CredentialsRejected) => {
                if let Some(connection) = self.connection {
                    note_failure(self.world, self.tenant, connection, &error).await?;
                }
                Failure::CredentialsRejected
            }
            UploadError::FileBroken
            | UploadError::NotSent(_)
            | UploadError::Refused(PersonioError::RateLimited) => Failure::Passing,
            UploadError::Refused(PersonioError::Refused { status: 404, .. }) => self.look_for(target).await?,
            UploadError::Refused(PersonioError::Refused { .. }) => Failure::Refused,
        })
    }

    async fn look_for(&mut self, target: &Target) -> Result<Failure, StoreError> {
        let Some(session) = self.session.as_mut() else {
            return Ok(Failure::Gone { folder: None, person: None });
        };
        let folders =
            session.ask(|world, access| async move { world.personio().folders(&access).await }).await?;
        let person = session
            .ask(|world, access| {
                let id = target.personio_id.clone();
                async move { world.personio().employee(&access, &Wanted::default(), &id).await }
            })
            .await?;
        Ok(Failure::Gone {
            folder: folders.ok().map(|folders| folders.iter().any(|folder| folder.id == target.folder_id)),
            person: person.ok().map(|person| person.is_some()),
        })
    }
}

/// Opens a file and looks at its beginning; the stream still begins with it.
async fn open<F: PayslipFiles>(files: &F, key: &str) -> Result<Result<OpenFile, PayslipReason>, StoreError> {
    let Some(OpenFile { size, mut chunks }) = files.open(key).await? else {
        return Ok(Err(PayslipReason::FileMissing));
    };
    let broken = |_| StoreError::Unavailable {
        service: "S3",
        operation: "read a payslip",
        cause: "the file broke off".into(),
    };
    let mut head = BytesMut::new();
    while head.len() < FILE_HEAD {
        match chunks.try_next().await.map_err(broken)? {
            Some(chunk) => head.extend_from_slice(&chunk),
            None => break,
        }
    }
    if let Err(reason) = check_file(size, &head) {
        return Ok(Err(reason));
    }
    let head: Bytes = head.freeze();
    let whole = stream::once(async move { Ok(head) }).chain(chunks);
    Ok(Ok(OpenFile { size, chunks: whole.boxed() }))
}
