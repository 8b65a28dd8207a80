//! From a Personio value to the one text a Pento field can be read from.

use rust_decimal::Decimal;

use super::{
    attribute::{AttributeValue, Input, NamedObject, Source},
    problem::ProblemCode,
};

/// What a value offers to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// The attribute is absent (rule V4).
    NotReadable,
    /// Present and empty (rule V2).
    Blank,
    /// One text.
    Usable {
        /// The text and where it came from.
        input: Input,
        /// What was noticed on the way.
        warning: Option<ProblemCode>,
    },
    /// Something else than one text (rule V3).
    Unusable(ProblemCode),
}

/// Reads a value; `numeric` says that Personio keeps the attribute as a number.
#[must_use]
pub fn read(value: Option<&AttributeValue>, numeric: bool) -> Reading {
    let Some(value) = value else { return Reading::NotReadable };
    if value.is_empty() {
        return Reading::Blank;
    }
    match value {
        AttributeValue::Null => Reading::Blank,
        AttributeValue::Bool(flag) => usable(if *flag { "true" } else { "false" }, Source::Text),
        AttributeValue::Number(digits) if digits.contains(['e', 'E']) => {
            Reading::Unusable(ProblemCode::NumberDamaged)
        }
        AttributeValue::Number(digits) => usable(digits, Source::Number),
        AttributeValue::Text(text) if is_damaged(text) => Reading::Unusable(ProblemCode::NumberDamaged),
        AttributeValue::Text(text) => usable(text, if numeric { Source::Number } else { Source::Text }),
        AttributeValue::Object(object) => named(object),
        AttributeValue::List(items) => list(items),
    }
}

/// What a spreadsheet makes of a long number on its way into a text: `1.2344567899877E+18`.
fn is_damaged(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.trim().split_once(['e', 'E']) else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let point_free = mantissa.replacen(['.', ','], "", 1);
    digits(&point_free) && exponent.strip_prefix('+').is_some_and(digits)
}

fn usable(text: &str, source: Source) -> Reading {
    Reading::Usable { input: Input { text: text.trim().into(), source }, warning: None }
}

fn named(object: &NamedObject) -> Reading {
    match object.name.as_deref().map(str::trim) {
        Some(name) if !name.is_empty() => usable(name, Source::Text),
        _ => Reading::Unusable(ProblemCode::ValueNotUsable),
    }
}

/// A list of one is that one; of several objects with shares (cost centres) the one with the largest.
fn list(items: &[AttributeValue]) -> Reading {
    let mut present = items.iter().filter(|item| !item.is_empty());
    let (first, more) = (present.next(), present.next().is_some());
    match first {
        None => Reading::Blank,
        Some(AttributeValue::List(_)) => Reading::Unusable(ProblemCode::ValueNotUsable),
        Some(only) if !more => read(Some(only), false),
        Some(_) => largest_share(items),
    }
}

fn largest_share(items: &[AttributeValue]) -> Reading {
    let share = |item: &AttributeValue| match item {
        AttributeValue::Object(object) => object.percentage.as_deref()?.parse::<Decimal>().ok(),
        _ => None,
    };
    let shares: Vec<_> =
        items.iter().filter(|item| !item.is_empty()).map(|item| (share(item), item)).collect();
    let Some(largest) = shares.iter().filter_map(|(share, _)| *share).max() else {
        return Reading::Unusable(ProblemCode::SeveralValuesUnclear);
    };
    let mut winners = shares.iter().filter(|(share, _)| *share == Some(largest)).map(|(_, item)| *item);
    match (winners.next(), winners.next()) {
        (Some(AttributeValue::Object(object)), None) => match named(object) {
            Reading::Usable { input, .. } => {
                Reading::Usable { input, warning: Some(ProblemCode::SeveralValues) }
            }
            other => other,
        },
        _ => Reading::Unusable(ProblemCode::SeveralValuesUnclear),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(name: Option<&str>, percentage: Option<&str>) -> AttributeValue {
        AttributeValue::Object(NamedObject {
            name: name.map(Into::into),
            id: Some("7".into()),
            email: None,
            percentage: percentage.map(Into::into),
        })
    }

    fn check(value: &AttributeValue, expected: Result<(&str, Source, Option<ProblemCode>), Reading>) {
        let expected = match expected {
            Ok((text, source, warning)) => {
                Reading::Usable { input: Input { text: text.into(), source }, warning }
            }
            Err(reading) => reading,
        };
        assert_eq!(read(Some(value), false), expected);
    }

    #[test]
    fn absent_is_not_empty() {
        assert_eq!(read(None, false), Reading::NotReadable);
        check(&AttributeValue::Null, Err(Reading::Blank));
        check(&AttributeValue::Text(" \t".into()), Err(Reading::Blank));
        check(&AttributeValue::List(vec![]), Err(Reading::Blank));
        check(&AttributeValue::List(vec![AttributeValue::Null]), Err(Reading::Blank));
        check(&AttributeValue::Number("0".into()), Ok(("0", Source::Number, None)));
        check(&AttributeValue::Bool(false), Ok(("false", Source::Text, None)));
    }

    #[test]
    fn numbers_are_told_apart_from_text() {
        check(&AttributeValue::Text(" 12 ".into()), Ok(("12", Source::Text, None)));
        check(
            &AttributeValue::Number("9007199254740993".into()),
            Ok(("9007199254740993", Source::Number, None)),
        );
        check(&AttributeValue::Number("1.2e18".into()), Err(Reading::Unusable(ProblemCode::NumberDamaged)));
        check(
            &AttributeValue::Text("1.2344567899877E+18".into()),
            Err(Reading::Unusable(ProblemCode::NumberDamaged)),
        );
        check(&AttributeValue::Text("12E".into()), Ok(("12E", Source::Text, None)));
        let typed = read(Some(&AttributeValue::Text("12".into())), true);
        assert_eq!(
            typed,
            Reading::Usable { input: Input { text: "12".into(), source: Source::Number }, warning: None }
        );
    }

    #[test]
    fn objects_give_their_name() {
        check(&object(Some(" Finance "), None), Ok(("Finance", Source::Text, None)));
        check(&object(None, None), Err(Reading::Unusable(ProblemCode::ValueNotUsable)));
        check(
            &AttributeValue::List(vec![object(Some("CC-1"), Some("100"))]),
            Ok(("CC-1", Source::Text, None)),
        );
    }

    #[test]
    fn of_several_cost_centres_the_largest_share_wins() {
        let shares = |a, b| AttributeValue::List(vec![object(Some("CC-1"), a), object(Some("CC-2"), b)]);
        check(
            &shares(Some("40"), Some("60.0")),
            Ok(("CC-2", Source::Text, Some(ProblemCode::SeveralValues))),
        );
        check(&shares(Some("50"), Some("50.0")), Err(Reading::Unusable(ProblemCode::SeveralValuesUnclear)));
        check(&shares(None, None), Err(Reading::Unusable(ProblemCode::SeveralValuesUnclear)));
    }
}
