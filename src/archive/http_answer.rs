//! An HTTP answer as archives keep it: head and body in one block, the body often as it came over the wire.

use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};

/// Largest body after decompression, in bytes.
const LARGEST_BODY: u64 = 64 * 1024 * 1024;

/// What matters of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) content_language: Option<String>,
    pub(super) content_location: Option<String>,
    /// Without transfer and content coding.
    pub(super) body: Vec<u8>,
}

/// Reads an answer; the error is a lower-case fragment for the user.
pub(super) fn read_answer(block: &[u8]) -> Result<Answer, String> {
    let not_http = || "the record holds no HTTP answer".to_owned();
    let (head, body) = split_head(block).ok_or_else(not_http)?;
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status_line = lines.next().filter(|line| line.starts_with("HTTP/")).ok_or_else(not_http)?;
    let status =
        status_line.split_whitespace().nth(1).and_then(|status| status.parse().ok()).ok_or_else(not_http)?;
    let headers: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(':')).collect();
    let header = |name: &str| {
        headers
            .iter()
            .find(|(other, _)| other.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    };
    let is_chunked = header("transfer-encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
    let unchunked = if is_chunked { without_chunks(body) } else { None };
    let coding = header("content-encoding").unwrap_or_default().to_ascii_lowercase();
    let body = decoded(unchunked.as_deref().unwrap_or(body), &coding)?;
    let text = |name: &str| header(name).map(str::to_owned);
    Ok(Answer {
        status,
        content_type: text("content-type"),
        content_language: text("content-language"),
        content_location: text("content-location"),
        body,
    })
}

/// Head and body; an answer without an empty line is all head.
fn split_head(block: &[u8]) -> Option<(&[u8], &[u8])> {
    let find = |mark: &[u8]| {
        block.windows(mark.len()).position(|window| window == mark).map(|at| (at, at + mark.len()))
    };
    let (end, start) = match (find(b"\r\n\r\n"), find(b"\n\n")) {
        (Some(strict), Some(lax)) => strict.min(lax),
        (strict, lax) => strict.or(lax).unwrap_or((block.len(), block.len())),
    };
    Some((block.get(..end)?, block.get(start..)?))
}

/// The body without its chunk sizes (RFC 9112, section 7.1). `None` when it has none: many archives keep the header and drop them.
fn without_chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).take(100).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        rest = rest.get(end + 2..)?;
        if size == 0 {
            return Some(body);
        }
        // A last chunk that was cut off still counts as far as it goes.
        body.extend_from_slice(rest.get(..size.min(rest.len()))?);
        match rest.get(size..) {
            Some(after) if after.len() >= 2 => rest = &after[2..],
            _ => return Some(body),
        }
    }
}

/// The body without its content coding. One that does not begin as its coding demands was decoded by the archive already.
fn decoded(body: &[u8], coding: &str) -> Result<Vec<u8>, String> {
    let decoder: Box<dyn Read> = match coding {
        "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => Box::new(MultiGzDecoder::new(body)),
        "deflate" if body.first().is_some_and(|first| first & 0x0f == 8) => Box::new(ZlibDecoder::new(body)),
        "br" | "zstd" => {
            return Err(format!("its body is compressed with {coding}, which is not read in archives"));
        }
        _ => return Ok(body.to_vec()),
    };
    let mut plain = Vec::new();
    match decoder.take(LARGEST_BODY).read_to_end(&mut plain) {
        Err(error) if plain.is_empty() => Err(format!("its compressed body cannot be read: {error}")),
        // Cut off: what came is kept.
        _ => Ok(plain),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn check(block: &[u8], expected: &str) {
        let answer = read_answer(block).unwrap();
        assert_eq!((answer.status, String::from_utf8_lossy(&answer.body).as_ref()), (200, expected));
    }

    #[test]
    fn codings_are_undone_where_they_are_there() {
        check(b"HTTP/1.1 200 OK\r\n\r\nplain", "plain");
        check(b"HTTP/1.0 200\nContent-Type: a\n\nplain\r\n\r\n", "plain\r\n\r\n");
        check(
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
            "abcde",
        );
        check(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<p>decoded already</p>",
            "<p>decoded already</p>",
        );
        check(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ncut", "cut");
        check(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\ndecoded already", "decoded already");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(b"compressed").unwrap();
        let body = encoder.finish().unwrap();
        check(
            &[b"HTTP/1.1 200 OK\r\nContent-Encoding: GZIP\r\n\r\n".as_slice(), &body].concat(),
            "compressed",
        );
    }

    #[test]
    fn any_bytes_are_survived() {
        proptest::proptest!(|(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200))| {
            let _ = read_answer(&bytes);
            let chunked = [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".as_slice(), &bytes].concat();
            read_answer(&chunked).unwrap();
        });
    }
}
