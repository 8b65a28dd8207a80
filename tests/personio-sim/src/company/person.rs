//! One person, believable and flawless; and the parts that make them something else.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{
    AttributeDefinition, Person, Trouble,
    civil::{midnight, minus_years, plus_days, tax_year_start},
    numbers::{self, Dice, NiNumbers},
    places::{FOREIGN, OFFICES, SECOND_LINES, STREETS, TOWNS},
    spoil::Spoil,
    words::{ABROAD, ACCENTED, MEN, MIDDLE, NATIONALITIES, SURNAMES, WOMEN},
};

/// What a person is in the play.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Part {
    Flawless,
    Abroad,
    LeaverThisTaxYear,
    LeaverEarlierTaxYear,
    FutureStarter,
    /// With one trouble, as the so-manieth of its kind.
    Spoiled(&'static Spoil, usize),
}

/// A person in the making: values by meaning.
#[derive(Default)]
pub(super) struct Draft {
    values: BTreeMap<&'static str, Value>,
    pub(super) truth: Vec<Trouble>,
}

impl Draft {
    pub(super) fn text(&mut self, meaning: &'static str, text: impl Into<String>) {
        self.values.insert(meaning, Value::String(text.into()));
    }

    pub(super) fn put(&mut self, meaning: &'static str, value: Value) {
        self.values.insert(meaning, value);
    }

    /// The text put there before.
    pub(super) fn get(&self, meaning: &'static str) -> &str {
        self.values.get(meaning).and_then(Value::as_str).unwrap_or_default()
    }
}

/// Makes people, one after the other: ids rise, NI numbers and e-mail addresses are given once.
pub(super) struct Builder {
    pub(super) dice: Dice,
    pub(super) today: Date,
    ni_numbers: NiNumbers,
    emails: HashMap<String, u32>,
    last_id: u64,
    pub(super) made: usize,
    /// What a supervisor object shows: id, first name, last name, e-mail.
    pub(super) leaders: Vec<(u64, String, String, String)>,
}

/// First and last name, the letters of the e-mail address, and whether it is a woman.
struct Name {
    first: String,
    last: String,
    plain: String,
    woman: bool,
}

impl Builder {
    pub(super) fn new(mut dice: Dice, today: Date) -> Self {
        let ni_numbers = NiNumbers::new(&mut dice);
        // Seven digits and more, as ids of real accounts; all of them fit 32 bits.
        let last_id = 13_649_000;
        Self { dice, today, ni_numbers, emails: HashMap::new(), last_id, made: 0, leaders: Vec::new() }
    }

    /// Goes on behind an existing company.
    pub(super) fn continue_after(&mut self, highest_id: u64, made: usize) {
        self.last_id = self.last_id.max(highest_id);
        self.made = made;
    }

    pub(super) fn person(&mut self, catalogue: &[AttributeDefinition], part: Part) -> Person {
        self.last_id += 1 + u64::from(self.dice.below(9));
        self.made += 1;
        let id = self.last_id;
        let mut draft = Draft::default();
        draft.put("id", json!(id));
        draft.text("employee_id", format!("E{:04}", self.made));
        let name = self.name(&mut draft, part);
        let (birth, start) = self.dates(&mut draft, part);
        self.tax(&mut draft, birth, start);
        self.address(&mut draft, part);
        self.bank(&mut draft, &name);
        self.work(&mut draft, id, start, part);
        if let Part::Spoiled(spoil, nth) = part {
            spoil.apply(&mut draft, nth, self.today);
        }
        if self.leaders.len() < 40 {
            self.leaders.push((id, name.first, name.last, draft.get("email").to_owned()));
        }
        let attributes = catalogue
            .iter()
            .map(|definition| {
                let value =
                    draft.values.remove(definition.meaning).unwrap_or_else(|| empty(&definition.kind));
                (definition.key.clone(), value)
            })
            .collect();
        Person { id, attributes, truth: draft.truth }
    }

