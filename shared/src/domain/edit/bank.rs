//! Sort code and account number, entered by hand. They are read together, and the half that is not entered is the
//! stored one: it helps to read the other and stays what it is.

use super::{detail, values::Entering};
use crate::domain::{
    attribute::{Input, Source},
    field::{Field, FieldValue},
    formats::{Parsed, bank::parse_pair, modulus::ModulusResult},
    problem::ProblemCode,
};

const SORT_CODE: Field = Field::BankSortCode;
const ACCOUNT_NUMBER: Field = Field::BankAccountNumber;

/// One of the two.
struct Half {
    field: Field,
    text: FieldValue,
    is_entered: bool,
}

impl Half {
    fn input(half: Option<&Self>) -> Option<(&str, Source)> {
        half.map(|half| (half.text.expose(), Source::Text))
    }

    /// Whether reading both would make something else of a stored half.
    fn is_rewritten(&self, parsed: &Parsed) -> bool {
        let stays = parsed.as_ref().is_ok_and(|canonical| canonical.text == self.text.expose());
        !self.is_entered && !stays
    }
}

impl Entering<'_> {
    /// Takes what was entered for either.
    pub(super) fn bank(&mut self, sort_code: Option<Input>, account_number: Option<Input>) {
        if sort_code.is_none() && account_number.is_none() {
            return;
        }
        let (sort, account) = (self.half(SORT_CODE, sort_code), self.half(ACCOUNT_NUMBER, account_number));
        let (sort_parsed, account_parsed) =
            parse_pair(Half::input(sort.as_ref()), Half::input(account.as_ref()));
        let halves: Vec<_> =
            [sort.zip(sort_parsed), account.zip(account_parsed)].into_iter().flatten().collect();
        let rewrites = halves.iter().any(|(half, parsed)| half.is_rewritten(parsed));
        for (half, parsed) in halves {
            match (half.is_entered, parsed) {
                (true, Ok(_)) if rewrites => {
                    let detail = format!("{}: {}", half.field.label(), detail::CHANGES_OTHER_HALF);
                    self.refuse_with(half.field, ProblemCode::AccountNumberNeedsSortCode, detail);
                }
                (true, parsed) => self.parsed(half.field, parsed),
                // What is remarked of a stored half is about both: 12345678 is not paid under 11-11-11.
                (false, Ok(read)) => self.remark(half.field, read.warnings),
                // The entered half is refused for it.
                (false, Err(_)) => {}
            }
        }
        self.doubt_pair();
    }

    /// A half that is blanked, or entered and unusable, says nothing about the other.
    fn half(&self, field: Field, input: Option<Input>) -> Option<Half> {
        match input {
            Some(input) => Some(Half { field, text: input.text, is_entered: true }),
            None => self.left_alone(field).map(|text| Half { field, text: text.clone(), is_entered: false }),
        }
    }

    /// The modulus check, where the operator supplies its table.
    fn doubt_pair(&mut self) {
        let (sort, account) = (self.after.text(SORT_CODE), self.after.text(ACCOUNT_NUMBER));
        if let (Some(weights), Some(sort), Some(account)) = (self.context.weights, sort, account)
            && weights.check(sort, account) == ModulusResult::Invalid
        {
            self.remark(ACCOUNT_NUMBER, [ProblemCode::BankDetailsSuspicious]);
        }
    }
}
