//! Asks each site once for its robots.txt, remembers the answer for a while, and tells which addresses it closes to gleaner.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use url::{Position, Url};

use super::Robots;
use super::lines::MOST_BYTES;
use crate::canonical::{has_login, public_address};
use crate::config::FetchSettings;
use crate::fetch::fetcher::TooLarge;
use crate::fetch::{AskedBy, Disallowed, FetchError, FetchOutcome, FetchRequest, Fetcher};
use crate::model::RobotsNote;

/// The product token that robots.txt files know gleaner by.
const AGENT: &str = "gleaner";
/// How long an answer counts (RFC 9309, section 2.4: no longer than 24 hours).
const KEPT: Duration = Duration::from_secs(24 * 3600);
/// How long a robots.txt that could not be read is left alone before it is asked for again.
const RETRY: Duration = Duration::from_secs(10 * 60);
/// The same for one whose host could not be reached.
const UNREACHED_RETRY: Duration = Duration::from_secs(60);
/// Redirects that are followed (RFC 9309, section 2.3.1.2: five at least).
const MOST_REDIRECTS: u32 = 5;
/// Answers remembered, over all sites.
const MOST_ANSWERS: usize = 1_000;
/// Bytes of robots.txt remembered, over all sites; read into rules they take a few times as much.
const MOST_REMEMBERED_BYTES: usize = 8 * 1024 * 1024;

/// Notes that wait for whoever remembers them.
const MOST_NOTES: usize = 64;

/// What is known of the sites' robots.txt, by their origin: one for each scheme, host and port.
#[derive(Debug, Default)]
pub(in crate::fetch) struct RobotsCache {
    slots: Mutex<HashMap<String, Arc<Slot>>>,
    /// What was read and nobody has taken away yet to remember it.
    notes: Mutex<Vec<RobotsNote>>,
}

/// Locked while somebody asks, so that all others wait for that one's answer.
type Slot = tokio::sync::Mutex<Option<Answer>>;

/// What a site answered.
#[derive(Debug)]
struct Answer {
    standing: Arc<Standing>,
    size_bytes: usize,
    counts_until: DateTime<Utc>,
}

/// How gleaner stands with a site.
#[derive(Debug)]
enum Standing {
    /// It obeys these; no robots.txt is one without rules.
    Rules { robots: Robots, crawl_delay: Duration },
    /// It stays away for now, for this reason.
    Closed(String),
}

impl Fetcher {
    /// The outcome for an address that is closed to gleaner; `None` when it may be asked for. Lets the host's pace be the one that
    /// its robots.txt asks for.
    pub(in crate::fetch) async fn robots_refusal(
        &self,
        request: &FetchRequest,
        url: &Url,
    ) -> Option<FetchOutcome> {
        if request.asked_by == AskedBy::User || !self.settings.obey_robots {
            return None;
        }
        let why = match &*self.standing_at(url, request.typed.as_ref()).await? {
            Standing::Closed(reason) => Disallowed::Unreadable(reason.clone()),
            Standing::Rules { robots, crawl_delay } => {
                self.shared.pacing.set_delay(url, (*crawl_delay).min(self.settings.max_crawl_delay));
                Disallowed::Rule(robots.disallowing_rule(AGENT, url)?)
            }
        };
        Some(FetchOutcome::Disallowed { robots_url: robots_url_of(url)?, why })
    }

    /// The sitemaps that the robots.txt of a site names, as written; none when it has no such file, or none that can be read for now.
    pub async fn sitemaps_in_robots(&self, url: &Url) -> Vec<String> {
        match self.standing_at(url, None).await.as_deref() {
            Some(Standing::Rules { robots, .. }) => robots.sitemaps().to_vec(),
            Some(Standing::Closed(_)) | None => Vec::new(),
        }
    }

