//! S3: `s3s-fs`, objects as files of a folder.
//!
//! Its known differences from AWS: a missing bucket answers `NoSuchKey` on reads, `DeleteBucket` deletes objects too,
//! there are no versions, tags or server-side encryption, of the keys `a` and `a/b` only one can exist, and reading a
//! folder of others answers `InternalError`.

use std::path::Path;

use anyhow::anyhow;
use axum::{
    Router,
    body::Body,
    extract::Request,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use s3s::{
    auth::SimpleAuth,
    service::{S3Service, S3ServiceBuilder},
};
use s3s_fs::FileSystem;

use super::{ACCESS_KEY_ID, SECRET_ACCESS_KEY};

/// A router that serves the subfolders of `folder` as buckets to callers who sign with the local keys.
pub(super) fn router(folder: &Path) -> anyhow::Result<Router> {
    let files = FileSystem::new(folder).map_err(|error| anyhow!("opening the folder of S3: {error:?}"))?;
    let mut builder = S3ServiceBuilder::new(files);
    builder.set_auth(SimpleAuth::from_single(ACCESS_KEY_ID, SECRET_ACCESS_KEY));
    let service = builder.build();
    Ok(Router::new().fallback(move |request: Request| call(service.clone(), request)))
}

async fn call(service: S3Service, request: Request) -> Response {
    match service.call(request.map(s3s::Body::http_body_unsync)).await {
        Ok(response) => response.map(Body::new),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
