//! What a server may cost at most: bombs, drips, large heads, long addresses.

use std::io::Write as _;
use std::time::Duration;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use gleaner::clock::Clock;
use gleaner::config::FetchSettings;
use gleaner::fetch::{AskedBy, FetchError, FetchOutcome, FetchRequest, Fetcher};

use crate::fetching::{fetch_error, fetch_with, settings};
use crate::program::Program;
use crate::stories::QUICK;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

const MEGABYTE: usize = 1024 * 1024;

/// Length of what the bombs unfold to.
const UNFOLDED_MEGABYTES: usize = 100;

/// Zeros in Brotli, as its reference encoder wrote them (quality 11, a window of 4 MB).
const BROTLI_BOMB: &str = "cbffff3ff82700e2b14020f7fe8fffff7ff04f00c4611180eefd1fffffffe09f0088c30200ddfb3ffeffffc13f0110870500\
baf77ffcffff837f02200e0b0074effff8ffff07ff04401c1600e8defff1ffff0ffe0980382c00d0bdffe3ffff1ffc1300715800a07bffc7ffff3ff82700e2b0\
0040f7fe8fffff7ff04f00c4610180eefd1fffffffe09f0088c30200ddfb3ffeffffc13f0110870500baf77ff9ffff837f02200e0b0074ef7f00";

fn brotli_bomb() -> Vec<u8> {
    let digits: Vec<u8> = BROTLI_BOMB.chars().map(|digit| digit.to_digit(16).unwrap() as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// Zeros in gzip.
fn gzip_bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    (0..UNFOLDED_MEGABYTES).for_each(|_| encoder.write_all(&[0; MEGABYTE]).unwrap());
    encoder.finish().unwrap()
}

/// Zeros in what HTTP calls deflate.
fn deflate_bomb() -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    (0..UNFOLDED_MEGABYTES).for_each(|_| encoder.write_all(&[0; MEGABYTE]).unwrap());
    encoder.finish().unwrap()
}

/// Zeros in zstd: a frame with a window of 128 kB, and of blocks that repeat one byte 128 kB long (RFC 8878, section 3.1.1).
fn zstd_bomb() -> Vec<u8> {
    let (repeated, block_bytes) = (1_u32 << 1, 128 * 1024_u32);
    let mut frame = vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 7 << 3];
    for left in (0..UNFOLDED_MEGABYTES * 8).rev() {
        let header = block_bytes << 3 | repeated | u32::from(left == 0);
        frame.extend_from_slice(&header.to_le_bytes()[..3]);
        frame.push(0);
    }
    frame
}

#[tokio::test]
async fn bombs_stop_at_the_limit() {
    let server = NewsServer::start();
    for (coding, bomb) in
        [("gzip", gzip_bomb()), ("deflate", deflate_bomb()), ("zstd", zstd_bomb()), ("br", brotli_bomb())]
    {
        assert!(bomb.len() < MEGABYTE / 4, "{coding}: {} bytes", bomb.len());
        server.respond("/bomb", Response::bytes("text/html", bomb).header("Content-Encoding", coding));
        let error = fetch_error(&settings(), &server, "/bomb").await;
        assert!(matches!(error, FetchError::TooLarge { limit: 100_000, .. }), "{coding}: {error}");
        let whole = FetchSettings { max_body_bytes: 200 * MEGABYTE as u64, ..settings() };
        let outcome = fetch_with(&whole, &server, "/bomb").await;
        let FetchOutcome::Fresh(page) = outcome else { panic!("{coding}: {outcome:?}") };
        assert_eq!(page.body.len(), UNFOLDED_MEGABYTES * MEGABYTE, "{coding} was a bomb indeed");
    }
}

#[tokio::test]
async fn zstd_that_asks_for_a_huge_window_is_refused() {
    let server = NewsServer::start();
    // The same frame, but with a window of 2 GB.
    let mut frame = zstd_bomb();
    frame[5] = 21 << 3;
    server.respond("/window", Response::bytes("text/html", frame).header("Content-Encoding", "zstd"));
    let error = fetch_error(&settings(), &server, "/window").await;
    assert!(matches!(error, FetchError::Broken { .. }), "{error}");
}

#[tokio::test]
async fn body_that_stops_coming_is_given_up() {
    let server = NewsServer::start();
    let page = "<p>text</p>".repeat(100);
    server.respond("/plain", Response::html(&page).stall_after(50));
    server.respond("/chunked", Response::html(&page).chunked().stall_after(50));
    let quick = FetchSettings { min_rate_window: Duration::from_millis(50), ..settings() };
    for path in ["/plain", "/chunked"] {
        let quick = FetchSettings { min_bytes_per_second: 100_000, ..quick.clone() };
        let error = fetch_error(&quick, &server, path).await;
        assert!(matches!(error, FetchError::TooSlow { .. }) && !error.is_permanent(), "{error}");
        assert!(error.to_string().contains("100000 bytes a second"), "{error}");
        assert!(error.to_string().contains("fetch.min_bytes_per_second"), "{error}");
    }
    server.respond("/whole", Response::html(&page));
    assert!(matches!(fetch_with(&quick, &server, "/whole").await, FetchOutcome::Fresh(_)));
}