    /// Takes up what former processes have read of robots.txt files; what counts no longer is left out.
    pub fn recall_robots(&self, notes: Vec<RobotsNote>) {
        let now = self.shared.clock.now();
        for note in notes.into_iter().filter(|note| note.counts_until > now) {
            let slot = self.shared.robots.slot(&origin_of(&note.url), now);
            // Whoever holds it is asking right now, and will know better.
            if let Ok(mut answer) = slot.try_lock() {
                let standing = Arc::new(match note.closed_because {
                    Some(reason) => Standing::Closed(reason),
                    None => Standing::of_text(&note.body),
                });
                let (size_bytes, counts_until) = (note.body.len(), note.counts_until);
                *answer = Some(Answer { standing, size_bytes, counts_until });
            }
        }
    }

    /// What was read of robots.txt files since the last call, for whoever remembers it.
    pub fn take_robots_notes(&self) -> Vec<RobotsNote> {
        std::mem::take(&mut self.shared.robots.notes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How gleaner stands with the site of an address; `None` for one that has no site.
    async fn standing_at(&self, url: &Url, typed: Option<&Url>) -> Option<Arc<Standing>> {
        let slot = self.shared.robots.slot(&origin_of(url), self.shared.clock.now());
        let mut answer = slot.lock().await;
        if let Some(known) = answer.as_ref().filter(|known| known.counts_until > self.shared.clock.now()) {
            return Some(Arc::clone(&known.standing));
        }
        let robots_url = robots_url_of(url)?;
        let outcome = self.ask_for_rules(robots_url.clone(), typed.cloned()).await;
        let body = if let FetchOutcome::Fresh(page) = &outcome { page.body.clone() } else { Vec::new() };
        let heard = Answer::from_outcome(&robots_url, outcome, self.shared.clock.now());
        let closed_because = match &*heard.standing {
            Standing::Closed(reason) => Some(reason.clone()),
            Standing::Rules { .. } => None,
        };
        let counts_until = heard.counts_until;
        self.shared.robots.note(RobotsNote { url: robots_url, body, closed_because, counts_until });
        let standing = Arc::clone(&heard.standing);
        *answer = Some(heard);
        Some(standing)
    }

    /// Asks in the site's turn like any request, with limits of its own. Boxed, since a fetch may lead here.
    fn ask_for_rules(&self, url: Url, typed: Option<Url>) -> BoxFuture<'static, FetchOutcome> {
        let settings = FetchSettings {
            max_redirects: MOST_REDIRECTS,
            max_body_bytes: MOST_BYTES as u64,
            ..(*self.settings).clone()
        };
        let mut asking = self.clone();
        asking.settings = Arc::new(settings);
        asking.too_large = TooLarge::CutOff;
        let request = FetchRequest { typed, ..FetchRequest::new(url, AskedBy::User) };
        async move { asking.fetch(&request).await }.boxed()
    }
}

impl Answer {
    /// RFC 9309, section 2.3.1: what cannot be had (4xx, endless redirects) forbids nothing; a server in trouble is left alone.
    fn from_outcome(robots_url: &Url, outcome: FetchOutcome, now: DateTime<Utc>) -> Self {
        let mut size_bytes = 0;
        let (standing, counts_for) = match outcome {
            FetchOutcome::Fresh(page) => {
                size_bytes = page.body.len();
                (Standing::of_text(&page.body), KEPT)
            }
            FetchOutcome::RateLimited { retry_after } => (
                Standing::Closed(format!("{robots_url} asked to come back later")),
                retry_after.unwrap_or(RETRY).clamp(RETRY, KEPT),
            ),
            FetchOutcome::Paused { until, .. } => (
                Standing::Closed(format!("{robots_url} is not asked for: its host asked for time")),
                (until - now).to_std().unwrap_or_default().clamp(RETRY, KEPT),
            ),
            // Nobody was asked, so that asking again costs nobody anything.
            FetchOutcome::Failed(error) if error.is_unreached() => {
                (Standing::Closed(error.to_string()), UNREACHED_RETRY)
            }
            FetchOutcome::Failed(error) if is_trouble(&error) => (Standing::Closed(error.to_string()), RETRY),
            _ => (Standing::of_text(b""), KEPT),
        };
        Self { standing: Arc::new(standing), size_bytes, counts_until: now + counts_for }
    }
}

impl Standing {
    fn of_text(text: &[u8]) -> Self {
        let robots = Robots::parse(text);
        let crawl_delay = robots.crawl_delay(AGENT).unwrap_or_default();
        Self::Rules { robots, crawl_delay }
    }
}

/// Scheme, host and port of an address: what a robots.txt speaks for.
fn origin_of(url: &Url) -> Cow<'_, str> {
    if has_login(url) {
        Cow::Owned(public_address(url)[..Position::BeforePath].to_owned())
    } else {
        Cow::Borrowed(&url[..Position::BeforePath])
    }
}

