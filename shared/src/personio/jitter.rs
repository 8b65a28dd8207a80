//! Randomness for waits: it spreads callers and protects nothing, so a small generator of our own will do.

use std::{
    collections::hash_map::RandomState,
    hash::BuildHasher,
    sync::atomic::{AtomicU64, Ordering},
};

/// A `SplitMix64` sequence, seeded from the keys std draws for its hash tables.
#[derive(Debug)]
pub(super) struct Jitter(AtomicU64);

impl Jitter {
    /// The odd constant of `SplitMix64`: 2^64 divided by the golden ratio.
    const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

    /// A sequence of its own for each process and call.
    pub(super) fn new() -> Self {
        Self(AtomicU64::new(RandomState::new().hash_one(Self::STEP)))
    }

    /// The next number, from 0 up to, not including, 1.
    pub(super) fn next(&self) -> f64 {
        let mut z = self.0.fetch_add(Self::STEP, Ordering::Relaxed).wrapping_add(Self::STEP);
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^= z >> 31;
        // The upper 32 bits: exact in a float, and more than a wait needs.
        f64::from(u32::try_from(z >> 32).unwrap_or_default()) / (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_spread_over_the_unit_interval() {
        let jitter = Jitter::new();
        let mut tenths = [0_u32; 10];
        for _ in 0..10_000 {
            let number = jitter.next();
            assert!((0.0..1.0).contains(&number));
            let tenth = (1..10).filter(|tenth| number >= f64::from(*tenth) / 10.0).count();
            tenths[tenth] += 1;
        }
        // 1,000 are expected in each; 200 off is more than six standard deviations.
        assert!(tenths.iter().all(|count| count.abs_diff(1_000) < 200), "{tenths:?}");
    }

    #[test]
    fn two_sequences_differ() {
        let (one, other) = (Jitter::new(), Jitter::new());
        let differ = (0..4).any(|_| one.next().to_bits() != other.next().to_bits());
        assert!(differ);
    }
}
