//! What was measured, for people.

use std::collections::BTreeMap;

use comfy_table::{Table, presets};

use crate::{Args, meter::Amount, services::Measured};

/// Prints two tables: the runs, and what they did with the table of DynamoDB.
pub(crate) fn print(args: &Args, phases: &[Measured]) {
    let mut runs = Table::new();
    runs.load_style(presets::ASCII_MARKDOWN);
    let names = phases.iter().map(|phase| phase.name);
    runs.set_header(["what"].into_iter().chain(names));
    let people = u32::try_from(args.people).unwrap_or(u32::MAX);
    let mut row = |name: &str, of: &dyn Fn(&Measured) -> String| {
        runs.add_row([name.to_owned()].into_iter().chain(phases.iter().map(of)));
    };
    row("people", &|_| people.to_string());
    row("seconds", &|phase| format!("{:.2}", phase.figures.seconds));
    row("people/s", &|phase| format!("{:.0}", f64::from(people) / phase.figures.seconds));
    row("of it reading, seconds", &|phase| format!("{:.2}", phase.reading));
    for count in ["created", "updated", "unchanged", "excluded", "skipped", "failed"] {
        row(count, &|phase| phase.figures.run["counts"][count].to_string());
    }
    row("Personio calls", &|phase| phase.personio_calls.to_string());
    row("sign-ins", &|phase| phase.auth_calls.to_string());
    row("peak memory before, MiB", &|phase| mebibytes(phase.figures.idle_kib));
    row("peak memory, MiB", &|phase| mebibytes(phase.figures.peak_kib));
    line(&runs.to_string());

    for phase in phases {
        line(&format!("\nDynamoDB, {}:", phase.name));
        for (operation, calls) in &phase.table.calls {
            line(&format!("  {operation}: {calls} calls"));
        }
        amounts("read", &phase.table.read, people);
        amounts("written", &phase.table.written, people);
    }
}

fn amounts(verb: &str, amounts: &BTreeMap<String, Amount>, people: u32) {
    for (kind, Amount { items, bytes }) in amounts {
        let each = bytes / items.max(&1);
        line(&format!("  {verb}: {items} × {kind}, {bytes} bytes, {each} each"));
    }
    let bytes: u64 = amounts.values().map(|amount| amount.bytes).sum();
    line(&format!(
        "  {verb} in all: {bytes} bytes, {} for each of the people",
        bytes / u64::from(people.max(1))
    ));
}

fn mebibytes(kib: u64) -> String {
    format!("{}.{}", kib / 1024, kib % 1024 * 10 / 1024)
}

#[expect(clippy::print_stdout, reason = "this is a program for a terminal")]
fn line(text: &str) {
    println!("{text}");
}
