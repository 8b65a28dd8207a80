//! Which day it is for payroll: London's.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// The rules of Europe/London, in the program itself: a Lambda has no time-zone files.
static LONDON: TimeZone = jiff::tz::get!("Europe/London");

/// The date in London at this instant.
#[must_use]
pub fn london_date(now: Timestamp) -> Date {
    now.to_zoned(LONDON.clone()).date()
}

#[cfg(test)]
mod tests {
    use super::london_date;
    use jiff::civil::date;

    #[test]
    fn the_day_changes_at_midnight_in_london() {
        let on = |text: &str| london_date(text.parse().unwrap());
        assert_eq!(on("2026-01-31T23:59:59Z"), date(2026, 1, 31));
        assert_eq!(on("2026-07-31T22:59:59Z"), date(2026, 7, 31));
        assert_eq!(on("2026-07-31T23:00:00Z"), date(2026, 8, 1), "summer time");
    }
}
