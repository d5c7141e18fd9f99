//! Sources whose address moves: where they are polled, with which login, and when they are gone.

use chrono::TimeDelta;

use crate::polling::{OPEN, feed, site, start, waits};
use crate::support::operator::Operator;
use crate::support::socks::SocksProxy;
use crate::support::tls::TlsServer;
use crate::support::world::{Story, rss};
use crate::support::{NewsServer, Response};

/// `ida:sesame`, as a browser sends it.
const LOGIN: Option<&str> = Some("Basic aWRhOnNlc2FtZQ==");

#[tokio::test]
async fn login_of_an_address_moves_with_it_and_reaches_no_other_host() {
    let (server, config) = site();
    let other = NewsServer::start_at("127.0.0.2");
    other.respond("/feed", feed(&server));
    server.respond("/moved", feed(&server));
    server.respond("/feed", Response::redirect(301, "/moved"));
    let config = config.replace("http://", "http://ida:sesame@");
    let mut operator = Operator::at(start(), &config);
    waits(&mut operator, 5).await;
    let logins = |server: &NewsServer, path: &str| {
        let asked = server.requests(path);
        asked.iter().map(|one| one.header("authorization").map(str::to_owned)).collect::<Vec<_>>()
    };
    let login = LOGIN.map(str::to_owned);
    assert_eq!(logins(&server, "/feed"), vec![login.clone(); 3]);
    assert_eq!(logins(&server, "/moved"), vec![login.clone(); 5]);
    let state = operator.source().await.state;
    assert_eq!(state.polled_url, Some(server.url("/moved")), "kept without the login");
    assert!(!format!("{:?}", operator.polls().await).contains("sesame"));

    server.respond("/moved", Response::redirect(308, other.url("/feed").as_str()));
    waits(&mut operator, 5).await;
    assert_eq!(operator.source().await.state.polled_url, Some(other.url("/feed")));
    assert_eq!(logins(&other, "/feed"), vec![None; 5]);
    // And back home it is let in again.
    other.respond("/feed", Response::status(404));
    server.respond("/feed", feed(&server));
    waits(&mut operator, 2).await;
    assert_eq!(logins(&server, "/feed"), vec![login; 4]);
}

#[tokio::test]
async fn address_that_leads_to_something_gone_is_not_gone_itself() {
    for status in [301, 308, 302] {
        let (server, config) = site();
        server.respond("/feed", Response::redirect(status, "/moved"));
        server.respond("/moved", Response::status(410));
        let mut operator = Operator::at(start(), &config);
        waits(&mut operator, 4).await;
        let state = operator.source().await.state;
        assert_eq!((state.gone_at, state.consecutive_failures), (None, 4), "{status}");
        assert!(state.last_error.unwrap().contains("410"), "it stays visible");
        server.respond("/feed", feed(&server));
        waits(&mut operator, 1).await;
        assert_eq!(operator.source().await.state.consecutive_failures, 0, "and recovers by itself");
        server.respond("/feed", Response::status(410));
        operator.set_now(operator.now() + TimeDelta::days(2));
        operator.pass().await;
        assert!(operator.source().await.state.gone_at.is_some(), "its own word counts");
    }
}

#[tokio::test]
async fn place_that_a_source_moved_to_and_that_fails_for_long_leads_back() {
    let (server, config) = site();
    server.respond("/moved", feed(&server));
    server.respond("/feed", Response::redirect(301, "/moved"));
    let mut operator = Operator::at(start(), &config);
    waits(&mut operator, 3).await;
    server.respond("/moved", Response::status(500));
    server.respond("/feed", feed(&server));
    waits(&mut operator, 4).await;
    let state = operator.source().await.state;
    assert_eq!((state.polled_url, state.consecutive_failures), (None, 0));
    assert_eq!((server.requests("/feed").len(), server.requests("/moved").len()), (4, 6));
}

#[tokio::test]
async fn address_that_is_encrypted_from_now_on_is_polled_so_at_once() {
    let (server, _) = site();
    let tls = TlsServer::serving("application/xml", &rss(&server, &[Story::english("bridge")])).await;
    let port = |url: url::Url| url.port().unwrap();
    let proxy = SocksProxy::with_routes(&[(80, port(server.url("/"))), (443, port(tls.url("/")))]);
    server.respond("/feed", Response::redirect(301, "https://news.invalid/feed"));
    let config = format!(
        "{OPEN}proxy = \"socks5h://{}\"\n[[source]]\nname = \"news\"\nurl = \"http://ida:sesame@news.invalid/feed\"\n\
         insecure_tls = true\ninterval = \"1h\"\n",
        proxy.address()
    );
    let mut operator = Operator::at(start(), &config);
    waits(&mut operator, 3).await;
    let state = operator.source().await.state;
    assert_eq!(state.polled_url.map(String::from).as_deref(), Some("https://news.invalid/feed"));
    assert_eq!((server.requests("/feed").len(), tls.requests().len()), (1, 3), "{:?}", state.last_error);
    for request in tls.requests() {
        assert_eq!(request.headers().get("authorization").map(|value| value.to_str().unwrap()), LOGIN);
    }
}
