mod exceptions;

use super::{LineFault, ModulusResult, WeightTable, WeightTableError};

/// Rows for the sort codes of the published test cases, and no more.
const PUBLISHED_ROWS: &str = "\
070116 070116 MOD11 0 0 7 6 5 8 9 4 5 6 7 8 9 -1 12
070116 070116 MOD10 0 3 2 4 5 8 9 4 5 6 7 8 9 -1 13
074456 074456 MOD11 0 0 7 6 5 8 9 4 5 6 7 8 9 -1 12
074456 074456 MOD10 0 3 2 4 5 8 9 4 5 6 7 8 9 -1 13
086090 086090 MOD10 0 0 3 7 1 3 7 1 3 7 1 3 7 1 8
089999 089999 MOD10 0 0 0 0 0 0 7 1 3 7 1 3 7 1
107999 107999 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1
118765 118765 DBLAL 0 0 2 1 2 1 2 1 2 1 2 1 2 1 1
134020 134020 MOD11 0 0 0 7 5 9 8 4 6 3 5 2 0 0 4
180002 180002 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1 14
200915 200915 MOD11 0 0 0 0 0 0 0 7 6 5 4 3 2 1 6
200915 200915 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1 6
202959 203099 MOD11 0 0 0 0 0 0 0 7 6 5 4 3 2 1 6
202959 203099 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1 6
309070 309070 MOD11 0 0 3 2 9 8 5 7 6 5 4 3 2 1 2
309070 309070 MOD11 0 0 3 2 9 8 1 7 6 5 4 3 2 1 9
772798 772798 MOD11 0 0 1 2 5 3 6 4 8 7 10 9 3 1 7
820000 827999 MOD11 0 0 0 0 0 0 0 0 7 3 4 9 2 1
820000 827999 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1 3
871427 872427 MOD11 0 0 1 2 5 3 6 4 8 7 10 9 3 1 10
871427 872427 MOD11 0 0 5 10 9 8 0 7 6 5 4 3 2 1 11
938063 938611 MOD11 7 6 5 4 3 2 7 6 5 4 3 2 0 0 5
938063 938611 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 0 5
";

fn table(rows: &str, substitutions: &str) -> WeightTable {
    WeightTable::parse(rows, substitutions).unwrap()
}

/// Asserts that of `accounts` exactly those marked `true` are possible.
#[track_caller]
fn check(table: &WeightTable, sort_code: &str, accounts: &[(&str, bool)]) {
    for (account, valid) in accounts {
        let expected = if *valid { ModulusResult::Valid } else { ModulusResult::Invalid };
        assert_eq!(table.check(sort_code, account), expected, "{sort_code}/{account}");
    }
}

/// The test cases of chapter 3 of the specification, numbered as there, and the second example of exception 14.
#[test]
fn the_published_test_cases() {
    let table = table(PUBLISHED_ROWS, "938600 938611");
    for (case, sort_code, account, valid) in [
        (1, "089999", "66374958", true),
        (2, "107999", "88837491", true),
        (3, "202959", "63748472", true),
        (4, "871427", "46238510", true),
        (5, "872427", "46238510", true),
        (6, "871427", "09123496", true),
        (7, "871427", "99123496", true),
        (8, "820000", "73688637", true),
        (9, "827999", "73988638", true),
        (10, "827101", "28748352", true),
        (11, "134020", "63849203", true),
        (12, "118765", "64371389", true),
        (13, "200915", "41011166", true),
        (14, "938611", "07806039", true),
        (15, "938600", "42368003", true),
        (16, "938063", "55065200", true),
        (17, "772798", "99345694", true),
        (18, "086090", "06774744", true),
        (19, "309070", "02355688", true),
        (20, "309070", "12345668", true),
        (21, "309070", "12345677", true),
        (22, "309070", "99345694", true),
        (23, "938063", "15764273", false),
        (24, "938063", "15764264", false),
        (25, "938063", "15763217", false),
        (26, "118765", "64371388", false),
        (27, "203099", "66831036", false),
        (28, "203099", "58716970", false),
        (29, "089999", "66374959", false),
        (30, "107999", "88837493", false),
        (31, "074456", "12345112", true),
        (32, "070116", "34012583", true),
        (33, "074456", "11104102", true),
        (34, "180002", "00000190", true),
        (35, "180002", "98093517", true),
    ] {
        let expected = if valid { ModulusResult::Valid } else { ModulusResult::Invalid };
        assert_eq!(table.check(sort_code, account), expected, "case {case}");
    }
}

/// The worked examples of sections 1.3.1 and 1.3.2: products 8 9 18 9 14 3 2 2 6 4 10 6 14 8 whose digits add up to 70,
/// and 35 + 40 + 8 + 21 + 28 + 36 + 6 + 2 = 176 = 16 × 11.
#[test]
fn the_published_examples_of_the_algorithms() {
    let double_alternate = table("499273 499273 DBLAL 2 1 2 1 2 1 2 1 2 1 2 1 2 1", "");
    check(&double_alternate, "499273", &[("12345678", true), ("12345679", false), ("12345687", false)]);
    let standard_11 = table("000000 000000 MOD11 0 0 0 0 0 0 7 5 8 3 4 6 2 1", "");
    check(&standard_11, "000000", &[("58177632", true), ("58177631", false), ("58177643", false)]);
}

