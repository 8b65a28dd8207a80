//! What Personio says it has stored.

use serde_json::value::RawValue;

use super::{
    failure::Failure,
    row::read_person_id,
    value::read_id,
    wire::{Entries, entries, raw_data},
};
use crate::ports::StoredDocument;

/// `{"success", "data": {"id", "attributes": {"employee": {"attributes": {"id": {"value"}}}, "category": {"id"}}}}` of
/// `POST /v1/company/documents`. A category has its id outside its attributes and an employee inside; each is looked for
/// in the other place too, for an id that is not found stops the tenant's payslips.
///
/// # Errors
/// [`Failure::Unusable`] unless it is JSON with an id; [`Failure::NotSuccessful`] unless `success` is `true` or absent.
pub(super) fn parse_stored(json: &[u8]) -> Result<StoredDocument, Failure> {
    const NO_DOCUMENT: Failure = Failure::Unusable("an answer without document");
    fn inside<'a>(object: &Entries<'a>) -> Option<&'a RawValue> {
        entries(object.get("attributes")).get("id").copied()
    }
    let document: Entries<'_> = raw_data(json, NO_DOCUMENT)?;
    let attributes = entries(document.get("attributes"));
    let employee = entries(attributes.get("employee"));
    let category = entries(attributes.get("category"));
    Ok(StoredDocument {
        document_id: document.get("id").copied().and_then(read_id).ok_or(NO_DOCUMENT)?.into(),
        personio_id: inside(&employee).or(employee.get("id").copied()).and_then(read_person_id),
        folder_id: category.get("id").copied().or(inside(&category)).and_then(read_id).map(String::from),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PersonioId;

    #[test]
    fn ids_are_read_wherever_they_stand_and_in_any_form() {
        let of = |employee: &str, category: &str| {
            format!(
                r#"{{"success":true,"data":{{"id":991,"attributes":{{"employee":{employee},"category":{category}}}}}}}"#
            )
        };
        let inside = |id: &str| format!(r#"{{"attributes":{{"id":{id}}}}}"#);
        let outside = |id: &str| format!(r#"{{"id":{id}}}"#);
        let labelled = |id: &str| inside(&format!(r#"{{"label":"ID","value":{id},"type":"integer"}}"#));
        let beyond = "123456789012345678901234567890";
        for (employee, category, personio_id, folder_id) in [
            (labelled("11"), outside("1"), Some("11"), Some("1")),
            (labelled("\"11\""), outside("\" 1 \""), Some("11"), Some("1")),
            (labelled(beyond), outside(beyond), Some(beyond), Some(beyond)),
            // Beyond 2^53, where a floating-point number would be another person.
            (
                labelled("9007199254740993"),
                outside("9007199254740993"),
                Some("9007199254740993"),
                Some("9007199254740993"),
            ),
            (inside("11"), inside("1"), Some("11"), Some("1")),
            (outside("11"), labelled("1"), Some("11"), Some("1")),
            (labelled("null"), outside("null"), None, None),
            (labelled("1.5"), outside("1.5"), None, None),
            (labelled("-11"), outside("-1"), None, None),
            (labelled("[11]"), outside("{}"), None, None),
            (labelled("\"a/b\""), outside("true"), None, None),
            (labelled("\"\""), outside("\"\""), None, None),
            ("{}".to_owned(), "[]".to_owned(), None, None),
            ("null".to_owned(), "7".to_owned(), None, None),
        ] {
            let json = of(&employee, &category);
            let expected = StoredDocument {
                document_id: "991".to_owned(),
                personio_id: personio_id.map(PersonioId::new),
                folder_id: folder_id.map(str::to_owned),
            };
            assert_eq!(parse_stored(json.as_bytes()), Ok(expected), "{json}");
        }
    }

    #[test]
    fn without_a_document_there_is_none() {
        let no_document = Failure::Unusable("an answer without document");
        let no_json = Failure::Unusable("an answer that is not Personio's JSON");
        for (json, expected) in [
            (r#"{"success":true,"data":{"id":null}}"#, Err(no_document)),
            (r#"{"success":true,"data":{"id":[]}}"#, Err(no_document)),
            (r#"{"success":true,"data":{}}"#, Err(no_document)),
            (r#"{"success":true,"data":[]}"#, Err(no_document)),
            (r#"{"success":true}"#, Err(no_document)),
            (r#"{"success":false,"data":{"id":991}}"#, Err(Failure::NotSuccessful)),
            (r#"{"success":true,"data":{"id":991}"#, Err(no_json)),
            ("<html>", Err(no_json)),
            ("", Err(no_json)),
            (r#"{"success":true,"data":{"id":"7c0d-1"}}"#, Ok("7c0d-1")),
            (r#"{"data":{"id":991,"attributes":[]}}"#, Ok("991")),
        ] {
            let found = parse_stored(json.as_bytes()).map(|stored| stored.document_id);
            assert_eq!(found, expected.map(str::to_owned), "{json}");
        }
    }
}
