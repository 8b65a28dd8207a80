//! What can be wrong with a document somebody sends: everything at once, each with its place.

use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::problem::ProblemCode;

/// One thing wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InputError {
    /// Where, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// What, as a stable code.
    pub code: InputErrorCode,
    /// What to do, for an HR person. Never the value.
    pub detail: String,
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.detail)
    }
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident $key:literal;)*) => {
        /// What can be wrong with a document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum InputErrorCode {
            $($(#[doc = $doc])+ $variant,)*
            /// A value of an employee can't be used: the code of that problem.
            Value(ProblemCode),
        }

        impl InputErrorCode {
            /// The code in JSON.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$variant => $key,)*
                    Self::Value(code) => code.key(),
                }
            }
        }
    };
}

codes! {
    /// A key of the document is missing.
    Required "required";
    /// The JSON type is another one.
    WrongType "wrong_type";
    /// The document has no such key.
    UnknownKey "unknown_key";
    /// A text is empty, too long, or has characters that can't be meant.
    TextInvalid "text_invalid";
    /// A number is not in its range.
    OutOfRange "out_of_range";
    /// This is none of the values that are known.
    UnknownValue "unknown_value";
    /// The cursor is none, or of another list.
    CursorInvalid "cursor_invalid";
    /// Pento has no such field.
    UnknownField "unknown_field";
    /// The Employee ID comes from the match key and is never mapped (rule M1).
    EmployeeIdNotMappable "employee_id_not_mappable";
    /// This can't be an Employee ID (rule M1).
    EmployeeIdInvalid "employee_id_invalid";
    /// An employee keeps its Employee ID.
    EmployeeIdFixed "employee_id_fixed";
    /// This is no key of an attribute.
    AttributeInvalid "attribute_invalid";
    /// Tags hold several values, a field takes one (rule V6).
    AttributeIsTags "attribute_is_tags";
    /// There is no such operator.
    UnknownOperator "unknown_operator";
    /// The attribute's type can't be compared like this.
    OperatorNotForType "operator_not_for_type";
    /// Too few or too many values.
    ValueCount "value_count";
    /// A value is empty or too long.
    ValueInvalid "value_invalid";
    /// The operator compares dates and this is none.
    ValueNotADate "value_not_a_date";
    /// The operator compares numbers and this is none.
    ValueNotANumber "value_not_a_number";
    /// More filters than anybody needs.
    TooManyFilters "too_many_filters";
    /// The whole document is too large to be stored.
    DocumentTooLarge "document_too_large";
    /// Payslips need a folder.
    FolderRequired "folder_required";
    /// Personio has no such document category.
    FolderUnknown "folder_unknown";
    /// The credential may not read document categories.
    DocumentsReadMissing "documents_read_missing";
    /// The credential may not upload documents.
    DocumentsWriteMissing "documents_write_missing";
}

impl Serialize for InputErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

/// How many errors are told at once.
pub const MOST_ERRORS: usize = 100;

/// Reads a document part by part, and goes on after each error.
#[derive(Debug, Default)]
pub struct Reader {
    errors: Vec<InputError>,
}

impl Reader {
    /// What was read, if nothing was wrong.
    ///
    /// # Errors
    /// Everything that was wrong.
    pub fn finish<T>(self, read: T) -> Result<T, Vec<InputError>> {
        if self.errors.is_empty() { Ok(read) } else { Err(self.errors) }
    }

    /// Notes an error. Beyond a hundred nobody reads on, and the answer has to stay small.
    pub fn error(&mut self, pointer: String, code: InputErrorCode, detail: impl Into<String>) {
        if self.errors.len() == MOST_ERRORS {
            return;
        }
        self.errors.push(InputError { pointer, code, detail: detail.into() });
    }

    /// Notes that a value should be of another JSON type: `wanted` in words.
    pub fn wrong_type(&mut self, pointer: &str, wanted: &str) {
        self.error(pointer.into(), InputErrorCode::WrongType, format!("This must be {wanted}."));
    }

    /// A required part.
    pub fn child<'v>(
        &mut self,
        block: &'v Map<String, Value>,
        pointer: &str,
        key: &str,
    ) -> Option<&'v Value> {
        let value = block.get(key);
        if value.is_none() {
            let detail = format!("The key \"{key}\" is required.");
            self.error(format!("{pointer}/{key}"), InputErrorCode::Required, detail);
        }
        value
    }

    /// A required flag.
    pub fn boolean(&mut self, block: &Map<String, Value>, pointer: &str, key: &str) -> bool {
        let Some(value) = self.child(block, pointer, key) else { return false };
        value.as_bool().unwrap_or_else(|| {
            self.wrong_type(&format!("{pointer}/{key}"), "true or false");
            false
        })
    }

    /// An object.
    pub fn object<'v>(&mut self, value: &'v Value, pointer: &str) -> Option<&'v Map<String, Value>> {
        let object = value.as_object();
        if object.is_none() {
            self.wrong_type(pointer, "an object");
        }
        object
    }

    /// Refuses every key that is not known.
    pub fn only(&mut self, block: &Map<String, Value>, pointer: &str, known: &[&str]) {
        for key in block.keys().filter(|key| !known.contains(&key.as_str())) {
            let detail = format!("Known here: {}.", known.join(", "));
            self.error(format!("{pointer}/{}", escape(key)), InputErrorCode::UnknownKey, detail);
        }
    }
}

/// A key as a step of a JSON pointer; cut, for it comes from the sender.
#[must_use]
pub fn escape(key: &str) -> String {
    key.chars().take(100).collect::<String>().replace('~', "~0").replace('/', "~1")
}
