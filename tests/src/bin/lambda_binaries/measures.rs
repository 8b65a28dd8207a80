//! What a function costs: the size of its archive, its start and its memory, beside those of a function that does nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, ensure};
use comfy_table::{Table, presets};

use crate::{
    environment::Deployed,
    function::{Function, Memory, Start},
};

/// The most that an archive may have, in bytes: 8 MB.
const MOST_OF_AN_ARCHIVE: u64 = 8_000_000;
/// The most memory that a function may ever have held, in KiB: 64 MB.
const MOST_MEMORY: u64 = 64_000_000 / 1024;
/// The most of a processor that a start may take, as a multiple of the bare function's; it took 3.4 times as much. Not of
/// the time, for times on a busy machine lie.
const MOST_START: f64 = 5.0;

/// One function, measured.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) name: &'static str,
    /// Bytes of the archive.
    pub(crate) archive: u64,
    /// Bytes of the program in it.
    pub(crate) program: u64,
    /// The medians of the starts.
    pub(crate) start: Start,
    /// Once it has done its work.
    pub(crate) memory: Memory,
}

/// A program as it was built.
#[derive(Debug, Clone)]
pub(crate) struct Built(PathBuf);

impl Built {
    /// In the folder that cargo-lambda builds into.
    pub(crate) fn of(folder: &Path, name: &str) -> Self {
        Self(folder.join(name))
    }

    /// The program that Lambda starts.
    pub(crate) fn bootstrap(&self) -> PathBuf {
        self.0.join("bootstrap")
    }

    /// Bytes of the archive, and of the program.
    pub(crate) fn sizes(&self) -> anyhow::Result<(u64, u64)> {
        let size = |file: PathBuf| {
            let known = fs::metadata(&file).with_context(|| format!("{} is not built", file.display()));
            known.map(|known| known.len())
        };
        Ok((size(self.0.join("bootstrap.zip"))?, size(self.bootstrap())?))
    }
}

/// Starts each program so many times, one after the other in turn, so that what else the machine does hits all of them;
/// answers the median of each.
pub(crate) async fn starts(programs: &[(Built, Deployed)], times: usize) -> anyhow::Result<Vec<Start>> {
    let mut taken = vec![Vec::with_capacity(times); programs.len()];
    // The first of each reads its file from the disk, and is not counted.
    for round in 0..=times {
        for ((built, deployed), taken) in programs.iter().zip(&mut taken) {
            let function = Function::start(&built.bootstrap(), deployed.clone()).await?;
            if round > 0 {
                taken.push(function.start);
            }
            function.end().await?;
        }
    }
    let middle = |taken: Vec<Start>| {
        let time = median(taken.iter().map(|start| start.time))?;
        Some(Start { time, processor: median(taken.iter().map(|start| start.processor))? })
    };
    taken.into_iter().map(|taken| middle(taken).context("no start")).collect()
}

fn median(all: impl Iterator<Item = Duration>) -> Option<Duration> {
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    all.get(all.len() / 2).copied()
}

/// Fails where a function is larger or slower than it may be.
pub(crate) fn judge(functions: &[Measured], bare: &Measured) -> anyhow::Result<()> {
    for Measured { name, archive, start, memory, .. } in functions {
        ensure!(*archive <= MOST_OF_AN_ARCHIVE, "the archive of {name} has {archive} bytes");
        ensure!(memory.peak <= MOST_MEMORY, "{name} held {} KiB", memory.peak);
        let ratio = ratio(start.processor, bare.start.processor);
        ensure!(
            ratio <= MOST_START,
            "a start of {name} takes {ratio:.1} times as much as of the bare function"
        );
    }
    Ok(())
}

fn ratio(start: Duration, bare: Duration) -> f64 {
    start.as_secs_f64() / bare.as_secs_f64()
}

/// The measures, for people.
pub(crate) fn table(functions: &[Measured], bare: &Measured) -> String {
    let mut table = Table::new();
    let header = [
        "function",
        "zip, MB",
        "program, MB",
        "start, ms",
        "of bare",
        "of a processor, ms",
        "of bare",
        "memory, MiB",
        "at most, MiB",
    ];
    table.load_style(presets::ASCII_MARKDOWN).set_header(header);
    let milliseconds = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1000.0);
    for Measured { name, archive, program, start, memory } in functions.iter().chain([bare]) {
        table.add_row([
            (*name).to_owned(),
            in_tenths(*archive, 1_000_000),
            in_tenths(*program, 1_000_000),
            milliseconds(start.time),
            format!("{:.2}", ratio(start.time, bare.start.time)),
            milliseconds(start.processor),
            format!("{:.2}", ratio(start.processor, bare.start.processor)),
            in_tenths(memory.now, 1024),
            in_tenths(memory.peak, 1024),
        ]);
    }
    table.to_string()
}

fn in_tenths(amount: u64, unit: u64) -> String {
    let tenths = (amount * 10 + unit / 2) / unit;
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE: Measured = Measured {
        name: "bare-lambda",
        archive: 500_000,
        program: 1_000_000,
        start: Start { time: Duration::from_millis(2), processor: Duration::from_millis(1) },
        memory: Memory { now: 3_000, peak: 3_000 },
    };

    fn check(change: impl FnOnce(&mut Measured)) -> anyhow::Result<()> {
        let memory = Memory { now: 60_000, peak: 62_500 };
        // The time is ten times the bare function's, and says nothing.
        let start = Start { time: Duration::from_millis(20), processor: Duration::from_millis(5) };
        let mut good = Measured { archive: 8_000_000, start, memory, ..BARE };
        change(&mut good);
        judge(&[good], &BARE)
    }

    #[test]
    fn what_is_too_much_is_refused() {
        assert!(check(|_| ()).is_ok());
        assert!(check(|measured| measured.archive += 1).is_err());
        assert!(check(|measured| measured.memory.peak += 1).is_err());
        assert!(check(|measured| measured.start.processor = Duration::from_millis(6)).is_err());
    }

    #[test]
    fn the_middle_start_counts() {
        let milliseconds = |all: &[u64]| median(all.iter().copied().map(Duration::from_millis));
        assert_eq!(milliseconds(&[9, 1, 3]), Some(Duration::from_millis(3)));
        assert_eq!(milliseconds(&[]), None);
        assert_eq!(in_tenths(7_950_000, 1_000_000), "8.0");
    }
}
