//! A plan read aloud, and no value of a person in anything that is printed.

use super::{employee_id, world::*};
use crate::domain::{
    field::Field,
    filter::Operator,
    plan::{Planner, Write},
    reason::Reason,
    roster::{Completeness, Roster},
};

#[test]
fn a_plan_reads_like_this() {
    let mut world = synced([
        row("1", "E1"),
        row("2", "E2"),
        row("3", "E3"),
        row("4", "E4"),
        row("5", "E5"),
        row("6", "E6"),
    ]);
    world.settings.filters = vec![filter(STATUS, Operator::IsOneOf, &["inactive", "leave"])];
    world.row("2", |row| row.text("city", "York").text("gender", "x").blank("county"));
    world.row("3", |row| row.text(STATUS, "leave"));
    world.row("4", |row| row.text(MATCH, "E9"));
    world.row("5", |row| row.absent(STATUS));
    world.rows.retain(|row| row.id != "6");
    world.rows.push(row("7", "E7").text("email", "x"));
    world.rows.push(row("8", "").text("city", "York"));
    insta::assert_snapshot!(world.plan().to_string(), @r#"
    7 people read from Personio.
    1 to create, 1 to update, 1 unchanged, 1 excluded, 1 skipped, 2 failed.
    E2 (Personio 2): update: set City; blank Gender, County; look at Gender (gender_invalid)
    E3 (Personio 3): excluded: HR status is one of inactive or leave
    E9 (Personio 4): had Employee ID E4 and now has E9; correct it in Personio, or settle it in Pento
    E5 (Personio 5): a filter asks for HR status, which Personio does not send; tick it under "Readable employee attributes"
    E7 (Personio 7): create with 35 fields; look at E-mail (email_invalid)
    Personio 8: has no Employee ID in Personio
    E6 (Personio 6): is no longer in Personio; the employee stays as is
    "#);
}

#[test]
fn an_incomplete_plan_says_so() {
    let mut world = synced([row("1", "E1"), row("2", "E2")]);
    world.rows.remove(0);
    for (expected, sentence) in [
        (Some(2), "1 of 2 people read from Personio; nothing is concluded about the others."),
        (None, "1 of an unknown number of people read from Personio; nothing is concluded about the others."),
    ] {
        world.completeness = Completeness::Incomplete { expected, seen: 1 };
        let text = world.plan().to_string();
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                sentence,
                "0 to create, 0 to update, 1 unchanged, 0 excluded, 0 skipped, 0 failed.",
                "1 employees were not seen.",
            ]
        );
    }
}

#[test]
fn a_held_plan_says_what_is_held() {
    let mut world = synced((1..=6).map(|id| row(&id.to_string(), &format!("E{id}"))));
    world.rows = world.rows.into_iter().map(|row| row.blank("bank_sort_code")).collect();
    let text = world.plan().to_string();
    assert_eq!(
        text.lines().nth(2).unwrap(),
        "Held until an admin approves: Sort code would be blanked for 6 employees, more than 5; \
         bank details would change for 6 employees, more than 5 (of 6 active employees)."
    );
}

#[test]
fn a_conflict_without_a_differing_field_is_a_whole_sentence() {
    for (fields, sentence) in [
        (vec![], "has the Employee ID of somebody else, who has another one in Personio now"),
        (
            vec![Field::LastName, Field::DateOfBirth],
            "seems to be another person than the employee with this ID (Last name, Date of birth differ)",
        ),
    ] {
        assert_eq!(Reason::IdentityConflict { fields }.to_string(), sentence);
    }
}

