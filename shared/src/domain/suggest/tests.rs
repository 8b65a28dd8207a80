//! Catalogues as customers have them, and what is suggested for each.

use proptest::prelude::*;

use super::*;

/// One line for one attribute: key, label, type, universal id.
fn catalogue(attributes: &[(&str, &str, &str, Option<&str>)]) -> Catalogue {
    let attributes = attributes.iter().map(|(key, label, kind, universal_id)| Attribute {
        key: AttributeKey::from(*key),
        label: (*label).into(),
        kind: AttributeType::from((*kind).to_owned()),
        universal_id: universal_id.map(Into::into),
        options: Vec::new(),
        readable: true,
    });
    Catalogue::from(attributes.collect::<Vec<_>>())
}

/// One line for one suggestion: `field attribute reason`.
fn suggested(catalogue: &Catalogue) -> Vec<String> {
    let line = |s: &Suggestion| {
        let reason = serde_json::to_value(s.reason).unwrap();
        format!("{} {} {}", s.field, s.attribute, reason.as_str().unwrap())
    };
    suggest(catalogue).iter().map(line).collect()
}

fn match_attribute(catalogue: &Catalogue) -> (String, SuggestionReason) {
    let (key, reason) = suggest_match_attribute(catalogue);
    (key.to_string(), reason)
}

#[test]
fn an_english_catalogue() {
    let catalogue = catalogue(&[
        ("id", "ID", "integer", Some("id")),
        ("first_name", "First name", "standard", Some("first_name")),
        ("last_name", "Last name", "standard", Some("last_name")),
        ("preferred_name", "Preferred name", "standard", Some("preferred_name")),
        ("email", "Email", "standard", Some("email")),
        ("gender", "Gender", "list", Some("gender")),
        ("status", "Status", "list", Some("status")),
        ("position", "Position", "standard", Some("position")),
        ("supervisor", "Supervisor", "standard", Some("supervisor")),
        ("employment_type", "Employment type", "list", Some("employment_type")),
        ("weekly_working_hours", "Weekly hours", "standard", Some("weekly_working_hours")),
        ("hire_date", "Hire date", "date", Some("hire_date")),
        ("contract_end_date", "Contract ends", "date", Some("contract_end_date")),
        ("termination_date", "Termination date", "date", Some("termination_date")),
        ("last_working_day", "Last day of work", "date", Some("last_working_day")),
        ("department", "Department", "standard", Some("department")),
        ("office", "Office", "standard", Some("office")),
        ("cost_centers", "Cost center", "standard", Some("cost_centers")),
        ("dynamic_7123992", "Birthday", "date", Some("date_of_birth")),
        ("dynamic_1", "National Insurance Number", "standard", None),
        ("dynamic_2", "NI category letter", "list", None),
        ("dynamic_3", "Tax Code", "standard", None),
        ("dynamic_4", "Student loan plan", "list", None),
        ("dynamic_5", "Postgraduate loan", "list", None),
        ("dynamic_6", "Starter declaration", "list", None),
        ("dynamic_7", "Address", "multiline", None),
        ("dynamic_8", "Address line 2", "standard", None),
        ("dynamic_9", "Address, postcode", "standard", None),
        ("dynamic_10", "City", "standard", None),
        ("dynamic_11", "County", "standard", None),
        ("dynamic_12", "Country", "list", None),
        ("dynamic_13", "Sort code", "standard", None),
        ("dynamic_14", "Account number", "integer", None),
        ("dynamic_15", "Account name", "standard", None),
        ("dynamic_16", "IBAN", "standard", Some("iban")),
        ("dynamic_17", "Title", "list", None),
        ("dynamic_18", "Personal e-mail", "standard", None),
        ("dynamic_19", "Mobile", "standard", None),
        ("dynamic_20", "Passport number", "standard", None),
        ("dynamic_21", "Nationality", "list", None),
        ("dynamic_22", "Middle name", "standard", None),
        ("dynamic_23", "Workplace postcode", "standard", None),
        ("dynamic_24", "Roll number", "standard", None),
        ("dynamic_25", "Payroll ID", "standard", None),
        ("dynamic_26", "Employee ID", "standard", None),
        ("dynamic_27", "Marital status", "list", None),
        ("dynamic_28", "Language skills", "tags", None),
    ]);
    assert_eq!(
        suggested(&catalogue),
        [
            "first_name first_name universal_id",
            "middle_name dynamic_22 label",
            "last_name last_name universal_id",
            "preferred_name preferred_name known_key",
            "title dynamic_17 label",
            "gender gender universal_id",
            "date_of_birth dynamic_7123992 universal_id",
            "national_insurance_number dynamic_1 label",
            "ni_category dynamic_2 label",
            "tax_code dynamic_3 label",
            "starter_declaration dynamic_6 label",
            "student_loan_plan dynamic_4 label",
            "postgraduate_loan dynamic_5 label",
            "start_date hire_date universal_id",
            "termination_date termination_date universal_id",
            "email email universal_id",
            "personal_email dynamic_18 label",
            "phone dynamic_19 label",
            "address_line_1 dynamic_7 label",
            "address_line_2 dynamic_8 label",
            "city dynamic_10 label",
            "county dynamic_11 label",
            "postcode dynamic_9 label",
            "country dynamic_12 label",
            "bank_sort_code dynamic_13 label",
            "bank_account_number dynamic_14 label",
            "bank_account_name dynamic_15 label",
            "building_society_roll_number dynamic_24 label",
            "passport_number dynamic_20 label",
            "nationality dynamic_21 label",
            "job_title position universal_id",
            "department department universal_id",
            "cost_centre cost_centers universal_id",
            "office office universal_id",
            "employment_type employment_type universal_id",
            "weekly_hours weekly_working_hours universal_id",
            "workplace_postcode dynamic_23 label",
        ]
    );
    assert_eq!(match_attribute(&catalogue), ("dynamic_25".to_owned(), SuggestionReason::Label));
}

