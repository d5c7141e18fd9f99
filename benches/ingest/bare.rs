//! What ingesting is measured against: fetching the same pages with nothing around it, and reading them with nothing around that.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use chrono::Utc;
use gleaner::config::SiteRules;
use gleaner::model::{Document, Hints, Page, Validators};
use gleaner::pipeline::read_document;
use tokio::task::JoinSet;
use url::Url;

use super::Failure;
use super::gleaner::own_processor;
use super::press::{ARTICLES_OF_A_SITE, Press, path};
use super::serve::home;

/// Requests in flight, as many as gleaner has by default.
const CONCURRENCY: usize = 16;
/// Rounds of reading; the best counts, since a busy machine only ever takes away.
const ROUNDS: usize = 3;

/// How quick something went.
#[derive(Clone, Copy)]
pub(crate) struct Rate {
    /// Pages a second by the clock.
    pub(crate) per_second: f64,
    /// Processor time of a page, in milliseconds.
    pub(crate) milliseconds: f64,
}

impl Rate {
    /// Of so many pages, since a moment at which so much processor time had been taken.
    pub(crate) fn since(begun: Instant, processor: f64, pages: usize) -> Result<Self, Failure> {
        let per_second = pages as f64 / begun.elapsed().as_secs_f64();
        Ok(Self { per_second, milliseconds: (own_processor()? - processor) * 1e3 / pages as f64 })
    }
}

/// Fetches all pages with a bare HTTP client.
pub(crate) async fn fetch_all(port: u16, sites: usize) -> Result<Rate, Failure> {
    let client = reqwest::Client::builder().no_proxy().pool_max_idle_per_host(1).build()?;
    let (begun, processor) = (Instant::now(), own_processor()?);
    let (next, all) = (Arc::new(AtomicUsize::new(0)), sites * ARTICLES_OF_A_SITE);
    let mut tasks = JoinSet::new();
    for _ in 0..CONCURRENCY {
        let (client, next) = (client.clone(), Arc::clone(&next));
        tasks.spawn(async move {
            loop {
                let number = next.fetch_add(1, Relaxed);
                if number >= all {
                    return Ok::<(), Failure>(());
                }
                // From site to site, as the queue goes.
                let url = format!("{}{}", home(port, number % sites), path(number / sites));
                let body = client.get(url).send().await?.error_for_status()?.bytes().await?;
                if body.len() < 1_000 {
                    return Err(format!("a page of {} bytes", body.len()).into());
                }
            }
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Rate::since(begun, processor, all)
}

/// Reads so many pages, spread over the sites, on all cores.
pub(crate) fn read_some(press: &Press, pages: usize) -> Result<Rate, Failure> {
    let pages = (0..pages).map(|number| made(press, number)).collect::<Result<Vec<Page>, Failure>>()?;
    let mut best: Option<Rate> = None;
    for _ in 0..ROUNDS {
        let rate = read_all(&pages)?;
        if best.is_none_or(|best| best.per_second < rate.per_second) {
            best = Some(rate);
        }
    }
    best.ok_or_else(|| "nothing was read".into())
}

fn read_all(pages: &[Page]) -> Result<Rate, Failure> {
    let (rules, hints, now) = (SiteRules::default(), Hints::default(), Utc::now());
    let (begun, processor) = (Instant::now(), own_processor()?);
    let (next, cores) = (AtomicUsize::new(0), std::thread::available_parallelism()?.get());
    std::thread::scope(|scope| {
        let read = || {
            while let Some(page) = pages.get(next.fetch_add(1, Relaxed)) {
                match read_document(page, &rules, &hints, now) {
                    Document::Article(article) if article.word_count > 50 => {}
                    _ => return Err::<(), Failure>(format!("{} was not read", page.final_url).into()),
                }
            }
            Ok(())
        };
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(read)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| "reading panicked")?)
    })?;
    Rate::since(begun, processor, pages.len())
}

fn made(press: &Press, number: usize) -> Result<Page, Failure> {
    let (site, number) = (number % press.sites(), number / press.sites() % ARTICLES_OF_A_SITE);
    let home = home(80, site);
    let url = Url::parse(&format!("{home}{}", path(number)))?;
    Ok(Page {
        requested_url: url.clone(),
        final_url: url,
        status: 200,
        fetched_at: Utc::now(),
        content_type: Some("text/html; charset=utf-8".to_owned()),
        content_language: None,
        content_location: None,
        validators: Validators::default(),
        body: press.page(site, number, &home).into_bytes(),
    })
}
