//! Batches: up to ten entries, of which some may fail.

use serde_json::{Value, json};

use crate::aws::json::Fault;

/// Entries of a batch.
const LARGEST: usize = 10;

/// Does `work` for each entry; answers `{"Successful": [...], "Failed": [...]}`.
pub(super) fn each<T>(
    entries: &[T],
    id: impl Fn(&T) -> &str,
    mut work: impl FnMut(&T) -> Result<Value, Fault>,
) -> Result<Value, Fault> {
    check(entries.iter().map(&id))?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in entries {
        let id = id(entry);
        match work(entry) {
            Ok(mut done) => {
                done["Id"] = id.into();
                successful.push(done);
            }
            // The failure of the database is everybody's.
            Err(fault) if fault.code == "InternalFailure" => return Err(fault),
            Err(Fault { code, message, .. }) => {
                failed.push(json!({"Id": id, "SenderFault": true, "Code": code, "Message": message}));
            }
        }
    }
    // Clients take an empty list and none for the same; AWS sends what there is.
    Ok(json!({"Successful": successful, "Failed": failed}))
}

fn check<'a>(ids: impl Iterator<Item = &'a str>) -> Result<(), Fault> {
    let ids: Vec<_> = ids.collect();
    if ids.is_empty() {
        let message = "There should be at least one entry in the request.";
        return Err(Fault::new("EmptyBatchRequest", message));
    }
    if ids.len() > LARGEST {
        let message = format!("Maximum number of entries per request are 10. You have sent {}.", ids.len());
        return Err(Fault::new("TooManyEntriesInBatchRequest", message));
    }
    let good = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if ids.iter().any(|id| id.is_empty() || id.len() > 80 || !id.chars().all(good)) {
        let message = "A batch entry id can only contain alphanumeric characters, hyphens and \
            underscores. It can be at most 80 letters long.";
        return Err(Fault::new("InvalidBatchEntryId", message));
    }
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    if distinct.len() < ids.len() {
        return Err(Fault::new(
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.",
        ));
    }
    Ok(())
}
