//! The simulator's answers against the contract: always against our restatement of the shapes, and against Personio's
//! own published files where the environment variable `PERSONIO_OPENAPI` names their folder. They are not part of this
//! repository: they carry no licence.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail it")]

mod client;

use std::{collections::BTreeSet, fs, path::PathBuf};

use client::{Client, form, read};
use jiff::civil::date;
use jsonschema::Validator;
use personio_sim::{
    Company, Options, Simulator,
    contract::{OPERATIONS, Takes, check_request},
};
use reqwest::{
    Method,
    multipart::{Form, Part},
};
use serde_json::{Value, json};

/// An answer of the simulator and the shape it has to have.
struct Answer {
    /// In `contract/answers.json`.
    shape: &'static str,
    /// The official path, with the name of its file's family, and the method.
    official: Option<(File, &'static str, &'static str)>,
    status: u16,
    body: Value,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum File {
    Auth,
    Personnel,
    Credentials,
}

impl File {
    const fn path(self) -> &'static str {
        match self {
            Self::Auth => "v1/personio-auth-api.yaml",
            Self::Personnel => "v1/personio-personnel-data-api-oa3.yaml",
            Self::Credentials => "v2-official/credentials-service-api-v2.json",
        }
    }

    /// What our paths have in front of the official ones.
    const fn base(self) -> &'static str {
        match self {
            Self::Auth | Self::Personnel => "/v1",
            Self::Credentials => "",
        }
    }
}

const EMPLOYEES: &str = "/company/employees";
const EMPLOYEE: &str = "/company/employees/{employee_id}";
const DOCUMENTS: &str = "/company/documents";

/// One answer of every kind.
async fn answers() -> (Vec<Answer>, Simulator) {
    let company = Company::generate(7, 250, date(2026, 11, 22));
    let person = company.people()[9].id;
    let simulator = Simulator::start(company, Options::default()).unwrap();
    let client = Client::new(&simulator).await;
    let (id, secret) = simulator.credentials();
    let mut all = Vec::new();
    let mut add = |shape, official, (status, body)| all.push(Answer { shape, official, status, body });

    let login = async |secret: &str| {
        let body = json!({"client_id": id, "client_secret": secret});
        read(client.bare(Method::POST, "/v1/auth").json(&body).send().await.unwrap()).await
    };
    add("auth", Some((File::Auth, "/auth", "post")), login(&secret).await);
    add("error", None, login("no").await);
    for offset in [0, 100, 200, 300] {
        let page = client.get(&format!("/v1{EMPLOYEES}?limit=100&offset={offset}")).await;
        add("employees", Some((File::Personnel, EMPLOYEES, "get")), page);
    }
    add(
        "one_employee",
        Some((File::Personnel, EMPLOYEE, "get")),
        client.get(&format!("/v1{EMPLOYEES}/{person}")).await,
    );
    add("error", Some((File::Personnel, EMPLOYEE, "get")), client.get(&format!("/v1{EMPLOYEES}/1")).await);
    add("attributes", None, client.get("/v1/company/employees/attributes").await);
    let categories = Some((File::Personnel, "/company/document-categories", "get"));
    add("categories", categories, client.get("/v1/company/document-categories").await);
    for (category, file, shape) in
        [("12", "a.pdf", "document"), ("99", "a.pdf", "error"), ("12", "a.exe", "error")]
    {
        let upload = Form::new()
            .text("title", "Payslip")
            .text("employee_id", person.to_string())
            .text("category_id", category)
            .part("file", Part::bytes(b"%PDF".to_vec()).file_name(file));
        let upload =
            client.bare(Method::POST, "/v1/company/documents").bearer_auth(&client.token).multipart(upload);
        add(shape, Some((File::Personnel, DOCUMENTS, "post")), read(upload.send().await.unwrap()).await);
    }

    let token = Some((File::Credentials, "/v2/auth/token", "post"));
    let grant = ("grant_type", "client_credentials");
    let fields = [grant, ("client_id", &*id), ("client_secret", &*secret)];
    let granted =
        read(form(client.bare(Method::POST, "/v2/auth/token"), &fields).send().await.unwrap()).await;
    let v2 = granted.1["access_token"].as_str().unwrap().to_owned();
    add("v2_token", token, granted);
    let refused =
        read(form(client.bare(Method::POST, "/v2/auth/token"), &[grant]).send().await.unwrap()).await;
    add("v2_token_error", token, refused);
    let list = format!("/v2/document-management/documents?owner_id={person}");
    let list = async |token: &str| {
        read(client.bare(Method::GET, &list).bearer_auth(token).send().await.unwrap()).await
    };
    add("v2_documents", None, list(&v2).await);
    add("v2_problem", None, list("nobody's").await);
    (all, simulator)
}

