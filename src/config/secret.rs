//! Words that only the operator and one server may know: written as they are, or named by an environment variable or a file, and read
//! when they are needed. Never shown.

use std::fmt;
use std::path::PathBuf;

use super::ConfigError;

/// Where a secret stands.
#[derive(Clone, PartialEq, Eq)]
pub enum Secret {
    /// In the configuration itself.
    Plain(String),
    /// In this environment variable.
    Environment(String),
    /// In this file, of which the last line end does not count.
    File(PathBuf),
}

impl Secret {
    /// Reads it; `what` names it in errors, such as `cookie of the source "news"`.
    ///
    /// # Errors
    /// When the variable is not set or the file cannot be read.
    pub fn reveal(&self, what: &str) -> Result<String, ConfigError> {
        let missing = |reason: String| ConfigError::Secret { what: what.to_owned(), reason };
        match self {
            Self::Plain(text) => Ok(text.clone()),
            Self::Environment(name) => std::env::var(name)
                .map_err(|error| missing(format!("the environment variable `{name}`: {error}"))),
            Self::File(path) => {
                let text = std::fs::read_to_string(path);
                let text = text.map_err(|error| missing(format!("{}: {error}", path.display())))?;
                Ok(text.trim_end_matches(['\r', '\n']).to_owned())
            }
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(_) => formatter.write_str("Plain(…)"),
            Self::Environment(name) => write!(formatter, "Environment({name})"),
            Self::File(path) => write!(formatter, "File({})", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secret_is_read_where_it_stands_and_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cookie");
        std::fs::write(&path, "session=sesame\r\n").unwrap();
        let file = Secret::File(path);
        assert_eq!(file.reveal("cookie").unwrap(), "session=sesame");
        assert_eq!(Secret::Plain("sesame".to_owned()).reveal("cookie").unwrap(), "sesame");
        assert!(!format!("{:?} {file:?}", Secret::Plain("sesame".to_owned())).contains("sesame"));
        for absent in
            [Secret::Environment("GLEANER_TEST_ABSENT".to_owned()), Secret::File("/nonexistent/x".into())]
        {
            let error = absent.reveal("cookie of the source `news`").unwrap_err().to_string();
            assert!(error.contains("cookie of the source `news`"), "{error}");
            assert!(error.contains("GLEANER_TEST_ABSENT") || error.contains("/nonexistent/x"), "{error}");
        }
    }
}
