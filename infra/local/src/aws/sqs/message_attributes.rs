//! Message attributes: typed values beside the body, with a digest over them that SDKs check.
//!
//! Source: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html>.

use std::collections::BTreeMap;

use data_encoding::{BASE64, HEXLOWER};
use md5::{Digest as _, Md5};
use serde::{Deserialize, Serialize};

use super::invalid;
use crate::aws::json::Fault;

/// Attributes of one message.
const MOST: usize = 10;

/// One attribute. No `Debug`: values may be personal data.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct MessageAttribute {
    data_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    string_value: Option<String>,
    /// Base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    binary_value: Option<String>,
}

/// The attributes of one message by name.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct MessageAttributes(BTreeMap<String, MessageAttribute>);

/// The transport type in the digest: 1 text, 2 bytes.
type Transported = (u8, Vec<u8>);

impl MessageAttribute {
    fn transported(&self) -> Option<Transported> {
        let kind = self.data_type.split('.').next().unwrap_or_default();
        match (kind, &self.string_value, &self.binary_value) {
            ("String" | "Number", Some(text), None) if !text.is_empty() => {
                Some((1, text.clone().into_bytes()))
            }
            ("Binary", None, Some(base64)) => Some((2, BASE64.decode(base64.as_bytes()).ok()?)),
            _ => None,
        }
    }
}

impl MessageAttributes {
    /// Bytes that count as part of the message: names, types and values.
    pub(super) fn checked_size(&self) -> Result<usize, Fault> {
        if self.0.len() > MOST {
            return Err(invalid(
                "MessageAttributes",
                "Number of message attributes exceeds the allowed maximum [10].",
            ));
        }
        let mut size = 0;
        for (name, attribute) in &self.0 {
            let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
            if name.is_empty() || name.len() > 256 || !name.chars().all(good) {
                return Err(invalid(
                    "MessageAttributes",
                    "a name has up to 256 letters, digits, hyphens, underscores and full stops.",
                ));
            }
            let (_, bytes) = attribute
                .transported()
                .ok_or_else(|| invalid("MessageAttributes", "the value does not fit its DataType."))?;
            size += name.len() + attribute.data_type.len() + bytes.len();
        }
        Ok(size)
    }

    /// Those that a receiver asks for: by name, by `prefix.*`, or `All`.
    pub(super) fn chosen(&self, names: &[String]) -> Self {
        let wanted = |name: &str| {
            names.iter().any(|asked| match asked.strip_suffix(".*") {
                Some(prefix) => name.starts_with(prefix),
                None => asked == "All" || asked == name,
            })
        };
        Self(self.0.iter().filter(|(name, _)| wanted(name)).map(|(n, a)| (n.clone(), a.clone())).collect())
    }

    /// MD5 over names, types and values, hexadecimal; none without attributes.
    pub(super) fn md5(&self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let mut digest = Md5::new();
        for (name, attribute) in &self.0 {
            let (kind, bytes) = attribute.transported()?;
            for part in [name.as_bytes(), attribute.data_type.as_bytes()] {
                digest.update(u32::try_from(part.len()).ok()?.to_be_bytes());
                digest.update(part);
            }
            digest.update([kind]);
            digest.update(u32::try_from(bytes.len()).ok()?.to_be_bytes());
            digest.update(&bytes);
        }
        Some(HEXLOWER.encode(&digest.finalize()))
    }
}

/// MD5 of a text, hexadecimal.
pub(super) fn md5(text: &str) -> String {
    HEXLOWER.encode(&Md5::digest(text.as_bytes()))
}
