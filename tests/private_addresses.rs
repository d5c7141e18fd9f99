//! What may not be reached, from end to end: addresses in feeds, redirects, configuration and on the command line.

use gleaner::clock::Clock;
use gleaner::config::FetchSettings;
use gleaner::fetch::{AskedBy, FetchError, FetchOutcome, FetchRequest, Fetcher};

use crate::fetching::{fetch_error, fetch_with, settings};
use crate::program::Program;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

/// Only this address of the loopback network is open.
const ONE_OPEN: &str = "[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.1/32\"]\n";

fn one_open() -> FetchSettings {
    FetchSettings { allow_private_networks: vec!["127.0.0.1/32".parse().unwrap()], ..settings() }
}

fn assert_names_the_way_out(error: &str, address: &str) {
    for part in [address, "fetch.allow_private_networks", &format!("\"{address}/32\"")] {
        assert!(error.contains(part), "`{part}` is missing in: {error}");
    }
}

#[test]
fn entry_at_a_closed_address_fails_and_the_others_are_stored() {
    let (server, closed) = (NewsServer::start(), NewsServer::start_at("127.0.0.2"));
    let stories = ["bridge", "harvest", "library"].map(Story::english);
    for story in &stories {
        server.page(&story.path(), &story_page(story));
        closed.page(&story.path(), &story_page(story));
    }
    let feed = rss(&server, &stories);
    let entry = closed.url(&stories[1].path()).to_string();
    let feed = feed.replace(server.url(&stories[1].path()).as_str(), &entry);
    server.respond("/feed", Response::xml(&feed));
    let program = Program::with_config(ONE_OPEN);

    let lines = program.json(&["ingest", "--url", server.url("/feed").as_str()], 1);
    assert_eq!(lines.iter().filter(|line| line["outcome"] == "new").count(), 2, "{lines:?}");
    let failed = lines.iter().find(|line| line["outcome"] == "failed").unwrap();
    assert_eq!(failed["url"], entry.as_str());
    assert_names_the_way_out(failed["error"].as_str().unwrap(), "127.0.0.2");
    assert_eq!(program.query::<i64>("SELECT count(*) FROM articles"), 2);
    assert!(!closed.was_asked());
}

#[test]
fn nothing_private_is_open_unless_the_configuration_opens_it() {
    let server = NewsServer::start();
    server.page("/story", &story_page(&Story::english("bridge")));
    let url = server.url("/story");
    let port = url.port().unwrap();
    for url in [
        url.to_string(),
        format!("http://localhost:{port}/story"),
        format!("http://127.1:{port}/story"),
        format!("http://0x7f.1:{port}/story"),
        format!("http://2130706433:{port}/story"),
    ] {
        let source = format!("[[source]]\nname = \"inside\"\nurl = \"{url}\"\nkind = \"page\"\n");
        let line = &Program::with_config(&source).json(&["ingest"], 1)[0];
        assert_names_the_way_out(line["error"].as_str().unwrap(), "127.0.0.1");
    }
    assert!(!server.was_asked());
    let program = Program::with_config(&format!(
        "{ONE_OPEN}[[source]]\nname = \"inside\"\nurl = \"{url}\"\nkind = \"page\"\n"
    ));
    assert_eq!(program.json(&["ingest"], 0)[0]["outcome"], "new");
}

#[test]
fn address_that_the_user_types_is_open_for_that_run_and_no_other_is() {
    let (server, closed) = (NewsServer::start(), NewsServer::start_at("127.0.0.2"));
    let story = Story::english("bridge");
    server.page(&story.path(), &story_page(&story));
    closed.page(&story.path(), &story_page(&story));
    server.respond("/away", Response::redirect(302, closed.url(&story.path()).as_str()));
    let typed = |path: &str, code: i32| {
        Program::new().json(&["ingest", "--url", server.url(path).as_str()], code).remove(0)
    };
    assert_eq!(typed(&story.path(), 0)["outcome"], "new");
    assert_names_the_way_out(typed("/away", 1)["error"].as_str().unwrap(), "127.0.0.2");
    assert!(!closed.was_asked());
}

