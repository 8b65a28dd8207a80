//! What the outside must offer to a run, as small traits; reading and writing apart.

pub mod operator;

use std::{
    future::Future,
    sync::atomic::{AtomicU32, Ordering},
};

use bytes::Bytes;
use futures_util::stream::BoxStream;
use jiff::{Timestamp, civil::Date};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::domain::{
    announcement::Announcement,
    approval::HeldRun,
    attribute::{Catalogue, Record, Wanted},
    connection::Connection,
    employee::{Change, Employee, Index},
    field::Field,
    ids::{EmployeeId, PersonioId, RunId, TenantId},
    payslip::{PayrollId, Payslip, PayslipKey, PayslipState},
    plan::{Outcome, Write},
    problem::Problem,
    reason::Reason,
    run::{Run, SyncRequest},
    settings::Settings,
};

/// Tells the time. Nothing else in this repository does.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// A tenant's Personio credentials, as an admin made them.
#[derive(Clone)]
pub struct Credentials {
    /// Personio's client id. Not secret, yet not for logs either.
    pub client_id: String,
    /// Personio's client secret.
    pub client_secret: SecretString,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials([private])")
    }
}

/// On whose behalf Personio is called, until when it is worth trying, and how often it was called.
#[derive(Debug)]
pub struct Access {
    /// The tenant's credentials.
    pub credentials: Credentials,
    /// No try and no wait goes beyond this instant.
    pub deadline: Timestamp,
    /// Requests sent, tokens included: `personio_requests` of a run.
    pub requests: AtomicU32,
}

impl Access {
    /// A fresh access, nothing called yet.
    #[must_use]
    pub const fn new(credentials: Credentials, deadline: Timestamp) -> Self {
        Self { credentials, deadline, requests: AtomicU32::new(0) }
    }

    /// Counts one request.
    pub fn count_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// How many requests were sent so far.
    #[must_use]
    pub fn request_count(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }
}

/// One page of the employees list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The people of the page who could be told apart.
    pub records: Vec<Record>,
    /// Rows received, readable or not: the next offset is this one's plus `rows`.
    pub rows: u32,
    /// `metadata.total_elements`; old and reduced answers have none.
    pub total: Option<u64>,
}

/// What went wrong with Personio: one variant for each thing a caller can do about it. None holds anything that
/// Personio sent: messages may be German, may be HTML, and may name people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonioError {
    /// The login was refused (403), or two tokens in a row were (401): ask the admin for new credentials.
    #[error("Personio refuses the credentials")]
    CredentialsRejected,
    /// The login works, this call is forbidden: ask the admin to tick the permission.
    #[error("Personio refuses {operation} although the login works")]
    PermissionMissing {
        /// What was tried: `employees`, `attributes`, `document categories` ...
        operation: &'static str,
    },
    /// Personio asks to slow down for longer than we may wait: try again later.
    #[error("Personio asks to slow down")]
    RateLimited,
    /// No usable answer after all tries (5xx, HTML, resets, time-outs, cut-off bodies): try again later.
    #[error("Personio does not answer {operation} usably: {last}")]
    Unavailable {
        /// What was tried.
        operation: &'static str,
        /// The last failure in our own words, such as `status 502` or `time-out`.
        last: String,
    },
    /// Personio refuses the request as wrong (400, 404, 422, `success: false`): a fault of ours or a change of theirs.
    #[error("Personio refuses {operation} with status {status}")]
    Refused {
        /// What was tried.
        operation: &'static str,
        /// The HTTP status.
        status: u16,
    },
}

/// A document category of Personio: where payslips may go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Personio's id, as text.
    pub id: String,
    /// What Personio shows. Names repeat and change.
    pub name: String,
}

/// Reads people from Personio.
pub trait ReadPersonio: Send + Sync {
    /// Up to 100 people from the item index `offset`, reduced to the wanted attributes.
    fn employees(
        &self,
        access: &Access,
        wanted: &Wanted,
        offset: u64,
    ) -> impl Future<Output = Result<Page, PersonioError>> + Send;

