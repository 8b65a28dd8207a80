//! One request and its answer, as bytes; what they mean is said elsewhere.

use std::{future::Future, sync::Arc, time::Duration};

use reqwest::{Client, RequestBuilder, Response, header, redirect};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{
    config::{ConfigError, PersonioConfig},
    failure::Failure,
    retry::Kind,
};
use crate::{domain::ids::PersonioId, ports::Credentials};

/// Longest body taken: a page of 100 people has about 1 MB.
pub(super) const MAX_BODY: usize = 64 * 1024 * 1024;

/// Rows asked for per page: Personio's maximum since 2025.
const PAGE_LIMIT: u32 = 100;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What is asked of Personio.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target<'a> {
    /// `POST /v1/auth`
    SignIn(&'a Credentials),
    /// `GET /v1/company/employees`, from this item index.
    Employees(u64),
    /// `GET /v1/company/employees/{id}`
    Employee(&'a PersonioId),
    /// `GET /v1/company/employees/attributes`
    Attributes,
    /// `GET /v1/company/document-categories`
    Folders,
}

impl Target<'_> {
    /// What errors call it.
    pub(super) const fn operation(&self) -> &'static str {
        match self {
            Self::SignIn(_) => "sign-in",
            Self::Employees(_) => "employees",
            Self::Employee(_) => "employee",
            Self::Attributes => "attributes",
            Self::Folders => "document categories",
        }
    }

    /// Method and path for logs; no person's id stands in it.
    pub(super) const fn template(&self) -> (&'static str, &'static str) {
        match self {
            Self::SignIn(_) => ("POST", "/v1/auth"),
            Self::Employees(_) => ("GET", "/v1/company/employees"),
            Self::Employee(_) => ("GET", "/v1/company/employees/{id}"),
            Self::Attributes => ("GET", "/v1/company/employees/attributes"),
            Self::Folders => ("GET", "/v1/company/document-categories"),
        }
    }

    /// Whose retry rules hold.
    pub(super) const fn kind(&self) -> Kind {
        match self {
            Self::SignIn(_) => Kind::SignIn,
            Self::Employees(_) | Self::Employee(_) | Self::Attributes | Self::Folders => Kind::Read,
        }
    }

    fn url(&self, base: &Url) -> Url {
        let mut url = base.clone();
        let path: &[&str] = match self {
            Self::SignIn(_) => &["v1", "auth"],
            Self::Employees(_) => &["v1", "company", "employees"],
            Self::Employee(id) => &["v1", "company", "employees", id.as_str()],
            Self::Attributes => &["v1", "company", "employees", "attributes"],
            Self::Folders => &["v1", "company", "document-categories"],
        };
        // An https or http URL always has a path; without one the base itself would be asked and nothing understood.
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        if let Self::Employees(offset) = self {
            url.query_pairs_mut()
                .append_pair("limit", &PAGE_LIMIT.to_string())
                .append_pair("offset", &offset.to_string());
        }
        url
    }
}

/// What came back. No `Debug`: the body is about people.
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The header `Retry-After`, unread.
    pub(super) retry_after: Option<Box<str>>,
    /// The whole body of a success or a 404; no other body is ever read.
    pub(super) body: Vec<u8>,
}

/// Sends one request, once.
pub(super) trait Exchange: Send + Sync {
    /// The answer, whatever its status.
    fn exchange(
        &self,
        target: &Target<'_>,
        bearer: Option<&SecretString>,
    ) -> impl Future<Output = Result<Answer, Failure>> + Send;
}

/// The real exchange: one connection pool for the process.
pub(super) struct Http {
    client: Client,
    base: Url,
}

impl Http {
    /// Builds the one client of the process. The roots are compiled in: reading the system's costs 2 ms at each start
    /// of a Lambda.
    pub(super) fn new(config: &PersonioConfig) -> Result<Self, ConfigError> {
        let base = config.checked_base()?.clone();
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let mut tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| ConfigError::Client)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("pento-personio/", env!("CARGO_PKG_VERSION")))
            .default_headers(config.headers()?)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(redirect::Policy::none()) // A redirect would carry the token to another host.
            .retry(reqwest::retry::never()) // Every request is counted and limited, so all retries are ours.
            .referer(false)
            .no_proxy()
            .gzip(true)
            .build()
            .map_err(|_| ConfigError::Client)?;
        Ok(Self { client, base })
    }

    fn request(&self, target: &Target<'_>, bearer: Option<&SecretString>) -> RequestBuilder {
        #[derive(serde::Serialize)]
        struct SignIn<'a> {
            client_id: &'a str,
            client_secret: &'a str,
        }
        let url = target.url(&self.base);
        let request = match target {
            Target::SignIn(credentials) => self.client.post(url).json(&SignIn {
                client_id: &credentials.client_id,
                client_secret: credentials.client_secret.expose_secret(),
            }),
            _ => self.client.get(url),
        };
        match bearer {
            // Marks the header as sensitive, so that no layer below prints it.
            Some(token) => request.bearer_auth(token.expose_secret()),
            None => request,
        }
    }
}

impl Exchange for Http {
    async fn exchange(&self, target: &Target<'_>, bearer: Option<&SecretString>) -> Result<Answer, Failure> {
        let response = self.request(target, bearer).send().await.map_err(|error| classify(&error))?;
        let status = response.status().as_u16();
        let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = retry_after.map(Into::into);
        let body = if matches!(status, 200..=299 | 404) { read_body(response).await? } else { Vec::new() };
        Ok(Answer { status, retry_after, body })
    }
}

/// reqwest's errors hold the URL, and with it ids of people: only their kind is kept.
fn classify(error: &reqwest::Error) -> Failure {
    if error.is_timeout() {
        Failure::TimedOut
    } else if error.is_connect() {
        Failure::Connect
    } else {
        Failure::Broken
    }
}

async fn read_body(mut response: Response) -> Result<Vec<u8>, Failure> {
    let announced = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    if announced > MAX_BODY {
        return Err(Failure::TooLarge);
    }
    let mut body = Vec::with_capacity(announced);
    while let Some(chunk) = response.chunk().await.map_err(|error| classify(&error))? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(Failure::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_stay_below_the_base() {
        let id = PersonioId::new("42");
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
        ] {
            assert_eq!(target.url(&base.parse().unwrap()).as_str(), expected);
        }
    }
}
