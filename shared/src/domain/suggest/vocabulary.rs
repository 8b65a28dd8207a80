//! What attributes are called: Personio's own ids, and the labels customers give, in English and German.
//!
//! Left out on purpose, since they look right and are wrong: contract end and last working day for the termination
//! date, Steuernummer, Steuer-ID and tax id for the tax code, Sozialversicherungsnummer for the National Insurance
//! number, Bankleitzahl for the sort code.

use std::{collections::HashMap, sync::LazyLock};

use crate::domain::{
    field::Field::{
        self, AddressLine1, AddressLine2, BankAccountName, BankAccountNumber, BankSortCode,
        BuildingSocietyRollNumber, City, CostCentre, Country, County, DateOfBirth, Department, Email,
        EmploymentType, FirstName, Gender, JobTitle, LastName, MiddleName, NationalInsuranceNumber,
        Nationality, NiCategory, Office, PassportNumber, PersonalEmail, Phone, Postcode, PostgraduateLoan,
        PreferredName, StartDate, StarterDeclaration, StudentLoanPlan, TaxCode, TerminationDate, Title,
        WeeklyHours, WorkplacePostcode,
    },
    formats::fold,
};

/// Personio's ids of attributes that are a Pento field: each is a key in the API and a `universal_id`.
const IDS: [(&str, Field); 15] = [
    ("first_name", FirstName),
    ("last_name", LastName),
    ("preferred_name", PreferredName),
    ("gender", Gender),
    ("date_of_birth", DateOfBirth),
    ("birthday", DateOfBirth),
    ("hire_date", StartDate),
    ("termination_date", TerminationDate),
    ("email", Email),
    ("position", JobTitle),
    ("department", Department),
    ("cost_centers", CostCentre),
    ("office", Office),
    ("employment_type", EmploymentType),
    ("weekly_working_hours", WeeklyHours),
];

/// Personio's ids of attributes that are no Pento field, whatever a customer's label says.
const OTHER_IDS: [&str; 25] = [
    "absence_entitlement",
    "contract_end_date",
    "created_at",
    "fix_salary",
    "fix_salary_interval",
    "holiday_calendar",
    "hourly_salary",
    "iban",
    "id",
    "last_modified_at",
    "last_working_day",
    "probation_period_end",
    "probation_period_length",
    "profile_picture",
    "social_security_number",
    "status",
    "subcompany",
    "supervisor",
    "tax_id",
    "tax_number",
    "team",
    "termination_reason",
    "termination_type",
    "vacation_day_balance",
    "work_schedule",
];