/// The validator of one of our shapes.
fn restated(shape: &str) -> Validator {
    let mut schema: Value = serde_json::from_str(include_str!("../contract/answers.json")).unwrap();
    assert!(schema["$defs"][shape].is_object(), "{shape}");
    schema["$ref"] = json!(format!("#/$defs/{shape}"));
    jsonschema::validator_for(&schema).unwrap()
}

fn complaints(validator: &Validator, body: &Value) -> Vec<String> {
    validator.iter_errors(body).map(|error| format!("{} at {}", error, error.instance_path())).collect()
}

#[tokio::test]
async fn answers_have_the_restated_shapes() {
    let (answers, simulator) = answers().await;
    for Answer { shape, status, body, .. } in &answers {
        assert_eq!(complaints(&restated(shape), body), [""; 0], "{shape} {status}");
    }
    for seen in simulator.requests() {
        assert_eq!(check_request(&seen), Ok(()));
    }
    assert_eq!(
        answers.iter().map(|answer| answer.status).collect::<BTreeSet<_>>(),
        [200, 201, 400, 403, 404, 422].into()
    );
}

#[tokio::test]
async fn the_restated_shapes_refuse_other_ones() {
    let (answers, _simulator) = answers().await;
    let body = |shape: &str| answers.iter().find(|answer| answer.shape == shape).unwrap().body.clone();
    let row = "/data/0/attributes";
    let table = [
        ("auth", "/data/token", json!(5)),
        ("auth", "/success", json!(false)),
        ("employees", "/metadata/total_elements", json!("250")),
        ("employees", "/limit", json!(101)),
        ("employees", "/data", json!({})),
        ("employees", "/data/0/type", json!("Person")),
        ("employees", &format!("{row}/first_name"), json!("Amelia")),
        ("employees", &format!("{row}/first_name/value"), json!(null)),
        ("employees", &format!("{row}/first_name/type"), json!("text")),
        ("employees", &format!("{row}/hire_date/value"), json!("2026-01-01")),
        ("employees", &format!("{row}/weekly_working_hours/value"), json!(40)),
        ("employees", &format!("{row}/department/value/attributes/id"), json!("5")),
        ("employees", &format!("{row}/fix_salary/currency"), json!("pounds")),
        ("one_employee", "/data", json!([])),
        ("attributes", "/data/0/options", json!(null)),
        ("categories", "/data/0/id", json!("1")),
        ("document", "/data/attributes/category/id", json!(null)),
        ("error", "/success", json!(true)),
        ("error", "/error/code", json!("0")),
        ("v2_token", "/token_type", json!("bearer")),
        ("v2_token_error", "/error", json!("no")),
        ("v2_documents", "/_data/0/id", json!(991)),
        ("v2_problem", "/errors", json!([])),
    ];
    for (shape, at, value) in table {
        let mut body = body(shape);
        *body.pointer_mut(at).unwrap_or_else(|| panic!("{shape} has no {at}")) = value;
        assert!(!restated(shape).is_valid(&body), "{shape} {at}");
    }
}

#[expect(clippy::disallowed_methods, reason = "a switch of this test, not a setting of the product")]
fn folder() -> Option<PathBuf> {
    std::env::var("PERSONIO_OPENAPI").ok().map(PathBuf::from)
}