/// Where the robots.txt that speaks for an address stands.
fn robots_url_of(url: &Url) -> Option<Url> {
    public_address(url).join("/robots.txt").ok()
}

/// Whether the server, or the way to it, is in trouble; else there simply is no robots.txt. What will never work is no trouble
/// either: the page itself fails for the same reason, and then says so.
fn is_trouble(error: &FetchError) -> bool {
    match error {
        FetchError::Status { status, .. } => *status >= 500,
        error if error.is_permanent() => false,
        FetchError::TooManyRedirects { .. } | FetchError::BadRedirect { .. } => false,
        _ => true,
    }
}

impl RobotsCache {
    pub(in crate::fetch) fn forget(&self) {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn note(&self, note: RobotsNote) {
        let mut notes = self.notes.lock().unwrap_or_else(PoisonError::into_inner);
        // Where nobody takes them away, they are not worth memory.
        if notes.len() < MOST_NOTES {
            notes.push(note);
        }
    }

    fn slot(&self, origin: &str, now: DateTime<Utc>) -> Arc<Slot> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(slot) = slots.get(origin) {
            return Arc::clone(slot);
        }
        make_room(&mut slots, now);
        Arc::clone(slots.entry(origin.to_owned()).or_default())
    }
}

/// Where another answer might not fit, forgets what counts no longer, then what counts shortest, until an eighth is free. Whoever waits for
/// an answer keeps it.
fn make_room(slots: &mut HashMap<String, Arc<Slot>>, now: DateTime<Utc>) {
    let known = |slot: &Arc<Slot>| {
        let answer = if Arc::strong_count(slot) > 1 { None } else { slot.try_lock().ok() };
        answer.map(|answer| answer.as_ref().map_or((now, 0), |known| (known.counts_until, known.size_bytes)))
    };
    let (mut count, mut bytes) = (slots.len(), 0);
    slots.values().filter_map(known).for_each(|(_, size)| bytes += size);
    if count < MOST_ANSWERS && bytes + MOST_BYTES <= MOST_REMEMBERED_BYTES {
        return;
    }
    let mut idle: Vec<(DateTime<Utc>, usize, String)> = slots
        .iter()
        .filter_map(|(origin, slot)| known(slot).map(|(until, size)| (until, size, origin.clone())))
        .collect();
    idle.sort_unstable_by_key(|(until, ..)| *until);
    for (until, size, origin) in idle {
        let has_room = count <= MOST_ANSWERS / 8 * 7 && bytes + MOST_BYTES <= MOST_REMEMBERED_BYTES / 8 * 7;
        if until > now && has_room {
            break;
        }
        slots.remove(&origin);
        count -= 1;
        bytes -= size;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn answers_are_bounded_in_number_and_in_bytes() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let cache = RobotsCache::default();
        let remember = |host: usize, size_bytes: usize, seconds: u64| {
            let origin = format!("https://{host}.example");
            let standing = Arc::new(Standing::of_text(b""));
            let counts_until = now + Duration::from_secs(seconds);
            *cache.slot(&origin, now).try_lock().unwrap() =
                Some(Answer { standing, size_bytes, counts_until });
            cache.slots.lock().unwrap().len()
        };
        for host in 0..3 * MOST_ANSWERS {
            assert!(remember(host, 0, 10) <= MOST_ANSWERS);
        }
        for host in 0..100 {
            assert!(remember(10_000 + host, MOST_BYTES, 20) <= MOST_ANSWERS);
        }
        let large = cache.slots.lock().unwrap();
        let bytes: usize =
            large.values().map(|slot| slot.try_lock().unwrap().as_ref().unwrap().size_bytes).sum();
        assert!(bytes <= MOST_REMEMBERED_BYTES, "{bytes}");
    }

    #[tokio::test(start_paused = true)]
    async fn crawl_delay_sets_the_pace_of_the_site_up_to_the_ceiling() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let url: Url = "https://news.example.org/story".parse().unwrap();
        for (asked, seconds) in [("10", 10), ("86400", 60), ("0.2", 1), ("soon", 1)] {
            let fetcher = Fetcher::new(&FetchSettings::default(), Clock::from_fn(move || now)).unwrap();
            let text = format!("User-agent: *\nCrawl-delay: {asked}\n");
            let (standing, counts_until) = (Arc::new(Standing::of_text(text.as_bytes())), now + KEPT);
            let slot = fetcher.shared.robots.slot(&origin_of(&url), now);
            *slot.lock().await = Some(Answer { standing, size_bytes: 0, counts_until });
            let request = FetchRequest::new(url.clone(), AskedBy::Gleaner);
            assert!(fetcher.robots_refusal(&request, &url).await.is_none());
            let begun = tokio::time::Instant::now();
            for _ in 0..2 {
                drop(fetcher.shared.pacing.turn("example.org", "news.example.org").await);
            }
            assert_eq!(begun.elapsed().as_secs(), seconds, "Crawl-delay: {asked}");
        }
    }

    #[test]
    fn statuses_mean_what_the_rfc_says() {
        let url: Url = "https://example.org/robots.txt".parse().unwrap();
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let check = |outcome: FetchOutcome, closed: bool, minutes: i64| {
            let text = format!("{outcome:?}");
            let answer = Answer::from_outcome(&url, outcome, now);
            assert_eq!(matches!(*answer.standing, Standing::Closed(_)), closed, "{text}");
            assert_eq!((answer.counts_until - now).num_minutes(), minutes, "{text}");
        };
        let status = |status| FetchOutcome::Failed(FetchError::Status { url: url.to_string(), status });
        for missing in [400, 401, 403, 404, 451] {
            check(status(missing), false, 24 * 60);
        }
        check(FetchOutcome::Gone, false, 24 * 60);
        for trouble in [500, 502, 503] {
            check(status(trouble), true, 10);
        }
        let retry_after = |minutes: Option<u64>| FetchOutcome::RateLimited {
            retry_after: minutes.map(|minutes| Duration::from_secs(60 * minutes)),
        };
        check(retry_after(None), true, 10);
        check(retry_after(Some(1)), true, 10);
        check(retry_after(Some(90)), true, 90);
        check(retry_after(Some(1_000_000)), true, 24 * 60);
        let endless = FetchError::TooManyRedirects { url: url.to_string(), limit: MOST_REDIRECTS };
        check(FetchOutcome::Failed(endless), false, 24 * 60);
        let unreachable =
            FetchError::Unreachable { url: url.to_string(), reason: "nobody listens".to_owned() };
        check(FetchOutcome::Failed(unreachable), true, 10);
        let no_way = FetchError::NoWay { url: url.to_string(), reason: "no answer for the name".to_owned() };
        check(FetchOutcome::Failed(no_way), true, 1);
    }
}
