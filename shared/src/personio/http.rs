//! One request and its answer, as bytes; what they mean is said elsewhere.

use std::{future::Future, sync::Arc, time::Duration};

use reqwest::{Client, ClientBuilder, RequestBuilder, Response, header, redirect};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{
    config::{ConfigError, PersonioConfig},
    failure::Failure,
    form::form,
    sending::Start,
    target::{Api, Target, uploads},
    v2,
};
use crate::ports::Upload;

/// Longest body taken: a page of 100 people has about 1 MB.
pub(super) const MAX_BODY: usize = 64 * 1024 * 1024;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// What came back. No `Debug`: the body is about people.
pub(super) struct Answer {
    /// The HTTP status.
    pub(super) status: u16,
    /// The header `Retry-After`, unread.
    pub(super) retry_after: Option<Box<str>>,
    /// The whole body, where [`Target::reads_body`]; no other body is ever read.
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

    /// The answer to an upload, whatever its status.
    fn upload(
        &self,
        upload: Upload,
        start: Start,
        token: &SecretString,
    ) -> impl Future<Output = Result<Answer, Failure>> + Send;

    /// Where Personio is.
    fn base(&self) -> &Url;
}

/// The real exchange: one connection pool for the process, and a fresh connection for every upload.
pub(super) struct Http {
    client: Client,
    /// Keeps no connection. One that Personio has closed meanwhile, which is likely after a Lambda was frozen, would
    /// make an upload unclear that never left. HTTP/1.1 only, where a request that breaks off is plainly incomplete.
    uploads: Client,
    base: Url,
}

impl Http {
    /// Builds the clients of the process. The roots are compiled in: reading the system's costs 2 ms at each start of a
    /// Lambda.
    pub(super) fn new(config: &PersonioConfig) -> Result<Self, ConfigError> {
        let base = config.checked_base()?.clone();
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|_| ConfigError::Client)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let builder = |protocols: &[&[u8]]| -> Result<ClientBuilder, ConfigError> {
            let mut tls = tls.clone();
            tls.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
            Ok(Client::builder()
                .tls_backend_preconfigured(tls)
                .user_agent(concat!("pento-personio/", env!("CARGO_PKG_VERSION")))
                .default_headers(config.headers()?)
                .connect_timeout(CONNECT_TIMEOUT)
                .redirect(redirect::Policy::none()) // A redirect would carry the token to another host.
                .retry(reqwest::retry::never()) // Every request is counted and limited, so all retries are ours.
                .referer(false)
                .no_proxy()
                .gzip(true))
        };
        let build = |builder: ClientBuilder| builder.build().map_err(|_| ConfigError::Client);
        let client = build(builder(&[b"h2", b"http/1.1"])?)?;
        let uploads = build(builder(&[b"http/1.1"])?.http1_only().pool_max_idle_per_host(0))?;
        Ok(Self { client, uploads, base })
    }

    fn request(&self, target: &Target<'_>, bearer: Option<&SecretString>) -> RequestBuilder {
        #[derive(serde::Serialize)]
        struct SignIn<'a> {
            client_id: &'a str,
            client_secret: &'a str,
        }
        let url = target.url(&self.base);
        let request = match target {
            Target::SignIn(Api::V1, credentials) => self.client.post(url).json(&SignIn {
                client_id: &credentials.client_id,
                client_secret: credentials.client_secret.expose_secret(),
            }),
            Target::SignIn(Api::V2, credentials) => {
                let form = v2::sign_in_form(credentials);
                self.client.post(url).header(header::CONTENT_TYPE, v2::FORM).body(form)
            }
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
        read(response, |status| target.reads_body(status)).await
    }

    async fn upload(&self, upload: Upload, start: Start, token: &SecretString) -> Result<Answer, Failure> {
        let request = self.uploads.post(uploads(&self.base)).bearer_auth(token.expose_secret());
        let response =
            request.multipart(form(upload, start)).send().await.map_err(|error| classify(&error))?;
        // A success names the document. Of a refusal the status is enough.
        read(response, |status| matches!(status, 200..=299)).await
    }

    fn base(&self) -> &Url {
        &self.base
    }
}

async fn read(response: Response, reads_body: impl Fn(u16) -> bool) -> Result<Answer, Failure> {
    let status = response.status().as_u16();
    let retry_after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
    let retry_after = retry_after.map(Into::into);
    let body = if reads_body(status) { read_body(response).await? } else { Vec::new() };
    Ok(Answer { status, retry_after, body })
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
