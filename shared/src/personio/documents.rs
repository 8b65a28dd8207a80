//! Looking for documents: all pages of one person's list.

use super::{
    caller::Caller,
    failure::Failure,
    http::Exchange,
    target::{DOCUMENT_LIST, Target},
    v2,
};
use crate::{
    domain::ids::PersonioId,
    ports::{Access, ListedDocument, PersonioError},
};

/// Pages read at most: 20,000 documents of one person in one category are no list of payslips.
const MOST_PAGES: usize = 100;

impl<E: Exchange> Caller<E> {
    /// All documents of one person in one category.
    ///
    /// # Errors
    /// Those of any read, where a second 401 counts as a missing permission; [`PersonioError::Unavailable`] also for a
    /// list that does not end or leads elsewhere: half a list can't say that a document is not there.
    pub(super) async fn documents(
        &self,
        access: &Access,
        owner: &PersonioId,
        folder_id: &str,
    ) -> Result<Vec<ListedDocument>, PersonioError> {
        let failed = |failure: Failure| failure.into_error(DOCUMENT_LIST, false);
        let mut documents = Vec::new();
        let mut cursors: Vec<String> = Vec::new();
        loop {
            let target = Target::Documents { owner, folder_id, cursor: cursors.last().map(String::as_str) };
            let page = self.read(access, &target, v2::parse_documents).await?;
            let page = page.ok_or_else(|| failed(Failure::NotFound))?;
            documents.extend(page.documents);
            let Some(link) = page.next else { return Ok(documents) };
            let cursor = v2::cursor(self.exchange.base(), &link).map_err(failed)?;
            if cursors.contains(&cursor) {
                return Err(failed(Failure::Unusable("a next link that leads back")));
            }
            cursors.push(cursor);
            if cursors.len() >= MOST_PAGES {
                return Err(failed(Failure::Unusable("a list without end")));
            }
        }
    }
}
