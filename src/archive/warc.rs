//! The records of a WARC file, compressed or not.

use std::io::{self, BufRead, BufReader, Read};

use chrono::{DateTime, Utc};
use flate2::bufread::MultiGzDecoder;
use url::Url;

use super::http_answer::read_answer;
use crate::model::{Page, Validators};

/// Largest record that is read, in bytes; larger ones are passed over. No news page comes near it.
const LARGEST_RECORD: u64 = 64 * 1024 * 1024;
/// Largest head of a record, in bytes.
const LARGEST_HEAD: u64 = 256 * 1024;
/// First bytes of a gzip member (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What a `response` record holds.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "the large one is the usual one")]
pub enum ArchivedDocument {
    /// A document, as if it had been fetched when the record says.
    Page {
        /// The record's target, as written.
        url: String,
        /// The document.
        page: Page,
    },
    /// Something that gives no document.
    Unusable {
        /// The record's target, as written.
        url: String,
        /// Why there is no document in it.
        reason: String,
    },
}

/// A file that cannot be read any further; what came before was good.
#[derive(Debug, thiserror::Error)]
#[error("record {record} of the WARC file cannot be read: {reason}")]
pub struct WarcError {
    /// Which record, from 1.
    record: u64,
    /// What is wrong with it.
    reason: String,
}

/// Reads the `response` records of a WARC file in order; other records are passed over. Holds one record at a time.
///
/// As an iterator it ends at the end of the file, or after the first error.
pub struct WarcReader {
    input: Box<dyn BufRead + Send>,
    /// When the pages of records without a date count as fetched.
    undated: DateTime<Utc>,
    record: u64,
    is_over: bool,
}

/// The head of a record: what matters of it.
#[derive(Debug, Default)]
struct Head {
    is_response: bool,
    target: String,
    date: Option<DateTime<Utc>>,
    length: u64,
}

impl WarcReader {
    /// Begins to read: plain, or gzip with one member for each record or for the whole file. Pages of records that do not say
    /// when they were made count as fetched at `undated`.
    ///
    /// # Errors
    /// When the first bytes cannot be read.
    pub fn new(input: impl Read + Send + 'static, undated: DateTime<Utc>) -> io::Result<Self> {
        let mut input = BufReader::with_capacity(128 * 1024, input);
        let is_gzip = input.fill_buf()?.starts_with(&GZIP);
        let input: Box<dyn BufRead + Send> = if is_gzip {
            Box::new(BufReader::with_capacity(128 * 1024, MultiGzDecoder::new(input)))
        } else {
            Box::new(input)
        };
        Ok(Self { input, undated, record: 0, is_over: false })
    }

    /// The next record that is an answer; `None` at the end.
    fn next_answer(&mut self) -> Result<Option<ArchivedDocument>, String> {
        while let Some(head) = self.read_head()? {
            if !head.is_response {
                self.pass_over(head.length)?;
            } else if head.length > LARGEST_RECORD {
                self.pass_over(head.length)?;
                let reason = format!("the record is larger than {LARGEST_RECORD} bytes");
                return Ok(Some(ArchivedDocument::Unusable { url: head.target, reason }));
            } else {
                let mut block = Vec::new();
                let read = self.input.by_ref().take(head.length).read_to_end(&mut block).map_err(cause)?;
                if (read as u64) < head.length {
                    return Err("the file ends in the middle of it".to_owned());
                }
                return Ok(Some(document(head, &block, self.undated)));
            }
        }
        Ok(None)
    }

    fn read_head(&mut self) -> Result<Option<Head>, String> {
        let mut budget = LARGEST_HEAD;
        let Some(version) = self.first_line(&mut budget)? else { return Ok(None) };
        self.record += 1;
        if !version.starts_with("WARC/") {
            return Err(format!(
                "it does not begin with `WARC/` but with `{}`",
                version.chars().take(40).collect::<String>()
            ));
        }
        let mut head = Head::default();
        let mut has_length = false;
        loop {
            let line = self.line(&mut budget)?.ok_or("the file ends in its head")?;
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => head.is_response = value.eq_ignore_ascii_case("response"),
                // Some writers put the address in angle brackets, as an older draft had it.
                "warc-target-uri" => head.target = value.trim_matches(['<', '>']).to_owned(),
                "warc-date" => head.date = DateTime::parse_from_rfc3339(value).ok().map(|date| date.to_utc()),
                "content-length" => {
                    head.length = value.parse().map_err(|_| format!("its length is `{value}`"))?;
                    has_length = true;
                }
                _ => {}
            }
        }
        if has_length { Ok(Some(head)) } else { Err("it has no `Content-Length`".to_owned()) }
    }

    /// The first line that is not empty: two line breaks stand between records.
    fn first_line(&mut self, budget: &mut u64) -> Result<Option<String>, String> {
        loop {
            match self.line(budget)? {
                Some(line) if line.is_empty() => {}
                other => return Ok(other),
            }
        }
    }

    fn line(&mut self, budget: &mut u64) -> Result<Option<String>, String> {
        let mut line = Vec::new();
        let read = self.input.by_ref().take(*budget).read_until(b'\n', &mut line).map_err(cause)?;
        *budget -= read as u64;
        if *budget == 0 {
            return Err(format!("its head is larger than {LARGEST_HEAD} bytes"));
        }
        let text = String::from_utf8_lossy(&line);
        Ok((read > 0).then(|| text.trim_end().to_owned()))
    }

    fn pass_over(&mut self, length: u64) -> Result<(), String> {
        let passed = io::copy(&mut self.input.by_ref().take(length), &mut io::sink()).map_err(cause)?;
        if passed < length { Err("the file ends in the middle of it".to_owned()) } else { Ok(()) }
    }
}

