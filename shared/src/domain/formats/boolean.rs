//! Yes or no, in the words of people, programs and Personio's lists.

/// Reads yes/no, true/false, 1/0, y/n, and German ja/nein, in any case; `None` for everything else.
///
/// The canonical text of a boolean field is `true` or `false` (section 5 of the design).
#[must_use]
pub fn parse(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.trim().eq_ignore_ascii_case(word));
    if is(&["true", "yes", "y", "1", "ja"]) {
        Some(true)
    } else if is(&["false", "no", "n", "0", "nein"]) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn yes_and_no_are_read_and_nothing_else_is() {
        let table = [
            ("yes", Some(true)),
            ("Yes", Some(true)),
            ("Y", Some(true)),
            ("TRUE", Some(true)),
            ("true", Some(true)),
            ("1", Some(true)),
            ("Ja", Some(true)),
            (" ja ", Some(true)),
            ("no", Some(false)),
            ("NO", Some(false)),
            ("n", Some(false)),
            ("False", Some(false)),
            ("false", Some(false)),
            ("0", Some(false)),
            ("nein", Some(false)),
            ("", None),
            ("2", None),
            ("10", None),
            ("00", None),
            ("j", None),
            ("x", None),
            ("yes!", None),
            ("not yet", None),
            ("none", None),
            ("n/a", None),
            ("maybe", None),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), expected, "{text:?}");
        }
    }
}
