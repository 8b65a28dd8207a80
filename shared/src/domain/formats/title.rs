//! The title in front of a name.

use super::{Canonical, Parsed};
use crate::domain::problem::ProblemCode;

/// Each spelling, in lower case and without full stop, and its title. Pento knows five; all lie in HMRC's charset H.
const TITLES: [(&str, &str); 7] = [
    ("mr", "Mr"),
    ("mrs", "Mrs"),
    ("miss", "Miss"),
    ("ms", "Ms"),
    ("dr", "Dr"),
    ("herr", "Mr"),
    // "Frau" says nothing about marriage, and neither does "Ms".
    ("frau", "Ms"),
];

/// `Mr`, `Mrs`, `Miss`, `Ms` or `Dr`, with or without full stop and in any case, or German `Herr` or `Frau`.
///
/// # Errors
/// [`ProblemCode::TitleInvalid`] for any other title, and for words such as "none".
pub fn parse(text: &str) -> Parsed {
    let text = text.trim();
    let word = text.strip_suffix('.').unwrap_or(text);
    TITLES
        .iter()
        .find(|(spelling, _)| word.eq_ignore_ascii_case(spelling))
        .map(|(_, title)| Canonical::clean(*title))
        .ok_or(ProblemCode::TitleInvalid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_titles_and_two_german_ones() {
        let table = [
            ("Mr", "Mr"),
            ("mr.", "Mr"),
            ("MR", "Mr"),
            ("Mrs", "Mrs"),
            ("Mrs.", "Mrs"),
            ("miss", "Miss"),
            ("Ms", "Ms"),
            ("MS.", "Ms"),
            ("Dr", "Dr"),
            ("Dr.", "Dr"),
            (" Dr. ", "Dr"),
            ("Herr", "Mr"),
            ("Frau", "Ms"),
            ("frau", "Ms"),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text), Ok(Canonical::clean(expected)), "{text:?}");
        }
        for text in [
            "",
            ".",
            "Mr..",
            "Mx",
            "Prof",
            "Prof.",
            "Dr. med.",
            "Mr Dr",
            "Herr Dr.",
            "Mister",
            "Doctor",
            "Sir",
            "none",
            "keine",
            "Fräulein",
            "M.r",
            "Mr Smith",
            "Ⅿr",
        ] {
            assert_eq!(parse(text), Err(ProblemCode::TitleInvalid), "{text:?}");
        }
    }
}
