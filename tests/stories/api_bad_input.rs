//! Bad input is normal: every document and query that can't be meant gets a 4xx with all that is wrong, and never a 5xx.

use anyhow::Context as _;
use serde_json::{Value, json};
use tests::world::{World, flawless};

const CONNECTION: &str = "/v1/integrations/personio/connection";
const SETTINGS: &str = "/v1/integrations/personio/settings";
const PREVIEW: &str = "/v1/integrations/personio/preview";

/// Every route that reads a body.
const BODIES: [(&str, &str); 5] = [
    ("PUT", CONNECTION),
    ("PUT", SETTINGS),
    ("POST", PREVIEW),
    ("POST", "/v1/employees"),
    ("PATCH", "/v1/employees/E-1"),
];

async fn world() -> anyhow::Result<World> {
    let world = World::of(flawless(1)?).await?;
    world.connect().await?;
    Ok(world)
}

#[tokio::test]
async fn a_body_that_is_no_json_is_400_everywhere() -> anyhow::Result<()> {
    let world = world().await?;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let bodies = [
        "",
        "{",
        "<html>no</html>",
        "{\"a\":1}}",
        "nul",
        "\u{feff}{}",
        "{'a': 1}",
        "1e999",
        &deep,
        "{\"a\": \"\u{1}\"}",
    ];
    for (method, path) in BODIES {
        for body in bodies {
            let reply =
                world.admin().send(method, path, &[("if-match", "\"0\"")], Some(body.to_owned())).await?;
            let shown: String = body.chars().take(20).collect();
            assert_eq!((reply.status, reply.code()), (400, "malformed_json"), "{method} {path} {shown}");
            assert!(!reply.body.to_string().contains("html"), "the body is not told again");
        }
        let none = world.admin().send(method, path, &[("if-match", "\"0\"")], None).await?;
        assert_eq!((none.status, none.code()), (400, "malformed_json"), "{method} {path}");
    }
    Ok(())
}

#[tokio::test]
async fn more_than_a_megabyte_is_413_everywhere() -> anyhow::Result<()> {
    let world = world().await?;
    let large = json!({"client_id": "x".repeat(1024 * 1024)}).to_string();
    for (method, path) in BODIES {
        let reply = world.admin().send(method, path, &[("if-match", "\"0\"")], Some(large.clone())).await?;
        assert_eq!((reply.status, reply.code()), (413, "body_too_large"), "{method} {path}");
    }
    Ok(())
}

