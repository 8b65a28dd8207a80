//! `tenant delete`: everything held of a tenant. Each step may be repeated, so that the same command goes on where it
//! was cut off.

use shared::{
    domain::ids::TenantId,
    dynamo::Table,
    ports::{Secrets as _, operator::OperateTenants as _},
};

use crate::{
    Failure,
    files::{FileCount, Files},
    screen::{progress, show},
    secret,
    stack::Stack,
};

/// What is held, before and after.
struct Held {
    items: u64,
    secret: bool,
    /// None where it is not said in which bucket to look.
    files: Option<FileCount>,
}

impl Held {
    fn is_nothing(&self, with_files: bool) -> bool {
        let files = with_files && self.files.is_some_and(|files| files.files > 0);
        self.items == 0 && !self.secret && !files
    }
}

/// Deletes, or says what would be deleted.
pub(crate) async fn delete(
    stack: &Stack,
    tenant: &TenantId,
    confirm: Option<&TenantId>,
    with_files: bool,
) -> Result<(), Failure> {
    if let Some(confirm) = confirm.filter(|confirm| *confirm != tenant) {
        return Err(Failure::usage(
            format!("--confirm says {confirm}, and the tenant is {tenant}"),
            "Nothing was deleted. Name the same tenant twice.",
        ));
    }
    let (store, files) = (stack.store()?, stack.files());
    if with_files && files.is_none() {
        return Err(Failure::usage(
            "--files was asked for, and it is not said in which bucket they are",
            "Give --bucket or --stack-file, or set PAYSLIP_BUCKET. Nothing was deleted.",
        ));
    }
    let held = look(stack, &store, files.as_ref(), tenant).await?;
    if held.is_nothing(with_files) {
        return show(&format!("{tenant}: nothing to delete"));
    }
    if stack.dry_run || confirm.is_none() {
        return show(&format!("{tenant}: would delete {}", told(&held, with_files)));
    }

    // First what lets things begin: without credentials nothing is read, without a connection no hour comes.
    stack.secrets().delete_credentials(tenant).await?;
    store.delete_connection(tenant).await?;
    let mut deleted = 0;
    loop {
        let more = store.delete_some(tenant).await?;
        if more == 0 {
            break;
        }
        deleted += more;
        progress(&format!("{deleted} items deleted"));
    }
    if let Some(files) = files.as_ref().filter(|_| with_files) {
        let mut deleted = 0;
        loop {
            let more = files.delete_some(tenant).await?;
            if more == 0 {
                break;
            }
            deleted += more;
            progress(&format!("{deleted} files deleted"));
        }
    }
    show(&format!("{tenant}: deleted {}", told(&held, with_files)))?;
    progress(
        "Not touched: backups of the table, log lines, dead letters, documents in Personio. Run this again tomorrow, \
         for a request that was on a queue may have left a run.",
    );
    Ok(())
}

/// Counts, and says so.
async fn look(
    stack: &Stack,
    store: &Table,
    files: Option<&Files>,
    tenant: &TenantId,
) -> Result<Held, Failure> {
    let counts = store.count_everything(tenant).await?;
    for (kind, count) in &counts {
        show(&format!("{kind}: {count}"))?;
    }
    let secret = secret::is_there(stack, tenant).await?;
    show(if secret { "secret: 1" } else { "secret: 0" })?;
    let counted = if let Some(files) = files {
        let count = files.count(tenant).await?;
        let bucket = files.bucket();
        show(&format!("files under {tenant}/ in {bucket}: {}, {} bytes", count.files, count.bytes))?;
        Some(count)
    } else {
        show("files: not looked for, for no bucket is given")?;
        None
    };
    Ok(Held { items: counts.values().sum(), secret, files: counted })
}

fn told(held: &Held, with_files: bool) -> String {
    let secret = if held.secret { "the secret" } else { "no secret" };
    let files = match held.files.map(|count| count.files) {
        Some(files) if with_files => format!("{files} files"),
        Some(files @ 1..) => format!("no file: {files} stay, --files deletes them"),
        Some(0) | None => "no file".into(),
    };
    format!("{} items, {secret}, {files}", held.items)
}
