//! Any item as JSON, whatever it holds: numbers keep every digit, keys stand in order.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::AttributeValue;
use data_encoding::BASE64;
use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap as _},
};
use serde_json::value::RawValue;

use super::items::Item;
use crate::ports::StoreError;

/// The item as one JSON object.
pub(super) fn document(item: &Item) -> Result<Box<RawValue>, StoreError> {
    // serde's message may quote a value.
    let unwritable =
        |_| StoreError::Unreadable { item: "item", cause: "a type of value that is not known".into() };
    serde_json::value::to_raw_value(&Members(item)).map_err(unwritable)
}

struct Members<'a>(&'a Item);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sorted: BTreeMap<_, _> = self.0.iter().collect();
        let mut map = serializer.serialize_map(Some(sorted.len()))?;
        for (name, value) in sorted {
            map.serialize_entry(name, &Value(value))?;
        }
        map.end()
    }
}

struct Value<'a>(&'a AttributeValue);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            AttributeValue::S(text) => text.serialize(serializer),
            AttributeValue::N(digits) => Number(digits).serialize(serializer),
            AttributeValue::Bool(is) => is.serialize(serializer),
            AttributeValue::Null(_) => serializer.serialize_unit(),
            AttributeValue::L(list) => serializer.collect_seq(list.iter().map(Value)),
            AttributeValue::M(map) => Members(map).serialize(serializer),
            AttributeValue::Ss(texts) => texts.serialize(serializer),
            AttributeValue::Ns(numbers) => {
                serializer.collect_seq(numbers.iter().map(|digits| Number(digits)))
            }
            AttributeValue::B(bytes) => BASE64.encode(bytes.as_ref()).serialize(serializer),
            AttributeValue::Bs(all) => {
                serializer.collect_seq(all.iter().map(|bytes| BASE64.encode(bytes.as_ref())))
            }
            _ => Err(S::Error::custom("unknown type")),
        }
    }
}

/// DynamoDB's numbers have up to 38 digits; as they stand they are JSON.
struct Number<'a>(&'a str);

impl Serialize for Number<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match RawValue::from_string(self.0.to_owned()) {
            Ok(number) => number.serialize(serializer),
            Err(_) => self.0.serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_of_value_is_written_and_every_digit_kept() {
        let text = |text: &str| AttributeValue::S(text.into());
        let number = |digits: &str| AttributeValue::N(digits.into());
        let bytes = || aws_sdk_dynamodb::primitives::Blob::new(*b"\x00\xff");
        let item = Item::from([
            ("text".into(), text("a \"b\"\n")),
            ("number".into(), number("12345678901234567890123456789012345678")),
            ("fraction".into(), number("-0.10")),
            ("yes".into(), AttributeValue::Bool(true)),
            ("none".into(), AttributeValue::Null(true)),
            ("list".into(), AttributeValue::L(vec![number("1"), text("1")])),
            (
                "map".into(),
                AttributeValue::M(Item::from([("b".into(), number("2")), ("a".into(), text(""))])),
            ),
            ("texts".into(), AttributeValue::Ss(vec!["x".into()])),
            ("numbers".into(), AttributeValue::Ns(vec!["3".into()])),
            ("bytes".into(), AttributeValue::B(bytes())),
            ("many".into(), AttributeValue::Bs(vec![bytes()])),
        ]);
        let expected = r#"{"bytes":"AP8=","fraction":-0.10,"list":[1,"1"],"many":["AP8="],"map":{"a":"","b":2},"none":null,"number":12345678901234567890123456789012345678,"numbers":[3],"text":"a \"b\"\n","texts":["x"],"yes":true}"#;
        assert_eq!(document(&item).unwrap().get(), expected);
    }
}
