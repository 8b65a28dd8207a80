//! Every combination of: in Pento, in Personio, excluded, left in an earlier tax year; under a complete or incomplete
//! roster; paused or not. 64 of them, each with its one outcome.

use jiff::SignedDuration;
use personio_sim::{Fault, Route, What};
use shared::domain::{
    employee::{Employee, SyncState},
    field::Field::JobTitle,
    filter::Operator::Is,
    plan::Outcome,
    run::{RunOutcome, RunReason},
};
use tests::world::{World, flawless};

/// One kind of person.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a column of the table")]
struct Kind {
    in_pento: bool,
    in_personio: bool,
    excluded: bool,
    left: bool,
}

impl Kind {
    fn all() -> impl Iterator<Item = Self> {
        let bit = |n: u8, bit: u8| n & (1 << bit) != 0;
        (0..16).map(move |n| Self {
            in_pento: bit(n, 3),
            in_personio: bit(n, 2),
            excluded: bit(n, 1),
            left: bit(n, 0),
        })
    }

    /// The rules, once more and shorter: what a run that may write makes of the person. `None`: nothing is said.
    fn expected(self, complete: bool) -> Option<(Outcome, &'static str)> {
        match self {
            Self { in_personio: false, in_pento: true, .. } if complete => {
                Some((Outcome::NotInPersonio, "not_in_personio"))
            }
            Self { in_personio: false, .. } => None,
            Self { excluded: true, .. } => Some((Outcome::Excluded, "excluded")),
            Self { left: true, .. } => Some((Outcome::Skipped, "terminated_in_previous_tax_year")),
            Self { in_pento: true, .. } => Some((Outcome::Updated, "")),
            Self { in_pento: false, .. } => Some((Outcome::Created, "")),
        }
    }

    /// The employee's state afterwards; `None`: there is none.
    fn state(self, complete: bool) -> Option<SyncState> {
        match self.expected(complete) {
            Some((Outcome::Created, _)) => Some(SyncState::Ok),
            _ if !self.in_pento => None,
            Some((Outcome::NotInPersonio, _)) => Some(SyncState::NotInPersonio),
            Some((Outcome::Excluded, _)) => Some(SyncState::Excluded),
            Some((Outcome::Skipped, _)) => Some(SyncState::Skipped),
            _ => Some(SyncState::Ok),
        }
    }
}

/// A world in May 2027 with one person of each kind, and the ids of the sixteen.
async fn everybody() -> anyhow::Result<(World, Vec<(Kind, u64)>)> {
    let world = World::of(flawless(16)?).await?;
    let kinds: Vec<_> = Kind::all().zip(world.people()).collect();
    let mut later = Vec::new();
    for (kind, person) in &kinds {
        if kind.left {
            world.put(*person, "termination_date", "2026-10-30")?;
        }
        if !kind.in_pento {
            later.push((*kind, world.delete(*person)?));
        }
    }
    let run = world.connect_and_save().await?;
    anyhow::ensure!(World::tally(&run) == [8, 0, 0, 0, 0, 0]);
    world.clock.advance(SignedDuration::from_hours(24 * 170));
    for (kind, record) in later {
        if kind.in_personio {
            world.personio.edit(|company| company.add_person(record));
        }
    }
    for (kind, person) in &kinds {
        if kind.in_personio {
            world.put(*person, "job_title", "Changed")?;
            world.put(*person, "include_in_uk_payroll", if kind.excluded { "No" } else { "Yes" })?;
        } else if kind.in_pento {
            world.delete(*person)?;
        }
    }
    Ok((world, kinds))
}

async fn held_for(world: &World, at: usize) -> anyhow::Result<Option<Employee>> {
    world.employee(&format!("E{:04}", at + 1)).await
}

async fn check(complete: bool, paused: bool) -> anyhow::Result<()> {
    let (world, kinds) = everybody().await?;
    let before = world.employees().await?;
    if !complete {
        world.personio.fault(Fault::always(Route::exact("/v1/company/employees"), What::TotalMoved(1)));
    }
    let filter = world.filter_on("include_in_uk_payroll", Is, &["No"])?;
    let run = world
        .change_settings(|settings| {
            settings.filters.push(filter);
            settings.paused = paused;
        })
        .await?;
    if paused {
        assert_eq!((run.outcome, run.reason), (RunOutcome::Skipped, Some(RunReason::Paused)));
        assert_eq!(world.employees().await?, before, "paused, whoever it is and whatever is read");
        return Ok(());
    }
    let outcome = if complete { RunOutcome::Succeeded } else { RunOutcome::Incomplete };
    assert_eq!(run.outcome, outcome);
    let judged = world.judged(&run).await?;
    for (at, (kind, person)) in kinds.iter().enumerate() {
        assert_eq!(judged.get(person).copied(), kind.expected(complete), "{kind:?}, complete: {complete}");
        let employee = held_for(&world, at).await?;
        let state = employee.as_ref().map(|employee| employee.sync_state);
        assert_eq!(state, kind.state(complete), "{kind:?}, complete: {complete}");
        let Some(employee) = employee else { continue };
        let written = matches!(judged.get(person), Some((Outcome::Created | Outcome::Updated, _)));
        let changed = employee.fields.text(JobTitle) == Some("Changed");
        assert_eq!(changed, written, "{kind:?}, complete: {complete}");
        if let Some(before) = before.iter().find(|before| before.employee_id == employee.employee_id) {
            let fields = if written { employee.fields.clone() } else { before.fields.clone() };
            assert_eq!(employee.fields, fields, "{kind:?}, complete: {complete}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn sixteen_kinds_of_people_in_a_complete_roster() -> anyhow::Result<()> {
    check(true, false).await
}

#[tokio::test]
async fn sixteen_kinds_of_people_in_an_incomplete_roster() -> anyhow::Result<()> {
    check(false, false).await
}

#[tokio::test]
async fn sixteen_kinds_of_people_while_paused() -> anyhow::Result<()> {
    check(true, true).await?;
    check(false, true).await
}
