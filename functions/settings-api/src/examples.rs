//! The examples of the document: real requests and answers, recorded by a story of an invented company, which fails when
//! one becomes another. Ids of runs and instants are made the same for every recording.

use serde_json::Value;

macro_rules! examples {
    ($($operation:literal)*) => {
        /// Operation and answer.
        const EXAMPLES: &[(&str, &str)] =
            &[$(($operation, include_str!(concat!("../examples/", $operation, ".json"))),)*];
    };
}

examples! {
    "add_employee"
    "approve_run"
    "check_connection"
    "connect"
    "edit_employee"
    "list_attributes"
    "list_changes"
    "list_employees"
    "list_folders"
    "list_integrations"
    "list_outcomes"
    "list_payrolls"
    "list_payslips"
    "list_pento_fields"
    "list_runs"
    "preview_settings"
    "reject_run"
    "retry_payslips"
    "save_settings"
    "show_connection"
    "show_employee"
    "show_run"
    "show_settings"
    "start_run"
    "sync_employee"
    "sync_person"
}

/// Operation and a document that may be sent to it.
const REQUESTS: [(&str, &str); 4] = [
    ("add_employee", include_str!("../examples/add_employee.request.json")),
    ("edit_employee", include_str!("../examples/edit_employee.request.json")),
    ("preview_settings", include_str!("../examples/show_settings.json")),
    ("save_settings", include_str!("../examples/show_settings.json")),
];

/// What the API says of several mistakes at once.
const PROBLEM: &str = include_str!("../examples/problem.json");

fn of(all: &[(&str, &str)], id: &str) -> Option<Value> {
    let (_, text) = all.iter().find(|(operation, _)| *operation == id)?;
    serde_json::from_str(text).ok()
}

/// Puts the examples into the document.
pub(crate) fn add(document: &mut Value) {
    let operations = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for operation in operations.filter_map(Value::as_object_mut).flat_map(|item| item.values_mut()) {
        let id = operation["operationId"].as_str().unwrap_or("").to_owned();
        if let Some(content) = operation.pointer_mut("/requestBody/content/application~1json")
            && let Some(example) = of(&REQUESTS, &id)
        {
            content["example"] = example;
        }
        let Some(example) = of(EXAMPLES, &id) else { continue };
        for status in ["200", "201", "202"] {
            if let Some(content) =
                operation["responses"].get_mut(status).and_then(|response| response.get_mut("content"))
            {
                content["application/json"]["example"] = example.clone();
            }
        }
    }
    if let (Ok(problem), Some(schema)) =
        (serde_json::from_str::<Value>(PROBLEM), document.pointer_mut("/components/schemas/Problem"))
    {
        schema["examples"] = Value::Array(vec![problem]);
    }
}
