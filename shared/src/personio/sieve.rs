//! Which attributes are wanted, asked some sixty times for each person.

use crate::domain::attribute::Wanted;

/// The wanted attributes behind a Bloom filter of one hash: most of a person's attributes are not wanted, and a bit
/// says so sooner than a binary search over texts that begin alike (`dynamic_123`).
pub(super) struct Sieve<'w> {
    /// The attributes let through.
    pub(super) wanted: &'w Wanted,
    /// 1,024 bits: of 30 wanted keys, 3 in 100 others are searched for in vain.
    bits: [u64; 16],
}

impl<'w> Sieve<'w> {
    /// A sieve for one page.
    pub(super) fn new(wanted: &'w Wanted) -> Self {
        let mut bits = [0; 16];
        for key in wanted.keys() {
            let (word, bit) = place(key.as_str());
            if let Some(word) = bits.get_mut(word) {
                *word |= bit;
            }
        }
        Self { wanted, bits }
    }

    /// As [`Wanted::position`].
    pub(super) fn position(&self, key: &str) -> Option<usize> {
        let (word, bit) = place(key);
        let maybe = self.bits.get(word).is_some_and(|word| word & bit != 0);
        if maybe { self.wanted.position(key) } else { None }
    }
}

/// The word and the bit of a key: the upper ten bits of its FNV-1a hash.
fn place(key: &str) -> (usize, u64) {
    let hash =
        key.bytes().fold(0x811C_9DC5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    ((hash >> 28) as usize, 1 << ((hash >> 22) & 63))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attribute::AttributeKey;

    #[test]
    fn the_sieve_agrees_with_the_search() {
        let key = |number: u32| format!("dynamic_{number}");
        let wanted: Wanted = (0..1_000).step_by(7).map(|number| AttributeKey::new(key(number))).collect();
        let sieve = Sieve::new(&wanted);
        for number in 0..1_000 {
            assert_eq!(sieve.position(&key(number)), wanted.position(&key(number)), "{number}");
            assert_eq!(sieve.position(&key(number)).is_some(), number % 7 == 0, "{number}");
        }
        assert_eq!(Sieve::new(&Wanted::default()).position(""), None);
    }
}
