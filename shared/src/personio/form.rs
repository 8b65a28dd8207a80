//! An upload as a `multipart/form-data` body (RFC 7578) that is never in memory as a whole.

use reqwest::{
    Body,
    header::{CONTENT_TYPE, HeaderMap, HeaderValue},
    multipart::{Form, Part},
};

use super::sending::Start;
use crate::ports::Upload;

/// The fields of `POST /v1/company/documents`. All lengths are known, so that the request has a `Content-Length`, and
/// breaks off visibly if the file does.
pub(super) fn form(upload: Upload, start: Start) -> Form {
    let Upload { personio_id, folder_id, title, date, comment, file_name, file } = upload;
    let length = u64::try_from(title.len()).unwrap_or(u64::MAX);
    let title = Part::stream_with_length(Body::wrap_stream(start.with(title)), length);
    let is_pdf = HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("application/pdf"))]);
    let file = Part::stream_with_length(Body::wrap_stream(file.chunks), file.size);
    Form::new()
        .part("title", title)
        .text("employee_id", personio_id.as_str().to_owned())
        .text("category_id", folder_id)
        .text("date", date.to_string())
        .text("comment", comment)
        .part("file", file.file_name(file_name).headers(is_pdf))
}
