//! A pretend world: rows in Personio, employees in Pento, and an hour that makes them agree.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{employee_id, personio_id};
use crate::domain::{
    attribute::{Attribute, AttributeType, AttributeValue, Catalogue, Record},
    employee::{Employee, Index, SyncState, last_synced_at},
    field::Field,
    filter::{Filter, Operator},
    ids::EmployeeId,
    mapping::Mapper,
    person::Person,
    plan::{Context, Counts, Decision, MatchAttributeNotReadable, Outcome, Plan, invariants, plan},
    roster::{Completeness, Roster},
    settings::Settings,
    tax_year::tax_year_start,
};

/// The attribute that holds the Employee ID; every other attribute is called like the field it is mapped to.
pub(super) const MATCH: &str = "staff_number";
/// Attributes that are only filtered by.
pub(super) const STATUS: &str = "status";
pub(super) const TAGS: &str = "languages";
/// The tax year of this day began on 6 April 2026.
pub(super) const TODAY: Date = jiff::civil::date(2026, 11, 22);
/// The last day of the tax year before, and the first of this one.
pub(super) const EARLIER_YEAR: &str = "2026-04-05";
pub(super) const THIS_YEAR: &str = "2026-04-06";

/// One person in Personio; an attribute that is not among the values is absent.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) id: String,
    values: BTreeMap<String, AttributeValue>,
}

/// A complete person whose e-mail address and NI number nobody else has.
pub(super) fn row(id: &str, staff_number: &str) -> Row {
    let mut row = Row { id: id.to_owned(), values: BTreeMap::new() };
    for field in Field::ALL {
        row = row.text(field.key(), field.example());
    }
    let unique: u32 = id.parse().unwrap_or_else(|_| 1_000 + id.bytes().map(u32::from).sum::<u32>());
    row.blank("termination_date")
        .text("email", &format!("person.{id}@example.co.uk"))
        .text("national_insurance_number", &format!("AB{}C", 300_000 + unique))
        .text(MATCH, staff_number)
        .text(STATUS, "active")
        .text(TAGS, "English")
}

impl Row {
    pub(super) fn value(mut self, key: &str, value: AttributeValue) -> Self {
        self.values.insert(key.to_owned(), value);
        self
    }

    pub(super) fn text(self, key: &str, text: &str) -> Self {
        self.value(key, AttributeValue::Text(text.into()))
    }

    pub(super) fn number(self, key: &str, digits: &str) -> Self {
        self.value(key, AttributeValue::Number(digits.into()))
    }

    pub(super) fn blank(self, key: &str) -> Self {
        self.value(key, AttributeValue::Null)
    }

    pub(super) fn absent(mut self, key: &str) -> Self {
        self.values.remove(key);
        self
    }

    pub(super) fn lacks(&self, key: &str) -> bool {
        !self.values.contains_key(key)
    }

