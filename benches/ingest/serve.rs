//! The press on the loopback network, in a process of its own: each site has an address of its own, and whatever is asked for was written before.

use std::collections::HashMap;
use std::io::{self, Write as _};
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

use super::Failure;
use super::press::{ARTICLES_OF_A_SITE, Press, path};

/// What every feed has; whoever sends it is told that nothing has changed.
pub(crate) const ETAG: &str = "\"v1\"";
/// Longest head of a request, in bytes.
const LONGEST_HEAD: usize = 8_192;

/// Answers by site and path, head and body in one.
type Answers = HashMap<(usize, String), Vec<u8>>;

/// Where a site is. There are as many as anybody wants: behind those of the press they have an empty feed.
pub(crate) fn home(port: u16, site: usize) -> String {
    let host = site + 1;
    format!("http://127.{}.{}.{}:{port}", host >> 16 & 255, host >> 8 & 255, host & 255)
}

/// Serves until it is ended. Prints its port when it can be asked.
pub(crate) async fn serve(press: Press) -> Result<(), Failure> {
    let listener = TcpListener::bind(("0.0.0.0", 0)).await?;
    let port = listener.local_addr()?.port();
    let answers = Arc::new(answers(&press, port));
    writeln!(io::stdout(), "{port}")?;
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(answer_all(stream, Arc::clone(&answers)));
    }
}

fn answers(press: &Press, port: u16) -> Answers {
    let mut answers = Answers::new();
    for site in 0..press.sites() {
        let home = home(port, site);
        answers
            .insert((site, "/feed.xml".to_owned()), fresh("application/rss+xml", &press.feed(site, &home)));
        for number in 0..ARTICLES_OF_A_SITE {
            answers.insert(
                (site, path(number)),
                fresh("text/html; charset=utf-8", &press.page(site, number, &home)),
            );
        }
    }
    answers
}

fn fresh(kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nETag: {ETAG}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

async fn answer_all(mut stream: TcpStream, answers: Arc<Answers>) -> io::Result<()> {
    let unchanged = format!("HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n").into_bytes();
    let missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec();
    stream.set_nodelay(true)?;
    let site = match stream.local_addr()?.ip() {
        std::net::IpAddr::V4(address) => (u32::from(address) & 0xFF_FFFF) as usize - 1,
        std::net::IpAddr::V6(_) => return Ok(()),
    };
    let (mut buffer, mut filled) = (vec![0; LONGEST_HEAD], 0);
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
        let asked = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let answer = match answers.get(&(site, asked)) {
            _ if head.contains("if-none-match") => &unchanged,
            Some(answer) => answer,
            None => &missing,
        };
        stream.write_all(answer).await?;
    }
}
