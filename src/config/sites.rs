//! The site rules: those that come with gleaner, and the user's own folder of them, which wins.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;
use url::Host;

use super::raw_rule::read_rules;
use super::{ConfigError, SiteRule};

/// Rules that come with gleaner: file name and content of everything in `config/sites/`.
const SHIPPED: &[(&str, &str)] = &[("syria.tv.toml", include_str!("../../config/sites/syria.tv.toml"))];

/// All site rules, by host. Clones are cheap.
#[derive(Debug, Clone, Default)]
pub struct SiteRules {
    by_host: Arc<HashMap<String, Vec<SiteRule>>>,
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
            let mut seen = HashMap::new();
            for path in rule_files(folder)? {
                if let Some(other) = seen.insert(host_of(&path)?, path.clone()) {
                    let text = format!("{} is for the same host", other.display());
                    return Err(ConfigError::Invalid { path, line: 1, text });
                }
                let text = std::fs::read_to_string(&path).map_err(|source| unreadable(&path, source))?;
                add_rule(&mut by_host, &path, &text)?;
            }
        }
        Ok(Self { by_host: Arc::new(by_host) })
    }

    /// The rule for pages of a host as they were on a day: the host's own, or that of the closest parent domain that has one for that day
    /// (`www.syria.tv` → `syria.tv`).
    pub fn for_host(&self, host: &str, day: NaiveDate) -> Option<&SiteRule> {
        let mut rest = host;
        loop {
            let rules = self.by_host.get(rest).into_iter().flatten();
            if let Some(rule) = rules.into_iter().find(|rule| rule.validity.holds(day)) {
                return Some(rule);
            }
            rest = rest.split_once('.')?.1;
        }
    }

    /// Hosts that have rules, none of which holds on a day, in alphabetical order.
    pub fn without_rule_on(&self, day: NaiveDate) -> Vec<&str> {
        let lacks = |rules: &[SiteRule]| !rules.iter().any(|rule| rule.validity.holds(day));
        let mut hosts: Vec<&str> =
            self.by_host.iter().filter(|(_, rules)| lacks(rules)).map(|(host, _)| host.as_str()).collect();
        hosts.sort_unstable();
        hosts
    }

    /// Number of hosts that have rules.
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

fn add_rule(rules: &mut HashMap<String, Vec<SiteRule>>, path: &Path, text: &str) -> Result<(), ConfigError> {
    let host = host_of(path)?;
    rules.insert(host, read_rules(path, text)?);
    Ok(())
}

/// The host that a file is named after, as addresses have it (`münchen.example.toml` serves `xn--mnchen-3ya.example`).
fn host_of(path: &Path) -> Result<String, ConfigError> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    match Host::parse(&stem) {
        Ok(host) => Ok(host.to_string()),
        Err(_) => Err(ConfigError::Invalid {
            path: path.to_owned(),
            line: 1,
            text: format!("`{stem}` is no host; name the file after one, such as `news.example.toml`"),
        }),
    }
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
        let day = NaiveDate::default();
        assert!(rules.for_host("syria.tv", day).is_some());
        assert_eq!(rules.for_host("www.syria.tv", day), rules.for_host("syria.tv", day));
        assert!(rules.for_host("notsyria.tv", day).is_none() && rules.for_host("tv", day).is_none());
    }

    #[test]
    fn own_rule_wins_and_its_days_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("syria.tv.toml");
        std::fs::write(&path, "language = \"xx\"\nvalid_until = 2024-03-01\n").unwrap();
        let rules = SiteRules::load(Some(folder.path())).unwrap();
        let rule = |day: &str| rules.for_host("syria.tv", day.parse().unwrap());
        assert_eq!(rule("2024-03-01").unwrap().language.as_deref(), Some("xx"));
        assert_eq!(rule("2024-03-02"), None);
        assert_eq!(rules.without_rule_on("2024-03-02".parse().unwrap()), ["syria.tv"]);
        std::fs::write(folder.path().join("Syria.TV.toml"), "").unwrap();
        let error = SiteRules::load(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("same host"), "{error}");
        std::fs::remove_file(folder.path().join("Syria.TV.toml")).unwrap();
        std::fs::write(folder.path().join("https www.toml"), "").unwrap();
        let error = SiteRules::load(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("no host") && error.contains("https www"), "{error}");
        std::fs::remove_file(folder.path().join("https www.toml")).unwrap();
        std::fs::write(&path, "drop = [\n\".ads\",\n\"p >> [\"]\n").unwrap();
        let error = SiteRules::load(Some(folder.path())).unwrap_err().to_string();
        assert!(error.contains("line 3") && error.contains("syria.tv.toml"), "{error}");
    }
}
