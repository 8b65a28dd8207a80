//! What an edit leaves of the sync's marks, and rules S2 and S3.

use super::*;
use crate::domain::employee::last_synced_at;

fn time(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// The employee after an edit under these settings.
fn under(setting: bool, employee: &Employee, document: &Value) -> Option<Employee> {
    let settings = Settings { include_holiday_pay_in_pension: setting, ..Settings::default() };
    let context = context(&settings);
    Edit::read_patch(document, employee, &context)
        .unwrap()
        .write(employee, &context)
        .map(|write| write.employee)
}

#[test]
fn an_edit_raises_the_version_takes_the_fingerprint_and_leaves_the_marks() {
    let mut employee = stored();
    employee.sync_state = SyncState::Failed;
    employee.sync_reason = Some(Reason::EmployeeIdDuplicate);
    let write = written(&employee, &naming(&[(Field::City, "York")])).unwrap().unwrap();
    let mut expected = employee.clone();
    expected.fields.set(Field::City, Some("York".into()));
    expected.fingerprint = None;
    expected.version = 8;
    assert_eq!(write.employee, expected);
    assert_eq!(write.expected, Some(7));
    let change = Change { field: Field::City, old: Some("Leeds".into()), new: Some("York".into()) };
    assert_eq!(write.changes, [change]);
}

#[test]
fn an_edit_that_changes_nothing_writes_nothing() {
    let examples: Vec<_> =
        stored().fields.iter().map(|(field, value)| (field, value.expose().to_owned())).collect();
    let examples: Vec<_> = examples.iter().map(|(field, text)| (*field, text.as_str())).collect();
    assert_eq!(written(&stored(), &naming(&examples)), Ok(None));
    assert_eq!(written(&stored(), &naming(&[(Field::TaxCode, " 1257 l ")])), Ok(None), "spelled otherwise");
    assert_eq!(written(&stored(), &naming(&[(Field::TerminationDate, "")])), Ok(None), "blank before");
    assert_eq!(written(&stored(), &json!({"include_holiday_pay_in_pension": null})), Ok(None));
}

#[test]
fn the_time_of_the_last_whole_run_is_written_out_before_the_fingerprint_goes() {
    let settings = Settings::default();
    let context = Context { last_judged_at: Some(time(200)), ..context(&settings) };
    for (state, has_fingerprint, expected) in [
        (SyncState::Ok, true, Some(time(200))),
        (SyncState::Ok, false, Some(time(100))),
        (SyncState::Excluded, true, Some(time(100))),
        (SyncState::Failed, true, Some(time(100))),
        (SyncState::NotInPersonio, true, Some(time(100))),
    ] {
        let mut employee = stored();
        (employee.sync_state, employee.last_synced_at) = (state, Some(time(100)));
        employee.fingerprint = employee.fingerprint.filter(|_| has_fingerprint);
        let before = last_synced_at(employee.last_synced_at, state, has_fingerprint, context.last_judged_at);
        let edit = Edit::read_patch(&naming(&[(Field::City, "York")]), &employee, &context).unwrap();
        let after = edit.write(&employee, &context).unwrap().employee;
        assert_eq!(after.last_synced_at, expected, "{state:?}");
        assert_eq!(after.synced_at(context.last_judged_at), before, "{state:?}: it never goes back");
    }
}

#[test]
fn the_first_termination_date_brings_the_setting_and_a_value_by_hand_stays() {
    let dated = json!({"fields": {"termination_date": "2026-12-31"}});
    for setting in [false, true] {
        let leaver = under(setting, &stored(), &dated).unwrap();
        assert_eq!((leaver.include_holiday_pay_in_pension, leaver.leaver_noted), (Some(setting), true));
        // In the same edit.
        for (given, expected) in [(json!(!setting), Some(!setting)), (json!(null), Some(setting))] {
            let mut document = dated.clone();
            document["include_holiday_pay_in_pension"] = given;
            let leaver = under(setting, &stored(), &document).unwrap();
            assert_eq!((leaver.include_holiday_pay_in_pension, leaver.leaver_noted), (expected, true));
        }
        // In a later edit, and through every other date.
        let other = json!({"include_holiday_pay_in_pension": !setting});
        let mut leaver = under(setting, &leaver, &other).unwrap();
        assert_eq!(leaver.include_holiday_pay_in_pension, Some(!setting));
        for date in [json!("2027-01-31"), json!(null), json!("2027-02-28")] {
            leaver = under(setting, &leaver, &json!({"fields": {"termination_date": date}})).unwrap();
            assert_eq!(leaver.include_holiday_pay_in_pension, Some(!setting), "not the first date");
        }
        let blanked = under(setting, &leaver, &json!({"include_holiday_pay_in_pension": null})).unwrap();
        assert_eq!((blanked.include_holiday_pay_in_pension, blanked.leaver_noted), (None, true));
    }
}

#[test]
fn before_a_termination_date_the_flag_is_whatever_people_say() {
    let given = under(false, &stored(), &json!({"include_holiday_pay_in_pension": true})).unwrap();
    assert_eq!((given.include_holiday_pay_in_pension, given.leaver_noted), (Some(true), false));
    let moved = under(false, &given, &naming(&[(Field::City, "York")])).unwrap();
    assert_eq!(moved.include_holiday_pay_in_pension, Some(true));
    // S2: what is set by hand afterwards is kept; this was set before.
    let leaver = under(false, &moved, &naming(&[(Field::TerminationDate, "2026-12-31")])).unwrap();
    assert_eq!((leaver.include_holiday_pay_in_pension, leaver.leaver_noted), (Some(false), true));
}

#[test]
fn a_new_employee_may_be_a_leaver() {
    let settings = Settings { include_holiday_pay_in_pension: true, ..Settings::default() };
    let context = context(&settings);
    for (given, date, expected) in [
        (None, Some("2026-12-31"), (Some(true), true)),
        (Some(false), Some("2026-12-31"), (Some(false), true)),
        (Some(false), None, (Some(false), false)),
        (None, None, (None, false)),
    ] {
        let document = json!({
            "employee_id": "N1", "include_holiday_pay_in_pension": given, "fields": {"termination_date": date},
        });
        let employee = Edit::read_new(&document, &context).unwrap().write(&context).employee;
        assert_eq!((employee.include_holiday_pay_in_pension, employee.leaver_noted), expected, "{document}");
    }
}
