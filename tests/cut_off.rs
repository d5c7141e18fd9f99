//! No name can be looked up for a night: that is nobody's failure, costs nothing that was found, and is over as soon as it is over.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use gleaner::fetch::Lookup;

use crate::support::operator::Operator;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

/// Sites of the long outage: more than are tried in vain before it is noticed.
const SITES: usize = 40;

fn start() -> DateTime<Utc> {
    "2024-05-14T10:00:00Z".parse().unwrap()
}

/// Sites with names, all on one server, and a network in which names may be out of order.
struct Net {
    server: NewsServer,
    is_down: Arc<AtomicBool>,
    lookups: Arc<AtomicUsize>,
    sites: usize,
}

impl Net {
    fn with_sites(sites: usize) -> Self {
        let net =
            Self { server: NewsServer::start(), is_down: Arc::default(), lookups: Arc::default(), sites };
        (0..sites).for_each(|site| net.publish(site, &["bridge"]));
        net
    }

    /// What the feed of a site shows from now on; the pages are there.
    fn publish(&self, site: usize, names: &[&str]) {
        let stories: Vec<Story> =
            names.iter().map(|name| Story::english(&format!("{name}-{site}"))).collect();
        for story in &stories {
            self.server.page(&story.path(), &story_page(story));
        }
        let feed =
            rss(&self.server, &stories).replace("http://127.0.0.1", &format!("http://site-{site}.example"));
        self.server.respond(
            &format!("/feed-{site}"),
            Response::xml(&feed).header("ETag", &format!("\"{}\"", names.len())),
        );
    }

    fn operator(&self) -> Operator {
        let mut config =
            "[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n".to_owned();
        for site in 0..self.sites {
            let url = self.server.url(&format!("/feed-{site}")).to_string();
            let url = url.replace("127.0.0.1", &format!("site-{site}.example"));
            config += &format!("[[source]]\nname = \"{site}\"\nurl = \"{url}\"\n");
        }
        Operator::at(start(), &config).looking_up(self.lookup())
    }

    fn lookup(&self) -> Arc<Lookup> {
        let (is_down, lookups) = (Arc::clone(&self.is_down), Arc::clone(&self.lookups));
        Arc::new(move |_| {
            lookups.fetch_add(1, SeqCst);
            let answer = match is_down.load(SeqCst) {
                true => Err(io::Error::other("Temporary failure in name resolution")),
                false => Ok(vec![SocketAddr::from(([127, 0, 0, 1], 0))]),
            };
            Box::pin(std::future::ready(answer))
        })
    }

    fn polls(&self) -> usize {
        (0..self.sites).map(|site| self.server.requests(&format!("/feed-{site}")).len()).sum()
    }
}

#[tokio::test]
async fn night_without_names_uses_up_no_attempts_and_ends_at_once() {
    let net = Net::with_sites(4);
    net.server.respond(&Story::english("bridge-3").path(), Response::status(500));
    let mut operator = net.operator();
    operator.pass().await;
    assert_eq!(operator.store().stats().await.unwrap().articles, 3);

    net.is_down.store(true, SeqCst);
    (0..4).for_each(|site| net.publish(site, &["bridge", "harbour"]));
    let asked = net.server.all_requests().len();
    // Ends the connections that are open still.
    operator.restart();
    for _ in 0..20 {
        operator.set_now(operator.now() + TimeDelta::minutes(30));
        operator.pass().await;
    }
    assert_eq!(net.server.all_requests().len(), asked);
    for source in operator.store().sources().await.unwrap() {
        assert!(source.state.consecutive_failures <= 1 && source.state.gone_at.is_none(), "{source:?}");
        assert!(source.state.last_error.as_ref().unwrap().contains("network"), "{source:?}");
    }

    net.is_down.store(false, SeqCst);
    for _ in 0..2 {
        operator.set_now(operator.now() + TimeDelta::minutes(2));
        operator.pass().await;
    }
    let stats = operator.store().stats().await.unwrap();
    assert_eq!((stats.articles, net.polls()), (8, 8));
    for source in operator.store().sources().await.unwrap() {
        assert_eq!((source.state.consecutive_failures, source.state.last_error), (0, None));
    }
}

#[tokio::test]
async fn host_whose_name_is_out_of_order_alone_backs_off_like_any_other() {
    let net = Net::with_sites(3);
    let is_down = Arc::new(AtomicBool::new(false));
    let broken = Arc::clone(&is_down);
    let lookup: Arc<Lookup> = Arc::new(move |name| {
        let is_broken = name.starts_with("site-0") && broken.load(SeqCst);
        let answer = match is_broken {
            true => Err(io::Error::other("Temporary failure in name resolution")),
            false => Ok(vec![SocketAddr::from(([127, 0, 0, 1], 0))]),
        };
        Box::pin(std::future::ready(answer))
    });
    let mut operator = net.operator().looking_up(lookup);
    operator.pass().await;
    is_down.store(true, SeqCst);
    for _ in 0..36 {
        operator.set_now(operator.now() + TimeDelta::minutes(40));
        operator.pass().await;
        // Each of its own connections ends within that time.
        operator.restart();
    }
    operator.pass().await;
    let sources = operator.store().sources().await.unwrap();
    let failures: Vec<_> = sources.iter().map(|source| source.state.consecutive_failures).collect();
    assert!((5..=9).contains(&failures[0]) && failures[1..] == [0, 0], "{failures:?}");
}

#[tokio::test(start_paused = true)]
async fn service_that_is_cut_off_for_an_hour_tries_one_thing_at_a_time_and_goes_on_at_once() {
    let net = Net::with_sites(SITES);
    let mut operator = net.operator();
    net.is_down.store(true, SeqCst);
    // As long as a blocking task runs, time goes on only when the test says so.
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let holding = tokio::task::spawn_blocking(move || ended.recv().is_err());
    let (serving, mut reports, stop) = operator.serve().await;
    let listening = tokio::spawn(async move { while reports.recv().await.is_some() {} });
    for _ in 0..60 * 4 {
        operator.set_now(operator.now() + TimeDelta::seconds(15));
        tokio::time::advance(Duration::from_secs(15)).await;
        for _ in 0..20 {
            operator.store().host_pauses(operator.now()).await.unwrap();
        }
    }
    let lookups = net.lookups.load(SeqCst);
    // All sites every minute would be thousands; how many turns the service has in this hour is up to the machine.
    assert!((5..=140).contains(&lookups), "{lookups} lookups");
    assert_eq!(net.polls(), 0);

    net.is_down.store(false, SeqCst);
    let are_asked = || {
        (0..SITES)
            .all(|site| !net.server.requests(&Story::english(&format!("bridge-{site}")).path()).is_empty())
    };
    let mut seconds = 0;
    while !are_asked() && seconds < 300 {
        seconds += 1;
        operator.set_now(operator.now() + TimeDelta::seconds(1));
        tokio::time::advance(Duration::from_secs(1)).await;
        for _ in 0..100 {
            operator.store().host_pauses(operator.now()).await.unwrap();
        }
    }
    stop.send(true).unwrap();
    serving.await.unwrap();
    listening.await.unwrap();
    drop(end);
    holding.await.unwrap();
    assert_eq!(operator.store().stats().await.unwrap().articles, SITES as u64);
    assert_eq!(net.polls(), SITES);
}
