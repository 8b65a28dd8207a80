//! Laws that every person format keeps for every text, checked against grammars written apart from the parsers.

use jiff::civil::date as day;
use proptest::prelude::*;
use regex_lite::Regex;

use super::{
    Parsed, address, boolean, charset, country, date, email, fold, gender, hours, name, phone, postcode,
    text, title,
};
use crate::domain::problem::{ProblemCode, Severity};

/// A parser, the grammar of what it answers, and the grammar of texts that come near it.
struct Law {
    name: &'static str,
    parse: fn(&str) -> Parsed,
    canonical: &'static str,
    near: &'static str,
}

const DATE: &str = r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";
const NEAR_DATE: &str = "([0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}([T ]0[0-9]:00(:00)?(Z|[+]01:00)?)?|[0-9]{1,2}[.]? (Apr|März|May|Foo)[.]? [0-9]{4})";
const WORKPLACE: &str = r"^[A-Z]([0-9]|[0-9]{2}|([A-HJ-Y][0-9]{1,2})|([0-9][A-Z])|([A-HJ-Y][0-9]?[A-Z])) [0-9][ABD-HJLNP-UW-Z]{2}$";
const HOME: &str = r"^([A-Z]([0-9]|[0-9]{2}|([A-HJ-Y][0-9]{1,2})|([0-9][A-Z])|([A-HJ-Y][0-9]?[A-Z])) [0-9][ABD-HJLNP-UW-Z]{2}|GIR 0AA|BFPO [0-9]{1,4})$";
const NEAR_POSTCODE: &str = "([A-Za-z]{1,3} ?[0-9]{0,2}[A-Z]? ?[0-9][A-Za-z]{2}|BFPO ?[0-9]{0,5})";
const ONE_LINE: &str = r"^[^\x00-\x1f\x7f-\x9f\x{ad}\x{200b}\x{2028}\x{2029}\x{feff}\x{fffd}]{1,255}$";
const SINGLE_SPACED: &str = r"^[^\x00-\x20\x7f-\xa0\x{fffd}]+( [^\x00-\x20\x7f-\xa0\x{fffd}]+)*$";
const NEAR_TEXT: &str = "[a-zA-ZäßéŁ’0-9 ,.\n\r\t\u{a0}\u{200b}\u{301}-]{1,60}";

const LAWS: [Law; 16] = [
    Law { name: "name", parse: name::parse, canonical: SINGLE_SPACED, near: NEAR_TEXT },
    Law {
        name: "title",
        parse: title::parse,
        canonical: "^(Mr|Mrs|Miss|Ms|Dr)$",
        near: "(mr|MRS|Miss|ms|Dr|Herr|Frau|Prof)[.]{0,2}",
    },
    Law {
        name: "gender",
        parse: gender::parse,
        canonical: "^[MF]$",
        near: "(male|Female|m|f|w|x|MÄNNLICH|weiblich|divers)",
    },
    Law { name: "date", parse: date::parse, canonical: DATE, near: NEAR_DATE },
    Law {
        name: "birth date",
        parse: |text| date::parse_birth_date(text, day(2026, 4, 6)),
        canonical: DATE,
        near: NEAR_DATE,
    },
    Law {
        name: "email",
        parse: email::parse,
        canonical: r#"^[^@'<>"\s]+@[^@'<>"\s.]+(\.[^@'<>"\s.]+)+$"#,
        near: "[a-z'.+ü ]{1,8}@[a-z.ü-]{1,8}",
    },
    Law {
        name: "phone",
        parse: phone::parse,
        canonical: r"^[0-9 +()./-]{3,35}$|^[0-9 +()./-]{3,28} ?[eE][xX][tT][. ]*[0-9]+$",
        near: "[0-9 +()./-]{1,20}( ?(ext|EXT|x)[.]? ?[0-9]{0,3})?",
    },
    Law { name: "address line", parse: address::parse, canonical: SINGLE_SPACED, near: NEAR_TEXT },
    Law { name: "postcode", parse: postcode::parse, canonical: HOME, near: NEAR_POSTCODE },
    Law {
        name: "workplace postcode",
        parse: postcode::parse_workplace,
        canonical: WORKPLACE,
        near: NEAR_POSTCODE,
    },
    Law { name: "postcode abroad", parse: postcode::parse_abroad, canonical: ONE_LINE, near: NEAR_TEXT },
    Law {
        name: "country",
        parse: country::parse,
        canonical: "^[A-Z]{2}$",
        near: "([A-Za-z]{2,3}|(the )?(germany|FRANCE|Österreich|uk)[.]?)",
    },
    Law { name: "text", parse: text::parse, canonical: ONE_LINE, near: NEAR_TEXT },
    Law {
        name: "passport number",
        parse: text::parse_passport_number,
        canonical: r#"^[A-Za-z0-9 .,()/=!"%&*;<>'+:?-]{1,35}$"#,
        near: "[A-Z0-9 /#-]{1,40}",
    },
    Law {
        name: "hours",
        parse: hours::parse,
        canonical: r"^(0|[1-9][0-9]{0,2})(\.[0-9]*[1-9])?$",
        near: "-?[0-9]{0,3}[.,]?[0-9]{0,4}(e1| h)?",
    },
    Law {
        name: "boolean",
        parse: |text| {
            boolean::parse(text)
                .map(|yes| super::Canonical::clean(yes.to_string()))
                .ok_or(ProblemCode::PostgraduateLoanInvalid)
        },
        canonical: "^(true|false)$",
        near: "(yes|NO|ja|nein|true|0|1|y|n|2)",
    },
];

