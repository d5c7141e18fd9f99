//! The site rules: those that come with gleaner, and the user's own folder of them, which wins.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use scraper::Selector;

use super::{ConfigError, SiteRule};

/// Rules that come with gleaner: file name and content of everything in `config/sites/`.
const SHIPPED: &[(&str, &str)] = &[("syria.tv.toml", include_str!("../../config/sites/syria.tv.toml"))];

/// All site rules, by host. Clones are cheap.
#[derive(Debug, Clone, Default)]
pub struct SiteRules {
    by_host: Arc<HashMap<String, SiteRule>>,
}

impl SiteRules {
    /// The shipped rules and those of `folder` (`<host>.toml` each), if one is named.
    ///
    /// # Errors
    /// When the folder or a rule cannot be read, or a rule is not valid.
    pub fn load(folder: Option<&Path>) -> Result<Self, ConfigError> {
        let mut by_host = HashMap::new();
        for (name, text) in SHIPPED {
            add_rule(&mut by_host, Path::new(name), text)?;
        }
        if let Some(folder) = folder {
            for path in rule_files(folder)? {
                let text = std::fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
                add_rule(&mut by_host, &path, &text)?;
            }
        }
        Ok(Self { by_host: Arc::new(by_host) })
    }

    /// The rule for a host: its own, or that of the closest parent domain (`www.syria.tv` → `syria.tv`).
    pub fn for_host(&self, host: &str) -> Option<&SiteRule> {
        let mut rest = host;
        loop {
            if let Some(rule) = self.by_host.get(rest) {
                return Some(rule);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// Number of rules.
    pub fn len(&self) -> usize {
        self.by_host.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_host.is_empty()
    }
}

fn rule_files(folder: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let entries = std::fs::read_dir(folder).map_err(|source| unreadable(folder, source))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|source| unreadable(folder, source))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn add_rule(rules: &mut HashMap<String, SiteRule>, path: &Path, text: &str) -> Result<(), ConfigError> {
    let rule: SiteRule = toml::from_str(text).map_err(|error| ConfigError::Toml {
        path: path.to_owned(),
        text: error.to_string().trim_end().to_owned(),
    })?;
    if let Some(selector) = written_selectors(&rule).find(|selector| Selector::parse(selector).is_err()) {
        let line = text.lines().position(|line| line.contains(selector)).map_or(1, |index| index + 1);
        let text = format!("`{selector}` is no CSS selector");
        return Err(ConfigError::Invalid { path: path.to_owned(), line, text });
    }
    let host = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    rules.insert(host, rule);
    Ok(())
}

fn written_selectors(rule: &SiteRule) -> impl Iterator<Item = &str> {
    let select = &rule.select;
    let fields =
        [&select.title, &select.subtitle, &select.section, &select.byline, &select.dateline, &select.body];
    rule.drop.iter().map(String::as_str).chain(fields.into_iter().filter_map(|selector| selector.as_deref()))
}

fn unreadable(path: &Path, source: std::io::Error) -> ConfigError {
    ConfigError::Unreadable { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_the_folder_is_shipped() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/sites");
        let names: Vec<_> =
            rule_files(&folder).unwrap().iter().map(|path| path.file_name().unwrap().to_owned()).collect();
        assert_eq!(names, SHIPPED.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn rule_serves_its_host_and_those_below() {
        let rules = SiteRules::load(None).unwrap();
        assert!(rules.for_host("syria.tv").is_some());
        assert_eq!(rules.for_host("www.syria.tv"), rules.for_host("syria.tv"));
        assert!(rules.for_host("notsyria.tv").is_none() && rules.for_host("tv").is_none());
    }

    #[test]
    fn own_rule_wins_and_mistakes_name_the_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("syria.tv.toml");
        std::fs::write(&path, "language = \"xx\"\n").unwrap();
        let rules = SiteRules::load(Some(folder.path())).unwrap();
        assert_eq!(rules.for_host("syria.tv").unwrap().language.as_deref(), Some("xx"));
        for (text, part) in [
            ("drop = [\n\".ads\",\n\"p >> [\"]\n", "line 3"),
            ("time_zone = \"Mars/Base\"\n", "Mars/Base"),
            ("selector = 1\n", "unknown field"),
        ] {
            std::fs::write(&path, text).unwrap();
            let error = SiteRules::load(Some(folder.path())).unwrap_err().to_string();
            assert!(error.contains(part) && error.contains("syria.tv.toml"), "{error}");
        }
    }
}
