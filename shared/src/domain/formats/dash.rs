//! The hyphen in its many shapes: people paste numbers from documents that print long dashes.

/// Whether `c` is a hyphen, a dash or a minus sign: `-`, U+2010 to U+2015, U+2212.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::is_dash;

    #[test]
    fn every_shape_of_a_hyphen_counts_and_nothing_else() {
        for c in ['-', '‐', '‑', '‒', '–', '—', '―', '−'] {
            assert!(is_dash(c), "{c:?}");
        }
        for c in ['_', '.', '/', ' ', '~', '‖'] {
            assert!(!is_dash(c), "{c:?}");
        }
    }
}