    fn name(&mut self, draft: &mut Draft, part: Part) -> Name {
        let surname = self.dice.pick(SURNAMES).to_owned();
        let (first, last, plain, woman) = match part {
            Part::Abroad => {
                let (first, last, woman) = ABROAD[self.made % ABROAD.len()];
                (first, last.to_owned(), first.to_owned(), woman)
            }
            Part::Spoiled(spoil, nth) if spoil.wants_accent() => {
                let (first, plain, woman) = ACCENTED[nth % ACCENTED.len()];
                (first, surname, plain.to_owned(), woman)
            }
            _ => {
                let woman = self.dice.percent(50);
                let first = self.dice.pick(if woman { WOMEN } else { MEN });
                (first, surname, first.to_owned(), woman)
            }
        };
        let plain = format!("{plain}.{last}").to_lowercase().replace(['\'', ' '], "");
        let count = self.emails.entry(plain.clone()).and_modify(|count| *count += 1).or_insert(1);
        let number = if *count == 1 { String::new() } else { count.to_string() };
        // People who join an existing company must not meet an address that is taken there.
        let suffix =
            if self.leaders.is_empty() && self.made > 1 { format!("{}n", self.made) } else { number };
        draft.text("first_name", first);
        draft.text("last_name", &*last);
        draft.text("preferred_name", format!("{first} {last}"));
        draft.text("gender", if woman { "female" } else { "male" });
        let titles: &[&str] =
            if woman { &["Ms", "Mrs", "Miss", "Dr", ""] } else { &["Mr", "Mr", "Mr", "Dr", ""] };
        draft.text("title", titles[self.dice.below(5) as usize]);
        if self.dice.percent(30) {
            draft.text("middle_name", self.dice.pick(MIDDLE));
        }
        draft.text("email", format!("{plain}{suffix}@harbourfinch.example"));
        if self.dice.percent(60) {
            draft.text("personal_email", format!("{plain}{suffix}@post.example"));
        }
        Name { first: first.to_owned(), last, plain, woman }
    }

    /// Birth and start. Ages stay clear of the birthdays at which an NI category would have to change.
    fn dates(&mut self, draft: &mut Draft, part: Part) -> (Date, Date) {
        let today = self.today;
        let age = match self.dice.below(100) {
            0..10 if matches!(part, Part::Flawless) => self.dice.between(18, 19),
            10..13 if matches!(part, Part::Flawless) => self.dice.between(69, 72),
            _ => self.dice.between(23, 61),
        };
        let birth = plus_days(minus_years(today, age), -self.dice.between(0, 300));
        let tax_year = tax_year_start(today);
        let termination = match part {
            Part::LeaverThisTaxYear => {
                draft.truth.push(Trouble::LeaverThisTaxYear);
                let days = days_between(tax_year, today) - 1;
                Some(plus_days(tax_year, self.dice.between(0, days)))
            }
            Part::LeaverEarlierTaxYear => {
                draft.truth.push(Trouble::LeaverEarlierTaxYear);
                Some(plus_days(tax_year, -self.dice.between(1, 700)))
            }
            _ => None,
        };
        let earliest = minus_years(birth, -17).max(minus_years(today, 15));
        let latest = plus_days(termination.unwrap_or(today), -30);
        let start = if part == Part::FutureStarter {
            draft.truth.push(Trouble::FutureStarter);
            plus_days(today, self.dice.between(10, 120))
        } else {
            plus_days(earliest, self.dice.between(0, days_between(earliest, latest)))
        };
        draft.text("start_date", midnight(start));
        draft.text("date_of_birth", if self.dice.percent(80) { midnight(birth) } else { birth.to_string() });
        draft.put("probation_period_end", Value::String(midnight(plus_days(start, 182))));
        if let Some(last_day) = termination {
            draft.text("termination_date", midnight(last_day));
            draft.text("last_working_day", midnight(last_day));
            draft.text("termination_type", "employee-quit");
            draft.text("termination_reason", "New position");
        }
        draft.text(
            "status",
            match part {
                Part::FutureStarter => "onboarding",
                Part::LeaverThisTaxYear | Part::LeaverEarlierTaxYear => "inactive",
                _ if self.dice.percent(3) => "leave",
                _ => "active",
            },
        );
        (birth, start)
    }

