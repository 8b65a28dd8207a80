//! Numbers that look right and belong to nobody, and the dice they are drawn with.

use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

/// The only source of chance: the same seed draws the same company on every machine.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// A number below the bound; 0 for a bound of 0.
    pub(super) fn below(&mut self, bound: u32) -> u32 {
        if bound == 0 { 0 } else { self.0.random_range(0..bound) }
    }

    /// A number from low to high, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        self.0.random_range(low..=high.max(low))
    }

    /// True so many times in a hundred.
    pub(super) fn percent(&mut self, share: u32) -> bool {
        self.below(100) < share
    }

    /// One of a table, which is never empty.
    pub(super) fn pick<T: Copy>(&mut self, table: &'static [T]) -> T {
        table.choose(&mut self.0).copied().unwrap_or(table[0])
    }

    /// Puts a list into a drawn order.
    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        rand::seq::SliceRandom::shuffle(list, &mut self.0);
    }
}

/// Prefixes that HMRC's pattern admits and that are given to nobody we know of: the range with X in front.
const NI_PREFIXES: &[&str] =
    &["XA", "XB", "XC", "XE", "XG", "XH", "XJ", "XK", "XL", "XM", "XP", "XR", "XS", "XW", "XY", "XZ"];

/// Hands out NI numbers, each once.
pub(super) struct NiNumbers {
    next: u32,
}

impl NiNumbers {
    pub(super) fn new(dice: &mut Dice) -> Self {
        Self { next: dice.below(1_000_000) }
    }

    /// Nine characters, without blanks. The six digits run through all numbers before one repeats, because the step
    /// (611,953) and 1,000,000 have no common factor; numbers of one digit, or rising ones, look invented.
    pub(super) fn draw(&mut self, dice: &mut Dice) -> String {
        loop {
            self.next = (self.next + 611_953) % 1_000_000;
            let digits = format!("{:06}", self.next);
            if !self.next.is_multiple_of(111_111) && self.next != 123_456 {
                return format!("{}{digits}{}", dice.pick(NI_PREFIXES), dice.pick(&["A", "B", "C", "D"]));
            }
        }
    }
}

/// A number that is well formed and looks invented: one digit six times. The n-th one differs from the others for the
/// first 640 (16 prefixes x 10 digits x 4 suffixes).
pub(super) fn suspicious_ni_number(n: usize) -> String {
    let digit = (n % 10).to_string();
    let suffix = ["A", "B", "C", "D"][n / 160 % 4];
    format!("{}{}{suffix}", NI_PREFIXES[n / 10 % NI_PREFIXES.len()], digit.repeat(6))
}

/// Two letters, six digits and a letter, as people type it: with blanks, or without.
pub(super) fn spaced_ni_number(number: &str) -> String {
    [&number[..2], &number[2..4], &number[4..6], &number[6..8], &number[8..]].join(" ")
}

/// A sort code of a range that no bank in the United Kingdom is known to use, in one of the usual spellings. It begins
/// with 0, which numbers would lose.
pub(super) fn sort_code(dice: &mut Dice) -> String {
    let first = dice.pick(&["00", "02", "03", "06"]);
    let (second, third) = (10 + dice.below(90), 10 + dice.below(90));
    match dice.below(3) {
        0 => format!("{first}{second}{third}"),
        1 => format!("{first} {second} {third}"),
        _ => format!("{first}-{second}-{third}"),
    }
}

/// Eight digits.
pub(super) fn account_number(dice: &mut Dice) -> String {
    (10_000_000 + dice.below(90_000_000)).to_string()
}

/// A postcode of the area. The two last letters are of those that postcodes use there.
pub(super) fn postcode(dice: &mut Dice, area: &str, districts: u32) -> String {
    const LETTERS: &[u8] = b"ABDEFGHJLNPQRSTUWXYZ";
    let district = 1 + dice.below(districts);
    let unit = dice.below(10);
    let letters = [char::from(dice.pick(LETTERS)), char::from(dice.pick(LETTERS))];
    let blank = if dice.percent(85) { " " } else { "" };
    let postcode = format!("{area}{district}{blank}{unit}{}{}", letters[0], letters[1]);
    if dice.percent(5) { postcode.to_lowercase() } else { postcode }
}
