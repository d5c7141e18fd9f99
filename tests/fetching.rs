//! The fetcher against the scripted server: what it sends, follows, refuses and reports.

use std::time::Duration;

use gleaner::clock::Clock;
use gleaner::config::FetchSettings;
use gleaner::fetch::{AskedBy, FetchError, FetchOutcome, FetchRequest, Fetcher};
use gleaner::model::{Page, Validators};

use crate::support::{NewsServer, Response};

pub(crate) fn settings() -> FetchSettings {
    FetchSettings {
        delay_per_host: Duration::ZERO,
        max_body_bytes: 100_000,
        max_redirects: 3,
        allow_private_networks: vec!["127.0.0.0/8".parse().unwrap()],
        ..FetchSettings::default()
    }
}

pub(crate) async fn fetch_with(settings: &FetchSettings, server: &NewsServer, path: &str) -> FetchOutcome {
    let clock = Clock::from_fn(|| "2024-05-14T10:00:00Z".parse().unwrap());
    let request = FetchRequest::new(server.url(path), AskedBy::User);
    Fetcher::new(settings, clock).unwrap().fetch(&request).await
}

async fn fetch(server: &NewsServer, path: &str) -> FetchOutcome {
    fetch_with(&settings(), server, path).await
}

async fn fetch_page(server: &NewsServer, path: &str) -> Page {
    match fetch(server, path).await {
        FetchOutcome::Fresh(page) => page,
        other => panic!("{path}: {other:?}"),
    }
}

/// The error of a fetch that must fail; it must name the address.
pub(crate) async fn fetch_error(settings: &FetchSettings, server: &NewsServer, path: &str) -> FetchError {
    match fetch_with(settings, server, path).await {
        FetchOutcome::Failed(error) => {
            assert!(error.to_string().contains(server.url(path).as_str()), "{error}");
            error
        }
        other => panic!("{path}: {other:?}"),
    }
}