    /// NI and tax, free of contradictions: categories fit ages, starter declarations fit tax codes.
    fn tax(&mut self, draft: &mut Draft, birth: Date, start: Date) {
        let number = self.ni_numbers.draw(&mut self.dice);
        let spaced = self.dice.percent(50);
        draft.text(
            "national_insurance_number",
            if spaced { numbers::spaced_ni_number(&number) } else { number },
        );
        let category = if birth > minus_years(self.today, 21) {
            "M"
        } else if birth < minus_years(self.today, 68) {
            "C"
        } else if self.dice.percent(4) {
            "F"
        } else {
            "A"
        };
        draft.text("ni_category", category);
        if category == "F" || self.dice.percent(40) {
            draft.text("workplace_postcode", OFFICES[self.made % OFFICES.len()].1);
        }
        let (declaration, code) = if start >= tax_year_start(self.today) || self.dice.percent(40) {
            self.dice.pick(&[
                ("A", "1257L"),
                ("A", "S1257L"),
                ("B", "1257L M1"),
                ("B", "1257L X"),
                ("C", "BR"),
                ("C", "SBR"),
            ])
        } else {
            self.dice.pick(&[
                ("", "1257L"),
                ("", "1257L"),
                ("", "C1257L"),
                ("", "s1257l"),
                ("", "K475"),
                ("", "1100L W1/M1"),
                ("", "0T"),
            ])
        };
        draft.text("starter_declaration", declaration);
        draft.text("tax_code", code);
        let plan = self.dice.pick(&["None", "None", "None", "Plan 1", "Plan 2", "Plan 4", "Plan 5", ""]);
        draft.text("student_loan_plan", plan);
        draft.text("postgraduate_loan", if self.dice.percent(5) { "Yes" } else { "No" });
    }

    fn address(&mut self, draft: &mut Draft, part: Part) {
        let street = format!("{} {}", 1 + self.dice.below(180), self.dice.pick(STREETS));
        draft.text("address_line_2", self.dice.pick(SECOND_LINES));
        draft.text("nationality", self.dice.pick(NATIONALITIES));
        draft.text("include_in_uk_payroll", if part == Part::Abroad { "No" } else { "Yes" });
        if part == Part::Abroad {
            draft.truth.extend([Trouble::Abroad, Trouble::Missing("national_insurance_number")]);
            let (country, city, line, postcode) = FOREIGN[self.made % ABROAD.len() / 2];
            draft.text("national_insurance_number", "");
            draft.text("country", country);
            draft.text("city", city);
            draft.text("address_line_1", line);
            draft.text("postcode", postcode);
            return;
        }
        let town = &TOWNS[self.dice.below(u32::try_from(TOWNS.len()).unwrap_or(1)) as usize];
        draft.text("country", "United Kingdom");
        draft.text("city", town.name);
        draft.text("county", town.county);
        draft.text("address_line_1", street);
        draft.text("postcode", numbers::postcode(&mut self.dice, town.area, town.districts));
        let last = self.dice.below(1000);
        let phone = if self.dice.percent(50) {
            format!("07700 900{last:03}")
        } else {
            format!("{}{last:03}", town.phone)
        };
        draft.text("phone", phone);
        if self.dice.percent(35) {
            draft.text("passport_number", (500_000_000 + self.dice.below(99_999_999)).to_string());
        }
    }

    fn bank(&mut self, draft: &mut Draft, name: &Name) {
        draft.text("bank_sort_code", numbers::sort_code(&mut self.dice));
        draft.text("bank_account_number", numbers::account_number(&mut self.dice));
        let initial = name.plain.chars().next().unwrap_or('x');
        let title = if name.woman { "MS" } else { "MR" };
        // Banks print 18 characters: a longer name is given without the title.
        let long = format!("{title} {initial} {}", name.last).to_uppercase();
        let short = format!("{initial} {}", name.last).to_uppercase();
        draft.text("bank_account_name", if long.len() <= 18 { long } else { short });
        if self.dice.percent(4) {
            draft.text("building_society_roll_number", format!("A-{}/7", 100_000 + self.dice.below(900_000)));
        }
    }
}

fn days_between(earlier: Date, later: Date) -> i64 {
    earlier.duration_until(later).as_hours() / 24
}

/// What Personio sends for an attribute that nobody filled in.
pub(super) fn empty(kind: &str) -> Value {
    match kind {
        "date" | "integer" => Value::Null,
        "decimal" => json!(0),
        _ => json!(""),
    }
}
