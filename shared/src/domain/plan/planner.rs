//! Who is judged by what, in the order of rule M8.

use std::collections::{BTreeMap, HashMap, HashSet, btree_map::Entry};

use super::{Context, Decision, Outcome, Plan, Write, apply, guard, identity};
use crate::domain::{
    employee::{Employee, Index, IndexEntry, SyncState},
    field::Field,
    fingerprint::Fingerprint,
    ids::{EmployeeId, PersonioId},
    mapping::is_postcode_everywhere,
    person::{NoEmployeeId, Person, Standing},
    problem::{Problem, ProblemCode},
    reason::Reason,
    roster::{Completeness, Roster},
};

/// M2: the match attribute is absent from every record, so nobody can be told apart. Nothing is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Personio sends the match attribute for nobody")]
pub struct MatchAttributeNotReadable;

/// Makes a plan in one call, for whoever has all employees at hand; `employee` answers with the whole employee.
///
/// # Errors
/// [`MatchAttributeNotReadable`], rule M2.
pub fn plan(
    context: Context<'_>,
    roster: Roster,
    index: &Index,
    mut employee: impl FnMut(&EmployeeId) -> Option<Employee>,
) -> Result<Plan, MatchAttributeNotReadable> {
    let mut planner = Planner::new(context, roster, index)?;
    let needs = planner.needs();
    for id in needs {
        let found = employee(&id);
        planner.supply(&id, found);
    }
    Ok(planner.finish())
}

/// A plan on its way.
#[derive(Debug)]
pub struct Planner<'a> {
    context: Context<'a>,
    index: &'a Index,
    completeness: Completeness,
    decisions: Vec<Option<Decision>>,
    /// For each employee that has to be seen whole: what to do with it.
    waiting: HashMap<EmployeeId, Waiting>,
    /// Employees that a person of the roster speaks for.
    met: HashSet<EmployeeId>,
    /// Everybody of the roster, each with their Employee ID.
    roster_ids: HashMap<PersonioId, Option<EmployeeId>>,
    /// For each employee, the person whose reason it is marked with.
    marks: BTreeMap<EmployeeId, Mark>,
    unseen: Vec<Write>,
}

/// A reason that an employee is to be marked with.
#[derive(Debug)]
struct Mark {
    person: PersonioId,
    at: usize,
    state: SyncState,
    reason: Reason,
}

/// What waits for one employee. One person at most may write values to it or mark it.
#[derive(Debug)]
enum Waiting {
    /// Write this person's values, at this place of the plan.
    Values(usize, Box<Person>),
    /// Mark it for the decision at this place.
    Mark(usize, SyncState, Box<Reason>),
    /// Nobody in Personio speaks for it any more.
    Absent(usize),
    /// An incomplete roster did not show it.
    Unseen,
}

impl<'a> Planner<'a> {
    /// Settles everybody whom the index already answers for.
    ///
    /// # Errors
    /// [`MatchAttributeNotReadable`], rule M2.
    pub fn new(
        context: Context<'a>,
        mut roster: Roster,
        index: &'a Index,
    ) -> Result<Self, MatchAttributeNotReadable> {
        let unreadable = |person: &Person| person.employee_id == Err(NoEmployeeId::NotReadable);
        if !roster.people.is_empty() && roster.people.iter().all(unreadable) {
            return Err(MatchAttributeNotReadable);
        }
        warn_of_duplicates(&context, &mut roster.people);
        let mut planner = Self {
            context,
            index,
            completeness: roster.completeness,
            decisions: Vec::with_capacity(roster.people.len()),
            waiting: HashMap::new(),
            met: HashSet::new(),
            roster_ids: roster
                .people
                .iter()
                .map(|person| (person.personio_id.clone(), person.employee_id.clone().ok()))
                .collect(),
            marks: BTreeMap::new(),
            unseen: Vec::new(),
        };
        let mut holders: HashMap<EmployeeId, u32> = HashMap::new();
        for id in roster.people.iter().filter_map(|person| person.employee_id.as_ref().ok()) {
            *holders.entry(id.clone()).or_default() += 1;
        }
        for person in roster.people {
            let shared = person.employee_id.as_ref().is_ok_and(|id| holders.get(id).is_some_and(|n| *n > 1));
            planner.person(person, shared);
        }
        planner.settle_marks();
        match planner.completeness {
            Completeness::Complete => planner.absent(),
            Completeness::Incomplete { .. } => planner.unseen(),
        }
        Ok(planner)
    }