    /// The trimmed text under this key, if it is one and not empty.
    pub(super) fn texts(&self, key: &str) -> Option<&str> {
        match self.values.get(key) {
            Some(AttributeValue::Text(text)) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    pub(super) fn holds(&self, key: &str, text: &str) -> bool {
        self.texts(key) == Some(text)
    }
}

#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) settings: Settings,
    pub(super) catalogue: Catalogue,
    pub(super) today: Date,
    pub(super) now: Timestamp,
    pub(super) last_judged_at: Option<Timestamp>,
    pub(super) rows: Vec<Row>,
    pub(super) employees: BTreeMap<EmployeeId, Employee>,
    pub(super) completeness: Completeness,
}

/// Everything mapped, nobody excluded, nobody in Pento.
pub(super) fn world(rows: impl IntoIterator<Item = Row>) -> World {
    let attribute = |key: &str, kind| Attribute {
        key: key.into(),
        label: format!("HR {key}").into(),
        kind,
        universal_id: None,
        options: vec![],
        readable: true,
    };
    let fields = Field::ALL.iter().map(|field| attribute(field.key(), AttributeType::Standard));
    let others =
        [(MATCH, AttributeType::Standard), (STATUS, AttributeType::List), (TAGS, AttributeType::Tags)];
    let settings = Settings {
        match_attribute: MATCH.into(),
        mapping: Field::ALL.iter().map(|field| (*field, field.key().into())).collect(),
        ..Settings::default()
    };
    World {
        settings,
        catalogue: fields.chain(others.map(|(key, kind)| attribute(key, kind))).collect::<Vec<_>>().into(),
        today: TODAY,
        now: "2026-11-22T10:00:00Z".parse().unwrap(),
        last_judged_at: None,
        rows: rows.into_iter().collect(),
        employees: BTreeMap::new(),
        completeness: Completeness::Complete,
    }
}

/// A world in which these rows have been synced once, each under its own Employee ID.
pub(super) fn synced(rows: impl IntoIterator<Item = Row>) -> World {
    let mut world = world(rows);
    let plan = world.hour();
    assert_eq!(plan.counts().created, world.rows.len() as u64);
    world
}

pub(super) fn filter(attribute: &str, operator: Operator, values: &[&str]) -> Filter {
    let values = values.iter().map(ToString::to_string).collect();
    Filter { attribute: attribute.into(), operator, values }
}

impl World {
    pub(super) fn context(&self) -> Context<'_> {
        Context {
            settings: &self.settings,
            catalogue: &self.catalogue,
            today: self.today,
            now: self.now,
            last_judged_at: self.last_judged_at,
        }
    }

    pub(super) fn person(&self, row: &Row) -> Person {
        let mapper = Mapper::new(&self.settings, &self.catalogue, self.today, None);
        let values = mapper.wanted().keys().iter().map(|key| row.values.get(key.as_str()).cloned());
        mapper.person(Record { personio_id: personio_id(&row.id), values: values.collect() })
    }

    pub(super) fn index(&self) -> Index {
        self.employees.values().map(Employee::entry).collect()
    }

    pub(super) fn try_plan(&self) -> Result<Plan, MatchAttributeNotReadable> {
        let people = self.rows.iter().map(|row| self.person(row)).collect();
        let roster = Roster { people, completeness: self.completeness };
        let employee = |id: &EmployeeId| self.employees.get(id).cloned();
        plan(self.context(), roster, &self.index(), employee)
    }

    /// The plan of this hour, checked: its invariants hold and everybody of the roster is in it once.
    #[track_caller]
    pub(super) fn plan(&self) -> Plan {
        let plan = self.try_plan().unwrap();
        let before = |id: &str| self.employees.get(&employee_id(id)).cloned();
        assert_eq!(invariants::check(&plan, &self.settings, before), Vec::<String>::new());
        let judged: Vec<_> = plan
            .decisions
            .iter()
            .filter(|decision| decision.outcome != Outcome::NotInPersonio)
            .map(|decision| decision.personio_id.as_ref().unwrap().as_str())
            .collect();
        assert_eq!(judged, self.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>());
        plan
    }

    /// Writes what a plan says, on its conditions.
    #[track_caller]
    pub(super) fn apply(&mut self, plan: &Plan) {
        for write in plan.writes() {
            let id = write.employee.employee_id.clone();
            assert_eq!(self.employees.get(&id).map(|employee| employee.version), write.expected);
            self.employees.insert(id, write.employee.clone());
        }
    }

    /// One hour: plan, apply, and plan again to see that nothing is left to do. Answers the first plan.
    ///
    /// By the letter of M4 somebody whose termination date first moves into an earlier tax year is updated, and from
    /// then on skipped: those take one more mark, and nothing else.
    #[track_caller]
    pub(super) fn hour(&mut self) -> Plan {
        let plan = self.plan();
        self.apply(&plan);
        self.last_judged_at = Some(self.now);
        let departed: Vec<_> = plan
            .decisions
            .iter()
            .filter(|decision| decision.reason.is_none())
            .filter(|decision| decision.write.as_ref().is_some_and(|write| self.is_departed(&write.employee)))
            .collect();

        let again = self.plan();
        let Counts { created, updated, unchanged, skipped, problems, .. } = plan.counts();
        let gone = departed.len() as u64;
        let settled = Counts {
            created: 0,
            updated: 0,
            unchanged: created + updated + unchanged - gone,
            skipped: skipped + gone,
            blanked: 0,
            problems: problems - departed.iter().map(|decision| decision.problems.len() as u64).sum::<u64>(),
            ..plan.counts()
        };
        assert_eq!(again.counts(), settled);
        assert_eq!(again.writes().count(), departed.len(), "the second plan still writes:\n{again}");
        assert!(again.writes().all(|write| write.changes.is_empty()));
        self.apply(&again);
        assert!(self.plan().is_empty());
        self.now += SignedDuration::from_hours(1);
        plan
    }

