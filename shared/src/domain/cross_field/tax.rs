//! Starter declaration against tax code.

use jiff::civil::Date;

use super::Finding;
use crate::domain::{
    field::{Field, Fields},
    formats::tax_code::TaxCode,
    problem::ProblemCode,
};

/// The statement of the starter checklist says how much of the allowance is free: A (first job since 6 April) all of it,
/// B (now the only job) what is left, C (another job or pension) none. Without a P45 HMRC's defaults are 1257L, 1257L
/// non-cumulative and BR.
///
/// So A or B with a code without allowance (BR, 0T, D0 to D8) contradict each other, and so do C and a code with the whole
/// allowance from April on (suffix L, M or N, cumulative). K, T, NT and historic codes are HMRC's own decisions and fit any.
pub(super) fn starter_declaration_contradicts_tax_code(fields: &Fields, _today: Date) -> Option<Finding> {
    let code = TaxCode::from_canonical(fields.text(Field::TaxCode)?)?;
    let contradicts = match fields.text(Field::StarterDeclaration)? {
        "A" | "B" => code.is_flat_rate() || code.code == "0T",
        "C" => !code.non_cumulative && has_whole_allowance(code.code),
        _ => false,
    };
    contradicts.then_some((ProblemCode::StarterDeclarationContradictsTaxCode, Field::StarterDeclaration))
}

fn has_whole_allowance(code: &str) -> bool {
    code.starts_with(|c: char| c.is_ascii_digit()) && code.ends_with(['L', 'M', 'N'])
}

#[cfg(test)]
mod tests {
    use super::super::tests::finds;
    use super::*;

    #[test]
    fn which_code_contradicts_which_statement() {
        const FOUND: &[Finding] =
            &[(ProblemCode::StarterDeclarationContradictsTaxCode, Field::StarterDeclaration)];
        for (tax_code, contradicting) in [
            ("1257L", "C"),
            ("S1257L", "C"),
            ("C1131N", "C"),
            ("1383M", "C"),
            ("1257L X", ""),
            ("BR", "AB"),
            ("SBR X", "AB"),
            ("D0", "AB"),
            ("SD3", "AB"),
            ("0T", "AB"),
            ("C0T X", "AB"),
            ("K475", ""),
            ("500T", ""),
            ("NT", ""),
            ("", ""),
        ] {
            for statement in ["A", "B", "C"] {
                let expected = if contradicting.contains(statement) { FOUND } else { &[] };
                finds(&[(Field::TaxCode, tax_code), (Field::StarterDeclaration, statement)], expected);
            }
            finds(&[(Field::TaxCode, tax_code), (Field::StarterDeclaration, "")], &[]);
        }
    }
}
