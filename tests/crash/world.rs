//! Sites that publish and edit, and a book of all that was asked for. What a conditional request says it has, gleaner has promised to keep.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};

use super::dice::Dice;
use crate::support::{NewsServer, Request, Response};

/// Sites, each at a loopback address of its own.
const SITES: usize = 4;
/// Feeds of each site.
const FEEDS: usize = 2;
/// Pages of each site that are sources themselves.
const WATCHED: usize = 2;
/// Entries that a feed shows, unless more of them are new to its reader.
const SHOWN: usize = 6;
/// Versions of one page: more within the hour would make it a live blog, of which not every version is kept.
const MOST_VERSIONS: u32 = 4;
/// Time from one poll of a source to the next.
pub(super) const INTERVAL: Duration = Duration::from_secs(2);

/// The sites.
pub(super) struct World {
    servers: Vec<NewsServer>,
    book: Arc<Book>,
    feeds: Vec<Feed>,
    pages: BTreeMap<Place, PageScript>,
    opened_at: DateTime<Utc>,
}

/// A site's number, and a path there.
pub(super) type Place = (usize, String);

struct Feed {
    place: Place,
    version: u32,
    /// The numbers of its stories, each with the version of the feed that showed it first.
    shown: Vec<(u32, u32)>,
    published: u32,
}

/// How a page stands.
pub(super) struct PageScript {
    pub(super) version: u32,
    title: String,
}

impl World {
    pub(super) fn open(dice: &mut Dice) -> Self {
        let book = Arc::new(Book::default());
        let server = |site: usize| {
            let book = Arc::clone(&book);
            NewsServer::start_watched(&format!("127.0.0.{}", site + 1), move |request| {
                book.note(site, request)
            })
        };
        let servers = (0..SITES).map(server).collect();
        let feed = |number: usize| Feed {
            place: (number % SITES, format!("/feed-{}", number / SITES)),
            version: 0,
            shown: Vec::new(),
            published: 0,
        };
        let feeds = (0..SITES * FEEDS).map(feed).collect();
        let mut world = Self { servers, book, feeds, pages: BTreeMap::new(), opened_at: Utc::now() };
        for number in 0..SITES * WATCHED {
            world.write((number % SITES, format!("/watched/{}", number / SITES)), dice);
        }
        for _ in 0..3 {
            (0..world.feeds.len()).for_each(|feed| world.publish(feed, dice));
        }
        world
    }

    pub(super) fn config(&self) -> String {
        let mut config = "[monitor]\nlisten = \"\"\n[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n".to_owned();
        let feeds = self.feeds.iter().map(|feed| (&feed.place, "feed"));
        let watched =
            self.pages.keys().filter(|(_, path)| path.starts_with("/watched")).map(|place| (place, "page"));
        for ((site, path), kind) in feeds.chain(watched) {
            let (url, interval) = (self.servers[*site].url(path), INTERVAL.as_secs());
            config += &format!(
                "[[source]]\nname = \"{site}{path}\"\nurl = \"{url}\"\nkind = \"{kind}\"\ninterval = \"{interval}s\"\n"
            );
        }
        config
    }

    pub(super) fn book(&self) -> &Arc<Book> {
        &self.book
    }

    /// Every page that was published.
    pub(super) fn pages(&self) -> &BTreeMap<Place, PageScript> {
        &self.pages
    }

    pub(super) fn url(&self, (site, path): &Place) -> String {
        self.servers[*site].url(path).to_string()
    }

    /// The day goes on: a new story here, an edit there.
    pub(super) fn go_on(&mut self, dice: &mut Dice) {
        for _ in 0..dice.below(3) {
            let feed = dice.below(self.feeds.len());
            self.publish(feed, dice);
        }
        for _ in 0..dice.below(4) {
            let place = self.pages.keys().nth(dice.below(self.pages.len())).unwrap().clone();
            // Mostly what was fetched is edited: of the rest nobody can say whether it should have been kept.
            if self.book.acknowledged(&place, self.pages[&place].version) || dice.below(8) == 0 {
                self.edit(&place);
            }
        }
    }

    /// The answer of one of the feeds stops in the middle from now on, and the connection stays open. Returns the place, for [`World::mend`].
    pub(super) fn break_a_feed(&mut self, dice: &mut Dice) -> Place {
        let number = dice.below(self.feeds.len());
        self.publish(number, dice);
        let feed = &self.feeds[number];
        let whole = self.feed_answer(feed);
        self.answer(&feed.place, whole.stall_after(dice.below(900)));
        feed.place.clone()
    }

    pub(super) fn mend(&self, place: &Place) {
        let feed = self.feeds.iter().find(|feed| feed.place == *place).unwrap();
        self.answer(place, self.feed_answer(feed));
    }

    fn publish(&mut self, number: usize, dice: &mut Dice) {
        let feed = &self.feeds[number];
        let ((site, path), story) = (feed.place.clone(), feed.published);
        self.write((site, format!("/stories{path}/{story}")), dice);
        let seen = (1..=self.feeds[number].version)
            .rev()
            .find(|version| self.book.acknowledged(&(site, path.clone()), *version));
        let feed = &mut self.feeds[number];
        feed.published += 1;
        feed.version += 1;
        feed.shown.push((story, feed.version));
        // What its reader has in hand may leave the feed for good.
        while feed.shown.len() > SHOWN && Some(feed.shown[0].1) <= seen {
            feed.shown.remove(0);
        }
        let feed = &self.feeds[number];
        self.answer(&feed.place, self.feed_answer(feed));
    }