    /// Whether somebody left in an earlier tax year.
    pub(super) fn is_departed(&self, employee: &Employee) -> bool {
        employee.termination_date().is_some_and(|date| date < tax_year_start(self.today))
    }

    #[track_caller]
    pub(super) fn row(&mut self, id: &str, change: impl FnOnce(Row) -> Row) {
        let row = self.rows.iter_mut().find(|row| row.id == id).unwrap();
        *row = change(row.clone());
    }

    #[track_caller]
    pub(super) fn employee(&self, id: &str) -> &Employee {
        self.employees.get(&employee_id(id)).unwrap()
    }

    #[track_caller]
    pub(super) fn text(&self, id: &str, field: Field) -> Option<&str> {
        self.employee(id).fields.text(field)
    }

    /// The ids of everybody in Pento.
    pub(super) fn ids(&self) -> Vec<&str> {
        self.employees.keys().map(EmployeeId::as_str).collect()
    }

    /// Somebody edits an employee in Pento: the next sync has to look closely.
    #[track_caller]
    pub(super) fn edit(&mut self, id: &str, edit: impl FnOnce(&mut Employee)) {
        let employee = self.employees.get_mut(&employee_id(id)).unwrap();
        edit(employee);
        employee.fingerprint = None;
        employee.version += 1;
    }

    /// Sets or (with an empty text) blanks a field by hand.
    #[track_caller]
    pub(super) fn edit_field(&mut self, id: &str, field: Field, text: &str) {
        self.edit(id, |employee| {
            employee.fields.set(field, (!text.is_empty()).then(|| text.into()));
        });
    }

    /// Somebody adds an employee in Pento who was never met in Personio.
    pub(super) fn add_by_hand(&mut self, id: &str, values: &[(Field, &str)]) {
        let fields = values.iter().map(|(field, text)| (*field, (*text).into())).collect();
        let employee = Employee { fields, version: 1, ..Employee::new(employee_id(id)) };
        self.employees.insert(employee.employee_id.clone(), employee);
    }

    /// Rule S3's time.
    #[track_caller]
    pub(super) fn synced_at(&self, id: &str) -> Option<Timestamp> {
        let Employee { last_synced_at: stored, sync_state, fingerprint, .. } = self.employee(id);
        last_synced_at(*stored, *sync_state, fingerprint.is_some(), self.last_judged_at)
    }

    /// The mark and its reason's code.
    #[track_caller]
    pub(super) fn mark(&self, id: &str) -> (SyncState, Option<&'static str>) {
        let employee = self.employee(id);
        (employee.sync_state, employee.sync_reason.as_ref().map(crate::domain::reason::Reason::code))
    }

    /// Asserts that the employee holds what it held in `before`, marks aside.
    #[track_caller]
    pub(super) fn assert_untouched(&self, before: &World, id: &str) {
        let (is, was) = (self.employee(id), before.employee(id));
        assert_eq!(is.fields, was.fields, "{id}");
        assert_eq!(is.personio_id, was.personio_id, "{id}");
        assert_eq!(is.problems, was.problems, "{id}");
        assert_eq!(is.include_holiday_pay_in_pension, was.include_holiday_pay_in_pension, "{id}");
    }
}

/// The one decision about the person with this Personio id.
#[track_caller]
pub(super) fn decision<'a>(plan: &'a Plan, id: &str) -> &'a Decision {
    let of_person =
        |decision: &&Decision| decision.personio_id.as_ref().is_some_and(|own| own.as_str() == id);
    let found: Vec<_> = plan.decisions.iter().filter(of_person).collect();
    assert_eq!(found.len(), 1, "decisions about {id}");
    found[0]
}
