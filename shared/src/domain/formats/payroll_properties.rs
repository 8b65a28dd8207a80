//! What holds for every payroll format and any text: no panic, the schema's grammar, and idempotence.
//!
//! The grammars stand here a second time, as patterns quoted from HMRC's schema `FullPaymentSubmission-2026-v1-0.xsd`
//! where it has one, so that parser and test can't be wrong in the same way.

use proptest::{prelude::*, string::string_regex};
use regex_lite::Regex;

use super::{
    Parsed, bank,
    modulus::{ModulusResult, WeightTable},
    ni_category, ni_number, starter_declaration, student_loan, tax_code,
};
use crate::domain::{attribute::Source, problem::ProblemCode};

/// One format under test.
struct Case {
    name: &'static str,
    parse: fn(&str) -> Parsed,
    /// What the canonical form looks like.
    grammar: &'static str,
    /// A strategy for texts that are nearly, or quite, right.
    near: &'static str,
}

const CASES: &[Case] = &[
    Case {
        name: "NI number",
        parse: ni_number::parse,
        grammar: concat!(
            "([ACEHJLMOPRSWXY][A-CEGHJ-NPR-TW-Z]|B[A-CEHJ-NPR-TW-Z]|G[ACEGHJ-NPR-TW-Z]|[KT][A-CEGHJ-MPR-TW-Z]",
            "|N[A-CEGHJL-NPR-SW-Z]|Z[A-CEGHJ-NPR-TW-Y])[0-9]{6}[A-D]"
        ),
        near: "[A-Za-z]{2}[ .-]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2} ?[A-Fa-f]?",
    },
    Case {
        name: "tax code",
        parse: tax_code::parse,
        grammar: "[SC]?(([1-9][0-9]{0,5}[LMNPTY])|(BR)|(0T)|(NT)|(D[0-8])|([K][1-9][0-9]{0,5}))( X)?",
        near: "[SCsc]?([0-9O]{1,6}[LMNPTYlq]|BR|[0O]T|NT|D[0-9O]|K[0-9]{1,6}) ?(W1|W1/M1|M1|m1|X|Mth 1|1)?",
    },
    Case { name: "NI category", parse: ni_category::parse, grammar: "[A-NP-TV-Z]", near: "[A-Za-z0-9]{1,2}" },
    Case {
        name: "starter declaration",
        parse: starter_declaration::parse,
        grammar: "[ABC]",
        near: "(Statement |statement  )?[A-Da-d]( ?[-–:.)] ?[A-Ca-z ]{0,8})?",
    },
    Case {
        name: "student loan plan",
        parse: student_loan::parse_plan,
        grammar: "[1245]|none",
        near: "(Student loan ?|)(Plan|plan_|PLAN TYPE |)[ _-]?0?[0-6]|none|No|n/a|yes|PGL",
    },
    Case {
        name: "postgraduate loan",
        parse: student_loan::parse_postgraduate,
        grammar: "true|false",
        near: "yes|No|TRUE|false|[01yn]|PGL?|Post-?graduate( loan)?|Plan [1-4]",
    },
    Case { name: "sort code, text", parse: sort_code_text, grammar: "[0-9]{6}", near: SORT_CODES },
    Case { name: "sort code, number", parse: sort_code_number, grammar: "[0-9]{6}", near: "[0-9]{4,7}" },
    Case { name: "account number, text", parse: account_text, grammar: "[0-9]{8}", near: ACCOUNT_NUMBERS },
    Case { name: "account number, number", parse: account_number, grammar: "[0-9]{8}", near: "[0-9]{1,11}" },
    Case {
        name: "account name",
        parse: bank::parse_account_name,
        grammar: r"\S+( \S+)*",
        near: "[A-Za-zé]{1,9}[ \t]{1,2}[A-Za-z]{1,12}",
    },
    Case {
        name: "roll number",
        parse: bank::parse_roll_number,
        grammar: r"[A-Za-z0-9 ./-]{1,18}",
        near: "[A-Za-z0-9 ./–-]{1,20}",
    },
];

const SORT_CODES: &str = "[0-9]{2}[ ./–-]?[0-9]{2}[ ./–-]?[0-9]{2}|GB[0-9]{2}NWBK[0-9]{14}";
const ACCOUNT_NUMBERS: &str = "[0-9]{4}[ -]?[0-9]{1,7}|GB[0-9]{2}NWBK[0-9]{14}";

fn sort_code_text(text: &str) -> Parsed {
    bank::parse_sort_code(text, Source::Text)
}

fn sort_code_number(text: &str) -> Parsed {
    bank::parse_sort_code(text, Source::Number)
}

fn account_text(text: &str) -> Parsed {
    bank::parse_account_number(text, Source::Text)
}

