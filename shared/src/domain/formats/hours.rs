//! Hours a week.

use rust_decimal::Decimal;

use super::{Canonical, Parsed};
use crate::domain::problem::ProblemCode;

/// 7 days × 24 hours.
const HOURS_OF_A_WEEK: Decimal = Decimal::from_parts(7 * 24, 0, 0, false, 0);

/// Hours a week, 0 to 168, with a point or a comma before the fraction: `37.5` and `37,50` are both `37.5`.
///
/// Signs, units (`40 h`), hours and minutes (`37:30`), thousands separators and exponents are no numbers here; nor is a
/// fraction so long that a decimal of 28 digits would round it.
///
/// # Errors
/// [`ProblemCode::HoursInvalid`].
pub fn parse(text: &str) -> Parsed {
    let text = text.trim();
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return Err(ProblemCode::HoursInvalid);
    }
    match Decimal::from_str_exact(&format!("{whole}.{fraction}")) {
        Ok(hours) if hours <= HOURS_OF_A_WEEK => Ok(Canonical::clean(hours.normalize().to_string())),
        _ => Err(ProblemCode::HoursInvalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_plain_decimals() {
        let table = [
            ("40", "40"),
            ("37.5", "37.5"),
            ("37,5", "37.5"),
            ("37.50", "37.5"),
            ("40.00", "40"),
            ("100", "100"),
            ("0", "0"),
            ("0.0", "0"),
            ("08", "8"),
            ("0,25", "0.25"),
            ("168", "168"),
            ("168.000", "168"),
            (" 20 ", "20"),
            ("38.3333333333", "38.3333333333"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), Ok(Canonical::clean(expected)), "{text:?}");
        }
    }

    #[test]
    fn other_spellings_are_no_hours() {
        let table = [
            "",
            ".",
            "40.",
            ".5",
            "-1",
            "-0",
            "+40",
            "168.01",
            "169",
            "1e2",
            "4E1",
            "3.75E+1",
            "40 h",
            "40h",
            "37:30",
            "1.000,5",
            "37.5.0",
            "37,5,0",
            "4 0",
            "٤٠",
            "full time",
            "NaN",
            "inf",
            "½",
            "0x10",
            "1_0",
            "0.33333333333333333333333333333333333333",
            "99999999999999999999999999999999999999999",
        ];
        for text in table {
            assert_eq!(parse(text), Err(ProblemCode::HoursInvalid), "{text:?}");
        }
    }
}
