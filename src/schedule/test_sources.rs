//! Sources for the tests of this room.

use std::time::Duration;

use crate::model::{PollWishes, Source, SourceId, SourceKind, SourceOrigin, SourceState, Validators};

pub(super) const HOUR: u64 = 3600;

pub(super) fn source(interval: u64, interval_is_own: bool) -> Source {
    Source {
        id: SourceId(7),
        name: "news".to_owned(),
        url: "https://example.org/feed".parse().unwrap(),
        kind: SourceKind::Feed,
        interval: Duration::from_secs(interval),
        interval_is_own,
        enabled: true,
        tags: Vec::new(),
        link_selector: None,
        origin: SourceOrigin::Command,
    }
}

/// A source that gives validators.
pub(super) fn state(wishes: PollWishes) -> SourceState {
    let validators = Validators { etag: Some(b"\"v1\"".to_vec()), last_modified: None };
    let validators_url = Some("https://example.org/feed".parse().unwrap());
    SourceState { validators, validators_url, wishes, ..SourceState::default() }
}
