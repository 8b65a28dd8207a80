//! What can be asked of Personio, and where it stands in their API.

use url::Url;

use super::{failure::Failure, http::Answer, retry::Kind, v2};
use crate::{domain::ids::PersonioId, ports::Credentials};

/// Rows asked for per page: Personio's maximum since 2025.
const PAGE_LIMIT: u32 = 100;

/// Documents asked for per page: Personio's maximum.
const DOCUMENTS_LIMIT: u32 = 200;

/// What errors call the list of documents.
pub(super) const DOCUMENT_LIST: &str = "document list";

/// Which of Personio's two APIs: each has its own tokens, paces and shapes of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Api {
    /// People, attributes, categories, uploads.
    V1,
    /// The list of documents.
    V2,
}

/// What is asked of Personio.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    /// `POST /v1/auth`, or `POST /v2/auth/token`
    SignIn(Api, &'a Credentials),
    /// `GET /v1/company/employees`, from this item index.
    Employees(u64),
    /// `GET /v1/company/employees/{id}`
    Employee(&'a PersonioId),
    /// `GET /v1/company/employees/attributes`
    Attributes,
    /// `GET /v1/company/document-categories`
    Folders,
    /// `GET /v2/document-management/documents`
    Documents {
        /// Whose.
        owner: &'a PersonioId,
        /// In which document category.
        folder_id: &'a str,
        /// Where the page before this one ended.
        cursor: Option<&'a str>,
    },
}

impl Target<'_> {
    /// What errors call it.
    pub(super) const fn operation(&self) -> &'static str {
        match self {
            Self::SignIn(..) => "sign-in",
            Self::Employees(_) => "employees",
            Self::Employee(_) => "employee",
            Self::Attributes => "attributes",
            Self::Folders => "document categories",
            Self::Documents { .. } => DOCUMENT_LIST,
        }
    }

    /// Method and path for logs; no person's id stands in it.
    pub(super) const fn template(&self) -> (&'static str, &'static str) {
        match self {
            Self::SignIn(Api::V1, _) => ("POST", "/v1/auth"),
            Self::SignIn(Api::V2, _) => ("POST", "/v2/auth/token"),
            Self::Employees(_) => ("GET", "/v1/company/employees"),
            Self::Employee(_) => ("GET", "/v1/company/employees/{id}"),
            Self::Attributes => ("GET", "/v1/company/employees/attributes"),
            Self::Folders => ("GET", "/v1/company/document-categories"),
            Self::Documents { .. } => ("GET", "/v2/document-management/documents"),
        }
    }

    /// Whose tokens and paces hold.
    pub(super) const fn api(&self) -> Api {
        match self {
            Self::SignIn(api, _) => *api,
            Self::Employees(_) | Self::Employee(_) | Self::Attributes | Self::Folders => Api::V1,
            Self::Documents { .. } => Api::V2,
        }
    }

    /// Whose retry rules hold.
    pub(super) const fn kind(&self) -> Kind {
        match self {
            Self::SignIn(..) => Kind::SignIn,
            Self::Employees(_)
            | Self::Employee(_)
            | Self::Attributes
            | Self::Folders
            | Self::Documents { .. } => Kind::Read,
        }
    }

    /// Whether the body of an answer with this status says anything. That of a 404 tells Personio's from a proxy's, and
    /// a sign-in to v2 is refused with a code.
    pub(super) const fn reads_body(&self, status: u16) -> bool {
        matches!(status, 200..=299 | 404)
            || matches!((self, status), (Self::SignIn(Api::V2, _), 400 | 401 | 403))
    }

    /// Says what an answer is: its body when it is a success, otherwise why not.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn judge(&self, answer: Answer) -> Result<Vec<u8>, Failure> {
        match self {
            Self::SignIn(Api::V2, _) => v2::judge_sign_in(answer),
            _ => Failure::of(answer),
        }
    }

    /// The address below the base.
    pub(super) fn url(&self, base: &Url) -> Url {
        let mut url = match self {
            Self::SignIn(Api::V1, _) => below(base, &["v1", "auth"]),
            Self::SignIn(Api::V2, _) => below(base, &["v2", "auth", "token"]),
            Self::Employees(_) => below(base, &["v1", "company", "employees"]),
            Self::Employee(id) => below(base, &["v1", "company", "employees", id.as_str()]),
            Self::Attributes => below(base, &["v1", "company", "employees", "attributes"]),
            Self::Folders => below(base, &["v1", "company", "document-categories"]),
            Self::Documents { .. } => document_list(base),
        };
        match self {
            Self::Employees(offset) => {
                url.query_pairs_mut()
                    .append_pair("limit", &PAGE_LIMIT.to_string())
                    .append_pair("offset", &offset.to_string());
            }
            Self::Documents { owner, folder_id, cursor } => {
                let mut query = url.query_pairs_mut();
                // Whether a cursor remembers the question is not said, so it is asked anew on every page.
                query.append_pair("owner_id", owner.as_str()).append_pair("category_id", folder_id);
                query.append_pair("limit", &DOCUMENTS_LIMIT.to_string());
                if let Some(cursor) = cursor {
                    query.append_pair("cursor", cursor);
                }
            }
            _ => {}
        }
        url
    }
}

/// Where documents are uploaded to.
pub(super) fn uploads(base: &Url) -> Url {
    below(base, &["v1", "company", "documents"])
}

/// Where documents are listed.
pub(super) fn document_list(base: &Url) -> Url {
    below(base, &["v2", "document-management", "documents"])
}

fn below(base: &Url, path: &[&str]) -> Url {
    let mut url = base.clone();
    // An https or http URL always has a path; without one the base itself would be asked and nothing understood.
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().extend(path);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_stay_below_the_base() {
        let id = PersonioId::new("42");
        let documents = |cursor| Target::Documents { owner: &id, folder_id: "1&x", cursor };
        for (base, target, expected) in [
            (
                "https://api.personio.de",
                Target::Attributes,
                "https://api.personio.de/v1/company/employees/attributes",
            ),
            ("https://h/", Target::Employee(&id), "https://h/v1/company/employees/42"),
            ("https://h/a/b", Target::Employees(0), "https://h/a/b/v1/company/employees?limit=100&offset=0"),
            (
                "https://h/a/",
                Target::Employees(u64::MAX),
                "https://h/a/v1/company/employees?limit=100&offset=18446744073709551615",
            ),
            (
                "https://h/a/",
                documents(None),
                "https://h/a/v2/document-management/documents?owner_id=42&category_id=1%26x&limit=200",
            ),
            (
                "https://h",
                documents(Some("a=&b")),
                "https://h/v2/document-management/documents?owner_id=42&category_id=1%26x&limit=200&cursor=a%3D%26b",
            ),
        ] {
            assert_eq!(target.url(&base.parse().unwrap()).as_str(), expected);
        }
        assert_eq!(uploads(&"https://h/a/".parse().unwrap()).as_str(), "https://h/a/v1/company/documents");
    }
}