impl Iterator for WarcReader {
    type Item = Result<ArchivedDocument, WarcError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let result = self.next_answer();
        self.is_over = !matches!(result, Ok(Some(_)));
        result.map_err(|reason| WarcError { record: self.record.max(1), reason }).transpose()
    }
}

fn cause(error: io::Error) -> String {
    error.to_string()
}

fn document(head: Head, block: &[u8], undated: DateTime<Utc>) -> ArchivedDocument {
    let Head { target, date, .. } = head;
    let unusable = |reason: String| ArchivedDocument::Unusable { url: target.clone(), reason };
    let url = match Url::parse(&target) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => url,
        _ => return unusable("its target is no web address".to_owned()),
    };
    let answer = match read_answer(block) {
        Ok(answer) if (200..300).contains(&answer.status) => answer,
        Ok(answer) => return unusable(format!("the archived answer has status {}", answer.status)),
        Err(reason) => return unusable(reason),
    };
    let page = Page {
        requested_url: url.clone(),
        final_url: url,
        status: answer.status,
        fetched_at: date.unwrap_or(undated),
        content_type: answer.content_type,
        content_language: answer.content_language.map(String::into_boxed_str),
        content_location: answer.content_location.map(String::into_boxed_str),
        validators: Validators::default(),
        body: answer.body,
    };
    ArchivedDocument::Page { url: target, page }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn record(kind: &str, url: &str, block: &str) -> String {
        let length = block.len();
        format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2021-02-04T21:10:00Z\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    }

    fn answer(body: &str) -> String {
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}")
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    /// What comes out: bodies, reasons, errors.
    fn read(bytes: Vec<u8>) -> Vec<String> {
        let reader = WarcReader::new(io::Cursor::new(bytes), DateTime::UNIX_EPOCH).unwrap();
        reader
            .map(|result| match result {
                Ok(ArchivedDocument::Page { page, .. }) => String::from_utf8(page.body).unwrap(),
                Ok(ArchivedDocument::Unusable { url, reason }) => format!("{url}: {reason}"),
                Err(error) => error.to_string(),
            })
            .collect()
    }

    #[test]
    fn answers_come_in_order_plain_and_compressed() {
        let records = [
            record("warcinfo", "", "software: x"),
            record("response", "https://example.org/1", &answer("one")),
            record("request", "https://example.org/2", "GET / HTTP/1.1\r\n\r\n"),
            record("response", "<https://example.org/2>", &answer("two")),
        ];
        assert_eq!(read(records.concat().into_bytes()), ["one", "two"]);
        assert_eq!(read(gzip(&records.concat())), ["one", "two"]);
        assert_eq!(read(records.iter().flat_map(|record| gzip(record)).collect()), ["one", "two"]);
        assert!(read(Vec::new()).is_empty());
    }

    #[test]
    fn page_keeps_address_time_and_type() {
        let bytes = record("response", "https://example.org/خبر?a=b", &answer("x")).into_bytes();
        let first = WarcReader::new(io::Cursor::new(bytes), DateTime::UNIX_EPOCH).unwrap().next();
        let Some(Ok(ArchivedDocument::Page { url, page })) = first else { panic!("{first:?}") };
        assert_eq!(url, "https://example.org/خبر?a=b");
        assert_eq!(page.final_url.as_str(), "https://example.org/%D8%AE%D8%A8%D8%B1?a=b");
        assert_eq!(page.fetched_at.to_rfc3339(), "2021-02-04T21:10:00+00:00");
        assert_eq!(page.content_type.as_deref(), Some("text/html"));
    }

    #[test]
    fn answers_without_a_document_are_named() {
        let records = [
            record("response", "https://example.org/1", "HTTP/1.1 404 Not Found\r\n\r\n"),
            record("response", "dns:example.org", &answer("x")),
            record("response", "https://example.org/3", "no HTTP"),
        ];
        let read = read(records.concat().into_bytes());
        assert_eq!(read.len(), 3);
        for (line, part) in read.iter().zip(["status 404", "no web address", "no HTTP answer"]) {
            assert!(line.contains(part), "{line}");
        }
    }

    #[test]
    fn damage_ends_the_reading_and_keeps_what_came_before() {
        let good = record("response", "https://example.org/1", &answer("one"));
        for (damage, part) in [
            ("WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 500\r\n\r\nHTTP/1.1 200", "middle of it"),
            ("WARC/1.1\r\nWARC-Type: response\r\n\r\n", "no `Content-Length`"),
            ("WARC/1.1\r\nContent-Length: many\r\n\r\n", "`many`"),
            ("WARC/1.1\r\nWARC-Type", "ends in its head"),
            ("<html>", "`<html>`"),
        ] {
            let read = read(format!("{good}{damage}").into_bytes());
            assert_eq!(read.len(), 2, "{read:?}");
            assert!(read[1].contains("record 2") && read[1].contains(part), "{}", read[1]);
        }
        let mut cut = gzip(&good);
        cut.truncate(cut.len() - 20);
        assert!(read(cut).last().unwrap().contains("record 1"));
    }
}
