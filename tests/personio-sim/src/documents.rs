//! Uploaded documents.

use std::fmt;

use bytes::Bytes;
use tokio::time::Instant;

/// One upload, as it was stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    /// The id in v1 answers.
    pub id: u64,
    /// The id in the v2 list. Whether they are equal at Personio is not documented; here they differ.
    pub v2_id: String,
    /// Personio's id of the person it belongs to.
    pub employee_id: u64,
    /// Its category.
    pub category_id: u64,
    /// The title.
    pub title: String,
    /// The date, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// The comment; empty when none was sent.
    pub comment: String,
    /// The file's name.
    pub file_name: String,
    /// The declared content type of the file.
    pub content_type: Option<String>,
    /// The file.
    pub content: Bytes,
    pub(crate) stored_at: Instant,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("id", &self.id)
            .field("employee_id", &self.employee_id)
            .field("category_id", &self.category_id)
            .field("size", &self.content.len())
            .finish_non_exhaustive()
    }
}
