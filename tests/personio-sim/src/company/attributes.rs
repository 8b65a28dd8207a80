//! The values of one person, by attribute key, in a kept order.

use std::sync::Arc;

use serde_json::Value;

/// An ordered map from attribute key to value. Some eighty entries: looking through them beats hashing.
#[derive(Clone, Default, PartialEq)]
pub struct Attributes(Vec<(Arc<str>, Value)>);

impl FromIterator<(Arc<str>, Value)> for Attributes {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, Value)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

impl Attributes {
    /// The value; `None` when the key is absent.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(held, _)| **held == *key).map(|(_, value)| value)
    }

    /// Replaces a value, or adds one at the end; answers what was there.
    pub fn set(&mut self, key: &str, value: Value) -> Option<Value> {
        if let Some((_, held)) = self.0.iter_mut().find(|(held, _)| **held == *key) {
            return Some(std::mem::replace(held, value));
        }
        self.0.push((key.into(), value));
        None
    }

    /// Makes a key absent, as an attribute that the credential may not read.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(held, _)| **held == *key)?;
        Some(self.0.remove(at).1)
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (&**key, value))
    }
}