    fn write(&mut self, place: Place, dice: &mut Dice) {
        let title = dice.title();
        self.pages.insert(place.clone(), PageScript { version: 0, title });
        self.edit(&place);
    }

    fn edit(&mut self, place: &Place) {
        let (server, published) = (&self.servers[place.0], self.opened_at - TimeDelta::minutes(4));
        let page = self.pages.get_mut(place).unwrap();
        if page.version == MOST_VERSIONS {
            return;
        }
        page.version += 1;
        let html = page_of(page, published, place);
        let answer = Response::html(&html).header("ETag", &format!("\"{}\"", page.version));
        server.respond(&place.1, answer);
    }

    fn feed_answer(&self, feed: &Feed) -> Response {
        let (site, path) = &feed.place;
        let item = |(story, _): &(u32, u32)| {
            let place = (*site, format!("/stories{path}/{story}"));
            let (url, title) = (self.url(&place), &self.pages[&place].title);
            format!("<item><title>{title}</title><link>{url}</link><guid>{url}</guid></item>\n")
        };
        let items: String = feed.shown.iter().rev().map(item).collect();
        let text = format!(
            "<rss version=\"2.0\"><channel><title>Feed {site}{path}</title>\n{items}</channel></rss>"
        );
        Response::xml(&text).header("ETag", &format!("\"{}\"", feed.version))
    }

    fn answer(&self, (site, path): &Place, response: Response) {
        self.servers[*site].respond(path, response);
    }
}

fn page_of(page: &PageScript, published: DateTime<Utc>, place: &Place) -> String {
    let PageScript { title, version } = page;
    let common: String = (0..4).map(|number| format!("<p>{}</p>", paragraph(place, number))).collect();
    let (own, time) = (own_paragraph(place, *version), published.to_rfc3339());
    format!(
        r#"<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><meta property="article:published_time" content="{time}"></head>
<body><main><article><h1>{title}</h1><div class="article-body">{common}<p>{own}</p></div></article></main></body></html>"#
    )
}

/// Which version of a page this text is; 0: none of them.
pub(super) fn version_of(place: &Place, body: &str) -> u32 {
    (1..=MOST_VERSIONS).find(|version| body.contains(&own_paragraph(place, *version))).unwrap_or(0)
}

/// What only this version of a page says.
fn own_paragraph(place: &Place, version: u32) -> String {
    paragraph(place, 100 + version)
}

/// The same words whenever the page is written again, others for each page and number.
fn paragraph((site, path): &Place, number: u32) -> String {
    let text = format!("{site}{path} {number}");
    let seed = text.bytes().fold(7, |sum: u64, byte| sum.wrapping_mul(31) ^ u64::from(byte));
    let mut dice = Dice::from_seed(seed);
    format!("{} {} {}", dice.sentence(), dice.sentence(), dice.sentence())
}

/// All that was asked for, and all that was logged.
#[derive(Default)]
pub(super) struct Book {
    pages: Mutex<Pages>,
    written: Condvar,
}

#[derive(Default)]
struct Pages {
    /// Requests and lines of the log.
    events: usize,
    polled: BTreeMap<Place, Vec<Instant>>,
    /// The versions that requests said gleaner has.
    acknowledged: BTreeMap<Place, BTreeSet<u32>>,
}

impl Book {
    fn note(&self, site: usize, request: &Request) {
        let place = (site, request.path.clone());
        let mut pages = self.lock();
        let version: Option<u32> =
            request.header("if-none-match").and_then(|etag| etag.trim_matches('"').parse().ok());
        pages.acknowledged.entry(place.clone()).or_default().extend(version);
        pages.polled.entry(place).or_default().push(Instant::now());
        pages.events += 1;
        self.written.notify_all();
    }

    /// Something happened that nobody asked for.
    pub(super) fn note_event(&self) {
        self.lock().events += 1;
        self.written.notify_all();
    }

    pub(super) fn events(&self) -> usize {
        self.lock().events
    }

    pub(super) fn requests(&self, place: &Place) -> usize {
        self.lock().polled.get(place).map_or(0, Vec::len)
    }

    /// Blocks until `is_so`, which is asked after each event; `false` when nothing happened for too long.
    pub(super) fn wait_until(&self, mut is_so: impl FnMut(&Self) -> bool) -> bool {
        loop {
            let before = self.events();
            if is_so(self) {
                return true;
            }
            let quiet = |pages: &mut Pages| pages.events == before;
            let (_pages, waited) = self.written.wait_timeout_while(self.lock(), PATIENCE, quiet).unwrap();
            if waited.timed_out() {
                return false;
            }
        }
    }

    pub(super) fn acknowledged(&self, place: &Place, version: u32) -> bool {
        self.lock().acknowledged.get(place).is_some_and(|versions| versions.contains(&version))
    }

    /// The shortest time between two requests for each place that is asked for again and again.
    pub(super) fn shortest_gaps(&self) -> Vec<(Place, Duration)> {
        let pages = self.lock();
        let polled = pages
            .polled
            .iter()
            .filter(|((_, path), _)| !path.starts_with("/stories") && path != "/robots.txt");
        let gap = |times: &[Instant]| times.windows(2).map(|pair| pair[1] - pair[0]).min();
        polled.filter_map(|(place, times)| Some((place.clone(), gap(times)?))).collect()
    }

    pub(super) fn polls(&self) -> usize {
        self.lock()
            .polled
            .iter()
            .filter(|((_, path), _)| !path.starts_with("/stories"))
            .map(|(_, times)| times.len())
            .sum()
    }

    fn lock(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Longest wait for the next event; reached only when the test fails.
const PATIENCE: Duration = Duration::from_secs(30);
