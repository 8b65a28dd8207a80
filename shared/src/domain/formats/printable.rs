//! What HMRC can print of a text: its letters rewritten in the few characters that the schema allows.

use super::text;

/// The text in characters that `allowed` takes, which must include the blank.
///
/// Letters and digits of any script are transliterated, typographic quotes and dashes become plain ones, accents that
/// stand apart from their letter go, and so does everything else: a pictogram is no word, although it has a name.
pub(super) fn printable(text: &str, allowed: fn(char) -> bool) -> String {
    let mut printed = String::with_capacity(text.len());
    for c in text.chars() {
        let plain = plain(c);
        if allowed(plain) {
            printed.push(plain);
        } else if plain.is_alphabetic() {
            // The signs in "Dar'ya" stand for a letter that is not spoken, and the name is written "Darya".
            let letters = any_ascii::any_ascii_char(plain);
            printed.extend(letters.chars().filter(|c| c.is_ascii_alphanumeric() && allowed(*c)));
        } else if plain.is_numeric() {
            let digits = any_ascii::any_ascii_char(plain);
            // "12½" is "12 1/2" and not "121/2".
            if digits.contains('/') {
                printed.push(' ');
            }
            printed.extend(digits.chars().filter(|c| allowed(*c)));
        }
    }
    text::single_spaced(&printed)
}

/// The plain form of blanks, quotes and dashes.
fn plain(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201b}'
        | '\u{2b9}'..='\u{2bf}'
        | '\u{2c8}'
        | '\u{2032}'
        | '\u{b4}'
        | '`'
        | '\u{ff07}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' | '\u{ff02}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}