#[test]
fn address_that_the_user_types_is_open_to_what_it_leads_to_and_to_nothing_else() {
    let (server, other) = (NewsServer::start(), NewsServer::start_at("127.0.0.2"));
    let stories = ["bridge", "harvest", "library"].map(Story::english);
    for story in &stories {
        server.page(&story.path(), &story_page(story));
        other.page(&story.path(), &story_page(story));
    }
    // A feed at one address, with an entry at the other, which was typed as well.
    let own = other.url(&stories[1].path()).to_string();
    let feed = rss(&server, &stories[..2]).replace(server.url(&stories[1].path()).as_str(), &own);
    other.respond("/feed", Response::xml(&feed));
    let program = Program::with_config("[fetch]\ndelay_per_host = \"0ms\"\n");
    let (typed, feed) = (server.url(&stories[2].path()).to_string(), other.url("/feed").to_string());
    let lines = program.json(&["ingest", "--url", &typed, "--url", &feed], 1);
    let new: Vec<_> = lines.iter().filter(|line| line["outcome"] == "new").map(|line| &line["url"]).collect();
    assert!(new.len() == 2 && new.contains(&&own.as_str().into()), "{lines:?}");
    let failed = lines.iter().find(|line| line["outcome"] == "failed").unwrap();
    assert_names_the_way_out(failed["error"].as_str().unwrap(), "127.0.0.1");
    assert!(server.requests(&stories[0].path()).is_empty());
    // The name of this machine counts as its address.
    let mut named = server.url(&stories[0].path());
    named.set_host(Some("localhost")).unwrap();
    assert_eq!(program.json(&["ingest", "--url", named.as_str()], 0)[0]["outcome"], "new");
}

#[tokio::test]
async fn redirect_to_a_closed_address_is_refused_before_it_is_asked() {
    let (server, closed) = (NewsServer::start(), NewsServer::start_at("127.0.0.2"));
    closed.page("/secret", "for the intranet only");
    let target = closed.url("/secret");
    let port = target.port().unwrap();
    for location in
        [target.to_string(), format!("//127.0.2:{port}/secret"), format!("http://0x7f.2:{port}/secret")]
    {
        server.respond("/moved", Response::redirect(302, &location));
        server.respond("/first", Response::redirect(301, "/moved"));
        for path in ["/moved", "/first"] {
            let error = fetch_error(&one_open(), &server, path).await;
            assert!(
                matches!(&error, FetchError::PrivateAddress { address, .. } if address.to_string() == "127.0.0.2"),
                "{location}: {error}"
            );
            assert!(error.is_permanent());
        }
    }
    server.respond("/metadata", Response::redirect(307, "http://169.254.169.254/latest/meta-data/"));
    assert_names_the_way_out(
        &fetch_error(&settings(), &server, "/metadata").await.to_string(),
        "169.254.169.254",
    );
    assert!(!closed.was_asked());
    server.respond("/moved", Response::redirect(302, target.as_str()));
    let outcome = fetch_with(&settings(), &server, "/moved").await;
    assert!(matches!(&outcome, FetchOutcome::Fresh(page) if page.final_url == target), "{outcome:?}");
}

#[tokio::test]
async fn name_is_judged_by_all_that_it_resolves_to() {
    // `localhost` is the one name that every machine resolves without a network. Once any of its addresses is open, it is
    // left to the resolver, which finds the others.
    let server = NewsServer::start();
    server.page("/story", "here");
    let mut url = server.url("/story");
    url.set_host(Some("localhost")).unwrap();
    server.respond("/named", Response::redirect(302, url.as_str()));
    let open = |networks: &[&str]| {
        let networks = networks.iter().map(|network| network.parse().unwrap()).collect();
        FetchSettings { allow_private_networks: networks, ..settings() }
    };
    let fetcher = Fetcher::new(&open(&["::1/128"]), Clock::system()).unwrap();
    let outcome = fetcher.fetch(&FetchRequest::new(url, AskedBy::User)).await;
    let FetchOutcome::Failed(error) = outcome else { panic!("{outcome:?}") };
    assert_names_the_way_out(&error.to_string(), "127.0.0.1");
    assert!(!server.was_asked());
    let outcome = fetch_with(&open(&["127.0.0.0/8", "::1/128"]), &server, "/named").await;
    assert!(matches!(outcome, FetchOutcome::Fresh(_)), "{outcome:?}");
}