#[test]
fn a_german_catalogue_without_universal_ids() {
    let catalogue = catalogue(&[
        ("id", "ID", "integer", None),
        ("first_name", "Vorname", "standard", None),
        ("last_name", "Nachname", "standard", None),
        ("email", "E-Mail", "standard", None),
        ("gender", "Geschlecht", "list", None),
        ("position", "Position", "standard", None),
        ("hire_date", "Eintrittsdatum", "date", None),
        ("contract_end_date", "Vertragsende", "date", None),
        ("termination_date", "Austrittsdatum", "date", None),
        ("department", "Abteilung", "standard", None),
        ("office", "Büro", "standard", None),
        ("dynamic_1", "Geburtsdatum", "date", None),
        ("dynamic_2", "Straße und Hausnummer", "standard", None),
        ("dynamic_3", "Adresszusatz", "standard", None),
        ("dynamic_4", "PLZ", "standard", None),
        ("dynamic_5", "Wohnort", "standard", None),
        ("dynamic_6", "Land", "list", None),
        ("dynamic_7", "Steuernummer", "standard", None),
        ("dynamic_8", "Steuer-ID", "standard", None),
        ("dynamic_9", "Sozialversicherungsnummer", "standard", None),
        ("dynamic_10", "IBAN", "standard", None),
        ("dynamic_11", "Kontoinhaber", "standard", None),
        ("dynamic_12", "Staatsangehoerigkeit", "list", None),
        ("dynamic_13", "Personalnummer", "integer", None),
        ("dynamic_14", "Handynummer", "standard", None),
        ("dynamic_15", "Private E-Mail", "standard", None),
        ("dynamic_16", "Anrede", "list", None),
        ("dynamic_17", "Titel", "standard", None),
        ("dynamic_18", "Geburtsort", "standard", None),
        ("dynamic_19", "Wöchentliche Arbeitszeit", "decimal", None),
        ("dynamic_20", "Kostenstelle", "standard", None),
    ]);
    assert_eq!(
        suggested(&catalogue),
        [
            "first_name first_name known_key",
            "last_name last_name known_key",
            "title dynamic_16 label",
            "gender gender known_key",
            "date_of_birth dynamic_1 label",
            "start_date hire_date known_key",
            "termination_date termination_date known_key",
            "email email known_key",
            "personal_email dynamic_15 label",
            "phone dynamic_14 label",
            "address_line_1 dynamic_2 label",
            "address_line_2 dynamic_3 label",
            "city dynamic_5 label",
            "postcode dynamic_4 label",
            "country dynamic_6 label",
            "bank_sort_code dynamic_10 label",
            "bank_account_number dynamic_10 label",
            "bank_account_name dynamic_11 label",
            "nationality dynamic_12 label",
            "job_title position known_key",
            "department department known_key",
            "cost_centre dynamic_20 label",
            "office office known_key",
            "weekly_hours dynamic_19 label",
        ]
    );
    assert_eq!(match_attribute(&catalogue), ("dynamic_13".to_owned(), SuggestionReason::Label));
}

