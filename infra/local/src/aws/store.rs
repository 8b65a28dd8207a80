//! SQLite under the stand-ins of SQS and Secrets Manager.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::{Context as _, ensure};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::json::Fault;

/// The version of the tables, kept in the file. Other versions are refused rather than guessed at.
const VERSION: i64 = 1;

/// How long to wait for a process that is about to let go of the file.
const PATIENCE: Duration = Duration::from_millis(500);

/// One SQLite database, of which this process is the only user.
#[derive(Debug)]
pub(super) struct Store {
    connection: Mutex<Option<Connection>>,
}

impl Store {
    /// Opens `file` (`None`: in memory) and makes its tables with `schema` when it is new.
    pub(super) fn open(file: Option<&Path>, schema: &str) -> anyhow::Result<Self> {
        let connection = match file {
            Some(file) => open_file(file, schema).with_context(|| format!("opening {}", file.display()))?,
            None => prepare(Connection::open_in_memory()?, schema)?,
        };
        Ok(Self { connection: Mutex::new(Some(connection)) })
    }

    /// Does `work` in one transaction, which counts only if `work` succeeds.
    pub(super) fn transact<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut connection = self.lock();
        let connection = connection.as_mut().ok_or_else(Fault::stopped)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    /// Closes the file; later calls fail.
    pub(super) fn close(&self) {
        drop(self.lock().take());
    }

    fn lock(&self) -> MutexGuard<'_, Option<Connection>> {
        // A panic in the middle of a transaction rolled it back.
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open_file(file: &Path, schema: &str) -> anyhow::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(PATIENCE)?;
    // The lock is held until the file is closed, so that two processes can't share a folder by mistake.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    connection.pragma_update(None, "journal_mode", "WAL").context("another process seems to use it")?;
    // The log is not flushed at each commit: a crash of the process loses nothing, a power cut the last moments.
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    prepare(connection, schema)
}

fn prepare(mut connection: Connection, schema: &str) -> anyhow::Result<Connection> {
    connection.pragma_update(None, "foreign_keys", true)?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .context("another process seems to use it")?;
    let version: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    ensure!(version == 0 || version == VERSION, "it was written by another version of this program");
    if version == 0 {
        transaction.execute_batch(schema)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()?;
    Ok(connection)
}
