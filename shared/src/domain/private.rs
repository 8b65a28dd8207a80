//! Values about people, kept out of logs, errors and panics.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text about a person. `Debug` shows that there is one, never what it is; there is no `Display`.
///
/// Whoever needs the text says so with [`Private::expose`], which makes every such place easy to find.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private(Box<str>);

impl Private {
    /// Wraps `text`.
    pub fn new(text: impl Into<Box<str>>) -> Self {
        Self(text.into())
    }

    /// The text itself. Not for logs, errors, metrics, traces or URLs.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

impl From<&str> for Private {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Private {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::Private;

    #[test]
    fn debug_hides_the_text() {
        assert_eq!(format!("{:?}", Private::from("QQ123456C")), "[private]");
    }
}
