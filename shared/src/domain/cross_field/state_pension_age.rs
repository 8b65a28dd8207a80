//! When a person reaches State Pension age.

use jiff::{
    ToSpan as _,
    civil::{Date, date as day},
};

use super::birthday;

/// The day on which a person born on `birth` reaches State Pension age, by the timetable in force:
///
/// | born | State Pension age |
/// | --- | --- |
/// | up to 5 December 1953 | 65th birthday |
/// | 6 December 1953 to 5 October 1954 | ten months of birth, on 6 March 2019 and every second month after |
/// | 6 October 1954 to 5 April 1960 | 66th birthday |
/// | 6 April 1960 to 5 March 1961 | 66 years and one more month for each month of birth, 1 to 11 |
/// | 6 March 1961 to 5 April 1977 | 67th birthday |
/// | 6 April 1977 to 5 April 1978 | twelve months of birth, on 6 May 2044 and every second month after |
/// | from 6 April 1978 | 68th birthday |
///
/// A month of birth runs from the 6th to the 5th. Sources: Pensions Act 1995, Schedule 4, as amended by the Pensions Acts
/// 2007 (67 to 68), 2011 (65 to 66) and 2014 (66 to 67). Women born before 6 December 1953 reached it earlier than the
/// table says, all of them by 2018; it does not matter for a day after that. `None` beyond the calendar.
pub(super) fn state_pension_day(birth: Date) -> Option<Date> {
    const TO_66: Date = day(1953, 12, 6);
    const AT_66: Date = day(1954, 10, 6);
    const TO_67: Date = day(1960, 4, 6);
    const AT_67: Date = day(1961, 3, 6);
    const TO_68: Date = day(1977, 4, 6);
    const AT_68: Date = day(1978, 4, 6);
    if birth < TO_66 {
        birthday(birth, 65)
    } else if birth < AT_66 {
        day(2019, 3, 6).checked_add((2 * months_since(TO_66, birth)).months()).ok()
    } else if birth < TO_67 {
        birthday(birth, 66)
    } else if birth < AT_67 {
        // Someone born on the 31st reaches it on the last day of a shorter month, which is what adding months means here.
        birth.checked_add((66 * 12 + 1 + months_since(TO_67, birth)).months()).ok()
    } else if birth < TO_68 {
        birthday(birth, 67)
    } else if birth < AT_68 {
        day(2044, 5, 6).checked_add((2 * months_since(TO_68, birth)).months()).ok()
    } else {
        birthday(birth, 68)
    }
}

/// How many months of birth, each from the 6th to the 5th, lie between the one that starts at `start` and that of `birth`.
fn months_since(start: Date, birth: Date) -> i32 {
    let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month());
    months(birth) - months(start) - i32::from(birth.day() < 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First and last day of every month of birth with its own day, as the Acts' tables give them.
    #[test]
    fn the_tables_of_the_acts() {
        for (from, to, pension) in [
            ("1953-12-06", "1954-01-05", "2019-03-06"),
            ("1954-01-06", "1954-02-05", "2019-05-06"),
            ("1954-02-06", "1954-03-05", "2019-07-06"),
            ("1954-03-06", "1954-04-05", "2019-09-06"),
            ("1954-04-06", "1954-05-05", "2019-11-06"),
            ("1954-05-06", "1954-06-05", "2020-01-06"),
            ("1954-06-06", "1954-07-05", "2020-03-06"),
            ("1954-07-06", "1954-08-05", "2020-05-06"),
            ("1954-08-06", "1954-09-05", "2020-07-06"),
            ("1954-09-06", "1954-10-05", "2020-09-06"),
            ("1977-04-06", "1977-05-05", "2044-05-06"),
            ("1977-05-06", "1977-06-05", "2044-07-06"),
            ("1977-06-06", "1977-07-05", "2044-09-06"),
            ("1977-07-06", "1977-08-05", "2044-11-06"),
            ("1977-08-06", "1977-09-05", "2045-01-06"),
            ("1977-09-06", "1977-10-05", "2045-03-06"),
            ("1977-10-06", "1977-11-05", "2045-05-06"),
            ("1977-11-06", "1977-12-05", "2045-07-06"),
            ("1977-12-06", "1978-01-05", "2045-09-06"),
            ("1978-01-06", "1978-02-05", "2045-11-06"),
            ("1978-02-06", "1978-03-05", "2046-01-06"),
            ("1978-03-06", "1978-04-05", "2046-03-06"),
        ] {
            for birth in [from, to] {
                assert_eq!(
                    state_pension_day(birth.parse().unwrap()),
                    Some(pension.parse().unwrap()),
                    "{birth}"
                );
            }
        }
    }

    #[test]
    fn birthdays_and_the_months_after_66() {
        for (birth, pension) in [
            ("1950-06-30", "2015-06-30"),
            ("1953-12-05", "2018-12-05"),
            ("1954-10-06", "2020-10-06"),
            ("1956-02-29", "2022-03-01"),
            ("1960-04-05", "2026-04-05"),
            ("1960-04-06", "2026-05-06"),
            ("1960-05-05", "2026-06-05"),
            ("1960-05-06", "2026-07-06"),
            ("1960-06-06", "2026-09-06"),
            ("1960-07-31", "2026-11-30"),
            ("1960-08-06", "2027-01-06"),
            ("1960-12-31", "2027-09-30"),
            ("1961-01-31", "2027-11-30"),
            ("1961-02-06", "2028-01-06"),
            ("1961-03-05", "2028-02-05"),
            ("1961-03-06", "2028-03-06"),
            ("1977-04-05", "2044-04-05"),
            ("1978-04-06", "2046-04-06"),
            ("2004-02-29", "2072-02-29"),
        ] {
            assert_eq!(state_pension_day(birth.parse().unwrap()), Some(pension.parse().unwrap()), "{birth}");
        }
    }

    #[test]
    fn nobody_waits_less_than_someone_older() {
        let mut birth = day(1953, 1, 1);
        let mut before = None;
        while birth < day(1980, 1, 1) {
            let pension = state_pension_day(birth);
            assert!(pension >= before, "{birth}");
            before = pension;
            birth = birth.tomorrow().unwrap();
        }
        assert_eq!(state_pension_day(Date::MAX), None);
    }
}
