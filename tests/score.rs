//! The score: ninety days of a feed server's life, with restarts and kills in between, and a referee who knows what the server said and
//! finds every request that should not have been. After the Feed Reader Score tests (<https://rachelbythebay.com/fs/>).

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};

use crate::support::operator::Operator;
use crate::support::world::{Story, rss, story_page};
use crate::support::{NewsServer, Request, Response};

const HOUR: i64 = 3600;

/// Everything that a request may carry; conditions are judged on their own.
const ALLOWED_HEADERS: &[&str] =
    &["accept", "accept-encoding", "connection", "host", "if-modified-since", "if-none-match", "user-agent"];

/// One part of the server's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Season {
    /// Both validators, which change with the stories.
    Plain,
    /// The validators change with every answer, though the feed does not; one is odd.
    Restless,
    /// Only `Last-Modified`.
    NoEtag,
    /// `Cache-Control: max-age=10800`.
    MaxAge,
    /// `Expires` in four hours, by a clock that is two years off.
    Expires,
    /// The feed itself asks for three hours, for nights and for Sundays off.
    Wishes,
    /// Now and then 429 with seconds, 503 with a date, 503 with nothing.
    Busy,
    /// Now and then 500, a broken connection, half a body, a challenge.
    Broken,
    /// 302 to another path.
    Detour,
    /// 301 to another path, and later back.
    Moved,
    /// No validators at all.
    Bare,
    /// 410.
    Gone,
}

/// The seasons with the days on which they begin.
const YEAR: &[(i64, Season)] = &[
    (0, Season::Plain),
    (8, Season::Restless),
    (13, Season::NoEtag),
    (17, Season::MaxAge),
    (24, Season::Expires),
    (30, Season::Wishes),
    (42, Season::Busy),
    (50, Season::Broken),
    (58, Season::Detour),
    (63, Season::Moved),
    (70, Season::Bare),
    (80, Season::Plain),
    (86, Season::Gone),
];

fn season(day: i64) -> Season {
    YEAR.iter().rev().find(|(begin, _)| *begin <= day).map_or(Season::Plain, |(_, season)| *season)
}

fn http_date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// The server, and what it will answer to the next poll.
struct Life {
    server: NewsServer,
    start: DateTime<Utc>,
    polls: i64,
}

impl Life {
    /// Scripts the answers at this moment; returns what the next poll is told by them.
    fn prepare(&mut self, now: DateTime<Utc>) -> Answer {
        self.polls += 1;
        let season = season((now - self.start).num_days());
        // A story a day, at another hour each; the feed shows the last four.
        let newest = (now - self.start).num_hours() / 23;
        let stories: Vec<Story> =
            (0.max(newest - 3)..=newest).map(|number| Story::english(&format!("story-{number}"))).collect();
        for story in &stories {
            self.server.page(&story.path(), &story_page(story));
        }
        let mut feed = rss(&self.server, &stories);
        let mut answer = Answer { status: 200, floor: HOUR, ..Answer::default() };
        if season == Season::Wishes {
            let wishes = "<ttl>180</ttl><skipHours><hour>0</hour><hour>1</hour><hour>2</hour><hour>3</hour></skipHours>\
                          <skipDays><day>Sunday</day></skipDays>";
            feed = feed.replace("<title>All stories</title>", &format!("<title>All stories</title>{wishes}"));
            answer.floor = 3 * HOUR;
            answer.skips = true;
        }
        let modified =
            http_date(self.start + TimeDelta::hours(newest * 23) + TimeDelta::seconds(season as i64));
        let version = match season {
            Season::Restless => format!("W/\"r'{}\\ \"", self.polls),
            _ => format!("\"{season:?}-{newest}\""),
        };
        let fresh = Response::xml(&feed).header("Set-Cookie", "session=1; Max-Age=99999999");
        let full = fresh.clone().validators(&version, &modified);
        let response = match season {
            Season::NoEtag => fresh.header("Last-Modified", &modified),
            Season::MaxAge => {
                answer.floor = 3 * HOUR;
                full.header("Cache-Control", "private, max-age=10800")
            }
            Season::Expires => {
                answer.floor = 4 * HOUR;
                let clock = now - TimeDelta::days(730);
                full.header("Date", &http_date(clock))
                    .header("Expires", &http_date(clock + TimeDelta::hours(4)))
            }
            Season::Busy if self.polls % 2 == 0 => self.busy(now, &mut answer),
            Season::Broken if self.polls % 3 != 0 => self.broken(fresh, &mut answer),
            Season::Bare => {
                answer.floor = 24 * HOUR;
                fresh
            }
            Season::Gone => answer.says(410, Response::status(410)),
            Season::Detour | Season::Moved => {
                self.server.respond("/elsewhere", full);
                let status = if season == Season::Detour { 302 } else { 301 };
                answer.says(status, Response::redirect(status, "/elsewhere"))
            }
            _ => full,
        };
        self.server.respond("/feed", response.clone());
        // Whoever has believed the move finds the way back.
        if !matches!(season, Season::Detour | Season::Moved) {
            self.server.respond("/elsewhere", Response::redirect(301, "/feed"));
        }
        answer
    }

