//! One payslip on its way from a finalised payroll into its owner's Personio folder (section 8 of the design): what is
//! known of it, and every step it may take.
//!
//! Personio knows no idempotency key: the same upload twice is two documents. So a payslip is claimed before it is sent,
//! an unclear answer is never answered by sending again, and what can't be settled is left to a person.

pub mod entry;
mod machine;
pub mod manifest;
mod pdf;

#[cfg(test)]
mod tests;

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use self::{
    machine::{Answer, Begin, Failure, Listing, Situation, Target},
    pdf::{FILE_HEAD, MOST_OF_A_FILE, check_file},
};
use super::ids::{EmployeeId, PersonioId, TenantId};

/// One finalised pay run: 1-64 characters of `A-Z a-z 0-9 . _ -`, beginning with a letter or digit, so that it can
/// stand in a table key and a URL.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PayrollId(TenantId);

impl PayrollId {
    /// Reads a payroll's id; the grammar is that of a tenant's.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        TenantId::parse(text).ok().map(Self)
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl fmt::Display for PayrollId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Which payslip. A repeated event names the same one; a correction has a higher revision.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PayslipKey {
    /// The pay run.
    pub payroll_id: PayrollId,
    /// Whose.
    pub employee_id: EmployeeId,
    /// 0, and one more with each correction.
    #[serde(default)]
    pub revision: u32,
}

impl PayslipKey {
    /// What stands in the document's comment, and finds it again after an unclear answer. Says nothing about anybody.
    #[must_use]
    pub fn ledger_id(&self, tenant: &TenantId) -> String {
        let mut hash = Sha256::new();
        for text in [tenant.as_str(), self.payroll_id.as_str(), self.employee_id.as_str()] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text);
        }
        hash.update(self.revision.to_le_bytes());
        // 128 bits: no two payslips of all customers are alike.
        format!("pento-{}", BASE64URL_NOPAD.encode(&hash.finalize()[..16]))
    }
}

/// How a payslip stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayslipState {
    /// Nothing was sent.
    Pending,
    /// Claimed: being sent, or cut off while it was.
    Uploading,
    /// In its owner's folder.
    Uploaded,
    /// Not sent, for a reason that is nobody's mistake.
    Skipped,
    /// Not sent or refused, for a reason that somebody can change.
    Failed,
    /// Sent, and the answer is unclear: the list of documents is being asked.
    Uncertain,
    /// Sent or not, and nothing can tell: a person has to look.
    NeedsCheck,
}

impl PayslipState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Pending,
        Self::Uploading,
        Self::Uploaded,
        Self::Skipped,
        Self::Failed,
        Self::Uncertain,
        Self::NeedsCheck,
    ];

    /// The word in JSON and table.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Uploading => "uploading",
            Self::Uploaded => "uploaded",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Uncertain => "uncertain",
            Self::NeedsCheck => "needs_check",
        }
    }

    /// Whether nothing more happens by itself.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Uploaded | Self::Skipped | Self::Failed | Self::NeedsCheck)
    }

    /// Whether `POST .../retry` takes it up again.
    #[must_use]
    pub const fn can_be_retried(self) -> bool {
        matches!(self, Self::Skipped | Self::Failed | Self::NeedsCheck)
    }
}

macro_rules! reasons {
    ($($(#[doc = $doc:literal])+ $variant:ident $key:literal $hint:literal;)*) => {
        /// Why a payslip is where it is, unless it is simply uploaded or on its way.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum PayslipReason { $($(#[doc = $doc])+ #[serde(rename = $key)] $variant,)* }

        impl PayslipReason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $key,)* }
            }

            /// What happened and what to do, for a payroll person.
            #[must_use]
            pub const fn hint(self) -> &'static str {
                match self { $(Self::$variant => $hint,)* }
            }
        }
    };
}

