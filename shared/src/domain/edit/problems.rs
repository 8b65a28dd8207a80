//! What a hand edit does to the problems of an employee.
//!
//! | a stored problem of | |
//! | --- | --- |
//! | a field that changes | goes; what the parsers remark of the new value comes |
//! | a field entered as it is | stays; if it was about an earlier entry by hand, only while it is still true |
//! | two fields against each other | goes when the edit settles it; a new one comes |
//! | any other field | stays |
//!
//! That Personio does not send an attribute (rule V4) stays true whatever is entered.

use jiff::civil::Date;

use super::Edit;
use crate::domain::{
    cross_field,
    employee::{Change, Employee},
    field::{Field, Fields},
    person::FieldSet,
    problem::{Problem, ProblemCode},
};

/// What sort code and account number say together; shown at the account number, whichever of them changes.
const OF_BOTH_BANK_DETAILS: [ProblemCode; 3] = [
    ProblemCode::BankDetailsNotPaid,
    ProblemCode::BankDetailsSuspicious,
    ProblemCode::BankDetailsContradictIban,
];

/// The problems after the edit, ordered; `fields` are the values after it.
pub(super) fn after(
    edit: &Edit,
    before: &Employee,
    fields: &Fields,
    changed: &[Change],
    today: Date,
) -> Vec<Problem> {
    let changed: FieldSet = changed.iter().map(|change| change.field).collect();
    let bank_changed = changed.contains(Field::BankSortCode) || changed.contains(Field::BankAccountNumber);
    // Nothing was wrong with somebody who was not there.
    let earlier = if before.version == 0 { Vec::new() } else { cross_field::check(&before.fields, today) };
    let now = cross_field::check(fields, today);

    let is_about_new = |code: ProblemCode, field: Field| {
        let of_both = bank_changed && OF_BOTH_BANK_DETAILS.contains(&code);
        (changed.contains(field) && code != ProblemCode::AttributeNotReadable) || of_both
    };
    let is_settled = |finding: &(ProblemCode, Field)| earlier.contains(finding) && !now.contains(finding);
    let is_still_true =
        |finding: &(ProblemCode, Field)| edit.remarks.contains(finding) || now.contains(finding);
    let stays = |problem: &&Problem| {
        let finding = (problem.code, problem.field);
        let entered_again = edit.entered.contains_key(&problem.field) && problem.attribute.is_none();
        !is_about_new(problem.code, problem.field)
            && !is_settled(&finding)
            && (!entered_again || is_still_true(&finding))
    };
    let mut problems: Vec<_> = before.problems.iter().filter(stays).cloned().collect();

    let remarked = edit.remarks.iter().filter(|(code, field)| is_about_new(*code, *field));
    let found = now.iter().filter(|finding| changed.contains(finding.1) || !earlier.contains(finding));
    for (code, field) in remarked.chain(found) {
        if !problems.iter().any(|known| (known.code, known.field) == (*code, *field)) {
            problems.push(Problem { code: *code, field: *field, attribute: None });
        }
    }
    problems.sort_by_key(|problem| (problem.field, problem.code));
    problems
}
