//! Content codings undone as a body comes, chunk by chunk, into memory that is bounded whatever the chunks unfold to.

use std::io::{self, Write};

use brotli_decompressor::DecompressorWriter;
use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use reqwest::header::{CONTENT_ENCODING, HeaderMap};
use zstd::stream::raw::{Decoder as ZstdDecoder, InBuffer, Operation as _, OutBuffer};
use zstd::zstd_safe::DParameter;

/// What `Accept-Encoding` asks for.
pub(super) const ACCEPTED: &str = "zstd, br, gzip, deflate";

/// Largest window of zstd, as a power of two: 8 MB, which is what HTTP allows (RFC 9659).
const ZSTD_WINDOW_LOG: u32 = 23;

/// Bytes that are unfolded at a time.
const PIECE_BYTES: usize = 32 * 1024;

/// How a body is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// Not at all.
    Identity,
    Gzip,
    Deflate,
    Brotli,
    Zstd,
}

/// Why a chunk could not be unpacked.
#[derive(Debug)]
pub(super) enum DecodeFault {
    /// More came out than is allowed; the beginning of it, the limit and at most one piece more.
    TooLarge(Vec<u8>),
    /// It is not what it claims to be.
    Broken(io::Error),
}

/// Unpacks one body.
pub(super) struct Decoder(State);

enum State {
    Identity(Bounded),
    Gzip(MultiGzDecoder<Bounded>),
    /// Zlib or not is told by the first byte.
    DeflateUnknown(Bounded),
    Zlib(ZlibDecoder<Bounded>),
    Deflate(DeflateDecoder<Bounded>),
    Brotli(Box<DecompressorWriter<Bounded>>),
    Zstd(Box<Zstd>),
    /// After a fault.
    Spent,
}

struct Zstd {
    decoder: ZstdDecoder<'static>,
    piece: Vec<u8>,
    is_between_frames: bool,
    out: Bounded,
}

/// Takes bytes up to a limit, and then fails.
struct Bounded {
    bytes: Vec<u8>,
    limit: usize,
}

impl Coding {
    /// What the head of an answer says. Words that are no codings (`none`, `utf-8`) are met with, and mean nothing.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let value = headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match value.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Self::Gzip,
            "deflate" => Self::Deflate,
            "br" => Self::Brotli,
            "zstd" => Self::Zstd,
            _ => Self::Identity,
        }
    }
}

impl Decoder {
    /// A decoder that lets out no more than `limit` bytes, of which `expected` are likely to come.
    pub(super) fn new(coding: Coding, limit: usize, expected: usize) -> io::Result<Self> {
        let out = Bounded { bytes: Vec::with_capacity(expected.min(limit)), limit };
        Ok(Self(match coding {
            Coding::Identity => State::Identity(out),
            Coding::Gzip => State::Gzip(MultiGzDecoder::new(out)),
            Coding::Deflate => State::DeflateUnknown(out),
            Coding::Brotli => State::Brotli(Box::new(DecompressorWriter::new(out, PIECE_BYTES))),
            Coding::Zstd => State::Zstd(Box::new(Zstd::new(out)?)),
        }))
    }

    /// Unpacks the next chunk.
    pub(super) fn push(&mut self, chunk: &[u8]) -> Result<(), DecodeFault> {
        if let State::DeflateUnknown(_) = &self.0 {
            self.choose_deflate(chunk);
        }
        let result = match &mut self.0 {
            State::Identity(out) | State::DeflateUnknown(out) => out.write_all(chunk),
            State::Gzip(decoder) => decoder.write_all(chunk),
            State::Zlib(decoder) => decoder.write_all(chunk),
            State::Deflate(decoder) => decoder.write_all(chunk),
            State::Brotli(decoder) => decoder.write_all(chunk),
            State::Zstd(decoder) => decoder.push(chunk),
            State::Spent => Ok(()),
        };
        result.map_err(|error| self.fault(error))
    }

    /// The whole body; an error when it ends too early. An empty one is empty in every coding.
    pub(super) fn finish(mut self, has_begun: bool) -> Result<Vec<u8>, DecodeFault> {
        let result = match &mut self.0 {
            State::Gzip(decoder) if has_begun => decoder.try_finish(),
            State::Zlib(decoder) if has_begun => decoder.try_finish(),
            State::Deflate(decoder) if has_begun => decoder.try_finish(),
            State::Brotli(decoder) if has_begun => decoder.close(),
            State::Zstd(decoder) if !decoder.is_between_frames => {
                Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the zstd frame is not complete"))
            }
            _ => Ok(()),
        };
        match result {
            Ok(()) => Ok(self.out().map(|out| std::mem::take(&mut out.bytes)).unwrap_or_default()),
            Err(error) => Err(self.fault(error)),
        }
    }

    /// How much came out so far, in bytes.
    pub(super) fn unpacked_bytes(&mut self) -> u64 {
        self.out().map_or(0, |out| out.bytes.len() as u64)
    }

    /// What came out so far; nothing more can.
    pub(super) fn so_far(&mut self) -> Vec<u8> {
        let bytes = self.out().map(|out| std::mem::take(&mut out.bytes)).unwrap_or_default();
        self.0 = State::Spent;
        bytes
    }

    /// HTTP means zlib by deflate (RFC 9110, section 8.4.1.2), but some servers send the bare stream.
    fn choose_deflate(&mut self, chunk: &[u8]) {
        let (Some(first), State::DeflateUnknown(out)) = (chunk.first(), &mut self.0) else { return };
        let out = Bounded { bytes: std::mem::take(&mut out.bytes), limit: out.limit };
        let is_zlib = first & 0x0f == 8 && first >> 4 <= 7;
        self.0 = if is_zlib {
            State::Zlib(ZlibDecoder::new(out))
        } else {
            State::Deflate(DeflateDecoder::new(out))
        };
    }

