//! What a finalised payroll says: the event's detail, and the entries of its list or manifest.

use std::collections::{BTreeMap, btree_map::Entry as Place};

use jiff::{Timestamp, civil::Date};
use serde_json::{Map, Value};

use super::{PayrollId, Payslip, PayslipKey, PayslipReason, PayslipState, title};
use crate::domain::{
    ids::{EmployeeId, TenantId},
    input::{InputError, InputErrorCode, Reader},
};

/// A payroll that was finalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finalised {
    /// Whose.
    pub tenant_id: TenantId,
    /// Which.
    pub payroll_id: PayrollId,
    /// When people are paid.
    pub pay_date: Date,
    /// The documents' title.
    pub title: String,
    /// Its payslips.
    pub payslips: Source,
}

/// Where the payslips are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// In the event itself.
    Inline(Vec<Entry>),
    /// In a file of the bucket: a JSON array of the same entries.
    Manifest(String),
}

/// One payslip of a payroll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose.
    pub employee_id: EmployeeId,
    /// Where its file lies.
    pub object_key: String,
    /// 0, and more for a correction.
    pub revision: u32,
}

/// Longest object key of S3, in bytes.
const MOST_OF_AN_OBJECT_KEY: usize = 1024;
/// Longest title taken, in characters: what Personio does not take is cut later.
const MOST_OF_A_PAYROLLS_TITLE: usize = 1_000;

/// Reads the detail of `PayrollFinalised`.
///
/// # Errors
/// Everything that is wrong with it; nothing of such an event is done.
pub fn read_event(detail: &Value) -> Result<Finalised, Vec<InputError>> {
    let mut reader = Reader::default();
    let Some(root) = reader.object(detail, "") else {
        return Err(reader.finish(()).err().unwrap_or_default());
    };
    let tenant_id = text(&mut reader, root, "", "tenant_id", TenantId::MAX_LENGTH);
    let tenant_id = tenant_id.and_then(|text| known(&mut reader, "/tenant_id", TenantId::parse(text).ok()));
    let payroll_id = text(&mut reader, root, "", "payroll_id", TenantId::MAX_LENGTH);
    let payroll_id = payroll_id.and_then(|text| known(&mut reader, "/payroll_id", PayrollId::parse(text)));
    let pay_date = text(&mut reader, root, "", "pay_date", 10);
    let pay_date = pay_date.and_then(|text| known(&mut reader, "/pay_date", text.parse::<Date>().ok()));
    let title = text(&mut reader, root, "", "title", MOST_OF_A_PAYROLLS_TITLE).map(ToOwned::to_owned);
    let payslips = match (root.get("payslips"), root.get("manifest_key")) {
        (Some(list), None) => entries(&mut reader, list, "/payslips").map(Source::Inline),
        (None, Some(_)) => text(&mut reader, root, "", "manifest_key", MOST_OF_AN_OBJECT_KEY)
            .map(|key| Source::Manifest(key.to_owned())),
        _ => {
            let detail = "Give either \"payslips\" or \"manifest_key\".";
            reader.error("/payslips".into(), InputErrorCode::Required, detail);
            None
        }
    };
    match (tenant_id, payroll_id, pay_date, title, payslips) {
        (Some(tenant_id), Some(payroll_id), Some(pay_date), Some(title), Some(payslips)) => {
            reader.finish(Finalised { tenant_id, payroll_id, pay_date, title, payslips })
        }
        _ => Err(reader.finish(()).err().unwrap_or_default()),
    }
}

fn entries(reader: &mut Reader, list: &Value, pointer: &str) -> Option<Vec<Entry>> {
    let Some(list) = list.as_array() else {
        reader.wrong_type(pointer, "a list of payslips");
        return None;
    };
    let entry = |(at, entry)| read_entry(reader, entry, &format!("{pointer}/{at}"));
    Some(list.iter().enumerate().filter_map(entry).collect())
}

pub(super) fn read_entry(reader: &mut Reader, entry: &Value, pointer: &str) -> Option<Entry> {
    let entry = reader.object(entry, pointer)?;
    let employee_id = text(reader, entry, pointer, "employee_id", 200);
    let employee_id = employee_id
        .and_then(|text| known(reader, &format!("{pointer}/employee_id"), EmployeeId::parse(text).ok()));
    let object_key = text(reader, entry, pointer, "object_key", MOST_OF_AN_OBJECT_KEY).map(ToOwned::to_owned);
    let revision = match entry.get("revision") {
        None | Some(Value::Null) => Some(0),
        Some(value) => {
            let revision = value.as_u64().and_then(|number| u32::try_from(number).ok());
            known(reader, &format!("{pointer}/revision"), revision)
        }
    };
    Some(Entry { employee_id: employee_id?, object_key: object_key?, revision: revision? })
}

/// A required text that is not blank.
fn text<'v>(
    reader: &mut Reader,
    block: &'v Map<String, Value>,
    pointer: &str,
    key: &str,
    most: usize,
) -> Option<&'v str> {
    let value = reader.child(block, pointer, key)?;
    let pointer = format!("{pointer}/{key}");
    let Some(text) = value.as_str() else {
        reader.wrong_type(&pointer, "a text");
        return None;
    };
    if text.trim().is_empty() || text.len() > most || text.chars().any(char::is_control) {
        let detail = format!("This must be 1 to {most} characters without control characters.");
        reader.error(pointer, InputErrorCode::TextInvalid, detail);
        return None;
    }
    Some(text)
}

fn known<T>(reader: &mut Reader, pointer: &str, value: Option<T>) -> Option<T> {
    if value.is_none() {
        reader.error(pointer.into(), InputErrorCode::UnknownValue, "This has not the form it should have.");
    }
    value
}

/// Whether an object key lies in the tenant's own part of the bucket. `..` means nothing to S3, but a key that has it
/// was made by somebody who thinks otherwise.
#[must_use]
pub fn owns(tenant: &TenantId, object_key: &str) -> bool {
    object_key.strip_prefix(tenant.as_str()).and_then(|rest| rest.strip_prefix('/')).is_some_and(|rest| {
        !rest.is_empty() && !rest.split('/').any(|part| part.is_empty() || part == "." || part == "..")
    })
}

/// The ledger items of a payroll, one for each payslip. Two entries that name one payslip with different files are one
/// item that fails: which file is right is not for us to guess.
#[must_use]
pub fn ledger(
    payroll_id: &PayrollId,
    payroll_title: &str,
    pay_date: Date,
    entries: Vec<Entry>,
    now: Timestamp,
) -> Vec<Payslip> {
    let mut items: BTreeMap<PayslipKey, Payslip> = BTreeMap::new();
    for Entry { employee_id, object_key, revision } in entries {
        let key = PayslipKey { payroll_id: payroll_id.clone(), employee_id, revision };
        match items.entry(key) {
            Place::Occupied(mut same) => {
                if same.get().object_key != object_key {
                    let item = same.get_mut();
                    item.state = PayslipState::Failed;
                    item.reason = Some(PayslipReason::EntriesContradict);
                }
            }
            Place::Vacant(vacant) => {
                let key = vacant.key().clone();
                vacant.insert(Payslip {
                    title: title(payroll_title, revision),
                    key,
                    object_key,
                    pay_date,
                    state: PayslipState::Pending,
                    reason: None,
                    sent: None,
                    ask_first: false,
                    document_id: None,
                    updated_at: now,
                    version: 1,
                });
            }
        }
    }
    items.into_values().collect()
}
