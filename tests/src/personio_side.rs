//! What happens in Personio during a story. Attributes are named by what they are for (`national_insurance_number`,
//! `languages`), because their keys differ between accounts.

use anyhow::{Context as _, bail};
use serde_json::Value;
use shared::domain::{attribute::AttributeKey, filter::Filter, filter::Operator};

use crate::world::World;

impl World {
    /// Personio's ids of everybody, in the order of the list.
    #[must_use]
    pub fn people(&self) -> Vec<u64> {
        self.personio.edit(|company| company.people().iter().map(|person| person.id).collect())
    }

    /// The key of the attribute that is meant for something.
    ///
    /// # Errors
    /// When the company has none.
    pub fn key(&self, meaning: &str) -> anyhow::Result<AttributeKey> {
        let key = self.personio.edit(|company| company.key(meaning));
        Ok(AttributeKey::new(key.with_context(|| format!("no attribute is meant for {meaning}"))?))
    }

    /// Gives one attribute of one person a value.
    ///
    /// # Errors
    /// When there is no such attribute or person.
    pub fn put(&self, person: u64, meaning: &str, value: impl Into<Value>) -> anyhow::Result<()> {
        let key = self.key(meaning)?;
        if self.personio.edit(|company| company.set(person, key.as_str(), value)) {
            Ok(())
        } else {
            bail!("no such person")
        }
    }

    /// Makes one attribute absent from one person's record only.
    ///
    /// # Errors
    /// When there is no such attribute or person.
    pub fn hide(&self, person: u64, meaning: &str) -> anyhow::Result<()> {
        let key = self.key(meaning)?;
        let hidden =
            self.personio.edit(|company| company.person_mut(person)?.attributes.remove(key.as_str()));
        hidden.map(|_| ()).context("no such person")
    }

    /// Makes an attribute unreadable for our credential: absent from every record.
    ///
    /// # Errors
    /// When there is no such attribute.
    pub fn untick(&self, meaning: &str) -> anyhow::Result<()> {
        self.personio.untick(self.key(meaning)?.as_str());
        Ok(())
    }

    /// Makes it readable again.
    ///
    /// # Errors
    /// When there is no such attribute.
    pub fn tick(&self, meaning: &str) -> anyhow::Result<()> {
        self.personio.tick(self.key(meaning)?.as_str());
        Ok(())
    }

    /// One more flawless person joins; answers Personio's id.
    #[must_use]
    pub fn join(&self, seed: u64) -> u64 {
        self.personio.edit(|company| {
            let person = company.newcomer(seed);
            let id = person.id;
            company.add_person(person);
            id
        })
    }

    /// Deletes a person from Personio and answers their record.
    ///
    /// # Errors
    /// When there is no such person.
    pub fn delete(&self, person: u64) -> anyhow::Result<personio_sim::Person> {
        self.personio.edit(|company| company.remove_person(person)).context("no such person")
    }

    /// Deletes a person's record and enters the same values anew, as for somebody who comes back: only Personio's id
    /// is another one.
    ///
    /// # Errors
    /// When there is no such person.
    pub fn enter_anew(&self, person: u64) -> anyhow::Result<u64> {
        let mut record = self.delete(person)?;
        record.id = person + 1_000_000;
        record.attributes.set("id", record.id.into());
        let id = record.id;
        self.personio.edit(|company| company.add_person(record));
        Ok(id)
    }

    /// An exclusion filter on the attribute that is meant for something.
    ///
    /// # Errors
    /// When the company has no such attribute.
    pub fn filter_on(&self, meaning: &str, operator: Operator, values: &[&str]) -> anyhow::Result<Filter> {
        let values = values.iter().map(ToString::to_string).collect();
        Ok(Filter { attribute: self.key(meaning)?, operator, values })
    }
}
