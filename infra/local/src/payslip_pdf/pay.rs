//! Amounts of an invented payslip: a yearly pay drawn from the Employee ID, and the main rates of PAYE on a month of it,
//! without code, category or earlier months. Not how payroll is computed.

use rust_decimal::{Decimal, RoundingStrategy};
use sha2::{Digest as _, Sha256};
use shared::domain::ids::EmployeeId;

/// Amounts of one month.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pay {
    pub(super) gross: Decimal,
    pub(super) tax: Decimal,
    pub(super) national_insurance: Decimal,
    pub(super) net: Decimal,
}

/// The pay of this employee, the same every month.
pub(super) fn of(employee_id: &EmployeeId) -> Pay {
    let hash = Sha256::digest(employee_id.as_str());
    // From £24,000 to £24,000 + 255 x £200 = £75,000 a year.
    monthly(24_000 + 200 * i64::from(hash[0]))
}

fn monthly(pounds_a_year: i64) -> Pay {
    let gross = to_pence(Decimal::new(pounds_a_year, 0) / Decimal::new(12, 0));
    // 20 % above £12,570 / 12, and as much again above £50,270 / 12.
    let tax = to_pence((above(gross, 104_750) + above(gross, 418_917)) * Decimal::new(20, 2));
    // 8 % above £1,048 a month, and 2 % above £4,189.
    let main_rate = above(gross, 104_800) - above(gross, 418_900);
    let national_insurance =
        to_pence(main_rate * Decimal::new(8, 2) + above(gross, 418_900) * Decimal::new(2, 2));
    Pay { gross, tax, national_insurance, net: gross - tax - national_insurance }
}

/// What is above a threshold of so many pence.
fn above(amount: Decimal, threshold: i64) -> Decimal {
    (amount - Decimal::new(threshold, 2)).max(Decimal::ZERO)
}

fn to_pence(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_computed_to_the_penny() {
        let pence = |pence| Decimal::new(pence, 2);
        // (pounds a year, gross, tax, National Insurance, net) in pence.
        let rows = [
            (12_000, 100_000, 0, 0, 100_000),
            // 2,000.00 - 1,047.50 = 952.50, a fifth of it; 2,000 - 1,048 = 952, 8 % of it.
            (24_000, 200_000, 19_050, 7_616, 173_334),
            // 4,952.50 / 5 + 1,810.83 / 5 = 990.50 + 362.166; 3,141 x 0.08 + 1,811 x 0.02 = 251.28 + 36.22.
            (72_000, 600_000, 135_267, 28_750, 435_983),
        ];
        for (year, gross, tax, national_insurance, net) in rows {
            let expected = Pay {
                gross: pence(gross),
                tax: pence(tax),
                national_insurance: pence(national_insurance),
                net: pence(net),
            };
            assert_eq!(monthly(year), expected, "{year}");
        }
    }
}
