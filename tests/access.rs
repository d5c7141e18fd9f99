//! The way to a document: proxies, certificates, and what lets a source in. Secrets go to their own host, and are never shown.

use std::sync::Arc;

use gleaner::clock::Clock;
use gleaner::config::{FetchSettings, Proxies, ProxyAddress, SourceAccess};
use gleaner::fetch::{Access, AskedBy, FetchError, FetchOutcome, FetchRequest, Fetcher, Pass};
use url::Url;

use crate::fetching::settings;
use crate::program::Program;
use crate::support::socks::SocksProxy;
use crate::support::tls::{TlsServer, certificate_path};
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

async fn fetch(settings: &FetchSettings, url: Url) -> FetchOutcome {
    let fetcher = Fetcher::new(settings, Clock::system()).unwrap();
    fetcher.fetch(&FetchRequest::new(url, AskedBy::User)).await
}

fn through(proxy: &str, bypass: &str) -> FetchSettings {
    let address = ProxyAddress::parse(proxy).unwrap();
    let proxies = Proxies { http: Some(address.clone()), https: Some(address), bypass: bypass.to_owned() };
    FetchSettings { proxies, ..settings() }
}

fn is_fresh(outcome: &FetchOutcome) -> bool {
    matches!(outcome, FetchOutcome::Fresh(_))
}

#[tokio::test]
async fn http_goes_through_the_proxy_whole_and_https_through_a_tunnel() {
    let proxy = NewsServer::start();
    proxy.page("http://news.invalid/feed", "<p>text</p>");
    let settings = through(proxy.url("/").as_str(), "");
    let outcome = fetch(&settings, "http://news.invalid/feed".parse().unwrap()).await;
    assert!(is_fresh(&outcome), "{outcome:?}");
    let outcome = fetch(&settings, "https://news.invalid/feed".parse().unwrap()).await;
    assert!(matches!(outcome, FetchOutcome::Failed(_)), "the tunnel was refused: {outcome:?}");
    let methods: Vec<_> = proxy.all_requests().into_iter().map(|one| (one.method, one.path)).collect();
    let expected = [("GET", "http://news.invalid/feed"), ("CONNECT", "news.invalid:443")];
    assert_eq!(methods, expected.map(|(method, path)| (method.to_owned(), path.to_owned())));
}

#[tokio::test]
async fn what_is_to_be_reached_directly_is() {
    let (proxy, server) = (NewsServer::start(), NewsServer::start());
    server.page("/feed", "<p>text</p>");
    for bypass in ["127.0.0.1", "example.org, 127.0.0.0/8", "*"] {
        let outcome = fetch(&through(proxy.url("/").as_str(), bypass), server.url("/feed")).await;
        assert!(is_fresh(&outcome), "{bypass}: {outcome:?}");
    }
    assert!(!proxy.was_asked());
}

#[tokio::test]
async fn socks_proxy_is_given_addresses_or_names_as_its_scheme_says() {
    let (proxy, server) = (SocksProxy::start(), NewsServer::start());
    server.page("/feed", "<p>text</p>");
    let port = server.url("/").port().unwrap();
    for (scheme, host, target) in [
        ("socks5", "127.0.0.1", format!("127.0.0.1:{port}")),
        ("socks5h", "news.invalid", format!("news.invalid:{port}")),
    ] {
        let settings = through(&format!("{scheme}://{}", proxy.address()), "");
        let outcome = fetch(&settings, format!("http://{host}:{port}/feed").parse().unwrap()).await;
        assert!(is_fresh(&outcome), "{scheme}: {outcome:?}");
        assert_eq!(proxy.targets().pop(), Some(target));
    }
}

#[tokio::test]
async fn private_addresses_stay_closed_through_a_proxy() {
    let proxy = NewsServer::start();
    proxy.respond(
        "http://news.invalid/away",
        Response::redirect(302, "http://169.254.169.254/latest/meta-data/"),
    );
    // Half of `localhost` is open: the name passes as such, and what it resolves to does not.
    let closed = FetchSettings {
        allow_private_networks: vec!["::1/128".parse().unwrap()],
        ..through(proxy.url("/").as_str(), "")
    };
    for url in ["http://localhost/feed", "http://127.1/feed", "http://10.0.0.1/", "http://news.invalid/away"]
    {
        let outcome = fetch(&closed, url.parse().unwrap()).await;
        assert!(
            matches!(outcome, FetchOutcome::Failed(FetchError::PrivateAddress { .. })),
            "{url}: {outcome:?}"
        );
    }
    assert_eq!(proxy.all_requests().len(), 1, "only the redirect was asked for");
    // A name of the proxy itself is the operator's word, but nobody else's.
    let named = proxy.url("/").to_string().replace("127.0.0.1", "localhost");
    let closed = FetchSettings { allow_private_networks: Vec::new(), ..through(&named, "") };
    proxy.page("http://news.invalid/feed", "<p>text</p>");
    assert!(is_fresh(&fetch(&closed, "http://news.invalid/feed".parse().unwrap()).await));
    let outcome = fetch(&closed, named.parse().unwrap()).await;
    assert!(matches!(outcome, FetchOutcome::Failed(FetchError::PrivateAddress { .. })), "{outcome:?}");
}

