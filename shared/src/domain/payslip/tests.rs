mod interleavings;
mod steps;
mod texts;

use super::{entry::Entry, *};
use crate::domain::settings::Settings;

fn now() -> Timestamp {
    "2026-11-27T09:00:00Z".parse().unwrap()
}

fn tenant() -> TenantId {
    TenantId::parse("acme").unwrap()
}

fn key() -> PayslipKey {
    PayslipKey {
        payroll_id: PayrollId::parse("2026-11").unwrap(),
        employee_id: EmployeeId::parse("E1").unwrap(),
        revision: 0,
    }
}

fn entry(employee: &str, object_key: &str, revision: u32) -> Entry {
    Entry { employee_id: EmployeeId::parse(employee).unwrap(), object_key: object_key.into(), revision }
}

fn pending() -> Payslip {
    let entries = vec![entry("E1", "acme/e1.pdf", 0)];
    entry::ledger(&key().payroll_id, "Payslip November", "2026-11-30".parse().unwrap(), entries, now())
        .remove(0)
}

fn settings() -> Settings {
    Settings { payslips_enabled: true, payslip_folder: Some("12".into()), ..Settings::default() }
}

fn target() -> Target {
    Target { personio_id: PersonioId::new("7"), folder_id: "12".into() }
}

fn stored() -> Answer {
    let Target { personio_id, folder_id } = target();
    Answer::Stored { document_id: "d1".into(), personio_id: Some(personio_id), folder_id: Some(folder_id) }
}
