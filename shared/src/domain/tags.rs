//! Multi-select values. Personio has been seen to send them in three spellings: joined by commas in any order, as a
//! JSON list inside a string, and as a list.

use super::attribute::AttributeValue;

/// The single tags, trimmed, without empty ones. `options` are the catalogue's: a comma inside an option can only be
/// told from a separator by knowing them.
#[must_use]
pub fn parse(value: &AttributeValue, options: &[String]) -> Vec<String> {
    match value {
        AttributeValue::Text(text) => from_text(text, options),
        AttributeValue::List(items) => items.iter().filter_map(from_item).collect(),
        other => from_item(other).into_iter().collect(),
    }
}

fn from_item(item: &AttributeValue) -> Option<String> {
    let text = match item {
        AttributeValue::Text(text) | AttributeValue::Number(text) => text.trim().to_owned(),
        AttributeValue::Bool(flag) => flag.to_string(),
        AttributeValue::Object(object) => object.name.as_deref()?.trim().to_owned(),
        AttributeValue::Null | AttributeValue::List(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn from_text(text: &str, options: &[String]) -> Vec<String> {
    let text = text.trim();
    if text.starts_with('[')
        && let Ok(items) = serde_json::from_str::<Vec<String>>(text)
    {
        return items.iter().map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect();
    }
    let mut tags = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = longest_option(rest, options).unwrap_or_else(|| rest.find(',').unwrap_or(rest.len()));
        let tag = rest[..end].trim();
        if !tag.is_empty() {
            tags.push(tag.to_owned());
        }
        rest = rest[end..].trim_start().strip_prefix(',').unwrap_or("").trim_start();
    }
    tags
}

/// The length of the longest option that `text` begins with and that ends at a separator.
fn longest_option(text: &str, options: &[String]) -> Option<usize> {
    let fits = |option: &&String| {
        let rest = text.strip_prefix(option.as_str());
        !option.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.trim_start().starts_with(','))
    };
    options.iter().filter(fits).map(String::len).max()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, options: &[&str], expected: &[&str]) {
        let options: Vec<_> = options.iter().map(ToString::to_string).collect();
        assert_eq!(parse(&AttributeValue::Text(value.into()), &options), expected, "{value}");
    }

    #[test]
    fn commas_separate_unless_an_option_holds_one() {
        check("A,B", &[], &["A", "B"]);
        check(" B , A ,", &[], &["B", "A"]);
        check("Sales, North,A", &["A", "Sales, North", "Sales"], &["Sales, North", "A"]);
        check("Sales,North", &["Sales, North", "Sales"], &["Sales", "North"]);
        check("", &["A"], &[]);
        check(",,", &[], &[]);
    }

    #[test]
    fn a_list_inside_a_string_is_a_list() {
        check(r#"["A","B, C"]"#, &[], &["A", "B, C"]);
        check("[not json", &[], &["[not json"]);
    }
}
