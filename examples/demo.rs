//! A little world of news sites on the loopback address that publish, edit and syndicate stories, and gleaner watching them:
//! `cargo run --example demo` shows within a minute what gleaner does, without any network.

use std::error::Error;
use std::time::Duration;

use gleaner::clock::Clock;
use gleaner::config::{Config, ConfigOrigin};
use gleaner::daemon::{Until, work};
use gleaner::fetch::Fetcher;
use gleaner::pipeline::{Mode, Outcome, Pipeline, PipelineParts, Report};
use gleaner::store::{Access, Store, Vanished};
use support::world::{Story, atom, rss, story_page};
use support::{NewsServer, Response};
use tokio::sync::{mpsc, watch};
use tokio::time::sleep;

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "made for the tests, which use more of it")]
mod support;

/// Time between two events, so that each can be read.
const PAUSE: Duration = Duration::from_secs(4);

/// Two sites and an agency.
struct World {
    arabic_daily: NewsServer,
    english_weekly: NewsServer,
    agency: NewsServer,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let world = World {
        arabic_daily: NewsServer::start_at("127.0.0.1"),
        english_weekly: NewsServer::start_at("127.0.0.2"),
        agency: NewsServer::start_at("127.0.0.3"),
    };
    world.open();
    let folder = tempfile::Builder::new().prefix("gleaner-demo-").tempdir()?.keep();
    let store_path = folder.join("demo.sqlite");
    let config = Config::from_text(&world.configuration(), ConfigOrigin::Embedded)?;
    let store = Store::open(&store_path, Access::ReadWrite, Duration::from_secs(10))?;
    store.declare_sources(config.sources.clone(), Vanished::Retire, Clock::system().now()).await?;

    let (reports, received) = mpsc::channel(64);
    let (stop, stopped) = watch::channel(false);
    let parts = PipelineParts {
        fetcher: Fetcher::new(&config.fetch, Clock::system())?,
        passes: std::collections::BTreeMap::new(),
        rules: config.sites.clone(),
        clock: Clock::system(),
        mode: Mode::Keep,
        concurrency: config.poll.concurrency,
        per_site: config.fetch.connections_per_host,
        reports,
        stop: stopped,
    };
    let service =
        tokio::spawn(work(Pipeline::new(store.clone(), parts), Until::Stopped, config.poll.concurrency));
    let printer = tokio::spawn(print_all(received));
    world.live().await;
    stop.send(true)?;
    service.await??;
    printer.await?;
    conclude(&store, &store_path.display().to_string()).await
}

impl World {
    /// The sites open with what they published so far.
    fn open(&self) {
        let stories = ["market-hall", "town-bridge", "boat-house"].map(Story::english);
        publish(&self.english_weekly, &stories);
        self.english_weekly.respond("/feed", Response::xml(&rss(&self.english_weekly, &stories)));
        let stories = ["souq", "rain"].map(Story::arabic);
        publish(&self.arabic_daily, &stories);
        self.arabic_daily.respond("/feed", Response::xml(&rss(&self.arabic_daily, &stories)));
        let stories = [Story::english("harbour-wall")];
        publish(&self.agency, &stories);
        self.agency.respond("/atom", Response::xml(&atom(&self.agency, &stories)));
    }

    /// What a user would write: three feeds, and a page that is watched for changes.
    fn configuration(&self) -> String {
        let mut text = "[fetch]\ndelay_per_host = \"100ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n\
            [poll]\ninterval = \"2s\"\n"
            .to_owned();
        for (name, url, kind) in [
            ("arabic-daily", self.arabic_daily.url("/feed"), "feed"),
            ("english-weekly", self.english_weekly.url("/feed"), "feed"),
            ("agency", self.agency.url("/atom"), "feed"),
            ("bridge-live", self.english_weekly.url("/stories/town-bridge"), "page"),
        ] {
            text += &format!("[[source]]\nname = \"{name}\"\nurl = \"{url}\"\nkind = \"{kind}\"\n");
        }
        text
    }

    /// Half a minute of news.
    async fn live(&self) {
        say("gleaner starts, and reads what is there");
        sleep(PAUSE).await;

        say("the Arabic daily publishes a story");
        let stories = ["souq", "rain", "jisr"].map(Story::arabic);
        publish(&self.arabic_daily, &stories);
        self.arabic_daily.respond("/feed", Response::xml(&rss(&self.arabic_daily, &stories)));
        sleep(PAUSE).await;

        say("the English weekly edits its live page: the former version is kept, too");
        let mut bridge = Story::english("town-bridge");
        bridge
            .paragraphs
            .insert(0, "Update: the vote was repeated at noon after a miscount, with the same result, the town clerk said.".to_owned());
        publish(&self.english_weekly, &[bridge]);
        sleep(PAUSE).await;

        say("it puts the same story under a second address, and the feed offers both");
        let mut copy = Story::english("boat-house");
        copy.slug = "boat-house-rebuilt".to_owned();
        let stories = [Story::english("market-hall"), Story::english("boat-house"), copy];
        publish(&self.english_weekly, &stories);
        self.english_weekly.respond("/feed", Response::xml(&rss(&self.english_weekly, &stories)));
        sleep(PAUSE).await;

        say("the weekly syndicates the agency's story: another site, so it is kept as an article of its own");
        let stories = [Story::english("boat-house"), Story::english("harbour-wall")];
        publish(&self.english_weekly, &stories);
        self.english_weekly.respond("/feed", Response::xml(&rss(&self.english_weekly, &stories)));
        sleep(PAUSE).await;

        say("the agency's feed breaks down, and comes back with another story");
        self.agency.respond("/atom", Response::status(500));
        sleep(PAUSE).await;
        let stories = ["harbour-wall", "lighthouse"].map(Story::english);
        publish(&self.agency, &stories);
        self.agency.respond("/atom", Response::xml(&atom(&self.agency, &stories)));
        sleep(PAUSE * 2).await;
        say("gleaner is told to stop");
    }
}

fn publish(site: &NewsServer, stories: &[Story]) {
    for story in stories {
        site.page(&story.path(), &story_page(story));
    }
}

async fn print_all(mut reports: mpsc::Receiver<Report>) {
    while let Some(Report { document, known, .. }) = reports.recv().await {
        let source = document.source.as_deref().unwrap_or_default();
        match (&document.error, &document.title) {
            (Some(error), _) => say_indented(&format!("{:<10} {source:<15} {error}", document.outcome)),
            (None, Some(title)) if !known && document.outcome != Outcome::Unchanged => {
                say_indented(&format!("{:<10} {source:<15} {title}", document.outcome));
            }
            _ => {}
        }
    }
}

async fn conclude(store: &Store, path: &str) -> Result<(), Box<dyn Error>> {
    let stats = store.stats().await?;
    say(&format!(
        "{} articles in {} revisions are in {path}; look at them:",
        stats.articles, stats.revisions
    ));
    for command in ["stats", "show 1", "show 6", "export"] {
        say_indented(&format!("cargo run -q -- --store sqlite:{path} {command}"));
    }
    say_indented(&format!("sqlite3 {path} 'SELECT published_at, title, revisions FROM articles'"));
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the demo is there to be watched")]
fn say(text: &str) {
    println!("\n── {text}");
}

#[expect(clippy::print_stdout, reason = "the demo is there to be watched")]
fn say_indented(text: &str) {
    println!("   {text}");
}