reasons! {
    /// The tenant does not want payslips uploaded.
    PayslipsDisabled "payslips_disabled" "Sending payslips is switched off in the settings. Switch it on, then retry.";
    /// Nobody in Personio is linked to the employee, or the person is gone.
    NotInPersonio "not_in_personio" "The employee is not linked to anybody in Personio. Sync the employee, then retry.";
    /// No folder is chosen, or the chosen one was deleted.
    NoFolder "no_folder" "No Personio folder is chosen for payslips, or it was deleted. Choose one in the settings, then retry.";
    /// The credential may not upload documents.
    PermissionMissing "permission_missing" "The credential has not the permission \"Documents: Write\". Tick it in Personio under Settings, Integrations, API credentials, then retry.";
    /// Personio refuses the credentials, or there are none.
    CredentialsRejected "credentials_rejected" "Personio refuses the credentials, or there are none. Connect Personio again, then retry.";
    /// The file lies outside the tenant's own part of the bucket.
    ObjectKeyRefused "object_key_refused" "The payslip's file does not belong to this customer and was not opened. Please tell support.";
    /// There is no such file.
    FileMissing "file_missing" "The payslip's file is not there. Finalise the payroll again, or tell support.";
    /// The file is no PDF.
    NotAPdf "not_a_pdf" "The payslip's file is no PDF. Please tell support.";
    /// More than Personio takes.
    TooLarge "too_large" "The payslip's file has more than 30 MB, which Personio does not take. Please tell support.";
    /// Two entries of one event claim the same payslip with different files.
    EntriesContradict "entries_contradict" "The payroll names two different files for this employee, so none was sent. Please tell support.";
    /// Personio refuses the upload as wrong.
    PersonioRefused "personio_refused" "Personio refuses this document. Retry; if it stays, tell support.";
    /// The answer to an upload was unclear.
    AnswerUnclear "answer_unclear" "Personio did not answer clearly. Its list of documents is being asked whether the payslip arrived.";
    /// After an unclear answer the document did not show up.
    NotFoundInList "not_found_in_list" "Personio did not answer clearly, and the payslip does not show up in the person's documents. Look there; if it is missing, retry.";
    /// After an unclear answer the list can't be read.
    ListNotReadable "list_not_readable" "Personio did not answer clearly, and the credential has not the permission \"Documents: Read\" to look. Tick it in Personio and retry, or look at the person's documents yourself.";
    /// Personio filed the document under another person or folder than was asked for.
    FiledWrongly "filed_wrongly" "Personio says it filed this payslip under another person or folder. Payslips of this customer are stopped: look at once, and tell support.";
    /// Stopped after such an answer.
    Stopped "stopped" "Payslips of this customer are stopped, because Personio filed one wrongly. An admin has to look at that document, and then retry.";
}

/// Where a payslip was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// When the claim was made.
    pub at: Timestamp,
    /// To whose folder.
    pub personio_id: PersonioId,
    /// Into which document category.
    pub folder_id: String,
}

/// One item of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payslip {
    /// Which one.
    #[serde(flatten)]
    pub key: PayslipKey,
    /// Where its file lies.
    pub object_key: String,
    /// The document's title.
    pub title: String,
    /// The document's date.
    pub pay_date: Date,
    /// How it stands.
    pub state: PayslipState,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<PayslipReason>,
    /// Where it was sent last, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
    /// Whether the list has to be asked before it is sent: a person has decided after an unclear answer.
    #[serde(default)]
    pub ask_first: bool,
    /// Personio's id of the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_id: Option<String>,
    /// When it took its last step.
    pub updated_at: Timestamp,
    /// One more with every step; each step is conditional on the one before.
    pub version: u64,
}

/// How many characters Personio takes for a title.
pub const MOST_OF_A_TITLE: usize = 255;

/// The title of a payslip: of a correction with its number, and cut with an ellipsis where it is too long.
#[must_use]
pub fn title(of_payroll: &str, revision: u32) -> String {
    let suffix = if revision == 0 { String::new() } else { format!(" (correction {revision})") };
    let room = MOST_OF_A_TITLE - suffix.chars().count();
    let base = of_payroll.trim();
    if base.chars().count() <= room {
        return format!("{base}{suffix}");
    }
    let cut: String = base.chars().take(room - 1).collect();
    format!("{}…{suffix}", cut.trim_end())
}

/// The name of the file: ASCII, with the extension that Personio judges it by.
#[must_use]
pub fn file_name(pay_date: Date) -> String {
    format!("payslip-{pay_date}.pdf")
}