#[test]
fn traps_get_no_suggestion() {
    let catalogue = catalogue(&[
        // Personio knows these and they end nothing, whatever the label.
        ("contract_end_date", "Termination date", "date", Some("contract_end_date")),
        ("last_working_day", "Leaving date", "date", None),
        ("dynamic_1", "Termination date", "date", Some("contract_end_date")),
        // Key and universal id disagree.
        ("termination_date", "End date", "date", Some("contract_end_date")),
        // German numbers that sound British.
        ("dynamic_2", "Steuernummer", "standard", None),
        ("dynamic_3", "Steuer-ID", "standard", None),
        ("dynamic_4", "Tax code", "standard", Some("tax_id")),
        ("dynamic_5", "Sozialversicherungsnummer", "standard", None),
        // Several values, a link, and types that can't hold the field.
        ("dynamic_6", "Country", "tags", None),
        ("dynamic_7", "Phone", "link", None),
        ("dynamic_8", "Title", "date", None),
        ("dynamic_9", "NI number", "integer", None),
        ("first_name", "First name", "tags", Some("first_name")),
        // Two that are equally good, of one label or of two.
        ("dynamic_10", "City", "standard", None),
        ("dynamic_11", "city", "standard", None),
        ("dynamic_12", "NI letter", "list", None),
        ("dynamic_13", "NI category", "list", None),
        // Unclear in the first rank: the second rank doesn't decide.
        ("dynamic_14", "Address line 1", "standard", None),
        ("dynamic_15", "Address 1", "standard", None),
        ("dynamic_16", "Street", "standard", None),
        ("dynamic_17", "Employee ID", "standard", None),
        ("dynamic_18", "Personnel number", "standard", None),
        // Something like it, but another thing.
        ("dynamic_19", "Emergency contact phone", "standard", None),
        ("dynamic_20", "Country of birth", "standard", None),
        ("dynamic_21", "Preferred name", "standard", None),
        ("dynamic_22", "Nickname", "standard", Some("preferred_name")),
        ("dynamic_23", "Account number", "standard", Some("iban")),
        ("dynamic_24", "IBAN", "standard", Some("iban")),
        ("id", "Employee number", "integer", Some("id")),
        // A home postcode is no workplace's.
        ("dynamic_25", "Postcode", "standard", None),
    ]);
    assert_eq!(suggested(&catalogue), ["postcode dynamic_25 label"]);
    assert_eq!(match_attribute(&catalogue), ("id".to_owned(), SuggestionReason::UniversalId));
}

#[test]
fn stronger_reasons_and_better_labels_win() {
    let catalogue = catalogue(&[
        ("email", "Work email", "standard", None),
        ("dynamic_1", "Email", "standard", None),
        ("hire_date", "Start date", "date", None),
        ("dynamic_2", "First day", "date", Some("hire_date")),
        ("position", "Title", "standard", None),
        ("dynamic_3", "Street", "standard", None),
        ("dynamic_4", "Address", "standard", None),
        ("dynamic_5", "Office postcode", "standard", None),
        ("dynamic_6", "Birthday", "date", Some("birth_sign")),
    ]);
    assert_eq!(
        suggested(&catalogue),
        [
            "date_of_birth dynamic_6 label",
            "start_date dynamic_2 universal_id",
            "email email known_key",
            "address_line_1 dynamic_3 label",
            "job_title position known_key",
            "workplace_postcode dynamic_5 label",
        ]
    );
}

