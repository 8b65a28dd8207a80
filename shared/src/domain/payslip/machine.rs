//! Every step a payslip may take. Each makes the next version of the item, or nothing.

use jiff::Timestamp;

use super::{Payslip, PayslipReason, PayslipState, Sent};
use crate::domain::{ids::PersonioId, settings::Settings};

/// Where a payslip belongs, as far as is known at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Situation<'a> {
    /// The tenant's settings; none before the first save.
    pub settings: Option<&'a Settings>,
    /// The person in Personio whom the employee is linked to. Excluded and terminated employees have one too.
    pub personio_id: Option<&'a PersonioId>,
    /// Whether the tenant's payslips are stopped after a document was filed wrongly.
    pub stopped: bool,
    /// Whether the file lies in the tenant's own part of the bucket.
    pub owns_file: bool,
    /// Whether there are credentials.
    pub connected: bool,
}

/// Whose folder, and which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The person.
    pub personio_id: PersonioId,
    /// The document category.
    pub folder_id: String,
}

/// What to do with a payslip that a message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begin {
    /// Nothing: it has come to an end before.
    Done,
    /// It ends here, and nothing is sent.
    End(Payslip),
    /// Check the file, claim the payslip, send it.
    Send(Target),
    /// Ask the list once whether it arrived after all, and send it only if not.
    AskThenSend(Target),
    /// It was sent, or perhaps sent, before: store this and ask the list until that is settled.
    Ask(Payslip),
}

/// What came of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Stored, and filed under this person and folder.
    Stored {
        /// Personio's id of the document.
        document_id: String,
        /// Under whom.
        personio_id: Option<PersonioId>,
        /// In which folder.
        folder_id: Option<String>,
    },
    /// Refused before anything was stored, for this reason.
    Refused(PayslipReason),
    /// It can't have arrived: no connection, or Personio asked to slow down. May be sent again later.
    NotSent,
    /// It may have arrived.
    Unclear,
}

/// How sending failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nothing was stored, and trying again later may help: no connection, asked to slow down, a file that broke off.
    Passing,
    /// Personio gave no usable answer: nobody knows whether it arrived.
    Unclear,
    /// The credential may not upload.
    Forbidden,
    /// The credentials are refused.
    CredentialsRejected,
    /// Personio knows the person or the folder no more; what a look at both has found, `None` where it told nothing.
    Gone {
        /// Whether the folder is there.
        folder: Option<bool>,
        /// Whether the person is there.
        person: Option<bool>,
    },
    /// Refused as wrong.
    Refused,
}

impl From<Failure> for Answer {
    fn from(failure: Failure) -> Self {
        Self::Refused(match failure {
            Failure::Passing => return Self::NotSent,
            Failure::Unclear => return Self::Unclear,
            Failure::Forbidden => PayslipReason::PermissionMissing,
            Failure::CredentialsRejected => PayslipReason::CredentialsRejected,
            Failure::Gone { folder: Some(false), .. } => PayslipReason::NoFolder,
            Failure::Gone { person: Some(false), .. } => PayslipReason::NotInPersonio,
            Failure::Gone { .. } | Failure::Refused => PayslipReason::PersonioRefused,
        })
    }
}

/// What the list of documents says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Listing {
    /// It is there.
    Found(String),
    /// It is not there, or not there yet.
    Missing,
    /// The credential may not read documents.
    Forbidden,
    /// No usable answer.
    Unanswered,
}

impl Payslip {
    /// What a message about this payslip means, in the situation of this moment.
    #[must_use]
    pub fn begin(&self, situation: &Situation<'_>, now: Timestamp) -> Begin {
        match self.state {
            PayslipState::Uploaded
            | PayslipState::Skipped
            | PayslipState::Failed
            | PayslipState::NeedsCheck => Begin::Done,
            // Whoever claimed it was cut off: nobody knows whether it was sent.
            PayslipState::Uploading => Begin::Ask(self.unclear(now)),
            PayslipState::Uncertain => Begin::Ask(self.clone()),
            PayslipState::Pending => match target(situation) {
                Err((state, reason)) => Begin::End(self.step(state, Some(reason), now)),
                Ok(target) if self.ask_first => Begin::AskThenSend(target),
                Ok(target) => Begin::Send(target),
            },
        }
    }