#[test]
fn two_plain_rows_must_both_pass() {
    let table = table(
        "990000 990000 MOD11 0 0 0 0 0 0 0 0 0 0 0 0 0 1\n990000 990000 MOD10 0 0 0 0 0 0 0 0 0 0 0 0 1 0",
        "",
    );
    check(&table, "990000", &[("10000000", true), ("10000010", false), ("10000001", false)]);
}

#[test]
fn weights_below_nought_count_against_the_rest() {
    let table = table("990000 990000 MOD11 0 0 0 0 0 0 0 0 0 0 0 0 1 -1", "");
    check(&table, "990000", &[("10000055", true), ("10000005", false), ("10000050", false)]);
}

#[test]
fn what_cannot_be_checked_is_presumed_valid() {
    let table = table("110000 119280 DBLAL 0 0 2 1 2 1 2 1 2 1 2 1 2 1 1", "");
    for (sort_code, account) in [
        ("109999", "12345678"),
        ("119281", "12345678"),
        ("111111", "12345678"), // The pair that means "not paid".
        ("11111", "12345678"),
        ("111112", "1234567"),
        ("111112", "1234567X"),
        ("１１１１", "12345678"),
    ] {
        assert_eq!(table.check(sort_code, account), ModulusResult::NotChecked, "{sort_code}/{account}");
    }
    assert_eq!(WeightTable::default().check("202959", "63748472"), ModulusResult::NotChecked);
    for edge in ["110000", "119280"] {
        assert_ne!(table.check(edge, "12345678"), ModulusResult::NotChecked, "{edge}");
    }
}

#[test]
fn the_published_layout_is_read() {
    // Fixed columns, lines that end with CR and LF, and an empty last line.
    let table = table(
        "010004 016715 MOD11    0    0    0    0    0    0    8    7    6    5    4    3    2    1\r\n\
         074456 074456 MOD11    0    0    7    6    5    8    9    4    5    6    7    8    9   -1  12\r\n\r\n",
        "938173 938017\r\n\r\n",
    );
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.rows[0].exception, None);
    assert_eq!((table.rows[1].exception, table.rows[1].weights[13]), (Some(12), -1));
    assert_eq!(
        table.substitutions.into_iter().collect::<Vec<_>>(),
        [([9, 3, 8, 1, 7, 3], [9, 3, 8, 0, 1, 7])]
    );
}

#[test]
fn a_wrong_line_is_named() {
    const GOOD: &str = "010004 016715 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1\n\n";
    for (line, fault) in [
        ("016716", LineFault::FieldCount),
        ("016716 016720 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2", LineFault::FieldCount),
        ("016716 016720 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1 5 6", LineFault::FieldCount),
        ("16716 016720 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1", LineFault::SortCode),
        ("016716 01672X MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1", LineFault::SortCode),
        ("016720 016719 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1", LineFault::Range),
        ("016716 016720 MOD97 0 0 0 0 0 0 8 7 6 5 4 3 2 1", LineFault::Algorithm),
        ("016716 016720 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 x", LineFault::Weight),
        ("016716 016720 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1000", LineFault::Weight),
        ("016716 016720 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1 0", LineFault::Exception),
        ("016716 016720 MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1 15", LineFault::Exception),
    ] {
        assert_eq!(
            WeightTable::parse(&format!("{GOOD}{line}"), ""),
            Err(WeightTableError::Weights { line: 3, fault }),
            "{line}"
        );
    }
    for (substitutions, fault) in [
        ("938173 938017\n938173", LineFault::FieldCount),
        ("938173 938017\n938289 938068 1", LineFault::FieldCount),
        ("938173 938017\n938289 93806", LineFault::SortCode),
        ("938173 938017\n938173 938068", LineFault::SecondSubstitution),
    ] {
        assert_eq!(
            WeightTable::parse(GOOD, substitutions),
            Err(WeightTableError::Substitutions { line: 2, fault }),
            "{substitutions}"
        );
    }
    let error = WeightTable::parse("x", "").unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 1 of the modulus weight table: a weight line has two sort codes, an algorithm, fourteen weights and perhaps an exception; a substitution line has two sort codes"
    );
}

#[test]
fn a_third_row_for_one_sort_code_is_refused() {
    let row = |first: u32, last: u32| format!("{first} {last} MOD11 0 0 0 0 0 0 8 7 6 5 4 3 2 1\n");
    for (rows, third) in [
        (vec![(100_000, 100_009), (100_000, 100_009), (100_009, 100_020)], true),
        (vec![(100_005, 100_009), (100_007, 100_020), (100_000, 100_008)], true),
        (vec![(100_000, 100_004), (100_006, 100_009), (100_000, 100_009)], false),
        (vec![(100_000, 100_009), (100_000, 100_009), (100_010, 100_020)], false),
    ] {
        let text: String = rows.iter().map(|(first, last)| row(*first, *last)).collect();
        let refused = WeightTableError::Weights { line: 3, fault: LineFault::ThirdRow };
        assert_eq!(WeightTable::parse(&text, "").err(), third.then_some(refused), "{rows:?}");
    }
}
