//! What is logged, to look for what must not be.

use std::{
    io,
    sync::{Arc, Mutex},
};

use tracing::subscriber::DefaultGuard;

/// A log in memory.
#[derive(Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// A log of everything, on this thread until the guard goes.
    pub(crate) fn listen() -> (Self, DefaultGuard) {
        let log = Self::new();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        (log, tracing::subscriber::set_default(subscriber))
    }

    /// An empty log, and a subscriber of the whole process that wants every line and writes none: where nobody wants a
    /// line, tracing notes that for good, and tests beside this one may bring that about at any moment.
    pub(crate) fn new() -> Self {
        let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry());
        Self::default()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
