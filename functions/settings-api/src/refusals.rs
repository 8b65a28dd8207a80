//! The refusals of a route, for the document: which statuses it answers with a problem.

use std::collections::BTreeMap;

use utoipa::{
    IntoResponses,
    openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder},
};

fn problem(description: &str) -> RefOr<Response> {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new()
        .description(description)
        .content("application/problem+json", content)
        .build()
        .into()
}

fn gateway(description: &str) -> RefOr<Response> {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Unauthorized"))).build();
    ResponseBuilder::new().description(description).content("application/json", content).build().into()
}

type Responses = BTreeMap<String, RefOr<Response>>;

fn named<const N: usize>(responses: [(&str, RefOr<Response>); N]) -> Responses {
    responses.map(|(status, response)| (status.to_owned(), response)).into()
}

/// What every route may answer.
pub(crate) struct Always;

impl IntoResponses for Always {
    fn responses() -> Responses {
        named([
            ("401", gateway("No token, or none that counts. Answered by the gateway.")),
            (
                "403",
                problem(
                    "The token names no tenant (`tenant_claim_invalid`), or its scope does not reach (`scope_missing`).",
                ),
            ),
            ("500", problem("A fault of ours (`internal`).")),
            (
                "503",
                problem(
                    "Personio or a service of ours does not answer; nothing was changed. See `Retry-After`.",
                ),
            ),
        ])
    }
}

/// What a route with a body may answer.
pub(crate) struct WithBody;

impl IntoResponses for WithBody {
    fn responses() -> Responses {
        named([
            ("400", problem("The body is no JSON (`malformed_json`).")),
            ("413", problem("The body has more than 1 MB (`body_too_large`).")),
            ("422", problem("Something is wrong; `errors` say what, all of it at once.")),
        ])
    }
}

/// What a route with parameters in its query may answer.
pub(crate) struct WithQuery;

impl IntoResponses for WithQuery {
    fn responses() -> Responses {
        named([("422", problem("A parameter is wrong; `errors` say which (`invalid_input`)."))])
    }
}

/// What a route that changes a version may answer.
pub(crate) struct WithVersion;

impl IntoResponses for WithVersion {
    fn responses() -> Responses {
        named([
            ("412", problem("Somebody else changed it meanwhile (`precondition_failed`).")),
            ("428", problem("The header If-Match is missing (`precondition_required`).")),
        ])
    }
}

/// What a route about one thing may answer.
pub(crate) struct OfOne;

impl IntoResponses for OfOne {
    fn responses() -> Responses {
        named([("404", problem("There is no such thing, at least not for this tenant (`not_found`)."))])
    }
}

/// What a route that stands in the way of something may answer.
pub(crate) struct MayConflict;

impl IntoResponses for MayConflict {
    fn responses() -> Responses {
        named([(
            "409",
            problem(
                "Something stands in the way; `code` says what: `not_connected`, `awaiting_settings`, `connection_broken`, `permission_missing`, `not_held` or `employee_id_taken`.",
            ),
        )])
    }
}
