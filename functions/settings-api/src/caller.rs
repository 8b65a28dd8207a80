//! Who calls: the claims of the token that API Gateway has checked. The tenant is the claim `tenant_id` and nothing
//! else; the claim `scope` says what the caller may do.

use axum::{extract::FromRequestParts, http::request::Parts};
use lambda_http::request::RequestContext;
use shared::domain::{ids::TenantId, masking::Sight};

use crate::problem::{Code, Problem};

/// What a caller may do; each includes the ones before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// Look.
    Read,
    /// Start and steer runs.
    Sync,
    /// Connect, change settings and employees, see everything unmasked.
    Admin,
}

impl Scope {
    const ALL: [(&str, Self); 3] =
        [("personio:read", Self::Read), ("personio:sync", Self::Sync), ("personio:admin", Self::Admin)];

    const fn key(self) -> &'static str {
        match self {
            Self::Read => "personio:read",
            Self::Sync => "personio:sync",
            Self::Admin => "personio:admin",
        }
    }

    /// The widest scope of a claim: names parted by blanks, of which others' mean nothing to us.
    fn widest(claim: &str) -> Option<Self> {
        let named = |word: &str| Self::ALL.iter().find(|(key, _)| *key == word).map(|(_, scope)| *scope);
        claim.split_ascii_whitespace().filter_map(named).max()
    }
}

/// A caller with the scope that a route asks for.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    /// The tenant of the token.
    pub(crate) tenant: TenantId,
    /// Who acts: the claim `sub`.
    pub(crate) user: String,
    /// What the caller may do.
    pub(crate) scope: Scope,
}

impl Caller {
    /// How much of a value this caller gets to see.
    pub(crate) const fn sight(&self) -> Sight {
        match self.scope {
            Scope::Admin => Sight::Whole,
            Scope::Read | Scope::Sync => Sight::Masked,
        }
    }
}

/// Longest subject kept in a change log.
const MOST_OF_A_SUBJECT: usize = 200;

impl Caller {
    fn read(parts: &Parts, least: Scope) -> Result<Self, Problem> {
        let claims = match parts.extensions.get::<RequestContext>() {
            Some(RequestContext::ApiGatewayV2(context)) => context
                .authorizer
                .as_ref()
                .and_then(|authorizer| authorizer.jwt.as_ref())
                .map(|jwt| &jwt.claims),
            _ => None,
        };
        let claim = |name: &str| claims.and_then(|claims| claims.get(name)).map(String::as_str);
        let tenant = claim("tenant_id").and_then(|text| TenantId::parse(text).ok()).ok_or_else(|| {
            Problem::new(
                Code::TenantClaimInvalid,
                "The token's claim \"tenant_id\" names no tenant. Sign in again.",
            )
        })?;
        let scope =
            claim("scope").and_then(Scope::widest).filter(|scope| *scope >= least).ok_or_else(|| {
                let detail =
                    format!("This needs the scope \"{}\". Ask your administrator for it.", least.key());
                Problem::new(Code::ScopeMissing, detail)
            })?;
        let user = claim("sub").filter(|text| !text.is_empty()).unwrap_or("unknown");
        Ok(Self { tenant, user: user.chars().take(MOST_OF_A_SUBJECT).collect(), scope })
    }
}

/// A caller who may look.
pub(crate) struct Reader(pub(crate) Caller);
/// A caller who may start runs.
pub(crate) struct Syncer(pub(crate) Caller);
/// A caller who may change things.
pub(crate) struct Admin(pub(crate) Caller);

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Caller::read(parts, Scope::Read).map(Self)
    }
}

impl<S: Sync> FromRequestParts<S> for Syncer {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Caller::read(parts, Scope::Sync).map(Self)
    }
}

impl<S: Sync> FromRequestParts<S> for Admin {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Caller::read(parts, Scope::Admin).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_scope_counts_and_others_mean_nothing() {
        for (claim, expected) in [
            ("personio:read", Some(Scope::Read)),
            ("openid personio:sync personio:read", Some(Scope::Sync)),
            (" personio:admin ", Some(Scope::Admin)),
            ("", None),
            ("personio:administrator PERSONIO:READ personio", None),
            ("personio:read,personio:admin", None),
        ] {
            assert_eq!(Scope::widest(claim), expected, "{claim}");
        }
    }
}