    fn busy(&self, now: DateTime<Utc>, answer: &mut Answer) -> Response {
        answer.failed = true;
        match self.polls / 2 % 3 {
            0 => {
                answer.floor = 5 * HOUR;
                answer.says(429, Response::status(429).header("Retry-After", "18000"))
            }
            1 => {
                answer.floor = 7 * HOUR;
                let until = http_date(now + TimeDelta::hours(7));
                answer.says(
                    503,
                    Response::status(503).header("Date", &http_date(now)).header("Retry-After", &until),
                )
            }
            _ => answer.says(503, Response::status(503)),
        }
    }

    fn broken(&self, whole: Response, answer: &mut Answer) -> Response {
        answer.failed = true;
        match self.polls % 4 {
            0 => answer.says(500, Response::status(500)),
            1 => answer.says(0, Response::dropped()),
            2 => answer.says(0, whole.cut_after(100)),
            _ => {
                let page = "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>";
                answer.says(403, Response::html(page).with_status(403))
            }
        }
    }
}

/// What the server says to one poll, as far as the referee needs it.
#[derive(Debug, Clone, Default)]
struct Answer {
    /// 0: nothing that could be understood.
    status: u16,
    /// Seconds that it asks for, or that etiquette does.
    floor: i64,
    failed: bool,
    skips: bool,
}

impl Answer {
    fn says(&mut self, status: u16, response: Response) -> Response {
        self.status = status;
        response
    }
}

/// Knows what was said to whom, and judges.
#[derive(Default)]
struct Referee {
    violations: Vec<String>,
    seen: usize,
    /// No poll before this.
    allowed_from: Option<DateTime<Utc>>,
    /// What answers with a body asked for, which failures do not change.
    standing_floor: i64,
    skips: bool,
    failures: u32,
    gone: bool,
    /// The validators that each path gave last, if they arrived.
    given: Vec<(String, Given)>,
    polls: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Given {
    etag: Option<String>,
    modified: Option<String>,
}

impl Referee {
    /// Judges the requests that came since the last call, all of them at `now`.
    fn judge(&mut self, life: &Life, now: DateTime<Utc>, answer: &Answer, was_killed: bool) {
        let requests = life.server.all_requests();
        let new = requests[self.seen..].to_vec();
        self.seen = requests.len();
        let of_feed: Vec<&Request> =
            new.iter().filter(|request| matches!(request.path.as_str(), "/feed" | "/elsewhere")).collect();
        for request in &new {
            self.judge_headers(now, request);
        }
        if !of_feed.is_empty() {
            self.polls += 1;
            self.judge_time(now);
        }
        for (number, request) in of_feed.iter().enumerate() {
            if of_feed[..number].iter().any(|other| other.path == request.path) {
                self.violation(now, "the same path twice in one poll");
            }
            self.judge_conditions(now, request);
        }
        if was_killed {
            self.allowed_from = Some(now + TimeDelta::seconds(self.standing_floor.max(HOUR)));
        } else {
            self.hear(life, now, answer, &of_feed);
        }
    }

    fn judge_headers(&mut self, now: DateTime<Utc>, request: &Request) {
        if request.method != "GET" || request.path.contains('?') {
            self.violation(now, &format!("{} {}", request.method, request.path));
        }
        for (name, value) in &request.headers {
            if !ALLOWED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) {
                self.violation(now, &format!("{}: header {name}: {value}", request.path));
            }
        }
        if !request.header("user-agent").is_some_and(|agent| agent.starts_with("gleaner/")) {
            self.violation(now, "nameless");
        }
        let is_story = request.path.starts_with("/stories/") || request.path == "/robots.txt";
        if is_story && (request.header("if-none-match"), request.header("if-modified-since")) != (None, None)
        {
            self.violation(now, &format!("invented conditions for {}", request.path));
        }
    }

    fn judge_time(&mut self, now: DateTime<Utc>) {
        if self.gone {
            self.violation(now, "polled after 410");
        }
        if let Some(allowed) = self.allowed_from.filter(|allowed| now < *allowed) {
            self.violation(now, &format!("polled {} s too early", (allowed - now).num_seconds()));
        }
        if self.skips && (now.hour() < 4 || now.format("%a").to_string() == "Sun") {
            self.violation(now, "polled in an hour or on a day to skip");
        }
    }

