//! Any payroll and any payslip.

use jiff::civil::Date;
use proptest::{option, prelude::*, sample::select};
use shared::{
    domain::payslip::{PayrollId, Payslip, PayslipKey, PayslipReason, PayslipState, Sent},
    ports::Payroll,
};

use super::{employee_id, personio_id, text, timestamp};

fn payroll_id() -> impl Strategy<Value = PayrollId> {
    "[A-Za-z0-9][A-Za-z0-9._-]{0,63}".prop_map(|text| PayrollId::parse(&text).unwrap())
}

fn date() -> impl Strategy<Value = Date> {
    (-9_999..=9_999_i16, 1..=12_i8, 1..=28_i8)
        .prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

pub(crate) fn payroll() -> impl Strategy<Value = Payroll> {
    let parts = (payroll_id(), text(), date(), timestamp(), any::<u64>());
    parts.prop_map(|(payroll_id, title, pay_date, finalised_at, told_at_step)| Payroll {
        payroll_id,
        title,
        pay_date,
        finalised_at,
        told_at_step,
    })
}

fn sent() -> impl Strategy<Value = Sent> {
    (timestamp(), personio_id(), text()).prop_map(|(at, personio_id, folder_id)| Sent {
        at,
        personio_id,
        folder_id,
    })
}

pub(crate) fn payslip() -> impl Strategy<Value = Payslip> {
    let key = (payroll_id(), employee_id(), any::<u32>())
        .prop_map(|(payroll_id, employee_id, revision)| PayslipKey { payroll_id, employee_id, revision });
    let state = (select(&PayslipState::ALL[..]), option::of(select(PayslipReason::ALL)));
    let rest = (option::of(sent()), any::<bool>(), option::of(text()), timestamp(), 1..u64::MAX);
    (key, text(), text(), date(), state, rest).prop_map(
        |(key, object_key, title, pay_date, (state, reason), rest)| Payslip {
            key,
            object_key,
            title,
            pay_date,
            state,
            reason,
            sent: rest.0,
            ask_first: rest.1,
            document_id: rest.2,
            updated_at: rest.3,
            version: rest.4,
        },
    )
}
