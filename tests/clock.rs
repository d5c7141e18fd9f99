//! The system's clock is set a day forward and back: nobody is asked too early, and no source is left for a day.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::support::operator::Operator;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Response};

const FEEDS: usize = 3;

fn start() -> DateTime<Utc> {
    "2024-05-14T10:00:00Z".parse().unwrap()
}

/// A server with feeds, each of a story, polled every hour.
fn site() -> (NewsServer, Operator) {
    let server = NewsServer::start();
    let mut config =
        "[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n".to_owned();
    for number in 0..FEEDS {
        let story = Story::english(&format!("mill-{number}"));
        server.page(&story.path(), &story_page(&story));
        let feed = Response::xml(&rss(&server, &[story])).header("ETag", "\"v1\"");
        server.respond(&format!("/feed-{number}"), feed);
        let url = server.url(&format!("/feed-{number}"));
        config += &format!("[[source]]\nname = \"{number}\"\nurl = \"{url}\"\ninterval = \"60m\"\n");
    }
    (server, Operator::at(start(), &config))
}

/// How often each feed was asked for.
fn polls(server: &NewsServer) -> [usize; FEEDS] {
    std::array::from_fn(|number| server.requests(&format!("/feed-{number}")).len())
}

/// Time passes, for a service that has long done what it had to do.
async fn pass(operator: &Operator, minutes: i64) {
    operator.set_now(operator.now() + TimeDelta::minutes(minutes));
    tokio::time::advance(Duration::from_secs(60 * minutes.unsigned_abs())).await;
    for _ in 0..50 {
        operator.store().host_pauses(operator.now()).await.unwrap();
    }
}

/// Lets time go on by the second until every feed was asked for so often, and the answers are written down.
async fn wait_for_polls((server, operator): (&NewsServer, &Operator), count: usize) {
    let since = Some(operator.now());
    for _ in 0..300 {
        let sources = operator.store().sources().await.unwrap();
        let are_recorded = sources.iter().all(|one| one.state.last_polled_at >= since);
        if are_recorded && polls(server) >= [count; FEEDS] {
            break;
        }
        operator.set_now(operator.now() + TimeDelta::seconds(1));
        tokio::time::advance(Duration::from_secs(1)).await;
        for _ in 0..100 {
            operator.store().host_pauses(operator.now()).await.unwrap();
        }
    }
    assert_eq!(polls(server), [count; FEEDS]);
}

#[tokio::test(start_paused = true)]
async fn service_that_sees_the_clock_being_set_polls_neither_early_nor_a_day_late() {
    let (server, mut operator) = site();
    // As long as a blocking task runs, time goes on only when the test says so.
    let (end, ended) = std::sync::mpsc::channel::<()>();
    let holding = tokio::task::spawn_blocking(move || ended.recv().is_err());
    let (serving, mut reports, stop) = operator.serve().await;
    let listening = tokio::spawn(async move { while reports.recv().await.is_some() {} });
    wait_for_polls((&server, &operator), 1).await;
    let mut count = 1;
    for hours in [24, -24, -24, 24, 24] {
        pass(&operator, 1).await;
        operator.jump(hours);
        pass(&operator, 1).await;
        pass(&operator, 50).await;
        assert_eq!(polls(&server), [count; FEEDS], "after {hours} hours");
        // The interval with what is added to it at random.
        pass(&operator, 20).await;
        count += 1;
        wait_for_polls((&server, &operator), count).await;
    }
    stop.send(true).unwrap();
    serving.await.unwrap();
    listening.await.unwrap();
    drop(end);
    holding.await.unwrap();
}

#[tokio::test]
async fn host_that_asked_for_time_gets_it_however_the_clock_is_set() {
    let (server, mut operator) = site();
    (0..FEEDS).for_each(|number| {
        server.respond(&format!("/feed-{number}"), Response::status(503).header("Retry-After", "7200"));
    });
    let (pipeline, _stop) = operator.life().await;
    operator.pass_in(&pipeline).await;
    let asked = server.all_requests().len();
    for (hours, minutes) in [(24, 60), (-24, 55)] {
        operator.jump(hours);
        operator.set_now(operator.now() + TimeDelta::minutes(minutes));
        operator.pass_in(&pipeline).await;
        assert_eq!(server.all_requests().len(), asked, "{hours}");
    }
    operator.set_now(operator.now() + TimeDelta::minutes(60));
    operator.pass_in(&pipeline).await;
    assert!(server.all_requests().len() > asked, "it is not left alone for a day");
}

#[tokio::test]
async fn what_a_former_process_did_in_the_future_keeps_nothing_from_being_due() {
    let (server, mut operator) = site();
    operator.pass().await;
    operator.jump(24);
    operator.restart();
    // One is killed over a poll, the pages of which nobody has read.
    let last = format!("/feed-{}", FEEDS - 1);
    server.hang(&last);
    let waiting = server.waiter();
    operator.killed_pass(move || waiting.wait_for_requests(&last, 2)).await;
    operator.jump(-24);
    let before = polls(&server);
    operator.pass().await;
    assert_eq!(polls(&server), before, "nobody is asked twice");
    operator.restart();
    let late = Story::english("late");
    server.page(&late.path(), &story_page(&late));
    (0..FEEDS).for_each(|number| {
        server.respond(&format!("/feed-{number}"), Response::xml(&rss(&server, std::slice::from_ref(&late))));
    });
    operator.set_now(operator.now() + TimeDelta::minutes(80));
    operator.pass().await;
    assert_eq!(polls(&server), before.map(|count| count + 1));
    assert_eq!(server.requests(&late.path()).len(), 1);
}