#[tokio::test]
async fn request_says_who_asks_and_nothing_more() {
    let server = NewsServer::start();
    server.page("/story?id=1", "<p>text</p>");
    let page = fetch_page(&server, "/story?id=1").await;
    assert_eq!((page.status, page.body.as_slice()), (200, &b"<p>text</p>"[..]));
    assert_eq!(page.content_type.as_deref(), Some("text/html; charset=utf-8"));
    let request = &server.requests("/story?id=1")[0];
    assert_eq!(request.header("user-agent"), Some(concat!("gleaner/", env!("CARGO_PKG_VERSION"))));
    for coding in ["zstd", "br", "gzip", "deflate"] {
        assert!(request.header("accept-encoding").unwrap().contains(coding), "{coding}");
    }
    for name in ["cookie", "referer", "if-none-match", "if-modified-since"] {
        assert_eq!(request.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn validators_come_back_byte_for_byte() {
    let server = NewsServer::start();
    let (etag, last_modified) = ("W/\"a'b \\ 1\"", "Tue,  14 May 2024 noon");
    server.respond("/feed", Response::xml("<rss/>").validators(etag, last_modified));
    let validators = fetch_page(&server, "/feed").await.validators;
    assert_eq!(validators.etag.as_deref(), Some(etag.as_bytes()));
    assert_eq!(validators.last_modified.as_deref(), Some(last_modified.as_bytes()));

    let request = FetchRequest {
        validators: validators.clone(),
        ..FetchRequest::new(server.url("/feed"), AskedBy::User)
    };
    let outcome = Fetcher::new(&settings(), Clock::system()).unwrap().fetch(&request).await;
    let FetchOutcome::NotModified { validators: again } = outcome else { panic!("{outcome:?}") };
    assert_eq!(again, validators);
    let asked = &server.requests("/feed")[1];
    assert_eq!(
        (asked.header("if-none-match"), asked.header("if-modified-since")),
        (Some(etag), Some(last_modified))
    );
}

#[tokio::test]
async fn redirects_are_followed_so_far_and_no_further() {
    let server = NewsServer::start();
    for (status, path) in [(301, "/a"), (302, "/b"), (303, "/c"), (307, "/d"), (308, "/e")] {
        server.respond(path, Response::redirect(status, "/story"));
    }
    server.page("/story", "here");
    for path in ["/a", "/b", "/c", "/d", "/e"] {
        let page = fetch_page(&server, path).await;
        assert_eq!((page.requested_url, page.final_url), (server.url(path), server.url("/story")));
    }
    server.respond("/loop", Response::redirect(302, "/loop"));
    let error = fetch_error(&settings(), &server, "/loop").await;
    assert!(matches!(error, FetchError::TooManyRedirects { limit: 3, .. }), "{error}");
    assert_eq!(server.requests("/loop").len(), 4);
    for (path, location) in
        [("/mail", "mailto:editor@example.org"), ("/file", "file:///etc/hostname"), ("/odd", "http://")]
    {
        server.respond(path, Response::redirect(302, location));
        assert!(
            matches!(fetch_error(&settings(), &server, path).await, FetchError::BadRedirect { .. }),
            "{location}"
        );
    }
}

#[tokio::test]
async fn not_modified_counts_only_when_validators_were_sent() {
    let server = NewsServer::start();
    server.respond("/unasked", Response::status(304));
    let error = fetch_error(&settings(), &server, "/unasked").await;
    assert!(matches!(error, FetchError::Status { status: 304, .. }), "{error}");
}

#[tokio::test]
async fn statuses_become_outcomes() {
    let server = NewsServer::start();
    server.respond("/gone", Response::status(410));
    assert!(matches!(fetch(&server, "/gone").await, FetchOutcome::Gone));
    for (path, response, expected) in [
        ("/slow-down", Response::status(429).header("Retry-After", "120"), Some(120)),
        ("/until", Response::status(429).header("Retry-After", "Tue, 14 May 2024 10:01:00 GMT"), Some(60)),
        ("/busy", Response::status(503).header("Retry-After", "30"), Some(30)),
        ("/silent", Response::status(429), None),
        ("/down", Response::status(503), None),
    ] {
        server.respond(path, response);
        let outcome = fetch(&server, path).await;
        let FetchOutcome::RateLimited { retry_after, .. } = outcome else { panic!("{path}: {outcome:?}") };
        assert_eq!(retry_after, expected.map(Duration::from_secs), "{path}");
    }
    for status in [400, 401, 403, 404, 451, 500, 502, 504] {
        let path = format!("/{status}");
        server.respond(&path, Response::status(status));
        let error = fetch_error(&settings(), &server, &path).await;
        assert!(error.to_string().contains(&status.to_string()) && !error.is_permanent(), "{error}");
    }
}

#[tokio::test]
async fn body_over_the_limit_is_refused_with_and_without_a_length() {
    let server = NewsServer::start();
    let body = "x".repeat(100_001);
    server.respond("/length", Response::html(&body));
    server.respond("/chunked", Response::html(&body).chunked());
    for path in ["/length", "/chunked"] {
        let error = fetch_error(&settings(), &server, path).await;
        assert!(
            matches!(error, FetchError::TooLarge { limit: 100_000, .. }) && error.is_permanent(),
            "{error}"
        );
    }
    server.respond("/fits", Response::html(&body[1..]).chunked());
    assert_eq!(fetch_page(&server, "/fits").await.body.len(), 100_000);
}

#[tokio::test]
async fn connection_that_breaks_is_a_failure_and_no_short_page() {
    let server = NewsServer::start();
    let body = "y".repeat(10_000);
    server.respond("/cut", Response::html(&body).cut_after(5_000));
    server.respond("/cut-chunk", Response::html(&body).chunked().cut_after(5_000));
    server.respond("/dropped", Response::dropped());
    server.respond("/no-gzip", Response::html("this is not compressed").header("Content-Encoding", "gzip"));
    for path in ["/cut", "/cut-chunk", "/dropped", "/no-gzip"] {
        let error = fetch_error(&settings(), &server, path).await;
        assert!(matches!(error, FetchError::Broken { .. }) && !error.is_permanent(), "{path}: {error:?}");
    }
}

#[tokio::test]
async fn compressed_body_is_decoded() {
    let server = NewsServer::start();
    // "<p>text</p>" as one stored block of a gzip member (RFC 1952, RFC 1951 section 3.2.4).
    let text = b"<p>text</p>";
    let mut gzip = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1, 11, 0, 0xf4, 0xff];
    gzip.extend_from_slice(text);
    gzip.extend_from_slice(&crc32(text).to_le_bytes());
    gzip.extend_from_slice(&11_u32.to_le_bytes());
    server.respond("/gzip", Response::bytes("text/html", gzip).header("Content-Encoding", "gzip"));
    assert_eq!(fetch_page(&server, "/gzip").await.body, text);
}

#[tokio::test]
async fn each_time_out_is_named_with_its_setting() {
    let server = NewsServer::start();
    server.hang("/silent");
    let quick = FetchSettings { first_byte_timeout: Duration::from_millis(50), ..settings() };
    let error = fetch_error(&quick, &server, "/silent").await;
    assert!(error.to_string().contains("fetch.first_byte_timeout"), "{error}");
    let quick = FetchSettings { total_timeout: Duration::from_millis(50), ..settings() };
    let error = fetch_error(&quick, &server, "/silent").await;
    assert!(error.to_string().contains("fetch.total_timeout") && !error.is_permanent(), "{error}");
}

#[tokio::test]
async fn nobody_there_and_foreign_schemes_are_told_apart() {
    let fetcher = Fetcher::new(&settings(), Clock::system()).unwrap();
    for (url, permanent) in
        [("http://127.0.0.1:9/", false), ("ftp://example.org/", true), ("file:///etc/hostname", true)]
    {
        let request = FetchRequest::new(url.parse().unwrap(), AskedBy::User);
        let FetchOutcome::Failed(error) = fetcher.fetch(&request).await else { panic!("{url}") };
        assert!(error.to_string().contains(url) && error.is_permanent() == permanent, "{error:?}");
    }
}

/// The checksum of gzip (RFC 1952, section 8), bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

#[tokio::test]
async fn connection_is_kept_for_the_next_request_to_the_same_host() {
    let server = NewsServer::start();
    server.page("/story", "<p>text</p>");
    server.respond("/feed", Response::xml("<rss/>").validators("\"v1\"", "Tue, 14 May 2024 10:00:00 GMT"));
    server.respond("/moved", Response::redirect(302, "/story"));
    let fetcher = Fetcher::new(&settings(), Clock::system()).unwrap();
    for path in ["/story", "/feed", "/moved", "/story"] {
        let validators = Validators { etag: Some(b"\"v1\"".to_vec()), last_modified: None };
        let request = FetchRequest { validators, ..FetchRequest::new(server.url(path), AskedBy::User) };
        let outcome = fetcher.fetch(&request).await;
        assert!(!matches!(outcome, FetchOutcome::Failed(_)), "{path}: {outcome:?}");
    }
    assert_eq!(server.connections(), 1);
}
