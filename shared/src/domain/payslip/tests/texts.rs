//! Titles, files, object keys, and what an event and a manifest say.

use serde_json::{Value, json};

use super::{
    super::{entry::*, manifest::*},
    *,
};
use crate::domain::input::InputErrorCode as Code;

#[test]
fn a_title_is_cut_with_an_ellipsis_and_a_correction_keeps_its_number() {
    assert_eq!(title(" Payslip November ", 0), "Payslip November");
    assert_eq!(title("Payslip", 2), "Payslip (correction 2)");
    assert_eq!(title(&"ä".repeat(255), 0), "ä".repeat(255));
    let cut = title(&"ä".repeat(256), 0);
    assert_eq!((cut.chars().count(), cut.ends_with("ä…")), (255, true));
    let cut = title(&"x ".repeat(200), 10);
    assert_eq!(cut.chars().count(), 254, "no blank stands before the ellipsis");
    assert!(cut.ends_with("x… (correction 10)"));
}

#[test]
fn a_file_is_a_pdf_of_at_most_30_mb() {
    let limit = 30 * 1024 * 1024;
    assert_eq!(MOST_OF_A_FILE, limit);
    for (size, head, expected) in [
        (10, &b"%PDF-1.7\n"[..], Ok(())),
        (limit, b"%PDF-1.4", Ok(())),
        (10, b"\xef\xbb\xbf%PDF-1.4", Ok(())),
        (limit + 1, b"%PDF-1.4", Err(PayslipReason::TooLarge)),
        (10, b"PK\x03\x04", Err(PayslipReason::NotAPdf)),
        (0, b"", Err(PayslipReason::NotAPdf)),
        (10, b"%PDF", Err(PayslipReason::NotAPdf)),
    ] {
        assert_eq!(check_file(size, head), expected, "{size}");
    }
    let mut late = vec![b' '; FILE_HEAD];
    late.extend_from_slice(b"%PDF-1.4");
    assert_eq!(check_file(2000, &late), Err(PayslipReason::NotAPdf), "the mark stands too far behind");
    assert_eq!(file_name("2026-11-30".parse().unwrap()), "payslip-2026-11-30.pdf");
}

#[test]
fn only_the_tenants_own_part_of_the_bucket_is_opened() {
    for (key, expected) in [
        ("acme/2026-11/e1.pdf", true),
        ("acme/a", true),
        ("acme2/a", false),
        ("other/acme/a", false),
        ("acme", false),
        ("acme/", false),
        ("/acme/a", false),
        ("acme/../other/a", false),
        ("acme//a", false),
        ("acme/./a", false),
        ("ACME/a", false),
    ] {
        assert_eq!(owns(&tenant(), key), expected, "{key}");
    }
}

#[test]
fn a_ledger_id_is_the_same_for_the_same_payslip_and_says_nothing() {
    let id = key().ledger_id(&tenant());
    assert_eq!(id, key().ledger_id(&tenant()));
    assert_eq!(id.len(), "pento-".len() + 22);
    assert!(!id.contains("E1") && !id.contains("acme"));
    let corrected = PayslipKey { revision: 1, ..key() };
    let others = [corrected.ledger_id(&tenant()), key().ledger_id(&TenantId::parse("acm").unwrap())];
    assert!(!others.contains(&id) && others[0] != others[1]);
}

#[test]
fn a_ledger_has_one_item_for_each_payslip() {
    let entries = vec![
        entry("E2", "acme/2.pdf", 0),
        entry("E1", "acme/1.pdf", 0),
        entry("E1", "acme/1.pdf", 0),
        entry("E1", "acme/1b.pdf", 1),
        entry("E3", "acme/3.pdf", 0),
        entry("E3", "acme/3-other.pdf", 0),
    ];
    let items = ledger(&key().payroll_id, "Payslip", "2026-11-30".parse().unwrap(), entries, now());
    let seen: Vec<_> = items
        .iter()
        .map(|item| (item.key.employee_id.as_str(), item.key.revision, item.title.as_str(), item.state))
        .collect();
    assert_eq!(
        seen,
        [
            ("E1", 0, "Payslip", PayslipState::Pending),
            ("E1", 1, "Payslip (correction 1)", PayslipState::Pending),
            ("E2", 0, "Payslip", PayslipState::Pending),
            ("E3", 0, "Payslip", PayslipState::Failed),
        ]
    );
    assert_eq!(items[3].reason, Some(PayslipReason::EntriesContradict));
}

