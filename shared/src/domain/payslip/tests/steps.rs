//! Every step, and every reason of section 8 of the design.

use super::*;

fn check(change: impl FnOnce(&mut Situation<'_>), expected: &Result<Target, (PayslipState, PayslipReason)>) {
    let (settings, person) = (settings(), PersonioId::new("7"));
    let mut situation = Situation {
        settings: Some(&settings),
        personio_id: Some(&person),
        stopped: false,
        owns_file: true,
        connected: true,
    };
    change(&mut situation);
    let found = match pending().begin(&situation, now()) {
        Begin::Send(target) => Ok(target),
        Begin::End(next) => Err((next.state, next.reason.unwrap())),
        other => panic!("{other:?}"),
    };
    assert_eq!(found, *expected);
}

#[test]
fn a_payslip_goes_to_its_owner_or_says_why_not() {
    use PayslipState::{Failed, Skipped};
    check(|_| {}, &Ok(target()));
    check(|s| s.settings = None, &Err((Skipped, PayslipReason::PayslipsDisabled)));
    check(|s| s.personio_id = None, &Err((Skipped, PayslipReason::NotInPersonio)));
    check(|s| s.connected = false, &Err((Failed, PayslipReason::CredentialsRejected)));
    check(|s| s.owns_file = false, &Err((Failed, PayslipReason::ObjectKeyRefused)));
    check(|s| s.stopped = true, &Err((Failed, PayslipReason::Stopped)));
    let off = Settings { payslips_enabled: false, ..settings() };
    let without_folder = Settings { payslip_folder: None, ..settings() };
    let paused = Settings { paused: true, ..settings() };
    let person = PersonioId::new("7");
    for (settings, expected) in [
        (&off, Err((Skipped, PayslipReason::PayslipsDisabled))),
        (&without_folder, Err((Failed, PayslipReason::NoFolder))),
        (&paused, Ok(target())),
    ] {
        let situation = Situation {
            settings: Some(settings),
            personio_id: Some(&person),
            stopped: false,
            owns_file: true,
            connected: true,
        };
        let begin = pending().begin(&situation, now());
        match expected {
            Ok(target) => assert_eq!(begin, Begin::Send(target)),
            Err((state, reason)) => {
                let Begin::End(next) = begin else { panic!("{begin:?}") };
                assert_eq!((next.state, next.reason), (state, Some(reason)));
            }
        }
    }
}

#[test]
fn an_answer_is_uploaded_refused_unclear_or_no_sending_at_all() {
    let claimed = pending().claimed(target(), now());
    assert_eq!((claimed.state, claimed.version), (PayslipState::Uploading, 2));
    let other = |personio: Option<&str>, folder: Option<&str>| Answer::Stored {
        document_id: "d1".into(),
        personio_id: personio.map(PersonioId::new),
        folder_id: folder.map(ToOwned::to_owned),
    };
    let wrongly = (PayslipState::NeedsCheck, Some(PayslipReason::FiledWrongly));
    for (answer, expected) in [
        (stored(), (PayslipState::Uploaded, None)),
        (other(Some("8"), Some("12")), wrongly),
        (other(Some("7"), Some("13")), wrongly),
        (other(None, Some("12")), wrongly),
        (other(Some("7"), None), wrongly),
        (
            Answer::Refused(PayslipReason::PermissionMissing),
            (PayslipState::Failed, Some(PayslipReason::PermissionMissing)),
        ),
        (Answer::NotSent, (PayslipState::Pending, None)),
        (Answer::Unclear, (PayslipState::Uncertain, Some(PayslipReason::AnswerUnclear))),
    ] {
        let next = claimed.answered(answer.clone(), now());
        assert_eq!((next.state, next.reason), expected, "{answer:?}");
        assert_eq!(next.version, 3);
    }
    assert_eq!(claimed.answered(stored(), now()).document_id.as_deref(), Some("d1"));
}

#[test]
fn the_list_settles_it_or_a_person_has_to() {
    let unclear = pending().claimed(target(), now()).answered(Answer::Unclear, now());
    let listed = |listing, last| unclear.listed(listing, last, now()).map(|next| (next.state, next.reason));
    let check = |reason| Some((PayslipState::NeedsCheck, Some(reason)));
    assert_eq!(listed(Listing::Found("d9".into()), false), Some((PayslipState::Uploaded, None)));
    assert_eq!(listed(Listing::Missing, false), None);
    assert_eq!(listed(Listing::Unanswered, false), None);
    assert_eq!(listed(Listing::Missing, true), check(PayslipReason::NotFoundInList));
    assert_eq!(listed(Listing::Unanswered, true), check(PayslipReason::NotFoundInList));
    assert_eq!(listed(Listing::Forbidden, false), check(PayslipReason::ListNotReadable));
}

#[test]
fn only_a_person_takes_an_ended_payslip_up_again_and_what_may_have_arrived_is_looked_for() {
    for state in PayslipState::ALL {
        let payslip = Payslip { state, ..pending() };
        let retried = payslip.retried(now());
        let expected =
            matches!(state, PayslipState::Skipped | PayslipState::Failed | PayslipState::NeedsCheck);
        assert_eq!((state.can_be_retried(), retried.is_some()), (expected, expected), "{state:?}");
        if let Some(next) = retried {
            assert_eq!((next.state, next.reason), (PayslipState::Pending, None));
            assert_eq!(next.ask_first, state == PayslipState::NeedsCheck, "{state:?}");
        }
    }
}

#[test]
fn words_are_read_back_and_each_reason_tells_what_to_do() {
    for state in PayslipState::ALL {
        assert_eq!(serde_json::to_value(state).unwrap(), state.key());
    }
    for reason in PayslipReason::ALL {
        assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
        assert!(reason.hint().ends_with('.') && reason.hint().len() > 30, "{reason:?}");
    }
    let payslip = pending().claimed(target(), now());
    let json = serde_json::to_value(&payslip).unwrap();
    assert_eq!(serde_json::from_value::<Payslip>(json).unwrap(), payslip);
}

#[test]
fn each_failure_of_sending_has_its_answer() {
    let refused = Answer::Refused;
    let gone = |folder, person| Failure::Gone { folder, person };
    let rows = [
        (Failure::Passing, Answer::NotSent),
        (Failure::Unclear, Answer::Unclear),
        (Failure::Forbidden, refused(PayslipReason::PermissionMissing)),
        (Failure::CredentialsRejected, refused(PayslipReason::CredentialsRejected)),
        (Failure::Refused, refused(PayslipReason::PersonioRefused)),
        (gone(Some(false), Some(false)), refused(PayslipReason::NoFolder)),
        (gone(Some(false), None), refused(PayslipReason::NoFolder)),
        (gone(Some(true), Some(false)), refused(PayslipReason::NotInPersonio)),
        (gone(None, Some(false)), refused(PayslipReason::NotInPersonio)),
        (gone(Some(true), Some(true)), refused(PayslipReason::PersonioRefused)),
        (gone(None, None), refused(PayslipReason::PersonioRefused)),
    ];
    for (failure, answer) in rows {
        assert_eq!(Answer::from(failure), answer, "{failure:?}");
    }
}
