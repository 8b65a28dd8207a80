//! Reading everybody: which pages to ask for, and whether what came is all there is (rule R1).
//!
//! Personio's list has no order to rely on and may move while it is read. A [`Reading`] decides what to ask next; the
//! caller asks, and hands each page over.

use std::collections::HashMap;

use super::{ids::PersonioId, person::Person};

/// How many people a page is asked for: Personio's maximum.
pub const PAGE_SIZE: u32 = 100;
/// A pass is read again twice at most (rule R1).
const MAX_PASSES: u8 = 3;
/// 1,000,000 people in one pass; beyond that the list must be going in circles.
const MAX_PAGES: usize = 10_000;

/// All people of one read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// Each person once.
    pub people: Vec<Person>,
    /// Whether that is everybody.
    pub completeness: Completeness,
}

/// Whether a roster holds everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completeness {
    /// As many different people as Personio says there are.
    Complete,
    /// Nothing is concluded about the people who were not seen.
    Incomplete {
        /// How many Personio says there are, where it says so.
        expected: Option<u64>,
        /// How many were seen.
        seen: u64,
    },
}

/// One page as it matters here.
#[derive(Debug)]
pub struct PageOfPeople {
    /// The item index that was asked for.
    pub offset: u64,
    /// Rows received, readable or not.
    pub rows: u32,
    /// `metadata.total_elements`.
    pub total: Option<u64>,
    /// The people of the page.
    pub people: Vec<Person>,
}

/// A roster on its way: one pass over the list, or up to three.
#[derive(Debug, Default)]
pub struct Reading {
    people: Vec<Slot>,
    by_id: HashMap<PersonioId, usize>,
    pass: u8,
    /// Offset and rows of each page of this pass.
    pages: Vec<(u64, u32)>,
    /// Offsets asked for and not answered.
    open: Vec<u64>,
    first_total: Option<u64>,
    last_total: Option<u64>,
    moved: bool,
    broken: bool,
    /// Everybody of the previous pass, where the totals are unknown.
    previous: Option<usize>,
    changed_since_previous: bool,
}

#[derive(Debug)]
struct Slot {
    person: Person,
    pass: u8,
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask for the pages at these item indexes; in any order, side by side.
    Ask(Vec<u64>),
    /// All is read: [`Reading::finish`].
    Done,
}

impl Reading {
    /// What to ask for next. Call it again when every page asked for has been handed over.
    pub fn ask_next(&mut self) -> Next {
        debug_assert!(self.open.is_empty(), "a page was asked for and never handed over");
        if self.pass == 0 {
            self.pass = 1;
            return self.ask(vec![0]);
        }
        let missing = self.missing();
        if !missing.is_empty() && self.pages.len() + missing.len() <= MAX_PAGES {
            return self.ask(missing);
        }
        if self.is_settled() || self.broken || self.pass == MAX_PASSES {
            return Next::Done;
        }
        self.begin_pass();
        self.ask(vec![0])
    }

    fn ask(&mut self, offsets: Vec<u64>) -> Next {
        self.open.clone_from(&offsets);
        Next::Ask(offsets)
    }

    fn begin_pass(&mut self) {
        self.previous = Some(self.seen_in_pass());
        self.pass += 1;
        self.pages.clear();
        (self.first_total, self.last_total) = (None, None);
        (self.moved, self.changed_since_previous) = (false, false);
    }

    /// Takes a page that was asked for.
    pub fn page(&mut self, page: PageOfPeople) {
        self.open.retain(|open| *open != page.offset);
        self.pages.push((page.offset, page.rows));
        self.pages.sort_unstable();
        if let Some(total) = page.total {
            let first = *self.first_total.get_or_insert(total);
            self.moved |= first != total;
            self.last_total = Some(total);
        }
        for person in page.people {
            self.person(person);
        }
    }

    /// Notes that a page could not be had, whatever was tried. The roster will be incomplete.
    pub fn page_failed(&mut self, offset: u64) {
        self.open.retain(|open| *open != offset);
        self.broken = true;
    }

    /// How many different people have been seen.
    #[must_use]
    pub fn seen(&self) -> usize {
        self.people.len()
    }

    /// How many Personio says there are.
    #[must_use]
    pub fn expected(&self) -> Option<u64> {
        self.last_total
    }

    fn person(&mut self, person: Person) {
        let pass = self.pass;
        if let Some(at) = self.by_id.get(&person.personio_id) {
            // The later answer about somebody is the better one.
            let slot = &mut self.people[*at];
            self.changed_since_previous |= slot.pass + 1 < pass;
            *slot = Slot { person, pass };
        } else {
            self.changed_since_previous = true;
            self.by_id.insert(person.personio_id.clone(), self.people.len());
            self.people.push(Slot { person, pass });
        }
    }

    /// The offsets this pass still lacks: the end of each page that no other page begins at.
    fn missing(&self) -> Vec<u64> {
        if self.broken {
            return vec![];
        }
        let Some((_, step)) = self.pages.first() else { return vec![] };
        let Some(total) = self.last_total else {
            // Without a total the list ends at its first empty page.
            return self
                .pages
                .last()
                .filter(|(_, rows)| *rows > 0)
                .map(|(at, rows)| at + u64::from(*rows))
                .into_iter()
                .collect();
        };
        if self.pages.len() == 1 && *step > 0 {
            // The server may send smaller pages than asked for; the first one shows their size.
            return (1..)
                .map(|n| n * u64::from(*step))
                .take_while(|at| *at < total)
                .take(MAX_PAGES)
                .collect();
        }
        let begins_there = |at: u64| self.pages.iter().any(|(offset, _)| *offset == at);
        self.pages
            .iter()
            .filter(|(_, rows)| *rows > 0)
            .map(|(at, rows)| at + u64::from(*rows))
            .filter(|end| *end < total && !begins_there(*end) && !self.covered(*end))
            .collect()
    }

    fn covered(&self, index: u64) -> bool {
        self.pages.iter().any(|(at, rows)| (*at..at + u64::from(*rows)).contains(&index))
    }

    fn seen_in_pass(&self) -> usize {
        self.people.iter().filter(|slot| slot.pass == self.pass).count()
    }

    /// Whether this pass has seen everybody there is.
    fn is_settled(&self) -> bool {
        if self.broken || self.moved {
            return false;
        }
        let seen = self.seen_in_pass();
        match self.last_total {
            Some(total) => total == seen as u64,
            // Without a total two passes have to agree.
            None => self.previous == Some(seen) && !self.changed_since_previous,
        }
    }

    /// The roster: everybody of the whole pass, or else everybody seen in any pass, each as last seen.
    #[must_use]
    pub fn finish(self) -> Roster {
        // Where the last pass is whole it is the truth, and somebody of an earlier pass who is gone from it has left.
        let completeness = if self.is_settled() {
            Completeness::Complete
        } else {
            Completeness::Incomplete { expected: self.last_total, seen: self.people.len() as u64 }
        };
        let (pass, complete) = (self.pass, completeness == Completeness::Complete);
        let people =
            self.people.into_iter().filter(|slot| !complete || slot.pass == pass).map(|slot| slot.person);
        Roster { people: people.collect(), completeness }
    }
}

#[cfg(test)]
#[path = "roster_tests.rs"]
mod tests;
