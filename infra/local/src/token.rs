//! Tokens for trying the API on this machine. On AWS they come from the customer's identity provider.

use std::time::Duration;

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::ErrorKind};
use serde::Serialize;
use serde_json::{Map, Value};

/// Who issues the tokens of this machine.
pub const ISSUER: &str = "http://localhost/pento-personio";
/// For whom they are.
pub const AUDIENCE: &str = "pento-personio";
/// Who acts, unless somebody else is named.
pub const DEVELOPER: &str = "local-developer";
/// How long they last.
const LIFE: Duration = Duration::from_hours(12);

/// The claims of a token of this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Claims<'a> {
    /// Who issued it.
    iss: &'a str,
    /// For whom.
    aud: &'a str,
    /// Who acts.
    sub: &'a str,
    /// Seconds since 1970.
    iat: i64,
    /// Seconds since 1970.
    exp: i64,
    /// The tenant, and nothing else says which.
    tenant_id: &'a str,
    /// Scopes, parted by blanks.
    scope: &'a str,
}

/// Why a token is refused. It never says what stood in the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// No JWT, or one whose times are no numbers.
    #[error("the token is malformed")]
    Malformed,
    /// Signed by another key, by another method, or not at all.
    #[error("the token does not have a valid signature")]
    Signature,
    /// Issued by somebody else.
    #[error("the token does not have a valid issuer")]
    Issuer,
    /// Issued for something else.
    #[error("the token does not have a valid audience")]
    Audience,
    /// Its time is over.
    #[error("the token has expired")]
    Expired,
    /// Its time has not begun.
    #[error("the token is not valid yet")]
    NotYetValid,
}

/// Signs tokens with a key of this process, and checks them.
pub struct Signer {
    signs: EncodingKey,
    checks: DecodingKey,
}

impl Signer {
    /// A new key; tokens of an earlier process are worthless.
    #[must_use]
    pub fn new() -> Self {
        let secret: Vec<u8> = (0..2).flat_map(|_| *uuid::Uuid::new_v4().as_bytes()).collect();
        Self::with_key(&secret)
    }

    /// A key that is known elsewhere too, so that a test can sign what [`Signer::sign`] never would.
    #[must_use]
    pub fn with_key(secret: &[u8]) -> Self {
        Self { signs: EncodingKey::from_secret(secret), checks: DecodingKey::from_secret(secret) }
    }

    /// A signed token for `sub`, who acts for the tenant with these scopes.
    ///
    /// # Errors
    /// When the library can't sign, which does not happen with a key of this kind.
    pub fn sign(&self, tenant: &str, scope: &str, sub: &str, now: Timestamp) -> anyhow::Result<String> {
        let iat = now.as_second();
        let exp = iat + i64::try_from(LIFE.as_secs())?;
        let claims = Claims { iss: ISSUER, aud: AUDIENCE, sub, iat, exp, tenant_id: tenant, scope };
        Ok(jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.signs)?)
    }

    /// The claims of a token that was signed here and holds at this moment, to the second: signature, `iss`, `aud`,
    /// `exp`, `nbf` and `iat` are judged by the rules of API Gateway's JWT authorizer.
    /// <https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html>
    ///
    /// # Errors
    /// [`BadToken`] says what is wrong, and nothing of what stands in the token.
    pub fn check(&self, token: &str, now: Timestamp) -> Result<Map<String, Value>, BadToken> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud"]);
        // The library would read the clock by itself; the times are judged below, by the clock given.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let decoded = jsonwebtoken::decode::<Map<String, Value>>(token, &self.checks, &rules);
        let claims = decoded.map_err(|error| reason(error.kind()))?.claims;

        let now = now.as_duration().as_secs_f64();
        let time = |name| match claims.get(name) {
            None => Ok(None),
            Some(value) => value.as_f64().map(Some).ok_or(BadToken::Malformed),
        };
        if time("exp")?.is_none_or(|end| end <= now) {
            return Err(BadToken::Expired);
        }
        for begin in [time("nbf")?, time("iat")?] {
            if begin.is_some_and(|begin| begin > now) {
                return Err(BadToken::NotYetValid);
            }
        }
        Ok(claims)
    }
}

fn reason(kind: &ErrorKind) -> BadToken {
    match kind {
        ErrorKind::InvalidSignature | ErrorKind::InvalidAlgorithm => BadToken::Signature,
        ErrorKind::InvalidIssuer => BadToken::Issuer,
        ErrorKind::InvalidAudience => BadToken::Audience,
        ErrorKind::MissingRequiredClaim(claim) if claim == "iss" => BadToken::Issuer,
        ErrorKind::MissingRequiredClaim(claim) if claim == "aud" => BadToken::Audience,
        _ => BadToken::Malformed,
    }
}

impl Default for Signer {
    fn default() -> Self {
        Self::new()
    }
}
