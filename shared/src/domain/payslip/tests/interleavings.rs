//! Crashes, lost answers, deliveries that overlap, and a list that shows documents late, in any order: a folder never
//! holds two copies, and after a person's word exactly one.

use proptest::prelude::*;

use super::*;

/// Seconds after which the list is asked, from the one before.
const WAITS: [u64; 4] = [2, 5, 10, 20];

/// Personio's folder of one person.
#[derive(Debug, Default)]
struct Folder {
    /// For each document, when the list shows it.
    documents: Vec<u64>,
}

impl Folder {
    fn listing(&self, second: u64) -> Listing {
        match self.documents.iter().position(|visible| *visible <= second) {
            Some(at) => Listing::Found(format!("d{at}")),
            None => Listing::Missing,
        }
    }
}

/// What happens to the next upload.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Stored,
    StoredAnswerLost,
    LostOnTheWay,
    NotSent,
}

/// One delivery of the request: where its worker stands. It knows only what it has read.
#[derive(Debug, Clone)]
enum Worker {
    Begins,
    WillClaim(Payslip),
    WillSend(Payslip),
    WillWrite(Payslip),
    WillAsk { payslip: Payslip, round: usize, at: u64 },
    Ended,
}

#[derive(Debug)]
struct World {
    ledger: Payslip,
    folder: Folder,
    second: u64,
}

impl World {
    /// The conditional write.
    fn step(&mut self, next: &Payslip) -> bool {
        let fits = next.version == self.ledger.version + 1;
        if fits {
            self.ledger = next.clone();
        }
        fits
    }

    fn advance(&mut self, worker: Worker, fate: Fate, late: u64) -> Worker {
        let (settings, person) = (settings(), PersonioId::new("7"));
        let situation = Situation {
            settings: Some(&settings),
            personio_id: Some(&person),
            stopped: false,
            owns_file: true,
            connected: true,
        };
        match worker {
            Worker::Begins => match self.ledger.begin(&situation, now()) {
                Begin::Done => Worker::Ended,
                Begin::End(next) => {
                    self.step(&next);
                    Worker::Ended
                }
                Begin::Send(_) => Worker::WillClaim(self.ledger.clone()),
                Begin::AskThenSend(_) => {
                    let read = self.ledger.clone();
                    match read.listed(self.folder.listing(self.second), false, now()) {
                        Some(found) => {
                            self.step(&found);
                            Worker::Ended
                        }
                        None => Worker::WillClaim(read),
                    }
                }
                Begin::Ask(next) => {
                    if next.version != self.ledger.version && !self.step(&next) {
                        return Worker::Begins;
                    }
                    Worker::WillAsk { payslip: next, round: 0, at: self.second + WAITS[0] }
                }
            },
            Worker::WillClaim(read) => {
                let claimed = read.claimed(target(), now());
                if self.step(&claimed) { Worker::WillSend(claimed) } else { Worker::Begins }
            }
            Worker::WillSend(claimed) => {
                if matches!(fate, Fate::Stored | Fate::StoredAnswerLost) {
                    self.folder.documents.push(self.second + late);
                }
                Worker::WillWrite(claimed.answered(
                    match fate {
                        Fate::Stored => stored(),
                        Fate::StoredAnswerLost | Fate::LostOnTheWay => Answer::Unclear,
                        Fate::NotSent => Answer::NotSent,
                    },
                    now(),
                ))
            }
            Worker::WillWrite(next) => {
                if !self.step(&next) {
                    return Worker::Begins;
                }
                match next.state {
                    PayslipState::Uncertain => {
                        Worker::WillAsk { payslip: next, round: 0, at: self.second + WAITS[0] }
                    }
                    PayslipState::Pending => Worker::Begins,
                    _ => Worker::Ended,
                }
            }
            Worker::WillAsk { payslip, round, at } => {
                self.second = self.second.max(at);
                let last = round + 1 == WAITS.len();
                match payslip.listed(self.folder.listing(self.second), last, now()) {
                    Some(next) => {
                        if self.step(&next) {
                            Worker::Ended
                        } else {
                            Worker::Begins
                        }
                    }
                    None => Worker::WillAsk {
                        payslip,
                        round: round + 1,
                        at: self.second + WAITS[(round + 1).min(WAITS.len() - 1)],
                    },
                }
            }
            Worker::Ended => Worker::Ended,
        }
    }

    /// Lets one worker go to its end without further trouble.
    fn finish(&mut self) {
        let mut worker = Worker::Begins;
        for _ in 0..40 {
            worker = self.advance(worker, Fate::Stored, 0);
        }
        assert!(matches!(worker, Worker::Ended), "{worker:?}");
    }

    fn check(&self) {
        let copies = self.folder.documents.len();
        assert!(copies <= 1, "{copies} copies: {:?}", self.ledger);
        match self.ledger.state {
            PayslipState::Uploaded => assert_eq!(copies, 1),
            PayslipState::Skipped | PayslipState::Failed => assert_eq!(copies, 0),
            PayslipState::NeedsCheck => assert!(self.ledger.reason.is_some()),
            PayslipState::Pending | PayslipState::Uploading | PayslipState::Uncertain => {}
        }
    }
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        3 => Just(Fate::Stored),
        2 => Just(Fate::StoredAnswerLost),
        2 => Just(Fate::LostOnTheWay),
        1 => Just(Fate::NotSent),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Each turn one of three deliveries takes a step, or its worker is killed and the request comes again.
    #[test]
    fn a_folder_holds_one_copy_or_the_item_says_that_nobody_knows(
        turns in prop::collection::vec((0..3_usize, prop::bool::weighted(0.15), fate(), 0..60_u64), 0..60),
    ) {
        let mut world = World { ledger: pending(), folder: Folder::default(), second: 0 };
        let mut workers = [const { Worker::Begins }; 3];
        for (at, killed, fate, late) in turns {
            let worker = std::mem::replace(&mut workers[at], Worker::Begins);
            if !killed {
                workers[at] = world.advance(worker, fate, late);
            }
            world.check();
        }
        // Everybody who is still there, and one more delivery, go to their ends.
        for mut worker in workers {
            for _ in 0..40 {
                worker = world.advance(worker, Fate::StoredAnswerLost, 0);
                world.check();
            }
        }
        world.finish();
        prop_assert!(world.ledger.state.is_final());

        // A person looks later, when everything that arrived shows, and says so once.
        world.second += 3_600;
        if let Some(retried) = world.ledger.retried(now()) {
            prop_assert!(world.step(&retried));
            world.finish();
        }
        prop_assert_eq!((world.ledger.state, world.folder.documents.len()), (PayslipState::Uploaded, 1));
    }
}
