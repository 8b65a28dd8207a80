//! Where Personio is and who we say we are.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::{Host, Url};

/// Where Personio is, and the two headers it asks integrations to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonioConfig {
    /// `https://api.personio.de`, or a simulator's address; a path before `/v1` is kept.
    pub base_url: Url,
    /// `X-Personio-Partner-ID`, in `UPPER_SNAKE_CASE`.
    pub partner_id: Option<String>,
    /// `X-Personio-App-ID`, in `UPPER_SNAKE_CASE`.
    pub app_id: Option<String>,
}

/// Why a client can't be built. Says nothing of the values: a base URL may hold a password by mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    /// Secrets and people's data travel over TLS, except within this machine.
    #[error("Personio's base URL must be https, or http to a loopback address")]
    NotHttps,
    /// There is more than scheme, host, port and path.
    #[error("Personio's base URL must have a host and no user, password, query or fragment")]
    NotABase,
    /// The value can't stand in a header.
    #[error("the value for {0} must be visible ASCII")]
    Header(&'static str),
    /// The TLS library refuses its own defaults.
    #[error("the HTTP client could not be built")]
    Client,
}

impl PersonioConfig {
    /// Checks the base URL.
    ///
    /// # Errors
    /// [`ConfigError::NotHttps`], [`ConfigError::NotABase`].
    pub(super) fn checked_base(&self) -> Result<&Url, ConfigError> {
        let url = &self.base_url;
        let loopback = match url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => return Err(ConfigError::NotABase),
        };
        if url.scheme() != "https" && !(url.scheme() == "http" && loopback) {
            return Err(ConfigError::NotHttps);
        }
        let bare = url.username().is_empty()
            && url.password().is_none()
            && url.query().is_none()
            && url.fragment().is_none();
        if bare { Ok(url) } else { Err(ConfigError::NotABase) }
    }

    /// The headers of every request.
    ///
    /// # Errors
    /// [`ConfigError::Header`].
    pub(super) fn headers(&self) -> Result<HeaderMap, ConfigError> {
        let mut headers = HeaderMap::new();
        headers.insert(reqwest::header::ACCEPT, HeaderValue::from_static("application/json"));
        let ids = [
            ("X-Personio-Partner-ID", HeaderName::from_static("x-personio-partner-id"), &self.partner_id),
            ("X-Personio-App-ID", HeaderName::from_static("x-personio-app-id"), &self.app_id),
        ];
        for (title, name, value) in ids {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from_str(value).map_err(|_| ConfigError::Header(title))?);
            }
        }
        Ok(headers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_https_or_loopback() {
        for (url, expected) in [
            ("https://api.personio.de", Ok(())),
            ("https://api.personio.de/proxy/", Ok(())),
            ("https://192.0.2.1:8443", Ok(())),
            ("http://127.0.0.1:4000", Ok(())),
            ("http://127.8.9.1", Ok(())),
            ("http://[::1]:4000", Ok(())),
            ("http://localhost:4000", Ok(())),
            ("http://api.personio.de", Err(ConfigError::NotHttps)),
            ("http://localhost.example.com", Err(ConfigError::NotHttps)),
            ("http://192.0.2.1", Err(ConfigError::NotHttps)),
            ("http://0.0.0.0", Err(ConfigError::NotHttps)),
            ("ftp://127.0.0.1", Err(ConfigError::NotHttps)),
            ("data:text/plain,x", Err(ConfigError::NotABase)),
            ("https://user@api.personio.de", Err(ConfigError::NotABase)),
            ("https://:pw@api.personio.de", Err(ConfigError::NotABase)),
            ("https://api.personio.de?client_secret=x", Err(ConfigError::NotABase)),
            ("https://api.personio.de#x", Err(ConfigError::NotABase)),
        ] {
            let config = PersonioConfig { base_url: url.parse().unwrap(), partner_id: None, app_id: None };
            assert_eq!(config.checked_base().map(|_| ()), expected, "{url}");
        }
    }

    #[test]
    fn headers_are_sent_when_configured() {
        let config = |partner: Option<&str>, app: Option<&str>| PersonioConfig {
            base_url: "https://api.personio.de".parse().unwrap(),
            partner_id: partner.map(str::to_owned),
            app_id: app.map(str::to_owned),
        };
        let headers = config(Some("PENTO"), Some("PENTO_SYNC")).headers().unwrap();
        assert_eq!(headers["x-personio-partner-id"], "PENTO");
        assert_eq!(headers["x-personio-app-id"], "PENTO_SYNC");
        assert_eq!(config(None, None).headers().unwrap().len(), 1);
        assert_eq!(config(Some("a\nb"), None).headers(), Err(ConfigError::Header("X-Personio-Partner-ID")));
        assert_eq!(config(None, Some("a\u{0}b")).headers(), Err(ConfigError::Header("X-Personio-App-ID")));
    }
}
