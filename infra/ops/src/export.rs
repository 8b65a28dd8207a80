//! `tenant export`: everything the table holds of a tenant, one JSON object a line.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;
use shared::{
    domain::ids::TenantId,
    dynamo::Table,
    ports::{Clock as _, operator::OperateTenants as _},
};

use crate::{
    Failure,
    look::unknown,
    screen::{progress, show},
    stack::Stack,
};

/// Only the owner reads and writes it.
const MODE: u32 = 0o600;

const LEFT_OUT: &str = "the secret with the credentials, and the payslips' files in the bucket";

/// One line of the file.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Line<'a> {
    /// The first: whose items follow.
    Export { tenant: &'a TenantId, exported_at: Timestamp, left_out: &'a str },
    /// One item, with its keys.
    Item { kind: &'a str, document: &'a RawValue },
    /// The last, without which the file is not whole.
    End { items: u64 },
}

/// Writes the file, which must not exist.
pub(crate) async fn export(stack: &Stack, tenant: &TenantId, path: &Path) -> Result<(), Failure> {
    let store = stack.store()?;
    if path.symlink_metadata().is_ok() {
        return Err(taken(path));
    }
    let counts = store.count_everything(tenant).await?;
    let items: u64 = counts.values().sum();
    if items == 0 {
        return Err(unknown(tenant));
    }
    if stack.dry_run {
        for (kind, count) in &counts {
            show(&format!("{kind}: {count}"))?;
        }
        return show(&format!("{tenant}: would write {items} items to {}", path.display()));
    }
    let file = OpenOptions::new().write(true).create_new(true).mode(MODE).open(path);
    let file = file.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => taken(path),
        _ => unwritable(path, &error),
    })?;
    match write(&store, tenant, stack.clock.now(), file, path).await {
        Ok(items) => {
            show(&format!("{tenant}: {items} items are in {}; not in it: {LEFT_OUT}", path.display()))
        }
        Err(failure) => {
            // Half an export is no export, and it has people's data in it.
            let gone = fs::remove_file(path).is_ok();
            let what = if gone { "" } else { "; the file could not be removed, remove it" };
            Err(Failure { what: format!("{}{what}", failure.what), ..failure })
        }
    }
}

async fn write(
    store: &Table,
    tenant: &TenantId,
    exported_at: Timestamp,
    file: File,
    path: &Path,
) -> Result<u64, Failure> {
    let mut file = BufWriter::new(file);
    let mut write = |line: &Line| {
        let written = serde_json::to_writer(&mut file, line).map_err(io::Error::from);
        written.and_then(|()| file.write_all(b"\n")).map_err(|error| unwritable(path, &error))
    };
    write(&Line::Export { tenant, exported_at, left_out: LEFT_OUT })?;
    let (mut items, mut from) = (0_u64, None);
    loop {
        let (page, next) = store.page_of_everything(tenant, from).await?;
        for item in &page {
            write(&Line::Item { kind: item.kind, document: &item.document })?;
            items += 1;
        }
        progress(&format!("{items} items"));
        match next {
            Some(next) => from = Some(next),
            None => break,
        }
    }
    write(&Line::End { items })?;
    let file = file.into_inner().map_err(|error| unwritable(path, error.error()))?;
    file.sync_all().map_err(|error| unwritable(path, &error))?;
    Ok(items)
}

fn taken(path: &Path) -> Failure {
    Failure::usage(
        format!("{} is there already, and is not overwritten", path.display()),
        "Name another file, or remove this one.",
    )
}

fn unwritable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(
        format!("{} can't be written: {}", path.display(), error.kind()),
        "Name a file in a folder that is there, that you may write to, and that has room.",
    )
}
