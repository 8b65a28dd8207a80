//! Random small worlds, and random values.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{personio_id, world::*};
use crate::domain::{
    attribute::{AttributeValue, NamedObject},
    field::Field,
    filter::Operator,
};

/// How an employee's termination date stands to the tax year.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Left {
    No,
    ThisYear,
    EarlierYear,
}

impl Left {
    const fn date(self) -> &'static str {
        match self {
            Self::No => "",
            Self::ThisYear => THIS_YEAR,
            Self::EarlierYear => EARLIER_YEAR,
        }
    }
}

/// What Pento holds under one Employee ID before the first hour.
#[derive(Debug, Clone)]
pub(super) struct Held {
    left: Left,
    /// The number of the linked person; beyond the company: somebody who is gone.
    link: Option<usize>,
    city: bool,
    stranger: bool,
}

/// What Personio says of one person in one hour.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each varies by itself")]
pub(super) struct Sent {
    key: Key,
    left: Option<Left>,
    excluded: bool,
    unreadable: bool,
    city: Option<bool>,
    stranger: bool,
    shares_email: bool,
    country: Option<bool>,
}

#[derive(Debug, Clone)]
enum Key {
    /// The Employee ID with this number.
    Of(usize),
    Missing,
    Invalid,
    Absent,
}

pub(super) const PEOPLE: usize = 5;

fn left() -> impl Strategy<Value = Left> {
    prop_oneof![4 => Just(Left::No), 1 => Just(Left::ThisYear), 1 => Just(Left::EarlierYear)]
}

fn held() -> impl Strategy<Value = Option<Held>> {
    let link = prop::option::of(0..PEOPLE + 2);
    let held = (left(), link, any::<bool>(), any::<bool>());
    prop::option::weighted(
        0.7,
        held.prop_map(|(left, link, city, stranger)| Held { left, link, city, stranger }),
    )
}

fn sent(own: usize) -> impl Strategy<Value = Option<Sent>> {
    let key = prop_oneof![
        7 => Just(Key::Of(own)),
        2 => (0..PEOPLE + 2).prop_map(Key::Of),
        1 => Just(Key::Missing),
        1 => Just(Key::Invalid),
        1 => Just(Key::Absent),
    ];
    let rarely = || prop::bool::weighted(0.15);
    let usually = || prop::option::weighted(0.8, any::<bool>());
    let sent = (
        key,
        prop::option::weighted(0.9, left()),
        rarely(),
        rarely(),
        usually(),
        any::<bool>(),
        rarely(),
        usually(),
    );
    let sent = sent.prop_map(|(key, left, excluded, unreadable, city, stranger, shares_email, country)| {
        Sent { key, left, excluded, unreadable, city, stranger, shares_email, country }
    });
    prop::option::weighted(0.85, sent)
}

fn company() -> impl Strategy<Value = Vec<Option<Sent>>> {
    (0..PEOPLE).map(sent).collect::<Vec<_>>()
}

/// Two hours of one tenant.
#[derive(Debug, Clone)]
pub(super) struct Story {
    /// What Pento holds before.
    pub(super) held: Vec<Option<Held>>,
    /// What Personio says in each hour.
    pub(super) hours: [Vec<Option<Sent>>; 2],
    /// Whether the rosters are complete.
    pub(super) complete: bool,
}

pub(super) fn story() -> impl Strategy<Value = Story> {
    let story = (prop::collection::vec(held(), PEOPLE), [company(), company()], prop::bool::weighted(0.8));
    story.prop_map(|(held, hours, complete)| Story { held, hours, complete })
}

pub(super) fn rows(company: &[Option<Sent>]) -> Vec<Row> {
    let of = |(number, sent): (usize, &Option<Sent>)| sent.as_ref().map(|sent| as_row(number, sent));
    company.iter().enumerate().filter_map(of).collect()
}

fn as_row(number: usize, sent: &Sent) -> Row {
    let mut row = row(&number.to_string(), "");
    row = match &sent.key {
        Key::Of(number) => row.text(MATCH, &format!(" E{number}")),
        Key::Missing => row.blank(MATCH),
        Key::Invalid => row.text(MATCH, "E_1"),
        Key::Absent => row.absent(MATCH),
    };
    row = match sent.left {
        Some(left) => row.text("termination_date", left.date()),
        None => row.absent("termination_date"),
    };
    row = match sent.city {
        Some(true) => row,
        Some(false) => row.blank("city"),
        None => row.absent("city"),
    };
    row = match sent.country {
        Some(true) => row,
        Some(false) => row.text("country", "Germany").text("postcode", "10115"),
        None => row.absent("country").text("postcode", "10115"),
    };
    if sent.stranger {
        row = row.text("last_name", "Other").text("date_of_birth", "1970-01-01");
    }
    if sent.shares_email {
        row = row.text("email", "shared@example.com");
    }
    if sent.excluded {
        row = row.text(STATUS, "inactive");
    }
    if sent.unreadable { row.absent("team") } else { row.text("team", "y") }
}

pub(super) fn tenant(held: &[Option<Held>]) -> World {
    let mut world = world([]);
    world.settings.filters =
        vec![filter("team", Operator::Is, &["x"]), filter(STATUS, Operator::Is, &["inactive"])];
    // A field that people keep by hand.
    world.settings.mapping.remove(&Field::CostCentre);
    let mut linked = BTreeSet::new();
    for (number, held) in held.iter().enumerate() {
        let Some(held) = held else { continue };
        let mut values = vec![(Field::CostCentre, "by hand")];
        values.extend(held.city.then_some((Field::City, "York")));
        values.extend((held.left != Left::No).then(|| (Field::TerminationDate, held.left.date())));
        if held.stranger {
            values.extend([(Field::LastName, "Third"), (Field::DateOfBirth, "1960-01-01")]);
        }
        let id = format!("E{number}");
        world.add_by_hand(&id, &values);
        // One person speaks for one employee at most.
        if let Some(link) = held.link.filter(|link| linked.insert(*link)) {
            world.edit(&id, |employee| employee.personio_id = Some(personio_id(&link.to_string())));
        }
    }
    world
}

/// Values of every shape that Personio has been seen to send, and some that it has not.
pub(super) fn garbage() -> impl Strategy<Value = AttributeValue> {
    let digits = || "-?[0-9]{1,40}([.][0-9]{1,5})?([eE][+-]?[0-9]{1,4})?";
    let text = prop_oneof!["\\PC{0,20}", "[0-9/.-]{0,12}", "(?s).{0,8}", Just("x".repeat(5_000))];
    let optional = || prop::option::of("\\PC{0,8}".prop_map(Into::into));
    let object = (optional(), optional(), optional(), prop::option::of(digits().prop_map(Into::into)));
    let leaf = prop_oneof![
        Just(AttributeValue::Null),
        any::<bool>().prop_map(AttributeValue::Bool),
        digits().prop_map(|digits| AttributeValue::Number(digits.into())),
        text.prop_map(|text| AttributeValue::Text(text.into())),
        object.prop_map(|(name, id, email, percentage)| {
            AttributeValue::Object(NamedObject { name, id, email, percentage })
        }),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| prop::collection::vec(inner, 0..3).prop_map(AttributeValue::List))
}
