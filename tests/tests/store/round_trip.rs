//! Everything the store takes comes back as it was.

use std::future::Future;

use proptest::{prelude::*, test_runner::TestRunner};
use shared::{
    domain::{
        approval::HeldRun,
        connection::{Connection, Permissions},
        field::{Field, Fields},
        ids::{EmployeeId, PersonioId},
        payslip::Payslip,
        plan::{Outcome, Write},
        problem::{Problem, ProblemCode},
        run::Run,
    },
    ports::{
        Acquired, EmployeeWrite, Ledger, OutcomeRow, Payroll, PayslipCounts, Progress, ReadEmployees,
        ReadTenant, WriteEmployees, WriteRuns, WriteTenant, Written,
    },
};

use crate::{
    arbitrary, every,
    stand::{self, Stand, at, tenant},
};

/// Many values of a strategy, one after the other on one stand.
fn for_any<S: Strategy, F: Future<Output = ()>>(
    strategy: S,
    check: impl Fn(std::sync::Arc<Stand>, S::Value) -> F,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stand = std::sync::Arc::new(runtime.block_on(Stand::new()));
    let config = ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() };
    let checked = TestRunner::new(config).run(&strategy, |value| {
        runtime.block_on(check(stand.clone(), value));
        Ok(())
    });
    if let Err(failure) = checked {
        panic!("{failure}");
    }
}

#[test]
fn employees_and_their_index_entries_and_change_logs() {
    for_any((arbitrary::employee(), arbitrary::log_entry()), |stand, (mut employee, log)| async move {
        let table = &stand.table;
        // The same id may come twice: then it is an update of what is there.
        let id = employee.employee_id.clone();
        let before = table.employees(&tenant(), std::slice::from_ref(&id)).await.unwrap().pop();
        let expected = before.map(|before| before.version);
        if expected == Some(employee.version) {
            employee.version = employee.version.wrapping_add(1);
        }
        let write = Write { employee: employee.clone(), expected, changes: log.changes.clone() };
        let write = EmployeeWrite { write, log: Some(log.clone()), row: None };
        assert_eq!(table.write_employees(&tenant(), Some(1), &[write]).await, Ok(vec![Written::Done]));
        let read = table.employees(&tenant(), std::slice::from_ref(&id)).await.unwrap();
        assert_eq!(read, [employee.clone()]);
        let index = table.index(&tenant()).await.unwrap();
        assert_eq!(index.employee(&id), Some(&employee.entry()));
        assert!(table.change_log(&tenant(), &id).await.unwrap().contains(&log));
    });
}

#[test]
fn connections() {
    for_any(arbitrary::connection(), |stand, connection: Connection| async move {
        stand.table.put_connection(&tenant(), &connection).await.unwrap();
        assert_eq!(stand.table.connection(&tenant()).await, Ok(Some(connection)));
    });
}

#[test]
fn settings() {
    for_any(arbitrary::settings(), |stand, settings| async move {
        let version = stand.table.settings(&tenant()).await.unwrap().map_or(0, |saved| saved.version);
        let saved = stand.table.put_settings(&tenant(), version, &settings).await;
        assert_eq!(saved, Ok(Written::Done));
        assert_eq!(
            stand.table.settings_in_force(&tenant()).await.map(|now| now.map(|now| now.paused)),
            Ok(Some(settings.paused))
        );
        let read = stand.table.settings(&tenant()).await.unwrap().unwrap();
        assert_eq!((read.version, read.settings), (version + 1, settings));
    });
}

#[test]
fn catalogues() {
    for_any(arbitrary::catalogue(), |stand, catalogue| async move {
        stand.table.put_catalogue(&tenant(), &catalogue).await.unwrap();
        assert_eq!(stand.table.catalogue(&tenant()).await, Ok(catalogue));
    });
}

#[test]
fn held_runs() {
    for_any(arbitrary::held_run(), |stand, held: HeldRun| async move {
        stand.table.put_held_run(&tenant(), &held).await.unwrap();
        assert_eq!(stand.table.held_run(&tenant()).await, Ok(Some(held)));
    });
}

#[test]
fn runs() {
    for_any(arbitrary::run(), |stand, run: Run| async move {
        stand.table.put_run(&tenant(), &run).await.unwrap();
        assert_eq!(stand.table.run(&tenant(), run.id).await, Ok(Some(run)));
    });
}

#[test]
fn payrolls() {
    for_any(arbitrary::payroll(), |stand, payroll: Payroll| async move {
        stand.table.add_payroll(&tenant(), &payroll).await.unwrap();
        assert_eq!(stand.table.payroll(&tenant(), &payroll.payroll_id).await, Ok(Some(payroll.clone())));
        assert!(stand.table.payrolls(&tenant()).await.unwrap().contains(&payroll));
    });
}

#[test]
fn payslips_and_their_steps() {
    for_any(
        (arbitrary::payslip(), arbitrary::payslip()),
        |stand, (first, other): (Payslip, Payslip)| async move {
            let table = &stand.table;
            let next = Payslip { key: first.key.clone(), version: first.version + 1, ..other };
            table.add_payslips(&tenant(), std::slice::from_ref(&first)).await.unwrap();
            assert_eq!(table.payslip(&tenant(), &first.key).await, Ok(Some(first.clone())));
            assert_eq!(table.step_payslip(&tenant(), &next).await, Ok(Written::Done));
            let page = table.payslip_page(&tenant(), &first.key.payroll_id, None, 100).await.unwrap();
            assert_eq!(page, (vec![next.clone()], false));
            let counts = table.payslip_counts(&tenant(), &first.key.payroll_id).await;
            let by_state = vec![(next.state, 1)];
            assert_eq!(counts, Ok(PayslipCounts { by_state, steps: next.version }));
        },
    );
}

