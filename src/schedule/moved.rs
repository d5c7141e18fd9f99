//! Where a source is polled: at its declared address, until that has clearly moved for good.

use url::Url;

use crate::canonical::public_address;
use crate::model::{Source, SourceState};

/// Polls in a row that must be redirected to the same place, and find there what the source is, before it is polled there
/// directly. Permanent redirects are set by mistake, too: for an hour, or by a captive portal.
const SIGHTINGS: u32 = 3;

/// What a poll found at the end of its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// What the source is: a feed that could be read, say, or the word that it is as it was.
    Found,
    /// The word that there is nothing (404, 410).
    Nothing,
    /// The word to come back later.
    Postponed,
    /// Something else, or no answer.
    Failed,
}

/// Settles where a source is polled next, given its state after the poll. `moved_to` is where the poll was redirected for good (301, 308); `None`: nowhere.
pub fn settle_address(source: &Source, state: &mut SourceState, moved_to: Option<Url>, arrival: Arrival) {
    match (arrival, moved_to) {
        // Where it had moved to is no more to be had, and the declared place may know better by now.
        (Arrival::Failed, _) if state.consecutive_failures >= SIGHTINGS => state.polled_url = None,
        (Arrival::Failed | Arrival::Postponed, _) => {}
        // The new place is no place any more: back to the declared one.
        (Arrival::Nothing, _) => state.polled_url = None,
        (Arrival::Found, None) => state.moving_to = None,
        (Arrival::Found, Some(target)) => {
            let seen = match state.moving_to.take() {
                Some((known, seen)) if known == target => seen + 1,
                _ => 1,
            };
            if seen < SIGHTINGS && !is_https_upgrade(state.address(source), &target) {
                state.moving_to = Some((target, seen));
            } else {
                state.polled_url = Some(target).filter(|target| *target != public_address(&source.url));
            }
        }
    }
}

/// Whether the target is the same address, only encrypted: nothing can be lost by going there at once.
pub fn is_https_upgrade(asked: &Url, target: &Url) -> bool {
    let parts = |url: &Url| {
        (url.host_str().map(str::to_owned), url.path().to_owned(), url.query().map(str::to_owned))
    };
    (asked.scheme(), target.scheme()) == ("http", "https")
        && (asked.port(), target.port()) == (None, None)
        && parts(asked) == parts(target)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::{SourceId, SourceKind, SourceOrigin};

    fn source(url: &str) -> Source {
        Source {
            id: SourceId(1),
            name: "news".to_owned(),
            url: url.parse().unwrap(),
            kind: SourceKind::Feed,
            interval: Duration::from_secs(3600),
            interval_is_own: false,
            enabled: true,
            tags: Vec::new(),
            link_selector: None,
            origin: SourceOrigin::Command,
        }
    }

    /// Where the source is polled after each of these polls.
    fn check(declared: &str, polls: &[(Option<&str>, Arrival, &str)]) {
        let (source, mut state) = (source(declared), SourceState::default());
        for (number, (moved_to, arrival, expected)) in polls.iter().enumerate() {
            settle_address(&source, &mut state, moved_to.map(|url| url.parse().unwrap()), *arrival);
            assert_eq!(state.address(&source).as_str(), *expected, "poll {number} of {declared}");
        }
    }

    const OLD: &str = "https://example.org/feed";
    const NEW: &str = "https://example.org/new";
    const OTHER: &str = "https://example.net/feed";

    #[test]
    fn new_address_counts_after_three_polls_that_found_the_feed_there() {
        let moved = (Some(NEW), Arrival::Found, OLD);
        check(OLD, &[moved, moved, (Some(NEW), Arrival::Found, NEW), (None, Arrival::Found, NEW)]);
        let failed = (Some(NEW), Arrival::Failed, OLD);
        check(OLD, &[failed, failed, failed, failed, moved, failed, moved, (Some(NEW), Arrival::Found, NEW)]);
        let other = (Some(OTHER), Arrival::Found, OLD);
        check(OLD, &[moved, moved, other, moved, moved, (None, Arrival::Found, OLD), moved, moved]);
    }

    #[test]
    fn address_that_is_encrypted_from_now_on_counts_at_once() {
        check(
            "http://example.org/feed?a=1",
            &[(Some("https://example.org/feed?a=1"), Arrival::Failed, "http://example.org/feed?a=1")],
        );
        check(
            "http://example.org/feed?a=1",
            &[(Some("https://example.org/feed?a=1"), Arrival::Found, "https://example.org/feed?a=1")],
        );
        for target in
            ["https://www.example.org/feed", "https://example.org/feed/", "https://example.org:8443/feed"]
        {
            check("http://example.org/feed", &[(Some(target), Arrival::Found, "http://example.org/feed")]);
        }
        check(OLD, &[(Some("http://example.org/feed"), Arrival::Found, OLD)]);
    }

    #[test]
    fn new_address_that_is_no_more_leads_back_to_the_declared_one() {
        let moved = (Some(NEW), Arrival::Found, OLD);
        let begun = [moved, moved, (Some(NEW), Arrival::Found, NEW), (None, Arrival::Failed, NEW)];
        check(OLD, &[&begun[..], &[(None, Arrival::Nothing, OLD)]].concat());
        check(OLD, &[&begun[..], &[(None, Arrival::Postponed, NEW)]].concat());
        let back = (Some(OLD), Arrival::Found, NEW);
        check(OLD, &[&begun[..], &[back, back, (Some(OLD), Arrival::Found, OLD)]].concat());
    }

    #[test]
    fn new_address_that_fails_for_long_leads_back_to_the_declared_one() {
        let source = source(OLD);
        let mut state = SourceState { polled_url: Some(NEW.parse().unwrap()), ..SourceState::default() };
        for (failures, arrival, expected) in [
            (1, Arrival::Failed, NEW),
            (9, Arrival::Postponed, NEW),
            (2, Arrival::Failed, NEW),
            (3, Arrival::Failed, OLD),
        ] {
            state.consecutive_failures = failures;
            settle_address(&source, &mut state, None, arrival);
            assert_eq!(state.address(&source).as_str(), expected, "after {failures} failures: {arrival:?}");
        }
    }
}
