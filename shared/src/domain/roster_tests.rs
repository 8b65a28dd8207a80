use super::*;
use crate::domain::{
    ids::EmployeeId,
    person::{Incoming, Standing},
};

fn person(id: u64) -> Person {
    Person {
        personio_id: PersonioId::new(id.to_string()),
        standing: Standing::Included,
        employee_id: Ok(EmployeeId::parse(&id.to_string()).unwrap()),
        incoming: Incoming::default(),
        problems: vec![],
    }
}

/// A pretend list: answers each question for a page, and may change between two questions.
struct List {
    ids: Vec<u64>,
    limit: usize,
    totals: bool,
    asked: Vec<u64>,
    fails_at: Option<u64>,
}

impl List {
    fn of(people: u64) -> Self {
        Self { ids: (1..=people).collect(), limit: 100, totals: true, asked: vec![], fails_at: None }
    }

    /// Reads the list to its end; `change` may alter it after the nth answer.
    fn read(&mut self, mut change: impl FnMut(&mut Self, usize)) -> Roster {
        let mut reading = Reading::default();
        let mut answers = 0;
        while let Next::Ask(offsets) = reading.ask_next() {
            for offset in offsets {
                self.asked.push(offset);
                if self.fails_at == Some(offset) {
                    reading.page_failed(offset);
                    continue;
                }
                let rows: Vec<_> = self
                    .ids
                    .iter()
                    .skip(usize::try_from(offset).unwrap())
                    .take(self.limit)
                    .copied()
                    .collect();
                reading.page(PageOfPeople {
                    offset,
                    rows: u32::try_from(rows.len()).unwrap(),
                    total: self.totals.then_some(self.ids.len() as u64),
                    people: rows.into_iter().map(person).collect(),
                });
                answers += 1;
                change(self, answers);
            }
        }
        reading.finish()
    }
}

fn ids(roster: &Roster) -> Vec<u64> {
    let mut ids: Vec<u64> = roster.people.iter().map(|p| p.personio_id.as_str().parse().unwrap()).collect();
    ids.sort_unstable();
    ids
}

#[test]
fn a_quiet_list_is_read_once_with_one_call_a_page() {
    for (people, calls) in [(0, 1), (1, 1), (100, 1), (101, 2), (250, 3), (1_000, 10)] {
        let mut list = List::of(people);
        let roster = list.read(|_, _| {});
        assert_eq!(roster.completeness, Completeness::Complete, "{people}");
        assert_eq!(ids(&roster), (1..=people).collect::<Vec<_>>());
        assert_eq!(list.asked.len(), calls, "{people}");
    }
}

#[test]
fn the_offset_advances_by_the_rows_received() {
    let mut list = List { limit: 40, ..List::of(100) };
    let roster = list.read(|_, _| {});
    assert_eq!(roster.completeness, Completeness::Complete);
    assert_eq!(list.asked, [0, 40, 80]);
}

#[test]
fn a_page_that_comes_short_is_carried_on_where_it_ended() {
    let mut list = List::of(250);
    let roster = list.read(|list, answers| list.limit = if answers == 1 { 60 } else { 100 });
    assert_eq!(roster.completeness, Completeness::Complete);
    assert_eq!(ids(&roster).len(), 250);
    assert_eq!(list.asked, [0, 100, 200, 160]);
}

#[test]
fn a_total_that_moved_is_read_again() {
    let mut list = List::of(250);
    let roster = list.read(|list, answers| {
        if answers == 1 {
            list.ids.push(251);
        }
    });
    assert_eq!(roster.completeness, Completeness::Complete);
    assert_eq!(ids(&roster).len(), 251);
    assert_eq!(list.asked.len(), 6);
}

#[test]
fn somebody_who_slips_between_two_pages_is_found_by_reading_again() {
    let mut list = List::of(250);
    // Person 1 goes, and person 101 moves onto the page already read.
    let roster = list.read(|list, answers| {
        if answers == 1 {
            list.ids.remove(0);
        }
    });
    assert_eq!(roster.completeness, Completeness::Complete);
    assert_eq!(ids(&roster), (2..=250).collect::<Vec<_>>());
    assert_eq!(list.asked.len(), 6);
}

#[test]
fn a_list_that_never_rests_is_incomplete_after_three_passes() {
    let mut list = List::of(250);
    let mut next = 1_000;
    let roster = list.read(|list, _| {
        list.ids.push(next);
        next += 1;
    });
    let Completeness::Incomplete { expected: Some(_), seen } = roster.completeness else {
        panic!("not incomplete")
    };
    assert_eq!(seen, roster.people.len() as u64);
    assert_eq!(list.asked.iter().filter(|offset| **offset == 0).count(), 3);
}

#[test]
fn a_page_that_cannot_be_had_makes_the_roster_incomplete_at_once() {
    let mut list = List { fails_at: Some(100), ..List::of(250) };
    let roster = list.read(|_, _| {});
    assert_eq!(roster.completeness, Completeness::Incomplete { expected: Some(250), seen: 150 });
    assert_eq!(list.asked, [0, 100, 200]);
}

#[test]
fn rows_without_an_id_make_the_roster_incomplete() {
    let mut reading = Reading::default();
    let mut passes = 0;
    while let Next::Ask(offsets) = reading.ask_next() {
        assert_eq!(offsets, [0]);
        passes += 1;
        reading.page(PageOfPeople { offset: 0, rows: 2, total: Some(2), people: vec![person(1)] });
    }
    assert_eq!(passes, 3);
    assert_eq!(reading.finish().completeness, Completeness::Incomplete { expected: Some(2), seen: 1 });
}

#[test]
fn the_same_row_twice_is_one_person() {
    let mut list = List::of(3);
    list.ids = vec![1, 2, 2];
    let roster = list.read(|_, _| {});
    assert_eq!(ids(&roster), [1, 2]);
    assert_eq!(roster.completeness, Completeness::Incomplete { expected: Some(3), seen: 2 });
}

#[test]
fn without_totals_two_passes_have_to_agree() {
    let mut list = List { totals: false, ..List::of(150) };
    let roster = list.read(|_, _| {});
    assert_eq!(roster.completeness, Completeness::Complete);
    assert_eq!(list.asked, [0, 100, 150, 0, 100, 150]);

    let mut list = List { totals: false, ..List::of(150) };
    let roster = list.read(|list, answers| {
        if answers == 3 {
            list.ids[0] = 999;
        }
    });
    assert_eq!(roster.completeness, Completeness::Complete);
    assert_eq!(list.asked.iter().filter(|offset| **offset == 0).count(), 3);
    assert!(!ids(&roster).contains(&1), "the passes that agree know nothing of person 1");

    let mut list = List { totals: false, ..List::of(150) };
    let roster = list.read(|list, _| list.ids[0] += 1_000);
    assert_eq!(roster.completeness, Completeness::Incomplete { expected: None, seen: 149 + 3 });
}
