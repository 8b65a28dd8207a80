//! A plan fit to read aloud: ids, field names and reasons, and no value of any person.

use std::fmt;

use super::{Decision, EffectKind, Held, HeldEffect, Outcome, Plan};
use crate::domain::{field::Field, reason::Who, roster::Completeness};

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Taken apart field by field, so that a new one cannot be forgotten.
        let Self { decisions, completeness, held, unseen } = self;
        let counts = self.counts();
        match completeness {
            Completeness::Complete => writeln!(f, "{} people read from Personio.", counts.read)?,
            Completeness::Incomplete { expected, seen } => {
                let expected = expected.map_or_else(|| "an unknown number of".to_owned(), |n| n.to_string());
                writeln!(
                    f,
                    "{seen} of {expected} people read from Personio; nothing is concluded about the others."
                )?;
            }
        }
        writeln!(
            f,
            "{} to create, {} to update, {} unchanged, {} excluded, {} skipped, {} failed.",
            counts.created, counts.updated, counts.unchanged, counts.excluded, counts.skipped, counts.failed
        )?;
        if let Some(held) = held {
            writeln!(f, "{held}")?;
        }
        if !unseen.is_empty() {
            writeln!(f, "{} employees were not seen.", unseen.len())?;
        }
        for decision in decisions.iter().filter(|decision| decision.outcome != Outcome::Unchanged) {
            writeln!(f, "{decision}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { personio_id, employee_id, outcome, reason, problems, write } = self;
        let who = Who { personio_id: personio_id.clone(), employee_id: employee_id.clone() };
        write!(f, "{who}: ")?;
        match (outcome, reason, write) {
            (_, Some(reason), _) => write!(f, "{reason}")?,
            (Outcome::Created, _, Some(write)) => {
                write!(f, "create with {} fields", write.employee.fields.iter().count())?;
            }
            (Outcome::Updated, _, Some(write)) => {
                let named = |blanked: bool| {
                    let of = |change: &&crate::domain::employee::Change| change.new.is_none() == blanked;
                    write
                        .changes
                        .iter()
                        .filter(of)
                        .map(|change| change.field.label())
                        .collect::<Vec<_>>()
                        .join(", ")
                };
                let (set, blanked) = (named(false), named(true));
                let parts = [("set ", set), ("blank ", blanked)].map(|(verb, what)| {
                    if what.is_empty() { String::new() } else { format!("{verb}{what}") }
                });
                let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                let what = if parts.is_empty() { "note the leaver".to_owned() } else { parts.join("; ") };
                write!(f, "update: {what}")?;
            }
            _ => f.write_str(outcome.key())?,
        }
        if !problems.is_empty() {
            let codes: Vec<_> = problems
                .iter()
                .map(|problem| format!("{} ({})", problem.field.label(), problem.code))
                .collect();
            write!(f, "; look at {}", codes.join(", "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { effects, active, digest: _ } = self;
        let effects: Vec<_> = effects.iter().map(ToString::to_string).collect();
        write!(f, "Held until an admin approves: {} (of {active} active employees).", effects.join("; "))
    }
}

impl fmt::Display for HeldEffect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { effect, field, people, allowed } = self;
        match effect {
            EffectKind::Blank => {
                let field = field.map_or("a field", Field::label);
                write!(f, "{field} would be blanked for {people} employees, more than {allowed}")
            }
            EffectKind::ChangeBankDetails => {
                write!(f, "bank details would change for {people} employees, more than {allowed}")
            }
        }
    }
}
