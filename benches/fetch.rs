//! The polite fetcher against a bare loop of its HTTP client with the same concurrency, in one run, against a loopback server in a second
//! process: polls that are answered with 304, pages of 20 kB from 200 hosts, and memory after thousands of hosts.
//!
//! `cargo bench --bench fetch`. Prints `figure NAME VALUE UNIT` lines.

use std::error::Error;
use std::io::{self, BufRead as _, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use gleaner::clock::Clock;
use gleaner::config::FetchSettings;
use gleaner::fetch::{AskedBy, FetchOutcome, FetchRequest, Fetcher};
use gleaner::model::Validators;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::Url;

/// Requests in flight.
const CONCURRENCY: usize = 16;
/// Requests of one round.
const POLLS: usize = 8_000;
const PAGES: usize = 6_000;
/// Rounds, by turns bare and polite; the best of each counts, since a busy machine only ever takes away.
const ROUNDS: usize = 5;
const PAGE_BYTES: usize = 20_000;
const ETAG: &str = "\"v1\"";
/// Hosts of the page round, and hosts that are seen after it.
const HOSTS: usize = 200;
const FURTHER_HOSTS: usize = 10_000;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    if std::env::args().any(|word| word == "serve") {
        return tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(serve());
    }
    let mut server = Command::new(std::env::current_exe()?).arg("serve").stdout(Stdio::piped()).spawn()?;
    let result = read_port(&mut server).and_then(|port| {
        tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(measure(port))
    });
    server.kill()?;
    server.wait()?;
    result
}

fn read_port(server: &mut Child) -> Result<u16, Failure> {
    let mut line = String::new();
    BufReader::new(server.stdout.take().ok_or("no output")?).read_line(&mut line)?;
    Ok(line.trim().parse()?)
}

async fn measure(port: u16) -> Result<(), Failure> {
    let out = &mut io::stdout().lock();
    let bare = reqwest::Client::builder().no_proxy().build()?;
    let settings = FetchSettings {
        delay_per_host: Duration::ZERO,
        concurrency: CONCURRENCY,
        connections_per_host: CONCURRENCY,
        allow_private_networks: vec!["127.0.0.0/8".parse()?],
        ..FetchSettings::default()
    };
    let fetcher = Fetcher::new(&settings, Clock::system())?;

    let feeds: Vec<Url> = (0..POLLS).map(|number| url(port, number % CONCURRENCY, "feed")).collect();
    let (client, polite) = (bare.clone(), fetcher.clone());
    let polls =
        rounds(&feeds, move |url| bare_poll(client.clone(), url), move |url| poll(polite.clone(), url))
            .await?;
    report(out, "304_polls", POLLS, polls)?;

    let pages: Vec<Url> = (0..PAGES).map(|number| url(port, number % HOSTS, "page")).collect();
    let polite = fetcher.clone();
    let fetched =
        rounds(&pages, move |url| bare_page(bare.clone(), url), move |url| page(polite.clone(), url)).await?;
    report(out, "pages_of_200_hosts", PAGES, fetched)?;

    let before = resident_kilobytes()?;
    let others: Vec<Url> = (0..FURTHER_HOSTS).map(|number| url(port, HOSTS + number, "page")).collect();
    let begun = Instant::now();
    run(&others, move |url| page(fetcher.clone(), url)).await?;
    let per_second = FURTHER_HOSTS as f64 / begun.elapsed().as_secs_f64();
    writeln!(out, "figure fetch_new_hosts_per_second {per_second:.0} hosts/s")?;
    let growth = resident_kilobytes()?.saturating_sub(before);
    writeln!(out, "figure fetch_memory_growth_after_{FURTHER_HOSTS}_hosts {growth} kB")?;
    Ok(())
}

/// The best times of both, in turns.
async fn rounds<A, B>(
    urls: &[Url],
    bare: impl Fn(Url) -> A + Clone + Send + 'static,
    polite: impl Fn(Url) -> B + Clone + Send + 'static,
) -> Result<(Duration, Duration), Failure>
where
    A: Future<Output = Result<(), Failure>> + Send,
    B: Future<Output = Result<(), Failure>> + Send,
{
    let mut best = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        best.0 = best.0.min(run(urls, bare.clone()).await?);
        best.1 = best.1.min(run(urls, polite.clone()).await?);
    }
    Ok(best)
}

