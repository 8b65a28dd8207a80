//! The invented company: the same every time, in the promised shares, and honest about its troubles.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::civil::{Date, date};
use personio_sim::{
    Company, Person, Trouble,
    Trouble::{Abroad, FutureStarter, Invalid, LeaverEarlierTaxYear, LeaverThisTaxYear, Missing, Warned},
};
use serde_json::{Map, Value, json};

const TODAY: Date = date(2026, 11, 22);

/// A person's values by what they are meant for.
fn meant(company: &Company, person: &Person) -> Value {
    let values = company.attributes.iter().filter_map(|definition| {
        person.get(&definition.key).map(|value| (definition.meaning.to_owned(), value.clone()))
    });
    Value::Object(values.collect::<Map<_, _>>())
}

fn text(company: &Company, person: &Person, meaning: &str) -> String {
    let key = company.key(meaning).unwrap();
    person.get(&key).unwrap().as_str().unwrap_or_default().to_owned()
}

fn count(company: &Company, wanted: Trouble) -> usize {
    company.truths().iter().filter(|truth| truth.trouble == wanted).count()
}

#[test]
fn the_same_seed_makes_the_same_company_and_another_one_does_not() {
    let company = Company::generate(7, 60, TODAY);
    assert!(company == Company::generate(7, 60, TODAY));
    assert!(company.people() != Company::generate(8, 60, TODAY).people());
    for people in [0, 1, 2, 37, 66, 67, 101] {
        assert_eq!(Company::generate(7, people, TODAY).people().len(), people);
    }
}

#[test]
fn two_hundred_and_fifty_people_have_the_promised_troubles() {
    let company = Company::generate(7, 250, TODAY);
    let mut counts: BTreeMap<Trouble, usize> = BTreeMap::new();
    for truth in company.truths() {
        *counts.entry(truth.trouble).or_default() += 1;
    }
    let shares = [
        (Abroad, 20),
        (LeaverThisTaxYear, 8),
        (LeaverEarlierTaxYear, 8),
        (FutureStarter, 10),
        // Two of its own, and everybody abroad.
        (Missing("national_insurance_number"), 22),
    ];
    for (trouble, expected) in shares {
        assert_eq!(counts.remove(&trouble), Some(expected), "{trouble:?}");
    }
    assert!(counts.values().all(|count| *count == 2), "{counts:?}");
    let kinds = |wanted: fn(&Trouble) -> bool| counts.keys().filter(|trouble| wanted(trouble)).count();
    assert_eq!(kinds(|trouble| matches!(trouble, Missing(_))), 7);
    assert_eq!(kinds(|trouble| matches!(trouble, Invalid(..))), 15);
    assert_eq!(kinds(|trouble| matches!(trouble, Warned(..))), 7);
    // 250 - 46 of the first four kinds - 30 kinds with two people each.
    assert_eq!(company.people().iter().filter(|person| person.is_flawless()).count(), 144);
}

#[test]
fn nobody_has_two_troubles_but_the_people_abroad() {
    for person in Company::generate(3, 1_000, TODAY).people() {
        match person.truth[..] {
            [] => {}
            [one] => assert_ne!(one, Abroad),
            [one, two] => assert_eq!((one, two), (Abroad, Missing("national_insurance_number"))),
            _ => panic!("{person:?}"),
        }
    }
}

#[test]
fn the_flawless_have_everything_and_all_of_it_is_valid() {
    let schema: Value = serde_json::from_str(include_str!("../contract/flawless.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for (seed, today) in [(7, TODAY), (1, date(2026, 4, 6)), (2, date(2027, 4, 5)), (3, date(2028, 2, 29))] {
        let company = Company::generate(seed, 400, today);
        let usual =
            |trouble: &Trouble| matches!(trouble, LeaverThisTaxYear | LeaverEarlierTaxYear | FutureStarter);
        for person in company.people().iter().filter(|person| person.truth.iter().all(usual)) {
            let values = meant(&company, person);
            let errors: Vec<_> = schema.iter_errors(&values).map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "seed {seed}: {errors:?}");
        }
    }
}