#[test]
fn an_iban_serves_both_bank_fields_or_neither() {
    let iban = ("dynamic_1", "Bank details", "standard", Some("IBAN"));
    let sort_code = ("dynamic_2", "Sort code", "standard", None);
    let other_sort_code = ("dynamic_3", "Bank sort code", "standard", None);
    let account = ("dynamic_4", "Account number", "standard", None);
    let labelled = ("dynamic_5", "IBAN", "standard", None);
    let both = ["bank_sort_code dynamic_1 universal_id", "bank_account_number dynamic_1 universal_id"];
    let table = [
        (vec![iban], both.to_vec()),
        (vec![iban, labelled], both.to_vec()),
        (vec![iban, sort_code], vec!["bank_sort_code dynamic_2 label"]),
        (vec![iban, account], vec!["bank_account_number dynamic_4 label"]),
        (
            vec![iban, sort_code, account],
            vec!["bank_sort_code dynamic_2 label", "bank_account_number dynamic_4 label"],
        ),
        (vec![iban, sort_code, other_sort_code], vec![]),
        (vec![labelled, ("dynamic_6", "iban", "standard", None)], vec![]),
        (vec![("dynamic_7", "IBAN", "tags", None)], vec![]),
    ];
    for (attributes, expected) in table {
        assert_eq!(suggested(&catalogue(&attributes)), expected, "{attributes:?}");
    }
}

#[test]
fn people_are_matched_by_their_own_number_or_by_personios_id() {
    let id = ("id", "ID", "integer", Some("id"));
    let table = [
        (vec![], "id", SuggestionReason::KnownKey),
        (vec![("id", "ID", "integer", None)], "id", SuggestionReason::KnownKey),
        (vec![id], "id", SuggestionReason::UniversalId),
        (vec![id, ("dynamic_1", "Employee ID", "standard", None)], "dynamic_1", SuggestionReason::Label),
        (vec![id, ("dynamic_1", "Mitarbeiter-ID", "integer", None)], "dynamic_1", SuggestionReason::Label),
        (
            vec![
                id,
                ("dynamic_1", "Employee ID", "standard", None),
                ("dynamic_2", "Payroll number", "standard", None),
            ],
            "dynamic_2",
            SuggestionReason::Label,
        ),
        (vec![id, ("dynamic_1", "Employee ID", "tags", None)], "id", SuggestionReason::UniversalId),
        (vec![id, ("dynamic_1", "Employee ID", "decimal", None)], "id", SuggestionReason::UniversalId),
        (vec![id, ("employee_number", "Employee ID", "standard", None)], "id", SuggestionReason::UniversalId),
        (
            vec![id, ("dynamic_1", "Employee ID of supervisor", "standard", None)],
            "id",
            SuggestionReason::UniversalId,
        ),
    ];
    for (attributes, key, reason) in table {
        assert_eq!(match_attribute(&catalogue(&attributes)), (key.to_owned(), reason), "{attributes:?}");
    }
}

#[test]
fn reasons_are_plain_words() {
    let words = [SuggestionReason::UniversalId, SuggestionReason::KnownKey, SuggestionReason::Label]
        .map(|r| r.to_string());
    assert_eq!(
        words,
        [
            "Personio marks this attribute with the same meaning",
            "Personio's standard attribute for it",
            "the attribute has a label of that name",
        ]
    );
}

proptest! {
    #[test]
    fn any_catalogue_gets_one_attribute_a_field_and_one_field_an_attribute(
        attributes in proptest::collection::vec(
            (
                "(first_name|email|iban|hire_date|contract_end_date|dynamic_[0-9]{1,2})",
                "(First name|Email|IBAN|Sort code|Account number|Street|Address|Start date|Termination date|Land|Titel)",
                "(standard|date|integer|list|tags|link)",
                proptest::option::of("(first_name|email|iban|hire_date|date_of_birth|unknown)"),
            ),
            0..30,
        )
    ) {
        let lines: Vec<_> = attributes
            .iter()
            .map(|(key, label, kind, id)| (key.as_str(), label.as_str(), kind.as_str(), id.as_deref()))
            .collect();
        let catalogue = catalogue(&lines);
        let suggestions = suggest(&catalogue);
        prop_assert!(suggestions.is_sorted_by(|a, b| a.field < b.field));
        for (at, suggestion) in suggestions.iter().enumerate() {
            let attribute = catalogue.get(&suggestion.attribute).unwrap();
            prop_assert!(attribute.kind.is_mappable());
            prop_assert!(fits(suggestion.field.format(), attribute.kind));
            let twin = suggestions[..at].iter().find(|other| other.attribute == suggestion.attribute);
            let bank = (Field::BankSortCode, Field::BankAccountNumber);
            prop_assert!(twin.is_none_or(|other| (other.field, suggestion.field) == bank));
        }
    }
}
