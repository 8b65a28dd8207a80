//! Days as Personio writes them: local midnight with the offset London has on that day.

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// The day some days later, or earlier.
pub(super) fn plus_days(day: Date, days: i64) -> Date {
    day.saturating_add(days.days())
}

/// The same day some years earlier; 29 February becomes 28 February.
pub(super) fn minus_years(day: Date, years: i64) -> Date {
    day.saturating_sub(years.years())
}

/// The first day of the UK tax year that holds this day: a 6 April.
pub(super) fn tax_year_start(day: Date) -> Date {
    let april = Date::constant(day.year(), 4, 6);
    if day < april { Date::constant(day.year() - 1, 4, 6) } else { april }
}

/// `2024-07-01` -> `2024-07-01T00:00:00+01:00`.
pub(super) fn midnight(day: Date) -> String {
    format!("{day}T00:00:00{}", london_offset(day))
}

/// British Summer Time by today's rule: from the last Sunday of March to the last Sunday of October; and all through
/// the years 1969 to 1971, when clocks stayed an hour ahead. Midnight of the first Sunday is still winter time.
pub(super) fn london_offset(day: Date) -> &'static str {
    let spring = last_sunday(day.year(), 3);
    let autumn = last_sunday(day.year(), 10);
    if (spring < day && day <= autumn) || (1969..=1970).contains(&day.year()) { "+01:00" } else { "+00:00" }
}

fn last_sunday(year: i16, month: i8) -> Date {
    let last = Date::constant(year, month, 31);
    plus_days(last, -i64::from(last.weekday().since(Weekday::Sunday)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn midnight_has_the_offset_london_has_on_that_day() {
        for (day, expected) in [
            (date(2026, 3, 29), "2026-03-29T00:00:00+00:00"),
            (date(2026, 3, 30), "2026-03-30T00:00:00+01:00"),
            (date(2026, 10, 25), "2026-10-25T00:00:00+01:00"),
            (date(2026, 10, 26), "2026-10-26T00:00:00+00:00"),
            (date(2025, 1, 6), "2025-01-06T00:00:00+00:00"),
            (date(1970, 1, 1), "1970-01-01T00:00:00+01:00"),
            (date(1964, 12, 31), "1964-12-31T00:00:00+00:00"),
        ] {
            assert_eq!(midnight(day), expected);
        }
    }

    #[test]
    fn a_tax_year_starts_on_6_april() {
        for (day, start) in [
            (date(2026, 4, 5), date(2025, 4, 6)),
            (date(2026, 4, 6), date(2026, 4, 6)),
            (date(2026, 12, 31), date(2026, 4, 6)),
        ] {
            assert_eq!(tax_year_start(day), start);
        }
    }
}