/// A value for each field that is found nowhere but in people, as sent and as stored before.
const MARKED: [(Field, &str, &str); 34] = [
    (Field::FirstName, "Zqfirst", "Zwfirst"),
    (Field::MiddleName, "Zqmiddle", "Zwmiddle"),
    (Field::LastName, "Zqlast", "Zwlast"),
    (Field::PreferredName, "Zqpreferred", "Zwpreferred"),
    (Field::DateOfBirth, "1981-03-27", "1982-03-26"),
    (Field::NationalInsuranceNumber, "JK918273A", "JK918274A"),
    (Field::TaxCode, "S987L", "S986L"),
    (Field::StartDate, "2011-07-19", "2011-07-18"),
    (Field::TerminationDate, "2031-08-17", "2031-08-16"),
    (Field::Email, "zqmail@example.com", "zwmail@example.com"),
    (Field::PersonalEmail, "zqhome@example.com", "zwhome@example.com"),
    (Field::Phone, "07700 900123", "07700 900124"),
    (Field::AddressLine1, "Zqstreet 1", "Zwstreet 1"),
    (Field::AddressLine2, "Zqflat", "Zwflat"),
    (Field::City, "Zqcity", "Zwcity"),
    (Field::County, "Zqcounty", "Zwcounty"),
    (Field::Postcode, "ZE2 9QT", "ZE2 9QS"),
    (Field::BankSortCode, "601613", "601614"),
    (Field::BankAccountNumber, "31926819", "31926818"),
    (Field::BankAccountName, "ZQ ACCOUNT", "ZW ACCOUNT"),
    (Field::BuildingSocietyRollNumber, "ZQ-991", "ZW-991"),
    (Field::PassportNumber, "ZQ7654321", "ZW7654321"),
    (Field::Nationality, "Zqnation", "Zwnation"),
    (Field::JobTitle, "Zqjob", "Zwjob"),
    (Field::Department, "Zqdepartment", "Zwdepartment"),
    (Field::CostCentre, "Zqcentre", "Zwcentre"),
    (Field::Office, "Zqoffice", "Zwoffice"),
    (Field::EmploymentType, "Zqtype", "Zwtype"),
    (Field::WeeklyHours, "31.415", "31.416"),
    (Field::WorkplacePostcode, "ZE3 9QT", "ZE3 9QS"),
    (Field::StudentLoanPlan, "", ""),
    (Field::Title, "", ""),
    (Field::NiCategory, "", ""),
    (Field::StarterDeclaration, "", ""),
];

#[track_caller]
fn assert_silent(what: &str, text: &str) {
    for (field, sent, stored) in MARKED {
        for value in [sent, stored].into_iter().filter(|value| !value.is_empty()) {
            assert!(!text.to_lowercase().contains(&value.to_lowercase()), "{what} shows {field}");
        }
    }
}

#[test]
fn nothing_printed_shows_a_value_of_a_person() {
    let marked = |id: &str| {
        MARKED.iter().fold(row(id, &format!("E{id}")), |row, (field, sent, _)| row.text(field.key(), sent))
    };
    let mut world = synced((1..=9).map(|id| row(&id.to_string(), &format!("E{id}"))));
    for id in 1..=9 {
        world.edit(&format!("E{id}"), |employee| {
            for (field, _, stored) in MARKED {
                employee.fields.set(field, (!stored.is_empty()).then(|| stored.into()));
            }
        });
    }
    world.settings.filters = vec![filter("city", Operator::Is, &["elsewhere"])];
    // Held changes, an identity conflict, invalid values, a postcode without a country, a creation.
    world.rows = (1..=10).map(|id| marked(&id.to_string())).collect();
    world.edit("E6", |employee| employee.personio_id = None);
    world.row("2", |row| row.absent("country"));
    world.row("3", |row| row.text("gender", "Zqgender").text("email", "Zqmail"));
    world.row("4", |row| row.text(MATCH, "Zq_invalid_id"));
    let people: Vec<_> = world.rows.iter().map(|row| world.person(row)).collect();
    for person in &people {
        assert_silent("a person", &format!("{person:?} {person:#?}"));
    }
    let roster = Roster { people, completeness: Completeness::Complete };
    let index = world.index();
    let mut planner = Planner::new(world.context(), roster, &index).unwrap();
    assert_silent("the planner", &format!("{planner:?} {planner:#?}"));
    for id in planner.needs() {
        planner.supply(&id, world.employees.get(&id).cloned());
    }
    assert_silent("the planner", &format!("{planner:?}"));
    let plan = planner.finish();
    assert!(plan.held.is_some() && plan.reasons().contains_key("identity_conflict"));
    assert_silent("a plan", &format!("{plan} {plan:?} {plan:#?}"));
    for decision in &plan.decisions {
        assert_silent("a change log", &format!("{:?}", decision.write.as_ref().map(Write::change_log)));
    }
    world.apply(&plan);
    assert_silent("employees", &format!("{:?} {:#?}", world.employees, world.employee("E1").entry()));
    assert_eq!(world.employee("E1").fields.text(Field::City), Some("Zqcity"), "the values were there");
    assert_eq!(world.employee("E1").employee_id, employee_id("E1"));
}