    /// The payslip, claimed: stored before the first byte is sent.
    #[must_use]
    pub fn claimed(&self, target: Target, now: Timestamp) -> Self {
        let Target { personio_id, folder_id } = target;
        let sent = Some(Sent { at: now, personio_id, folder_id });
        Self { sent, ask_first: false, ..self.step(PayslipState::Uploading, None, now) }
    }

    /// A payslip that can't be sent.
    #[must_use]
    pub fn failed(&self, reason: PayslipReason, now: Timestamp) -> Self {
        self.step(PayslipState::Failed, Some(reason), now)
    }

    /// After sending.
    #[must_use]
    pub fn answered(&self, answer: Answer, now: Timestamp) -> Self {
        match answer {
            Answer::Stored { document_id, personio_id, folder_id } => {
                let fits = self.sent.as_ref().is_some_and(|sent| {
                    personio_id.as_ref() == Some(&sent.personio_id)
                        && folder_id.as_ref() == Some(&sent.folder_id)
                });
                let next = if fits {
                    self.step(PayslipState::Uploaded, None, now)
                } else {
                    self.step(PayslipState::NeedsCheck, Some(PayslipReason::FiledWrongly), now)
                };
                Self { document_id: Some(document_id), ..next }
            }
            Answer::Refused(reason) => self.failed(reason, now),
            Answer::NotSent => Self { sent: None, ..self.step(PayslipState::Pending, None, now) },
            Answer::Unclear => self.unclear(now),
        }
    }

    /// After the list was asked, `last` for the last time. Nothing is ever sent because a list does not show it.
    #[must_use]
    pub fn listed(&self, listing: Listing, last: bool, now: Timestamp) -> Option<Self> {
        match listing {
            Listing::Found(document_id) => {
                let uploaded = self.step(PayslipState::Uploaded, None, now);
                Some(Self { document_id: Some(document_id), ask_first: false, ..uploaded })
            }
            Listing::Forbidden => {
                Some(self.step(PayslipState::NeedsCheck, Some(PayslipReason::ListNotReadable), now))
            }
            Listing::Missing | Listing::Unanswered if last => {
                Some(self.step(PayslipState::NeedsCheck, Some(PayslipReason::NotFoundInList), now))
            }
            Listing::Missing | Listing::Unanswered => None,
        }
    }

    /// Taken up again because a person said so; `None` for one that is uploaded or on its way. What may have arrived is
    /// looked for first.
    #[must_use]
    pub fn retried(&self, now: Timestamp) -> Option<Self> {
        let ask_first = self.ask_first || self.state == PayslipState::NeedsCheck;
        let next = self.step(PayslipState::Pending, None, now);
        self.state.can_be_retried().then_some(Self { ask_first, ..next })
    }

    /// Whether the tenant's payslips have to stop.
    #[must_use]
    pub fn is_filed_wrongly(&self) -> bool {
        self.reason == Some(PayslipReason::FiledWrongly)
    }

    fn unclear(&self, now: Timestamp) -> Self {
        self.step(PayslipState::Uncertain, Some(PayslipReason::AnswerUnclear), now)
    }

    fn step(&self, state: PayslipState, reason: Option<PayslipReason>, now: Timestamp) -> Self {
        Self { state, reason, updated_at: now, version: self.version + 1, ..self.clone() }
    }
}

/// Where a payslip belongs, or why nowhere. Paused syncing stops no payslip (rule W2).
fn target(situation: &Situation<'_>) -> Result<Target, (PayslipState, PayslipReason)> {
    use PayslipState::{Failed, Skipped};
    if !situation.owns_file {
        return Err((Failed, PayslipReason::ObjectKeyRefused));
    }
    if situation.stopped {
        return Err((Failed, PayslipReason::Stopped));
    }
    let settings = situation.settings.filter(|settings| settings.payslips_enabled);
    let settings = settings.ok_or((Skipped, PayslipReason::PayslipsDisabled))?;
    if !situation.connected {
        return Err((Failed, PayslipReason::CredentialsRejected));
    }
    let folder_id = settings.payslip_folder.clone().ok_or((Failed, PayslipReason::NoFolder))?;
    let personio_id = situation.personio_id.cloned().ok_or((Skipped, PayslipReason::NotInPersonio))?;
    Ok(Target { personio_id, folder_id })
}
