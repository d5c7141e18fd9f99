//! A remark about input that was not as it should be, kept beside the result instead of an error.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One sentence about what was wrong with a document and what was done about it; a lower-case fragment.
///
/// Serialised as a plain string.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Warning(String);

impl Warning {
    /// A warning with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text as shown to users.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
