//! What a payslip's file has to be.

use super::PayslipReason;

/// Personio takes 30 MB: 30 x 2^20 bytes.
pub const MOST_OF_A_FILE: u64 = 30 * 1024 * 1024;

/// How much of a file is looked at: readers of PDF look for its mark in the first 1,024 bytes.
pub const FILE_HEAD: usize = 1024;

/// Whether a file of this size and beginning can be sent.
///
/// # Errors
/// Why it can't.
pub fn check_file(size: u64, head: &[u8]) -> Result<(), PayslipReason> {
    if size > MOST_OF_A_FILE {
        return Err(PayslipReason::TooLarge);
    }
    let head = &head[..head.len().min(FILE_HEAD)];
    let is_pdf = head.windows(b"%PDF-".len()).any(|window| window == b"%PDF-");
    if is_pdf { Ok(()) } else { Err(PayslipReason::NotAPdf) }
}
