//! Tokens for trying the API on this machine. On AWS they come from the customer's identity provider.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::{Deserialize, Serialize};

/// Who issues the tokens of this machine.
const ISSUER: &str = "http://localhost/pento-personio";
/// For whom they are.
const AUDIENCE: &str = "pento-personio";
/// How long they last.
const LIFE: Duration = Duration::from_hours(12);

/// The claims the API reads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Claims {
    /// Who issued it.
    iss: String,
    /// For whom.
    aud: String,
    /// Who acts.
    sub: String,
    /// Seconds since 1970.
    iat: i64,
    /// Seconds since 1970.
    exp: i64,
    /// The tenant, and nothing else says which.
    tenant_id: String,
    /// Scopes, parted by blanks.
    scope: String,
}

/// Signs tokens with a key of this process.
pub(crate) struct Signer(EncodingKey);

impl Signer {
    /// A new key; tokens of an earlier process are worthless.
    #[must_use]
    pub(crate) fn new() -> Self {
        let secret: Vec<u8> = (0..2).flat_map(|_| *uuid::Uuid::new_v4().as_bytes()).collect();
        Self(EncodingKey::from_secret(&secret))
    }

    /// A signed token.
    ///
    /// # Errors
    /// When the library can't sign, which does not happen with a key of this kind.
    pub(crate) fn sign(&self, tenant: &str, scope: &str, now: jiff::Timestamp) -> anyhow::Result<String> {
        let iat = now.as_second();
        let claims = Claims {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: "local-developer".into(),
            iat,
            exp: iat + i64::try_from(LIFE.as_secs())?,
            tenant_id: tenant.into(),
            scope: scope.into(),
        };
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.0)?)
    }
}

impl Default for Signer {
    fn default() -> Self {
        Self::new()
    }
}
