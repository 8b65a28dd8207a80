//! Modulus checking: whether an account number is possible at its sort code.
//!
//! Vocalink, "Validating account numbers: UK modulus checking" (v6.40): three algorithms, one or two rows of weights per
//! sort code, fourteen exceptions, and a table of substituted sort codes. Its weight table changes several times a year
//! and is not part of this repository: the operator supplies the published files VALACDOS.txt and SCSUBTAB.txt.
//!
//! A failed check is a reason to look, not to refuse: the caller turns it into the warning
//! [`crate::domain::problem::ProblemCode::BankDetailsSuspicious`].
//!
//! Positions are those of the specification: u v w x y z of the sort code, a b c d e f g h of the account number.

mod row;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use row::{A, Algorithm, B, C, Digits, G, H, Row, Weights};

use super::bank::{NOT_PAID_ACCOUNT_NUMBER, NOT_PAID_SORT_CODE};

/// The weights and substitutions of one edition of the specification.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WeightTable {
    /// In the order of the file, which is the order of the checks.
    rows: Vec<Row>,
    /// Original sort code to the one that exception 5 calculates with.
    substitutions: BTreeMap<[u8; 6], [u8; 6]>,
}

/// What a check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModulusResult {
    /// The account number is possible (or in a foreign currency, which cannot be checked).
    Valid,
    /// The account number is not possible at this sort code.
    Invalid,
    /// There is nothing to check with: the sort code is not in the table, which makes it presumed valid.
    NotChecked,
}

/// Which line of which file is not as published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeightTableError {
    /// In the weight table (VALACDOS.txt). Lines count from 1.
    #[error("line {line} of the modulus weight table: {fault}")]
    Weights {
        /// Which line.
        line: usize,
        /// What is wrong with it.
        fault: LineFault,
    },
    /// In the substitution table (SCSUBTAB.txt). Lines count from 1.
    #[error("line {line} of the sort code substitution table: {fault}")]
    Substitutions {
        /// Which line.
        line: usize,
        /// What is wrong with it.
        fault: LineFault,
    },
}

/// What is wrong with a line of either file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// Too few or too many fields.
    #[error(
        "a weight line has two sort codes, an algorithm, fourteen weights and perhaps an exception; a substitution line has two sort codes"
    )]
    FieldCount,
    /// A sort code is not six digits.
    #[error("a sort code has six digits")]
    SortCode,
    /// The range ends before it starts.
    #[error("the range ends before it starts")]
    Range,
    /// Another algorithm than the three.
    #[error("the algorithm is MOD10, MOD11 or DBLAL")]
    Algorithm,
    /// No number of up to three digits.
    #[error("a weight is a number from -999 to 999")]
    Weight,
    /// An exception that this version does not know.
    #[error("the exception is a number from 1 to 14")]
    Exception,
    /// A third row for one sort code.
    #[error("a sort code has two rows at most")]
    ThirdRow,
    /// A second substitution for one sort code.
    #[error("a sort code has one substitution")]
    SecondSubstitution,
}

/// The second exception 2 and 9 check stands in for all Lloyds euro accounts, which are held here.
const LLOYDS_EURO_SORT_CODE: [u8; 6] = [3, 0, 9, 6, 3, 4];
/// Exception 8 calculates with this sort code.
const EXCEPTION_8_SORT_CODE: [u8; 6] = [0, 9, 0, 1, 2, 6];
/// Exception 1 puts 580149 in front, alternately doubled: (1+0) + 8 + 0 + 1 + 8 + 9 = 27.
const EXCEPTION_1_ADDEND: i32 = 27;
/// Exception 2, first digit of the account number not 0 and g not 9.
const EXCEPTION_2_WEIGHTS: Weights = [0, 0, 1, 2, 5, 3, 6, 4, 8, 7, 10, 9, 3, 1];
/// Exception 2, first digit of the account number not 0 and g = 9.
const EXCEPTION_2_WEIGHTS_G_9: Weights = [0, 0, 0, 0, 0, 0, 0, 0, 8, 7, 10, 9, 3, 1];

impl WeightTable {
    /// Reads the two published files. Fields are separated by white space; empty lines are skipped; either kind of line
    /// end will do. An empty substitution table is one without substitutions.
    ///
    /// # Errors
    /// [`WeightTableError`], naming the first line that is not as published. A table with an exception that this
    /// version does not know is refused, not half used.
    pub fn parse(valacdos: &str, substitutions: &str) -> Result<Self, WeightTableError> {
        let mut table = Self::default();
        for (line, text) in numbered_lines(valacdos) {
            let fault = |fault| WeightTableError::Weights { line, fault };
            let row = row::read(text).map_err(fault)?;
            if table.would_be_third(&row) {
                return Err(fault(LineFault::ThirdRow));
            }
            table.rows.push(row);
        }
        for (line, text) in numbered_lines(substitutions) {
            let fault = |fault| WeightTableError::Substitutions { line, fault };
            let (original, substitute) = row::read_substitution(text).map_err(fault)?;
            if table.substitutions.insert(original, substitute).is_some() {
                return Err(fault(LineFault::SecondSubstitution));
            }
        }
        Ok(table)
    }