    /// One person; `None` when Personio holds nobody with this id.
    fn employee(
        &self,
        access: &Access,
        wanted: &Wanted,
        id: &PersonioId,
    ) -> impl Future<Output = Result<Option<Record>, PersonioError>> + Send;

    /// The attributes the credential may read.
    fn attributes(&self, access: &Access) -> impl Future<Output = Result<Catalogue, PersonioError>> + Send;

    /// The document categories (`GET /v1/company/document-categories`), ordered as Personio has them.
    fn folders(&self, access: &Access) -> impl Future<Output = Result<Vec<Folder>, PersonioError>> + Send;

    /// Signs in and answers the scopes of the token, where Personio names them (`employees:read documents:read ...`).
    fn scopes(
        &self,
        access: &Access,
    ) -> impl Future<Output = Result<Option<Vec<String>>, PersonioError>> + Send;
}

/// What went wrong with the table, the queue or the secrets.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Throttled, down or unreachable after all tries: try the whole run again later.
    #[error("{service} could not {operation}: {cause}")]
    Unavailable {
        /// `DynamoDB`, `SQS`, `Secrets Manager`.
        service: &'static str,
        /// What was tried.
        operation: &'static str,
        /// The service's error code; never its message.
        cause: String,
    },
    /// An item is not what this version writes: newer, or damaged. A person has to look.
    #[error("the item {item} is not readable: {cause}")]
    Unreadable {
        /// Which kind of item.
        item: &'static str,
        /// What does not fit; never a value.
        cause: String,
    },
    /// Another run has taken the lease: stop writing.
    #[error("another run has taken over")]
    LeaseLost,
}

/// The right to run for one tenant (rule W3): only its holder finishes a run, and an employee written under a later
/// fence is out of reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Who holds it.
    pub run_id: RunId,
    /// Grows with every new holder.
    pub fence: u64,
    /// Until when, unless renewed.
    pub expires_at: Timestamp,
}

/// What a tenant's runs leave for the next one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// When the last whole run judged (rule S3).
    pub last_judged_at: Option<Timestamp>,
    /// The last run's standing outcomes: their digest, and the run that wrote them.
    pub standing: Option<Standing>,
}

/// Outcomes that stay the same from hour to hour (excluded, skipped, failed, gone) are written once and referred to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Over all of them.
    pub digest: String,
    /// Whose items they are.
    pub run_id: RunId,
    /// When they were written: the items live 30 days.
    pub written_at: Timestamp,
}

/// Whether a run got the lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acquired {
    /// Yes; and what the earlier runs left. `interrupted` is a run that held it and never ended.
    Held {
        /// The lease.
        lease: Lease,
        /// What earlier runs left.
        progress: Progress,
        /// A holder that never let go.
        interrupted: Option<RunId>,
    },
    /// Somebody else holds it until then.
    Busy {
        /// When it expires unless renewed.
        until: Timestamp,
    },
}

/// Settings with the version they were saved as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionedSettings {
    /// 1 for the first save.
    pub version: u64,
    /// The settings.
    pub settings: Settings,
}

/// What a run has to look at again before each write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingsInForce {
    /// The version that was saved last.
    pub version: u64,
    /// Rule W2.
    pub paused: bool,
}

/// One row of a run's outcomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutcomeRow {
    /// Personio's id.
    pub personio_id: Option<PersonioId>,
    /// Pento's id.
    pub employee_id: Option<EmployeeId>,
    /// What became of the person.
    pub outcome: Outcome,
    /// Why.
    pub reason: Option<Reason>,
    /// What changed.
    pub changed_fields: Vec<Field>,
    /// Values that were there and are blanked now.
    #[serde(default)]
    pub blanked: u64,
    /// The required fields whose lack made the employee pending here ([`Write::makes_pending`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacking_fields: Vec<Field>,
    /// What was found wrong.
    pub problems: Vec<Problem>,
}

/// Who changed an employee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// A sync run.
    Run(RunId),
    /// A person: the subject of the token.
    User(String),
}

/// One write of an employee, as the log keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeLogEntry {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// What changed.
    pub changes: Vec<Change>,
}

