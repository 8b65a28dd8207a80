//! Findings about data: what is wrong with a value, and what an HR person can do about it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{attribute::AttributeRef, field::Field};

/// What a problem does to the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The value can't be used: the field is blanked (rule V3).
    Error,
    /// The value is used; somebody should look at it.
    Warning,
}

macro_rules! problems {
    ($($variant:ident $key:literal $severity:ident $hint:literal;)*) => {
        /// The stable code of a problem. Its hint never holds the value it is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "each is explained by its hint")]
        pub enum ProblemCode { $(#[serde(rename = $key)] $variant,)* }

        impl ProblemCode {
            /// Every code.
            pub const ALL: &'static [ProblemCode] = &[$(ProblemCode::$variant,)*];

            /// The code in JSON and table.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(ProblemCode::$variant => $key,)* }
            }

            /// Whether the value is lost.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(ProblemCode::$variant => Severity::$severity,)* }
            }

            /// What is wrong and what to do, for an HR person.
            #[must_use]
            pub const fn hint(self) -> &'static str {
                match self { $(ProblemCode::$variant => $hint,)* }
            }
        }
    };
}

problems! {
    // Any field.
    AttributeNotReadable "attribute_not_readable" Warning "Personio does not send this attribute, so the value in Pento is kept. Tick it under \"Readable employee attributes\" of the credential in Personio, or map another attribute.";
    ValueNotUsable "value_not_usable" Error "Personio sends something other than one text, number, date or name. Map an attribute that holds a single value.";
    NumberDamaged "number_damaged" Error "The number has lost digits (it is in exponent notation). Store it in a text attribute in Personio and enter it again.";
    TextTooLong "text_too_long" Error "The text is longer than 255 characters. Shorten it in Personio.";
    TextTooLongForHmrc "text_too_long_for_hmrc" Warning "HMRC takes fewer characters; the full text is kept in Pento.";
    TextNotPrintable "text_not_printable" Error "The text has control characters. Enter it again in Personio.";
    SeveralValues "several_values" Warning "Personio holds several values; the one with the largest share is used.";
    SeveralValuesUnclear "several_values_unclear" Error "Personio holds several values and none has the largest share. Leave one of them in Personio.";

    // Names and personal details.
    NameInvalid "name_invalid" Error "Nothing of the name can be written in the letters HMRC prints, or it does not begin with a letter. Enter the official name in Personio.";
    NameNotPrintable "name_not_printable" Warning "HMRC prints unaccented letters, blanks, hyphens and apostrophes only; the name is kept in Pento and simplified for HMRC.";
    NameTooLongForHmrc "name_too_long_for_hmrc" Warning "HMRC takes 35 characters of a name; the full name is kept in Pento.";
    NamePlaceholder "name_placeholder" Warning "This looks like a placeholder. Enter the official name in Personio.";
    TitleInvalid "title_invalid" Error "Pento knows the titles Mr, Mrs, Miss, Ms and Dr. Choose one of them in Personio, or leave the title empty.";
    TitleContradictsGender "title_contradicts_gender" Warning "Title and gender do not fit together. Check both in Personio.";
    GenderInvalid "gender_invalid" Error "HMRC takes male or female only, as on official documents. Map an attribute that holds it.";
    DateInvalid "date_invalid" Error "This is no date. Write it as 2026-04-23 or 23/04/2026 (day first, four-digit year).";
    DateOfBirthInFuture "date_of_birth_in_future" Error "The date of birth is later than today (HMRC 5001). Correct it in Personio.";
    DateOfBirthTooLongAgo "date_of_birth_too_long_ago" Error "The date of birth is more than 130 years ago (HMRC 7826). Correct it in Personio.";
    DateOfBirthUnlikely "date_of_birth_unlikely" Warning "The person was younger than 13 at the start date, or is over 100. Check the date of birth in Personio.";
    TerminationBeforeStart "termination_before_start" Warning "The termination date is before the start date. Correct one of them in Personio.";
    PassportNumberInvalid "passport_number_invalid" Error "A passport number has up to 35 letters, digits and signs. Correct it in Personio.";

    // HMRC.
    NiNumberInvalid "ni_number_invalid" Error "A National Insurance number has two letters, six digits and a letter A to D. Correct it in Personio.";
    NiNumberPrefixInvalid "ni_number_prefix_invalid" Error "No National Insurance number begins with these two letters. Correct it in Personio; leave it empty while HMRC has not issued one.";
    NiNumberSuffixMissing "ni_number_suffix_missing" Error "The last letter (A to D) of the National Insurance number is missing. Complete it in Personio.";
    NiNumberTemporary "ni_number_temporary" Error "This is a temporary reference; HMRC does not take it. Leave the number empty until the real one is known.";
    NiNumberSuspicious "ni_number_suspicious" Warning "The number is well formed but looks invented or is reserved for administration. Check it in Personio.";
    NiNumberDuplicate "ni_number_duplicate" Warning "Another active employee has the same National Insurance number. Right only for a person with two employments.";
    NiCategoryInvalid "ni_category_invalid" Error "An NI category is one letter: A B C D E F G H I J K L M N P Q R S T V W X Y or Z. Correct it in Personio.";
    NiCategoryNotForGender "ni_category_not_for_gender" Warning "NI categories B, E, I and T are for married women and widows (HMRC 7849). Check NI category and gender.";
    NiCategoryNotForBirthDate "ni_category_not_for_birth_date" Warning "NI categories B, E, I and T are for people born before 6 April 1961 (HMRC 7955). Check NI category and date of birth.";
    NiCategoryNeedsWorkplacePostcode "ni_category_needs_workplace_postcode" Warning "NI categories D, E, F, I, K, L, N and S need the postcode of the workplace (HMRC 7954).";
    NiCategoryNotForAge "ni_category_not_for_age" Warning "NI categories X, M, Z and H end at the age of 16, 21, 21 and 25, and people over State Pension age belong in C, S, K or W. Check the NI category.";
    NiCategoryPerhapsStale "ni_category_perhaps_stale" Warning "D and E meant \"contracted out\" until 2016 and are investment-zone categories today. Check the NI category.";
    TaxCodeInvalid "tax_code_invalid" Error "This is no tax code HMRC knows. Copy it from HMRC's latest notice, such as 1257L, S1257L, BR, K475 or 1257L M1.";
    TaxCodeRepaired "tax_code_repaired" Warning "The letter O was read as the digit 0. Correct it in Personio.";
    TaxCodeUnusual "tax_code_unusual" Warning "The tax code is possible but unusual. Compare it with HMRC's latest notice.";
    StarterDeclarationInvalid "starter_declaration_invalid" Error "The starter declaration is A, B or C. Correct it in Personio.";
    StarterDeclarationContradictsTaxCode "starter_declaration_contradicts_tax_code" Warning "Starter declaration and tax code do not fit together. Check both.";
    StudentLoanPlanInvalid "student_loan_plan_invalid" Error "The student loan plan is 1, 2, 4, 5 or none. Correct it in Personio.";
    StudentLoanPlanUnclear "student_loan_plan_unclear" Error "A student loan is named but not its plan. Enter 1, 2, 4 or 5 in Personio.";
    StudentLoanPlanIsPostgraduate "student_loan_plan_is_postgraduate" Error "A postgraduate loan is not a student loan plan. Map it to the field Postgraduate loan.";
    PostgraduateLoanInvalid "postgraduate_loan_invalid" Error "The postgraduate loan is yes or no. Correct it in Personio.";

    // Contact and address.
    EmailInvalid "email_invalid" Error "This is no e-mail address. Correct it in Personio.";
    EmailDuplicate "email_duplicate" Warning "Another active employee has the same e-mail address. Correct one of them in Personio.";
    PhoneInvalid "phone_invalid" Error "This is no telephone number. Correct it in Personio.";
    AddressLineTooLongForRti "address_line_too_long_for_rti" Warning "HMRC takes 35 characters of an address line; the full line is kept in Pento.";
    AddressLineNotPrintable "address_line_not_printable" Warning "HMRC cannot print some characters of this line; it is kept in Pento and simplified for HMRC.";
    AddressLineInvalid "address_line_invalid" Error "HMRC can print nothing of this line: it has no letter and no digit. Enter the address in Personio.";
    AddressLineMissing "address_line_missing" Warning "HMRC needs two address lines for new starters, for people without a National Insurance number and for people abroad.";
    PostcodeInvalid "postcode_invalid" Error "This is no UK postcode. Write it as LS1 4AP, or correct the country in Personio.";
    CountryInvalid "country_invalid" Error "No country has this name or code. Choose a country in Personio.";
    WorkplacePostcodeInvalid "workplace_postcode_invalid" Error "This is no UK postcode. Write it as LS1 4AP.";

    // Bank.
    SortCodeInvalid "sort_code_invalid" Error "A sort code has six digits, such as 20-29-59. Correct it in Personio.";
    SortCodePadded "sort_code_padded" Warning "The sort code is stored as a number in Personio, and leading zeros were put back. Change the attribute to text.";
    AccountNumberInvalid "account_number_invalid" Error "An account number has six to eight digits. Correct it in Personio.";
    AccountNumberPadded "account_number_padded" Warning "The account number has fewer than eight digits; leading zeros were put in front. Check it against a bank statement.";
    AccountNumberConverted "account_number_converted" Warning "The account number was longer than eight digits and was converted by its bank's rule. Check it against a bank statement.";
    AccountNumberNeedsSortCode "account_number_needs_sort_code" Error "An account number of nine or ten digits can only be read together with its sort code. Enter eight digits in Personio.";
    BankDetailsSuspicious "bank_details_suspicious" Warning "Account number and sort code do not fit together (modulus check). Check them against a bank statement.";
    BankDetailsContradictIban "bank_details_contradict_iban" Error "IBAN, sort code and account number name different accounts. Correct them in Personio.";
    BankDetailsNotPaid "bank_details_not_paid" Warning "11-11-11 / 12345678 means: reported to HMRC but paid outside Pento.";
    IbanInvalid "iban_invalid" Error "This is no valid IBAN. Correct it in Personio.";
    IbanForeign "iban_foreign" Error "Pento pays into British accounts only, and this IBAN is of another country.";
    AccountNameTooLong "account_name_too_long" Warning "Banks print 18 characters of the account name; the full name is kept in Pento.";
    RollNumberInvalid "roll_number_invalid" Error "A roll number has 1 to 18 letters, digits, blanks, hyphens, slashes and full stops. Correct it in Personio.";

    // Work.
    HoursInvalid "hours_invalid" Error "Weekly hours are a number from 0 to 168, such as 37.5. Correct them in Personio.";
}