    /// Checks an account: `sort_code` of six digits, `account_number` of eight. Other texts, and the pair that means
    /// "not paid", are [`ModulusResult::NotChecked`].
    #[must_use]
    pub fn check(&self, sort_code: &str, account_number: &str) -> ModulusResult {
        let (Some(sort_code_digits), Some(account_digits)) =
            (row::digits(sort_code), row::digits(account_number))
        else {
            return ModulusResult::NotChecked;
        };
        if (sort_code, account_number) == (NOT_PAID_SORT_CODE, NOT_PAID_ACCOUNT_NUMBER) {
            return ModulusResult::NotChecked;
        }
        let account = Account { sort_code: sort_code_digits, number: account_digits };
        let mut rows = self.rows.iter().filter(|row| row.covers(account.sort_code));
        let valid = match (rows.next(), rows.next()) {
            (None, _) => return ModulusResult::NotChecked,
            (Some(only), None) => self.passes(only, &account),
            // 2 with 9, 10 with 11, 12 with 13: either will do.
            (Some(first), Some(second)) if matches!(first.exception, Some(2 | 10 | 12)) => {
                self.passes(first, &account) || self.passes(second, &account)
            }
            (Some(first), Some(second)) => self.passes(first, &account) && self.passes(second, &account),
        };
        if valid { ModulusResult::Valid } else { ModulusResult::Invalid }
    }

    /// Two rows overlap the new one in a common sort code exactly when they do so where one of the three starts.
    fn would_be_third(&self, new: &Row) -> bool {
        let starts =
            self.rows.iter().map(|row| row.first).chain([new.first]).filter(|start| new.covers(*start));
        starts.into_iter().any(|start| self.rows.iter().filter(|row| row.covers(start)).count() >= 2)
    }

    fn passes(&self, row: &Row, account: &Account) -> bool {
        let Account { sort_code, number } = *account;
        let digits = row::join(sort_code, number);
        match row.exception {
            Some(1) => (row.total(&row.weights, &digits) + EXCEPTION_1_ADDEND) % row.modulus() == 0,
            Some(2) => row.remainder(&exception_2_weights(row, &digits), &digits) == 0,
            Some(3) if matches!(digits[C], 6 | 9) => true,
            Some(4) => {
                row.remainder(&row.weights, &digits) == i32::from(digits[G]) * 10 + i32::from(digits[H])
            }
            Some(5) => {
                let sort_code = self.substitutions.get(&sort_code).copied().unwrap_or(sort_code);
                passes_exception_5(row, &row::join(sort_code, number))
            }
            Some(6) if (4..=8).contains(&digits[A]) && digits[G] == digits[H] => true,
            Some(7) if digits[G] == 9 => row.remainder(&without_u_to_b(row.weights), &digits) == 0,
            Some(8) => row.remainder(&row.weights, &row::join(EXCEPTION_8_SORT_CODE, number)) == 0,
            Some(9) => row.remainder(&row.weights, &row::join(LLOYDS_EURO_SORT_CODE, number)) == 0,
            Some(10) if matches!((digits[A], digits[B]), (0 | 9, 9)) && digits[G] == 9 => {
                row.remainder(&without_u_to_b(row.weights), &digits) == 0
            }
            Some(14) if row.remainder(&row.weights, &digits) != 0 => passes_exception_14(row, account),
            _ => row.remainder(&row.weights, &digits) == 0,
        }
    }
}

/// An account as digits. No `Debug`: it is somebody's.
struct Account {
    sort_code: [u8; 6],
    number: [u8; 8],
}

fn exception_2_weights(row: &Row, digits: &Digits) -> Weights {
    match (digits[A], digits[G]) {
        (0, _) => row.weights,
        (_, 9) => EXCEPTION_2_WEIGHTS_G_9,
        _ => EXCEPTION_2_WEIGHTS,
    }
}

/// The check digit is g for the standard check and h for the double alternate one: what is missing to the next
/// multiple of the modulus. A standard remainder of 1 would need the digit 10 and is invalid.
fn passes_exception_5(row: &Row, digits: &Digits) -> bool {
    let check_digit = if row.algorithm == Algorithm::DoubleAlternate { digits[H] } else { digits[G] };
    match row.remainder(&row.weights, digits) {
        0 => check_digit == 0,
        // 11 - 1 = 10 equals no digit; 10 - 1 = 9 does.
        remainder => row.modulus() - remainder == i32::from(check_digit),
    }
}

/// The second try of a Coutts account: its last digit, 0, 1 or 9, is taken away and a 0 put in front.
fn passes_exception_14(row: &Row, account: &Account) -> bool {
    let [rest @ .., last] = account.number;
    let mut shifted = [0; 8];
    shifted[1..].copy_from_slice(&rest);
    matches!(last, 0 | 1 | 9) && row.remainder(&row.weights, &row::join(account.sort_code, shifted)) == 0
}

fn without_u_to_b(mut weights: Weights) -> Weights {
    weights[..=B].fill(0);
    weights
}

fn numbered_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line)).filter(|(_, line)| !line.trim().is_empty())
}
