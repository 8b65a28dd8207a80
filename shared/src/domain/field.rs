//! The Pento field catalogue: what payroll knows about an employee.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::private::Private;

/// How a field's text is read; each has its own module in [`super::formats`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is named after its module in `formats`")]
pub enum Format {
    Name,
    OptionalName,
    Title,
    Gender,
    BirthDate,
    Date,
    NiNumber,
    NiCategory,
    TaxCode,
    StarterDeclaration,
    StudentLoanPlan,
    PostgraduateLoan,
    Email,
    Phone,
    AddressLine,
    Postcode,
    WorkplacePostcode,
    Country,
    SortCode,
    AccountNumber,
    AccountName,
    RollNumber,
    PassportNumber,
    Text,
    Hours,
}

macro_rules! fields {
    ($($variant:ident $key:literal $label:literal $format:ident $($required:ident)?, $help:literal, $example:literal;)*) => {
        /// A field of payroll that a Personio attribute can be mapped to. The Employee ID is not among them: it comes
        /// from the match key (rule M1).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "label and format of each stand in `Field::label` and `Field::help`")]
        pub enum Field { $(#[serde(rename = $key)] $variant,)* }

        impl Field {
            /// Every field, in the order people see them.
            pub const ALL: &'static [Field] = &[$(Field::$variant,)*];

            /// The key in JSON and table.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Field::$variant => $key,)* }
            }

            /// What people read.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Field::$variant => $label,)* }
            }

            /// How its text is read.
            #[must_use]
            pub const fn format(self) -> Format {
                match self { $(Field::$variant => Format::$format,)* }
            }

            /// Whether payroll needs it before an employee is ready (rule S1). The postcode is needed in the UK only.
            #[must_use]
            pub const fn is_required(self) -> bool {
                match self { $(Field::$variant => false $(|| stringify!($required).len() > 0)?,)* }
            }

            /// The accepted form in one sentence, for an HR person.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Field::$variant => $help,)* }
            }

            /// A valid, invented value in canonical form.
            #[must_use]
            pub const fn example(self) -> &'static str {
                match self { $(Field::$variant => $example,)* }
            }
        }
    };
}

fields! {
    FirstName "first_name" "First name" Name required, "Official first name, up to 35 characters.", "Amelia";
    MiddleName "middle_name" "Middle name" OptionalName, "Second forename, up to 35 characters.", "Rose";
    LastName "last_name" "Last name" Name required, "Official surname, up to 35 characters.", "Clarke";
    PreferredName "preferred_name" "Preferred name" Text, "Shown in Pento only, never sent to HMRC.", "Amy";
    Title "title" "Title" Title, "Mr, Mrs, Miss, Ms or Dr.", "Ms";
    Gender "gender" "Gender" Gender required, "Male or female, as on official documents: HMRC takes no other value.", "F";
    DateOfBirth "date_of_birth" "Date of birth" BirthDate required, "A date such as 1990-04-23 or 23/04/1990 (day first).", "1990-04-23";
    NationalInsuranceNumber "national_insurance_number" "National Insurance number" NiNumber required, "Two letters, six digits and a letter A to D, such as AB 12 34 56 C.", "AB654321C";
    NiCategory "ni_category" "NI category" NiCategory required, "One letter, usually A.", "A";
    TaxCode "tax_code" "Tax code" TaxCode required, "Such as 1257L, S1257L, BR, K475 or 1257L M1.", "1257L";
    StarterDeclaration "starter_declaration" "Starter declaration" StarterDeclaration, "A, B or C of HMRC's starter checklist.", "A";
    StudentLoanPlan "student_loan_plan" "Student loan plan" StudentLoanPlan, "1, 2, 4, 5 or none.", "2";
    PostgraduateLoan "postgraduate_loan" "Postgraduate loan" PostgraduateLoan, "Yes or no.", "false";
    StartDate "start_date" "Start date" Date required, "A date such as 2024-09-02 or 02/09/2024 (day first).", "2024-09-02";
    TerminationDate "termination_date" "Termination date" Date, "A date such as 2026-10-30 or 30/10/2026 (day first).", "2026-10-30";
    Email "email" "E-mail" Email required, "An e-mail address that no other employee has.", "amelia.clarke@example.co.uk";
    PersonalEmail "personal_email" "Personal e-mail" Email, "For the P45 of leavers.", "amelia@example.com";
    Phone "phone" "Phone" Phone, "A telephone number.", "020 7946 0018";
    AddressLine1 "address_line_1" "Address line 1" AddressLine required, "House and street; HMRC prints 35 characters.", "12 Station Road";
    AddressLine2 "address_line_2" "Address line 2" AddressLine, "HMRC prints 35 characters.", "Flat 3";
    City "city" "City" AddressLine required, "Town or city.", "Leeds";
    County "county" "County" AddressLine, "County.", "West Yorkshire";
    Postcode "postcode" "Postcode" Postcode required, "A UK postcode such as LS1 4AP; required for addresses in the UK.", "LS1 4AP";
    Country "country" "Country" Country required, "A country's name or ISO code.", "GB";
    BankSortCode "bank_sort_code" "Sort code" SortCode required, "Six digits such as 20-29-59, or a British IBAN.", "202959";
    BankAccountNumber "bank_account_number" "Account number" AccountNumber required, "Six to eight digits, or a British IBAN.", "63748472";
    BankAccountName "bank_account_name" "Account name" AccountName, "The name on the account; banks print 18 characters.", "A R CLARKE";
    BuildingSocietyRollNumber "building_society_roll_number" "Building society roll number" RollNumber, "1 to 18 letters, digits, blanks, hyphens, slashes and full stops.", "A-123456/7";
    PassportNumber "passport_number" "Passport number" PassportNumber, "Up to 35 characters.", "533401372";
    Nationality "nationality" "Nationality" Text, "Free text.", "British";
    JobTitle "job_title" "Job title" Text, "Free text.", "Payroll Specialist";
    Department "department" "Department" Text, "Free text.", "Finance";
    CostCentre "cost_centre" "Cost centre" Text, "Free text.", "CC-100";
    Office "office" "Office" Text, "Free text.", "Leeds";
    EmploymentType "employment_type" "Employment type" Text, "Free text.", "internal";
    WeeklyHours "weekly_hours" "Weekly hours" Hours, "Hours a week, such as 37.5.", "37.5";
    WorkplacePostcode "workplace_postcode" "Workplace postcode" WorkplacePostcode, "The UK postcode of the workplace; needed for freeport and investment-zone NI categories.", "LS1 4AP";
}

