//! The files of payslips, as payroll puts them into its bucket.

use std::io;

use aws_sdk_s3::{Client, primitives::ByteStream};
use bytes::Bytes;
use futures_util::{
    StreamExt as _,
    stream::{self, BoxStream},
};

use crate::{
    aws::code,
    config::variable,
    ports::{OpenFile, PayslipFiles, StoreError},
};

/// S3's word for a file that is not there, and the SDK's for a 404 without a word. A bucket that is not there is a 404
/// too, `NoSuchBucket`, and no fault of the payslip's.
const MISSING: [&str; 2] = ["NoSuchKey", "NotFound"];

/// Opens files of one bucket.
#[derive(Debug, Clone)]
pub struct FileStore {
    client: Client,
    bucket: Option<String>,
}

impl FileStore {
    /// Uses this bucket; without one no file can be opened.
    #[must_use]
    pub const fn new(client: Client, bucket: Option<String>) -> Self {
        Self { client, bucket }
    }
}

fn unavailable(cause: impl Into<String>) -> StoreError {
    StoreError::Unavailable { service: "S3", operation: "open a payslip's file", cause: cause.into() }
}

impl PayslipFiles for FileStore {
    async fn open(&self, object_key: &str) -> Result<Option<OpenFile>, StoreError> {
        let not_set = || unavailable(format!("{} is not set", variable::PAYSLIP_BUCKET));
        let bucket = self.bucket.as_ref().ok_or_else(not_set)?;
        let object = match self.client.get_object().bucket(bucket).key(object_key).send().await {
            Ok(object) => object,
            Err(error) => {
                let code = code(&error);
                return if MISSING.contains(&code.as_str()) { Ok(None) } else { Err(unavailable(code)) };
            }
        };
        let size = object.content_length.and_then(|length| u64::try_from(length).ok());
        let size = size.ok_or_else(|| unavailable("no content length"))?;
        Ok(Some(OpenFile { size, chunks: whole(object.body, size) }))
    }
}

/// The chunks of a body, which ends with an error unless it has exactly so many bytes.
fn whole(body: ByteStream, size: u64) -> BoxStream<'static, io::Result<Bytes>> {
    stream::unfold(Some((body, size)), |open| async {
        let (mut body, left) = open?;
        match body.next().await {
            Some(Ok(chunk)) => match left.checked_sub(chunk.len() as u64) {
                Some(left) => Some((Ok(chunk), Some((body, left)))),
                None => Some((Err(broken(io::ErrorKind::InvalidData, "more than its size")), None)),
            },
            Some(Err(_)) => Some((Err(broken(io::ErrorKind::Other, "not to be read to its end")), None)),
            None if left > 0 => Some((Err(broken(io::ErrorKind::UnexpectedEof, "less than its size")), None)),
            None => None,
        }
    })
    .boxed()
}

/// The SDK's own error is left behind: what it quotes is not known.
fn broken(kind: io::ErrorKind, what: &str) -> io::Error {
    io::Error::new(kind, format!("the payslip's file is {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_has_not_its_size_ends_with_an_error() {
        let rows = [
            (3, None),
            (4, Some((io::ErrorKind::UnexpectedEof, "the payslip's file is less than its size"))),
            (2, Some((io::ErrorKind::InvalidData, "the payslip's file is more than its size"))),
        ];
        for (size, wrong) in rows {
            let chunks: Vec<_> = whole(ByteStream::from_static(b"abc"), size).collect().await;
            let last = chunks.last().and_then(|chunk| chunk.as_ref().err());
            let last = last.map(|error| (error.kind(), error.to_string()));
            assert_eq!(last, wrong.map(|(kind, text)| (kind, text.to_owned())), "{size}");
            assert!(chunks.iter().rev().skip(1).all(Result::is_ok), "an error is the end");
        }
        assert_eq!(whole(ByteStream::from_static(b""), 0).count().await, 0);
    }
}
