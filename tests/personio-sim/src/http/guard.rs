//! What every call has to pass before it is served: the header, the limit, the token, the permission.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use tokio::time::Instant;

use super::answers::Refusal;
use crate::{
    limits::{Limit, Limits},
    options::Permission,
    state::State,
    tokens::{Family, Judgement},
};

/// The refusal of a request above a limit.
pub(super) fn too_many(state: &State, family: Family) -> Refusal {
    Refusal::new(family, 429, "Too Many Requests")
        .code(429)
        .retry_after(state.options.retry_after.map(|seconds| seconds.to_string()))
}

/// Passes a request that stays under a limit; always when limits are off.
pub(super) fn limit(
    state: &mut State,
    family: Family,
    which: fn(&mut Limits) -> &mut Limit,
) -> Result<(), Refusal> {
    if !state.options.limits || which(&mut state.limits).admit(Instant::now()) {
        return Ok(());
    }
    Err(too_many(state, family))
}

/// Passes a request that names its application, where that is asked for.
pub(super) fn app(state: &State, family: Family, headers: &HeaderMap) -> Result<(), Refusal> {
    if state.options.require_app_id && !headers.contains_key("x-personio-app-id") {
        return Err(Refusal::new(family, 400, "X-Personio-App-ID is missing"));
    }
    Ok(())
}

/// Passes a request with a living token and the permission; answers the token.
pub(super) fn token(
    state: &State,
    family: Family,
    headers: &HeaderMap,
    permission: Permission,
) -> Result<String, Refusal> {
    app(state, family, headers)?;
    let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(token) = header.strip_prefix("Bearer ") else {
        return Err(Refusal::new(family, 401, "Authorization is not provided"));
    };
    match state.tokens.judge(family, token, Instant::now(), state.options.token_lifetime) {
        Judgement::Good => {}
        Judgement::Expired => return Err(Refusal::new(family, 401, "The token has expired")),
        Judgement::Unknown => return Err(Refusal::new(family, 403, "Provided authorization is not valid")),
    }
    if !state.options.permissions.contains(&permission) {
        let message = match family {
            Family::V1 => "personio.core.api.exceptions.api.forbidden.http.exception",
            Family::V2 => "Insufficient access scope",
        };
        return Err(Refusal::new(family, 403, message));
    }
    Ok(token.to_owned())
}
