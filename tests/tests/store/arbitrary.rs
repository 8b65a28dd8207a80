//! Anything the domain can hold: Unicode, extremes, every optional part there and not there.

mod payslips;

use jiff::Timestamp;
use proptest::{collection::vec, option, prelude::*, sample::select};
use serde::de::DeserializeOwned;
use shared::{
    domain::{
        approval::{HeldRun, Word},
        attribute::{Attribute, AttributeKey, AttributeRef, AttributeType, Catalogue},
        connection::{Connection, ConnectionReason, ConnectionStatus, Permission, Permissions},
        employee::{Change, Employee, SyncState},
        field::{Field, FieldValue, Fields},
        filter::{Filter, Operator},
        ids::{EmployeeId, PersonioId, RunId},
        plan::{Counts, EffectKind, Held, HeldEffect, Outcome},
        problem::{Problem, ProblemCode},
        reason::Reason,
        run::{Run, RunOutcome, Trigger},
        settings::Settings,
    },
    ports::{Actor, ChangeLogEntry, OutcomeRow, Standing},
};
use uuid::Uuid;

pub(crate) use self::payslips::{payroll, payslip};
use crate::every;

/// Anything, control characters and the empty text among it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "\\PC{0,40}", Just(String::new()), Just("Żółć 王 👩‍👩‍👧 İ".to_owned())]
}

fn timestamp() -> impl Strategy<Value = Timestamp> {
    let seconds = Timestamp::MIN.as_second() + 1..Timestamp::MAX.as_second();
    (seconds, 0..1_000_000_000).prop_map(|(second, nano)| Timestamp::new(second, nano).unwrap())
}

fn run_id() -> impl Strategy<Value = RunId> {
    any::<u128>().prop_map(|number| RunId::new(Uuid::from_u128(number)))
}

pub(crate) fn employee_id() -> impl Strategy<Value = EmployeeId> {
    "[A-Za-z0-9.,()/=!\"%&*;<>'+:?-]([A-Za-z0-9 .,()/=!\"%&*;<>'+:?-]{0,33}[A-Za-z0-9?])?"
        .prop_map(|text| EmployeeId::parse(&text).unwrap())
}

fn personio_id() -> impl Strategy<Value = PersonioId> {
    prop_oneof![any::<u64>().prop_map(|id| id.to_string()), "\\PC{1,60}"].prop_map(PersonioId::new)
}

fn field() -> impl Strategy<Value = Field> {
    select(Field::ALL)
}

fn value() -> impl Strategy<Value = FieldValue> {
    prop_oneof![text(), Just("2026-10-30".to_owned()), Just("-0001-01-01".to_owned())]
        .prop_map(FieldValue::from)
}

fn fields() -> impl Strategy<Value = Fields> {
    vec((field(), value()), 0..60).prop_map(|values| values.into_iter().collect())
}

fn key() -> impl Strategy<Value = AttributeKey> {
    text().prop_map(AttributeKey::new)
}

fn attribute() -> impl Strategy<Value = AttributeRef> {
    (key(), text()).prop_map(|(key, label)| AttributeRef { key, label: label.into() })
}

fn problem() -> impl Strategy<Value = Problem> {
    (select(ProblemCode::ALL), field(), option::of(attribute()))
        .prop_map(|(code, field, attribute)| Problem { code, field, attribute })
}

fn filter() -> impl Strategy<Value = Filter> {
    (key(), select(Operator::ALL.to_vec()), vec(text(), 0..4))
        .prop_map(|(attribute, operator, values)| Filter { attribute, operator, values })
}

fn reason() -> impl Strategy<Value = Reason> {
    prop_oneof![
        select(every::reasons()),
        (filter(), text()).prop_map(|(filter, description)| Reason::Excluded { filter, description }),
        attribute().prop_map(|attribute| Reason::FilterAttributeNotReadable { attribute }),
        (employee_id(), employee_id()).prop_map(|(from, to)| Reason::EmployeeIdChanged { from, to }),
        vec(field(), 0..5).prop_map(|fields| Reason::IdentityConflict { fields }),
    ]
}

/// Through JSON, for what only the domain makes.
fn made<T: DeserializeOwned>(text: String) -> T {
    serde_json::from_value(text.into()).unwrap()
}

fn sync_state() -> impl Strategy<Value = SyncState> {
    use SyncState::{Excluded, Failed, Never, NotInPersonio, Ok, Skipped};
    select(vec![Ok, Excluded, Skipped, Failed, NotInPersonio, Never])
}

pub(crate) fn employee() -> impl Strategy<Value = Employee> {
    let sync = (sync_state(), option::of(reason()), option::of("[A-Za-z0-9_-]{22}"));
    let rest = (option::of(any::<bool>()), any::<bool>(), option::of(timestamp()), any::<u64>());
    (employee_id(), option::of(personio_id()), fields(), vec(problem(), 0..4), sync, rest).prop_map(
        |(employee_id, personio_id, fields, problems, sync, rest)| Employee {
            employee_id,
            personio_id,
            fields,
            problems,
            sync_state: sync.0,
            sync_reason: sync.1,
            fingerprint: sync.2.map(made),
            include_holiday_pay_in_pension: rest.0,
            leaver_noted: rest.1,
            last_synced_at: rest.2,
            version: rest.3,
        },
    )
}

fn change() -> impl Strategy<Value = Change> {
    (field(), option::of(value()), option::of(value())).prop_map(|(field, old, new)| Change {
        field,
        old,
        new,
    })
}

pub(crate) fn log_entry() -> impl Strategy<Value = ChangeLogEntry> {
    let actor = prop_oneof![run_id().prop_map(Actor::Run), text().prop_map(Actor::User)];
    (timestamp(), actor, vec(change(), 0..5)).prop_map(|(at, by, changes)| ChangeLogEntry { at, by, changes })
}

