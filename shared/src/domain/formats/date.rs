//! Dates: a day as people write it, day before month, in the place where it was written.

use jiff::civil::Date;

use super::{Canonical, Parsed, fold};
use crate::domain::problem::ProblemCode;

/// A person is at most this old to HMRC (rule 7826).
const HMRC_MAX_AGE: i16 = 130;

/// Beyond this age a date of birth is more likely a slip than true.
const LIKELY_MAX_AGE: i16 = 100;

/// Month names, folded. English and German, long, short and as Austrians write January.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "janner", "jaenner"],
    &["february", "feb", "februar"],
    &["march", "mar", "marz", "maerz", "mrz"],
    &["april", "apr"],
    &["may", "mai"],
    &["june", "jun", "juni"],
    &["july", "jul", "juli"],
    &["august", "aug"],
    &["september", "sep", "sept"],
    &["october", "oct", "oktober", "okt"],
    &["november", "nov"],
    &["december", "dec", "dezember", "dez"],
];

/// A day as `YYYY-MM-DD`, read from one of
///
/// - `2026-04-03`, also with a time and an offset behind a `T` or a blank: the first ten characters count, whatever
///   the offset, since Personio means the local day and UTC may be in the day before;
/// - `03/04/2026`, `3.4.2026`, `03-04-2026`: always day first;
/// - `3 Apr 2026`, `3. April 2026`, in English or German.
///
/// # Errors
/// [`ProblemCode::DateInvalid`] for anything else: two-digit years (also written `0026`), month first, days that the
/// calendar does not have.
pub fn parse(text: &str) -> Parsed {
    read(text).map(|date| Canonical::clean(date.to_string())).ok_or(ProblemCode::DateInvalid)
}

/// A date of birth: as [`parse`], not after `today` and not more than 130 years before it. More than 100 years before
/// it: kept, with the warning [`ProblemCode::DateOfBirthUnlikely`].
///
/// # Errors
/// [`ProblemCode::DateInvalid`]; [`ProblemCode::DateOfBirthInFuture`] (HMRC 5001);
/// [`ProblemCode::DateOfBirthTooLongAgo`] (HMRC 7826).
pub fn parse_birth_date(text: &str, today: Date) -> Parsed {
    let birth = read(text).ok_or(ProblemCode::DateInvalid)?;
    let older_than = |years| {
        (birth.year() + years, birth.month(), birth.day()) < (today.year(), today.month(), today.day())
    };
    if birth > today {
        Err(ProblemCode::DateOfBirthInFuture)
    } else if older_than(HMRC_MAX_AGE) {
        Err(ProblemCode::DateOfBirthTooLongAgo)
    } else if older_than(LIKELY_MAX_AGE) {
        Ok(Canonical::with(birth.to_string(), ProblemCode::DateOfBirthUnlikely))
    } else {
        Ok(Canonical::clean(birth.to_string()))
    }
}

fn read(text: &str) -> Option<Date> {
    let text = text.trim();
    iso(text).or_else(|| numeric(text)).or_else(|| worded(text))
}

/// `YYYY-MM-DD`, alone or with a time behind it.
fn iso(text: &str) -> Option<Date> {
    let (day, rest) = text.split_at_checked(10)?;
    let (year, month_and_day) = day.split_once('-')?;
    let (month, day) = month_and_day.split_once('-')?;
    if month.len() != 2 || day.len() != 2 || !is_time(rest) {
        return None;
    }
    date(year, digits(month)?, day)
}

/// `D/M/YYYY` with one of `/ . -` twice.
fn numeric(text: &str) -> Option<Date> {
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '.' | '-'))?;
    let (day, rest) = text.split_once(separator)?;
    let (month, year) = rest.split_once(separator)?;
    date(year, digits(month)?, day)
}

/// `D Month YYYY`, with or without a full stop behind day and month.
fn worded(text: &str) -> Option<Date> {
    let mut words = text.split_whitespace();
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let name = fold::unaccented(month.strip_suffix('.').unwrap_or(month));
    let at = MONTHS.iter().position(|names| names.contains(&name.as_str()))?;
    date(year, i8::try_from(at + 1).ok()?, day.strip_suffix('.').unwrap_or(day))
}

/// A day of the calendar. The year has four digits and does not begin with 0: `0026` is 26 behind a form's mask.
fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    let four_digits =
        year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit()) && !year.starts_with('0');
    if !four_digits {
        return None;
    }
    Date::new(year.parse().ok()?, month, digits(day)?).ok()
}