impl Field {
    /// The field with this key.
    #[must_use]
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// Whether all but the last two characters are hidden from everyone but an admin (section 6 of the design).
    #[must_use]
    pub const fn is_masked(self) -> bool {
        matches!(
            self,
            Self::NationalInsuranceNumber
                | Self::DateOfBirth
                | Self::PassportNumber
                | Self::BankSortCode
                | Self::BankAccountNumber
                | Self::BankAccountName
                | Self::BuildingSocietyRollNumber
        )
    }

    /// Whether it says where the money goes (guard G1).
    #[must_use]
    pub const fn is_bank_detail(self) -> bool {
        matches!(self, Self::BankSortCode | Self::BankAccountNumber | Self::BuildingSocietyRollNumber)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// A value in the canonical form of its field. Made by the parsers in [`super::formats`].
pub type FieldValue = Private;

/// The values of one employee: only fields that have one, ordered by field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    from = "std::collections::BTreeMap<Field, FieldValue>",
    into = "std::collections::BTreeMap<Field, FieldValue>"
)]
pub struct Fields(Vec<(Field, FieldValue)>);

impl From<std::collections::BTreeMap<Field, FieldValue>> for Fields {
    fn from(map: std::collections::BTreeMap<Field, FieldValue>) -> Self {
        Self(map.into_iter().collect())
    }
}

impl From<Fields> for std::collections::BTreeMap<Field, FieldValue> {
    fn from(fields: Fields) -> Self {
        fields.0.into_iter().collect()
    }
}

impl FromIterator<(Field, FieldValue)> for Fields {
    fn from_iter<I: IntoIterator<Item = (Field, FieldValue)>>(values: I) -> Self {
        let mut fields = Self::default();
        for (field, value) in values {
            fields.set(field, Some(value));
        }
        fields
    }
}

impl Fields {
    /// The value, if there is one.
    #[must_use]
    pub fn get(&self, field: Field) -> Option<&FieldValue> {
        self.0.binary_search_by_key(&field, |(f, _)| *f).ok().map(|at| &self.0[at].1)
    }

    /// The text of the value, if there is one.
    #[must_use]
    pub fn text(&self, field: Field) -> Option<&str> {
        self.get(field).map(Private::expose)
    }

    /// Puts a value in place, or blanks the field; answers what was there.
    pub fn set(&mut self, field: Field, value: Option<FieldValue>) -> Option<FieldValue> {
        match (self.0.binary_search_by_key(&field, |(f, _)| *f), value) {
            (Ok(at), Some(value)) => Some(std::mem::replace(&mut self.0[at].1, value)),
            (Ok(at), None) => Some(self.0.remove(at).1),
            (Err(at), Some(value)) => {
                self.0.insert(at, (field, value));
                None
            }
            (Err(_), None) => None,
        }
    }

    /// The fields that have a value.
    pub fn iter(&self) -> impl Iterator<Item = (Field, &FieldValue)> {
        self.0.iter().map(|(field, value)| (*field, value))
    }
}

impl IntoIterator for Fields {
    type Item = (Field, FieldValue);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_unique_and_read_back() {
        for field in Field::ALL {
            assert_eq!(Field::parse(field.key()), Some(*field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.key());
        }
        assert_eq!(Field::ALL.len(), 37);
    }

    #[test]
    fn a_field_is_set_replaced_and_blanked() {
        let mut fields = Fields::default();
        assert_eq!(fields.set(Field::City, Some("Leeds".into())), None);
        assert_eq!(fields.set(Field::City, Some("York".into())), Some("Leeds".into()));
        assert_eq!(fields.text(Field::City), Some("York"));
        assert_eq!(fields.set(Field::City, None), Some("York".into()));
        assert_eq!(fields.set(Field::City, None), None);
        assert_eq!(fields, Fields::default());
    }
}