#[test]
fn the_schema_of_the_flawless_finds_the_spoiled() {
    let schema: Value = serde_json::from_str(include_str!("../contract/flawless.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let company = Company::generate(7, 1_000, TODAY);
    for person in company.people() {
        let spoiled =
            person.truth.iter().any(|trouble| matches!(trouble, Missing(_) | Invalid(..) | Warned(..)));
        // A plan named "Yes" and the like: every one of them breaks a pattern.
        assert_eq!(!schema.is_valid(&meant(&company, person)), spoiled, "{person:?}");
    }
}

#[test]
fn ages_start_dates_and_categories_fit() {
    let company = Company::generate(7, 1_000, TODAY);
    for person in company.people().iter().filter(|person| person.is_flawless()) {
        let born: Date = text(&company, person, "date_of_birth")[..10].parse().unwrap();
        let start: Date = text(&company, person, "start_date")[..10].parse().unwrap();
        let age = (TODAY - born).get_days() / 365;
        match text(&company, person, "ni_category").as_str() {
            "M" => assert!(age < 21, "{person:?}"),
            "C" => assert!(age >= 68, "{person:?}"),
            _ => assert!((23..64).contains(&age), "{person:?} {age}"),
        }
        assert!((start - born).get_days() > 16 * 365, "{person:?}");
        assert!(start < TODAY, "{person:?}");
    }
}

#[test]
fn numbers_that_must_be_unique_are() {
    let company = Company::generate(11, 10_000, TODAY);
    assert_eq!(count(&company, Missing("national_insurance_number")), 800 + 75);
    for (meaning, expected) in [("employee_id", 10_000), ("email", 10_000), ("id", 10_000)] {
        let key = company.key(meaning).unwrap();
        let distinct: HashSet<String> =
            company.people().iter().map(|person| person.get(&key).unwrap().to_string()).collect();
        assert_eq!(distinct.len(), expected, "{meaning}");
    }
    let usable = |person: &&Person| {
        !person.truth.iter().any(|trouble| {
            matches!(trouble, Missing("national_insurance_number") | Invalid("national_insurance_number", _))
        })
    };
    let numbers: Vec<String> = company
        .people()
        .iter()
        .filter(usable)
        .map(|person| text(&company, person, "national_insurance_number").replace(' ', ""))
        .collect();
    assert_eq!(numbers.iter().collect::<HashSet<_>>().len(), numbers.len());
}

#[test]
fn leavers_and_starters_lie_on_their_side_of_the_day() {
    // On 6 April the tax year is a day old, and holds no earlier day.
    for today in [TODAY, date(2027, 4, 5), date(2027, 4, 6), date(2027, 4, 7)] {
        let tax_year = if today < date(today.year(), 4, 6) {
            date(today.year() - 1, 4, 6)
        } else {
            date(today.year(), 4, 6)
        };
        let company = Company::generate(7, 500, today);
        for person in company.people() {
            let start: Date = text(&company, person, "start_date")[..10].parse().unwrap();
            let end: Option<Date> =
                text(&company, person, "termination_date").get(..10).map(|day| day.parse().unwrap());
            let status = text(&company, person, "status");
            match person.truth.first() {
                Some(LeaverThisTaxYear) => {
                    assert!(
                        end.is_some_and(|end| tax_year <= end && end <= today && start < end),
                        "{person:?} {end:?}"
                    );
                    assert!(end < Some(today) || today == tax_year, "{person:?} {end:?}");
                    assert_eq!(status, "inactive");
                }
                Some(LeaverEarlierTaxYear) => {
                    assert!(end.is_some_and(|end| end < tax_year && start < end), "{person:?} {end:?}");
                    assert_eq!(status, "inactive");
                }
                Some(FutureStarter) => {
                    assert!(start > today && end.is_none() && status == "onboarding", "{person:?}");
                }
                _ => assert!(
                    start < today && end.is_none() && ["active", "leave"].contains(&&*status),
                    "{person:?}"
                ),
            }
        }
    }
}

#[test]
fn a_company_is_edited() {
    let mut company = Company::generate(7, 3, TODAY);
    let id = company.people()[1].id;
    let key = company.key("city").unwrap();
    assert!(company.set(id, &key, "York"));
    assert_eq!(company.person(id).unwrap().get(&key), Some(&json!("York")));
    assert!(company.set(id, "dynamic_1", 5));
    assert_eq!(company.person(id).unwrap().get("dynamic_1"), Some(&json!(5)));
    assert_eq!(company.person_mut(id).unwrap().attributes.remove(&key), Some(json!("York")));
    assert_eq!(company.person(id).unwrap().get(&key), None);
    let newcomer = company.newcomer(1);
    assert!(newcomer.is_flawless() && newcomer.id > company.people()[2].id);
    company.add_person(newcomer);
    assert_eq!(company.people().len(), 4);
    assert_eq!(text(&company, &company.people()[3], "employee_id"), "E0004");
    assert_eq!(company.remove_person(id).unwrap().id, id);
    assert!(company.person(id).is_none() && company.remove_person(id).is_none() && !company.set(id, "x", 1));
}

#[test]
fn custom_keys_differ_between_seeds_and_meanings_do_not() {
    let (one, two) = (Company::empty(1, TODAY), Company::empty(2, TODAY));
    assert_ne!(one.key("tax_code"), two.key("tax_code"));
    assert_eq!(one.key("start_date").as_deref(), Some("hire_date"));
    let keys: BTreeSet<_> = one.attributes.iter().map(|definition| &definition.key).collect();
    let meanings: BTreeSet<_> = one.attributes.iter().map(|definition| definition.meaning).collect();
    assert_eq!((keys.len(), meanings.len()), (one.attributes.len(), one.attributes.len()));
}

#[test]
fn an_added_attribute_takes_the_next_key_and_everybody_has_its_value() {
    let mut company = Company::generate(7, 3, TODAY);
    // 43 custom attributes from 7,124,600 in steps of two: the last is 7,124,684.
    assert_eq!(&*company.add_attribute("Scheme", "standard", Some(&json!("NEST"))), "dynamic_7124686");
    assert_eq!(&*company.add_attribute("Joined", "date", None), "dynamic_7124688");
    for person in company.people() {
        let values: Vec<_> = person.attributes.iter().skip(company.attributes.len() - 2).collect();
        assert_eq!(values, [("dynamic_7124686", &json!("NEST")), ("dynamic_7124688", &Value::Null)]);
    }
    let newcomer = company.newcomer(1);
    assert_eq!(newcomer.get("dynamic_7124686"), Some(&json!("")));

    company.attributes.clear();
    assert_eq!(&*company.add_attribute("First", "standard", None), "dynamic_7123900");
}