    /// The employees that have to be seen whole; hand each over with [`Planner::supply`], in any order.
    #[must_use]
    pub fn needs(&self) -> Vec<EmployeeId> {
        let mut ids: Vec<_> = self.waiting.keys().cloned().collect();
        ids.sort();
        ids
    }

    /// Takes one employee; `None` when it is no longer there (the index lags behind the table).
    pub fn supply(&mut self, id: &EmployeeId, employee: Option<Employee>) {
        let Some(waiting) = self.waiting.remove(id) else { return };
        match (waiting, employee) {
            (Waiting::Values(at, person), employee) => {
                let mut decision = judge_employee(&self.context, *person, employee);
                // The person was read after the index and perhaps before the employee was written by somebody else, with
                // later values: such an employee must not be written over, but be looked at again (rule W4).
                let seen = self.index.employee(id).map(|entry| entry.version);
                if let (Some(write), Some(seen)) = (&mut decision.write, seen) {
                    write.expected = write.expected.map(|_| seen);
                }
                self.decisions[at] = Some(decision);
            }
            (Waiting::Mark(at, state, reason), Some(employee)) => {
                let write = apply::mark(&self.context, employee, state, &reason);
                if let Some(decision) = &mut self.decisions[at] {
                    decision.write = write;
                }
            }
            (Waiting::Absent(at), Some(employee)) => {
                let write =
                    apply::mark(&self.context, employee, SyncState::NotInPersonio, &Reason::NotInPersonio);
                if let Some(decision) = &mut self.decisions[at] {
                    decision.write = write;
                }
            }
            (Waiting::Unseen, Some(employee)) => {
                self.unseen.push(apply::stand_still(&self.context, employee));
            }
            (Waiting::Mark(..) | Waiting::Absent(_) | Waiting::Unseen, None) => {}
        }
    }

    /// The plan. Every employee that was needed must have been supplied.
    #[must_use]
    pub fn finish(self) -> Plan {
        debug_assert!(self.waiting.is_empty(), "{} employees were never supplied", self.waiting.len());
        let today = self.context.today;
        let decisions: Vec<_> = self.decisions.into_iter().flatten().collect();
        let active = self.index.iter().filter(|entry| !entry.is_terminated(today)).count() as u64;
        let is_active =
            |id: &EmployeeId| self.index.employee(id).is_some_and(|entry| !entry.is_terminated(today));
        let held = guard::hold(&decisions, active, is_active);
        Plan { decisions, completeness: self.completeness, held, unseen: self.unseen }
    }

    /// One person, in the order of rule M8.
    fn person(&mut self, person: Person, shared: bool) {
        let index = self.index;
        let linked = index.linked(&person.personio_id);
        let by_id = person.employee_id.as_ref().ok().and_then(|id| index.employee(id));
        match first_judgement(&self.context, &person, shared, linked, by_id) {
            First::Reason(outcome, reason) => self.mark(person, outcome, reason, linked, by_id),
            First::Unchanged => {
                self.meet(by_id);
                self.push(decision(person, Outcome::Unchanged, None));
            }
            First::Create => {
                let decision = apply::values(&self.context, person, None);
                self.push(decision);
            }
            First::Look => {
                if let Some(reason) = by_id.and_then(|entry| self.somebody_elses(entry)) {
                    self.mark(person, Outcome::Failed, reason, linked, by_id);
                    return;
                }
                self.meet(by_id);
                let at = self.decisions.len();
                self.decisions.push(None);
                if let Ok(id) = person.employee_id.clone() {
                    self.waiting.insert(id, Waiting::Values(at, Box::new(person)));
                }
            }
        }
    }

    fn somebody_elses(&self, entry: &IndexEntry) -> Option<Reason> {
        let now = self.roster_ids.get(entry.personio_id.as_ref()?)?.as_ref()?;
        somebody_elses(entry, now, self.context.today)
    }

    fn push(&mut self, decision: Decision) {
        self.decisions.push(Some(decision));
    }

    fn meet(&mut self, entry: Option<&IndexEntry>) {
        if let Some(entry) = entry {
            self.met.insert(entry.employee_id.clone());
        }
    }

