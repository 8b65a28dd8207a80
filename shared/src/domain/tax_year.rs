//! The UK tax year, which begins on 6 April (Income Tax Act 2007, section 4).

use jiff::civil::Date;

/// The 6 April on or before `day`: the first day of the tax year that `day` lies in.
///
/// The years before -9998 have no earlier 6 April to name; no person's date comes near.
#[must_use]
pub fn tax_year_start(day: Date) -> Date {
    let begun = (day.month(), day.day()) >= (4, 6);
    let year = if begun { day.year() } else { day.year().saturating_sub(1).max(Date::MIN.year()) };
    jiff::civil::date(year, 4, 6)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_year_turns_between_5_and_6_april() {
        for (day, start) in [
            (date(2026, 4, 5), date(2025, 4, 6)),
            (date(2026, 4, 6), date(2026, 4, 6)),
            (date(2026, 4, 7), date(2026, 4, 6)),
            (date(2026, 3, 31), date(2025, 4, 6)),
            (date(2026, 5, 1), date(2026, 4, 6)),
            (date(2026, 12, 31), date(2026, 4, 6)),
            (date(2027, 1, 1), date(2026, 4, 6)),
            (date(2024, 2, 29), date(2023, 4, 6)),
        ] {
            assert_eq!(tax_year_start(day), start, "{day}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_do_not_panic() {
        assert_eq!(tax_year_start(Date::MIN), date(-9999, 4, 6));
        assert_eq!(tax_year_start(Date::MAX), date(9999, 4, 6));
    }
}
