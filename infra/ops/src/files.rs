//! The payslips' files of one tenant. None is opened, and no name of one is told: names may be people's.

use aws_sdk_s3::{
    Client,
    types::{Delete, ObjectIdentifier},
};
use shared::{aws::code, domain::ids::TenantId, ports::StoreError};

/// S3 deletes a thousand at once, and lists as many.
const PAGE: i32 = 1_000;

/// The files in one bucket.
pub(crate) struct Files {
    client: Client,
    bucket: String,
}

/// How many files there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct FileCount {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
}

fn failed(operation: &'static str, cause: impl Into<String>) -> StoreError {
    StoreError::Unavailable { service: "S3", operation, cause: cause.into() }
}

impl Files {
    /// Looks into this bucket.
    pub(crate) const fn new(client: Client, bucket: String) -> Self {
        Self { client, bucket }
    }

    /// The bucket's name.
    pub(crate) fn bucket(&self) -> &str {
        &self.bucket
    }

    /// How many files the tenant has, and how large they are together.
    pub(crate) async fn count(&self, tenant: &TenantId) -> Result<FileCount, StoreError> {
        let mut pages = self.list(tenant).into_paginator().send();
        let mut count = FileCount::default();
        while let Some(page) = pages.next().await {
            for file in page.map_err(|error| failed("list the files", code(&error)))?.contents() {
                count.files += 1;
                count.bytes += file.size().and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
            }
        }
        Ok(count)
    }

    /// Deletes up to a thousand of the tenant's files, and answers how many these were: 0 when none is left.
    pub(crate) async fn delete_some(&self, tenant: &TenantId) -> Result<u64, StoreError> {
        let what = "delete the files";
        let page = self.list(tenant).send().await.map_err(|error| failed("list the files", code(&error)))?;
        let keys = page.contents().iter().filter_map(|file| file.key());
        let identifier = |key| ObjectIdentifier::builder().key(key).build().ok();
        let identifiers: Vec<_> = keys.filter_map(identifier).collect();
        let count = identifiers.len() as u64;
        if count == 0 {
            return Ok(0);
        }
        let delete = Delete::builder().set_objects(Some(identifiers)).quiet(true).build();
        let delete = delete.map_err(|_| failed(what, "request not built"))?;
        let delete = self.client.delete_objects().bucket(&self.bucket).delete(delete);
        let deleted = delete.send().await.map_err(|error| failed(what, code(&error)))?;
        match deleted.errors().first() {
            Some(error) => Err(failed(what, error.code().unwrap_or("unnamed error"))),
            None => Ok(count),
        }
    }

    /// With the slash: `acme` must not find what is `acme-2`'s.
    fn list(
        &self,
        tenant: &TenantId,
    ) -> aws_sdk_s3::operation::list_objects_v2::builders::ListObjectsV2FluentBuilder {
        self.client.list_objects_v2().bucket(&self.bucket).prefix(format!("{tenant}/")).max_keys(PAGE)
    }
}