/// One employee to be written, with what belongs to it: all of it or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmployeeWrite {
    /// The employee and the version it replaces.
    pub write: Write,
    /// What the change log shall say; none for a write that changes no field.
    pub log: Option<ChangeLogEntry>,
    /// The row of the run's outcomes, where the write is an outcome of its own.
    pub row: Option<OutcomeRow>,
}

/// What became of one [`EmployeeWrite`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Stored.
    Done,
    /// Somebody else wrote the employee meanwhile (rule W4).
    Conflict,
}

/// Reads what belongs to a tenant.
pub trait ReadTenant: Send + Sync {
    /// The connection; `None` for a tenant that never connected.
    fn connection(
        &self,
        tenant: &TenantId,
    ) -> impl Future<Output = Result<Option<Connection>, StoreError>> + Send;
    /// The settings; `None` before the first save.
    fn settings(
        &self,
        tenant: &TenantId,
    ) -> impl Future<Output = Result<Option<VersionedSettings>, StoreError>> + Send;
    /// Which settings count at this very moment, and whether they pause syncing; `None` before the first save.
    fn settings_in_force(
        &self,
        tenant: &TenantId,
    ) -> impl Future<Output = Result<Option<SettingsInForce>, StoreError>> + Send;
    /// The attribute catalogue; empty before the first read.
    fn catalogue(&self, tenant: &TenantId) -> impl Future<Output = Result<Catalogue, StoreError>> + Send;
    /// The latest held run.
    fn held_run(&self, tenant: &TenantId)
    -> impl Future<Output = Result<Option<HeldRun>, StoreError>> + Send;
    /// One run.
    fn run(
        &self,
        tenant: &TenantId,
        id: RunId,
    ) -> impl Future<Output = Result<Option<Run>, StoreError>> + Send;
    /// Runs, newest first, `limit` at most: the latest, or those before the one given.
    fn runs(
        &self,
        tenant: &TenantId,
        before: Option<RunId>,
        limit: i32,
    ) -> impl Future<Output = Result<Vec<Run>, StoreError>> + Send;
    /// The rows written for one run; of a run that refers to another's standing outcomes, its own only.
    fn outcome_rows(
        &self,
        tenant: &TenantId,
        id: RunId,
    ) -> impl Future<Output = Result<Vec<OutcomeRow>, StoreError>> + Send;
    /// The same, `limit` rows at most, behind the place where an earlier page ended; and where this one ends, if
    /// there may be more.
    fn outcome_page(
        &self,
        tenant: &TenantId,
        id: RunId,
        after: Option<String>,
        limit: i32,
    ) -> impl Future<Output = Result<(Vec<OutcomeRow>, Option<String>), StoreError>> + Send;
    /// What the tenant's runs have left.
    fn progress(&self, tenant: &TenantId) -> impl Future<Output = Result<Progress, StoreError>> + Send;
}

/// Reads employees.
pub trait ReadEmployees: Send + Sync {
    /// The short entries of all employees.
    fn index(&self, tenant: &TenantId) -> impl Future<Output = Result<Index, StoreError>> + Send;
    /// These employees, as they are at this very moment; those that don't exist are left out.
    fn employees(
        &self,
        tenant: &TenantId,
        ids: &[EmployeeId],
    ) -> impl Future<Output = Result<Vec<Employee>, StoreError>> + Send;
    /// Whole employees in the order of their ids, `limit` at most, behind the one given; and whether there may be more.
    fn employee_page(
        &self,
        tenant: &TenantId,
        after: Option<&EmployeeId>,
        limit: i32,
    ) -> impl Future<Output = Result<(Vec<Employee>, bool), StoreError>> + Send;
    /// The change log of one employee, latest first.
    fn change_log(
        &self,
        tenant: &TenantId,
        id: &EmployeeId,
    ) -> impl Future<Output = Result<Vec<ChangeLogEntry>, StoreError>> + Send;
    /// The same, `limit` entries at most, older than the version given; each with the version it made.
    fn change_page(
        &self,
        tenant: &TenantId,
        id: &EmployeeId,
        before: Option<u64>,
        limit: i32,
    ) -> impl Future<Output = Result<Vec<(u64, ChangeLogEntry)>, StoreError>> + Send;
}

