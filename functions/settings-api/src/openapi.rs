//! The `OpenAPI` 3.1 document, made from the routes' own descriptions.

use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Paths, SecurityRequirement,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{
    examples,
    problem::ProblemView,
    routes::{Describe, Schemas},
};

/// The gateway's answer to a request without a token that counts.
#[derive(ToSchema)]
#[schema(as = Unauthorized)]
#[expect(dead_code, reason = "the shape alone is needed, for the document")]
struct UnauthorizedView {
    /// Always `Unauthorized`.
    message: String,
}

/// The document of these routes.
pub(crate) fn document(descriptions: &[Describe]) -> OpenApi {
    let (mut paths, mut all) = (Paths::new(), Schemas::new());
    for describe in descriptions {
        describe(&mut paths, &mut all);
    }
    for_type::<ProblemView>(&mut all);
    for_type::<UnauthorizedView>(&mut all);
    all.sort_by(|(a, _), (b, _)| a.cmp(b));
    all.dedup_by(|(a, _), (b, _)| a == b);
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT")
        .description(Some("Claim `tenant_id`: the tenant. Claim `scope`: `personio:read`, `personio:sync` or `personio:admin`, each includes the ones before."))
        .build();
    let components = ComponentsBuilder::new()
        .schemas_from_iter(all)
        .security_scheme("token", SecurityScheme::Http(bearer))
        .build();
    let info = InfoBuilder::new()
        .title("Pento and Personio")
        .version("1")
        .description(Some("Connects a Pento customer to Personio, and shows what the sync does. Lists answer `{items, next_cursor}`. Errors are `application/problem+json` (RFC 9457) with a stable `code`. Masked values keep their last two characters, except for the scope `personio:admin`."))
        .build();
    OpenApiBuilder::new()
        .info(info)
        .paths(paths)
        .components(Some(components))
        .security(Some([SecurityRequirement::new("token", Vec::<String>::new())]))
        .build()
}

fn for_type<T: ToSchema + PartialSchema>(schemas: &mut Schemas) {
    schemas.push((T::name().into_owned(), T::schema()));
    T::schemas(schemas);
}

/// A parameter without value, such as a form sends for a field nobody filled in, is one that is not there.
fn allow_empty(document: &mut Value) {
    let operations = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    let operations = operations.filter_map(Value::as_object_mut).flat_map(|item| item.values_mut());
    let parameters =
        operations.filter_map(|operation| operation.get_mut("parameters")?.as_array_mut()).flatten();
    for parameter in parameters.filter(|parameter| parameter["in"] == "query") {
        parameter["allowEmptyValue"] = true.into();
    }
}

/// The document as JSON, with the one route that serves it.
pub(crate) fn json(document: &OpenApi) -> Value {
    let mut value = serde_json::to_value(document).unwrap_or_else(|_| json!({}));
    examples::add(&mut value);
    allow_empty(&mut value);
    value["paths"]["/v1/openapi.json"] = json!({"get": {
        "tags": ["Document"], "operationId": "show_openapi", "summary": "This document. Needs no token.", "security": [],
        "responses": {"200": {"description": "The document.", "content": {"application/json": {"schema": {"type": "object"}}}}},
    }});
    value
}