#[test]
fn outcome_rows() {
    let numbered = (arbitrary::outcome_row(), any::<u128>());
    for_any(numbered, |stand, (row, run): (OutcomeRow, u128)| async move {
        let (run, rows) = (stand::run_id(run), [row]);
        stand.table.put_outcome_rows(&tenant(), run, at(0), &rows).await.unwrap();
        assert_eq!(stand.table.outcome_rows(&tenant(), run).await.unwrap(), rows);
    });
}

#[test]
fn progress() {
    for_any(arbitrary::standing(), |stand, standing| async move {
        let acquired = stand.table.acquire(&tenant(), stand::run_id(1), at(0)).await.unwrap();
        let Acquired::Held { lease, .. } = acquired else { panic!("nobody else is here") };
        let progress = Progress { last_judged_at: Some(standing.written_at), standing: Some(standing) };
        let request = shared::domain::run::SyncRequest {
            tenant_id: tenant(),
            trigger: shared::domain::run::Trigger::Manual,
            run_id: lease.run_id,
            requested_at: at(0),
            part: 0,
        };
        stand.table.end_run(&tenant(), &lease, &Run::queued(&request), &progress).await.unwrap();
        let acquired = stand.table.acquire(&tenant(), lease.run_id, at(0)).await.unwrap();
        let Acquired::Held { progress: left, .. } = acquired else { panic!("nobody else is here") };
        assert_eq!(left, progress);
    });
}

#[tokio::test]
async fn every_reason_problem_and_field() {
    let stand = Stand::new().await;
    let row = |number: usize, reason, problems| OutcomeRow {
        personio_id: Some(PersonioId::new(format!("{number:04}"))),
        employee_id: None,
        outcome: Outcome::Failed,
        reason,
        changed_fields: Field::ALL.to_vec(),
        blanked: 1,
        lacking_fields: Field::ALL.to_vec(),
        problems,
    };
    let reasons = every::reasons().into_iter().map(|reason| (Some(reason), vec![]));
    let problem = |code: &ProblemCode| Problem { code: *code, field: Field::City, attribute: None };
    let problems = ProblemCode::ALL.iter().map(|code| (None, vec![problem(code)]));
    let rows: Vec<_> = reasons
        .chain(problems)
        .enumerate()
        .map(|(at, (reason, problems))| row(at, reason, problems))
        .collect();
    stand.table.put_outcome_rows(&tenant(), stand::run_id(1), at(0), &rows).await.unwrap();
    assert_eq!(stand.table.outcome_rows(&tenant(), stand::run_id(1)).await.unwrap(), rows);

    for (number, reason) in every::run_reasons().into_iter().enumerate() {
        let mut run = first_of(arbitrary::run());
        (run.id, run.reason) = (stand::run_id(number as u128), Some(reason));
        stand.table.put_run(&tenant(), &run).await.unwrap();
        assert_eq!(stand.table.run(&tenant(), run.id).await, Ok(Some(run)));
    }

    let mut employee = stand::employee("all", 1);
    employee.fields = Field::ALL.iter().map(|field| (*field, field.example().into())).collect::<Fields>();
    let write = Write { employee: employee.clone(), expected: None, changes: vec![] };
    let write = EmployeeWrite { write, log: None, row: None };
    stand.table.write_employees(&tenant(), Some(1), &[write]).await.unwrap();
    let ids = [EmployeeId::parse("all").unwrap()];
    assert_eq!(stand.table.employees(&tenant(), &ids).await.unwrap(), [employee.clone()]);
    let entry = employee.entry();
    assert!(entry.ready && entry.termination_date.is_some());
    assert_eq!(stand.table.index(&tenant()).await.unwrap().employee(&ids[0]), Some(&entry));
}

/// One value of a strategy.
fn first_of<S: Strategy>(strategy: S) -> S::Value {
    use proptest::strategy::ValueTree;
    strategy.new_tree(&mut TestRunner::deterministic()).unwrap().current()
}

#[tokio::test]
async fn nothing_is_there_before_it_is_stored() {
    let stand = Stand::new().await;
    let table = &stand.table;
    assert_eq!(table.connection(&tenant()).await, Ok(None));
    assert_eq!(table.settings(&tenant()).await, Ok(None));
    assert!(table.catalogue(&tenant()).await.unwrap().is_empty());
    assert_eq!(table.held_run(&tenant()).await, Ok(None));
    assert_eq!(table.run(&tenant(), stand::run_id(1)).await, Ok(None));
    assert!(table.index(&tenant()).await.unwrap().is_empty());
    let payslip = first_of(arbitrary::payslip());
    assert_eq!(table.payroll(&tenant(), &payslip.key.payroll_id).await, Ok(None));
    assert_eq!(table.payrolls(&tenant()).await, Ok(vec![]));
    assert_eq!(table.payslip(&tenant(), &payslip.key).await, Ok(None));
    let none = PayslipCounts::default();
    assert_eq!(table.payslip_counts(&tenant(), &payslip.key.payroll_id).await, Ok(none));
    assert_eq!(table.payslips_stopped(&tenant()).await, Ok(false));
    // One tenant's is not another's.
    let connection = Connection::fresh(at(0), Permissions::default(), true);
    table.put_connection(&"globex".to_owned().try_into().unwrap(), &connection).await.unwrap();
    assert_eq!(table.connection(&tenant()).await, Ok(None));
}