#[tokio::test]
async fn another_type_than_an_object_is_422_everywhere() -> anyhow::Result<()> {
    let world = world().await?;
    for (method, path) in BODIES.into_iter().filter(|(method, _)| *method != "PATCH") {
        for body in [json!([]), json!("x"), json!(7), json!(true), json!(null)] {
            let reply =
                world.admin().send(method, path, &[("if-match", "\"0\"")], Some(body.to_string())).await?;
            assert_eq!((reply.status, reply.code()), (422, "invalid_input"), "{method} {path} {body}");
            assert_eq!(reply.errors(), [("", "wrong_type")], "{method} {path} {body}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn credentials_are_two_texts_without_blanks() -> anyhow::Result<()> {
    let world = World::of(flawless(1)?).await?;
    let (id, secret) = ("/client_id", "/client_secret");
    for (body, expected) in [
        (json!({}), vec![(id, "required"), (secret, "required")]),
        (json!({"client_id": 7, "client_secret": null}), vec![(id, "wrong_type"), (secret, "wrong_type")]),
        (
            json!({"client_id": " ", "client_secret": "a b"}),
            vec![(id, "text_invalid"), (secret, "text_invalid")],
        ),
        (
            json!({"client_id": "x".repeat(201), "client_secret": "a\u{0}"}),
            vec![(id, "text_invalid"), (secret, "text_invalid")],
        ),
        (json!({"client_id": "a", "client_secret": "b", "a/b~c": 1}), vec![("/a~1b~0c", "unknown_key")]),
        (
            json!({"client_id": "ä", "client_secret": "b\r\nX-Evil: 1"}),
            vec![(id, "text_invalid"), (secret, "text_invalid")],
        ),
    ] {
        let reply = world.admin().put(CONNECTION, None, &body).await?.expect(422)?;
        assert_eq!(reply.errors(), expected, "{body}");
    }
    assert_eq!(world.personio.request_count(), 0, "Personio was not asked");
    Ok(())
}

#[tokio::test]
async fn odd_settings_are_refused_with_pointers() -> anyhow::Result<()> {
    let world = world().await?;
    let good = crate::api_walk::suggested(&world.admin()).await?;
    let with = |pointer: &str, value: Value| {
        let mut document = good.clone();
        if let Some(place) = document.pointer_mut(pointer) {
            *place = value;
        }
        document
    };
    let filter = json!({"attribute": "first_name", "operator": "is", "values": ["x"]});
    let cases = [
        (
            with("/exclusions/filters", json!(vec![filter.clone(); 10_000])),
            ("/exclusions/filters", "too_many_filters"),
        ),
        (
            with(
                "/exclusions/filters",
                json!([{"attribute": "a\u{0}\u{1b}b", "operator": "is", "values": ["x"]}]),
            ),
            ("/exclusions/filters/0/attribute", "attribute_invalid"),
        ),
        (
            with(
                "/exclusions/filters",
                json!([{"attribute": "../../auth", "operator": "is", "values": ["x"]}]),
            ),
            ("/exclusions/filters/0/attribute", "attribute_invalid"),
        ),
        (
            with(
                "/exclusions/filters",
                json!([{"attribute": "first_name", "operator": "is", "values": ["a", "b"]}]),
            ),
            ("/exclusions/filters/0/values", "value_count"),
        ),
        (
            with(
                "/exclusions/filters",
                json!([{"attribute": "first_name", "operator": "is", "values": ["x".repeat(256)]}]),
            ),
            ("/exclusions/filters/0/values/0", "value_invalid"),
        ),
        (with("/exclusions/filters", json!([[[[[]]]]])), ("/exclusions/filters/0", "wrong_type")),
        (with("/match/attribute", json!("x".repeat(101))), ("/match/attribute", "attribute_invalid")),
        (
            with("/mapping/first_name", json!({"attribute": "first_name", "x": 1})),
            ("/mapping/first_name/x", "unknown_key"),
        ),
        (
            with("/payslips", json!({"enabled": true, "folder_id": null})),
            ("/payslips/folder_id", "folder_required"),
        ),
        (
            with("/payslips", json!({"enabled": true, "folder_id": "424242"})),
            ("/payslips/folder_id", "folder_unknown"),
        ),
        (
            with("/payslips", json!({"enabled": false, "folder_id": false})),
            ("/payslips/folder_id", "wrong_type"),
        ),
    ];
    for (document, expected) in cases {
        let reply = world.admin().put(SETTINGS, Some("\"0\""), &document).await?.expect(422)?;
        assert_eq!(reply.errors(), [expected]);
    }
    // All at once, in one answer; and none of it was saved.
    let mut many = good.clone();
    many.as_object_mut().context("no object")?.remove("paused");
    many["unknown"] = json!(1);
    many["mapping"]["no_such_field"] = json!({"attribute": "x"});
    many["mapping"]["first_name"] = json!(7);
    let reply = world.admin().put(SETTINGS, Some("\"0\""), &many).await?.expect(422)?;
    assert_eq!(reply.errors().len(), 4, "{}", reply.body);
    assert_eq!(world.admin().get(SETTINGS).await?.etag(), "\"0\"");
    assert_eq!(
        reply.errors(),
        world.admin().post(PREVIEW, many).await?.expect(422)?.errors(),
        "preview says the same"
    );
    Ok(())
}

#[tokio::test]
async fn odd_queries_are_refused_with_all_that_is_wrong() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let (limit, cursor) = (("/query/limit", "out_of_range"), ("/query/cursor", "cursor_invalid"));
    let run = world.latest().await?.context("no run")?.id;
    let runs = "/v1/integrations/personio/runs";
    for (path, expected) in [
        (format!("{runs}?limit=0&cursor=x"), vec![limit, cursor]),
        (format!("{runs}?limit=501"), vec![limit]),
        (
            format!("{runs}/{run}/outcomes?outcome=lost&limit=many"),
            vec![limit, ("/query/outcome", "unknown_value")],
        ),
        (format!("{runs}/{run}/outcomes?outcome=unchanged"), vec![("/query/outcome", "unknown_value")]),
        (format!("{runs}/{run}/outcomes?cursor=b3V0Y29tZXM6eA"), vec![cursor]),
        (
            "/v1/integrations/personio/attributes?refresh=maybe".into(),
            vec![("/query/refresh", "unknown_value")],
        ),
        (
            "/v1/employees?status=lost&limit=-1&cursor=%00".into(),
            vec![limit, cursor, ("/query/status", "unknown_value")],
        ),
        ("/v1/employees/E-1/changes?cursor=!".into(), vec![cursor]),
    ] {
        let reply = world.admin().get(&path).await?.expect(422)?;
        let (mut found, mut expected) = (reply.errors(), expected);
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{path}");
    }
    // What is not known is passed over, and odd escapes harm nobody.
    for query in ["?x=y", "?limit=", "?%zz=%", "?limit=1&limit=2", "?\"<>{}|\\^`", "?q=%F0%9F%98%80"] {
        world.admin().get(&format!("/v1/employees{query}")).await?.expect(200)?;
    }
    Ok(())
}

#[tokio::test]
async fn odd_paths_and_methods_are_problems_too() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    for path in [
        "/",
        "/v1",
        "/v2/employees",
        "/v1/employees/",
        "/v1//employees",
        "/v1/integrations/personio/runs/x",
        "/v1/integrations/personio/runs/%00",
        "/V1/employees",
        // API Gateway takes escapes out of the path, and what stood for a sign must not end it.
        "/v1/pento-fields#",
        "/v1/employees#x",
        "/v1/integrations/personio/runs#x/outcomes",
        "/v1/integrations\\personio\\runs",
    ] {
        let reply = world.admin().get(path).await?.expect(404)?;
        assert_eq!(reply.code(), "not_found", "{path}");
    }
    for path in ["/v1/integrations/personio/runs/a#b/approve", "/v1/integrations/personio/employees/1#/sync"]
    {
        let reply = world.admin().post(path, Value::Null).await?.expect(404)?;
        assert_eq!(reply.code(), "not_found", "{path}");
    }
    for (method, path) in [
        ("DELETE", "/v1/employees"),
        ("PUT", "/v1/pento-fields"),
        ("TRACE", "/v1/integrations"),
        ("PATCH", SETTINGS),
    ] {
        let reply = world.admin().send(method, path, &[], None).await?.expect(405)?;
        assert_eq!(reply.code(), "method_not_allowed", "{method} {path}");
        assert!(reply.headers.contains_key("allow"), "{method} {path}");
    }
    Ok(())
}

/// Personio keeps lists where it keeps its people, and reads `007` as 7: neither is a person's id, and it is not asked.
#[tokio::test]
async fn odd_ids_of_people_are_nobodys() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    let padded = format!("0{}", world.people()[0]);
    world.personio.forget_requests();
    for id in ["attributes", "custom-attributes", &padded, "a.b", &"9".repeat(65)] {
        let path = format!("/v1/integrations/personio/employees/{id}/sync");
        let reply = world.admin().post(&path, Value::Null).await?.expect(404)?;
        assert_eq!(reply.code(), "not_found", "{id}");
    }
    assert_eq!(world.personio.request_count(), 0);
    Ok(())
}

#[tokio::test]
async fn every_answer_has_the_headers_that_keep_browsers_out() -> anyhow::Result<()> {
    let world = World::settled(1).await?;
    for path in ["/v1/employees", "/v1/nothing", "/v1/integrations/personio/runs/x", "/v1/openapi.json"] {
        let reply = world.admin().get(path).await?;
        for (name, value) in [
            ("cache-control", "no-store"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("referrer-policy", "no-referrer"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
        ] {
            assert_eq!(reply.headers.get(name).map(String::as_str), Some(value), "{path} {name}");
        }
    }
    Ok(())
}