/// Fetches all addresses, by as many tasks as there may be requests in flight.
async fn run<F>(urls: &[Url], fetch: impl Fn(Url) -> F + Clone + Send + 'static) -> Result<Duration, Failure>
where
    F: Future<Output = Result<(), Failure>> + Send,
{
    let begun = Instant::now();
    let (urls, next): (Arc<[Url]>, _) = (urls.into(), Arc::new(AtomicUsize::new(0)));
    let mut tasks = JoinSet::new();
    for _ in 0..CONCURRENCY {
        let (urls, next, fetch) = (Arc::clone(&urls), Arc::clone(&next), fetch.clone());
        tasks.spawn(async move {
            while let Some(url) = urls.get(next.fetch_add(1, Relaxed)) {
                fetch(url.clone()).await?;
            }
            Ok::<(), Failure>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(begun.elapsed())
}

async fn bare_poll(client: reqwest::Client, url: Url) -> Result<(), Failure> {
    let answer = client.get(url).header("If-None-Match", ETAG).send().await?;
    if answer.status() == 304 { Ok(()) } else { Err(answer.status().to_string().into()) }
}

async fn poll(fetcher: Fetcher, url: Url) -> Result<(), Failure> {
    let validators = Validators { etag: Some(ETAG.as_bytes().to_vec()), last_modified: None };
    let request = FetchRequest { validators, ..FetchRequest::new(url, AskedBy::User) };
    match fetcher.fetch(&request).await {
        FetchOutcome::NotModified { .. } => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}

async fn bare_page(client: reqwest::Client, url: Url) -> Result<(), Failure> {
    let body = client.get(url).send().await?.bytes().await?;
    if body.len() == PAGE_BYTES { Ok(()) } else { Err(format!("{} bytes", body.len()).into()) }
}

async fn page(fetcher: Fetcher, url: Url) -> Result<(), Failure> {
    match fetcher.fetch(&FetchRequest::new(url, AskedBy::Gleaner)).await {
        FetchOutcome::Fresh(page) if page.body.len() == PAGE_BYTES => Ok(()),
        other => Err(format!("{other:?}").into()),
    }
}

fn url(port: u16, host: usize, path: &str) -> Url {
    let host = host + 1;
    let text = format!("http://127.{}.{}.{}:{port}/{path}", host >> 16 & 255, host >> 8 & 255, host & 255);
    // A constant form with numbers in it.
    Url::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn report(
    out: &mut impl Write,
    name: &str,
    count: usize,
    (bare, polite): (Duration, Duration),
) -> io::Result<()> {
    let per_second = |time: Duration| count as f64 / time.as_secs_f64();
    writeln!(out, "figure fetch_{name}_per_second {:.0} requests/s", per_second(polite))?;
    writeln!(out, "figure bare_{name}_per_second {:.0} requests/s", per_second(bare))?;
    writeln!(out, "figure fetch_{name}_to_bare {:.3} ratio", bare.as_secs_f64() / polite.as_secs_f64())
}

fn resident_kilobytes() -> Result<u64, Failure> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

/// A server on all loopback addresses, as quick as can be: 304 for whoever has the validator, 404 for robots.txt, else the page.
async fn serve() -> Result<(), Failure> {
    let listener = TcpListener::bind(("0.0.0.0", 0)).await?;
    writeln!(io::stdout(), "{}", listener.local_addr()?.port())?;
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(answer_all(stream));
    }
}

async fn answer_all(mut stream: TcpStream) -> io::Result<()> {
    let page = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: {ETAG}\r\nContent-Length: {PAGE_BYTES}\r\n\r\n{}",
        "x".repeat(PAGE_BYTES)
    );
    let unchanged = format!("HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n");
    let missing = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    stream.set_nodelay(true)?;
    let (mut buffer, mut filled) = (vec![0; 8192], 0);
    loop {
        let count = stream.read(&mut buffer[filled..]).await?;
        if count == 0 {
            return Ok(());
        }
        filled += count;
        if !buffer[..filled].ends_with(b"\r\n\r\n") {
            continue;
        }
        let head = String::from_utf8_lossy(&buffer[..filled]).to_ascii_lowercase();
        filled = 0;
        let answer = if head.contains("if-none-match") {
            &unchanged
        } else if head.starts_with("get /robots.txt") {
            missing
        } else {
            &page
        };
        stream.write_all(answer.as_bytes()).await?;
    }
}