impl fmt::Display for ProblemCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// One problem of one person.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Problem {
    /// What kind.
    pub code: ProblemCode,
    /// The Pento field it is about.
    pub field: Field,
    /// The Personio attribute the value came from; none for a value entered in Pento.
    pub attribute: Option<AttributeRef>,
}

impl Problem {
    /// Whether the value is lost.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.code.severity() == Severity::Error
    }
}

/// A problem as JSON and table hold it: `{code, severity, field, attribute: {key, label}|null, hint}`.
#[derive(Serialize, Deserialize)]
struct Written {
    code: ProblemCode,
    #[serde(skip_deserializing, default = "no_severity")]
    severity: Severity,
    field: Field,
    attribute: Option<AttributeRef>,
    #[serde(skip_deserializing)]
    hint: &'static str,
}

const fn no_severity() -> Severity {
    Severity::Warning
}

impl Serialize for Problem {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { code, field, attribute } = self.clone();
        Written { code, severity: code.severity(), field, attribute, hint: code.hint() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { code, field, attribute, .. } = Written::deserialize(deserializer)?;
        Ok(Self { code, field, attribute })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_written_whole_and_read_back() {
        let problem = Problem {
            code: ProblemCode::NiNumberSuffixMissing,
            field: Field::NationalInsuranceNumber,
            attribute: Some(AttributeRef { key: "dynamic_9".into(), label: "NI number".into() }),
        };
        let json = serde_json::to_value(&problem).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "code": "ni_number_suffix_missing",
                "severity": "error",
                "field": "national_insurance_number",
                "attribute": {"key": "dynamic_9", "label": "NI number"},
                "hint": "The last letter (A to D) of the National Insurance number is missing. Complete it in Personio.",
            })
        );
        assert_eq!(serde_json::from_value::<Problem>(json).unwrap(), problem);
    }
}