/// Writes employees.
pub trait WriteEmployees: Send + Sync {
    /// Writes each employee with its log entry and outcome row in one transaction; answers in the given order.
    /// `fence` is the writer's lease; none for a person's edit.
    fn write_employees(
        &self,
        tenant: &TenantId,
        fence: Option<u64>,
        writes: &[EmployeeWrite],
    ) -> impl Future<Output = Result<Vec<Written>, StoreError>> + Send;
}

/// Writes what belongs to a tenant.
pub trait WriteTenant: Send + Sync {
    /// Stores the connection.
    fn put_connection(
        &self,
        tenant: &TenantId,
        connection: &Connection,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Stores what a run learned about the connection, unless an admin has disconnected or reconnected since:
    /// [`Written::Conflict`] then, and the admin's word stands.
    fn update_connection(
        &self,
        tenant: &TenantId,
        connection: &Connection,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;
    /// Saves settings as the version after `expected` (0 before the first save), and keeps the earlier ones;
    /// [`Written::Conflict`] when somebody saved meanwhile.
    fn put_settings(
        &self,
        tenant: &TenantId,
        expected: u64,
        settings: &Settings,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;
    /// Stores the attribute catalogue.
    fn put_catalogue(
        &self,
        tenant: &TenantId,
        catalogue: &Catalogue,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Stores the latest held run, in place of an older one.
    fn put_held_run(
        &self,
        tenant: &TenantId,
        held: &HeldRun,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Stores an admin's word about the latest held run; [`Written::Conflict`] when a newer one has taken its place.
    fn answer_held_run(
        &self,
        tenant: &TenantId,
        held: &HeldRun,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;
}

/// Writes runs, and hands out the right to run.
pub trait WriteRuns: Send + Sync {
    /// Stores a run.
    fn put_run(&self, tenant: &TenantId, run: &Run) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Stores outcome rows that no write of an employee carries.
    fn put_outcome_rows(
        &self,
        tenant: &TenantId,
        run: RunId,
        now: Timestamp,
        rows: &[OutcomeRow],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Takes the lease if it is free, expired, or this run's own.
    fn acquire(
        &self,
        tenant: &TenantId,
        run: RunId,
        now: Timestamp,
    ) -> impl Future<Output = Result<Acquired, StoreError>> + Send;
    /// Keeps the lease for another while; [`StoreError::LeaseLost`] when it is gone.
    fn renew(
        &self,
        tenant: &TenantId,
        lease: &Lease,
        now: Timestamp,
    ) -> impl Future<Output = Result<Lease, StoreError>> + Send;
    /// Stores the ended run, what it leaves for the next one, and lets the lease go: all of it or nothing, and only
    /// while the lease is held.
    fn end_run(
        &self,
        tenant: &TenantId,
        lease: &Lease,
        run: &Run,
        progress: &Progress,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Lets the lease go without an end: a continuation takes it up.
    fn release(
        &self,
        tenant: &TenantId,
        lease: &Lease,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A payslip's file, opened.
pub struct OpenFile {
    /// Its size in bytes.
    pub size: u64,
    /// Its bytes, from the first to the last. A stream that ends early ends with an error.
    pub chunks: BoxStream<'static, std::io::Result<Bytes>>,
}

impl std::fmt::Debug for OpenFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenFile").field("size", &self.size).finish_non_exhaustive()
    }
}

/// Opens the files of finalised payrolls.
pub trait PayslipFiles: Send + Sync {
    /// Opens a file; `None` when there is none.
    fn open(&self, object_key: &str) -> impl Future<Output = Result<Option<OpenFile>, StoreError>> + Send;
}

/// A document to be uploaded into a person's folder.
#[derive(Debug)]
pub struct Upload {
    /// Whose.
    pub personio_id: PersonioId,
    /// Which document category.
    pub folder_id: String,
    /// What people see; 255 characters at most.
    pub title: String,
    /// The document's date.
    pub date: Date,
    /// What finds it again.
    pub comment: String,
    /// ASCII, with an extension.
    pub file_name: String,
    /// The file.
    pub file: OpenFile,
}

/// What Personio says it has stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredDocument {
    /// Personio's id of the document.
    pub document_id: String,
    /// Under whom, where it says so.
    pub personio_id: Option<PersonioId>,
    /// In which document category, where it says so.
    pub folder_id: Option<String>,
}

/// How an upload failed: one variant for each thing a caller may do next.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UploadError {
    /// Refused before anything was stored. Of these only [`PersonioError::RateLimited`] may be sent again as it is.
    #[error(transparent)]
    Refused(PersonioError),
    /// Not a byte reached Personio (no connection, no token): may be sent again.
    #[error("the document was not sent: {0}")]
    NotSent(PersonioError),
    /// It may have arrived (time-out, reset, 5xx, an answer that can't be read): must not be sent again by itself.
    #[error("nobody knows whether the document arrived")]
    Unclear,
    /// The file could not be read to its end. Personio got a broken request, which stores nothing.
    #[error("the file could not be read")]
    FileBroken,
}

/// One document in a person's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedDocument {
    /// Personio's id of it.
    pub document_id: String,
    /// What was written beside it.
    pub comment: Option<String>,
}

/// Puts documents into Personio, and looks for them.
pub trait Documents: Send + Sync {
    /// Uploads one document, once: it is never sent again by itself.
    fn upload(
        &self,
        access: &Access,
        upload: Upload,
    ) -> impl Future<Output = Result<StoredDocument, UploadError>> + Send;

    /// All documents of one person in one category, by Personio's API v2. A new one may show up late.
    fn documents(
        &self,
        access: &Access,
        owner: &PersonioId,
        folder_id: &str,
    ) -> impl Future<Output = Result<Vec<ListedDocument>, PersonioError>> + Send;
}

/// One finalised payroll, as the ledger knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payroll {
    /// Which.
    pub payroll_id: PayrollId,
    /// The title of its documents.
    pub title: String,
    /// When people are paid.
    pub pay_date: Date,
    /// When its first event arrived.
    pub finalised_at: Timestamp,
    /// [`PayslipCounts::steps`] when others were last told that its batch is finished.
    #[serde(default)]
    pub told_at_step: u64,
}

/// How the payslips of a payroll stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PayslipCounts {
    /// How many are in each state; a state that none is in is left out.
    pub by_state: Vec<(PayslipState, u64)>,
    /// All steps they have taken: the sum of their versions, which grows whenever anything happens.
    pub steps: u64,
}

/// The ledger of payslips: one item for each payroll, employee and revision.
pub trait Ledger: Send + Sync {
    /// Stores a payroll unless it is known.
    fn add_payroll(
        &self,
        tenant: &TenantId,
        payroll: &Payroll,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Stores those payslips that are not known yet, and leaves the others as they are.
    fn add_payslips(
        &self,
        tenant: &TenantId,
        payslips: &[Payslip],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// One payroll.
    fn payroll(
        &self,
        tenant: &TenantId,
        id: &PayrollId,
    ) -> impl Future<Output = Result<Option<Payroll>, StoreError>> + Send;
    /// All payrolls, latest finalised first.
    fn payrolls(&self, tenant: &TenantId) -> impl Future<Output = Result<Vec<Payroll>, StoreError>> + Send;
    /// One payslip, as it is at this very moment.
    fn payslip(
        &self,
        tenant: &TenantId,
        key: &PayslipKey,
    ) -> impl Future<Output = Result<Option<Payslip>, StoreError>> + Send;
    /// Payslips of a payroll in the order of Employee ID and revision, `limit` at most, behind the one given; and
    /// whether there may be more.
    fn payslip_page(
        &self,
        tenant: &TenantId,
        payroll: &PayrollId,
        after: Option<&PayslipKey>,
        limit: i32,
    ) -> impl Future<Output = Result<(Vec<Payslip>, bool), StoreError>> + Send;
    /// How many payslips of a payroll are in each state, reading states and versions only.
    fn payslip_counts(
        &self,
        tenant: &TenantId,
        payroll: &PayrollId,
    ) -> impl Future<Output = Result<PayslipCounts, StoreError>> + Send;
    /// Stores the next step of a payslip, if it is still at the version before it; [`Written::Conflict`] otherwise.
    fn step_payslip(
        &self,
        tenant: &TenantId,
        next: &Payslip,
    ) -> impl Future<Output = Result<Written, StoreError>> + Send;
    /// Stores what is known of a payroll by now.
    fn put_payroll(
        &self,
        tenant: &TenantId,
        payroll: &Payroll,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Whether the tenant's payslips are stopped because one was filed wrongly.
    fn payslips_stopped(&self, tenant: &TenantId) -> impl Future<Output = Result<bool, StoreError>> + Send;
    /// Stops the tenant's payslips, or lets them go on.
    fn stop_payslips(
        &self,
        tenant: &TenantId,
        stopped: bool,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A message on the payslip queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum PayslipMessage {
    /// Push one payslip.
    Push(PayslipRequest),
    /// The payslips asked for before this message have been gone through, for a tenant's messages come in order.
    BatchEnd(BatchEnd),
}

impl PayslipMessage {
    /// Whose customer.
    #[must_use]
    pub const fn tenant_id(&self) -> &TenantId {
        match self {
            Self::Push(request) => &request.tenant_id,
            Self::BatchEnd(end) => &end.tenant_id,
        }
    }
}

/// Marks the end of a payroll's payslips on the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchEnd {
    /// Whose customer.
    pub tenant_id: TenantId,
    /// Which payroll.
    pub end_of_payroll: PayrollId,
}

/// Asks for one payslip to be pushed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayslipRequest {
    /// Whose customer.
    pub tenant_id: TenantId,
    /// Which payslip.
    #[serde(flatten)]
    pub key: PayslipKey,
}

/// Sends payslip requests.
pub trait SendPayslips: Send + Sync {
    /// Sends messages, each in its tenant's own order. `deduplication` tells two sends of one message from two
    /// messages.
    fn send_payslips(
        &self,
        messages: &[(PayslipMessage, String)],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Has a received message of the payslip queue delivered again so soon.
    fn retry_payslip_in(
        &self,
        receipt: &str,
        seconds: u16,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Tells others what was done.
pub trait Announce: Send + Sync {
    /// Sends events about one tenant. An event may arrive more than once.
    fn announce(
        &self,
        tenant: &TenantId,
        announcements: &[Announcement],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Lets time pass.
pub trait Waits: Send + Sync {
    /// Returns so much later.
    fn wait(&self, time: std::time::Duration) -> impl Future<Output = ()> + Send;
}

/// Finds the tenants whose hour has come.
pub trait DueTenants: Send + Sync {
    /// One page of tenants due at `now`, and where the next page begins.
    fn due_tenants(
        &self,
        now: Timestamp,
        after: Option<String>,
    ) -> impl Future<Output = Result<(Vec<TenantId>, Option<String>), StoreError>> + Send;
}

/// Keeps credentials.
pub trait Secrets: Send + Sync {
    /// The tenant's credentials; `None` when there are none.
    fn credentials(
        &self,
        tenant: &TenantId,
    ) -> impl Future<Output = Result<Option<Credentials>, StoreError>> + Send;
    /// Forgets what is cached of them: they were refused, so perhaps they were rotated elsewhere.
    fn forget(&self, tenant: &TenantId);
    /// Forgets what is cached from before the tenant connected at this time: it may be another pair, which Personio
    /// still takes and which may read less.
    fn forget_before(&self, tenant: &TenantId, connected_at: Option<Timestamp>);
    /// Stores or replaces them.
    fn put_credentials(
        &self,
        tenant: &TenantId,
        credentials: &Credentials,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// Removes them.
    fn delete_credentials(&self, tenant: &TenantId) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Sends sync requests.
pub trait SendRequests: Send + Sync {
    /// Sends requests, each in its tenant's own order. `deduplication` tells two sends of one request from two requests.
    fn send(&self, requests: &[(SyncRequest, String)])
    -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Has a received message delivered again so soon: `receipt` is its receipt handle. Without it the message would
    /// hold its tenant's group up for the whole visibility time-out, which is six times a Lambda's life.
    fn retry_in(&self, receipt: &str, seconds: u16) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Makes run ids.
pub trait NewIds: Send + Sync {
    /// An id later than all before it.
    fn run_id(&self) -> RunId;
}
