//! How far an upload has got on its way: what tells one that never began from one that may have arrived.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};

use crate::ports::OpenFile;

/// How far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// No connection has asked for any of its body: nothing can have left.
    Waiting,
    /// It was begun to be sent, perhaps to its end.
    Begun,
    /// The file could not be read to its end: the request was broken off.
    Broken,
    /// Nobody waits for the answer any more, and nothing more is sent.
    Stopped,
}

/// The sender's view of an upload on its way. When it is dropped, nothing more is sent.
#[derive(Debug)]
pub(super) struct Sending(Arc<Mutex<Stage>>);

/// What the first field of the form has to be sent with, so that its beginning is noticed.
#[derive(Debug)]
pub(super) struct Start(Arc<Mutex<Stage>>);

/// The file with an eye on it. Its stream ends with an error, which breaks the request off, when the file does, when it
/// has not exactly as many bytes as it was said to have, and when the sender has stopped.
pub(super) fn watch(file: OpenFile) -> (OpenFile, Start, Sending) {
    let stage = Arc::new(Mutex::new(Stage::Waiting));
    let watched = Watched { chunks: file.chunks, left: file.size, stage: stage.clone() };
    let file = OpenFile { size: file.size, chunks: watched.boxed() };
    (file, Start(stage.clone()), Sending(stage))
}

impl Start {
    /// The text, as a stream that is the beginning of the upload, and breaks it off when the sender has stopped.
    pub(super) fn with(self, text: String) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        stream::once(async move { begin(&self.0).map(|()| text.into()) })
    }
}

impl Sending {
    /// Has nothing more sent, even by a connection that has not heard of it yet; and says how far the upload got.
    pub(super) fn stop(self) -> Stage {
        std::mem::replace(&mut *lock(&self.0), Stage::Stopped)
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        *lock(&self.0) = Stage::Stopped;
    }
}

struct Watched {
    chunks: BoxStream<'static, io::Result<Bytes>>,
    left: u64,
    stage: Arc<Mutex<Stage>>,
}

impl Stream for Watched {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Err(error) = begin(&self.stage) {
            return Poll::Ready(Some(Err(error)));
        }
        let chunk = ready!(self.chunks.poll_next_unpin(cx));
        let left = match &chunk {
            Some(Ok(chunk)) => {
                u64::try_from(chunk.len()).ok().and_then(|length| self.left.checked_sub(length))
            }
            Some(Err(_)) => None,
            None => (self.left == 0).then_some(0),
        };
        let Some(left) = left else {
            let mut stage = lock(&self.stage);
            if *stage == Stage::Begun {
                *stage = Stage::Broken;
            }
            return Poll::Ready(Some(Err(broken_off())));
        };
        self.left = left;
        Poll::Ready(chunk)
    }
}

/// Goes on, unless it is over.
fn begin(stage: &Mutex<Stage>) -> io::Result<()> {
    let mut stage = lock(stage);
    match *stage {
        Stage::Waiting | Stage::Begun => {
            *stage = Stage::Begun;
            Ok(())
        }
        Stage::Broken | Stage::Stopped => Err(broken_off()),
    }
}

/// Says nothing of the file: what the storage says may hold its key.
fn broken_off() -> io::Error {
    io::Error::other("the file was broken off")
}

fn lock(stage: &Mutex<Stage>) -> std::sync::MutexGuard<'_, Stage> {
    stage.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(size: u64, chunks: Vec<io::Result<Bytes>>) -> OpenFile {
        OpenFile { size, chunks: stream::iter(chunks).boxed() }
    }

    #[tokio::test]
    async fn a_file_is_sent_as_it_is_or_broken_off() {
        let chunk = |text: &'static str| Ok(Bytes::from_static(text.as_bytes()));
        let error = || Err(io::Error::other("MARK"));
        for (row, size, chunks, passed, stage) in [
            ("whole", 5, vec![chunk("abc"), chunk("de")], vec!["abc", "de"], Stage::Begun),
            ("empty", 0, vec![], vec![], Stage::Begun),
            ("broken", 5, vec![chunk("abc"), error()], vec!["abc"], Stage::Broken),
            ("broken at its end", 3, vec![chunk("abc"), error()], vec!["abc"], Stage::Broken),
            ("too short", 5, vec![chunk("abc")], vec!["abc"], Stage::Broken),
            ("too long", 4, vec![chunk("abc"), chunk("de")], vec!["abc"], Stage::Broken),
        ] {
            let (mut watched, _, sending) = watch(file(size, chunks));
            let mut seen = Vec::new();
            let mut error = None;
            while let Some(chunk) = watched.chunks.next().await {
                match chunk {
                    Ok(chunk) => seen.push(chunk),
                    Err(broken) => {
                        error = Some(broken.to_string());
                        break;
                    }
                }
            }
            assert_eq!(seen, passed, "{row}");
            assert_eq!(error.is_some(), stage == Stage::Broken, "{row}");
            assert!(!error.unwrap_or_default().contains("MARK"), "{row}");
            assert_eq!(sending.stop(), stage, "{row}");
        }
    }

    #[tokio::test]
    async fn nothing_is_sent_after_the_sender_stopped_or_went_away() {
        for (begins, stops, stage) in
            [(false, true, Stage::Waiting), (true, true, Stage::Begun), (true, false, Stage::Begun)]
        {
            let chunks = vec![Ok(Bytes::from_static(b"a")), Ok(Bytes::from_static(b"b"))];
            let (mut watched, _, sending) = watch(file(2, chunks));
            if begins {
                assert!(watched.chunks.next().await.unwrap().is_ok());
            }
            if stops {
                assert_eq!(sending.stop(), stage);
            } else {
                drop(sending);
            }
            assert!(watched.chunks.next().await.unwrap().is_err());
        }
    }

    #[tokio::test]
    async fn the_first_field_is_the_beginning() {
        let (_, start, sending) = watch(file(0, vec![]));
        let text: Vec<_> = start.with("ä".to_owned()).map(Result::unwrap).collect().await;
        assert_eq!(text, ["ä"]);
        assert_eq!(sending.stop(), Stage::Begun);
        let (_, start, sending) = watch(file(0, vec![]));
        let mut text = Box::pin(start.with("ä".to_owned()));
        assert_eq!(sending.stop(), Stage::Waiting);
        assert!(text.next().await.unwrap().is_err());
    }
}
