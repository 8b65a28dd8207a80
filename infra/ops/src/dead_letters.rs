//! `dead-letters redrive`: moves what was given up back to its queue.

use std::{collections::HashSet, num::NonZeroU32};

use jiff::Timestamp;
use serde::Serialize;
use shared::{
    domain::{
        ids::{RunId, TenantId},
        payslip::PayrollId,
        run::{SyncRequest, Trigger},
    },
    ports::PayslipMessage,
};

use crate::{
    Failure,
    args::WhichQueue,
    look::{second, word},
    queues::{Letter, Queues},
    screen::{progress, show, show_json},
    stack::Stack,
};

/// What a letter is; not whose payslip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
enum Content {
    /// A run of a tenant.
    SyncRequest { tenant: TenantId, run_id: RunId, trigger: Trigger, requested_at: Timestamp },
    /// A payslip of a payroll.
    PayslipRequest { tenant: TenantId, payroll_id: PayrollId },
    /// The end of a payroll's payslips.
    EndOfPayroll { tenant: TenantId, payroll_id: PayrollId },
    /// No request, or not in its tenant's group.
    NoRequest,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Fate {
    /// It is on its queue.
    Moved,
    /// It would be.
    WouldMove,
    /// It stays a dead letter.
    Left,
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    content: Content,
    fate: Fate,
}

impl Content {
    fn read(which: WhichQueue, letter: &Letter) -> Self {
        let content = match which {
            WhichQueue::Sync => serde_json::from_str(&letter.body).map(|request: SyncRequest| {
                let SyncRequest { tenant_id: tenant, run_id, trigger, requested_at, .. } = request;
                Self::SyncRequest { tenant, run_id, trigger, requested_at }
            }),
            WhichQueue::Payslips => serde_json::from_str(&letter.body).map(|message| match message {
                PayslipMessage::Push(request) => {
                    let payroll_id = request.key.payroll_id;
                    Self::PayslipRequest { tenant: request.tenant_id, payroll_id }
                }
                PayslipMessage::BatchEnd(end) => {
                    Self::EndOfPayroll { tenant: end.tenant_id, payroll_id: end.end_of_payroll }
                }
            }),
        };
        let content = content.unwrap_or(Self::NoRequest);
        let in_its_group = content.tenant().map(TenantId::as_str) == letter.group.as_deref();
        if in_its_group { content } else { Self::NoRequest }
    }

    const fn tenant(&self) -> Option<&TenantId> {
        match self {
            Self::SyncRequest { tenant, .. }
            | Self::PayslipRequest { tenant, .. }
            | Self::EndOfPayroll { tenant, .. } => Some(tenant),
            Self::NoRequest => None,
        }
    }

    fn line(&self) -> String {
        match self {
            Self::SyncRequest { tenant, run_id, trigger, requested_at } => {
                format!("{tenant}: run {run_id}, {}, asked for {}", word(trigger), second(*requested_at))
            }
            Self::PayslipRequest { tenant, payroll_id } => {
                format!("{tenant}: a payslip of payroll {payroll_id}")
            }
            Self::EndOfPayroll { tenant, payroll_id } => format!("{tenant}: the end of payroll {payroll_id}"),
            Self::NoRequest => "no request".into(),
        }
    }
}

/// What is done, as it goes.
struct Work<'a> {
    queues: &'a Queues,
    which: WhichQueue,
    dry_run: bool,
    json: bool,
    rows: Vec<Row>,
    /// Letters that stay, and are let go at the end: earlier, they would be received again.
    kept: Vec<Letter>,
    /// The ids that moved letters have now. One that dies again keeps it.
    moved: HashSet<String>,
}

impl Work<'_> {
    fn tell(&mut self, content: Content, fate: Fate) -> Result<(), Failure> {
        if self.json {
            self.rows.push(Row { content, fate });
            return Ok(());
        }
        let verb = match fate {
            Fate::Moved => "moved",
            Fate::WouldMove => "would move",
            Fate::Left => "left",
        };
        show(&format!("{verb}  {}", content.line()))
    }

    /// Moves up to `max` letters. Letters are handed out until none can be had.
    async fn all(&mut self, max: u32) -> Result<(), Failure> {
        let mut left = max;
        while left > 0 {
            let letters = self.queues.receive(left).await?;
            if letters.is_empty() {
                break;
            }
            left -= u32::try_from(letters.len()).unwrap_or(left).min(left);
            let mut letters = letters.into_iter();
            while let Some(letter) = letters.next() {
                if let Err(failure) = self.one(letter).await {
                    // Nothing overtakes the one that could not be moved.
                    self.kept.extend(letters);
                    return Err(failure);
                }
            }
        }
        Ok(())
    }

    async fn one(&mut self, letter: Letter) -> Result<(), Failure> {
        let content = Content::read(self.which, &letter);
        let fate = match content.tenant().map(TenantId::as_str) {
            None => Fate::Left,
            Some(_) if self.moved.contains(&letter.id) => Fate::Left,
            Some(_) if self.dry_run => Fate::WouldMove,
            Some(group) => match self.queues.move_back(&letter, group).await {
                Ok(id) => {
                    self.moved.insert(id);
                    Fate::Moved
                }
                Err(error) => {
                    self.kept.push(letter);
                    return Err(error.into());
                }
            },
        };
        if fate != Fate::Moved {
            self.kept.push(letter);
        }
        self.tell(content, fate)
    }
}

#[derive(Serialize)]
struct Items<'a> {
    items: &'a [Row],
}

/// Moves letters back, or looks at them.
pub(crate) async fn redrive(
    stack: &Stack,
    which: WhichQueue,
    max: Option<NonZeroU32>,
    json: bool,
) -> Result<(), Failure> {
    let (client, url, dead_letters) = stack.queue(which)?;
    let queues = Queues::find(client, url, dead_letters).await?;
    progress(&format!("{} dead letters, as far as SQS knows", queues.count().await?));
    let mut work = Work {
        queues: &queues,
        which,
        dry_run: stack.dry_run,
        json,
        rows: Vec::new(),
        kept: Vec::new(),
        moved: HashSet::new(),
    };
    let done = work.all(max.map_or(u32::MAX, NonZeroU32::get)).await;
    queues.let_go(&work.kept).await;
    // What was moved before a failure was moved.
    if json {
        show_json(&Items { items: &work.rows })?;
    }
    progress(&format!("{} moved, {} stay", work.moved.len(), queues.count().await?));
    done
}
