//! The files of payslips, as payroll puts them into its bucket.

use std::io;

use aws_sdk_s3::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    operation::get_object::GetObjectError,
    primitives::ByteStream,
};
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

const NOT_FOUND: u16 = 404;

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
                return if is_missing(&error) { Ok(None) } else { Err(unavailable(code(&error))) };
            }
        };
        let size = object.content_length.and_then(|length| u64::try_from(length).ok());
        let size = size.ok_or_else(|| unavailable("no content length"))?;
        Ok(Some(OpenFile { size, chunks: whole(object.body, size) }))
    }
}

/// Whether there is no such file. A bucket that is not there is a 404 too, but no fault of the payslip's.
fn is_missing(error: &SdkError<GetObjectError>) -> bool {
    match error.as_service_error().and_then(ProvideErrorMetadata::code) {
        Some(code) => code == "NoSuchKey",
        None => error.raw_response().is_some_and(|answer| answer.status().as_u16() == NOT_FOUND),
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
