//! One row of the weight table, and the sums it is for.

use super::LineFault;

/// Sort code and account number, one digit each.
pub(super) type Digits = [u8; 14];
/// The weight of each digit.
pub(super) type Weights = [i32; 14];

/// Positions in [`Digits`]: the account number begins behind the six digits u to z of the sort code.
pub(super) const A: usize = 6;
pub(super) const B: usize = 7;
pub(super) const C: usize = 8;
pub(super) const G: usize = 12;
pub(super) const H: usize = 13;

/// How the weighted digits are added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Algorithm {
    Standard10,
    Standard11,
    DoubleAlternate,
}

/// One line of VALACDOS.txt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) first: [u8; 6],
    last: [u8; 6],
    pub(super) algorithm: Algorithm,
    pub(super) weights: Weights,
    pub(super) exception: Option<u8>,
}

impl Row {
    /// Whether the sort code lies in the range, ends included.
    pub(super) fn covers(&self, sort_code: [u8; 6]) -> bool {
        (self.first..=self.last).contains(&sort_code)
    }

    pub(super) fn modulus(&self) -> i32 {
        match self.algorithm {
            Algorithm::Standard10 | Algorithm::DoubleAlternate => 10,
            Algorithm::Standard11 => 11,
        }
    }

    /// The sum of the weighted digits; for double alternate, of the decimal digits of each product.
    pub(super) fn total(&self, weights: &Weights, digits: &Digits) -> i32 {
        let products = weights.iter().zip(digits).map(|(weight, digit)| weight * i32::from(*digit));
        match self.algorithm {
            Algorithm::Standard10 | Algorithm::Standard11 => products.sum(),
            Algorithm::DoubleAlternate => products.map(digit_sum).sum(),
        }
    }

    /// What is left of the total; never negative, so that weights of -1 do not disturb the exceptions.
    pub(super) fn remainder(&self, weights: &Weights, digits: &Digits) -> i32 {
        self.total(weights, digits).rem_euclid(self.modulus())
    }
}

/// The decimal digits of a product, added up. A product has four digits at most: 999 × 9 = 8991.
fn digit_sum(product: i32) -> i32 {
    let size = product.abs();
    (size / 1000 + size / 100 % 10 + size / 10 % 10 + size % 10) * product.signum()
}

/// Sort code and account number in one.
pub(super) fn join(sort_code: [u8; 6], number: [u8; 8]) -> Digits {
    let mut joined = [0; 14];
    joined[..A].copy_from_slice(&sort_code);
    joined[A..].copy_from_slice(&number);
    joined
}

/// The digits of a text that has exactly `N` and nothing else.
pub(super) fn digits<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits: [u8; N] = text.as_bytes().try_into().ok()?;
    digits.iter().all(u8::is_ascii_digit).then(|| digits.map(|digit| digit - b'0'))
}

/// `start end algorithm u v w x y z a b c d e f g h [exception]`.
pub(super) fn read(line: &str) -> Result<Row, LineFault> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [first, last, algorithm, rest @ ..] = fields.as_slice() else { return Err(LineFault::FieldCount) };
    let (weight_fields, exception) = match rest.len() {
        14 => (rest, None),
        15 => (&rest[..14], Some(rest[14])),
        _ => return Err(LineFault::FieldCount),
    };
    let (first, last) = (digits(first).ok_or(LineFault::SortCode)?, digits(last).ok_or(LineFault::SortCode)?);
    if last < first {
        return Err(LineFault::Range);
    }
    let algorithm = match *algorithm {
        "MOD10" => Algorithm::Standard10,
        "MOD11" => Algorithm::Standard11,
        "DBLAL" => Algorithm::DoubleAlternate,
        _ => return Err(LineFault::Algorithm),
    };
    let mut weights = [0; 14];
    for (weight, field) in weights.iter_mut().zip(weight_fields) {
        *weight =
            field.parse().ok().filter(|weight| (-999..=999).contains(weight)).ok_or(LineFault::Weight)?;
    }
    let exception = match exception.map(str::parse) {
        None => None,
        Some(Ok(number @ 1..=14)) => Some(number),
        Some(_) => return Err(LineFault::Exception),
    };
    Ok(Row { first, last, algorithm, weights, exception })
}

/// `original substitute`.
pub(super) fn read_substitution(line: &str) -> Result<([u8; 6], [u8; 6]), LineFault> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [original, substitute] = fields.as_slice() else { return Err(LineFault::FieldCount) };
    match (digits(original), digits(substitute)) {
        (Some(original), Some(substitute)) => Ok((original, substitute)),
        _ => Err(LineFault::SortCode),
    }
}