    /// A person who is not written gets a reason, and so does the employee who is waiting for this person: the linked
    /// one, or else the one with the Employee ID unless it is linked to somebody else of the roster.
    fn mark(
        &mut self,
        person: Person,
        outcome: Outcome,
        reason: Reason,
        linked: Option<&IndexEntry>,
        by_id: Option<&IndexEntry>,
    ) {
        let unclaimed = |entry: &&IndexEntry| {
            !entry.personio_id.as_ref().is_some_and(|id| self.roster_ids.contains_key(id))
        };
        if let Some(entry) = linked.or(by_id.filter(unclaimed)) {
            self.met.insert(entry.employee_id.clone());
            let at = self.decisions.len();
            let mark = Mark {
                person: person.personio_id.clone(),
                at,
                state: state_of(outcome),
                reason: reason.clone(),
            };
            // Of several people the first by id speaks, so that the order of the roster does not matter.
            match self.marks.entry(entry.employee_id.clone()) {
                Entry::Vacant(vacant) => {
                    vacant.insert(mark);
                }
                Entry::Occupied(mut first) if mark.person < first.get().person => {
                    first.insert(mark);
                }
                Entry::Occupied(_) => {}
            }
        }
        self.push(decision(person, outcome, Some(reason)));
    }

    /// Lets the employees be seen that are to be marked and are not yet. Values go before marks.
    fn settle_marks(&mut self) {
        for (id, Mark { at, state, reason, .. }) in std::mem::take(&mut self.marks) {
            let marked = self.index.employee(&id).is_some_and(|entry| {
                entry.sync_state == state
                    && entry.fingerprint.as_ref() == Some(&Fingerprint::of_reason(&reason))
            });
            if !marked {
                self.waiting.entry(id).or_insert_with(|| Waiting::Mark(at, state, Box::new(reason)));
            }
        }
    }

    /// R2: employees synced before whom nobody of a complete roster speaks for.
    fn absent(&mut self) {
        let index = self.index;
        for entry in index.iter().filter(|entry| entry.personio_id.is_some()) {
            if self.met.contains(&entry.employee_id) {
                continue;
            }
            let at = self.decisions.len();
            self.push(Decision {
                personio_id: entry.personio_id.clone(),
                employee_id: Some(entry.employee_id.clone()),
                outcome: Outcome::NotInPersonio,
                reason: Some(Reason::NotInPersonio),
                problems: Vec::new(),
                write: None,
            });
            if entry.sync_state != SyncState::NotInPersonio {
                self.waiting.insert(entry.employee_id.clone(), Waiting::Absent(at));
            }
        }
    }

    /// S3: an incomplete roster says nothing about whom it did not show, so their time must not follow this run's.
    fn unseen(&mut self) {
        let index = self.index;
        let in_step = |entry: &&IndexEntry| entry.sync_state == SyncState::Ok && entry.fingerprint.is_some();
        for entry in index.iter().filter(in_step) {
            if !self.met.contains(&entry.employee_id) {
                self.waiting.insert(entry.employee_id.clone(), Waiting::Unseen);
            }
        }
    }
}

/// M7: the employee's linked person is in Personio under another Employee ID, `now`. That one is not written, and who
/// comes with the old Employee ID is somebody else, however little is known to contradict (M4, M5).
pub(super) fn somebody_elses(
    entry: &IndexEntry,
    now: &EmployeeId,
    today: jiff::civil::Date,
) -> Option<Reason> {
    if *now == entry.employee_id {
        None
    } else if entry.is_terminated(today) {
        Some(Reason::EmployeeIdReused)
    } else {
        Some(Reason::IdentityConflict { fields: Vec::new() })
    }
}

/// What the index alone says of a person.
pub(super) enum First {
    Reason(Outcome, Reason),
    Unchanged,
    Create,
    /// The employee has to be seen whole.
    Look,
}

pub(super) fn first_judgement(
    context: &Context<'_>,
    person: &Person,
    shared: bool,
    linked: Option<&IndexEntry>,
    by_id: Option<&IndexEntry>,
) -> First {
    match &person.standing {
        Standing::Excluded(reason) => return First::Reason(Outcome::Excluded, (**reason).clone()),
        Standing::Unjudged(attribute) => {
            let reason = Reason::FilterAttributeNotReadable { attribute: attribute.clone() };
            return First::Reason(Outcome::Skipped, reason);
        }
        Standing::Included => {}
    }
    let id = match &person.employee_id {
        Ok(id) => id,
        Err(why) => return First::Reason(Outcome::Failed, (*why).into()),
    };
    if shared {
        return First::Reason(Outcome::Failed, Reason::EmployeeIdDuplicate);
    }
    if let Some(linked) = linked.filter(|linked| linked.employee_id != *id) {
        let reason = Reason::EmployeeIdChanged { from: linked.employee_id.clone(), to: id.clone() };
        return First::Reason(Outcome::Failed, reason);
    }
    let today = context.today;
    let Some(entry) = by_id else {
        return if never_came(person, today) {
            First::Reason(Outcome::Skipped, Reason::TerminatedInPreviousTaxYear)
        } else {
            First::Create
        };
    };
    if entry.personio_id.as_ref() != Some(&person.personio_id) {
        return First::Look;
    }
    if stays_gone(person, entry.termination_date, today) {
        return First::Reason(Outcome::Skipped, Reason::TerminatedInPreviousTaxYear);
    }
    // What is wrong with a postcode may depend on the stored country, and is part of the outcome (section 5).
    let settled = person.incoming.postcode.as_ref().is_none_or(|raw| is_postcode_everywhere(raw.expose()));
    let same = settled
        && entry.sync_state == SyncState::Ok
        && entry.fingerprint.as_ref() == Some(&Fingerprint::of_values(person));
    if same { First::Unchanged } else { First::Look }
}