#[test]
fn proxies_of_the_environment_are_used_unless_the_configuration_says_otherwise() {
    let (proxy, server) = (NewsServer::start(), NewsServer::start());
    let story = Story::english("bridge");
    proxy.page("http://news.invalid/story", &story_page(&story));
    server.page("/story", &story_page(&story));
    let open = "[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n";
    let run = |config: &str, url: &str, bypass: &str| {
        let program = Program::with_config(&format!("{open}{config}"));
        let mut command = program.command(&["ingest", "--quiet", "--url", url]);
        command.env("HTTP_PROXY", proxy.url("/").as_str()).env("NO_PROXY", bypass);
        command.output().unwrap().status.code()
    };
    assert_eq!(run("", "http://news.invalid/story", ""), Some(0));
    assert_eq!(run("proxy = \"none\"\n", "http://news.invalid/story", ""), Some(1));
    let asked = proxy.all_requests().len();
    assert_eq!(run("", server.url("/story").as_str(), "127.0.0.1"), Some(0));
    assert_eq!(run("proxy = \"none\"\n", server.url("/story").as_str(), ""), Some(0));
    assert_eq!((proxy.all_requests().len(), server.requests("/story").len()), (asked, 2));
}

fn pass(home: Url, access: SourceAccess) -> Option<Pass> {
    Some(Pass { home, access: Arc::new(Access::reveal("news", &access).unwrap()) })
}

#[tokio::test]
async fn certificates_are_vouched_for_by_the_user_or_not_looked_at_for_one_source() {
    let server = TlsServer::start().await;
    let outcome = fetch(&settings(), server.url("/feed")).await;
    let FetchOutcome::Failed(FetchError::Unreachable { reason, .. }) = &outcome else {
        panic!("{outcome:?}")
    };
    assert!(reason.contains("certificate"), "{reason}");
    let vouched = FetchSettings { ca_certificates: vec![certificate_path()], ..settings() };
    assert!(is_fresh(&fetch(&vouched, server.url("/feed")).await));

    let fetcher = Fetcher::new(&settings(), Clock::system()).unwrap();
    let insecure = SourceAccess { insecure_tls: true, ..SourceAccess::default() };
    let mut request = FetchRequest::new(server.url("/feed"), AskedBy::User);
    request.pass = pass(server.url("/feed"), insecure.clone());
    assert!(is_fresh(&fetcher.fetch(&request).await));
    request.pass = pass("https://127.0.0.2/feed".parse().unwrap(), insecure);
    assert!(!is_fresh(&fetcher.fetch(&request).await), "another source's word does not count here");
    let missing = FetchSettings { ca_certificates: vec!["/nonexistent/ca.pem".into()], ..settings() };
    let error = Fetcher::new(&missing, Clock::system()).unwrap_err().to_string();
    assert!(error.contains("/nonexistent/ca.pem") && error.contains("fetch.ca_certificates"), "{error}");
}

#[tokio::test]
async fn requests_to_one_site_share_a_connection_of_http_2() {
    let server = TlsServer::start().await;
    let vouched = FetchSettings { ca_certificates: vec![certificate_path()], ..settings() };
    let fetcher = Fetcher::new(&vouched, Clock::system()).unwrap();
    for number in 0..5 {
        let url = server.url(&format!("/stories/{number}"));
        assert!(is_fresh(&fetcher.fetch(&FetchRequest::new(url, AskedBy::User)).await));
    }
    assert_eq!((server.connections(), server.requests().len()), (1, 5));
    for request in server.requests() {
        assert_eq!(request.version(), http::Version::HTTP_2);
        assert_eq!(request.headers()["accept-encoding"], "zstd, br, gzip, deflate");
    }
}

