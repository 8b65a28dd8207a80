//! Who may pass.

use axum::body::Body;
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use local::token::{AUDIENCE, DEVELOPER, ISSUER, Signer};
use serde_json::{Value, json};

use crate::stand_in::{KEY, NOW, ask, bearer, echo, front, now, request, signer, unreachable};

/// The second in which everything happens.
const SECOND: i64 = NOW / 1000;

const MALFORMED: &str = "the token is malformed";
const SIGNATURE: &str = "the token does not have a valid signature";
const ISSUED: &str = "the token does not have a valid issuer";
const FOR_WHOM: &str = "the token does not have a valid audience";
const EXPIRED: &str = "the token has expired";
const TOO_EARLY: &str = "the token is not valid yet";

/// Claims that hold, with one of them replaced, or taken away by `null`.
fn claims(name: &str, value: Value) -> Value {
    let mut claims = json!({
        "iss": ISSUER, "aud": AUDIENCE, "sub": "ada", "exp": SECOND + 60, "tenant_id": "demo", "scope": "",
    });
    if value.is_null() {
        claims.as_object_mut().unwrap().remove(name);
    } else {
        claims[name] = value;
    }
    claims
}

fn signed(method: Algorithm, claims: &Value) -> String {
    let token = jsonwebtoken::encode(&Header::new(method), claims, &EncodingKey::from_secret(KEY));
    format!("Bearer {}", token.unwrap())
}

fn with(name: &str, value: impl Into<Value>) -> String {
    signed(Algorithm::HS256, &claims(name, value.into()))
}

/// A token that says it needs no signature.
fn unsigned() -> String {
    let part = |value: Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let header = part(json!({"alg": "none", "typ": "JWT"}));
    format!("Bearer {header}.{}.", part(claims("sub", json!("ada"))))
}

/// A good token with another tenant in it.
fn forged() -> String {
    let good = with("sub", "ada");
    let mut parts: Vec<_> = good.split('.').map(str::to_owned).collect();
    parts[1] = BASE64URL_NOPAD.encode(claims("tenant_id", json!("other")).to_string().as_bytes());
    parts.join(".")
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_refused_as_api_gateway_does() {
    let foreign = Signer::new().sign("demo", "personio:admin", DEVELOPER, now()).unwrap();
    let an_hour = jiff::SignedDuration::from_hours(1);
    let old = signer().sign("demo", "", DEVELOPER, now() - 12 * an_hour).unwrap();
    let table = [
        ("Bearer".to_owned(), MALFORMED),
        ("Bearer x".to_owned(), MALFORMED),
        ("Bearer a.b.c".to_owned(), MALFORMED),
        ("Basic YWRhOmxvdmVsYWNl".to_owned(), MALFORMED),
        (with("sub", "ada").replacen("Bearer ", "", 1), MALFORMED),
        (unsigned(), MALFORMED),
        (with("exp", Value::Null), MALFORMED),
        (with("exp", "tomorrow"), MALFORMED),
        (with("nbf", "today"), MALFORMED),
        (format!("Bearer {foreign}"), SIGNATURE),
        (forged(), SIGNATURE),
        (signed(Algorithm::HS512, &claims("sub", json!("ada"))), SIGNATURE),
        (with("iss", "https://elsewhere.example"), ISSUED),
        (with("iss", Value::Null), ISSUED),
        (with("aud", "another-api"), FOR_WHOM),
        (with("aud", Value::Null), FOR_WHOM),
        (format!("Bearer {old}"), EXPIRED),
        (with("exp", SECOND), EXPIRED),
        (with("nbf", SECOND + 1), TOO_EARLY),
        (with("iat", SECOND + 1), TOO_EARLY),
    ];
    let front = front(unreachable());
    for (value, reason) in table {
        let asked = request("GET", "/v1/integrations").header("authorization", &value);
        let answer = ask(&front, asked.body(Body::empty()).unwrap()).await;
        let challenge = format!(r#"Bearer scope="" error="invalid_token" error_description="{reason}""#);
        assert_eq!(answer.status, 401, "{value}");
        assert_eq!(answer.header("www-authenticate"), [challenge], "{value}");
        assert_eq!(answer.header("content-type"), ["application/json"]);
        assert_eq!(answer.text(), r#"{"message":"Unauthorized"}"#);
    }
}

#[tokio::test]
async fn without_a_token_the_answer_asks_for_one() {
    let front = front(unreachable());
    for (method, target) in
        [("GET", "/v1"), ("GET", "/v1/integrations"), ("OPTIONS", "/v1/integrations"), ("GET", "/%761/x")]
    {
        let answer = ask(&front, request(method, target).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 401, "{method} {target}");
        assert_eq!(answer.header("www-authenticate"), ["Bearer"]);
        assert_eq!(answer.header("content-type"), ["application/json"]);
        assert_eq!(answer.text(), r#"{"message":"Unauthorized"}"#);
    }
}

#[tokio::test]
async fn two_tokens_are_none() {
    let asked = request("GET", "/v1/integrations").header("authorization", bearer());
    let asked = asked.header("authorization", bearer()).body(Body::empty()).unwrap();
    assert_eq!(ask(&front(unreachable()), asked).await.status, 401);
}

#[tokio::test]
async fn a_token_that_holds_is_let_through_with_its_claims_as_text() {
    let table = [
        bearer(),
        bearer().replacen("Bearer", "bearer", 1),
        with("exp", SECOND + 1),
        with("nbf", SECOND),
        with("iat", SECOND),
        with("aud", json!(["another-api", AUDIENCE])),
    ];
    let front = front(echo());
    for value in table {
        let asked = request("GET", "/v1/integrations").header("authorization", &value);
        let answer = ask(&front, asked.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 200, "{value}");
        assert_eq!(answer.header("www-authenticate"), [""; 0]);
    }
    let all = json!({
        "iss": ISSUER, "aud": ["another-api", AUDIENCE], "sub": "ada", "exp": SECOND + 60, "tenant_id": "demo",
        "scope": "personio:read personio:sync", "admin": true,
    });
    let asked = request("GET", "/v1/x").header("authorization", signed(Algorithm::HS256, &all));
    let event = ask(&front, asked.body(Body::empty()).unwrap()).await.json();
    let expected = json!({"jwt": {"scopes": null, "claims": {
        "iss": "http://localhost/pento-personio",
        "aud": "[another-api pento-personio]",
        "sub": "ada",
        "exp": "1775034060",
        "tenant_id": "demo",
        "scope": "personio:read personio:sync",
        "admin": "true",
    }}});
    assert_eq!(event["requestContext"]["authorizer"], expected);
}

#[tokio::test]
async fn the_description_of_the_api_and_other_paths_need_no_token() {
    let front = front(echo());
    for target in ["/v1/openapi.json", "/app", "/app/", "/app/ui/icon.js"] {
        for token in [None, Some("Bearer x".to_owned()), Some(bearer())] {
            let mut asked = request("GET", target);
            if let Some(token) = token {
                asked = asked.header("authorization", token);
            }
            let answer = ask(&front, asked.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 200, "{target}");
            assert_eq!(answer.json()["rawPath"], target);
            assert_eq!(answer.json()["requestContext"].get("authorizer"), None);
        }
    }
}

#[tokio::test]
async fn the_bare_address_leads_to_the_pages() {
    let answer = ask(&front(echo()), request("GET", "/").body(Body::empty()).unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (307, vec!["/app/"]));
}
