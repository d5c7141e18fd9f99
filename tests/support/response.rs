//! What the scripted server answers, bad manners included.

/// One scripted answer.
#[derive(Debug, Clone)]
pub(crate) struct Response {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) chunked: bool,
    pub(super) cut_after: Option<usize>,
    pub(super) stalls: bool,
    pub(super) dropped: bool,
}

impl Response {
    /// A 200 with this body.
    pub(crate) fn bytes(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::status(200) }.header("Content-Type", content_type)
    }

    /// An HTML page in UTF-8.
    pub(crate) fn html(html: &str) -> Self {
        Self::bytes("text/html; charset=utf-8", html)
    }

    /// An XML document in UTF-8.
    pub(crate) fn xml(xml: &str) -> Self {
        Self::bytes("application/xml; charset=utf-8", xml)
    }

    /// An empty answer with this status.
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Vec::new(),
            chunked: false,
            cut_after: None,
            stalls: false,
            dropped: false,
        }
    }

    /// The same with another status.
    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// A redirect with this status.
    pub(crate) fn redirect(status: u16, location: &str) -> Self {
        Self::status(status).header("Location", location)
    }

    /// The connection is closed before a single byte is sent.
    pub(crate) fn dropped() -> Self {
        Self { dropped: true, ..Self::status(200) }
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Adds validators; a request that carries either of them gets a 304.
    pub(crate) fn validators(self, etag: &str, last_modified: &str) -> Self {
        self.header("ETag", etag).header("Last-Modified", last_modified)
    }

    /// The body comes in chunks, without a length.
    pub(crate) fn chunked(mut self) -> Self {
        self.chunked = true;
        self
    }

    /// The connection breaks after this many bytes of the body.
    pub(crate) fn cut_after(mut self, bytes: usize) -> Self {
        self.cut_after = Some(bytes);
        self
    }

    /// After this many bytes of the body nothing more comes, and the connection stays open.
    pub(crate) fn stall_after(mut self, bytes: usize) -> Self {
        self.stalls = true;
        self.cut_after(bytes)
    }

    /// The value of a header that is sent.
    pub(crate) fn value_of(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}