fn account_number(text: &str) -> Parsed {
    bank::parse_account_number(text, Source::Number)
}

/// Warnings about what was done to a spelling. A canonical form needs nothing done to it.
const SPELLING: &[ProblemCode] = &[
    ProblemCode::TaxCodeRepaired,
    ProblemCode::SortCodePadded,
    ProblemCode::AccountNumberPadded,
    ProblemCode::AccountNumberConverted,
];

/// Parses `text` and asserts what must hold if it is taken; answers whether it was. Of an empty text, which no parser is
/// given in earnest, only that it does not panic.
fn holds_for(case: &Case, text: &str) -> bool {
    let text = text.trim();
    let (Ok(first), false) = ((case.parse)(text), text.is_empty()) else { return false };
    let grammar = Regex::new(&format!("^(?:{})$", case.grammar)).unwrap();
    assert!(grammar.is_match(&first.text), "{}: {:?} of {text:?}", case.name, first.text);
    let second = (case.parse)(&first.text).unwrap();
    assert_eq!(second.text, first.text, "{}: {text:?}", case.name);
    let lasting: Vec<_> = first.warnings.iter().copied().filter(|code| !SPELLING.contains(code)).collect();
    assert_eq!(second.warnings, lasting, "{}: {text:?}", case.name);
    true
}

#[test]
fn near_texts_keep_the_grammar_and_parse_to_themselves() {
    for case in CASES {
        let taken = std::cell::Cell::new(0);
        let config = ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() };
        proptest!(config, |(text in string_regex(case.near).unwrap())| {
            taken.set(taken.get() + u32::from(holds_for(case, &text)));
        });
        assert!(taken.get() > 0, "{}: the strategy never hits", case.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_at_all(text in any::<String>()) {
        for case in CASES {
            holds_for(case, &text);
        }
    }

    #[test]
    fn any_short_ascii_text(text in "[ -~]{0,12}") {
        for case in CASES {
            holds_for(case, &text);
        }
    }

    #[test]
    fn a_pair_parses_to_itself(sort in SORT_CODES, account in ACCOUNT_NUMBERS, number in any::<bool>()) {
        let source = if number { Source::Number } else { Source::Text };
        let (first_sort, first_account) = bank::parse_pair(Some((&sort, source)), Some((&account, source)));
        let (Some(Ok(first_sort)), Some(Ok(first_account))) = (first_sort, first_account) else { return Ok(()) };
        let (second_sort, second_account) = bank::parse_pair(
            Some((&first_sort.text, Source::Text)),
            Some((&first_account.text, Source::Text)),
        );
        let (second_sort, second_account) = (second_sort.unwrap().unwrap(), second_account.unwrap().unwrap());
        prop_assert_eq!(second_sort.text, first_sort.text);
        prop_assert_eq!(second_account.text, first_account.text);
        prop_assert!(second_sort.warnings.is_empty() && second_account.warnings.is_empty());
    }

    #[test]
    fn a_pair_of_any_texts_does_not_panic(sort in any::<String>(), account in any::<String>()) {
        for source in [Source::Text, Source::Number] {
            let (sort, account) = bank::parse_pair(Some((sort.trim(), source)), Some((account.trim(), source)));
            prop_assert!(sort.is_some() && account.is_some());
        }
    }

    /// What a pair answers for valid digits is what each alone answers, for everything but nine and ten digits.
    #[test]
    fn an_ordinary_pair_is_each_alone(sort in "[0-9]{2}-[0-9]{2}-[0-9]{2}", account in "[0-9]{6,8}") {
        prop_assume!((sort.as_str(), account.as_str()) != ("11-11-11", "12345678"));
        prop_assert_eq!(
            bank::parse_pair(Some((&sort, Source::Text)), Some((&account, Source::Text))),
            (Some(sort_code_text(&sort)), Some(account_text(&account)))
        );
    }

    #[test]
    fn any_weight_table_is_read_or_refused(text in any::<String>(), line in "[0-4][0-9]{5} [5-9][0-9]{5} (MOD1[01]|DBLAL)( -?[0-9]{1,3}){14}( [1-9]| 1[0-5])?") {
        let tables = [WeightTable::parse(&line, &text), WeightTable::parse(&line, "")];
        for table in tables.into_iter().flatten() {
            prop_assert_eq!(table.check("20295", "63748472"), ModulusResult::NotChecked);
            let first = line.get(..6).unwrap();
            prop_assert_ne!(table.check(first, "99999999"), ModulusResult::NotChecked);
        }
        if let Ok(table) = WeightTable::parse(&text, "") {
            prop_assert!(text.trim().is_empty());
            prop_assert_eq!(table, WeightTable::default());
        }
    }
}