pub(crate) fn outcome_row() -> impl Strategy<Value = OutcomeRow> {
    use Outcome::{Created, Excluded, Failed, NotInPersonio, Skipped, Unchanged, Updated};
    let outcome = select(vec![Created, Updated, Unchanged, Excluded, Skipped, Failed, NotInPersonio]);
    let ids = (option::of(personio_id()), option::of(employee_id()));
    let fields = (vec(field(), 0..5), any::<u64>(), vec(field(), 0..3));
    (ids, outcome, option::of(reason()), fields, vec(problem(), 0..4)).prop_map(
        |((personio_id, employee_id), outcome, reason, fields, problems)| OutcomeRow {
            personio_id,
            employee_id,
            outcome,
            reason,
            changed_fields: fields.0,
            blanked: fields.1,
            lacking_fields: fields.2,
            problems,
        },
    )
}

pub(crate) fn connection() -> impl Strategy<Value = Connection> {
    use ConnectionStatus::{Active, AwaitingSettings, Broken, Disconnected};
    let status = select(vec![Disconnected, AwaitingSettings, Active, Broken]);
    let reason = select(vec![ConnectionReason::CredentialsRejected, ConnectionReason::CredentialsMissing]);
    let permission = || select(vec![Permission::Granted, Permission::Missing, Permission::Unknown]);
    let permissions = (permission(), permission(), permission()).prop_map(|(employees, read, write)| {
        Permissions { employees_read: employees, documents_read: read, documents_write: write }
    });
    let times = (option::of(timestamp()), option::of(timestamp()));
    (status, option::of(reason), permissions, any::<u32>(), times).prop_map(
        |(status, reason, permissions, refusals, (connected_at, next_attempt_at))| Connection {
            status,
            reason,
            connected_at,
            permissions,
            refusals,
            next_attempt_at,
        },
    )
}

pub(crate) fn settings() -> impl Strategy<Value = Settings> {
    let switches = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let mapping = proptest::collection::btree_map(field(), key(), 0..37);
    (switches, key(), vec(filter(), 0..4), option::of(text()), mapping).prop_map(
        |(switches, match_attribute, filters, payslip_folder, mapping)| Settings {
            paused: switches.0,
            include_holiday_pay_in_pension: switches.1,
            match_attribute,
            exclusions_enabled: switches.2,
            filters,
            payslips_enabled: switches.3,
            payslip_folder,
            mapping,
        },
    )
}

pub(crate) fn catalogue() -> impl Strategy<Value = Catalogue> {
    use AttributeType::{Date, Decimal, Integer, Link, List, Multiline, Other, Standard, Tags};
    let kind = select(vec![Standard, Date, Integer, Decimal, List, Link, Tags, Multiline, Other]);
    let attribute = (key(), text(), kind, option::of(text()), vec(text(), 0..4), any::<bool>()).prop_map(
        |(key, label, kind, universal_id, options, readable)| Attribute {
            key,
            label: label.into(),
            kind,
            universal_id: universal_id.map(Into::into),
            options,
            readable,
        },
    );
    vec(attribute, 0..12).prop_map(Catalogue::from)
}

fn held() -> impl Strategy<Value = Held> {
    let kind = select(vec![EffectKind::Blank, EffectKind::ChangeBankDetails]);
    let effect = (kind, option::of(field()), any::<u64>(), any::<u64>())
        .prop_map(|(effect, field, people, allowed)| HeldEffect { effect, field, people, allowed });
    (vec(effect, 0..4), any::<u64>(), "[0-9a-f]{64}").prop_map(|(effects, active, digest)| Held {
        effects,
        active,
        digest: made(digest),
    })
}

pub(crate) fn held_run() -> impl Strategy<Value = HeldRun> {
    let word = (any::<bool>(), text(), timestamp()).prop_map(|(approved, by, at)| Word { approved, by, at });
    (run_id(), timestamp(), held(), option::of(word)).prop_map(|(run_id, held_at, held, word)| HeldRun {
        run_id,
        held_at,
        held,
        word,
    })
}

pub(crate) fn run() -> impl Strategy<Value = Run> {
    use RunOutcome::{Failed, Held, Incomplete, Queued, Running, Skipped, Succeeded};
    let trigger = select(vec![Trigger::Settings, Trigger::Hourly, Trigger::Manual, Trigger::Single]);
    let outcome = select(vec![Queued, Running, Succeeded, Incomplete, Held, Skipped, Failed]);
    let times = (timestamp(), option::of(timestamp()), option::of(timestamp()));
    let counts = any::<[u64; 9]>().prop_map(
        |[read, created, updated, unchanged, excluded, skipped, failed, blanked, problems]| Counts {
            read,
            created,
            updated,
            unchanged,
            excluded,
            skipped,
            failed,
            blanked,
            problems,
        },
    );
    let reason = option::of(select(every::run_reasons()));
    (run_id(), trigger, outcome, reason, times, counts, any::<u32>(), option::of(run_id())).prop_map(
        |(id, trigger, outcome, reason, times, counts, personio_requests, standing_of)| Run {
            id,
            trigger,
            outcome,
            reason,
            requested_at: times.0,
            started_at: times.1,
            finished_at: times.2,
            counts,
            personio_requests,
            standing_of,
        },
    )
}

pub(crate) fn standing() -> impl Strategy<Value = Standing> {
    ("\\PC{0,64}", run_id(), timestamp()).prop_map(|(digest, run_id, written_at)| Standing {
        digest,
        run_id,
        written_at,
    })
}
