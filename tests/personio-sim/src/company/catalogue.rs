//! The attributes of a UK tenant: Personio's standard ones, and custom ones as an administrator makes them.

use std::sync::Arc;

use super::places;

/// One entry of the attribute catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributeDefinition {
    /// `first_name`, or `dynamic_…` for a custom attribute.
    pub key: Arc<str>,
    /// What Personio shows.
    pub label: String,
    /// Personio's type: `standard date integer decimal list link tags multiline`, or anything for a test.
    pub kind: String,
    /// Personio's meaning of the attribute, where it has one.
    pub universal_id: Option<String>,
    /// The options of a list or of tags.
    pub options: Vec<String>,
    /// What the generator fills it with: the key of the Pento field it is meant for, or a name of its own. The same
    /// for every seed, whereas the numbers of custom keys differ, as between tenants. Never sent. Empty for an
    /// attribute that was added later.
    pub meaning: &'static str,
}

/// Standard attributes: key, label, type, meaning. The universal id is the key.
const STANDARD: &[(&str, &str, &str, &str)] = &[
    ("id", "ID", "integer", "id"),
    ("first_name", "First name", "standard", "first_name"),
    ("last_name", "Last name", "standard", "last_name"),
    ("preferred_name", "Name (preferred)", "standard", "preferred_name"),
    ("email", "Email", "standard", "email"),
    ("gender", "Gender", "standard", "gender"),
    ("status", "Status", "standard", "status"),
    ("position", "Position", "standard", "job_title"),
    ("supervisor", "Supervisor", "standard", "supervisor"),
    ("employment_type", "Employment type", "standard", "employment_type"),
    ("weekly_working_hours", "Weekly hours", "standard", "weekly_hours"),
    ("hire_date", "Hire date", "date", "start_date"),
    ("contract_end_date", "Contract ends", "date", "contract_end_date"),
    ("termination_date", "Termination date", "date", "termination_date"),
    ("termination_type", "Termination type", "standard", "termination_type"),
    ("termination_reason", "Termination reason", "standard", "termination_reason"),
    ("probation_period_end", "Probation period end", "date", "probation_period_end"),
    ("created_at", "created_at", "date", "created_at"),
    ("last_modified_at", "Last modified", "date", "last_modified_at"),
    ("subcompany", "Subcompany", "standard", "subcompany"),
    ("office", "Office", "standard", "office"),
    ("department", "Department", "standard", "department"),
    ("cost_centers", "Cost center", "standard", "cost_centre"),
    ("holiday_calendar", "Public holidays", "standard", "holiday_calendar"),
    ("absence_entitlement", "Absence entitlement", "standard", "absence_entitlement"),
    ("work_schedule", "Work schedule", "standard", "work_schedule"),
    ("fix_salary", "Fix salary", "decimal", "fix_salary"),
    ("fix_salary_interval", "Salary interval", "standard", "fix_salary_interval"),
    ("hourly_salary", "Hourly salary", "decimal", "hourly_salary"),
    ("last_working_day", "Last day of work", "date", "last_working_day"),
    ("profile_picture", "Profile Picture", "standard", "profile_picture"),
    ("team", "Team", "standard", "team"),
];

/// Label, type, universal id, meaning, options.
type Custom = (&'static str, &'static str, Option<&'static str>, &'static str, &'static [&'static str]);

