//! A robots.txt as rules (RFC 9309): which group speaks to whom, and which of its rules counts. Pure; never fails.

use std::time::Duration;

use url::Url;

use super::lines::{Directive, directives};
use super::pattern::{Pattern, comparable_path};

/// A robots.txt that was read. The default one has no rules and allows everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Robots {
    groups: Vec<Group>,
    sitemaps: Vec<String>,
}

/// Rules, and the crawlers they are for.
#[derive(Debug, Clone, Default, PartialEq)]
struct Group {
    /// Product tokens in lower case; `*` for all that have no group of their own.
    agents: Vec<String>,
    rules: Vec<Rule>,
    crawl_delay: Option<Duration>,
    /// Whether a rule was seen, so that the next `User-agent` begins another group.
    closed: bool,
}

#[derive(Debug, Clone, PartialEq)]
struct Rule {
    pattern: Pattern,
    allows: bool,
}

impl Robots {
    /// Reads the bytes of a robots.txt, the first 500 KiB of them. What it does not understand it passes over.
    pub fn parse(text: &[u8]) -> Self {
        let mut robots = Self::default();
        for directive in directives(text) {
            robots.add(directive);
        }
        robots
    }

    /// Whether a crawler may fetch an address of this site. `agent` is its product token or its whole `User-Agent`.
    pub fn allows(&self, agent: &str, url: &Url) -> bool {
        self.disallowing_rule(agent, url).is_none()
    }

    /// The rule that keeps a crawler from an address, such as `Disallow: /private/`; `None` when it may be fetched.
    pub fn disallowing_rule(&self, agent: &str, url: &Url) -> Option<String> {
        // RFC 9309, section 2.2.2: implicitly allowed. And where nothing is said, nothing has to be compared.
        if self.groups.is_empty() || url.path() == "/robots.txt" {
            return None;
        }
        let path = comparable_path(url);
        let mut best: Option<&Rule> = None;
        for rule in self.groups_for(agent).flat_map(|group| &group.rules) {
            let rank = |rule: &Rule| (rule.pattern.length(), rule.allows);
            if best.is_none_or(|best| rank(rule) > rank(best)) && rule.pattern.matches(&path) {
                best = Some(rule);
            }
        }
        best.filter(|rule| !rule.allows).map(|rule| format!("Disallow: {}", rule.pattern))
    }

    /// How far apart a crawler's requests are to be; the longest if it is said several times, `None` if it is not said.
    pub fn crawl_delay(&self, agent: &str) -> Option<Duration> {
        self.groups_for(agent).filter_map(|group| group.crawl_delay).max()
    }

    /// The sitemaps that are named, whatever group they stand in, as written.
    pub fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }

    /// The groups that name the crawler, else those for all.
    fn groups_for(&self, agent: &str) -> impl Iterator<Item = &Group> {
        let token = product_token(agent.as_bytes());
        let names = move |group: &Group, name: &str| group.agents.iter().any(|agent| agent == name);
        let name = if self.groups.iter().any(|group| names(group, &token)) { token } else { "*".to_owned() };
        self.groups.iter().filter(move |group| names(group, &name))
    }

    fn add(&mut self, directive: Directive<'_>) {
        match directive {
            Directive::UserAgent(name) => self.open_group(name),
            Directive::Allow(pattern) => self.add_rule(pattern, true),
            Directive::Disallow(pattern) => self.add_rule(pattern, false),
            Directive::CrawlDelay(value) => {
                if let Some(group) = self.groups.last_mut() {
                    group.closed = true;
                    group.crawl_delay = group.crawl_delay.max(seconds(value));
                }
            }
            Directive::Sitemap(b"") => {}
            Directive::Sitemap(address) => self.sitemaps.push(String::from_utf8_lossy(address).into_owned()),
        }
    }

    fn open_group(&mut self, name: &[u8]) {
        let agent = if is_star(name) { "*".to_owned() } else { product_token(name) };
        match self.groups.last_mut() {
            Some(group) if !group.closed => group.agents.push(agent),
            _ => self.groups.push(Group { agents: vec![agent], ..Group::default() }),
        }
    }

    /// A rule before the first group is for nobody; one without a pattern matches nothing, but ends the list of agents.
    fn add_rule(&mut self, pattern: &[u8], allows: bool) {
        let Some(group) = self.groups.last_mut() else { return };
        group.closed = true;
        if pattern.is_empty() {
            return;
        }
        let pattern = Pattern::read(pattern);
        // As Google does: who allows the index of a folder allows the folder.
        let folder = pattern.folder_of_index().filter(|_| allows);
        group
            .rules
            .extend([Some(pattern), folder].into_iter().flatten().map(|pattern| Rule { pattern, allows }));
    }
}

fn is_star(name: &[u8]) -> bool {
    name.strip_prefix(b"*").is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_whitespace))
}

/// The leading letters, digits, `-` and `_`, in lower case. RFC 9309 knows no digits, but crawlers have them in their names.
fn product_token(agent: &[u8]) -> String {
    agent
        .iter()
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect()
}

/// A length of time in seconds, perhaps with a fraction.
fn seconds(value: &[u8]) -> Option<Duration> {
    let number: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
    Duration::try_from_secs_f64(number).ok()
}
