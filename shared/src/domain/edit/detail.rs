//! What a payroll person reads when a value can't be used. The hints of problems tell HR people what to do in Personio;
//! here the person who can do something sits in front of the form.

use crate::domain::{field::Field, problem::ProblemCode};

/// The field's label, what is wrong, and what is accepted; never the value.
pub(super) fn of(field: Field, code: ProblemCode) -> String {
    let label = field.label();
    match plain(code) {
        Some(what) => format!("{label}: {what}"),
        None => format!("{label}: this value can't be used. {}", field.help()),
    }
}

/// Where the accepted form alone does not say what is wrong.
fn plain(code: ProblemCode) -> Option<&'static str> {
    Some(match code {
        ProblemCode::TextTooLong => "at most 255 characters can be stored.",
        ProblemCode::TextNotPrintable => "the text has characters that can't be printed. Type it anew.",
        ProblemCode::NumberDamaged => "the number has lost digits. Type it anew.",
        ProblemCode::DateOfBirthInFuture => "the date is later than today.",
        ProblemCode::DateOfBirthTooLongAgo => "the date is more than 130 years ago.",
        ProblemCode::NiNumberPrefixInvalid => {
            "no such number begins with these two letters. Leave it blank while HMRC has not issued one."
        }
        ProblemCode::NiNumberSuffixMissing => "the last letter, A to D, is missing.",
        ProblemCode::NiNumberTemporary => {
            "HMRC does not take temporary references. Leave it blank until the real number is known."
        }
        ProblemCode::StudentLoanPlanUnclear => "the plan is missing. Enter 1, 2, 4, 5 or none.",
        ProblemCode::StudentLoanPlanIsPostgraduate => {
            "a postgraduate loan is no plan. Enter it under Postgraduate loan."
        }
        ProblemCode::AccountNumberNeedsSortCode => {
            "nine or ten digits can only be read together with the sort code of a bank that has such numbers. Enter eight digits."
        }
        ProblemCode::BankDetailsContradictIban => {
            "IBAN, sort code and account number name different accounts. Enter sort code and account number anew."
        }
        ProblemCode::IbanInvalid => "this is no valid IBAN.",
        ProblemCode::IbanForeign => {
            "Pento pays into British accounts only, and this IBAN is of another country."
        }
        _ => return None,
    })
}

/// A long account number that its bank's rule makes another sort code of.
pub(super) const CHANGES_OTHER_HALF: &str = "this number belongs to another sort code than the one stored. Enter sort code and account number together.";

/// A country in which the stored postcode is none.
pub(super) const CHANGES_POSTCODE: &str =
    "the postcode stored is none of this country. Change or blank the postcode as well.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_the_field_and_the_accepted_form() {
        assert_eq!(
            of(Field::TaxCode, ProblemCode::TaxCodeInvalid),
            "Tax code: this value can't be used. Such as 1257L, S1257L, BR, K475 or 1257L M1."
        );
        assert_eq!(
            of(Field::NationalInsuranceNumber, ProblemCode::NiNumberSuffixMissing),
            "National Insurance number: the last letter, A to D, is missing."
        );
    }

    #[test]
    fn no_sentence_sends_anybody_to_personio() {
        for code in ProblemCode::ALL {
            let sentence = of(Field::City, *code);
            assert!(!sentence.contains("Personio") && sentence.ends_with('.'), "{sentence}");
        }
        for field in Field::ALL {
            let sentence = of(*field, ProblemCode::ValueNotUsable);
            assert!(!sentence.contains("Personio") && sentence.ends_with('.'), "{sentence}");
        }
    }
}
