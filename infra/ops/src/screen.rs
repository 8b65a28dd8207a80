//! What is said: results on standard output, progress on standard error.

use std::io::{self, Write as _};

use serde::Serialize;

use crate::Failure;

/// One line, or several, of what was asked for.
pub(crate) fn show(text: &str) -> Result<(), Failure> {
    let unwritable =
        |_| Failure::new("standard output can't be written to", "What was done before stays done.");
    writeln!(io::stdout().lock(), "{text}").map_err(unwritable)
}

/// Something as indented JSON.
pub(crate) fn show_json(value: &impl Serialize) -> Result<(), Failure> {
    let unwritable = |_| Failure::new("the result is no JSON", "This is a defect of the program; report it.");
    show(&serde_json::to_string_pretty(value).map_err(unwritable)?)
}

/// How far it is. Where nobody listens, the work goes on.
pub(crate) fn progress(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
