//! HTTP/1.1 on one connection, as far as a news site needs it: requests in, scripted answers out.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};

use super::Response;

/// Size of the chunks of a chunked body.
const CHUNK: usize = 1000;

/// One request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    /// In the order in which they were sent.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The first header of this name, whatever its case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Answers the requests of one connection until the client closes it, an answer breaks it off, or there is no answer.
pub(super) fn serve(
    stream: &TcpStream,
    mut answer: impl FnMut(Request) -> Option<Response>,
) -> io::Result<()> {
    let mut input = BufReader::new(stream);
    while let Some(request) = read_request(&mut input)? {
        let asked = request.clone();
        let Some(response) = answer(request) else { break };
        if !write_response(stream, &asked, &response)? {
            break;
        }
    }
    stream.shutdown(Shutdown::Both)
}

fn read_request(input: &mut impl BufRead) -> io::Result<Option<Request>> {
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let mut words = line.split_whitespace().map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        input.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let mut request = Request { method, path, headers, body: Vec::new() };
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    request.body.resize(length, 0);
    input.read_exact(&mut request.body)?;
    Ok(Some(request))
}

/// Returns whether the connection can go on.
fn write_response(mut stream: &TcpStream, request: &Request, response: &Response) -> io::Result<bool> {
    if response.dropped {
        return Ok(false);
    }
    let unchanged = is_unchanged(request, response);
    let mut head = format!("HTTP/1.1 {} Scripted\r\n", if unchanged { 304 } else { response.status });
    for (name, value) in &response.headers {
        head += &format!("{name}: {value}\r\n");
    }
    let body = framed_body(response);
    match (unchanged, response.chunked) {
        (true, _) => {}
        (false, true) => head += "Transfer-Encoding: chunked\r\n",
        (false, false) => head += &format!("Content-Length: {}\r\n", response.body.len()),
    }
    stream.write_all(format!("{head}\r\n").as_bytes())?;
    if unchanged || request.method == "HEAD" {
        return Ok(true);
    }
    let sent = response.cut_after.unwrap_or(body.len()).min(body.len());
    stream.write_all(&body[..sent])?;
    if response.stalls {
        // Until the client has had enough.
        let _ = stream.read(&mut [0])?;
    }
    Ok(response.cut_after.is_none())
}

/// Whether the request carries one of the answer's validators (RFC 9110, section 13).
fn is_unchanged(request: &Request, response: &Response) -> bool {
    let agrees = |condition: &str, validator: &str| {
        request.header(condition).is_some_and(|value| Some(value) == response.value_of(validator))
    };
    response.status == 200
        && (agrees("If-None-Match", "ETag") || agrees("If-Modified-Since", "Last-Modified"))
}

fn framed_body(response: &Response) -> Vec<u8> {
    if !response.chunked {
        return response.body.clone();
    }
    let mut framed = Vec::new();
    for chunk in response.body.chunks(CHUNK) {
        framed.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
        framed.extend_from_slice(chunk);
        framed.extend_from_slice(b"\r\n");
    }
    framed.extend_from_slice(b"0\r\n\r\n");
    framed
}
