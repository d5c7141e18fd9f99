//! What is wrong with a configuration file, with the file, the line and the way out.

use std::path::PathBuf;

/// A configuration that cannot be used. Nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {path}: {source}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no TOML, or has an unknown key or a value of the wrong type; the text has line and column.
    #[error("{path}: {text}")]
    Toml {
        /// The file.
        path: PathBuf,
        /// What the TOML reader said, with line and column.
        text: String,
    },
    /// A value that is well-formed but not valid.
    #[error("{path}, line {line}: {text}")]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Line of the value, from 1.
        line: usize,
        /// What is wrong and what to write instead.
        text: String,
    },
    /// A secret that is not where the configuration says.
    #[error("{what}: cannot read {reason}")]
    Secret {
        /// What it is for, with the name of its source.
        what: String,
        /// Where it should be, and why it cannot be read.
        reason: String,
    },
}
