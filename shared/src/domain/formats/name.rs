//! Names of people: kept in their own letters, and rewritten in HMRC's.

use super::{Canonical, Parsed, charset, fold, printable::printable, text};
use crate::domain::problem::ProblemCode;

/// HMRC's limit of the elements `Fore` and `Sur`.
pub const RTI_MAX_LENGTH: usize = 35;

/// Names without a person, as [`fold::compact`] leaves them. HMRC names some of these; the others are what HR systems
/// hold for a post that is not filled yet.
const PLACEHOLDERS: [&str; 29] = [
    "another",
    "other",
    "dummy",
    "employee",
    "mustermann",
    "newhire",
    "newstarter",
    "nn",
    "noname",
    "none",
    "notknown",
    "placeholder",
    "platzhalter",
    "staff",
    "tba",
    "tbc",
    "tbd",
    "temp",
    "test",
    "testemployee",
    "testuser",
    "tobeconfirmed",
    "unbekannt",
    "unknown",
    "vacancy",
    "vacant",
    "x",
    "xx",
    "xxx",
];

/// A name in its own letters, with single blanks. Warns when HMRC's form of it differs
/// ([`ProblemCode::NameNotPrintable`]), is longer than 35 characters ([`ProblemCode::NameTooLongForHmrc`]), or when
/// nobody is called that ([`ProblemCode::NamePlaceholder`]).
///
/// # Errors
/// [`ProblemCode::NameInvalid`] when the name or HMRC's form of it does not begin with a letter, or nothing is left of
/// it; [`ProblemCode::TextNotPrintable`] and [`ProblemCode::TextTooLong`] as for any text.
pub fn parse(text: &str) -> Parsed {
    let name = text::single_spaced(&text::one_line(text, " ")?);
    let printed = rti_form(&name);
    let begins_with_letter =
        name.starts_with(char::is_alphabetic) && printed.starts_with(|c: char| c.is_ascii_alphabetic());
    if !begins_with_letter {
        return Err(ProblemCode::NameInvalid);
    }
    let mut warnings = Vec::new();
    if printed != name {
        warnings.push(ProblemCode::NameNotPrintable);
    }
    if printed.len() > RTI_MAX_LENGTH {
        warnings.push(ProblemCode::NameTooLongForHmrc);
    }
    if is_placeholder(&name) {
        warnings.push(ProblemCode::NamePlaceholder);
    }
    Ok(Canonical { text: name, warnings })
}

/// The name as HMRC takes it, in charset D: `Zoë` is `Zoe`, `Łukasz` is `Lukasz`, `O’Brien` is `O'Brien`. Characters
/// without a counterpart are dropped. Not cut to 35 characters.
#[must_use]
pub fn rti_form(name: &str) -> String {
    printable(name, charset::is_d)
}

fn is_placeholder(name: &str) -> bool {
    // "Na" is a name and "n/a" is none, so that one is compared with its stroke.
    PLACEHOLDERS.contains(&fold::compact(name).as_str()) || name.eq_ignore_ascii_case("n/a")
}

#[cfg(test)]
mod tests {
    use ProblemCode::{
        NameInvalid, NameNotPrintable, NamePlaceholder, NameTooLongForHmrc, TextNotPrintable, TextTooLong,
    };

    use super::*;

    #[test]
    fn names_keep_their_letters_and_have_a_form_for_hmrc() {
        let table = [
            ("Amelia", "Amelia"),
            ("Anne-Marie", "Anne-Marie"),
            ("O'Brien", "O'Brien"),
            ("van der Berg", "van der Berg"),
            ("O\u{2019}Brien", "O'Brien"),
            ("O\u{2018}Brien", "O'Brien"),
            ("O\u{b4}Brien", "O'Brien"),
            ("O`Brien", "O'Brien"),
            ("Anne\u{2011}Marie", "Anne-Marie"),
            ("Zoë", "Zoe"),
            ("Zoe\u{308}", "Zoe"),
            ("Łukasz", "Lukasz"),
            ("Müller", "Muller"),
            ("Weiß", "Weiss"),
            ("Sørensen", "Sorensen"),
            ("Þórunn", "Thorunn"),
            ("Æsa", "Aesa"),
            ("İpek Işık", "Ipek Isik"),
            ("Nguyễn", "Nguyen"),
            ("Дарья", "Darya"),
            ("Ελένη", "Eleni"),
            ("小明", "XiaoMing"),
            ("J. R.", "J R"),
            ("Smith 2", "Smith"),
            ("Smith (Jones)", "Smith Jones"),
            ("Anna 😀", "Anna"),
            ("Anna\u{200d}", "Anna"),
        ];
        for (name, expected) in table {
            assert_eq!(rti_form(name), expected, "{name:?}");
            let parsed = if name == expected {
                Canonical::clean(name)
            } else {
                Canonical::with(name, NameNotPrintable)
            };
            assert_eq!(parse(name), Ok(parsed), "{name:?}");
        }
    }

    #[test]
    fn blanks_are_single_and_invisible_characters_go() {
        for (text, expected) in [
            ("  Anna   Maria ", "Anna Maria"),
            ("Anna\u{a0}Maria", "Anna Maria"),
            ("Anna\tMaria", "Anna Maria"),
            ("Anna\nMaria", "Anna Maria"),
            ("\u{feff}Anna\u{200b}", "Anna"),
        ] {
            assert_eq!(parse(text), Ok(Canonical::clean(expected)), "{text:?}");
        }
    }

    #[test]
    fn names_begin_with_a_letter() {
        for text in [
            "-",
            "123",
            "1Smith",
            "(Bob)",
            "'t Hooft",
            "-Smith",
            "\u{2019}t Hooft",
            "😀",
            "?",
            ".",
            "ʻAkahi",
            "— Smith",
        ] {
            assert_eq!(parse(text), Err(NameInvalid), "{text:?}");
        }
        assert_eq!(parse("Smi\0th"), Err(TextNotPrintable));
        assert_eq!(parse("M\u{fffd}ller"), Err(TextNotPrintable));
        assert_eq!(parse(&"a".repeat(256)), Err(TextTooLong));
    }

    #[test]
    fn long_names_are_kept() {
        let table = [
            ("a".repeat(35), vec![]),
            ("a".repeat(36), vec![NameTooLongForHmrc]),
            // The sharp s doubles: 34 letters are 35, 35 letters are 36.
            (format!("{}ß", "a".repeat(33)), vec![NameNotPrintable]),
            (format!("{}ß", "a".repeat(34)), vec![NameNotPrintable, NameTooLongForHmrc]),
        ];
        for (name, warnings) in table {
            assert_eq!(parse(&name), Ok(Canonical { text: name.clone(), warnings }), "{name}");
        }
    }

    #[test]
    fn placeholders_are_kept_and_pointed_out() {
        for name in
            ["Unknown", "DUMMY", "A N Other", "Other", "X", "xxx", "Test", "Staff", "TBC", "Unbekannt"]
        {
            assert_eq!(parse(name), Ok(Canonical::with(name, NamePlaceholder)), "{name}");
        }
        for name in ["N/A", "A.N. Other", "T.B.C."] {
            let expected =
                Canonical { text: name.to_owned(), warnings: vec![NameNotPrintable, NamePlaceholder] };
            assert_eq!(parse(name), Ok(expected), "{name}");
        }
        for name in ["Na", "An", "Tester", "Temple", "Stafford", "Xu", "Otherton", "Templeton"] {
            assert_eq!(parse(name), Ok(Canonical::clean(name)), "{name}");
        }
    }
}
