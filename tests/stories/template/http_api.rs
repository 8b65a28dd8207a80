//! The gateway in front of the function `settings-api`: who gets through, from where, and how often.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use serde_json::{Value, json};

use super::{FUNCTIONS, choice, properties, template, texts};

/// Every path but one, which the gateway prefers.
const ALL_PATHS: &str = "/v1/{proxy+}";

/// The routes, and what each says about its authorizer.
fn routes() -> anyhow::Result<BTreeMap<(String, String), Value>> {
    let events = properties("SettingsApi")?["Events"].take();
    let mut routes = BTreeMap::new();
    for event in events.as_object().context("no events")?.values() {
        assert_eq!(event["Type"], "HttpApi");
        let route = &event["Properties"];
        assert_eq!((&route["ApiId"], &route["PayloadFormatVersion"]), (&json!("Ref HttpApi"), &json!("2.0")));
        let text = |name: &str| route[name].as_str().map(ToOwned::to_owned).context("no text");
        routes.insert((text("Method")?, text("Path")?), route["Auth"].clone());
    }
    Ok(routes)
}

#[test]
fn nothing_but_the_description_of_the_api_and_the_pages_are_answered_without_a_token() -> anyhow::Result<()> {
    let auth = &properties("HttpApi")?["Auth"];
    let jwt = json!({
        "IdentitySource": "$request.header.Authorization",
        "JwtConfiguration": {"issuer": "Ref JwtIssuer", "audience": ["Ref JwtAudience"]},
    });
    assert_eq!(*auth, json!({"DefaultAuthorizer": "Jwt", "Authorizers": {"Jwt": jwt}}));

    let says_otherwise: Vec<_> = routes()?.into_iter().filter(|(_, auth)| !auth.is_null()).collect();
    let open = [
        ("GET", "/app"),
        ("GET", "/app/"),
        ("GET", "/app/{proxy+}"),
        ("GET", "/v1/openapi.json"),
        ("HEAD", "/app"),
        ("HEAD", "/app/"),
        ("HEAD", "/app/{proxy+}"),
    ];
    let open =
        open.map(|(method, path)| ((method.to_owned(), path.to_owned()), json!({"Authorizer": "NONE"})));
    assert_eq!(says_otherwise, open);
    Ok(())
}

#[test]
fn an_issuer_that_cannot_be_read_fails_the_deployment() -> anyhow::Result<()> {
    assert_eq!(properties("HttpApi")?["FailOnWarnings"], true);
    Ok(())
}

#[test]
fn preflights_meet_no_route_and_so_no_authorizer() -> anyhow::Result<()> {
    let methods: BTreeSet<_> =
        routes()?.into_keys().filter(|(_, path)| path == ALL_PATHS).map(|(method, _)| method).collect();
    assert!(
        !routes()?.keys().any(|(method, _)| ["OPTIONS", "ANY", "$default", "*"].contains(&method.as_str()))
    );
    let [_, cors, _] = choice(&properties("HttpApi")?["CorsConfiguration"])?;
    assert_eq!(texts(&cors["AllowMethods"]), methods, "what a page may ask for is what is answered");
    assert_eq!(methods.into_iter().collect::<Vec<_>>(), ["DELETE", "GET", "PATCH", "POST", "PUT"]);
    Ok(())
}

#[test]
fn one_page_may_call_from_a_browser_or_none() -> anyhow::Result<()> {
    let [condition, cors, otherwise] = choice(&properties("HttpApi")?["CorsConfiguration"])?;
    assert_eq!((condition, otherwise), (json!("HasAllowedOrigin"), json!("Ref AWS::NoValue")));
    assert_eq!(
        cors,
        json!({
            "AllowOrigins": ["Ref AllowedOrigin"],
            "AllowMethods": ["GET", "PUT", "POST", "PATCH", "DELETE"],
            "AllowHeaders": ["authorization", "content-type", "if-match"],
            "ExposeHeaders": ["etag", "retry-after"],
            "MaxAge": 600,
        })
    );
    let template = template()?;
    assert_eq!(template["Conditions"]["HasAllowedOrigin"], r#"Not ["Equals [\"Ref AllowedOrigin\",\"\"]"]"#);
    assert_eq!(template["Parameters"]["AllowedOrigin"]["Default"], "");
    Ok(())
}

#[test]
fn people_clicking_leave_concurrency_to_the_sync_and_to_payslips() -> anyhow::Result<()> {
    let number = |value: &Value| value.as_u64().context("no number");
    let throttling = &properties("HttpApi")?["DefaultRouteSettings"];
    let rate = number(&throttling["ThrottlingRateLimit"])?;
    let burst = number(&throttling["ThrottlingBurstLimit"])?;
    let life = number(&properties("SettingsApi")?["Timeout"])?;
    // The most that an operator can set it to.
    let at_once = |function, source| {
        let scaling = &properties(function)?["Events"][source]["Properties"]["ScalingConfig"];
        let parameter = scaling["MaximumConcurrency"].as_str().and_then(|text| text.strip_prefix("Ref "));
        number(&template()?["Parameters"][parameter.context("no parameter")?]["MaxValue"])
    };
    let working = at_once("EmployeeSync", "SyncRequests")? + at_once("PayslipPush", "PayslipRequests")?;
    // What an AWS account runs at once, if nobody has asked for more; payrolls come in by what is left.
    assert!(rate * life + working < 1_000);
    assert!((1..=burst).contains(&rate), "a burst is more than an average second");
    // An HTTP API waits 30 s, and then its answer says nothing of ours.
    assert_eq!(life, 29);
    for (name, _) in FUNCTIONS {
        assert_eq!(properties(name)?["ReservedConcurrentExecutions"], Value::Null);
    }
    Ok(())
}