fn event() -> Value {
    json!({
        "tenant_id": "acme", "payroll_id": "2026-11", "pay_date": "2026-11-30", "title": "Payslip November",
        "payslips": [{"employee_id": "E1", "object_key": "acme/1.pdf"}, {"employee_id": " E2 ", "object_key": "acme/2.pdf", "revision": 3}],
    })
}

#[test]
fn an_event_is_read_whole() {
    let finalised = read_event(&event()).unwrap();
    assert_eq!(finalised.tenant_id, tenant());
    assert_eq!(
        finalised.payslips,
        Source::Inline(vec![entry("E1", "acme/1.pdf", 0), entry("E2", "acme/2.pdf", 3)])
    );
    let mut by_manifest = event();
    by_manifest.as_object_mut().unwrap().remove("payslips");
    by_manifest["manifest_key"] = json!("acme/manifest.json");
    assert_eq!(read_event(&by_manifest).unwrap().payslips, Source::Manifest("acme/manifest.json".into()));
}

#[test]
fn everything_wrong_with_an_event_is_told() {
    let check = |event: &Value, expected: &[(&str, Code)]| {
        let errors = read_event(event).unwrap_err();
        let found: Vec<_> = errors.iter().map(|error| (error.pointer.as_str(), error.code)).collect();
        assert_eq!(found, expected, "{event}");
    };
    for other in [json!(null), json!([]), json!("x")] {
        check(&other, &[("", Code::WrongType)]);
    }
    let mut bad = event();
    bad["tenant_id"] = json!("a/b");
    bad["payroll_id"] = json!(7);
    bad["pay_date"] = json!("30.11.26");
    bad["title"] = json!(" ");
    bad["payslips"] = json!([{"employee_id": "Ä", "object_key": "", "revision": -1}, 7, {}]);
    check(
        &bad,
        &[
            ("/tenant_id", Code::UnknownValue),
            ("/payroll_id", Code::WrongType),
            ("/pay_date", Code::UnknownValue),
            ("/title", Code::TextInvalid),
            ("/payslips/0/employee_id", Code::UnknownValue),
            ("/payslips/0/object_key", Code::TextInvalid),
            ("/payslips/0/revision", Code::UnknownValue),
            ("/payslips/1", Code::WrongType),
            ("/payslips/2/employee_id", Code::Required),
            ("/payslips/2/object_key", Code::Required),
        ],
    );
    let mut both = event();
    both["manifest_key"] = json!("acme/m.json");
    check(&both, &[("/payslips", Code::Required)]);
}

#[test]
fn a_manifest_is_read_entry_by_entry() {
    let text = r#"[{"employee_id": "E1", "object_key": "acme/1.pdf"},
                   {"revision": 2, "object_key": "acme/2.pdf", "employee_id": "E2"}]"#;
    let expected = [entry("E1", "acme/1.pdf", 0), entry("E2", "acme/2.pdf", 2)];
    assert_eq!(read_manifest(text.as_bytes()).unwrap(), expected);
    assert_eq!(read_manifest(&b"[]"[..]).unwrap(), []);
}

#[test]
fn everything_wrong_with_a_manifest_is_told() {
    for other in ["{\"a\": [1]}", "null", "true", "7", "-7", "0.5", "\"x\""] {
        let Err(ManifestError::Malformed(errors)) = read_manifest(other.as_bytes()) else {
            panic!("{other}");
        };
        assert_eq!((errors[0].pointer.as_str(), errors[0].code), ("", Code::WrongType), "{other}");
    }
    let Err(ManifestError::Malformed(errors)) =
        read_manifest(&br#"[{}, {"employee_id": "E1", "object_key": "a"}, 7]"#[..])
    else {
        panic!("taken");
    };
    let found: Vec<_> = errors.iter().map(|error| (error.pointer.as_str(), error.code)).collect();
    let required = Code::Required;
    assert_eq!(found, [("/0/employee_id", required), ("/0/object_key", required), ("/2", Code::WrongType)]);
}

/// A source that breaks off.
struct Broken;

impl std::io::Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::ConnectionReset.into())
    }
}

#[test]
fn a_manifest_that_is_no_json_or_breaks_off_is_told_from_one_that_is_wrong() {
    for text in ["", "[", "[{]", "[] []", "<html>", "[{\"employee_id\": \"E1\"}", "[1e999]"] {
        assert!(matches!(read_manifest(text.as_bytes()), Err(ManifestError::NoJson)), "{text}");
    }
    let source = std::io::Read::chain(&b"[{\"employee_id\": "[..], Broken);
    assert!(matches!(read_manifest(source), Err(ManifestError::Source)));
}
