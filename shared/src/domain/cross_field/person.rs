//! Title against gender.

use jiff::civil::Date;

use super::Finding;
use crate::domain::{
    field::{Field, Fields},
    problem::ProblemCode,
};

/// Pento takes Mr and Dr for men; Mrs, Miss, Ms and Dr for women.
pub(super) fn title_contradicts_gender(fields: &Fields, _today: Date) -> Option<Finding> {
    let contradicts = match (fields.text(Field::Title)?, fields.text(Field::Gender)?) {
        ("Mr", gender) => gender == "F",
        ("Mrs" | "Miss" | "Ms", gender) => gender == "M",
        _ => false,
    };
    contradicts.then_some((ProblemCode::TitleContradictsGender, Field::Title))
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]
    fn which_title_contradicts_which_gender() {
        const FOUND: &[Finding] = &[(ProblemCode::TitleContradictsGender, Field::Title)];
        for (title, contradicting) in
            [("Mr", "F"), ("Mrs", "M"), ("Miss", "M"), ("Ms", "M"), ("Dr", ""), ("", "")]
        {
            for gender in ["M", "F"] {
                let expected = if contradicting == gender { FOUND } else { &[] };
                finds(&[(Field::Title, title), (Field::Gender, gender)], expected);
            }
            finds(&[(Field::Title, title), (Field::Gender, "")], &[]);
        }
    }
}
