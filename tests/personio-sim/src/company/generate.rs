//! Who is in the company: how many of each kind, and who reports to whom.

use jiff::civil::Date;

use super::{
    Company, Person,
    numbers::Dice,
    person::{Builder, Part},
    spoil::SPOILS,
};

/// How many people in a hundred are contractors abroad.
const ABROAD: usize = 8;
/// How many in a hundred left, for each of: in this tax year, in an earlier one.
const LEAVERS: usize = 3;
/// How many in a hundred have not started yet.
const FUTURE: usize = 4;
/// How many in 400 have each single trouble of [`SPOILS`]: 0.75 %, which is two of 250.
const SPOILED: usize = 3;

impl Company {
    /// Invents a company. The same seed, size and day give the same company.
    ///
    /// Of 250 people 20 are abroad, 16 have left (half of them in this tax year), 10 start in the future, and two have
    /// each kind of trouble of the generator's list; everybody else is flawless: all that payroll requires is there
    /// and valid, without a warning. Nobody has more troubles than [`Person::truth`] tells.
    #[must_use]
    pub fn generate(seed: u64, people: usize, today: Date) -> Self {
        let mut dice = Dice::new(seed);
        let mut company = Self::empty(seed, today);
        let parts = cast(&mut dice, people);
        let mut builder = Builder::new(dice, today);
        company.people = parts.into_iter().map(|part| builder.person(&company.attributes, part)).collect();
        company
    }

    /// One more flawless person, whom the company does not hold yet; the id follows the highest one. For tests that
    /// add people: see [`Company::add_person`].
    #[must_use]
    pub fn newcomer(&self, seed: u64) -> Person {
        let highest = self.people.iter().map(|person| person.id).max().unwrap_or(0);
        let mut builder = Builder::new(Dice::new(seed.wrapping_add(self.people.len() as u64)), self.today);
        builder.continue_after(highest, self.people.len());
        builder.person(&self.attributes, Part::Flawless)
    }
}

/// Gives every place in the list its part. The first person leads the company and is flawless.
fn cast(dice: &mut Dice, people: usize) -> Vec<Part> {
    let share = |hundredths: usize| (people * hundredths + 50) / 100;
    let mut parts = Vec::with_capacity(people);
    for (part, count) in [
        (Part::Abroad, share(ABROAD)),
        (Part::LeaverThisTaxYear, share(LEAVERS)),
        (Part::LeaverEarlierTaxYear, share(LEAVERS)),
        (Part::FutureStarter, share(FUTURE)),
    ] {
        parts.extend(std::iter::repeat_n(part, count));
    }
    let each = (people * SPOILED + 200) / 400;
    for spoil in SPOILS {
        parts.extend((0..each).map(|nth| Part::Spoiled(spoil, nth)));
    }
    parts.resize(people, Part::Flawless);
    dice.shuffle(&mut parts);
    if let Some(leader) = parts.iter().position(|part| *part == Part::Flawless) {
        parts.swap(0, leader);
    }
    parts
}
