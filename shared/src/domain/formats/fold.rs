//! Comparing words that people typed: case, accents and punctuation set aside.

/// Lower case without accents: `Straße` is `strasse`, `MÄNNLICH` is `mannlich`. Blanks and punctuation stay.
///
/// Only Latin letters are changed. A Cyrillic or Greek letter that merely looks like a Latin one stays itself and so
/// never equals a word of ours.
#[must_use]
pub fn unaccented(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if is_accented_latin(c) {
            folded.push_str(&any_ascii::any_ascii_char(c).to_ascii_lowercase());
        } else if !is_combining_accent(c) {
            folded.push(c.to_ascii_lowercase());
        }
    }
    folded
}

/// Like [`unaccented`], with letters and digits only, and `&` as `and`: `N.I. number` is `ninumber`.
#[must_use]
pub fn compact(text: &str) -> String {
    let mut folded = unaccented(&text.replace('&', " and "));
    folded.retain(char::is_alphanumeric);
    folded
}

/// Like [`compact`], for a word spelled without umlauts: `Österreich` is `oesterreich`.
#[must_use]
pub fn compact_german(text: &str) -> String {
    let spelled = text
        .replace('ä', "ae")
        .replace('ö', "oe")
        .replace('ü', "ue")
        .replace('Ä', "Ae")
        .replace('Ö', "Oe")
        .replace('Ü', "Ue");
    compact(&spelled)
}

/// Letters of the Latin-1, Latin Extended-A and -B and Latin Extended Additional blocks.
fn is_accented_latin(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}') && c.is_alphabetic()
}

/// Unicode's block of combining diacritical marks: the accents of decomposed text.
fn is_combining_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_accents_are_set_aside() {
        let table = [
            ("Straße", "strasse"),
            ("MÄNNLICH", "mannlich"),
            ("Côte d\u{2019}Ivoire", "cote d\u{2019}ivoire"),
            ("Büro", "buro"),
            ("Bu\u{308}ro", "buro"),
            ("Łódź", "lodz"),
            ("3 × 4", "3 × 4"),
            // Cyrillic em, Greek mu, the Kelvin sign and a full-width M look like Latin letters and are none.
            ("\u{41c}", "\u{41c}"),
            ("\u{39c}", "\u{39c}"),
            ("\u{212a}", "\u{212a}"),
            ("\u{ff2d}", "\u{ff2d}"),
        ];
        for (text, expected) in table {
            assert_eq!(unaccented(text), expected, "{text:?}");
        }
    }

    #[test]
    fn compact_words_have_letters_and_digits_only() {
        let table = [
            ("N.I. number", "ninumber"),
            ("Address, line 1", "addressline1"),
            ("E-Mail", "email"),
            ("  Trinidad & Tobago ", "trinidadandtobago"),
            ("Straße und Hausnummer", "strasseundhausnummer"),
            ("--", ""),
        ];
        for (text, expected) in table {
            assert_eq!(compact(text), expected, "{text:?}");
        }
        assert_eq!(compact_german("Österreich"), "oesterreich");
        assert_eq!(compact_german("Büro ÄÖÜ"), "bueroaeoeue");
    }
}