#[tokio::test]
async fn head_over_a_limit_is_refused_and_the_limits_named() {
    let server = NewsServer::start();
    let fields = |count: usize, length: usize| {
        let value = "v".repeat(length);
        (0..count).fold(Response::html("here"), |response, number| {
            response.header(&format!("X-Field-{number}"), &value)
        })
    };
    server.respond("/many", fields(201, 1));
    server.respond("/large", fields(2, 40_000));
    // More than the HTTP client itself would keep.
    server.respond("/huge", fields(1, 1_000_000));
    for path in ["/many", "/large", "/huge"] {
        let error = fetch_error(&settings(), &server, path).await;
        assert!(matches!(error, FetchError::HeadTooLarge { .. }), "{path}: {error}");
        for part in ["65536 bytes", "fetch.max_header_bytes", "200 fields", "fetch.max_header_fields"] {
            assert!(error.to_string().contains(part), "{path}: `{part}` is missing in: {error}");
        }
    }
    server.respond("/ordinary", fields(150, 300));
    assert!(matches!(fetch_with(&settings(), &server, "/ordinary").await, FetchOutcome::Fresh(_)));
}

#[tokio::test]
async fn redirect_to_a_long_address_is_refused() {
    let server = NewsServer::start();
    let path = |bytes: usize| {
        let path = format!("/{}", "p".repeat(bytes));
        path[..bytes - server.url("").as_str().trim_end_matches('/').len()].to_owned()
    };
    server.page(&path(8192), "here");
    server.respond("/fits", Response::redirect(302, &path(8192)));
    let outcome = fetch_with(&settings(), &server, "/fits").await;
    assert!(matches!(outcome, FetchOutcome::Fresh(_)), "{outcome:?}");
    server.respond("/long", Response::redirect(302, &path(8193)));
    let error = fetch_error(&settings(), &server, "/long").await;
    assert!(matches!(error, FetchError::UrlTooLong { limit: 8192, .. }) && error.is_permanent(), "{error}");
    assert!(error.to_string().contains("fetch.max_url_bytes"), "{error}");
}

#[test]
fn entry_with_a_long_address_fails_and_the_others_are_stored() {
    let server = NewsServer::start();
    let stories = ["bridge", "harvest"].map(Story::english);
    server.page(&stories[0].path(), &story_page(&stories[0]));
    let long = format!("{}?session={}", stories[1].path(), "0".repeat(9000));
    let feed = rss(&server, &stories).replace(&stories[1].path(), &long);
    server.respond("/feed", Response::xml(&feed));
    let program = Program::with_config(QUICK);
    let lines = program.json(&["ingest", "--url", server.url("/feed").as_str()], 1);
    assert_eq!(lines.iter().filter(|line| line["outcome"] == "new").count(), 1, "{lines:?}");
    let error = lines.iter().find_map(|line| line["error"].as_str()).unwrap();
    assert!(error.contains("fetch.max_url_bytes") && error.len() < 1000, "{error}");
}

#[tokio::test]
async fn body_that_is_large_only_as_it_comes_is_refused_too() {
    let server = NewsServer::start();
    // Members of gzip that hold nothing, one after the other.
    let empty = GzEncoder::new(Vec::new(), Compression::best()).finish().unwrap();
    let padding = empty.repeat(100_001 / empty.len() + 1);
    let answer = Response::bytes("text/html", padding).header("Content-Encoding", "gzip");
    for answer in [answer.clone(), answer.chunked()] {
        server.respond("/padded", answer);
        let error = fetch_error(&settings(), &server, "/padded").await;
        assert!(matches!(error, FetchError::TooLarge { limit: 100_000, .. }), "{error}");
        assert!(error.to_string().contains("fetch.max_body_bytes"), "{error}");
    }
}

#[tokio::test]
async fn host_that_does_not_let_connect_is_given_up() {
    // A queue of one that nobody empties: who comes later is not answered at all.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut waiting = Vec::new();
    let patience = Duration::from_millis(100);
    while let Ok(connected) = tokio::time::timeout(patience, tokio::net::TcpStream::connect(address)).await {
        waiting.push(connected.unwrap());
    }
    let quick = FetchSettings { connect_timeout: Duration::from_millis(200), ..settings() };
    let url = format!("http://{address}/feed").parse().unwrap();
    let fetcher = Fetcher::new(&quick, Clock::system()).unwrap();
    let outcome = fetcher.fetch(&FetchRequest::new(url, AskedBy::User)).await;
    let FetchOutcome::Failed(error) = outcome else { panic!("{outcome:?}") };
    assert!(error.to_string().contains("fetch.connect_timeout"), "{error}");
}
