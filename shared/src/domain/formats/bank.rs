//! Bank details: sort code, account number, account name and building society roll number.
//!
//! Shapes are those of the GOV.UK Design System's pattern "Bank details": a sort code has six digits, an account number
//! six to eight, spacing doesn't matter. A British IBAN stands for both. Whether the digits can be an account of that
//! bank at all is another question: [`super::modulus`].

mod account_name;
mod account_number;
mod iban;
mod non_standard;
mod pair;
mod roll_number;
mod sort_code;

pub use account_name::parse as parse_account_name;
pub use account_number::parse as parse_account_number;
pub use pair::parse as parse_pair;
pub use roll_number::parse as parse_roll_number;
pub use sort_code::parse as parse_sort_code;

/// The sort code of the pair that means "report to HMRC, pay outside Pento".
pub const NOT_PAID_SORT_CODE: &str = "111111";

/// The account number of the pair that means "report to HMRC, pay outside Pento".
pub const NOT_PAID_ACCOUNT_NUMBER: &str = "12345678";

/// An account in canonical digits. Has no `Debug`: nobody prints it by chance.
#[derive(Clone, PartialEq, Eq)]
struct Account {
    /// Six digits.
    sort_code: String,
    /// Eight digits.
    number: String,
}

/// Whether the text is digits and nothing else.
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether there is nothing but noughts: what forms hold that nobody filled in.
fn is_all_zeros(digits: &str) -> bool {
    digits.bytes().all(|b| b == b'0')
}