/// One or two digits.
fn digits(text: &str) -> Option<i8> {
    let fits = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

/// Nothing, or `T` or a blank, a time such as `00:00` or `23:59:59.123`, and perhaps an offset such as `Z`, `+01:00`
/// or `+0053`. Only the shape is looked at: the time is dropped.
fn is_time(text: &str) -> bool {
    let Some(time) = text.strip_prefix(['T', 't', ' ']) else { return text.is_empty() };
    let time = time.strip_suffix(['Z', 'z']).unwrap_or(time);
    let (time, offset) = time.split_at(time.find(['+', '-']).unwrap_or(time.len()));
    let time = time.trim_end_matches(' ');
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let are_pairs = |text: &str| text.split(':').all(|part| part.len() == 2 && is_digits(part));
    let is_clock = matches!(clock.len(), 5 | 8) && are_pairs(clock);
    let is_offset = match offset.len() {
        0 => true,
        5 if !offset.contains(':') => is_digits(&offset[1..]),
        3 | 6 | 9 => offset.is_ascii() && are_pairs(&offset[1..]),
        _ => false,
    };
    is_clock && is_digits(fraction) && is_offset
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let table = [
            ("2026-04-03", "2026-04-03"),
            (" 2026-04-03 ", "2026-04-03"),
            ("2014-11-09T00:00:00+01:00", "2014-11-09"),
            ("1890-01-01T00:00:00+00:53", "1890-01-01"),
            ("1890-01-01T00:00:00+00:53:28", "1890-01-01"),
            ("2014-11-09 00:00:00+01:00", "2014-11-09"),
            ("2014-11-09 00:00:00 +01:00", "2014-11-09"),
            ("2014-11-09T23:30:00-05:00", "2014-11-09"),
            ("2014-11-09T23:59:59.999Z", "2014-11-09"),
            ("2014-11-09T00:00:00+0100", "2014-11-09"),
            ("2014-11-09T00:00+01", "2014-11-09"),
            ("2014-11-09 00:00", "2014-11-09"),
            ("03/04/2026", "2026-04-03"),
            ("3/4/2026", "2026-04-03"),
            ("03.04.2026", "2026-04-03"),
            ("3.4.2026", "2026-04-03"),
            ("03-04-2026", "2026-04-03"),
            ("31/12/1999", "1999-12-31"),
            ("29/02/2024", "2024-02-29"),
            ("3 Apr 2026", "2026-04-03"),
            ("03 APR 2026", "2026-04-03"),
            ("3 April 2026", "2026-04-03"),
            ("3. April 2026", "2026-04-03"),
            ("3.  Apr.  2026", "2026-04-03"),
            ("1 Sept 2025", "2025-09-01"),
            ("1. März 2025", "2025-03-01"),
            ("1. Ma\u{308}rz 2025", "2025-03-01"),
            ("1 Maerz 2025", "2025-03-01"),
            ("1 Mrz 2025", "2025-03-01"),
            ("15 Mai 2025", "2025-05-15"),
            ("15 Oktober 2025", "2025-10-15"),
            ("24 Dez 2025", "2025-12-24"),
            ("6 Jänner 2025", "2025-01-06"),
            ("9999-12-31", "9999-12-31"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), Ok(Canonical::clean(expected)), "{text:?}");
        }
    }

    #[test]
    fn every_month_has_its_names() {
        for (at, names) in MONTHS.iter().enumerate() {
            for name in *names {
                let expected = format!("2026-{:02}-05", at + 1);
                assert_eq!(parse(&format!("5 {name} 2026")), Ok(Canonical::clean(expected)), "{name}");
            }
        }
    }

    #[test]
    fn other_texts_are_no_dates() {
        for text in [
            "",
            "2026",
            "2026-04",
            "2026-4-3",
            "2026/04/03",
            "2026.04.03",
            "20260403",
            "03042026",
            "04/23/2026",
            "April 3 2026",
            "April 3, 2026",
            "3 April 26",
            "03/04/26",
            "03.04.26",
            "26-04-03",
            "0026-04-03",
            "03/04/0026",
            "31/02/2026",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-04-00",
            "31/04/2026",
            "29/02/2100",
            "03/04-2026",
            "03/04/2026/1",
            "003/04/2026",
            "3/004/2026",
            "3//2026",
            "03/04/20266",
            "+2026-04-03",
            "-2026-04-03",
            "2026-04-03T",
            "2026-04-03 to 2026-05-03",
            "2026-04-03x",
            "2026-04-03T00",
            "2026-04-03T00:00:00+1:00",
            "2026-04-03T0a:00",
            "2026-04-03T00:00:00.Z",
            "2026-04-03T00:00:00[UTC]",
            "2026-04-031",
            "3 Foo 2026",
            "3 Apr 2026 10:00",
            "3rd April 2026",
            "46115",
            "today",
            "n/a",
            "٢٠٢٦-٠٤-٠٣",
            "２０２６-04-03",
            "2026–04–03",
            "1e3-04-03",
            "- 3-04-2026",
            "3 / 4 / 2026",
        ] {
            assert_eq!(parse(text), Err(ProblemCode::DateInvalid), "{text:?}");
        }
    }

    #[test]
    fn births_lie_in_the_past_and_within_130_years() {
        let today = day(2026, 4, 6);
        let table = [
            ("23/04/1990", Ok(Canonical::clean("1990-04-23"))),
            ("2026-04-06", Ok(Canonical::clean("2026-04-06"))),
            ("2026-04-07", Err(ProblemCode::DateOfBirthInFuture)),
            ("2062-04-23", Err(ProblemCode::DateOfBirthInFuture)),
            ("1926-04-06", Ok(Canonical::clean("1926-04-06"))),
            ("1926-04-05", Ok(Canonical::with("1926-04-05", ProblemCode::DateOfBirthUnlikely))),
            ("1896-04-06", Ok(Canonical::with("1896-04-06", ProblemCode::DateOfBirthUnlikely))),
            ("1896-04-05", Err(ProblemCode::DateOfBirthTooLongAgo)),
            ("1000-01-01", Err(ProblemCode::DateOfBirthTooLongAgo)),
            ("31/02/1990", Err(ProblemCode::DateInvalid)),
            ("23/04/90", Err(ProblemCode::DateInvalid)),
        ];
        for (text, expected) in table {
            assert_eq!(parse_birth_date(text, today), expected, "{text:?}");
        }
    }

    #[test]
    fn a_birth_on_29_february_grows_old_on_1_march() {
        let birth = "1896-02-29";
        let kept = Ok(Canonical::with(birth, ProblemCode::DateOfBirthUnlikely));
        assert_eq!(parse_birth_date(birth, day(2026, 2, 28)), kept);
        assert_eq!(parse_birth_date(birth, day(2026, 3, 1)), Err(ProblemCode::DateOfBirthTooLongAgo));
    }
}