/// Custom attributes.
const CUSTOM: &[Custom] = &[
    ("Employee ID", "standard", None, "employee_id", &[]),
    ("Title", "list", None, "title", &["Mr", "Mrs", "Miss", "Ms", "Dr"]),
    ("Middle name", "standard", None, "middle_name", &[]),
    ("Date of birth", "date", Some("date_of_birth"), "date_of_birth", &[]),
    ("National Insurance number", "standard", None, "national_insurance_number", &[]),
    ("NI category", "standard", None, "ni_category", &[]),
    ("Tax code", "standard", None, "tax_code", &[]),
    ("Starter declaration", "list", None, "starter_declaration", &["A", "B", "C", "D"]),
    (
        "Student loan plan",
        "list",
        None,
        "student_loan_plan",
        &["None", "Plan 1", "Plan 2", "Plan 4", "Plan 5", "Yes"],
    ),
    ("Postgraduate loan", "list", None, "postgraduate_loan", &["Yes", "No"]),
    ("Address line 1", "standard", None, "address_line_1", &[]),
    ("Address line 2", "standard", None, "address_line_2", &[]),
    ("City", "standard", None, "city", &[]),
    ("County", "standard", None, "county", &[]),
    ("Postcode", "standard", None, "postcode", &[]),
    ("Country", "list", None, "country", places::COUNTRIES),
    ("Sort code", "standard", None, "bank_sort_code", &[]),
    ("Account number", "standard", None, "bank_account_number", &[]),
    ("Account name", "standard", None, "bank_account_name", &[]),
    ("Roll number", "standard", None, "building_society_roll_number", &[]),
    ("Passport number", "standard", None, "passport_number", &[]),
    ("Nationality", "standard", None, "nationality", &[]),
    ("Personal email", "standard", None, "personal_email", &[]),
    ("Phone", "standard", None, "phone", &[]),
    ("Workplace postcode", "standard", None, "workplace_postcode", &[]),
    ("Include in UK payroll", "list", None, "include_in_uk_payroll", &["Yes", "No"]),
    ("Languages", "tags", None, "languages", &["English", "Welsh", "German", "French", "Polish", "Urdu"]),
    // What nobody maps: noise of a real account, some of it near enough to tempt a guess.
    ("Abteilungsleiter", "list", None, "head_of_department", &["Ja", "Nein"]),
    ("Steuer-ID", "standard", None, "german_tax_id", &[]),
    ("Geburtsort", "standard", None, "place_of_birth", &[]),
    ("IBAN", "standard", Some("iban"), "iban", &[]),
    ("BIC", "standard", None, "bic", &[]),
    ("T-shirt size", "list", None, "t_shirt_size", &["S", "M", "L", "XL"]),
    ("Certificates", "tags", None, "certificates", &["First aid", "Fire warden", "Forklift"]),
    ("Laptop serial number", "standard", None, "laptop", &[]),
    ("LinkedIn", "link", None, "linked_in", &[]),
    ("Notes", "multiline", None, "notes", &[]),
    ("Locker", "integer", None, "locker", &[]),
    ("Parking allowance", "decimal", None, "parking", &[]),
    ("Right to work checked on", "date", None, "right_to_work", &[]),
    ("Emergency contact", "standard", None, "emergency_contact", &[]),
    ("Emergency phone", "standard", None, "emergency_phone", &[]),
    ("Dietary needs", "tags", None, "diet", &["Vegetarian", "Vegan", "No nuts, please"]),
];

/// The number in the first custom key of seed 0.
const FIRST: u64 = 7_123_900;
/// From one custom key to the next.
const STEP: usize = 2;

fn custom_key(number: u64) -> Arc<str> {
    format!("dynamic_{number}").into()
}

/// The key of one more custom attribute.
pub(super) fn next_key(definitions: &[AttributeDefinition]) -> Arc<str> {
    let number = |one: &AttributeDefinition| one.key.strip_prefix("dynamic_")?.parse::<u64>().ok();
    let highest = definitions.iter().filter_map(number).max();
    custom_key(highest.map_or(FIRST, |highest| highest.saturating_add(STEP as u64)))
}

/// The catalogue. The numbers of custom keys depend on the seed, as they differ between tenants.
pub(super) fn definitions(seed: u64) -> Vec<AttributeDefinition> {
    let standard = STANDARD.iter().map(|&(key, label, kind, meaning)| AttributeDefinition {
        key: key.into(),
        label: label.to_owned(),
        kind: kind.to_owned(),
        universal_id: Some(key.to_owned()),
        options: Vec::new(),
        meaning,
    });
    let first = FIRST + seed % 1_000 * 100;
    let custom = (first..).step_by(STEP).zip(CUSTOM).map(
        |(number, &(label, kind, universal_id, meaning, options))| AttributeDefinition {
            key: custom_key(number),
            label: label.to_owned(),
            kind: kind.to_owned(),
            universal_id: universal_id.map(str::to_owned),
            options: options.iter().map(|&option| option.to_owned()).collect(),
            meaning,
        },
    );
    standard.chain(custom).collect()
}