    fn fault(&mut self, error: io::Error) -> DecodeFault {
        let out = self.out().map(|out| (std::mem::take(&mut out.bytes), out.limit));
        self.0 = State::Spent;
        match out {
            Some((bytes, limit)) if bytes.len() > limit => DecodeFault::TooLarge(bytes),
            _ => DecodeFault::Broken(error),
        }
    }

    fn out(&mut self) -> Option<&mut Bounded> {
        Some(match &mut self.0 {
            State::Identity(out) | State::DeflateUnknown(out) => out,
            State::Gzip(decoder) => decoder.get_mut(),
            State::Zlib(decoder) => decoder.get_mut(),
            State::Deflate(decoder) => decoder.get_mut(),
            State::Brotli(decoder) => decoder.get_mut(),
            State::Zstd(decoder) => &mut decoder.out,
            State::Spent => return None,
        })
    }
}

impl Zstd {
    fn new(out: Bounded) -> io::Result<Self> {
        let mut decoder = ZstdDecoder::new()?;
        decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW_LOG))?;
        Ok(Self { decoder, piece: vec![0; PIECE_BYTES], is_between_frames: true, out })
    }

    fn push(&mut self, chunk: &[u8]) -> io::Result<()> {
        let mut input = InBuffer::around(chunk);
        loop {
            if input.pos() == chunk.len() && self.is_between_frames {
                return Ok(());
            }
            if self.is_between_frames {
                self.decoder.reinit()?;
            }
            let mut output = OutBuffer::around(&mut self.piece[..]);
            self.is_between_frames = self.decoder.run(&mut input, &mut output)? == 0;
            let (written, is_full) = (output.pos(), output.pos() == output.capacity());
            self.out.write_all(self.piece.get(..written).unwrap_or_default())?;
            if input.pos() == chunk.len() && !is_full {
                return Ok(());
            }
        }
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() > self.limit {
            return Err(io::Error::other("the document is larger than allowed"));
        }
        let taken = bytes.get(..PIECE_BYTES).unwrap_or(bytes);
        self.bytes.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    use super::*;

    const TEXT: &[u8] = b"<p>text</p><p>text</p><p>text</p>";

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(text: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn deflate(text: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn packed() -> Vec<(Coding, Vec<u8>)> {
        vec![
            (Coding::Identity, TEXT.to_vec()),
            (Coding::Gzip, gzip(TEXT)),
            (Coding::Gzip, [gzip(&TEXT[..11]), gzip(&TEXT[11..])].concat()),
            (Coding::Deflate, zlib(TEXT)),
            (Coding::Deflate, deflate(TEXT)),
            (Coding::Zstd, zstd::encode_all(TEXT, 3).unwrap()),
            (
                Coding::Zstd,
                [zstd::encode_all(&TEXT[..11], 3).unwrap(), zstd::encode_all(&TEXT[11..], 3).unwrap()]
                    .concat(),
            ),
        ]
    }

    fn decode(coding: Coding, packed: &[u8], chunk: usize, limit: usize) -> Result<Vec<u8>, DecodeFault> {
        let mut decoder = Decoder::new(coding, limit, 0).unwrap();
        for chunk in packed.chunks(chunk) {
            decoder.push(chunk)?;
        }
        decoder.finish(!packed.is_empty())
    }

    #[test]
    fn every_coding_is_undone_in_chunks_of_any_size() {
        for (coding, packed) in packed() {
            for chunk in [1, 2, 7, 1000] {
                assert_eq!(decode(coding, &packed, chunk, 1000).unwrap(), TEXT, "{coding:?} by {chunk}");
            }
        }
    }

    #[test]
    fn nothing_is_nothing_in_every_coding() {
        for coding in [Coding::Identity, Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd] {
            assert_eq!(decode(coding, &[], 1, 1000).unwrap(), b"", "{coding:?}");
        }
    }

    #[test]
    fn body_that_ends_early_or_is_something_else_is_broken() {
        for (coding, packed) in packed().into_iter().skip(1) {
            let cut = decode(coding, &packed[..packed.len() - 1], 1000, 1000);
            assert!(matches!(cut, Err(DecodeFault::Broken(_))), "{coding:?}: {cut:?}");
        }
        for coding in [Coding::Gzip, Coding::Deflate, Coding::Brotli, Coding::Zstd] {
            let other = decode(coding, b"this is not compressed at all", 1000, 1000);
            assert!(matches!(other, Err(DecodeFault::Broken(_))), "{coding:?}: {other:?}");
        }
    }

    #[test]
    fn no_more_than_one_piece_comes_out_past_the_limit() {
        let zeros = vec![0; 50_000_000];
        let bombs = [
            (Coding::Identity, zeros.clone()),
            (Coding::Gzip, gzip(&zeros)),
            (Coding::Deflate, zlib(&zeros)),
            (Coding::Zstd, zstd::encode_all(&zeros[..], 3).unwrap()),
        ];
        for (coding, bomb) in bombs {
            match decode(coding, &bomb, usize::MAX, 10_000) {
                Err(DecodeFault::TooLarge(beginning)) => {
                    assert!(
                        beginning.len() <= 10_000 + PIECE_BYTES && beginning.len() > 10_000,
                        "{coding:?}"
                    );
                    assert!(beginning.capacity() <= 200_000, "{coding:?}: {}", beginning.capacity());
                }
                other => panic!("{coding:?}: {:?}", other.map(|body| body.len())),
            }
        }
    }
}