/// Labels in ranks: those of the first rank say exactly what the field is, those of later ranks are taken where no
/// attribute has a better one.
#[rustfmt::skip]
const LABELS: [(Field, &[&[&str]]); 36] = [
    (FirstName, &[&["First name", "Forename", "Given name", "Vorname"]]),
    (MiddleName, &[&["Middle name", "Middle names", "Second forename", "Zweiter Vorname"]]),
    (LastName, &[&["Last name", "Surname", "Family name", "Nachname", "Familienname"]]),
    (Title, &[&["Title", "Salutation", "Anrede"], &["Titel"]]),
    (Gender, &[&["Gender", "Legal gender", "Sex", "Legal sex", "Geschlecht"]]),
    (DateOfBirth, &[&["Date of birth", "Birth date", "Birthday", "DOB", "Geburtsdatum", "Geburtstag"]]),
    (NationalInsuranceNumber, &[&[
        "National Insurance number", "National Insurance no", "NI number", "NINO", "National Insurance number (NINO)",
    ]]),
    (NiCategory, &[&[
        "NI category", "NI category letter", "NI letter", "NI table", "NI table letter", "National Insurance category",
        "National Insurance category letter", "National Insurance letter", "National Insurance table letter",
    ]]),
    (TaxCode, &[&["Tax code", "PAYE tax code", "HMRC tax code", "PAYE code"]]),
    (StarterDeclaration, &[
        &["Starter declaration", "New starter declaration", "Starter statement", "Starter checklist statement", "Employee statement"],
        &["Starter checklist"],
    ]),
    (StudentLoanPlan, &[
        &["Student loan plan", "Student loan plan type", "Student loan type"],
        &["Student loan"],
    ]),
    (PostgraduateLoan, &[&["Postgraduate loan", "Postgrad loan", "Postgraduate student loan", "PGL"]]),
    (StartDate, &[
        &["Hire date", "Start date", "Date of hire", "Date of joining", "Joining date", "Eintrittsdatum", "Einstellungsdatum"],
        &["Employment start date", "Startdatum"],
    ]),
    (TerminationDate, &[&["Termination date", "Leaving date", "Date of leaving", "Austrittsdatum"]]),
    (Email, &[&["Email", "Email address", "E-Mail-Adresse"], &["Work email", "Work email address"]]),
    (PersonalEmail, &[&[
        "Personal email", "Personal email address", "Private email", "Private email address", "Home email",
        "Private E-Mail-Adresse", "Persönliche E-Mail", "Persönliche E-Mail-Adresse",
    ]]),
    (Phone, &[
        &["Phone", "Phone number", "Telephone", "Telephone number", "Telefon", "Telefonnummer"],
        &["Mobile", "Mobile phone", "Mobile number", "Mobile phone number", "Personal phone", "Personal mobile", "Handy", "Handynummer", "Mobiltelefon", "Mobilnummer"],
    ]),
    (AddressLine1, &[
        &["Address line 1", "Address 1", "Home address line 1", "Adresszeile 1"],
        &["Street", "Street address", "Street and number", "Street and house number", "Address, street", "Straße", "Straße und Hausnummer", "Straße, Hausnummer", "Straße & Hausnummer", "Straße, Nr."],
        &["Address", "Home address", "Adresse", "Anschrift"],
    ]),
    (AddressLine2, &[&["Address line 2", "Address 2", "Home address line 2", "Adresszeile 2"], &["Adresszusatz"]]),
    (City, &[
        &["City", "Town", "City/Town", "Town/City", "Town or city", "Address, city", "Address, town", "Stadt", "Wohnort", "Stadt/Ort"],
        &["Ort"],
    ]),
    (County, &[&["County", "Address, county", "Grafschaft"]]),
    (Postcode, &[&[
        "Postcode", "Postal code", "ZIP", "ZIP code", "Address, postcode", "Address, postal code", "Address, ZIP code",
        "Home postcode", "PLZ", "Postleitzahl", "Adresse, PLZ", "Adresse, Postleitzahl",
    ]]),
    (Country, &[&["Country", "Country of residence", "Home country", "Address, country", "Land", "Wohnsitzland", "Adresse, Land"]]),
    (BankSortCode, &[&["Sort code", "Bank sort code", "Bank account sort code"]]),
    (BankAccountNumber, &[
        &["Account number", "Account no", "Bank account number", "Bank account no"],
        &["Kontonummer"],
    ]),
    (BankAccountName, &[
        &["Account name", "Bank account name", "Name on account", "Name on bank account", "Bank account holder name"],
        &["Account holder", "Account holder name", "Bank account holder", "Kontoinhaber", "Kontoinhaber/in"],
    ]),
    (BuildingSocietyRollNumber, &[&[
        "Building society roll number", "Roll number", "Building society number", "Building society reference",
    ]]),
    (PassportNumber, &[&["Passport number", "Passport no", "Reisepassnummer", "Passnummer"]]),
    (Nationality, &[&["Nationality", "Staatsangehörigkeit", "Nationalität"], &["Citizenship", "Staatsbürgerschaft"]]),
    (JobTitle, &[&["Job title", "Position", "Stellenbezeichnung", "Jobtitel"]]),
    (Department, &[&["Department", "Abteilung"]]),
    (CostCentre, &[&["Cost centre", "Cost center", "Kostenstelle"]]),
    (Office, &[&["Office", "Office location", "Büro"], &["Standort"]]),
    (EmploymentType, &[&["Employment type", "Beschäftigungsart"]]),
    (WeeklyHours, &[&[
        "Weekly hours", "Weekly working hours", "Hours per week", "Working hours per week", "Contracted weekly hours",
        "Wochenstunden", "Wochenarbeitszeit", "Wöchentliche Arbeitszeit",
    ]]),
    (WorkplacePostcode, &[&[
        "Workplace postcode", "Work postcode", "Work location postcode", "Office postcode", "Postcode of workplace",
        "PLZ Arbeitsort", "PLZ Arbeitsplatz",
    ]]),
];

/// Labels of a customer's own Employee ID, in ranks.
const EMPLOYEE_ID_LABELS: [&[&str]; 2] = [
    &["Pento ID", "Pento employee ID", "Payroll ID", "Payroll number", "Payroll no", "Payroll employee ID"],
    &[
        "Employee ID",
        "Employee number",
        "Employee no",
        "Personnel number",
        "Personnel no",
        "Personnel ID",
        "Staff ID",
        "Staff number",
        "Works number",
        "Personalnummer",
        "Personal-Nr.",
        "Mitarbeiternummer",
        "Mitarbeiter-ID",
    ],
];

/// How many ranks of labels there are.
pub(super) const RANKS: usize = 3;

/// What one of Personio's ids says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The attribute is this field.
    Field(Field),
    /// The attribute is known, and is no field.
    Other,
}