    /// Conditions are exactly what the path gave last, neither more nor less.
    fn judge_conditions(&mut self, now: DateTime<Utc>, request: &Request) {
        let header = |name: &str| request.header(name).map(str::to_owned);
        let sent = Given { etag: header("if-none-match"), modified: header("if-modified-since") };
        let given = self.given_by(&request.path);
        if sent != given {
            self.violation(now, &format!("{}: sent {sent:?}, was given {given:?}", request.path));
        }
    }

    /// Takes note of the answer that arrived.
    fn hear(&mut self, life: &Life, now: DateTime<Utc>, answer: &Answer, asked: &[&Request]) {
        let Some(last) = asked.last().map(|request| request.path.as_str()) else { return };
        for request in asked.iter().filter(|request| request.path != last) {
            // A redirect gives no validators, and who was sent on keeps those of where it led.
            self.set_given(&request.path, Given::default());
        }
        self.gone |= answer.status == 410;
        let mut wait = answer.floor;
        if answer.failed {
            self.failures += 1;
            let backoff = HOUR << (self.failures - 1).min(4);
            wait = wait.max(self.standing_floor).max(if answer.floor == HOUR { backoff } else { HOUR });
        } else {
            self.failures = 0;
            self.standing_floor = answer.floor;
            self.skips = answer.skips;
            let scripted = life.server.scripted(last);
            let value =
                |name: &str| scripted.as_ref().and_then(|answer| answer.value_of(name)).map(str::to_owned);
            self.set_given(last, Given { etag: value("ETag"), modified: value("Last-Modified") });
        }
        self.allowed_from = Some(now + TimeDelta::seconds(wait));
    }

    fn given_by(&self, path: &str) -> Given {
        self.given.iter().find(|(known, _)| known == path).map(|(_, given)| given.clone()).unwrap_or_default()
    }

    fn set_given(&mut self, path: &str, given: Given) {
        self.given.retain(|(known, _)| known != path);
        // Only the validators of the last place are kept.
        if given != Given::default() {
            self.given.clear();
        }
        self.given.push((path.to_owned(), given));
    }

    fn violation(&mut self, now: DateTime<Utc>, what: &str) {
        self.violations.push(format!("{}: {what}", now.format("%F %T")));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ninety_days_of_a_feed_servers_life_pass_without_a_violation() {
    let start: DateTime<Utc> = "2024-05-14T10:00:07Z".parse().unwrap();
    let mut life = Life { server: NewsServer::start(), start, polls: 0 };
    let config = format!(
        "[fetch]\ndelay_per_host = \"0ms\"\nallow_private_networks = [\"127.0.0.0/8\"]\n\
         [[source]]\nname = \"news\"\nurl = \"{}\"\n",
        life.server.url("/feed")
    );
    let mut operator = Operator::at(start, &config);
    let (mut referee, mut now, mut turn) = (Referee::default(), start, 0_u32);
    while now < start + TimeDelta::days(90) {
        operator.set_now(now);
        let answer = life.prepare(now);
        turn += 1;
        let state = operator.source().await.state;
        let is_due = state.gone_at.is_none() && state.next_due_at.is_none_or(|due| due <= now);
        let was_killed = turn % 11 == 5 && is_due;
        if was_killed {
            kill_in_mid_poll(&life, &mut operator).await;
        } else {
            operator.pass().await;
        }
        referee.judge(&life, now, &answer, was_killed);
        if turn % 7 == 0 || was_killed {
            // What was just asked must not be asked again by the one who comes up next.
            operator.restart();
            operator.pass().await;
            referee.judge(&life, now, &answer, false);
        }
        now = match operator.next_due().await {
            Some(due) => due.max(now + TimeDelta::seconds(1)),
            None => now + TimeDelta::days(1),
        };
    }
    assert!(referee.violations.is_empty(), "{}", referee.violations.join("\n"));
    assert!(referee.gone && referee.polls > 300, "{} polls", referee.polls);
    assert!(operator.source().await.state.gone_at.is_some());
    let stories = operator.store().stats().await.unwrap().articles;
    assert!(stories > 70, "news still came through: {stories}");
}

/// The server takes the request and does not answer, and the process dies over it.
async fn kill_in_mid_poll(life: &Life, operator: &mut Operator) {
    let source = operator.source().await;
    let polled = source.state.address(&source.source).path().to_owned();
    let before = life.server.requests(&polled).len();
    life.server.hang(&polled);
    let waiting = life.server.waiter();
    let path = polled.clone();
    operator.killed_pass(move || waiting.wait_for_requests(&path, before + 1)).await;
    life.server.respond(&polled, Response::status(500));
}
