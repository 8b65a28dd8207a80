use serde_json::{Value, json};

use super::*;
use crate::domain::{connection::Permissions, payslip::PayslipKey, run::SyncRequest};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn tenant() -> TenantId {
    TenantId::parse("acme").unwrap()
}

fn detail(announcement: &Announcement) -> Value {
    serde_json::to_value(announcement.detail(&tenant())).unwrap()
}

fn run_id() -> RunId {
    RunId::parse("01a2055d-30ad-7a65-97d9-fff237ad8761").unwrap()
}

fn person<'a>(
    id: &'a EmployeeId,
    outcome: Outcome,
    changed: &'a [Field],
    lacking: &'a [Field],
) -> Person<'a> {
    Person {
        employee_id: Some(id),
        personio_id: None,
        outcome,
        changed_fields: changed,
        lacking_fields: lacking,
    }
}

#[test]
fn a_person_is_told_of_when_something_of_them_changed() {
    let id = EmployeeId::parse("E1").unwrap();
    let kinds = |outcome, changed: &[Field], lacking: &[Field]| {
        let events = Announcement::of_person(run_id(), person(&id, outcome, changed, lacking));
        events.iter().map(Announcement::detail_type).collect::<Vec<_>>()
    };
    let (city, tax) = (&[Field::City][..], &[Field::TaxCode][..]);
    assert_eq!(kinds(Outcome::Created, city, &[]), ["EmployeeCreated"]);
    assert_eq!(kinds(Outcome::Created, city, tax), ["EmployeeCreated", "EmployeeBecamePending"]);
    assert_eq!(kinds(Outcome::Created, &[], tax), ["EmployeeCreated", "EmployeeBecamePending"]);
    assert_eq!(kinds(Outcome::Updated, tax, tax), ["EmployeeUpdated", "EmployeeBecamePending"]);
    assert_eq!(kinds(Outcome::Updated, &[], &[]), [""; 0], "only a mark");
    for outcome in
        [Outcome::Unchanged, Outcome::Excluded, Outcome::Skipped, Outcome::Failed, Outcome::NotInPersonio]
    {
        assert_eq!(kinds(outcome, city, tax), [""; 0], "{outcome:?}");
    }
    let unknown = Person { employee_id: None, ..person(&id, Outcome::Created, city, &[]) };
    assert_eq!(Announcement::of_person(run_id(), unknown), []);
}

#[test]
fn only_a_step_that_breaks_a_connection_is_told() {
    let sound = Connection::fresh(NOW, Permissions::default(), true);
    let broken = sound.clone().broken(ConnectionReason::CredentialsRejected, NOW);
    let told = Announcement::of_connection(&sound, &broken, NOW).unwrap();
    let expected =
        json!({"tenant_id": "acme", "reason": "credentials_rejected", "at": "1970-01-01T00:00:00Z"});
    assert_eq!((told.detail_type(), detail(&told)), ("ConnectionBroken", expected));
    let again = broken.clone().broken(ConnectionReason::CredentialsRejected, NOW);
    assert_eq!(Announcement::of_connection(&broken, &again, NOW), None);
    assert_eq!(Announcement::of_connection(&broken, &sound, NOW), None);
}

#[test]
fn a_payslip_is_told_of_when_it_has_come_to_an_end() {
    let key = PayslipKey {
        payroll_id: PayrollId::parse("2026-11").unwrap(),
        employee_id: EmployeeId::parse("E1").unwrap(),
        revision: 2,
    };
    let payslip = |state| Payslip {
        key: key.clone(),
        object_key: "acme/secret.pdf".into(),
        title: "Payslip".into(),
        pay_date: "2026-11-30".parse().unwrap(),
        state,
        reason: (state != PayslipState::Uploaded).then_some(PayslipReason::NoFolder),
        sent: None,
        ask_first: false,
        document_id: (state == PayslipState::Uploaded).then(|| "77".into()),
        updated_at: NOW,
        version: 3,
    };
    let base = json!({
        "tenant_id": "acme", "payroll_id": "2026-11", "employee_id": "E1", "revision": 2,
        "at": "1970-01-01T00:00:00Z",
    });
    let with = |more: Value| {
        let mut all = base.clone();
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    for state in PayslipState::ALL {
        let told = Announcement::of_payslip(&payslip(state));
        let told = told.as_ref().map(|told| (told.detail_type(), detail(told)));
        let expected = match state {
            PayslipState::Pending | PayslipState::Uploading | PayslipState::Uncertain => None,
            PayslipState::Uploaded => Some(("PayslipUploaded", with(json!({"document_id": "77"})))),
            other => Some(("PayslipFailed", with(json!({"state": other, "reason": "no_folder"})))),
        };
        assert_eq!(told, expected, "{state:?}");
    }
}

#[test]
fn a_run_is_told_with_its_counts_and_the_code_of_its_reason() {
    let request = SyncRequest {
        tenant_id: tenant(),
        trigger: Trigger::Hourly,
        run_id: run_id(),
        requested_at: NOW,
        part: 0,
    };
    let reason = RunReason::RosterIncomplete { expected: Some(3), seen: 2 };
    let run = Run::queued(&request).begun(NOW).ended(RunOutcome::Incomplete, Some(reason), NOW);
    let expected = json!({
        "tenant_id": "acme", "run_id": run_id(), "trigger": "hourly", "outcome": "incomplete",
        "reason": "roster_incomplete", "counts": Counts::default(), "finished_at": "1970-01-01T00:00:00Z",
    });
    let told = Announcement::of_run(&run);
    assert_eq!((told.detail_type(), detail(&told)), ("SyncRunFinished", expected));
}

#[test]
fn the_codes_of_a_runs_reasons_are_those_of_its_json() {
    let reasons = [
        RunReason::Paused,
        RunReason::SettingsChanged,
        RunReason::NotConnected,
        RunReason::AwaitingSettings,
        RunReason::Held { effects: vec![] },
        RunReason::CredentialsRejected,
        RunReason::PermissionMissing,
        RunReason::PersonioUnavailable,
        RunReason::PersonioRateLimited,
        RunReason::PersonioRefused { status: 400 },
        RunReason::RosterIncomplete { expected: None, seen: 0 },
        RunReason::Interrupted,
    ];
    for reason in reasons {
        assert_eq!(serde_json::to_value(&reason).unwrap()["code"], reason.code());
    }
}