/// M6: left in an earlier tax year; asked of somebody whom Pento does not hold.
fn never_came(person: &Person, today: jiff::civil::Date) -> bool {
    identity::left_in_earlier_tax_year(identity::resulting_termination(person, None), today)
}

/// M4: left in an earlier tax year, and stays so.
fn stays_gone(person: &Person, stored: Option<jiff::civil::Date>, today: jiff::civil::Date) -> bool {
    let incoming = identity::resulting_termination(person, stored);
    identity::left_in_earlier_tax_year(stored, today) && identity::left_in_earlier_tax_year(incoming, today)
}

/// Judges a person with the whole employee in hand.
pub(super) fn judge_employee(context: &Context<'_>, person: Person, employee: Option<Employee>) -> Decision {
    let today = context.today;
    let Some(employee) = employee else {
        // The index lags behind the table, and Pento no longer holds the person.
        return if never_came(&person, today) {
            decision(person, Outcome::Skipped, Some(Reason::TerminatedInPreviousTaxYear))
        } else {
            apply::values(context, person, None)
        };
    };
    if let Some(reason) = identity::stranger(&person, &employee, today) {
        return marked(context, person, Outcome::Failed, reason, employee);
    }
    if stays_gone(&person, employee.termination_date(), today) {
        return marked(context, person, Outcome::Skipped, Reason::TerminatedInPreviousTaxYear, employee);
    }
    apply::values(context, person, Some(&employee))
}

pub(super) fn marked(
    context: &Context<'_>,
    person: Person,
    outcome: Outcome,
    reason: Reason,
    employee: Employee,
) -> Decision {
    let write = apply::mark(context, employee, state_of(outcome), &reason);
    Decision { write, ..decision(person, outcome, Some(reason)) }
}

pub(super) fn decision(person: Person, outcome: Outcome, reason: Option<Reason>) -> Decision {
    Decision {
        personio_id: Some(person.personio_id),
        employee_id: person.employee_id.ok(),
        outcome,
        // Problems of somebody who is not written say nothing about Pento's employee.
        problems: if outcome == Outcome::Unchanged { person.problems } else { Vec::new() },
        reason,
        write: None::<Write>,
    }
}

pub(super) fn state_of(outcome: Outcome) -> SyncState {
    match outcome {
        Outcome::Created | Outcome::Updated | Outcome::Unchanged => SyncState::Ok,
        Outcome::Excluded => SyncState::Excluded,
        Outcome::Skipped => SyncState::Skipped,
        Outcome::Failed => SyncState::Failed,
        Outcome::NotInPersonio => SyncState::NotInPersonio,
    }
}

/// The same e-mail or NI number on two active people: a warning on both (section 5 of the design).
fn warn_of_duplicates(context: &Context<'_>, people: &mut [Person]) {
    let watched = [
        (Field::Email, ProblemCode::EmailDuplicate),
        (Field::NationalInsuranceNumber, ProblemCode::NiNumberDuplicate),
    ];
    for (field, code) in watched {
        let Some(key) = context.settings.mapping.get(&field) else { continue };
        let value = |person: &Person| {
            let left = identity::resulting_termination(person, None).is_some_and(|date| date < context.today);
            let counts = person.standing == Standing::Included && !left;
            person.incoming.values.text(field).filter(|_| counts).map(str::to_lowercase)
        };
        let mut holders: HashMap<String, u32> = HashMap::new();
        people.iter().filter_map(value).for_each(|text| *holders.entry(text).or_default() += 1);
        holders.retain(|_, n| *n > 1);
        if holders.is_empty() {
            continue;
        }
        let attribute = Some(context.catalogue.refer(key));
        for person in people.iter_mut() {
            if value(person).is_some_and(|text| holders.contains_key(&text)) {
                person.problems.push(Problem { code, field, attribute: attribute.clone() });
                person.problems.sort_by_key(|problem| (problem.field, problem.code));
            }
        }
    }
}
