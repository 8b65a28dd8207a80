//! The troubles: for each, the value that causes it. Fields and codes are those of the connector's contract, so this
//! table is what a sync has to report.

use jiff::civil::Date;
use serde_json::Value;

use super::{
    Trouble::{self, Invalid, Missing, Warned},
    civil::{midnight, plus_days},
    numbers::suspicious_ni_number,
    person::Draft,
};

/// A trouble and what causes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spoil {
    pub(super) trouble: Trouble,
    cause: Cause,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    /// The attribute meant for the field gets this text.
    Text(&'static str, &'static str),
    /// The attribute is cleared.
    Empty(&'static str),
    /// The attribute's text loses its last character.
    Shorter(&'static str),
    /// The at sign of the e-mail address is gone.
    NoAtSign,
    /// A birth date a month from now.
    UnbornYet,
    /// Six times one digit.
    OneDigit,
    /// A category for freeports, and no postcode of the workplace.
    NoWorkplace,
    /// A first name with an accent.
    Accent,
}

const fn text(trouble: Trouble, field: &'static str, text: &'static str) -> Spoil {
    Spoil { trouble, cause: Cause::Text(field, text) }
}

const fn empty(field: &'static str) -> Spoil {
    Spoil { trouble: Missing(field), cause: Cause::Empty(field) }
}

const fn cause(trouble: Trouble, cause: Cause) -> Spoil {
    Spoil { trouble, cause }
}

/// Every trouble that one value causes.
pub(super) const SPOILS: &[Spoil] = &[
    empty("date_of_birth"),
    empty("national_insurance_number"),
    empty("ni_category"),
    empty("tax_code"),
    empty("address_line_1"),
    empty("postcode"),
    empty("bank_sort_code"),
    empty("bank_account_number"),
    text(Invalid("national_insurance_number", "ni_number_invalid"), "national_insurance_number", "XA 12 C"),
    text(
        Invalid("national_insurance_number", "ni_number_prefix_invalid"),
        "national_insurance_number",
        "DF 34 16 52 C",
    ),
    cause(
        Invalid("national_insurance_number", "ni_number_suffix_missing"),
        Cause::Shorter("national_insurance_number"),
    ),
    text(
        Invalid("national_insurance_number", "ni_number_temporary"),
        "national_insurance_number",
        "11 A1 11 11",
    ),
    text(Invalid("ni_category", "ni_category_invalid"), "ni_category", "U"),
    text(Invalid("tax_code", "tax_code_invalid"), "tax_code", "L1257"),
    text(Invalid("starter_declaration", "starter_declaration_invalid"), "starter_declaration", "D"),
    text(Invalid("student_loan_plan", "student_loan_plan_unclear"), "student_loan_plan", "Yes"),
    text(Invalid("gender", "gender_invalid"), "gender", "diverse"),
    cause(Invalid("date_of_birth", "date_of_birth_in_future"), Cause::UnbornYet),
    text(Invalid("postcode", "postcode_invalid"), "postcode", "LS1 4"),
    text(Invalid("bank_sort_code", "sort_code_invalid"), "bank_sort_code", "02-29-5"),
    text(Invalid("bank_account_number", "account_number_invalid"), "bank_account_number", "63748"),
    text(Invalid("bank_account_number", "number_damaged"), "bank_account_number", "6.3748472E+7"),
    cause(Invalid("email", "email_invalid"), Cause::NoAtSign),
    cause(Warned("first_name", "name_not_printable"), Cause::Accent),
    cause(Warned("national_insurance_number", "ni_number_suspicious"), Cause::OneDigit),
    cause(Warned("ni_category", "ni_category_needs_workplace_postcode"), Cause::NoWorkplace),
    text(Warned("tax_code", "tax_code_repaired"), "tax_code", "OT"),
    text(Warned("tax_code", "tax_code_unusual"), "tax_code", "D4"),
    text(
        Warned("address_line_1", "address_line_too_long_for_rti"),
        "address_line_1",
        "The Old Coach House behind 112 Upper Station Road",
    ),
    cause(Warned("bank_account_number", "account_number_padded"), Cause::Shorter("bank_account_number")),
];

impl Spoil {
    /// Whether the person needs an accented name from the start.
    pub(super) fn wants_accent(self) -> bool {
        self.cause == Cause::Accent
    }

    /// Spoils a flawless person; `nth` counts the people with this trouble.
    pub(super) fn apply(self, draft: &mut Draft, nth: usize, today: Date) {
        match self.cause {
            Cause::Text(field, value) => {
                draft.text(field, value);
                // A declaration would contradict the new code, which is another trouble.
                if field == "tax_code" {
                    draft.text("starter_declaration", "");
                }
            }
            Cause::Empty("date_of_birth") => draft.put("date_of_birth", Value::Null),
            Cause::Empty(field) => draft.text(field, ""),
            Cause::Shorter(field) => {
                let mut shorter = draft.get(field).to_owned();
                shorter.pop();
                draft.text(field, shorter.trim());
            }
            Cause::NoAtSign => {
                let broken = draft.get("email").replace('@', " at ");
                draft.text("email", broken);
            }
            Cause::UnbornYet => draft.text("date_of_birth", midnight(plus_days(today, 30))),
            Cause::OneDigit => draft.text("national_insurance_number", suspicious_ni_number(nth)),
            Cause::NoWorkplace => {
                draft.text("ni_category", "F");
                draft.text("workplace_postcode", "");
            }
            Cause::Accent => {}
        }
        draft.truth.push(self.trouble);
    }
}
