//! A log in memory, for stories about what is logged.

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tracing_subscriber::fmt::MakeWriter;

/// What subscribers wrote.
#[derive(Debug, Clone, Default)]
pub struct KeptLog(Arc<Mutex<Vec<u8>>>);

impl KeptLog {
    /// An empty log.
    ///
    /// Where no subscriber wants a line, tracing notes that for good, and tests beside this one may bring that about at any
    /// moment. A subscriber of the whole process that wants every line keeps them from it; it writes nothing.
    #[must_use]
    pub fn new() -> Self {
        // A second call is harmless: the first subscriber goes on.
        let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry());
        Self::default()
    }

    /// What was written since the last time.
    #[must_use]
    pub fn take(&self) -> String {
        let bytes = std::mem::take(&mut *self.bytes());
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl io::Write for KeptLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for KeptLog {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
