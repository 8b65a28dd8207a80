//! Student loans: HMRC's schema elements `StudentLoanPlan` (plan types 01, 02, 04, from tax year 2026-27 also 05) and
//! postgraduate loans, which run beside a plan.

use super::{Canonical, Parsed, dash::is_dash};
use crate::domain::problem::ProblemCode;

/// Reads a student loan plan: `1`, `01`, `Plan 1`, `plan_1`, `PLAN TYPE 1`, `Student loan: plan 1`; `none`, `no`, `n/a`.
/// Canonical: `1`, `2`, `4`, `5` or `none`.
///
/// # Errors
/// - [`ProblemCode::StudentLoanPlanIsPostgraduate`]: plan 3, or a postgraduate loan by name.
/// - [`ProblemCode::StudentLoanPlanUnclear`]: there is a loan (`yes`) or nobody knows, and no plan is named.
/// - [`ProblemCode::StudentLoanPlanInvalid`]: anything else, two plans among it.
pub fn parse_plan(text: &str) -> Parsed {
    let squeezed = squeeze(text);
    let mut plan = squeezed.as_str();
    for word in ["student", "loan", "plan", "type"] {
        plan = plan.strip_prefix(word).unwrap_or(plan);
    }
    match plan {
        "1" | "01" => Ok(Canonical::clean("1")),
        "2" | "02" => Ok(Canonical::clean("2")),
        "4" | "04" => Ok(Canonical::clean("4")),
        "5" | "05" => Ok(Canonical::clean("5")),
        "none" | "no" | "n" | "n/a" | "na" | "false" | "notapplicable" | "noplan" | "noloan"
        | "nostudentloan" => Ok(Canonical::clean("none")),
        "3" | "03" => Err(ProblemCode::StudentLoanPlanIsPostgraduate),
        name if is_postgraduate(name) => Err(ProblemCode::StudentLoanPlanIsPostgraduate),
        "" | "yes" | "y" | "true" | "unsure" | "notsure" | "unknown" | "dontknow" | "don'tknow" => {
            Err(ProblemCode::StudentLoanPlanUnclear)
        }
        _ => Err(ProblemCode::StudentLoanPlanInvalid),
    }
}

/// Reads whether there is a postgraduate loan: yes/no, true/false, y/n, 1/0; `PG`, `PGL`, `Postgraduate loan`, `Plan 3`
/// mean yes, `none` and `n/a` mean no. Canonical: `true` or `false`.
///
/// # Errors
/// [`ProblemCode::PostgraduateLoanInvalid`] for everything else, `Plan 1` among it.
pub fn parse_postgraduate(text: &str) -> Parsed {
    match squeeze(text).as_str() {
        "yes" | "true" | "y" | "1" | "plan3" | "plantype3" => Ok(Canonical::clean("true")),
        "no" | "false" | "n" | "0" | "none" | "n/a" | "na" | "notapplicable" => Ok(Canonical::clean("false")),
        name if is_postgraduate(name) => Ok(Canonical::clean("true")),
        _ => Err(ProblemCode::PostgraduateLoanInvalid),
    }
}

fn is_postgraduate(squeezed: &str) -> bool {
    matches!(
        squeezed,
        "pg" | "pgl" | "pgloan" | "postgrad" | "postgraduate" | "postgraduateloan" | "postgradloan"
    )
}

/// Lower case, without the signs that separate words. A leading dash stays: a minus is no separator.
fn squeeze(text: &str) -> String {
    let separates = |c: char| c.is_whitespace() || is_dash(c) || matches!(c, '_' | ':');
    text.char_indices()
        .filter(|(at, c)| *at == 0 || !separates(*c))
        .map(|(_, c)| c.to_ascii_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans() {
        for (text, plan) in [
            ("1", "1"),
            ("01", "1"),
            ("Plan 1", "1"),
            ("plan_1", "1"),
            ("PLAN TYPE 1", "1"),
            ("Plan2", "2"),
            ("plan-2", "2"),
            ("02", "2"),
            ("Student loan plan 4", "4"),
            ("Student Loan: Plan 4", "4"),
            ("04", "4"),
            ("5", "5"),
            ("Plan–5", "5"),
            ("05", "5"),
            ("none", "none"),
            ("No", "none"),
            ("N/A", "none"),
            ("na", "none"),
            ("false", "none"),
            ("not applicable", "none"),
            ("No student loan", "none"),
            ("no plan", "none"),
        ] {
            assert_eq!(parse_plan(text), Ok(Canonical::clean(plan)), "{text:?}");
        }
    }

    #[test]
    fn plans_that_cannot_be_read() {
        use ProblemCode::{
            StudentLoanPlanInvalid as Invalid, StudentLoanPlanIsPostgraduate as Postgraduate,
            StudentLoanPlanUnclear as Unclear,
        };
        for (text, code) in [
            ("3", Postgraduate),
            ("03", Postgraduate),
            ("Plan 3", Postgraduate),
            ("PG", Postgraduate),
            ("PGL", Postgraduate),
            ("Postgraduate", Postgraduate),
            ("Post-graduate loan", Postgraduate),
            ("student loan postgraduate", Postgraduate),
            ("yes", Unclear),
            ("Y", Unclear),
            ("true", Unclear),
            ("Student loan", Unclear),
            ("Plan", Unclear),
            ("Don't know", Unclear),
            ("0", Invalid),
            ("6", Invalid),
            ("001", Invalid),
            ("-1", Invalid),
            ("1.0", Invalid),
            ("0.1", Invalid),
            ("12", Invalid),
            ("Plan 1 2", Invalid),
            ("Plan 1, 2", Invalid),
            ("1 + PG", Invalid),
            ("Plan A", Invalid),
            ("loan type student 1", Invalid),
            ("１", Invalid),
        ] {
            assert_eq!(parse_plan(text), Err(code), "{text:?}");
        }
    }

    #[test]
    fn postgraduate_loans() {
        for text in [
            "yes",
            "Y",
            "TRUE",
            "1",
            "PG",
            "pgl",
            "Postgraduate",
            "Postgraduate loan",
            "Plan 3",
            "plan_type_3",
        ] {
            assert_eq!(parse_postgraduate(text), Ok(Canonical::clean("true")), "{text:?}");
        }
        for text in ["no", "N", "False", "0", "none", "n/a", "Not applicable"] {
            assert_eq!(parse_postgraduate(text), Ok(Canonical::clean("false")), "{text:?}");
        }
        for text in ["2", "3", "01", "Plan 1", "maybe", "-1", "yes and no", "undergraduate"] {
            assert_eq!(parse_postgraduate(text), Err(ProblemCode::PostgraduateLoanInvalid), "{text:?}");
        }
    }
}
