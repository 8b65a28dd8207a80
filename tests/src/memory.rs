//! What a process of a benchmark holds.

use anyhow::Context as _;

/// The most memory this process ever held, in KiB: `VmHWM` of proc(5).
///
/// # Errors
/// Where there is no proc(5).
pub fn peak_kib() -> anyhow::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}
