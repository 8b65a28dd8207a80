//! One of everything, by chains that no longer compile when a variant is added and left out here.

use shared::domain::{
    attribute::AttributeRef,
    field::Field,
    filter::{Filter, Operator},
    plan::{EffectKind, HeldEffect},
    reason::Reason,
    run::RunReason,
};

use crate::stand::employee_id;

fn attribute() -> AttributeRef {
    AttributeRef { key: "dynamic_7".into(), label: "Straße & Büro".into() }
}

/// Every reason.
pub(crate) fn reasons() -> Vec<Reason> {
    let filter = Filter {
        attribute: "country".into(),
        operator: Operator::IsNot,
        values: vec!["United Kingdom".into()],
    };
    let description = "Land is not United Kingdom".to_owned();
    let mut reasons = vec![Reason::Excluded { filter, description }];
    while let Some(last) = reasons.last() {
        let next = match last {
            Reason::Excluded { .. } => Reason::FilterAttributeNotReadable { attribute: attribute() },
            Reason::FilterAttributeNotReadable { .. } => Reason::TerminatedInPreviousTaxYear,
            Reason::TerminatedInPreviousTaxYear => Reason::EmployeeIdMissing,
            Reason::EmployeeIdMissing => Reason::EmployeeIdInvalid,
            Reason::EmployeeIdInvalid => Reason::EmployeeIdDuplicate,
            Reason::EmployeeIdDuplicate => Reason::MatchAttributeNotReadable,
            Reason::MatchAttributeNotReadable => {
                Reason::EmployeeIdChanged { from: employee_id("E 1"), to: employee_id("E/2") }
            }
            Reason::EmployeeIdChanged { .. } => Reason::EmployeeIdReused,
            Reason::EmployeeIdReused => Reason::IdentityConflict { fields: Field::ALL.to_vec() },
            Reason::IdentityConflict { .. } => Reason::NotInPersonio,
            Reason::NotInPersonio => Reason::WriteConflict,
            Reason::WriteConflict => Reason::PersonioUnavailable,
            Reason::PersonioUnavailable => break,
        };
        reasons.push(next);
    }
    reasons
}

/// Every reason of a run.
pub(crate) fn run_reasons() -> Vec<RunReason> {
    let effect = |effect, field| HeldEffect { effect, field, people: u64::MAX, allowed: 0 };
    let mut reasons = vec![RunReason::Paused];
    while let Some(last) = reasons.last() {
        let next = match last {
            RunReason::Paused => RunReason::SettingsChanged,
            RunReason::SettingsChanged => RunReason::NotConnected,
            RunReason::NotConnected => RunReason::AwaitingSettings,
            RunReason::AwaitingSettings => RunReason::Held {
                effects: vec![
                    effect(EffectKind::Blank, Some(Field::TaxCode)),
                    effect(EffectKind::ChangeBankDetails, None),
                ],
            },
            RunReason::Held { .. } => RunReason::MatchAttributeNotReadable { attribute: attribute() },
            RunReason::MatchAttributeNotReadable { .. } => RunReason::CredentialsRejected,
            RunReason::CredentialsRejected => RunReason::PermissionMissing,
            RunReason::PermissionMissing => RunReason::PersonioUnavailable,
            RunReason::PersonioUnavailable => RunReason::PersonioRateLimited,
            RunReason::PersonioRateLimited => RunReason::PersonioRefused { status: 422 },
            RunReason::PersonioRefused { .. } => RunReason::RosterIncomplete { expected: Some(10), seen: 9 },
            RunReason::RosterIncomplete { expected: Some(_), .. } => {
                RunReason::RosterIncomplete { expected: None, seen: u64::MAX }
            }
            RunReason::RosterIncomplete { expected: None, .. } => RunReason::Interrupted,
            RunReason::Interrupted => break,
        };
        reasons.push(next);
    }
    reasons
}