/// What a key or a universal id means; `None` for one that isn't known, such as `dynamic_9`.
pub(super) fn meaning(id: &str) -> Option<Meaning> {
    let field =
        IDS.iter().find(|(known, _)| id.eq_ignore_ascii_case(known)).map(|(_, field)| Meaning::Field(*field));
    field.or_else(|| OTHER_IDS.iter().any(|known| id.eq_ignore_ascii_case(known)).then_some(Meaning::Other))
}

/// The field that a label names, and the rank of that label.
pub(super) fn labelled(label: &str) -> Option<(Field, usize)> {
    static WORDS: LazyLock<HashMap<String, (Field, usize)>> = LazyLock::new(|| {
        let mut words = HashMap::new();
        for (field, ranks) in LABELS {
            for (rank, labels) in ranks.iter().enumerate() {
                words.extend(labels.iter().flat_map(spellings).map(|word| (word, (field, rank))));
            }
        }
        words
    });
    look_up(label, |word| WORDS.get(word).copied())
}

/// The rank of a label that names the customer's own Employee ID.
pub(super) fn labelled_employee_id(label: &str) -> Option<usize> {
    static WORDS: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
        let mut words = HashMap::new();
        for (rank, labels) in EMPLOYEE_ID_LABELS.iter().enumerate() {
            words.extend(labels.iter().flat_map(spellings).map(|word| (word, rank)));
        }
        words
    });
    look_up(label, |word| WORDS.get(word).copied())
}

/// Whether a label names an IBAN.
pub(super) fn is_labelled_iban(label: &str) -> bool {
    look_up(label, |word| matches!(word, "iban" | "ibannumber" | "bankiban").then_some(())).is_some()
}

/// A label as [`look_up`] may meet it: with and without umlauts.
fn spellings(label: &&str) -> [String; 2] {
    [fold::compact(label), fold::compact_german(label)]
}

/// Looks a label up as it is, and without "UK" in front or behind: companies in several countries write it there.
fn look_up<T>(label: &str, find: impl Fn(&str) -> Option<T>) -> Option<T> {
    let word = fold::compact(label);
    let without_uk = || word.strip_prefix("uk").or_else(|| word.strip_suffix("uk"));
    find(&word).or_else(|| find(without_uk()?))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    #[test]
    fn every_field_but_the_preferred_name_has_labels() {
        let named: BTreeSet<Field> = LABELS.iter().map(|(field, _)| *field).collect();
        let without: Vec<_> = Field::ALL.iter().filter(|field| !named.contains(field)).collect();
        assert_eq!(without, [&Field::PreferredName]);
        assert!(LABELS.iter().all(|(_, ranks)| ranks.len() <= RANKS));
        assert!(LABELS.is_sorted_by_key(|(field, _)| *field));
    }

    #[test]
    fn no_label_names_two_things() {
        let mut owners = BTreeMap::new();
        for (field, ranks) in LABELS {
            for label in ranks.iter().copied().flatten() {
                let owner = owners.entry(fold::compact(label)).or_insert((field, *label));
                assert_eq!(*owner, (field, *label));
                assert_eq!(labelled_employee_id(label), None, "{label}");
                assert!(!is_labelled_iban(label), "{label}");
            }
        }
    }

    #[test]
    fn labels_are_recognised_in_any_spelling() {
        let table = [
            ("NI Number", Some((Field::NationalInsuranceNumber, 0))),
            ("N.I. number", Some((Field::NationalInsuranceNumber, 0))),
            ("UK NI number", Some((Field::NationalInsuranceNumber, 0))),
            ("Tax code (UK)", Some((Field::TaxCode, 0))),
            ("STRASSE", Some((Field::AddressLine1, 1))),
            ("Straße", Some((Field::AddressLine1, 1))),
            ("Buero", Some((Field::Office, 0))),
            ("Büro", Some((Field::Office, 0))),
            ("E-Mail", Some((Field::Email, 0))),
            ("Address, postcode", Some((Field::Postcode, 0))),
            ("Post code", Some((Field::Postcode, 0))),
            ("County", Some((Field::County, 0))),
            ("Country", Some((Field::Country, 0))),
            ("Country of birth", None),
            ("Geburtsort", None),
            ("Geburtsname", None),
            ("Emergency contact phone", None),
            ("Steuernummer", None),
            ("Steuer-ID", None),
            ("Steuerklasse", None),
            ("Tax ID", None),
            ("Sozialversicherungsnummer", None),
            ("Social security number", None),
            ("Bankleitzahl", None),
            ("Contract end date", None),
            ("Last working day", None),
            ("Vertragsende", None),
            ("Preferred name", None),
            ("UK", None),
            ("", None),
        ];
        for (label, expected) in table {
            assert_eq!(labelled(label), expected, "{label:?}");
        }
    }
}
