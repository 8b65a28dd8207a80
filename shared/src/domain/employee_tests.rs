use super::*;
use jiff::civil::date;

#[test]
fn an_entry_has_the_status_of_its_employee() {
    let today = date(2026, 11, 22);
    let required = Field::ALL.iter().filter(|field| field.is_required());
    let complete: Fields = required.map(|field| (*field, field.example().into())).collect();
    for (blank, termination, expected) in [
        (None, None, Status::Ready),
        (None, Some("2026-11-22"), Status::Ready),
        (None, Some("2026-11-21"), Status::Terminated),
        (Some(Field::City), None, Status::Pending),
        (Some(Field::City), Some("2026-11-22"), Status::Pending),
        (Some(Field::City), Some("2026-11-21"), Status::Terminated),
    ] {
        let mut employee = Employee::new(EmployeeId::parse("E1").unwrap());
        employee.fields = complete.clone();
        blank.map(|field| employee.fields.set(field, None));
        employee.fields.set(Field::TerminationDate, termination.map(Into::into));
        assert_eq!(employee.status(today), expected, "{blank:?} {termination:?}");
        assert_eq!(employee.entry().status(today), expected, "{blank:?} {termination:?}");
    }
}

#[test]
fn only_who_is_in_step_follows_the_runs() {
    let (early, late) = (Timestamp::from_second(1).unwrap(), Timestamp::from_second(2).unwrap());
    let mut employee = Employee::new(EmployeeId::parse("E1").unwrap());
    employee.last_synced_at = Some(early);
    assert_eq!(employee.synced_at(Some(late)), Some(early));
    employee.sync_state = SyncState::Ok;
    assert_eq!(employee.synced_at(Some(late)), Some(early), "edited since");
    employee.fingerprint = Some(Fingerprint::of_reason(&Reason::EmployeeIdMissing));
    assert_eq!(employee.synced_at(Some(late)), Some(late));
    assert_eq!(employee.synced_at(None), Some(early));
    let written_out = employee.in_its_time(Some(late));
    assert_eq!(Employee { fingerprint: None, ..written_out }.synced_at(None), Some(late));
}
