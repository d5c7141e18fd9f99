//! A small HTTP server: three addresses, GET and HEAD, one request a connection. What it costs is bounded, whoever asks.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::metrics::{InMemory, metrics_text};
use crate::clock::Clock;
use crate::daemon::Pulse;
use crate::pipeline::Tally;
use crate::store::{Store, Vitals};

/// Connections that are answered at a time; others wait.
const AT_ONCE: usize = 16;
/// Longest head of a request, in bytes.
const LONGEST_HEAD: usize = 8 * 1024;
/// How long a connection may take in all.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the store may take to tell how the work stands.
const STORE_PATIENCE: Duration = Duration::from_secs(2);
/// Age of the pulse from which on the loop is taken to hang: the longest wait for a busy store and both pauses, twice.
const LONGEST_PULSE: Duration = Duration::from_secs(120);
/// Pause when the system has no descriptor for another connection.
const PAUSE: Duration = Duration::from_millis(200);

/// What is told about.
#[derive(Clone)]
pub struct Watched {
    /// What was done.
    pub tally: Arc<Tally>,
    /// Asked how the work stands.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Whether the loop goes round.
    pub pulse: Pulse,
}

/// Answers until the stop signal turns true.
pub async fn answer_until_stopped(listener: TcpListener, watched: Watched, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => return,
        };
        let Ok((stream, _)) = accepted else {
            sleep(PAUSE).await;
            continue;
        };
        let watched = watched.clone();
        tokio::spawn(async move {
            // Whoever asks and goes away, or never comes to the point, has no answer to get.
            let _ = timeout(PATIENCE, answer(stream, &watched)).await;
            drop(place);
        });
    }
}

async fn answer(mut stream: TcpStream, watched: &Watched) -> io::Result<()> {
    let head = read_head(&mut stream).await?;
    let mut words = head.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = target.split('?').next().unwrap_or_default();
    let (status, body) = match (method, path) {
        ("GET" | "HEAD", "/health") => health(watched),
        ("GET" | "HEAD", "/ready") => ready(watched).await,
        ("GET" | "HEAD", "/metrics") => {
            let vitals = vitals(watched).await;
            ("200 OK", metrics_text(&watched.tally.counts(), vitals.as_ref(), in_memory(watched)))
        }
        ("GET" | "HEAD", _) => ("404 Not Found", "/health, /ready and /metrics are here\n".to_owned()),
        _ => ("405 Method Not Allowed", "GET and HEAD only\n".to_owned()),
    };
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{}",
        body.len(),
        if method == "HEAD" { "" } else { &body }
    );
    stream.write_all(answer.as_bytes()).await?;
    stream.shutdown().await
}

/// The first line of the request, once its head has come to an end.
async fn read_head(stream: &mut TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut buffer = [0; 1024];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let length = stream.read(&mut buffer).await?;
        if length == 0 || head.len() + length > LONGEST_HEAD {
            return Err(io::ErrorKind::InvalidData.into());
        }
        head.extend_from_slice(&buffer[..length]);
    }
    let line = head.split(|byte| *byte == b'\r').next().unwrap_or_default();
    Ok(String::from_utf8_lossy(line).into_owned())
}

fn health(watched: &Watched) -> (&'static str, String) {
    let age = watched.pulse.age();
    if age < LONGEST_PULSE {
        return ("200 OK", "alive\n".to_owned());
    }
    let text = format!("the loop has not come round for {} s\n", age.as_secs());
    ("503 Service Unavailable", text)
}

/// Ready is who can do the work: the loop goes round, and the store answers.
async fn ready(watched: &Watched) -> (&'static str, String) {
    let (status, text) = health(watched);
    if !status.starts_with("200") {
        return (status, text);
    }
    match vitals(watched).await {
        Some(_) => ("200 OK", "ready\n".to_owned()),
        None => ("503 Service Unavailable", "the store does not answer\n".to_owned()),
    }
}

fn in_memory(watched: &Watched) -> InMemory {
    let (documents_in_hand, documents_aside) = watched.pulse.in_hand();
    let writes_waiting = watched.store.writes_waiting() as u64;
    InMemory {
        documents_in_hand: documents_in_hand as u64,
        documents_aside: documents_aside as u64,
        writes_waiting,
    }
}

async fn vitals(watched: &Watched) -> Option<Vitals> {
    timeout(STORE_PATIENCE, watched.store.vitals(watched.clock.now())).await.ok()?.ok()
}