/// A source with all kinds of secrets, and where they are sent.
#[test]
fn secrets_reach_their_source_and_its_pages_and_nobody_else() {
    let (server, other) = (NewsServer::start(), NewsServer::start_at("127.0.0.2"));
    let (story, away) = (Story::english("bridge"), Story::english("harvest"));
    server.page(&story.path(), &story_page(&story));
    server.respond(&away.path(), Response::redirect(302, other.url(&away.path()).as_str()));
    other.page(&away.path(), &story_page(&away));
    server.respond("/feed", Response::xml(&rss(&server, &[story.clone(), away.clone()])));
    let program = Program::with_config(&format!(
        "[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n[[source]]\nname = \"news\"\nurl = \"{}\"\n\
         headers = {{ X-Key = {{ env = \"NEWS_KEY\" }} }}\nbasic_auth = {{ user = \"reader\", password = {{ file = \"password\" }} }}\n\
         cookie = \"session=rosebud\"\n",
        server.url("/feed")
    ));
    program.write("password", "open-sesame\n");
    let mut command = program.command(&["--verbose", "ingest"]);
    command.env("NEWS_KEY", "shibboleth").env("GLEANER_LOG", "trace");
    let ended = command.output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    for path in ["/feed", &story.path(), &away.path()] {
        let request = &server.requests(path)[0];
        assert_eq!(request.header("x-key"), Some("shibboleth"), "{path}");
        assert_eq!(request.header("authorization"), Some("Basic cmVhZGVyOm9wZW4tc2VzYW1l"), "{path}");
        assert_eq!(request.header("cookie"), Some("session=rosebud"), "{path}");
    }
    for name in ["x-key", "authorization", "cookie"] {
        assert_eq!(other.requests(&away.path())[0].header(name), None, "{name}");
    }
    let store = std::fs::read(program.path("gleaner.sqlite")).unwrap();
    for told in [ended.stdout, ended.stderr, store] {
        let told = String::from_utf8_lossy(&told).into_owned();
        for secret in ["shibboleth", "open-sesame", "cmVhZGVyOm9wZW4tc2VzYW1l", "rosebud"] {
            assert!(!told.contains(secret), "{secret} was told");
        }
    }
}

#[test]
fn secret_that_is_not_there_is_named_before_anything_is_asked() {
    let server = NewsServer::start();
    let program = Program::with_config(&format!(
        "[[source]]\nname = \"news\"\nurl = \"{}\"\ncookie = {{ env = \"NEWS_COOKIE\" }}\n",
        server.url("/feed")
    ));
    for command in ["check", "ingest"] {
        let ended = program.run(&[command]);
        assert_eq!(ended.code, 2, "{ended:?}");
        for part in ["NEWS_COOKIE", "`news`", "cookie"] {
            assert!(ended.err.contains(part), "`{part}` is missing in: {}", ended.err);
        }
    }
    assert!(!server.was_asked());
    assert_eq!(program.run(&["sources"]).code, 0, "what asks nobody needs no secrets");
    for (lines, part) in [
        ("headers = { Host = \"x\" }\n", "answers for itself"),
        ("headers = { \"X Y\" = \"x\" }\n", "no name of a header"),
        ("basic_auth = { user = \"a:b\", password = \"x\" }\n", "colon"),
        ("cookie = { path = \"x\" }\n", "env"),
    ] {
        let program =
            Program::with_config(&format!("[[source]]\nname = \"a\"\nurl = \"http://a.example/\"\n{lines}"));
        let ended = program.run(&["check"]);
        assert!(ended.code == 2 && ended.err.contains(part), "{lines}: {ended:?}");
    }
}

#[tokio::test]
async fn hosts_of_one_registrable_domain_share_its_connections() {
    let proxy = NewsServer::start();
    proxy.hang("http://www.news.invalid/1");
    for url in ["http://feeds.news.invalid/2", "http://www.weather.invalid/3"] {
        proxy.page(url, "<p>text</p>");
    }
    let one = FetchSettings { connections_per_host: 1, ..through(proxy.url("/").as_str(), "") };
    let fetcher = Fetcher::new(&one, Clock::system()).unwrap();
    let begin = |url: &str| {
        let (fetcher, request) = (fetcher.clone(), FetchRequest::new(url.parse().unwrap(), AskedBy::User));
        tokio::spawn(async move { fetcher.fetch(&request).await })
    };
    let first = begin("http://www.news.invalid/1");
    let waiting = proxy.waiter();
    let came = move || waiting.wait_for_requests("http://www.news.invalid/1", 1);
    tokio::task::spawn_blocking(came).await.unwrap();
    let second = begin("http://feeds.news.invalid/2");
    assert!(is_fresh(&begin("http://www.weather.invalid/3").await.unwrap()));
    assert!(proxy.requests("http://feeds.news.invalid/2").is_empty(), "it went before its turn");
    proxy.page("http://www.news.invalid/1", "<p>text</p>");
    assert!(is_fresh(&first.await.unwrap()) && is_fresh(&second.await.unwrap()));
}