/// Any text, and texts near the grammar of each law.
fn texts() -> impl Strategy<Value = String> {
    let near = LAWS.iter().map(|law| proptest::string::string_regex(law.near).unwrap().boxed());
    prop_oneof![1 => any::<String>(), 1 => "\\PC{0,80}", 6 => proptest::strategy::Union::new(near)]
}

fn check(law: &Law, grammar: &Regex, text: &str) -> Result<(), TestCaseError> {
    let name = law.name;
    match (law.parse)(text) {
        Ok(canonical) => {
            prop_assert!(grammar.is_match(&canonical.text), "{name}: {text:?} -> {:?}", canonical.text);
            prop_assert_eq!(canonical.text.trim(), &canonical.text, "{} is not trimmed", name);
            prop_assert!(
                canonical.warnings.iter().all(|code| code.severity() == Severity::Warning),
                "{name}: {text:?} warns with an error"
            );
            let again = (law.parse)(&canonical.text);
            prop_assert_eq!(again, Ok(canonical), "{} is not idempotent: {:?}", name, text);
        }
        Err(code) => prop_assert_eq!(code.severity(), Severity::Error, "{}: {:?}", name, text),
    }
    Ok(())
}

#[test]
fn every_parser_is_total_and_idempotent_and_keeps_its_grammar() {
    let grammars = LAWS.each_ref().map(|law| Regex::new(law.canonical).unwrap());
    // 256 cases for each law: the near texts are shared out among all of them.
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256 * 16) };
    proptest!(config, |(text in texts())| {
        for (law, grammar) in LAWS.iter().zip(&grammars) {
            check(law, grammar, &text)?;
        }
    });
}

#[test]
fn every_postcode_of_hmrcs_pattern_is_taken_in_any_spelling() {
    let pattern = WORKPLACE.trim_matches(['^', '$']);
    proptest!(|(text in pattern)| {
        let expected = Ok(super::Canonical::clean(text.clone()));
        prop_assert_eq!(&postcode::parse_workplace(&text), &expected);
        prop_assert_eq!(&postcode::parse(&text.to_lowercase().replace(' ', "")), &expected);
    });
}

#[test]
fn every_day_is_read_back_in_every_spelling() {
    proptest!(|(year in 1000_i16..=9999, of_year in 0_i64..365)| {
        let date = day(year, 1, 1).checked_add(jiff::Span::new().days(of_year)).unwrap();
        let expected = Ok(super::Canonical::clean(date.to_string()));
        for form in ["%Y-%m-%d", "%Y-%m-%dT00:00:00+02:00", "%d/%m/%Y", "%-d.%-m.%Y", "%-d %b %Y", "%d. %B %Y"] {
            let text = date.strftime(form).to_string();
            prop_assert_eq!(&date::parse(&text), &expected, "{}", text);
        }
    });
}

#[test]
fn what_hmrc_prints_is_in_its_charset_and_stays_as_it_is() {
    let name_form = Regex::new("^[A-Za-z '-]*$").unwrap();
    proptest!(|(text in texts())| {
        let printed = name::rti_form(&text);
        prop_assert!(name_form.is_match(&printed), "{:?} -> {:?}", text, printed);
        prop_assert_eq!(&name::rti_form(&printed), &printed);
        let line = address::rti_line(&text);
        prop_assert!(line.chars().all(charset::is_g), "{:?} -> {:?}", text, line);
        prop_assert!(line.is_empty() || line.starts_with(|c: char| c.is_ascii_alphanumeric()));
        prop_assert_eq!(&address::rti_line(&line), &line);
    });
}

#[test]
fn folded_words_fold_to_themselves() {
    proptest!(|(text in texts())| {
        let folded = fold::unaccented(&text);
        prop_assert_eq!(&fold::unaccented(&folded), &folded);
        let compact = fold::compact(&text);
        prop_assert_eq!(&fold::compact(&compact), &compact);
    });
}