/// An official file, with what is known to be wrong in it put right: see the comments.
fn official(folder: &std::path::Path, file: File) -> Value {
    let text = fs::read_to_string(folder.join(file.path())).unwrap();
    let mut document: Value = serde_yaml_ng::from_str(&text).unwrap();
    tidy(&mut document);
    // The common envelope says that `data` is an object, and the answers built on it say that it is a list.
    if let Some(data) = document.pointer_mut("/components/schemas/Response/properties/data") {
        *data = json!({});
    }
    // Nobody's office, team or supervisor: recordings show null, "" and [] where the file knows objects only.
    let nested = ["Office", "Department", "HolidayCalendar", "WorkSchedule", "Team", "Supervisor"];
    for name in nested.into_iter().filter(|_| file == File::Personnel) {
        let value = document.pointer_mut(&format!("/components/schemas/{name}/properties/value")).unwrap();
        *value = json!({"anyOf": [value.take(), {"enum": [null, "", []]}]});
    }
    document
}

/// The `nullable` of the published files in the words of JSON Schema.
fn tidy(node: &mut Value) {
    match node {
        Value::Object(fields) => {
            if fields.remove("nullable") == Some(json!(true))
                && let Some(kind) = fields.get_mut("type")
            {
                *kind = json!([kind.take(), "null"]);
            }
            fields.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

#[tokio::test]
async fn answers_have_the_official_shapes() {
    let Some(folder) = folder() else { return };
    let (answers, _simulator) = answers().await;
    let mut checked = 0;
    for Answer { shape, official: place, status, body } in answers {
        let Some((file, path, method)) = place else { continue };
        let document = official(&folder, file);
        let answer = &document["paths"][path][method]["responses"][status.to_string()]["content"];
        let content = answer.as_object().unwrap_or_else(|| panic!("{path} {status} is not documented"));
        let schema = content.values().next().unwrap()["schema"].clone();
        let root = json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "allOf": [schema],
            "components": document["components"],
        });
        assert_eq!(
            complaints(&jsonschema::validator_for(&root).unwrap(), &body),
            [""; 0],
            "{shape} {status}"
        );
        checked += 1;
    }
    assert_eq!(checked, 13);
}

#[tokio::test]
async fn the_attributes_have_the_keys_of_the_official_example() {
    let Some(folder) = folder() else { return };
    let document = official(&folder, File::Personnel);
    let answer = "/paths/~1company~1employees~1attributes/get/responses/200/content/application~1json";
    let example = document.pointer(&format!("{answer}/examples/response/value/data/0")).unwrap();
    let (answers, _simulator) = answers().await;
    let ours = &answers.iter().find(|answer| answer.shape == "attributes").unwrap().body["data"][0];
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(ours), keys(example));
    // And every standard attribute of the official person is one of ours.
    let known = &document["components"]["schemas"]["Employee"]["properties"];
    let sent =
        &answers.iter().find(|answer| answer.shape == "one_employee").unwrap().body["data"]["attributes"];
    let standard = |value: &Value| {
        keys(value).into_iter().filter(|key| !key.starts_with("dynamic_")).collect::<BTreeSet<_>>()
    };
    assert_eq!(standard(sent), standard(known));
}

#[test]
fn the_calls_are_the_official_ones() {
    let Some(folder) = folder() else { return };
    let mut checked = 0;
    for operation in OPERATIONS {
        for file in [File::Auth, File::Personnel, File::Credentials] {
            let document = official(&folder, file);
            let Some(path) = operation.path.strip_prefix(file.base()) else { continue };
            let Some(call) =
                document["paths"].get(path).and_then(|item| item.get(operation.method.to_lowercase()))
            else {
                continue;
            };
            checked += 1;
            let documented = call["parameters"].as_array().cloned().unwrap_or_default();
            let documented: Vec<&Value> = documented.iter().filter(|one| one["in"] == "query").collect();
            let names: BTreeSet<_> = documented.iter().map(|one| one["name"].as_str().unwrap()).collect();
            assert_eq!(
                operation.parameters.iter().map(|one| one.name).collect::<BTreeSet<_>>(),
                names,
                "{path}"
            );
            for parameter in operation.parameters {
                let schema = &documented.iter().find(|one| one["name"] == parameter.name).unwrap()["schema"];
                assert_eq!(schema["type"] == "array", parameter.repeats, "{path} {}", parameter.name);
                if let Takes::Number(low, _) = parameter.takes {
                    assert_eq!((&schema["type"], schema["minimum"].as_u64()), (&json!("integer"), Some(low)));
                }
            }
        }
    }
    // All but the v2 list of documents, of which no official file was found.
    assert_eq!(checked, OPERATIONS.len() - 1);
}
